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
class FixedHoliday:
    """A public holiday on the same days of every year, as the law has it.

    Attributes
    ----------
    month, days : int, tuple[int, ...]
        The days off themselves, without any that are moved next to them.
    """

    name: str
    month: int
    days: tuple[int, ...]
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None

    def falls_on(self, day: date) -> bool:
        """Tell whether it is on this day, and was already in force."""
        is_valid = self.valid_from <= day <= (self.valid_to or day)
        return is_valid and day.month == self.month and day.day in self.days


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """All announced arrangements, made ready to be asked for single days."""

    announced_years: frozenset[int]
    days_off: frozenset[date]
    working_weekends: frozenset[date]
    # Holidays on the same day of every year: off whatever else is announced.
    fixed_holidays: tuple["FixedHoliday", ...] = ()

    def is_fixed_holiday(self, day: date) -> bool:
        """Tell whether a day is a holiday every year."""
        return any(one.falls_on(day) for one in self.fixed_holidays)


@cache
def load_arrangements() -> tuple[YearArrangement, ...]:
    """Load the announced years, oldest first."""
    return build_records(YearArrangement, read_yaml(__name__, "days_off.yaml"))


@cache
def load_fixed_holidays() -> tuple[FixedHoliday, ...]:
    """Load the holidays that fall on the same days of every year."""
    return build_records(FixedHoliday, read_yaml(__name__, "fixed_holidays.yaml"))


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
        fixed_holidays=load_fixed_holidays(),
    )
