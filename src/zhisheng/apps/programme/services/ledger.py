"""The ledger 帮扶台账: programme years, enrolments, who helped whom and how."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.programme.choices import PROVING, HelpKind, Proof
from zhisheng.apps.programme.models import Engagement, Enrolment, ProgrammeYear
from zhisheng.apps.programme.permissions import may_for, require
from zhisheng.apps.programme.selectors import list_helpers
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import grant_access
from zhisheng.kit import audit
from zhisheng.kit.errors import ForbiddenError, NotFoundError

# From what concerns nobody's impartiality to what most does.
KINDS_BY_WEIGHT = (
    "",
    HelpKind.PUBLICITY,
    HelpKind.INTERPRETATION,
    HelpKind.DIAGNOSIS,
    HelpKind.CONSULTANCY,
    HelpKind.INTERNAL_AUDIT,
)
GRANT_FIELDS = ["name", "uscc", "region", "industry", "size_class", "returns"]


@transaction.atomic
def open_year(
    *, year: int, name: str, opens_on: date, actor: User | None
) -> ProgrammeYear:
    programme_year, is_new = ProgrammeYear.objects.get_or_create(
        year=year, defaults={"name": name, "opens_on": opens_on}
    )
    if is_new:
        audit.record(action="programme.year_opened", actor=actor, new={"year": year})
    return programme_year


@transaction.atomic
def enrol_enterprise(
    *,
    enterprise: Enterprise,
    year: int,
    willingness: str = "",
    potential: str = "",
    is_selected: bool | None = None,
    reason: str = "",
    actor: User,
) -> Enrolment:
    """Put an enterprise into the ledger of a year, or change its entry."""
    require(actor, "programme.write_ledger")
    enrolment, is_new = Enrolment.objects.select_for_update().get_or_create(
        enterprise=enterprise, year=year
    )
    old = _describe(enrolment)
    enrolment.willingness, enrolment.potential = willingness, potential
    enrolment.is_selected, enrolment.reason = is_selected, reason
    enrolment.recorded_by = actor
    enrolment.save()
    _require_on_record(enterprise)
    audit.record(
        action="programme.enterprise_enrolled",
        actor=actor,
        subject=enterprise,
        old=None if is_new else old,
        new=_describe(enrolment),
    )
    return enrolment


@transaction.atomic
def record_engagement(
    *,
    enterprise: Enterprise,
    year: int,
    helper: Organisation,
    help_kind: str,
    started_on: date | None = None,
    ended_on: date | None = None,
    actor: User,
) -> Engagement:
    """Record one help; a fact that exists is always recorded."""
    require(actor, "programme.write_ledger")
    engagement, _ = Engagement.objects.update_or_create(
        enterprise=enterprise,
        year=year,
        helper=helper,
        defaults={
            "help_kind": help_kind,
            "started_on": started_on,
            "started_precision": "day" if started_on else "",
            "ended_on": ended_on,
            "ended_precision": "day" if ended_on else "",
            # The enterprise said something of what stood before.
            "is_confirmed": None,
            "confirmed_at": None,
            "confirmed_note": "",
            "confirmation_proof": "",
            "asked_at": None,
            **_sign(actor),
        },
    )
    _require_on_record(enterprise)
    audit.record(
        action="programme.engagement_recorded",
        actor=actor,
        subject=enterprise,
        new={"year": year, "helper": helper.code, "help_kind": help_kind},
    )
    return engagement


@transaction.atomic
def record_given_help(
    *,
    enterprise: Enterprise,
    helper: Organisation,
    help_kind: str,
    started_on: date,
    ended_on: date,
    proof: str,
    actor: User,
) -> Engagement:
    """Note a help that an order brought about and the enterprise confirmed.

    For apps above, which have asked who may. What stands already keeps the weightier
    kind: a diagnosis never covers up a consultancy of the same body in the same year.
    """
    year = ended_on.year
    Enrolment.objects.get_or_create(enterprise=enterprise, year=year)
    engagement, is_new = Engagement.objects.select_for_update().get_or_create(
        enterprise=enterprise, year=year, helper=helper, defaults=_sign(actor)
    )
    kinds = (engagement.help_kind, help_kind)
    engagement.help_kind = max(kinds, key=lambda kind: KINDS_BY_WEIGHT.index(kind))
    _widen(engagement, started_on, ended_on)
    # Who proves less takes no answer of the enterprise away.
    is_open = proof in PROVING or not engagement.is_disputed
    if is_open and not engagement.is_proven:
        engagement.is_confirmed, engagement.confirmed_at = True, timezone.now()
        engagement.confirmation_proof, engagement.confirmed_note = proof, ""
    engagement.recorded_by, engagement.recorded_at = actor, timezone.now()
    engagement.save()
    _require_on_record(enterprise)
    audit.record(
        action="programme.engagement_recorded",
        actor=actor,
        subject=enterprise,
        new={
            "year": year,
            "helper": helper.code,
            "help_kind": engagement.help_kind,
            "is_new": is_new,
        },
    )
    return engagement


@transaction.atomic
def deny_given_help(
    *, enterprise: Enterprise, helper: Organisation, year: int, actor: User
) -> None:
    """Note that the enterprise denies a help of an order; what it proved stands.

    For apps above, which have asked who may.
    """
    held = Engagement.given.select_for_update(of=("self",))
    engagement = held.filter(enterprise=enterprise, year=year, helper=helper).first()
    if engagement is None or engagement.is_proven or engagement.is_disputed:
        return
    engagement.is_confirmed, engagement.confirmed_at = False, timezone.now()
    engagement.confirmation_proof = Proof.ACCOUNT
    engagement.confirmed_note = ""
    engagement.save()
    audit.record(
        action="programme.help_disputed",
        actor=actor,
        subject=enterprise,
        new={"year": year, "helper": helper.code, "proof": Proof.ACCOUNT},
    )


@transaction.atomic
def choose_helper(
    *, enterprise: Enterprise, year: int, helper: Organisation, actor: User
) -> Engagement:
    """Record the body an enterprise chose; the body may then see the record."""
    if not may_for(actor, "programme.choose_helper", enterprise.organisation_id):
        raise ForbiddenError
    if not list_helpers().filter(pk=helper.pk).exists():
        raise NotFoundError
    Enrolment.objects.get_or_create(enterprise=enterprise, year=year)
    engagement, _ = Engagement.objects.update_or_create(
        enterprise=enterprise,
        year=year,
        helper=helper,
        defaults={"is_chosen_by_enterprise": True, **_sign(actor)},
    )
    _require_on_record(enterprise)
    grant_access(
        enterprise=enterprise,
        viewer=helper,
        purpose="帮扶",
        fields=GRANT_FIELDS,
        basis="企业自主选择帮扶机构",
        until=date(year + 1, 12, 31),
        source=f"engagement:{engagement.pk}",
        actor=actor,
    )
    audit.record(
        action="programme.helper_chosen",
        actor=actor,
        subject=enterprise,
        new={"year": year, "helper": helper.code},
    )
    return engagement


def _widen(engagement: Engagement, started_on: date, ended_on: date) -> None:
    """Let the span reach over both helps; a day that is told beats a month or a year."""
    if engagement.started_on is None or started_on < engagement.started_on:
        engagement.started_on, engagement.started_precision = started_on, "day"
    if engagement.ended_on is None or ended_on > engagement.ended_on:
        engagement.ended_on, engagement.ended_precision = ended_on, "day"


def _require_on_record(enterprise: Enterprise) -> None:
    """Refuse to write on what a withdrawal took away while this waited for its lock."""
    if not Enterprise.unscoped.filter(pk=enterprise.pk).exists():
        raise NotFoundError


def _sign(actor: User) -> dict[str, object]:
    """Return who wrote on a help and when; a withdrawal of a roster then keeps it."""
    return {"recorded_by": actor, "recorded_at": timezone.now()}


def _describe(enrolment: Enrolment) -> dict[str, object]:
    return {
        "year": enrolment.year,
        "willingness": enrolment.willingness,
        "potential": enrolment.potential,
        "is_selected": enrolment.is_selected,
        "reason": enrolment.reason,
    }
