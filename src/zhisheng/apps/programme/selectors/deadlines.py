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
    return task.due_on if task.keeps_day_off else next_working_day(task.due_on)


def count_late_days(task: ReportingTask, handed_in_at: datetime | None) -> int:
    """Return by how many days something was handed in after the deadline, or 0."""
    if handed_in_at is None:
        return 0
    return max(0, (timezone.localdate(handed_in_at) - find_last_day(task)).days)
