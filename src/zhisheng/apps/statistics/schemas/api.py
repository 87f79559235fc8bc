"""What the API takes and gives; loaded with the API alone."""

from datetime import datetime
from typing import TYPE_CHECKING

from ninja import Schema

from zhisheng.apps.statistics import selectors
from zhisheng.apps.statistics.choices import GradeSide
from zhisheng.apps.statistics.models import Bulletin

if TYPE_CHECKING:
    from zhisheng.analytics.grades import GradeLine


class GradeLineOut(Schema):
    """Enterprises of a part of the area or of a trade; what is hidden is null.

    ``grades`` counts the latest evaluation of each by grade, ``open`` where open answers
    leave it undecided. ``changes`` compares the first with the latest of those evaluated
    more than once.
    """

    code: str
    name: str
    evaluated: int | None
    grades: dict[str, int | None]
    repeated: int | None
    changes: dict[str, int | None]
    risen_share: float | None


class GradesOut(Schema):
    """``snapshot`` is null, and so is the rest, before the first one was taken."""

    area_code: str
    area_name: str
    model_code: str
    model_version: str
    side: GradeSide
    snapshot: str | None
    taken_at: datetime | None
    is_current: bool
    enterprises: int | None
    whole: GradeLineOut | None
    first_grades: dict[str, int | None]
    regions: list[GradeLineOut]
    trades: list[GradeLineOut]


class BulletinOut(Schema):
    code: str
    area_code: str
    area_name: str
    year: int
    version: int
    status: str
    snapshot: str | None
    figures_sha256: str
    released_at: datetime | None
    corrects: str | None


class BulletinPageOut(Schema):
    items: list[BulletinOut]
    next_before: int | None


def build_bulletin_out(bulletin: Bulletin) -> BulletinOut:
    return BulletinOut(
        code=bulletin.code,
        area_code=bulletin.area_code,
        area_name=bulletin.area_name,
        year=bulletin.year,
        version=bulletin.version,
        status=bulletin.status,
        snapshot=bulletin.snapshot.code if bulletin.snapshot else None,
        figures_sha256=bulletin.figures_sha256,
        released_at=bulletin.released_at,
        corrects=bulletin.corrects.code if bulletin.corrects else None,
    )


def write_grades_out(reading: selectors.GradeReading) -> GradesOut:
    taken = reading.taken
    spread, snapshot = (taken.spread, taken.snapshot) if taken else (None, None)
    lines = {
        name: [_write_line(line) for line in spread.breakdowns[name]] if spread else []
        for name in ("region", "trade")
    }
    return GradesOut(
        area_code=reading.area,
        area_name=spread.area_name if spread else selectors.name_area(reading.area),
        model_code=reading.model.code,
        model_version=reading.model.version,
        side=reading.side,
        snapshot=snapshot.code if snapshot else None,
        taken_at=snapshot.created_at if snapshot else None,
        is_current=reading.is_current,
        enterprises=spread.enterprises if spread else None,
        whole=_write_line(spread.whole) if spread else None,
        first_grades=dict(spread.first) if spread else {},
        regions=lines["region"],
        trades=lines["trade"],
    )


def _write_line(line: "GradeLine") -> GradeLineOut:
    return GradeLineOut(
        code=line.key,
        name=line.name,
        evaluated=line.base,
        grades=dict(line.grades),
        repeated=line.repeated,
        changes=dict(line.changes),
        risen_share=line.risen_share,
    )
