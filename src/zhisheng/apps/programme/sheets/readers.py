"""Readers of each column: one cell in, one value out, or the reason why not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from zhisheng.apps.programme.choices import PERCENT_MEASURES, Strength
from zhisheng.apps.programme.sheets.columns import STAFF, parse_measure
from zhisheng.apps.programme.sheets.dates import read_help_date, read_help_period
from zhisheng.apps.programme.sheets.rows import Reason
from zhisheng.kit.sheets import CellValue, ValueRefusedError
from zhisheng.kit.sheets.texts import SPACES, narrow
from zhisheng.kit.sheets.values import (
    MAX_YUAN,
    NumberRange,
    Parsed,
    is_missing,
    parse_code,
    parse_count,
    parse_date,
    parse_money_or_range,
    parse_percent,
    parse_text,
    show_cell,
)
from zhisheng.methods.errors import DomainError
from zhisheng.methods.identifiers import (
    CODE_LENGTH,
    PLACEHOLDER,
    check_usccs,
    find_organisation_code,
    parse_uscc,
)

MAX_NAME = 120
# A name with a former one behind it; what is longer no expression is let loose on.
MAX_CELL = 3 * MAX_NAME
# A name that is a formula would run when somebody opens an export.
FORMULA = re.compile(r"^[=@]|^[+\-][A-Za-z]+[(|]|^[+\-=@].*[|!]")
# Most names are Chinese characters only and need no closer look.
PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{4,60}")
# A former name in brackets behind the name, or behind it without any.
FORMER = r"(?:曾用名|原名|原企业名|原单位名|旧名)称?"
_FIRM_END = r"(?:公司|厂|店|社|部|行|坊|场|中心|工作室|工商户|集团)"
# 原料, 原味, 原动力 are words; and what follows 原 must look like a firm, see below.
_WAS = r"原(?!动力|[料材油煤木浆药酒粮奶皮种矿子野创味生点色产石糖棉丝纸件力始汁乡本])[:：是为]?"
_INSIDE = r"(?:[^()（）\[\]【】]|[(（][^()（）]*[)）])"
FORMER_NAME = re.compile(
    rf"\s*[(（\[【]\s*(?:{FORMER}(?P<named>{_INSIDE}*)"
    rf"|{_WAS}(?P<was>{_INSIDE}{{2,}}{_FIRM_END}))[)）\]】]"
    rf"|[\s,，;；]*{FORMER}\s*[:：](?P<bare>.*)"
)
# 原平市某厂 lies in 原平; 平市 is no place, which has two characters before its ending.
_OF_A_PLACE = re.compile(r"[\u4e00-\u9fff]{2,7}?[省市县区]")
# 某厂等3家, 某厂等企业, or two names of firms with a mark, a blank or a line between.
_FIRMS = r"(?:小微|中小)?(?:企业|单位|公司|工厂|商户|主体)"
_FIRM = r"(?:公司|厂|合作社|工作室|工商户|集团)"
SEVERAL = re.compile(
    rf".+[(]?等[共计]?(?:\d+|[一二两三四五六七八九十百]+|[多几数]|若干)余?[家户个](?:{_FIRMS})?[)]?"
    rf"|.*{_FIRM_END}[(]?等(?:{_FIRMS})?[)]?"
    rf"|.*{_FIRM_END}[、,;/|].{{2,}}{_FIRM_END}等?"
    rf"|.*{_FIRM}(?:和(?![谐平睦美顺气记兴信泰])|及|与|以及).{{2,}}{_FIRM}"
)
# A branch stands behind its firm with a blank as well, and is one enterprise.
_NO_BRANCH = rf"(?!.*[分支门][公厂店部市社]|.*{FORMER})"
_PARTED = re.compile(rf"(..).*{_FIRM}\s+{_NO_BRANCH}\1.+{_FIRM}")
_LINES = re.compile(rf"\s*\S.*{_FIRM}\s*\n\s*{_NO_BRANCH}.{{2,}}{_FIRM}\s*")
_JOINS = frozenset("等和及与")
NAMED_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
SHORT_YEAR = re.compile(r"'?(\d\d)年?度?")
# What exports put around a code: its title, or a formula that keeps it a text.
CODE_WORDS = re.compile(r'^(?:统一)?(?:社会)?(?:信用)?代码:|^="|"$')
PLACEHOLDER_CODES = frozenset({"000000000", "0", PLACEHOLDER})
STRENGTHS = {"强": Strength.STRONG, "中": Strength.MEDIUM, "弱": Strength.WEAK}
Reader = Callable[[CellValue], Parsed[Any]]
CellKey = tuple[type, Any]
NUMBERS = frozenset({int, float})
LEAST_PLAIN, MOST_PLAIN = 1e-4, 1e12


class RosterValueError(ValueRefusedError):
    """A value of a roster cell breaks a rule of the roster."""

    code = "roster.value"


class NameMissingError(RosterValueError):
    code = "roster.name_missing"
    message = "没有填写企业名称。"
    cure = "请填写营业执照上的全称。"


class NameFormulaError(RosterValueError):
    code = "roster.name_formula"
    message = "企业名称“{text}”是公式，不是名称。"
    cure = "请填写营业执照上的全称。"


class NameTooLongError(RosterValueError):
    code = "roster.name_too_long"
    message = "企业名称超过 {limit} 个字。"
    cure = "请只填写营业执照上的全称。"


class SeveralNamesError(RosterValueError):
    code = "roster.several_names"
    message = "“{text}”不止一家企业。"
    cure = "请一行只填一家企业，每家的名称、代码、人数和营业收入分开填写。"


class YearUnclearError(RosterValueError):
    code = "roster.year_unclear"
    message = "“{text}”不是一个确定的年度。"
    cure = "请填写四位年份，例如 2024。"


class NegativeAmountError(RosterValueError):
    code = "roster.negative_amount"
    message = "“{text}”是负数，这一栏不会小于零。"
    cure = "请核对数字；亏损请填在利润一栏。"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that could not be read."""

    message: str
    cure: str
    text: str
    data: Mapping[str, str] = field(default_factory=dict)


def read_name(cell: CellValue) -> Parsed[str]:
    """Read a name without the former one that stands behind it."""
    if isinstance(cell, str) and PLAIN_NAME.fullmatch(cell) and _JOINS.isdisjoint(cell):
        return Parsed(cell)
    told = parse_text(cell).value or ""
    if len(told) > MAX_CELL:
        raise NameTooLongError(limit=MAX_NAME, text=told[:40])
    text = _drop_former_name(told)[0]
    if not text:
        raise NameMissingError(text="")
    plain = narrow(text)
    if FORMULA.match(plain.lstrip("'\"")):
        raise NameFormulaError(text=text[:40])
    if len(text) > MAX_NAME:
        raise NameTooLongError(limit=MAX_NAME, text=text[:40])
    if _names_several(plain, cell):
        raise SeveralNamesError(text=text[:40])
    return Parsed(text)


def find_former_name(cell: CellValue) -> str:
    """Return the former name that was left out of a cell."""
    return _drop_former_name(parse_text(cell).value or "")[1]


def _names_several(plain: str, cell: CellValue) -> bool:
    """Whether a cell holds several firms; each on a line of its own where it has lines."""
    return bool(
        SEVERAL.fullmatch(SPACES.sub("", plain))
        or _PARTED.fullmatch(plain)
        or _LINES.fullmatch(SPACES.sub(_squeeze, str(cell)))
    )


def _squeeze(spaces: re.Match[str]) -> str:
    """Return one blank, or one end of a line, for however many there are."""
    return "\n" if "\n" in spaces[0] else " "


def _drop_former_name(text: str) -> tuple[str, str]:
    """Part a cell into the name and the former one, empty where there is none."""
    match = FORMER_NAME.search(text)
    if match is None:
        return text, ""
    name = (text[: match.start()] + text[match.end() :]).strip()
    was = match["was"]
    if was and not _may_be_former(was, name):
        return text, ""
    former = next(filter(None, match.groups()), "")
    return name, former.strip(" :：")


def _may_be_former(was: str, name: str) -> bool:
    """Whether words behind 原 name a firm: of a place, or in words of the name."""
    pairs = {was[place : place + 2] for place in range(len(was) - 1)}
    is_alike = any(pair in name for pair in pairs if not re.fullmatch(_FIRM_END, pair))
    return is_alike or _OF_A_PLACE.match(was) is not None


def read_uscc(cell: CellValue) -> Parsed[str]:
    """Read a code; zeros and an old organisation code of nine characters are none.

    A wrong one of nine characters is refused: it may be what is left of a longer one.
    """
    is_plain = isinstance(cell, str) and cell.isalnum() and cell.isascii()
    if is_plain and len(str(cell)) == CODE_LENGTH and cell != PLACEHOLDER:
        return Parsed(parse_uscc(str(cell)).code)
    if is_missing(cell):
        return Parsed(None, is_missing=True)
    text = CODE_WORDS.sub("", parse_code(cell).value or "")
    if text in PLACEHOLDER_CODES or find_organisation_code(text):
        return Parsed(None, is_missing=True)
    return Parsed(parse_uscc(text).code)


def read_strength(cell: CellValue) -> Parsed[str]:
    text = parse_text(cell).value or ""
    for word, strength in STRENGTHS.items():
        if word in text:
            return Parsed(strength.value)
    return Parsed(None, is_missing=True)


def read_year(cell: CellValue) -> Parsed[int]:
    """Read a year; a school year such as 2023-2024 is not one year."""
    if is_missing(cell):
        return Parsed(None, is_missing=True)
    text = show_cell(cell)
    if short := SHORT_YEAR.fullmatch(narrow(text)):
        return Parsed(2000 + int(short[1]))
    named = {int(found) for found in NAMED_YEAR.findall(narrow(text))}
    if len(named) == 1:
        return Parsed(named.pop())
    day = None if named else _read_day(cell)
    if day is None:
        raise YearUnclearError(text=text[:40])
    return Parsed(day.year)


def _read_day(cell: CellValue) -> date | None:
    """Read a year written in words, 二〇二四年."""
    try:
        return parse_date(cell, end=False).value
    except ValueRefusedError:
        return None


def read_short_text(cell: CellValue) -> Parsed[str]:
    if is_missing(cell):
        return Parsed(None, is_missing=True)
    return parse_text(cell)


def read_industry(cell: CellValue) -> Parsed[str] | Parsed[int]:
    """Read a code or name; a number stays one, for it has lost its zeros."""
    if isinstance(cell, float) and cell.is_integer():
        return Parsed(int(cell))
    return read_short_text(cell)


def read_signed_money(
    cell: CellValue, *, unit: Decimal
) -> Parsed[Decimal | NumberRange]:
    return parse_money_or_range(cell, default_unit=unit)


def read_money(cell: CellValue, *, unit: Decimal) -> Parsed[Decimal | NumberRange]:
    """Read an amount that no enterprise has below zero, such as revenue."""
    parsed = parse_money_or_range(cell, default_unit=unit)
    value = parsed.value
    least = value.low if isinstance(value, NumberRange) else value
    if least is not None and least < 0:
        raise NegativeAmountError(text=show_cell(cell)[:40])
    return parsed


READERS: dict[str, Reader] = {
    "name": read_name,
    "uscc": read_uscc,
    "employees": parse_count,
    "industry": read_industry,
    "industry_group": read_industry,
    "industry_division": read_industry,
    "industry_section": read_industry,
    "willingness": read_strength,
    "potential": read_strength,
    "year": read_year,
}


def get_reader(field: str, *, unit: Decimal | None, epoch1904: bool) -> Reader:
    """Return the reader of a column; amounts need the unit its header names."""
    if field in {"help_start", "help_end"}:
        return partial(read_help_date, end=field == "help_end", epoch1904=epoch1904)
    if field == "help_period":
        return partial(read_help_period, epoch1904=epoch1904)
    measure = parse_measure(field)
    if measure is None:
        return READERS.get(field, read_short_text)
    if measure.indicator in PERCENT_MEASURES:
        return parse_percent
    if measure.indicator == STAFF:
        return parse_count
    reader = read_signed_money if measure.indicator == "profit" else read_money
    return partial(reader, unit=unit or Decimal(1))


def read_cells(cells: list[CellValue], reader: Reader) -> list[Parsed[Any] | Refusal]:
    """Read a column, each distinct cell once: rosters repeat themselves.

    ``read_plain`` reads at once what needs no care, which are nearly all cells.
    """
    keys = list(zip(map(type, cells), cells, strict=True))
    seen: dict[CellKey, Parsed[Any] | Refusal] = {**read_plain(reader, set(keys))}
    for key in keys:
        if key not in seen:
            seen[key] = _read_cell(key[1], reader)
    return [seen[key] for key in keys]


def read_plain(reader: Reader, keys: set[CellKey]) -> dict[CellKey, Parsed[Any]]:
    """Read the codes and amounts that are written as they should be."""
    if reader is read_uscc:
        codes = [
            cell for kind, cell in keys if kind is str and len(cell) == CODE_LENGTH
        ]
        are_sound = check_usccs(codes) if codes else ()
        return {
            (str, code): Parsed(code)
            for code, is_sound in zip(codes, are_sound, strict=True)
            if is_sound
        }
    unit = getattr(reader, "keywords", {}).get("unit")
    return _read_amounts(keys, unit) if unit is not None else {}


def _read_amounts(keys: set[CellKey], unit: Decimal) -> dict[CellKey, Parsed[Any]]:
    """Read numbers of usual size: none below zero, none that repr writes with an e."""
    if unit.is_nan():
        return {}
    highest = float(MAX_YUAN / unit)
    return {
        (kind, cell): Parsed(Decimal(repr(cell)) * unit)
        for kind, cell in keys
        if kind in NUMBERS
        and (cell == 0 or LEAST_PLAIN <= cell < min(highest, MOST_PLAIN))
    }


def refuse(refusal: Refusal, *, field: str, column: int) -> Reason:
    return Reason(
        field=field,
        severity="refused",
        message=refusal.message,
        cure=refusal.cure,
        text=refusal.text,
        column=column,
        data=refusal.data,
    )


def explain(error: DomainError, cell: CellValue) -> Refusal:
    cure = str(getattr(error, "cure", ""))
    data = {name: str(value) for name, value in error.fields.items()}
    return Refusal(error.message, cure, show_cell(cell)[:80], data)


def _read_cell(cell: CellValue, reader: Reader) -> Parsed[Any] | Refusal:
    try:
        return reader(cell)
    except DomainError as error:
        return explain(error, cell)
