"""Which days the State Council gave off, year by year, as far as it announced them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from zhisheng.reference.loader import Status, build_records, read_yaml


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday with the days around it, both ends included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class YearArrangement:
    """The announced arrangement of one calendar year.

    Attributes
    ----------
    working_weekends : tuple[date, ...]
        Saturdays and Sundays on which offices work, in exchange for days off.
    """

    year: int
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date
    holidays: tuple[Holiday, ...]
    working_weekends: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """All announced arrangements, made ready to be asked for single days."""

    announced_years: frozenset[int]
    days_off: frozenset[date]
    working_weekends: frozenset[date]


@cache
def load_arrangements() -> tuple[YearArrangement, ...]:
    """Load the announced years, oldest first."""
    return build_records(YearArrangement, read_yaml(__name__, "days_off.yaml"))


@cache
def load_calendar() -> WorkCalendar:
    """Load the days off and the working weekends of all announced years."""
    arrangements = load_arrangements()
    return WorkCalendar(
        announced_years=frozenset(one.year for one in arrangements),
        days_off=frozenset(
            holiday.first + timedelta(days=number)
            for one in arrangements
            for holiday in one.holidays
            for number in range((holiday.last - holiday.first).days + 1)
        ),
        working_weekends=frozenset(
            day for one in arrangements for day in one.working_weekends
        ),
    )
