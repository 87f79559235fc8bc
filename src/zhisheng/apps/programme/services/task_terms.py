"""From when to when a task is filled in: not over, and due on a day offices work on."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.programme.errors import (
    DayOffError,
    TaskFarError,
    TaskOverError,
    TaskTermError,
)
from zhisheng.apps.programme.selectors.deadlines import compute_last_day
from zhisheng.kit.errors import DomainError
from zhisheng.methods.working_days import is_working_day, next_working_day
from zhisheng.reference.calendar import load_calendar
from zhisheng.ui.formats import format_date

# Plans run for three years; a later day is a slip in the year.
LONGEST_TERM = timedelta(days=3 * 366)


def require_term(opens_on: date, due_on: date, *, keeps_day_off: bool) -> None:
    """Refuse a term nobody can keep; a day off is taken where it is meant."""
    if due_on < opens_on:
        raise TaskTermError
    refuse_far(due_on)
    last = compute_last_day(due_on, keeps_day_off=keeps_day_off)
    if last < timezone.localdate():
        raise TaskOverError
    if not keeps_day_off and not is_working_day(due_on):
        raise make_day_off_error(due_on)


def refuse_far(due_on: date) -> None:
    latest = timezone.localdate() + LONGEST_TERM
    if due_on > latest:
        raise TaskFarError(day=format_date(latest))


def make_day_off_error(due: date) -> DomainError:
    """Tell that offices do not work on a day, and on which next they do."""
    return DayOffError(
        day=format_date(due),
        later=format_date(next_working_day(due)),
        provisional=tell_unannounced(due),
    )


def tell_unannounced(due: date) -> str:
    """Tell that the days off of a day's year are not announced, empty where they are."""
    if due.year in load_calendar().announced_years:
        return ""
    text = _("{year} 年的放假安排还没有公布，休息日按星期推算。")
    return text.format(year=due.year)
