"""Figures as frozen records, and their one canonical text."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from zhisheng.analytics.growth import Reading

# shown: from records; hidden: a small group; reported: a total on paper; missing: none.
State = Literal["shown", "hidden", "reported", "missing"]
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Report:
    """A total that an area reported; a range keeps its bounds and has no value."""

    area: str
    area_name: str
    document: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    is_approximate: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of one year.

    Attributes
    ----------
    value, low, high : Decimal or None
        The figure in the unit of its row; low and high where it is a range.
    readings : tuple[Reading, ...]
        All readings of a change; then ``value`` is None.
    count, base : int or None
        Enterprises with what is needed, and all enterprises of the population.
    missing_share : Decimal or None
        Share of the base without what is needed, from 0 to 1; for reported totals the
        share of parts of the area that reported nothing.
    ranges, approximate : int
        Enterprises missing because they gave a range; of ``count``, those whose value
        is approximate.
    has_extremes : bool
        Some enterprise's value changed to a hundred times or a hundredth.
    parts, parts_reported : int
        Parts of the area, and how many of them a sum of reported totals covers.
    """

    state: State
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    readings: "tuple[Reading, ...]" = ()
    count: int | None = None
    base: int | None = None
    missing_share: Decimal | None = None
    ranges: int = 0
    approximate: int = 0
    has_extremes: bool = False
    reports: tuple[Report, ...] = ()
    parts: int = 0
    parts_reported: int = 0

    def to_plain(self) -> dict[str, Any]:
        """Return plain values; numbers are texts, so that no digit is lost."""
        plain = {
            "state": self.state,
            "value": _write(self.value),
            "low": _write(self.low),
            "high": _write(self.high),
            "readings": [_plain_reading(reading) for reading in self.readings],
            "count": self.count,
            "base": self.base,
            "missing_share": _write(self.missing_share),
            "ranges": self.ranges or None,
            "approximate": self.approximate or None,
            "has_extremes": self.has_extremes or None,
            "reports": [_plain_report(report) for report in self.reports],
            "parts": self.parts or None,
            "parts_reported": self.parts_reported if self.parts else None,
        }
        return {key: value for key, value in plain.items() if value not in (None, [])}


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the bulletin with its years."""

    code: str
    name: str
    english_name: str
    definition: str
    unit: str
    display_unit: str
    value_kind: str
    population: str
    period: str
    source: str
    is_live: bool
    years: dict[int, Cell]

    def to_plain(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "code": self.code,
            "name": self.name,
            "english_name": self.english_name,
            "definition": self.definition,
            "unit": self.unit,
            "display_unit": self.display_unit,
            "value_kind": self.value_kind,
            "population": self.population,
            "period": self.period,
            "source": self.source,
            "is_live": self.is_live,
            "years": {str(year): cell.to_plain() for year, cell in self.years.items()},
        }


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a breakdown: figures by row and year; an empty key is the remainder."""

    key: str
    name: str
    rows: dict[str, dict[int, Cell]]

    def to_plain(self) -> dict[str, Any]:
        """Return plain values."""
        rows = {
            code: {str(year): cell.to_plain() for year, cell in years.items()}
            for code, years in self.rows.items()
        }
        return {"key": self.key, "name": self.name, "rows": rows}


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one area and two years, from one snapshot."""

    area: str
    area_name: str
    years: tuple[int, int]
    rows: tuple[Figure, ...]
    breakdowns: dict[str, tuple[Part, ...]]

    def to_plain(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "format": FORMAT,
            "area": {"code": self.area, "name": self.area_name},
            "years": list(self.years),
            "rows": [figure.to_plain() for figure in self.rows],
            "breakdowns": {
                name: [part.to_plain() for part in parts]
                for name, parts in self.breakdowns.items()
            },
        }

    def to_json(self) -> bytes:
        """Return the canonical text: the same figures are the same bytes."""
        return write_canonical(self.to_plain())


def write_canonical(plain: object) -> bytes:
    """Write JSON with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _write(number: Decimal | None) -> str | None:
    if number is None:
        return None
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain_reading(reading: "Reading") -> dict[str, Any]:
    return {
        "key": reading.key,
        "unit": reading.unit,
        "value": _write(reading.value),
        "count": reading.count,
    }


def _plain_report(report: Report) -> dict[str, Any]:
    return {
        "area": report.area,
        "area_name": report.area_name,
        "document": report.document,
        "value": _write(report.value),
        "low": _write(report.low),
        "high": _write(report.high),
        "is_approximate": report.is_approximate,
    }
