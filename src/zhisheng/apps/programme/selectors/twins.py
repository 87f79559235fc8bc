"""Open tasks that ask the same of the same as a draft would."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme.choices import Audience, TaskStatus
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.audiences import (
    list_asked_units,
    select_asked_bodies,
    select_asked_enterprises,
)
from zhisheng.apps.programme.selectors.given_tasks import list_tasks_for

MOST_LOOKED_AT = 50
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Twin:
    """An open task of the same form and period, and how many both ask."""

    task: ReportingTask
    number: int


def list_twins_for(*, actor: Actor, draft: ReportingTask) -> list[Twin]:
    """Return the open tasks by which most would be asked twice."""
    same = list_tasks_for(actor).filter(
        status=TaskStatus.OPEN,
        form=draft.form,
        period=draft.period,
        audience=draft.audience,
    )
    tasks = {one.pk: one for one in same[:MOST_LOOKED_AT]}
    if not tasks:
        return []
    both = _keep_asked(TaskEntry.objects.filter(task__in=tasks), draft)
    counted = both.order_by().values("task").annotate(number=Count("pk"))
    most = counted.order_by("-number", "-task")[:MOST_TOLD]
    return [Twin(tasks[one["task"]], one["number"]) for one in most]


def _keep_asked(
    entries: QuerySet[TaskEntry], draft: ReportingTask
) -> QuerySet[TaskEntry]:
    """Keep the entries of whom the draft asks as the register stands now."""
    if draft.audience == Audience.ENTERPRISES:
        asked = select_asked_enterprises(draft).values("pk")
        return entries.filter(enterprise__in=asked)
    if draft.audience == Audience.BODIES:
        bodies = select_asked_bodies(draft).values("pk")
        return entries.filter(organisation__in=bodies)
    units = [one.organisation_id for one in list_asked_units(draft)]
    return entries.filter(organisation__in=units)
