"""Draft, compute, release and correct bulletins."""

import hashlib

from django.db import transaction
from django.utils import timezone

from zhisheng.analytics.figures import write_canonical
from zhisheng.apps.accounts.models import User
from zhisheng.apps.statistics import selectors
from zhisheng.apps.statistics.choices import BulletinStatus
from zhisheng.apps.statistics.errors import (
    NoRecordsError,
    NotADraftError,
    NotReleasedError,
    SnapshotYearError,
)
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.permissions import require_for_area
from zhisheng.apps.statistics.services.snapshots import ensure_snapshot
from zhisheng.kit import audit, jobs
from zhisheng.kit.snapshots import Snapshot, open_snapshot

JOB = "statistics.compute_bulletin"
PROBLEM_LENGTH = 500


@transaction.atomic
def draft_bulletin(
    *,
    area: str,
    year: int,
    snapshot: Snapshot | None = None,
    actor: User | None = None,
) -> Bulletin:
    """Open a draft 代拟稿; its figures are computed by a job."""
    require_for_area(actor, "statistics.draft_bulletin", area)
    _check_year(snapshot, year)
    bulletin = Bulletin.objects.create(
        area_code=area,
        area_name=selectors.name_area(area),
        year=year,
        snapshot=snapshot,
        created_by=actor,
    )
    audit.record(
        action="statistics.bulletin_drafted",
        actor=actor,
        subject=bulletin,
        new={"area": area, "year": year},
    )
    return bulletin


def ensure_draft(
    *,
    area: str,
    year: int,
    snapshot: Snapshot | None = None,
    actor: User | None = None,
) -> Bulletin:
    """Return the computed draft of an area, year and snapshot, opened once.

    Another format of the same figures is no other draft.
    """
    require_for_area(actor, "statistics.draft_bulletin", area)
    # Both are refused before minutes go into a snapshot for nothing.
    selectors.name_area(area)
    _check_year(snapshot, year)
    if snapshot is None and not selectors.has_records(year):
        raise NoRecordsError(year=year)
    source = snapshot or ensure_snapshot(year=year, actor=actor)
    bulletin = selectors.find_draft(
        area=area, year=year, snapshot=source
    ) or draft_bulletin(area=area, year=year, snapshot=source, actor=actor)
    return compute_bulletin(bulletin=bulletin, actor=actor)


@transaction.atomic
def queue_computing(*, bulletin: Bulletin, actor: User | None = None) -> Bulletin:
    """Hand the long work to the worker."""
    require_for_area(actor, "statistics.draft_bulletin", bulletin.area_code)
    bulletin.job = jobs.enqueue(
        name=JOB, payload={"bulletin": bulletin.code}, actor=actor, key=bulletin.code
    )
    bulletin.save(update_fields=["job"])
    audit.record(action="statistics.bulletin_queued", actor=actor, subject=bulletin)
    return bulletin


def compute_bulletin(*, bulletin: Bulletin, actor: User | None = None) -> Bulletin:
    """Compute the figures from the bulletin's snapshot, taken now if it has none.

    Repeatable: the same snapshot gives the same bytes of figures.
    """
    require_for_area(actor, "statistics.draft_bulletin", bulletin.area_code)
    if bulletin.is_public:
        raise NotADraftError
    snapshot = bulletin.snapshot or ensure_snapshot(year=bulletin.year, actor=actor)
    files = open_snapshot(snapshot.code)
    # Loaded on use: Ibis takes a second that no other page should wait for.
    from zhisheng.analytics.bulletin import compute_figures

    figures = compute_figures(
        files.paths, area=bulletin.area_code, year=bulletin.year
    ).to_plain()
    with transaction.atomic():
        bulletin.snapshot = snapshot
        bulletin.figures = figures
        bulletin.figures_sha256 = hashlib.sha256(write_canonical(figures)).hexdigest()
        bulletin.status = BulletinStatus.DRAFT
        bulletin.problem = ""
        bulletin.save(
            update_fields=["snapshot", "figures", "figures_sha256", "status", "problem"]
        )
        audit.record(
            action="statistics.bulletin_computed",
            actor=actor,
            subject=bulletin,
            new={"snapshot": snapshot.code},
            rows_hash=bulletin.figures_sha256,
        )
    return bulletin


@transaction.atomic
def fail_bulletin(
    *, bulletin: Bulletin, problem: str, actor: User | None = None
) -> Bulletin:
    bulletin.status = BulletinStatus.FAILED
    bulletin.problem = problem[:PROBLEM_LENGTH]
    bulletin.save(update_fields=["status", "problem"])
    audit.record(
        action="statistics.bulletin_failed",
        actor=actor,
        subject=bulletin,
        new={"problem": bulletin.problem},
    )
    return bulletin


@transaction.atomic
def release_bulletin(*, bulletin: Bulletin, actor: User | None = None) -> Bulletin:
    """Make a draft public; the one it corrects stays readable, marked as corrected."""
    require_for_area(actor, "statistics.release_bulletin", bulletin.area_code)
    locked = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if locked.status != BulletinStatus.DRAFT:
        raise NotADraftError
    earlier = locked.corrects or selectors.find_previous_release(
        area=locked.area_code, year=locked.year
    )
    if earlier is not None:
        Bulletin.objects.filter(pk=earlier.pk).update(status=BulletinStatus.CORRECTED)
        locked.corrects, locked.version = earlier, earlier.version + 1
    locked.status = BulletinStatus.RELEASED
    locked.released_at, locked.released_by = timezone.now(), actor
    locked.save()
    audit.record(
        action="statistics.bulletin_released",
        actor=actor,
        subject=locked,
        new={"version": locked.version, "snapshot": locked.snapshot_id},
        rows_hash=locked.figures_sha256,
    )
    return locked


@transaction.atomic
def correct_bulletin(
    *, bulletin: Bulletin, reason: str, actor: User | None = None
) -> Bulletin:
    """Open the draft that will replace a released bulletin; the old figures stay."""
    require_for_area(actor, "statistics.correct_bulletin", bulletin.area_code)
    if bulletin.status != BulletinStatus.RELEASED:
        raise NotReleasedError
    draft = Bulletin.objects.create(
        area_code=bulletin.area_code,
        area_name=bulletin.area_name,
        year=bulletin.year,
        version=bulletin.version + 1,
        correction_reason=reason,
        created_by=actor,
    )
    audit.record(
        action="statistics.bulletin_correction_opened",
        actor=actor,
        subject=draft,
        old={"bulletin": bulletin.code},
        new={"reason": reason},
    )
    return draft


def _check_year(snapshot: Snapshot | None, year: int) -> None:
    if snapshot is not None and snapshot.year != year:
        raise SnapshotYearError(
            snapshot=snapshot.code, snapshot_year=snapshot.year, year=year
        )
