"""Who was taken out of an open task, put back or added: for the offices concerned."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, match_below
from zhisheng.apps.programme.choices import RecipientAct
from zhisheng.apps.programme.models import RecipientChange, ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.finding import Wanted, match_wanted
from zhisheng.apps.programme.selectors.pages import PAGE, Page, paginate
from zhisheng.apps.programme.selectors.reporting import find_own_unit
from zhisheng.kit.errors import NotFoundError

RECIPIENT_VIEWS = ("out", "all")


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How many are taken out now, and how many changes there were."""

    out: int
    total: int


def select_taken_out(task: ReportingTask) -> QuerySet[RecipientChange]:
    """Keep the changes by which somebody was taken out who is not asked again since."""
    return RecipientChange.objects.filter(
        task=task, act=RecipientAct.TAKEN_OUT, is_undone=False
    )


def get_change_office_for(*, actor: Actor, task: ReportingTask) -> Unit:
    """Return the office below which the actor may read who was taken out and why."""
    unit = find_own_unit(actor, task)
    if unit is None:
        raise NotFoundError
    return unit


def get_taken_out(*, task: ReportingTask, number: int) -> RecipientChange:
    """Return one who is taken out of a task that the caller has been let to change."""
    found = select_taken_out(task).select_related("task", "enterprise", "organisation")
    change = found.filter(pk=number).first()
    if change is None:
        raise NotFoundError
    return change


def find_put_back(*, task: ReportingTask, number: int) -> RecipientChange | None:
    """Return by what somebody who was taken out is asked again, None if not so."""
    outs = RecipientChange.objects.filter(
        task=task, pk=number, act=RecipientAct.TAKEN_OUT, is_undone=True
    )
    out = outs.first()
    if out is None:
        return None
    later = RecipientChange.objects.filter(
        task=task,
        act=RecipientAct.PUT_BACK,
        enterprise=out.enterprise_id,
        organisation=out.organisation_id,
        pk__gt=out.pk,
    )
    return later.select_related("unit", "done_by").order_by("pk").first()


def count_recipient_changes(task: ReportingTask, unit: Unit) -> ChangeCounts:
    below = RecipientChange.objects.filter(
        match_below(unit.path, "unit_path"), task=task
    )
    standing = Q(act=RecipientAct.TAKEN_OUT, is_undone=False)
    counted = below.aggregate(out=Count("pk", filter=standing), total=Count("pk"))
    return ChangeCounts(counted["out"], counted["total"])


def list_recipient_changes(
    *,
    task: ReportingTask,
    unit: Unit,
    view: str,
    text: str = "",
    after: int | None = None,
) -> Page:
    """Return one page of the changes below a unit, the latest first."""
    everything = RecipientChange.objects.filter(task=task)
    chosen = select_taken_out(task) if view == "out" else everything
    found = match_wanted(
        chosen.filter(match_below(unit.path, "unit_path")), Wanted(text)
    )
    told = found.select_related("unit", "done_by")
    return paginate(told.filter(id__lt=after) if after else told, size=PAGE)


def map_added_by(
    task: ReportingTask, entries: Iterable[TaskEntry]
) -> dict[int, RecipientChange]:
    """Return by entry who added it by hand or put it back last."""
    shown = list(entries)
    by_hand = RecipientChange.objects.filter(task=task).exclude(
        act=RecipientAct.TAKEN_OUT
    )
    whose = Q(enterprise__in=[one.enterprise_id for one in shown]) | Q(
        organisation__in=[one.organisation_id for one in shown]
    )
    found = by_hand.filter(whose).select_related("unit", "done_by").order_by("id")
    latest = {(one.enterprise_id, one.organisation_id): one for one in found}
    keys = {one.pk: (one.enterprise_id, one.organisation_id) for one in shown}
    return {pk: latest[key] for pk, key in keys.items() if key in latest}
