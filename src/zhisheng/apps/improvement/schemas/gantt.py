"""The bars of a plan over its months; days are the units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from zhisheng.methods.planning import DAYS_OF_MONTH


@dataclass(frozen=True, slots=True)
class Bar:
    """One measure: its days are told beside the bar, which only shows them."""

    name: str
    starts_on: date
    due_on: date
    is_done: bool
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """How many days the firm's own people work in a month of the plan."""

    label: str
    starts_on: date
    staff_days: str


@dataclass(frozen=True, slots=True)
class Gantt:
    width: int
    ticks: tuple[int, ...]
    bars: tuple[Bar, ...]


def draw_gantt(starts_on: date, rows: Sequence[tuple[str, date, date, bool]]) -> Gantt:
    """Draw rows of name, first day, last day and whether it is done."""
    first = min([starts_on, *(row[1] for row in rows)])
    last = max([starts_on, *(row[2] for row in rows)])
    width = (last - first).days + 1
    return Gantt(
        width=width,
        ticks=tuple(range(DAYS_OF_MONTH, width, DAYS_OF_MONTH)),
        bars=tuple(
            Bar(
                name=name,
                starts_on=begin,
                due_on=end,
                is_done=is_done,
                left=(begin - first).days,
                width=(end - begin).days + 1,
            )
            for name, begin, end, is_done in rows
        ),
    )


def list_months(starts_on: date, months: Sequence[float]) -> tuple[MonthLoad, ...]:
    """Return what each month asks, up to the last one that asks anything."""
    last = max((place for place, days in enumerate(months) if days), default=-1)
    return tuple(
        MonthLoad(
            label=_("第 {number} 个月").format(number=place + 1),
            starts_on=starts_on + timedelta(days=place * DAYS_OF_MONTH),
            staff_days=f"{days:.1f}".removesuffix(".0"),
        )
        for place, days in enumerate(months[: last + 1])
    )
