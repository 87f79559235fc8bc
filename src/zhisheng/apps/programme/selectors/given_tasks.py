"""Tasks somebody may see: given out above, by the own units and below, or to be filled in."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    list_organisations_acted_for,
    match_below,
)
from zhisheng.apps.programme.choices import TaskStatus
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.permissions import ANSWERING
from zhisheng.apps.programme.selectors.pages import PAGE, Page, paginate
from zhisheng.apps.registry.models import Enterprise


def list_tasks_for(actor: Actor) -> QuerySet[ReportingTask]:
    """Return the tasks of the own units, of those above and below, and the own entries."""
    scope = get_scope(actor)
    condition = Q(pk__in=select_own(actor).values("task"))
    for path in scope.officer_unit_paths:
        line = path.strip("/").split("/")
        condition |= match_below(path, "unit__path")
        # A draft of an office above is nobody's business below.
        condition |= Q(unit__in=line) & ~Q(status=TaskStatus.DRAFT)
    tasks = ReportingTask.objects.filter(condition).select_related(
        "unit", "job", "area", "responsible"
    )
    return tasks.order_by("-id")


def list_concerning_for(actor: Actor) -> QuerySet[ReportingTask]:
    """Leave out tasks of offices above in which nobody of the own area has to fill in."""
    tasks = list_tasks_for(actor)
    concerned = Q(pk__in=select_own(actor).values("task"))
    for path in get_scope(actor).officer_unit_paths:
        entries = TaskEntry.objects.filter(
            match_below(path, "unit_path"), task=OuterRef("pk")
        )
        concerned |= match_below(path, "unit__path") | Q(Exists(entries))
    return tasks.filter(concerned)


def count_tasks_for(actor: Actor) -> tuple[int, int]:
    """Count the tasks that concern the own area, and all the actor may see."""
    return list_concerning_for(actor).count(), list_tasks_for(actor).count()


def list_task_page_for(
    actor: Actor, *, concerns_all: bool = True, after: int | None = None
) -> Page:
    """Return one page of the tasks the actor may see, the latest first."""
    found = list_tasks_for(actor) if concerns_all else list_concerning_for(actor)
    return paginate(found.filter(id__lt=after) if after else found, size=PAGE)


def select_own(actor: Actor) -> QuerySet[TaskEntry]:
    """Keep the entries of the few organisations a person acts for.

    Their numbers are read first: a condition over two tables would read every entry.
    """
    acted_for = list_organisations_acted_for(actor, ANSWERING).values_list("pk")
    organisations = [pk for (pk,) in acted_for]
    enterprises = Enterprise.unscoped.filter(organisation__in=organisations)
    return TaskEntry.objects.filter(
        Q(organisation__in=organisations)
        | Q(enterprise__in=list(enterprises.values_list("pk", flat=True)))
    )
