"""An office that lets what was handed in lie is told, once a week for each task.

The text outside keeps to the quiet hours, as that of every notice does.
"""

import logging
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import list_delivery_keys
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.selectors.office_work import (
    REVIEW_TERM,
    count_lying_by_office,
)
from zhisheng.apps.programme.selectors.people import select_people
from zhisheng.kit.boundary import Boundary

logger = logging.getLogger(__name__)
PAUSE = timedelta(days=7)


def remind_reviewers() -> int:
    """Tell each office what lies with it for too long; return how many people were told.

    Each by itself: one that fails is told the next day, the others now.
    """
    told = 0
    for task_id, unit_code, number in count_lying_by_office():
        with Boundary() as attempt:
            told += _remind(task_id, unit_code, number)
        if error := attempt.error:
            logger.error(
                "telling %s of task %s failed", unit_code, task_id, exc_info=error
            )
    return told


def _remind(task_id: int, unit_code: str, number: int) -> int:
    task = ReportingTask.objects.get(pk=task_id)
    about, today = f"lying:{task.code}:{unit_code}:", timezone.localdate()
    if _was_told(about, today):
        return 0
    notice = Notice(
        template="todo",
        title=_("“{task}”有 {number} 份材料交来已满 {days} 天还没有审，请尽快审核。"),
        key=f"{about}{today.isoformat()}",
        link=reverse("programme:task", args=[task.code]) + "?view=waiting",
        data={
            "task": task.name, "number": str(number), "days": str(REVIEW_TERM.days),
        },
    )  # fmt: skip
    officers = select_people(Q(organisation__unit=unit_code), role=Role.OFFICER)
    return send_notice(notice=notice, recipients=officers, actor=None)


def _was_told(about: str, today: date) -> bool:
    """Tell whether anybody of the office was told of it within the pause."""
    latest = next(iter(list_delivery_keys(about, User.objects.all())), "")
    if not latest:
        return False
    return today - date.fromisoformat(latest.removeprefix(about)) < PAUSE
