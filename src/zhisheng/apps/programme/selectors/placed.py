"""Where an enterprise of a task stands among the units: by its own, else its region's."""

from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from zhisheng.apps.accounts.choices import UnitKind
from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import match_below
from zhisheng.apps.programme.choices import Audience, TaskStatus
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.registry.models import Enterprise


def annotate_placed(
    found: QuerySet[Enterprise], task: ReportingTask
) -> QuerySet[Enterprise]:
    """Tell of each enterprise as ``placed`` under which unit of a task it stands."""
    paths = found.annotate(own_path=Coalesce(F("unit__path"), _find_bureau_path()))
    # An enterprise of a unit outside the task's own is the task's own business.
    is_below = When(match_below(task.unit.path, "own_path"), then=F("own_path"))
    top = Value(task.unit.path)
    return paths.annotate(placed=Case(is_below, default=top, output_field=CharField()))


def annotate_called(found: QuerySet[Any], task: ReportingTask) -> QuerySet[Any]:
    """Tell of each whom a task asks as ``called`` the name, as ``placed`` the unit."""
    if task.audience == Audience.ENTERPRISES:
        return annotate_placed(found.annotate(called=F("name")), task)
    is_of_bodies = task.audience == Audience.BODIES
    placed: QuerySet[Any] = found.annotate(
        called=F("name") if is_of_bodies else F("unit__name"),
        placed=Value(task.unit.path) if is_of_bodies else F("unit__path"),
    )
    return placed


def list_open_tasks() -> QuerySet[ReportingTask]:
    """Return the tasks that enterprises are filling in or offices reviewing."""
    return ReportingTask.objects.filter(
        status=TaskStatus.OPEN, audience="enterprises"
    ).select_related("unit")


def group_misplaced(task: ReportingTask, unit_code: str) -> dict[str, list[int]]:
    """Return by new path the entries of a task whose enterprise a unit was given."""
    entries = TaskEntry.objects.filter(task=task, is_final=False)
    waiting = dict(
        entries.filter(_match_unit(unit_code)).values_list("enterprise_id", "unit_path")
    )
    found = Enterprise.unscoped.filter(pk__among=list(waiting)).order_by("pk")
    placed = annotate_placed(found, task).values_list("pk", F("placed"))
    groups: dict[str, list[int]] = {}
    for enterprise_id, path in placed:
        if waiting[enterprise_id] != path:
            groups.setdefault(path, []).append(enterprise_id)
    return groups


def _match_unit(code: str) -> Q:
    return Q(enterprise__unit__code=code) if code else Q(enterprise__unit=None)


def _find_bureau_path() -> Subquery:
    bureaus = Unit.objects.filter(
        region_id=OuterRef("region_id"), kind=UnitKind.BUREAU, ended_on=None
    )
    return Subquery(bureaus.values("path")[:1])
