"""Until when a task is filled in, and how late an entry was handed in at first."""

from datetime import date, datetime

from django.utils import timezone

from zhisheng.apps.programme.models import ReportingTask
from zhisheng.methods.working_days import next_working_day


def find_last_day(task: ReportingTask) -> date:
    """Return the deadline, as the Civil Code has a term end (民法典第二百〇三条).

    Of one that turned out to be a day off it is the next working day; one that the office
    kept on a day off, knowing it, stays.
    """
    return compute_last_day(task.due_on, keeps_day_off=task.keeps_day_off)


def compute_last_day(due_on: date, *, keeps_day_off: bool) -> date:
    return due_on if keeps_day_off else next_working_day(due_on)


def count_late_days(task: ReportingTask, handed_in_at: datetime | None) -> int:
    """Return by how many days something was handed in after the deadline, or 0."""
    if handed_in_at is None:
        return 0
    return max(0, (timezone.localdate(handed_in_at) - find_last_day(task)).days)
