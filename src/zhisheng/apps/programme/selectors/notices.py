"""Public notices: what everybody may read, what an office sees, who may read objections."""

from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, get_scope, match_below
from zhisheng.apps.programme.choices import NoticeStatus
from zhisheng.apps.programme.errors import (
    NoticeOverError,
    NoticeStateError,
    NoticeWithdrawnError,
    ObjectionEarlyError,
    ObjectionLateError,
    ResultNotPublicError,
)
from zhisheng.apps.programme.models import NoticeSubject, Objection, PublicNotice
from zhisheng.apps.programme.selectors.pages import PAGE, Page, paginate
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.files import StoredFile
from zhisheng.methods.personal_data import find_personal_data
from zhisheng.ui.formats import format_date

LATEST = 20
# Whom a notice was about is forgotten so long after it was closed: our own choice of
# 2026-11, as no rule that we know of says how long.
NAMES_KEPT = timedelta(days=3 * 365)
NEWEST_FIRST = ("-starts_on", "-id")
OPEN_OBJECTIONS = Count("objections", filter=Q(objections__result=""))


def list_current_notices(*, on: date) -> QuerySet[PublicNotice]:
    """Return what is up on a day, the newest first; for everybody."""
    is_up = Q(ends_on__gte=on) | Q(is_provisional=True)
    current = PublicNotice.objects.filter(is_up, status=NoticeStatus.PUBLISHED)
    return current.select_related("unit").order_by(*NEWEST_FIRST)


def list_current_page(*, on: date, after: int | None = None) -> Page:
    """Return a page of what is up, and where the next one begins."""
    current = list_current_notices(on=on)
    if after:
        last = Subquery(PublicNotice.objects.filter(id=after).values("starts_on"))
        is_earlier = Q(starts_on__lt=last) | Q(starts_on=last, id__lt=after)
        current = current.filter(is_earlier)
    return paginate(current, size=PAGE, order=NEWEST_FIRST)


def list_latest_results() -> list[PublicNotice]:
    """Return the notices whose results were written last; for everybody."""
    concluded = PublicNotice.objects.filter(
        status=NoticeStatus.ARCHIVED, is_result_public=True
    )
    return list(concluded.select_related("unit").order_by("-closed_at", "-id")[:LATEST])


def get_public_notice(*, code: str, on: date) -> PublicNotice:
    """Return a notice to everybody while it is up, and for its result once that is written.

    Raises
    ------
    NoticeOverError
        If its term is over and its result not written yet.
    ResultNotPublicError
        If its result was written before results became public, and was not shown since.
    """
    notice = PublicNotice.objects.select_related("unit").filter(code=code).first()
    if notice is None or notice.status == NoticeStatus.DRAFT:
        raise NotFoundError
    if notice.status == NoticeStatus.WITHDRAWN:
        raise _tell_withdrawn(notice)
    if notice.is_concluded and not notice.is_result_public:
        raise ResultNotPublicError(unit=notice.unit.name, contact=notice.contact)
    if notice.is_over(on):
        raise NoticeOverError(day=format_date(notice.ends_on))
    return notice


def get_notice_to_object(*, code: str, on: date) -> PublicNotice:
    """Return a notice to which everybody may object on a day, or say why not."""
    found = PublicNotice.objects.filter(code=code).exclude(status=NoticeStatus.DRAFT)
    notice = found.select_related("unit").first()
    if notice is None:
        raise NotFoundError
    require_open(notice, on)
    return notice


def require_open(notice: PublicNotice, on: date) -> None:
    """Refuse an objection before the term, after it, or to what was withdrawn."""
    if notice.status == NoticeStatus.DRAFT:
        raise ObjectionEarlyError
    if notice.status == NoticeStatus.WITHDRAWN:
        raise _tell_withdrawn(notice)
    if not notice.is_open(on):
        raise ObjectionLateError(day=format_date(notice.ends_on))


def _tell_withdrawn(notice: PublicNotice) -> NoticeWithdrawnError:
    """Tell why it was taken down; a reason of before the check may hold personal data."""
    unit, reason = notice.unit.name, notice.result
    if find_personal_data(reason):
        reason = _("写有个人信息，不公开，请向{unit}了解").format(unit=unit)
    day = timezone.localdate(notice.closed_at)
    return NoticeWithdrawnError(title=notice.title, day=day, unit=unit, reason=reason)


def count_subjects_of(notice: PublicNotice, *, name: str = "") -> int:
    return notice.subjects.filter(name__icontains=name).count()


def list_subjects_of(
    notice: PublicNotice, *, after: int | None = None, name: str = ""
) -> Page:
    """Return a page of those a notice that the caller may see is about."""
    subjects = notice.subjects.filter(number__gt=after or 0, name__icontains=name)
    found = list(subjects.order_by("number")[: PAGE + 1])
    more = found[PAGE - 1].number if len(found) > PAGE else None
    return Page(tuple(found[:PAGE]), more)


def has_subject_of(notice: PublicNotice, source: str) -> bool:
    """Tell whether a line that another app put into a notice still stands there."""
    return notice.subjects.filter(source=source).exists()


def list_all_subjects_of(notice: PublicNotice) -> list[NoticeSubject]:
    return list(notice.subjects.order_by("number"))


def list_own_units_for(actor: Actor) -> QuerySet[Unit]:
    """Return the units the actor is an officer of, without those below."""
    return Unit.objects.filter(path__in=get_scope(actor).officer_unit_paths)


def list_notices_for(*, actor: Actor, after: int | None = None) -> Page:
    """Return a page of the notices of the actor's units and those below, newest first."""
    notices = _select_visible(actor).annotate(open_objections=OPEN_OBJECTIONS)
    notices = notices.select_related("unit")
    return paginate(notices.filter(id__lt=after) if after else notices, size=PAGE)


def get_notice_for(*, actor: Actor, code: str) -> PublicNotice:
    visible = _select_visible(actor).select_related(
        "unit", "created_by", "changed_by", "published_by", "closed_by"
    )
    found = visible.filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def get_draft_notice_for(*, actor: Actor, code: str) -> PublicNotice:
    """Return a notice that the actor's unit can still change."""
    found = get_notice_for(actor=actor, code=code)
    if not is_issuer(actor, found):
        raise ForbiddenError
    if found.status != NoticeStatus.DRAFT:
        raise NoticeStateError(status=found.get_status_display())
    return found


def is_issuer(actor: Actor, notice: PublicNotice) -> bool:
    """Tell whether the actor is an officer of the unit that issued the notice."""
    return notice.unit.path in get_scope(actor).officer_unit_paths


def count_open_objections(notice: PublicNotice) -> int:
    return notice.objections.filter(result="").count()


def find_erasure_day(notice: PublicNotice) -> date | None:
    """Return from when on nobody knows any more whom a closed notice was about."""
    if notice.closed_at is None:
        return None
    return timezone.localdate(notice.closed_at + NAMES_KEPT) + timedelta(days=1)


def sum_objections_for(actor: Actor) -> tuple[int, date | None]:
    """Return how many objections wait for the actor's own units, and from when on late."""
    waiting = _select_objections(actor).filter(result="")
    summed = waiting.aggregate(number=Count("pk"), first=Min("answer_due_on"))
    return summed["number"], summed["first"]


def list_objections_for(
    *, actor: Actor, notice: PublicNotice, after: int | None = None
) -> Page:
    """Return a page of the objections to a notice; only to who decides on them."""
    found = _select_objections(actor).filter(notice=notice)
    return paginate(found.filter(id__lt=after) if after else found, size=PAGE)


def list_open_objections_for(*, actor: Actor, notice: PublicNotice) -> list[Objection]:
    """Return as many of those that wait as are answered at once, the oldest first."""
    waiting = _select_objections(actor).filter(notice=notice, result="")
    return list(waiting.order_by("id")[:PAGE])


def get_objection_for(*, actor: Actor, code: str) -> Objection:
    found = _select_objections(actor).filter(code=code)
    objection = found.select_related("notice__unit", "answered_by", "evidence").first()
    if objection is None:
        raise NotFoundError
    return objection


def get_evidence_for(*, actor: Actor, code: str) -> StoredFile:
    evidence = get_objection_for(actor=actor, code=code).evidence
    if evidence is None:
        raise NotFoundError
    return evidence


def _select_objections(actor: Actor) -> QuerySet[Objection]:
    paths = get_scope(actor).officer_unit_paths
    return Objection.objects.filter(notice__unit__path__in=paths)


def _select_visible(actor: Actor) -> QuerySet[PublicNotice]:
    paths = get_scope(actor).officer_unit_paths
    condition = Q(unit__path__in=paths)
    for path in paths:
        below = match_below(path, "unit__path")
        # A draft of an office below is nobody's business above.
        condition |= below & ~Q(status=NoticeStatus.DRAFT)
    return PublicNotice.objects.filter(condition)
