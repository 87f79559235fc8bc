"""The spread of grades as a snapshot tells it, and whether records changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from zhisheng.analytics.areas import NATION
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.maturity.selectors import list_offered_models
from zhisheng.apps.places.models import Region
from zhisheng.apps.statistics.choices import GradeSide
from zhisheng.apps.statistics.permissions import covers_area, require
from zhisheng.apps.statistics.selectors.bulletins import has_changed_since
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.snapshots import Snapshot, open_snapshot
from zhisheng.reference.maturity import MaturityModel

if TYPE_CHECKING:
    from zhisheng.analytics.grades import GradeSpread

USUAL_MODEL = "four-grades"


@dataclass(frozen=True, slots=True)
class Taken:
    """The spread, and the snapshot it was computed from."""

    snapshot: Snapshot
    spread: "GradeSpread"


@dataclass(frozen=True, slots=True)
class GradeReading:
    """What the newest snapshot tells; ``taken`` is None before there is one."""

    area: str
    model: MaturityModel
    side: GradeSide
    taken: Taken | None
    is_current: bool


def list_graded_models() -> Mapping[str, MaturityModel]:
    """Return the models in force by code, the one most used first."""
    models = list_offered_models(timezone.localdate())
    ordered = sorted(models, key=lambda model: model.code != USUAL_MODEL)
    return {model.code: model for model in ordered}


def read_grades_for(
    actor: Actor, *, area: str, model: str, side: GradeSide
) -> GradeReading:
    """Spread the grades of an area within what the officer governs.

    Raises
    ------
    NotFoundError
        If the area lies elsewhere, or no such model is in force.
    """
    require(actor, "statistics.see_grades")
    used = list_graded_models().get(model)
    if used is None or not covers_area(actor, area):
        raise NotFoundError
    snapshot = _find_snapshot()
    return GradeReading(
        area=area,
        model=used,
        side=side,
        taken=_spread(snapshot, area, used, side) if snapshot else None,
        is_current=snapshot is not None and not has_changed_since(snapshot),
    )


def find_area_above(actor: Actor, area: str) -> str | None:
    """Return the area that holds this one, if the officer governs that as well."""
    if area == NATION:
        return None
    region = Region.objects.filter(code=area).first()
    above = region.parent_id if region and region.parent_id else NATION
    return above if covers_area(actor, above) else None


def _find_snapshot() -> Snapshot | None:
    told = Snapshot.objects.filter(manifest__tables__evaluations__isnull=False)
    return told.order_by("-created_at", "-pk").first()


def _spread(
    snapshot: Snapshot, area: str, model: MaturityModel, side: GradeSide
) -> Taken:
    # Loaded on use: Arrow takes half a second that no other page should wait for.
    from zhisheng.analytics.grades import list_tables, spread_grades

    grades = [grade.code for grade in model.grades]
    needed = list_tables(model.code, grades, snapshot.manifest["tables"])
    spread = spread_grades(
        open_snapshot(snapshot.code, only=needed).paths,
        area=area,
        model=model.code,
        side="self" if side == GradeSide.OWN else "expert",
        grades=grades,
    )
    return Taken(snapshot, spread)
