"""Finding the table in a sheet: titles above, two-line headings, notes below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from .cells import CellValue, MergedRange, Row, Sheet
from .texts import SPACES, is_missing, narrow, show_cell

SEARCHED_ROWS = 30
FEWEST_COLUMNS = 3
MOST_HEADER_ROWS = 3
LONGEST_HEADER = 120

UNITS = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万": Decimal(10) ** 4,
    "万元": Decimal(10) ** 4,
    "百万元": Decimal(10) ** 6,
    "亿": Decimal(10) ** 8,
    "亿元": Decimal(10) ** 8,
}
UNIT = "(?:人民币)?(百万元|千元|万元|亿元|元|万|亿)(?:人民币)?"
BRACKETS = re.compile(r"[(\[【〔「]([^()\[\]【】〔〕「」]*)[)\]】〕」]")
UNIT_IN_BRACKETS = re.compile(rf"(?:金额)?(?:单位)?[:]?{UNIT}[/年]*")
UNIT_AT_END = re.compile(rf"[/,;:、_-](?:单位:?)?{UNIT}$")
UNIT_IN_TITLE = re.compile(rf"(?<![报表写])单位:{UNIT}(?![一-鿿])")
DROPPED_NOTE = re.compile(
    r"必填项?|选填|可选|非必填|人|名|个|家|位|户|%|岁|天|件|年|日期|文本格?式?|"
    r"\d{1,2}位?|18位.*|如有.*|下拉选择|格式.*|例如?[:].*|yyyy.*"
)
NUMBERING = re.compile(r"^\(?\d{1,2}[.、)](?=\D)|^[一二三四五六七八九十]{1,2}、")
PUNCTUATION = re.compile(r"[-\s*:,.;、/\\_|()\[\]【】〔〕「」\"'‘’“”<>《》·+—–]+")
TOTAL = re.compile(r"本?页?(?:合计|总计|小计|共计|累计|总和)(?:[:].*|\d+[家户个]?)?")
NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|审核人?|复核人?|填报人|填表人|制表人?|经办人|"
    r"负责人|单位负责人|统计负责人|联系人|联系电话|电话|填报单位|填表单位|单位|"
    r"填报日期|填表日期|日期|盖章|签字|签章)(?:\(.*\))?[:].*|"
    r"\(?(?:以下|以上)(?:为|是|无|空).*|第[一二三四五六七八九十\d]+批.*|\(?盖章\)?|注\d?[.、].*"
)
DIGIT = re.compile(r"\d")
ORDINALS = "甲乙丙丁戊己庚辛壬癸"

_Score = tuple[int, int, int]
RowKind = Literal["data", "blank", "total", "note", "header"]


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


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet; row numbers count from 1."""

    sheet: Sheet
    header_rows: tuple[int, ...]
    first_data_row: int
    columns: dict[str, ColumnMatch]
    unmatched: dict[int, str] = field(default_factory=dict)
    default_unit: Decimal | None = None


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
        if match := UNIT_IN_BRACKETS.fullmatch(note):
            unit = UNITS[match[1]]
    text = BRACKETS.sub(_keep_telling_note, text)
    if match := UNIT_AT_END.search(text):
        unit, text = UNITS[match[1]], text[: match.start()]
    return HeaderText(PUNCTUATION.sub("", NUMBERING.sub("", text)), unit)


def find_table(sheet: Sheet, *, columns: Sequence[ColumnSpec]) -> Table | None:
    """Return the table whose heading knows most columns, or None if none does.

    The heading may take up to three rows within the first thirty; a heading of
    more rows wins only where it explains more columns.
    """
    book = _Names.of(columns)
    best: tuple[_Score, Table] | None = None
    for first in range(min(SEARCHED_ROWS, len(sheet.rows))):
        for height in range(1, MOST_HEADER_ROWS + 1):
            found = _read_heading(sheet, first, height, book)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return None if best is None else best[1]


def guess_header(sheet: Sheet, *, before: int) -> int:
    """Return the row that looks most like a heading, without knowing its columns."""
    best, found = 1, 0
    for number, row in enumerate(sheet.rows[: min(before - 1, SEARCHED_ROWS)], 1):
        texts = [cell for cell in row if not _is_blank(cell)]
        named = [t for t in texts if isinstance(t, str) and not DIGIT.search(t)]
        if len(named) > found and len(named) * 10 >= len(texts) * 7:
            best, found = number, len(named)
    return best


def list_rows(table: Table) -> Iterator[tuple[int, Row, RowKind]]:
    """Walk the rows below the heading with their number and kind."""
    for number in range(table.first_data_row, len(table.sheet.rows) + 1):
        row = table.sheet.rows[number - 1]
        yield number, row, classify_row(table, row, number=number)


def classify_row(table: Table, row: Row, *, number: int | None = None) -> RowKind:
    """Tell data from blank rows, totals, notes, group titles, repeated headings."""
    filled = [(index, cell) for index, cell in enumerate(row) if not _is_blank(cell)]
    if not filled:
        return "blank"
    first = _squeeze(filled[0][1])
    if any(TOTAL.fullmatch(_squeeze(cell)) for _, cell in filled[:2]):
        return "total"
    if len(filled) == 1 and first.isdigit() and filled[0][0] == _leftmost(table):
        return "blank"
    known = [item for item in filled if item[0] in _known_indexes(table)]
    if len(known) <= 1 and not _is_data_start(table, filled, number):
        return "note"
    texts = [_squeeze(cell) for _, cell in filled]
    if all(NOTE.fullmatch(text) for text in texts) or (
        len(filled) <= 2 and NOTE.fullmatch(first)
    ):
        return "note"
    return "header" if _repeats_heading(table, row) else "data"


@dataclass(frozen=True, slots=True)
class _Names:
    exact: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def of(cls, columns: Sequence[ColumnSpec]) -> "_Names":
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


def _keep_telling_note(match: re.Match[str]) -> str:
    note = match[1]
    dropped = UNIT_IN_BRACKETS.fullmatch(note) or DROPPED_NOTE.fullmatch(note)
    return "" if dropped else note


def _squeeze(cell: CellValue) -> str:
    return SPACES.sub("", narrow(show_cell(cell)))


def _is_blank(cell: CellValue) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _known_indexes(table: Table) -> set[int]:
    return {match.index for match in table.columns.values()}


def _leftmost(table: Table) -> int:
    return min(_known_indexes(table) | set(table.unmatched))


def _is_data_start(
    table: Table, filled: list[tuple[int, CellValue]], number: int | None
) -> bool:
    """Tell whether a row with one known cell is a poor record and no note."""
    index, cell = filled[-1]
    text = _squeeze(cell)
    is_spread = any(
        block.first_row <= (number or 0) <= block.last_row
        and block.first_column <= filled[0][0] + 1 < block.last_column
        for block in table.sheet.merged
    )
    return index in _known_indexes(table) and not is_spread and not NOTE.fullmatch(text)


def _repeats_heading(table: Table, row: Row) -> bool:
    matches = table.columns.values()
    cells = [row[m.index] if m.index < len(row) else None for m in matches]
    same = sum(
        isinstance(cell, str)
        and bool(key := normalize_header(cell).key)
        and normalize_header(match.header_text).key.endswith(key)
        for cell, match in zip(cells, matches, strict=True)
    )
    return same >= FEWEST_COLUMNS and same * 2 >= len(cells)


def _read_heading(
    sheet: Sheet, first: int, height: int, book: _Names
) -> tuple[_Score, Table] | None:
    last = first + height
    if last > len(sheet.rows):
        return None
    lines = [_spread(sheet, number) for number in range(first, last)]
    if not all(any(line) for line in lines):
        return None
    sureness, columns, unmatched = _match_columns(lines, book)
    if len(columns) < FEWEST_COLUMNS:
        return None
    numbers = tuple(range(first + 1, last + 1))
    skipped = _count_ordinal_rows(sheet.rows[last:])
    unit = _find_default_unit(sheet.rows[:last])
    table = Table(sheet, numbers, last + skipped + 1, columns, unmatched, unit)
    return (len(columns), sureness, -height), table


def _spread(sheet: Sheet, number: int) -> list[str]:
    """Return the texts of a heading row, merged ones over their whole width."""
    row = sheet.rows[number]
    texts = [cell if isinstance(cell, str) else "" for cell in row]
    texts = [SPACES.sub(" ", text).strip()[:LONGEST_HEADER] for text in texts]
    for block in sheet.merged:
        if block.first_row == number + 1 and block.last_row == number + 1:
            _spread_block(texts, block)
    return texts


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
    heads = [normalize_header(part) for part in parts]
    unit = next((head.unit for head in reversed(heads) if head.unit), None)
    keys = ["".join(head.key for head in heads)]
    keys += [heads[-1].key] if len(heads) > 1 else []
    for rank, key in zip((4, 0), keys, strict=False):
        found = book.find(key)
        if found is not None:
            return found[0], found[1] + rank, ColumnMatch(index, unit, text)
    return None


def _count_ordinal_rows(rows: list[Row]) -> int:
    """Count rows right below a heading that only number the columns."""
    if not rows:
        return 0
    cells = [show_cell(cell).strip() for cell in rows[0] if not is_missing(cell)]
    numbers = [cell for cell in cells if cell not in ORDINALS + "栏次"]
    expected = [str(i) for i in range(1, len(numbers) + 1)]
    return int(len(cells) >= FEWEST_COLUMNS and numbers == expected)


def _find_default_unit(rows: list[Row]) -> Decimal | None:
    for row in reversed(rows):
        for cell in row:
            if isinstance(cell, str):
                text = SPACES.sub("", narrow(cell[:LONGEST_HEADER]))
                if match := UNIT_IN_TITLE.search(text):
                    return UNITS[match[1]]
    return None
