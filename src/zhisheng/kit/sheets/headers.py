"""Finding the table in a sheet: titles above, two-line headings, notes below."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from .cells import CellValue, MergedRange, Row, Sheet
from .hints import UNITS, UNKNOWN_UNIT, Hints, read_hints
from .texts import SPACES, narrow

SEARCHED_ROWS = 30
FEWEST_COLUMNS = 3
MOST_HEADER_ROWS = 3
LONGEST_HEADER = 120
FEWEST_YEARS = 2
YEARS = range(2000, 2100)

UNIT = f"(?:人民币)?({'|'.join(sorted(UNITS, key=len, reverse=True))})(?:人民币)?"
OTHER_UNIT = re.compile(
    r".*(?:美元|美金|欧元|港[元币]|日元|英镑|usd|eur|hkd|jpy|gbp|[$€£]).*"
    r"|(?:单位:?)?[\w十百千]{1,2}元"
)
BRACKETS = re.compile(r"[(\[【〔「]([^()\[\]【】〔〕「」]*)[)\]】〕」]")
UNIT_IN_BRACKETS = re.compile(rf"(?:金额)?(?:单位)?[:]?{UNIT}[/年]*")
UNIT_AT_END = re.compile(
    rf"[/,;:、_-](?:单位:?)?{UNIT}$|(?<=[额入润本])(百万元|千元|万元|亿元|元)$"
)
# 单位：人、万元 names the unit of the amounts beside those of other columns.
UNIT_IN_TITLE = re.compile(
    rf"(?<![报表写])单位:(?:(?:人|家|个|户|名|项|%)[、,/;]?)*{UNIT}(?![一-鿿])"
    rf"|\({UNIT}\)$"
)
NOTE_MARK = re.compile(r"[,、;/]")
DROPPED_NOTE = re.compile(
    r"必填项?|选填|可选|非必填|人|名|个|家|位|户|%|岁|天|件|年|日期|文本格?式?|"
    r"\d{1,2}位?|18位.*|如有.*|下拉选择|格式.*|例如?[:].*|yyyy.*"
)
NUMBERING = re.compile(r"^\(?\d{1,2}[.、)](?=\D)|^[一二三四五六七八九十]{1,2}、")
PUNCTUATION = re.compile(r"[-\s*:,.;、/\\_|()\[\]【】〔〕「」\"'‘’“”<>《》·+—–]+")
STOP = "。"
DIGIT = re.compile(r"\d")
# What an enterprise writes of itself behind a word of a form; no heading is so.
FORM_VALUE = re.compile(r".*\d{6}.*|.*(?:公司|厂|店|社|部|行|户)\s*")
MOST_HINT_ROWS = 3

_Score = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column the caller knows: its field, its names and patterns of names.

    Aliases and patterns meet the normalised heading: half-width, lower case,
    without spaces, brackets, punctuation and unit.
    """

    field: str
    aliases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """Where a field stands; ``index`` counts from 0, ``unit`` is in yuan."""

    index: int
    unit: Decimal | None
    header_text: str


# Tells whether so few columns are a heading all the same.
IsEnough = Callable[[Mapping[str, ColumnMatch]], bool]


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet; row numbers count from 1.

    ``first_row`` is where its titles begin, ``last_row`` where another table ends it.
    """

    sheet: Sheet
    header_rows: tuple[int, ...]
    first_data_row: int
    columns: dict[str, ColumnMatch]
    unmatched: dict[int, str] = field(default_factory=dict)
    default_unit: Decimal | None = None
    first_row: int = 1
    last_row: int | None = None

    @property
    def end_row(self) -> int:
        """The number behind its last row: of the sheet, or of what the next one leaves."""
        return (self.last_row or len(self.sheet.rows)) + 1


@dataclass(frozen=True, slots=True)
class HeaderText:
    """A heading cut into its key and the money unit written in it."""

    key: str
    unit: Decimal | None


@lru_cache(maxsize=4096)
def normalize_header(text: str) -> HeaderText:
    """Cut a heading into the key aliases are compared with, and its unit."""
    text = SPACES.sub("", narrow(text[:LONGEST_HEADER])).lower()
    unit: Decimal | None = None
    for note in BRACKETS.findall(text):
        unit = _find_unit(note) or unit
    text = BRACKETS.sub(_keep_telling_note, text)
    if match := UNIT_AT_END.search(text):
        unit, text = UNITS[match[1] or match[2]], text[: match.start()]
    return HeaderText(PUNCTUATION.sub("", NUMBERING.sub("", text)), unit)


def needs_more(_columns: Mapping[str, ColumnMatch]) -> bool:
    """Take no heading of fewer than three columns."""
    return False


def find_table(
    sheet: Sheet,
    *,
    columns: Sequence[ColumnSpec],
    is_enough: IsEnough = needs_more,
) -> Table | None:
    """Return the table whose heading knows most columns, or None if none does.

    The heading may take up to three rows within the first thirty; a heading of
    more rows wins only where it explains more columns. Three known columns are a
    heading; two are one where ``is_enough`` says so and they are no filled-in form.
    """
    rows = range(min(SEARCHED_ROWS, len(sheet.rows)))
    return find_heading(sheet, rows, columns=columns, is_enough=is_enough)


def find_heading(
    sheet: Sheet,
    rows: Iterable[int],
    *,
    columns: Sequence[ColumnSpec],
    is_enough: IsEnough = needs_more,
) -> Table | None:
    """Return the best table whose heading begins in one of the rows, from 0."""
    book = _Names.of(tuple(columns))
    best: tuple[_Score, Table] | None = None
    for first in rows:
        for height in range(1, MOST_HEADER_ROWS + 1):
            found = _read_heading(sheet, first, height, book, is_enough)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return None if best is None else best[1]


def guess_header(sheet: Sheet, *, before: int) -> int:
    """Return the row that looks most like a heading, without knowing its columns."""
    best, found = 1, 0
    for number, row in enumerate(sheet.rows[: min(before - 1, SEARCHED_ROWS)], 1):
        texts = [cell for cell in row if not is_blank(cell)]
        named = [t for t in texts if isinstance(t, str) and not DIGIT.search(t)]
        if len(named) > found and len(named) * 10 >= len(texts) * 7:
            best, found = number, len(named)
    return best


@dataclass(frozen=True, slots=True)
class _Names:
    exact: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, columns: tuple[ColumnSpec, ...]) -> "_Names":
        exact = {
            normalize_header(alias).key: spec.field
            for spec in columns
            for alias in spec.aliases
        }
        patterns = tuple(
            (re.compile(pattern), spec.field)
            for spec in columns
            for pattern in spec.patterns
        )
        return cls(exact, patterns)

    def find(self, key: str) -> tuple[str, int] | None:
        """Return the field a key means and how sure that is."""
        if key in self.exact:
            return self.exact[key], 2
        for pattern, name in self.patterns:
            if pattern.fullmatch(key):
                return name, 1
        return None


def _find_unit(note: str) -> Decimal | None:
    """Return the unit a bracket names, also beside a remark: 万元，不含税."""
    for part in (note, *NOTE_MARK.split(note)):
        if match := UNIT_IN_BRACKETS.fullmatch(part):
            return UNITS[match[1]]
    return UNKNOWN_UNIT if OTHER_UNIT.fullmatch(note) else None


def _keep_telling_note(match: re.Match[str]) -> str:
    note = match[1]
    dropped = UNIT_IN_BRACKETS.fullmatch(note) or DROPPED_NOTE.fullmatch(note)
    return "" if dropped else note


def is_blank(cell: CellValue) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _read_heading(
    sheet: Sheet, first: int, height: int, book: _Names, is_enough: IsEnough
) -> tuple[_Score, Table] | None:
    last = first + height
    if last > len(sheet.rows):
        return None
    lines = [_spread(sheet, number) for number in range(first, last)]
    if not all(any(line) for line in lines):
        return None
    sureness, columns, unmatched = _match_columns(lines, book)
    if not _is_heading(sheet.rows[first:last], columns, is_enough):
        return None
    numbers = tuple(range(first + 1, last + 1))
    hints = read_hints(sheet.rows[last : last + MOST_HINT_ROWS])
    columns = {name: _add_unit(match, hints) for name, match in columns.items()}
    unit = _find_default_unit(sheet.rows[max(last - SEARCHED_ROWS, 0) : last])
    table = Table(sheet, numbers, last + hints.rows + 1, columns, unmatched, unit)
    return (len(columns), sureness, -height), table


def _is_heading(
    rows: Sequence[Row], columns: Mapping[str, ColumnMatch], is_enough: IsEnough
) -> bool:
    if len(columns) >= FEWEST_COLUMNS:
        return True
    is_pair = len(columns) == FEWEST_COLUMNS - 1
    return is_pair and is_enough(columns) and not _is_form(rows, columns)


def _is_form(rows: Sequence[Row], columns: Mapping[str, ColumnMatch]) -> bool:
    """Tell a filled-in form from a heading: 企业名称 | 甲厂 | 所在地 | 安平县.

    It holds numbers, or its words end in a colon, or values stand behind them.
    """
    cells = [(i, cell) for row in rows for i, cell in enumerate(row)]
    filled = {i: cell for i, cell in cells if not is_blank(cell)}
    if any(not isinstance(cell, str) for cell in filled.values()):
        return True
    if any(match.header_text.endswith((":", "：")) for match in columns.values()):
        return True
    known = {match.index for match in columns.values()}
    behind = dict(itertools.pairwise(sorted(filled)))
    answers = {behind[index] for index in known if index in behind} - known
    is_answered = any(FORM_VALUE.fullmatch(str(filled[index])) for index in answers)
    return len(answers) == len(known) and is_answered


def _spread(sheet: Sheet, number: int) -> list[str]:
    """Return the texts of a heading row, merged ones over their whole width."""
    row = _write_years(sheet.rows[number])
    texts = [cell if isinstance(cell, str) else "" for cell in row]
    texts = [SPACES.sub(" ", text).strip()[:LONGEST_HEADER] for text in texts]
    for block in sheet.merged:
        if block.first_row == number + 1 and block.last_row == number + 1:
            _spread_block(texts, block)
    return texts


def _write_years(row: Row) -> Row:
    """Let bare numbers be years where every number of a row is one: 2023, 2024."""
    numbers = [cell for cell in row if isinstance(cell, int | float)]
    if len(numbers) < FEWEST_YEARS or not all(cell in YEARS for cell in numbers):
        return row
    return [f"{int(cell)}年" if isinstance(cell, int | float) else cell for cell in row]


def _spread_block(texts: list[str], block: MergedRange) -> None:
    text = texts[block.first_column - 1] if block.first_column <= len(texts) else ""
    for index in range(block.first_column - 1, min(block.last_column, len(texts))):
        texts[index] = text


def _match_columns(
    lines: list[list[str]], book: _Names
) -> tuple[int, dict[str, ColumnMatch], dict[int, str]]:
    found: dict[str, tuple[int, ColumnMatch]] = {}
    texts: dict[int, str] = {}
    for index, parts in enumerate(_stack(lines)):
        text = "".join(parts)
        if not text:
            continue
        texts[index] = text
        match = _match_column(index, parts, book)
        if match is not None and found.get(match[0], (0,))[0] < match[1]:
            found[match[0]] = (match[1], match[2])
    columns = {name: match for name, (_, match) in found.items()}
    taken = {match.index for match in columns.values()}
    sureness = sum(rank for rank, _ in found.values())
    return sureness, columns, {i: text for i, text in texts.items() if i not in taken}


def _stack(lines: list[list[str]]) -> Iterator[list[str]]:
    """Yield the texts above each column; a gap takes the parent on its left."""
    width = max(map(len, lines))
    carried = [""] * len(lines)
    for index in range(width):
        parts = [line[index] if index < len(line) else "" for line in lines]
        for level in range(len(lines) - 1):
            below = any(parts[level + 1 :])
            if parts[level] or not below:
                carried[level] = parts[level]
            parts[level] = parts[level] or carried[level]
        yield [part for i, part in enumerate(parts) if part and part not in parts[:i]]


def _match_column(
    index: int, parts: list[str], book: _Names
) -> tuple[str, int, ColumnMatch] | None:
    """Try the whole heading first, then its lowest and highest line alone."""
    text = "".join(parts)
    if STOP in text and STOP in BRACKETS.sub("", narrow(text)):
        # A whole sentence explains a column, as on a sheet of instructions.
        return None
    heads = [normalize_header(part) for part in parts]
    unit = next((head.unit for head in reversed(heads) if head.unit), None)
    keys = ["".join(head.key for head in heads)]
    keys += [heads[-1].key] if len(heads) > 1 else []
    for rank, key in zip((4, 0), keys, strict=False):
        found = book.find(key)
        if found is not None:
            return found[0], found[1] + rank, ColumnMatch(index, unit, text)
    field = book.exact.get(_drop_notes(text))
    return (field, 1, ColumnMatch(index, unit, text)) if field else None


def _drop_notes(text: str) -> str:
    """Return the key of a heading without what its brackets say: 所在地(省市县)."""
    return normalize_header(BRACKETS.sub("", narrow(text))).key


def _add_unit(match: ColumnMatch, hints: Hints) -> ColumnMatch:
    """Let a row of units below the heading serve where the heading names none."""
    if match.unit is not None or match.index not in hints.units:
        return match
    return replace(match, unit=hints.units[match.index])


def _find_default_unit(rows: list[Row]) -> Decimal | None:
    for row in reversed(rows):
        for cell in row:
            if isinstance(cell, str):
                text = SPACES.sub("", narrow(cell[:LONGEST_HEADER]))
                if match := UNIT_IN_TITLE.search(text.lower()):
                    return UNITS[match[1] or match[2]]
    return None
