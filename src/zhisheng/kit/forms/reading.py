"""From what people typed to answers that can be kept, each refusal beside its field.

Answers are plain values: texts, decimals as texts, days as 2024-03-05, codes. They are
kept as JSON and read back by the form they were given on.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from zhisheng.kit.errors import DomainError
from zhisheng.kit.forms.errors import (
    AnswerBelowError,
    AnswerMissingError,
    AnswerOutOfBoundsError,
    AnswerRefusedError,
    AnswerTooLongError,
    AnswerTooShortError,
    CheckBrokenError,
    ChoiceUnknownError,
    IndustryUnknownError,
    MobileWrongError,
    PlaceUnknownError,
)
from zhisheng.kit.language import is_english, join_words
from zhisheng.kit.sheets.amounts import (
    Share,
    parse_boolean,
    parse_count,
    parse_money,
    parse_percent,
    parse_quantity,
)
from zhisheng.kit.sheets.cells import CellValue
from zhisheng.kit.sheets.dates import parse_date
from zhisheng.kit.sheets.texts import (
    is_missing,
    narrow,
    parse_code,
    parse_text,
    show_cell,
)
from zhisheng.methods.identifiers import parse_uscc
from zhisheng.reference.forms import CheckSpec, FieldSpec, Kind, Relation
from zhisheng.reference.industries import IndustryIndex, load_industries
from zhisheng.reference.regions import RegionIndex, load_regions

Answers = Mapping[str, str]
MOBILE = re.compile(r"1[3-9]\d{9}")
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
NUMBERS = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
YES, NO = "是", "否"
NO_UNITS: Mapping[str, Decimal] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer; a warning does not keep it from being taken."""

    field: str
    error: DomainError
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The answers that could be read, and what is wrong with the others."""

    answers: dict[str, str]
    problems: tuple[Problem, ...]

    @property
    def is_acceptable(self) -> bool:
        return all(problem.is_warning for problem in self.problems)


def read_record(
    fields: Sequence[FieldSpec],
    cells: Mapping[str, CellValue],
    checks: Sequence[CheckSpec] = (),
    units: Mapping[str, Decimal] = NO_UNITS,
) -> Record:
    """Read one record, every field by its kind; what is empty is left out.

    ``units`` tells, in yuan, what a bare number of an amount means: 万元 in a heading.
    """
    answers: dict[str, str] = {}
    problems: list[Problem] = []
    for field in fields:
        try:
            unit = units.get(field.code, Decimal(1))
            answer = read_answer(field, cells.get(field.code), unit)
        except DomainError as error:
            problems.append(Problem(field.code, error))
        else:
            answers |= {field.code: answer} if answer else {}
    problems += _check(answers, checks)
    return Record(answers, tuple(problems))


def read_answer(field: FieldSpec, cell: CellValue, unit: Decimal = Decimal(1)) -> str:
    """Read one answer; empty text means that nothing was answered."""
    # To a question of yes or no, 无 is an answer.
    says_no = field.kind is Kind.YES_NO and not parse_boolean(cell).is_missing
    if is_missing(cell) and not says_no:
        if field.is_required:
            raise AnswerMissingError(label=field.label)
        return ""
    if field.kind is Kind.MONEY:
        return _read_money(field, cell, unit)
    return READERS[field.kind](field, cell)


def show_answer(field: FieldSpec, answer: str) -> str:
    """Return an answer as people write it: names of places, days, amounts with a unit."""
    if field.kind is Kind.REGION:
        return _name_regions().get(answer, answer)
    if field.kind is Kind.INDUSTRY:
        return f"{answer} {_name_industries().get(answer, '')}".strip()
    if field.kind in NUMBERS and PLAIN_NUMBER.fullmatch(answer):
        return f"{Decimal(answer):,f}"
    return answer


def _read_text(field: FieldSpec, cell: CellValue) -> str:
    # A paragraph keeps its lines.
    is_long = field.kind is Kind.PARAGRAPH and isinstance(cell, str)
    text = narrow_lines(str(cell)) if is_long else parse_text(cell).value or ""
    length = len("".join(text.split()))
    if length < field.min_length:
        raise AnswerTooShortError(
            label=field.label, least=field.min_length, length=length
        )
    if len(text) > field.max_length:
        raise AnswerTooLongError(
            label=field.label, most=field.max_length, length=len(text)
        )
    return text


def narrow_lines(text: str) -> str:
    """Drop what cannot be seen and empty ends, line by line."""
    lines = (parse_text(line).value or "" for line in text.splitlines())
    return "\n".join(lines).strip()


def _read_whole(field: FieldSpec, cell: CellValue) -> str:
    return _bound(field, Decimal(parse_count(cell).value or 0), cell)


def _read_number(field: FieldSpec, cell: CellValue) -> str:
    return _bound(field, _take_single(field, parse_quantity(cell).value), cell)


def _read_money(field: FieldSpec, cell: CellValue, unit: Decimal) -> str:
    value = parse_money(cell, default_unit=unit).value
    return _bound(field, value or Decimal(0), cell)


def _read_percent(field: FieldSpec, cell: CellValue) -> str:
    share = parse_percent(cell).value
    value = share.value if isinstance(share, Share) else None
    return _bound(field, _take_single(field, value), cell)


def _take_single(field: FieldSpec, value: object) -> Decimal:
    if not isinstance(value, Decimal):
        raise AnswerRefusedError
    return value


def _bound(field: FieldSpec, value: Decimal, cell: CellValue) -> str:
    low, high = field.bounds
    is_out = (low is not None and value < low) or (high is not None and value > high)
    if is_out and high is None:
        raise AnswerBelowError(label=field.label, low=low, text=show_cell(cell)[:40])
    if is_out:
        raise AnswerOutOfBoundsError(
            label=field.label,
            low="" if low is None else low,
            high=high,
            text=show_cell(cell)[:40],
        )
    return f"{value.normalize():f}"


def _read_date(_field: FieldSpec, cell: CellValue) -> str:
    value = parse_date(cell, end=False).value
    return value.isoformat() if isinstance(value, date) else ""


def _read_choice(field: FieldSpec, cell: CellValue) -> str:
    text = parse_text(cell).value or ""
    if text not in field.choices:
        raise ChoiceUnknownError(label=field.label, choices=join_words(field.choices))
    return text


def _read_yes_no(_field: FieldSpec, cell: CellValue) -> str:
    return YES if parse_boolean(cell).value else NO


def _read_region(_field: FieldSpec, cell: CellValue) -> str:
    match = _regions().resolve(texts=[cell])
    if not match.code:
        raise PlaceUnknownError(text=show_cell(cell)[:60])
    return match.code


def _read_industry(_field: FieldSpec, cell: CellValue) -> str:
    code = _industries().resolve(cell).code
    if not code:
        raise IndustryUnknownError(text=show_cell(cell)[:60])
    return code


def _read_uscc(_field: FieldSpec, cell: CellValue) -> str:
    return parse_uscc(parse_code(cell).value or "").code


def _read_mobile(_field: FieldSpec, cell: CellValue) -> str:
    digits = re.sub(r"[\s-]", "", narrow(show_cell(cell))).removeprefix("+86")
    if not MOBILE.fullmatch(digits):
        raise MobileWrongError
    return digits


READERS: Mapping[Kind, Callable[[FieldSpec, CellValue], str]] = {
    Kind.TEXT: _read_text,
    Kind.PARAGRAPH: _read_text,
    Kind.WHOLE: _read_whole,
    Kind.NUMBER: _read_number,
    Kind.PERCENT: _read_percent,
    Kind.DATE: _read_date,
    Kind.CHOICE: _read_choice,
    Kind.YES_NO: _read_yes_no,
    Kind.REGION: _read_region,
    Kind.INDUSTRY: _read_industry,
    Kind.USCC: _read_uscc,
    Kind.MOBILE: _read_mobile,
}


def _check(answers: Answers, checks: Sequence[CheckSpec]) -> Iterator[Problem]:
    for check in checks:
        left, right = answers.get(check.left), answers.get(check.right)
        if left and right and not _holds(check.relation, left, right):
            text = check.english if is_english() else check.message
            yield Problem(check.right, CheckBrokenError(text=text), check.is_warning)


def _holds(relation: Relation, left: str, right: str) -> bool:
    if relation is Relation.NOT_AFTER:
        return left <= right
    return Decimal(left) <= Decimal(right)


@cache
def _regions() -> RegionIndex:
    return RegionIndex(load_regions())


@cache
def _industries() -> IndustryIndex:
    return IndustryIndex(load_industries())


@cache
def _name_regions() -> dict[str, str]:
    return {region.code: region.full_name for region in load_regions()}


@cache
def _name_industries() -> dict[str, str]:
    return {industry.code: industry.name for industry in load_industries()}
