"""Working days and terms counted in them, as the Civil Code counts a term of days.

The day of the act is not counted and the term ends with its last working day (民法典
第二百〇一条、第二百〇三条). A year whose arrangement is not announced yet counts Monday to
Friday without the holidays on the same days of every year, as 1 January; a term that
reaches into it is provisional.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from zhisheng.methods.errors import DomainError
from zhisheng.reference.calendar import WorkCalendar, load_calendar

SATURDAY = 5
DAY = timedelta(days=1)
LONGEST_TERM = 1_000


class TermLengthError(DomainError):
    """A term of no or of far too many working days was asked for."""

    code = "working_days.term_length"
    message = "期限要在 1 到 1000 个工作日之间。"


@dataclass(frozen=True, slots=True)
class Term:
    """A term in working days.

    Attributes
    ----------
    starts_on : date
        The day of the act, which is not counted itself.
    ends_on : date
        The last day, a working day.
    is_provisional : bool
        Whether a year is touched whose holidays are not announced yet.
    """

    starts_on: date
    ends_on: date
    working_days: int
    is_provisional: bool


def is_working_day(day: date, *, calendar: WorkCalendar | None = None) -> bool:
    """Tell whether offices work on a day.

    Parameters
    ----------
    day : date
        The day asked about.
    calendar : WorkCalendar, optional
        The announced arrangements; those that ship with the package by default.

    Notes
    -----
    Source: the yearly notices of the General Office of the State Council on holidays.
    """
    known = calendar or load_calendar()
    if day in known.days_off:
        return False
    if day.year not in known.announced_years and known.is_fixed_holiday(day):
        return False
    return day.weekday() < SATURDAY or day in known.working_weekends


def next_working_day(day: date, *, calendar: WorkCalendar | None = None) -> date:
    """Return the day itself if offices work on it, else the next one on which they do.

    Parameters
    ----------
    day : date
        A deadline that may fall on a holiday.
    calendar : WorkCalendar, optional
        The announced arrangements; those that ship with the package by default.
    """
    while not is_working_day(day, calendar=calendar):
        day += DAY
    return day


def compute_term(
    starts_on: date, working_days: int, *, calendar: WorkCalendar | None = None
) -> Term:
    """Count a term from the day after its start.

    Parameters
    ----------
    starts_on : date
        The day of the act.
    working_days : int
        Length, from 1 to 1,000 working days.
    calendar : WorkCalendar, optional
        The announced arrangements; those that ship with the package by default.

    Raises
    ------
    TermLengthError
        If the length is not from 1 to 1,000.
    """
    if not 1 <= working_days <= LONGEST_TERM:
        raise TermLengthError
    known = calendar or load_calendar()
    day = starts_on
    for _ in range(working_days):
        day = next_working_day(day + DAY, calendar=known)
    years = set(range(starts_on.year, day.year + 1))
    return Term(starts_on, day, working_days, not years <= known.announced_years)
