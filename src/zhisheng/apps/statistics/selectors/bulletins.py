"""Which bulletins, snapshots and templates exist, and who sees them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from zhisheng.analytics.areas import CORPS, NATION
from zhisheng.apps.accounts.choices import UnitKind
from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, get_scope, is_platform
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme.models import Engagement, Enrolment, ProgrammeYear
from zhisheng.apps.returns.models import AreaValue
from zhisheng.apps.statistics.choices import BulletinStatus
from zhisheng.apps.statistics.errors import NoSuchAreaError, NoSuchSnapshotError
from zhisheng.apps.statistics.models import Bulletin, BulletinTemplate
from zhisheng.apps.statistics.permissions import covers_area, may
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.snapshots import Snapshot

PUBLIC = (BulletinStatus.RELEASED, BulletinStatus.CORRECTED)
REGION_DIGITS = 6
# How many digits of a region tell its province, its city, its county.
LEVELS = (2, 4, 6)
PAGE_SIZE = 30
# Acts that change what a snapshot holds.
CHANGING = (
    "registry.", "returns.", "programme.", "places.",
    "maturity.submitted", "maturity.returned", "maturity.confirmed",
    "improvement.problem_moved",
    "improvement.case_moved", "improvement.case_naming_set",
)  # fmt: skip


def list_bulletins_for(actor: Actor) -> QuerySet[Bulletin]:
    """Return the released ones and, for officers, those of their area; newest first."""
    visible = Q(status__in=PUBLIC)
    if may(actor, "statistics.draft_bulletin"):
        for prefix in get_scope(actor).region_prefixes:
            visible |= Q(
                area_code__gte=prefix.ljust(REGION_DIGITS, "0"),
                area_code__lte=prefix.ljust(REGION_DIGITS, "9"),
            )
    bulletins = (
        Bulletin.objects.all()
        if is_platform(actor)
        else Bulletin.objects.filter(visible)
    )
    return bulletins.defer("figures").order_by("-pk")


@dataclass(frozen=True, slots=True)
class BulletinPage:
    """One page, newest first; ``next_before`` is None on the last."""

    items: tuple[Bulletin, ...]
    next_before: int | None


def list_page_for(actor: Actor, *, before: int | None = None) -> BulletinPage:
    bulletins = list_bulletins_for(actor).select_related("snapshot", "corrects")
    if before is not None:
        bulletins = bulletins.filter(pk__lt=before)
    rows = list(bulletins[: PAGE_SIZE + 1])
    is_last = len(rows) <= PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    return BulletinPage(tuple(rows), None if is_last else rows[-1].pk)


def get_latest_year() -> int:
    """Return the latest year with a help, which a bulletin most likely is about."""
    latest = Engagement.objects.aggregate(latest=Max("year"))["latest"]
    return latest or list_years()[0]


def list_years() -> list[int]:
    """Return the programme's years, the latest first; last year where none is open."""
    years = ProgrammeYear.objects.order_by("-year").values_list("year", flat=True)
    return list(years) or [timezone.localdate().year - 1]


def has_records(year: int) -> bool:
    """Tell whether the year has anything to count; values alone belong to nobody helped."""
    return (
        Engagement.given.filter(year=year).exists()
        or Enrolment.objects.filter(year=year).exists()
        or AreaValue.objects.filter(period=str(year)).exists()
    )


def get_bulletin_for(*, actor: Actor, code: str) -> Bulletin:
    bulletin = (
        Bulletin.objects.select_related(
            "snapshot", "created_by", "released_by", "corrects", "correction", "job"
        )
        .filter(code=code)
        .first()
    )
    if bulletin is None or not _is_visible(actor, bulletin):
        raise NotFoundError
    return bulletin


def get_bulletin(code: str) -> Bulletin:
    bulletin = Bulletin.objects.filter(code=code).first()
    if bulletin is None:
        raise NotFoundError
    return bulletin


def find_draft(*, area: str, year: int, snapshot: Snapshot) -> Bulletin | None:
    """Return the draft of the same figures; one that corrects stands for itself."""
    return (
        Bulletin.objects.filter(area_code=area, year=year, snapshot=snapshot)
        .filter(correction_reason="")
        .exclude(status__in=PUBLIC)
        .first()
    )


def find_previous_release(*, area: str, year: int) -> Bulletin | None:
    """Return the released bulletin of an area, as people know it."""
    return Bulletin.objects.filter(
        area_code=area, year=year, status=BulletinStatus.RELEASED
    ).first()


def find_released_year(*, prefixes: Iterable[str]) -> int | None:
    """Return the latest year with a released bulletin on an area or one around it."""
    around = {
        prefix[:digits].ljust(REGION_DIGITS, "0")
        for prefix in prefixes
        for digits in LEVELS
    }
    released = Bulletin.objects.filter(
        status__in=PUBLIC, area_code__in={NATION, *around}
    )
    latest: int | None = released.aggregate(latest=Max("year"))["latest"]
    return latest


def get_snapshot(code: str) -> Snapshot:
    snapshot = Snapshot.objects.filter(code=code).first()
    if snapshot is None:
        raise NoSuchSnapshotError(snapshot=code)
    return snapshot


def find_current_snapshot(year: int) -> Snapshot | None:
    """Return the newest snapshot of a year if no record changed since."""
    snapshot = Snapshot.objects.filter(year=year).first()
    if snapshot is None or has_changed_since(snapshot):
        return None
    return snapshot


def has_changed_since(snapshot: Snapshot) -> bool:
    """Tell whether some record that a snapshot holds was changed since."""
    changed = Q()
    for prefix in CHANGING:
        changed |= Q(action__startswith=prefix)
    return AuditEntry.objects.filter(changed, at__gte=snapshot.created_at).exists()


def find_template(area: str) -> BulletinTemplate | None:
    """Return the template of the area or the nearest one above it."""
    line = [area, f"{area[:4]}00", f"{area[:2]}0000", NATION]
    templates = BulletinTemplate.objects.filter(
        is_active=True, area_code__in=line
    ).select_related("file")
    by_area = {template.area_code: template for template in templates}
    return next((by_area[code] for code in line if code in by_area), None)


def name_area(area: str) -> str:
    """Return the name of a present region, of the nation or of 兵团."""
    known = {NATION: gettext_noop("全国"), CORPS: gettext_noop("新疆生产建设兵团")}
    if area in known:
        return known[area]
    region = Region.objects.filter(code=area, valid_to=None).first()
    if region is None:
        raise NoSuchAreaError(area=area)
    return region.full_name


def find_issuer(area: str) -> str:
    """Return the name of the authority a bulletin of the area comes from, if known."""
    if area == NATION:
        units = Unit.objects.filter(kind=UnitKind.AUTHORITY)
    elif area == CORPS:
        units = Unit.objects.filter(kind=UnitKind.CORPS)
    else:
        units = Unit.objects.filter(kind=UnitKind.BUREAU, region_id=area)
    # The shortest path is the highest unit.
    return units.order_by("path").values_list("name", flat=True).first() or ""


def get_own_area(actor: Actor) -> str:
    """Return the area an officer most likely means: the own one."""
    prefixes = get_scope(actor).region_prefixes
    return prefixes[0].ljust(REGION_DIGITS, "0") if prefixes else NATION


def _is_visible(actor: Actor, bulletin: Bulletin) -> bool:
    if bulletin.is_public:
        return True
    return may(actor, "statistics.draft_bulletin") and covers_area(
        actor, bulletin.area_code
    )
