"""What the API takes and gives; loaded with the API alone."""

from datetime import datetime

from ninja import Schema

from zhisheng.apps.statistics.models import Bulletin


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
