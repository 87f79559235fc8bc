"""Size class of an enterprise by the statistical regulation of 2017."""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhisheng.reference.industries import Industry, IndustryLevel, load_industries
from zhisheng.reference.loader import pick
from zhisheng.reference.size_classes import (
    Indicator,
    SizeDefinition,
    SizeRow,
    Threshold,
    load_definitions,
    load_rows,
)

YUAN_PER_WAN: Final = 10_000
DEFINITION: Final = "statistical-2017"

Number = int | float | Decimal


class SizeClass(StrEnum):
    """Outcome of a classification."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


_BY_RANK: Final = (SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM, SizeClass.LARGE)
_NOT_APPLICABLE: Final = 0b10000
_FACTS: Final = {
    Indicator.EMPLOYEES: "employees",
    Indicator.REVENUE: "revenue_yuan",
    Indicator.TOTAL_ASSETS: "total_assets_yuan",
}
# Room for the names of all facts, with blanks between.
_ABSENT: Final = f"<U{len(' '.join(('industry_code', *_FACTS.values())))}"


@dataclass(frozen=True, slots=True)
class SizeResult:
    """A size class and why.

    Attributes
    ----------
    size_class : SizeClass
        Compares equal to its string.
    row : SizeRow or None
        The row of the table that was applied, if exactly one can apply.
    rows : tuple[SizeRow, ...]
        Every row the industry code may fall under.
    missing : tuple[str, ...]
        Names of the facts that would settle an unknown class; empty otherwise.
    definition : SizeDefinition or None
        The regulation in force on the day asked about.
    """

    size_class: SizeClass
    row: SizeRow | None
    rows: tuple[SizeRow, ...]
    missing: tuple[str, ...]
    definition: SizeDefinition | None


@dataclass(frozen=True, slots=True)
class SizeResults:
    """Size classes of many enterprises.

    Attributes
    ----------
    size_classes : NDArray[np.str_], shape (n,)
        Values of `SizeClass`.
    row_codes : NDArray[np.str_], shape (n,)
        Code of the row applied, empty where none or several can apply.
    missing : NDArray[np.str_], shape (n,)
        Names of the facts that would settle an unknown class, with blanks between.
    """

    size_classes: NDArray[np.str_]
    row_codes: NDArray[np.str_]
    missing: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class _Scope:
    """The rows an industry code may fall under, and whether it may fall under none."""

    rows: tuple[SizeRow, ...]
    may_be_uncovered: bool

    @property
    def row(self) -> SizeRow | None:
        is_one = len(self.rows) == 1 and not self.may_be_uncovered
        return self.rows[0] if is_one else None


def classify_size(
    *,
    industry_code: str | None,
    employees: Number | None = None,
    revenue_yuan: Number | None = None,
    total_assets_yuan: Number | None = None,
    on: date | None = None,
) -> SizeResult:
    """Classify one enterprise by size.

    Parameters
    ----------
    industry_code : str or None
        GB/T 4754-2017: a section letter, two to four digits, or both (``"C1331"``).
    employees : number or None
        Persons at the end of the period; None if not known.
    revenue_yuan, total_assets_yuan : number or None
        In yuan; None if not known. What no enterprise has, such as a number below zero
        or an infinite one, counts as not known.
    on : date, optional
        Day whose regulation applies; without it the latest one.

    Returns
    -------
    SizeResult
        ``unknown`` only if a fact is missing and different values of it give
        different classes; ``not_applicable`` where the regulation is silent.

    Notes
    -----
    A class needs the lower bounds of all indicators of the row; one indicator below
    the bound of small makes an enterprise micro. Source: 国统字〔2017〕213号.
    """
    definition = _find_definition(on)
    scope = _find_scope(industry_code if isinstance(industry_code, str) else None)
    if definition is None or scope is None:
        absent = "industry_code" if definition else "definition"
        return SizeResult(SizeClass.UNKNOWN, None, (), (absent,), definition)
    facts = {
        Indicator.EMPLOYEES: _read_fact(employees),
        Indicator.REVENUE: _read_fact(revenue_yuan),
        Indicator.TOTAL_ASSETS: _read_fact(total_assets_yuan),
    }
    possible = _NOT_APPLICABLE if scope.may_be_uncovered else 0
    for row in scope.rows:
        possible |= _find_possible_ranks(row, facts)
    size_class = _name_class(possible)
    missing = _name_missing(scope, facts) if size_class == SizeClass.UNKNOWN else ()
    return SizeResult(size_class, scope.row, scope.rows, missing, definition)


def classify_sizes(
    *,
    industry_codes: Sequence[str | None],
    employees: NDArray[np.float64],
    revenue_yuan: NDArray[np.float64],
    total_assets_yuan: NDArray[np.float64] | None = None,
    on: date | None = None,
) -> SizeResults:
    """Classify many enterprises by size; the rules of `classify_size`.

    Parameters
    ----------
    industry_codes : Sequence[str or None], shape (n,)
        GB/T 4754-2017, as in `classify_size`.
    employees : NDArray[np.float64], shape (n,)
        Persons, NaN where not known.
    revenue_yuan, total_assets_yuan : NDArray[np.float64], shape (n,)
        Yuan, NaN where not known; assets may be left out. Numbers below zero and
        infinite ones count as not known.
    on : date, optional
        Day whose regulation applies; without it the latest one.

    Returns
    -------
    SizeResults

    Notes
    -----
    Source: 国统字〔2017〕213号.
    """
    count = len(industry_codes)
    assets = np.full(count, np.nan) if total_assets_yuan is None else total_assets_yuan
    facts = {
        Indicator.EMPLOYEES: _read_facts(employees),
        Indicator.REVENUE: _read_facts(revenue_yuan),
        Indicator.TOTAL_ASSETS: _read_facts(assets),
    }
    possible = np.zeros(count, dtype=np.int8)
    row_codes = np.zeros(count, dtype=f"<U{max(len(r.code) for r in load_rows())}")
    is_known = _find_definition(on) is not None
    absent = np.full(count, "industry_code" if is_known else "definition", _ABSENT)
    if is_known:
        for scope, places in _group_by_scope(industry_codes).items():
            part = {key: values[places] for key, values in facts.items()}
            possible[places] = _find_possible_classes(scope, part, len(places))
            row_codes[places] = scope.row.code if scope.row else ""
            absent[places] = _list_absent(scope, part, len(places))
    names = np.array([_name_class(bits) for bits in range(_NOT_APPLICABLE * 2)])
    classes = names[possible]
    missing = np.where(classes == SizeClass.UNKNOWN, absent, "")
    return SizeResults(classes, row_codes, missing)


def _find_definition(on: date | None) -> SizeDefinition | None:
    known = [d for d in load_definitions() if d.code == DEFINITION]
    # A datetime is a date as well, but compares with none.
    day = on.date() if isinstance(on, datetime) else on
    valid = known if day is None else pick(known, day)
    return valid[-1] if valid else None


def _read_fact(value: Number | None) -> Number | None:
    """Take what is no number, as some callers hand over, for not known."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    is_finite = isinstance(value, int) or math.isfinite(value)
    return value if is_finite and value >= 0 else None


def _read_facts(values: NDArray[np.float64]) -> NDArray[np.float64]:
    is_known = np.isfinite(values) & (values >= 0)
    return np.where(is_known, values, np.nan)


@lru_cache(maxsize=4096)
def _find_scope(industry_code: str | None) -> _Scope | None:
    """Find the rows for a code; None if no such industry is known."""
    classes = _list_classes(industry_code or "")
    if not classes:
        return None
    found = [_find_row(industry) for industry in classes]
    rows = tuple(dict.fromkeys(row for row in found if row is not None))
    return _Scope(rows, None in found)


def _list_classes(industry_code: str) -> tuple[Industry, ...]:
    """List the classes at or below a code, or else below its longest known start."""
    text = unicodedata.normalize("NFKC", industry_code).replace(" ", "").upper()
    section, digits = (text[:1], text[1:]) if text[:1].isalpha() else ("", text)
    if not digits:
        return _index_classes().get(section, ())
    if not (digits.isdecimal() and 2 <= len(digits) <= 4):
        return ()
    starts = (digits[:length] for length in range(len(digits), 1, -1))
    known = next((s for s in starts if s in _index_classes()), "")
    classes = _index_classes().get(known, ())
    return tuple(c for c in classes if section in {"", c.section})


@cache
def _index_classes() -> dict[str, tuple[Industry, ...]]:
    index: defaultdict[str, list[Industry]] = defaultdict(list)
    for industry in load_industries():
        if industry.level is IndustryLevel.CLASS:
            code = industry.code
            for key in (industry.section, code[:2], code[:3], code):
                index[key].append(industry)
    return {key: tuple(classes) for key, classes in index.items()}


def _find_row(industry: Industry) -> SizeRow | None:
    for row in load_rows():
        for code in row.industry_codes:
            if code == industry.section or industry.code.startswith(code):
                return row
    return None


def _find_rank(threshold: Threshold, value: Number) -> int:
    factor = 1 if threshold.indicator is Indicator.EMPLOYEES else YUAN_PER_WAN
    bounds = (threshold.small, threshold.medium, threshold.large)
    return sum(value >= bound * factor for bound in bounds)


def _find_possible_ranks(row: SizeRow, facts: Mapping[Indicator, Number | None]) -> int:
    """Return a bit per class that some completion of the facts can reach."""
    values = [(t, facts[t.indicator]) for t in row.thresholds]
    ranks = [_find_rank(t, value) for t, value in values if value is not None]
    highest = min(ranks, default=len(_BY_RANK) - 1)
    if len(ranks) == len(values):
        return 1 << highest
    return (2 << highest) - 1


def _name_class(possible: int) -> SizeClass:
    if possible == _NOT_APPLICABLE:
        return SizeClass.NOT_APPLICABLE
    if possible.bit_count() != 1:
        return SizeClass.UNKNOWN
    return _BY_RANK[possible.bit_length() - 1]


def _name_missing(
    scope: _Scope, facts: Mapping[Indicator, Number | None]
) -> tuple[str, ...]:
    asked = {t.indicator for row in scope.rows for t in row.thresholds}
    absent = tuple(
        name for key, name in _FACTS.items() if key in asked and facts[key] is None
    )
    return absent if scope.row else ("industry_code", *absent)


def _group_by_scope(
    industry_codes: Sequence[str | None],
) -> dict[_Scope, NDArray[np.int64]]:
    """Return the places of each scope; codes of no known industry are left out."""
    scopes: dict[_Scope | None, int] = {}
    numbers = {
        code: scopes.setdefault(_find_scope(code), len(scopes))
        for code in dict.fromkeys(industry_codes)
    }
    number_of = np.fromiter(
        map(numbers.__getitem__, industry_codes), np.int32, len(industry_codes)
    )
    return {
        scope: np.flatnonzero(number_of == number)
        for scope, number in scopes.items()
        if scope is not None
    }


def _find_possible_classes(
    scope: _Scope, facts: Mapping[Indicator, NDArray[np.float64]], count: int
) -> NDArray[np.int8]:
    start = _NOT_APPLICABLE if scope.may_be_uncovered else 0
    possible = np.full(count, start, dtype=np.int8)
    for row in scope.rows:
        highest = np.full(count, len(_BY_RANK) - 1, dtype=np.int8)
        is_open = np.zeros(count, dtype=np.bool_)
        for threshold in row.thresholds:
            values = facts[threshold.indicator]
            is_missing = np.isnan(values)
            is_open |= is_missing
            ranks = _find_ranks(threshold, values)
            highest = np.where(is_missing, highest, np.minimum(highest, ranks))
        possible |= np.where(is_open, (2 << highest) - 1, 1 << highest).astype(np.int8)
    return possible


def _list_absent(
    scope: _Scope, facts: Mapping[Indicator, NDArray[np.float64]], count: int
) -> NDArray[np.str_]:
    """Write `_name_missing` of each place; a bit per fact, so that few are composed."""
    bits = np.zeros(count, dtype=np.int8)
    for place, key in enumerate(_FACTS):
        bits |= np.isnan(facts[key]).astype(np.int8) << place
    names = [
        " ".join(_name_missing(scope, _have_all_but(number)))
        for number in range(1 << len(_FACTS))
    ]
    return np.array(names, _ABSENT)[bits]


def _have_all_but(bits: int) -> dict[Indicator, Number | None]:
    return {key: None if bits >> place & 1 else 0 for place, key in enumerate(_FACTS)}


def _find_ranks(threshold: Threshold, values: NDArray[np.float64]) -> NDArray[np.int8]:
    factor = 1 if threshold.indicator is Indicator.EMPLOYEES else YUAN_PER_WAN
    bounds = np.array([threshold.small, threshold.medium, threshold.large]) * factor
    return np.searchsorted(bounds, values, side="right").astype(np.int8)
