"""The register of experts, associations, parks and supporting bodies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Membership, Organisation, User
from zhisheng.apps.accounts.selectors import (
    Actor,
    Page,
    get_page,
    get_scope,
    list_organisations_acted_for,
)
from zhisheng.apps.improvement.choices import OrderState
from zhisheng.apps.improvement.models import (
    Helper,
    HelperAbsence,
    HelperQualification,
    HelpOrder,
    HelpReview,
)
from zhisheng.apps.improvement.permissions import (
    ADVISING,
    ROLES_BY_ACTION,
    Action,
    may,
    require,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.referral import Candidate

OPEN_ORDERS = (OrderState.SENT, OrderState.ACCEPTED)
PROVINCE_DIGITS, CITY_DIGITS = 2, 4
NATION = "000000"
HELPING_KINDS = (
    OrganisationKind.CERTIFICATION_BODY,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.PARK,
    OrganisationKind.LABORATORY,
    OrganisationKind.TRAINER,
)
MARKS = F("is_useful") + F("is_clear") + F("is_prompt")
QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class HelperFilters:
    """What a reader of the register looks for; empty is everything."""

    words: str = ""
    kind: str = ""
    field: str = ""
    language: str = ""
    region: str = ""
    is_free: bool = False


def page_helpers_for(
    actor: Actor, filters: HelperFilters, *, on: date, after: int = 0
) -> Page[Helper]:
    """Return a page of the register, in the order the entries were made."""
    require(actor, Action.SEE_HELPERS)
    found = _match(Helper.objects.filter(is_active=True), filters, on)
    return get_page(attach_standing(found, on), after=after)


def get_helper_for(*, actor: Actor, code: str, on: date) -> Helper:
    """Return an entry as anybody may see it who sees the register."""
    require(actor, Action.SEE_HELPERS)
    active = Helper.objects.filter(is_active=True, code=code)
    helper = attach_standing(active, on).first()
    if helper is None:
        raise NotFoundError
    return helper


def get_kept_helper_for(*, actor: Actor, code: str) -> Helper:
    """Return an entry of the officer's own area."""
    require(actor, Action.KEEP_HELPERS)
    helper = Helper.objects.filter(code=code).select_related("office").first()
    if helper is None or not keeps_entry(actor, helper):
        raise NotFoundError
    return helper


def get_own_entry_for(*, actor: Actor, code: str) -> Helper:
    helper = list_own_entries_for(actor).filter(code=code).first()
    if helper is None:
        raise NotFoundError
    return helper


def list_own_entries_for(actor: Actor) -> QuerySet[Helper]:
    """Return the entries that are the actor's, or of the own organisation as such."""
    if not may(actor, Action.KEEP_OWN_ENTRY):
        return Helper.objects.none()
    acting = list_organisations_acted_for(actor, ROLES_BY_ACTION[Action.KEEP_OWN_ENTRY])
    own = Q(user=actor.pk) | Q(
        user=None, organisation__in=acting.order_by().values("pk")
    )
    return Helper.objects.filter(own, is_active=True)


def keeps_entry(actor: Actor, helper: Helper) -> bool:
    return may(actor, Action.KEEP_HELPERS) and get_scope(actor).covers_unit_path(
        helper.office.path
    )


def is_own_entry(actor: Actor, helper: Helper | None) -> bool:
    if helper is None:
        return False
    return list_own_entries_for(actor).filter(pk=helper.pk).exists()


def list_account_users(helper: Helper) -> QuerySet[User]:
    """Return who is told of the orders of a helper."""
    people = User.objects.filter(is_active=True, is_machine=False)
    if helper.user_id is not None:
        return people.filter(pk=helper.user_id)
    members = Membership.objects.present().filter(
        organisation=helper.organisation_id, role__in=ADVISING
    )
    return people.filter(pk__in=members.values("user"))


def find_account(username: str) -> tuple[User, Organisation] | None:
    """Return somebody who helps, with the organisation they do it for."""
    member = (
        Membership.objects.present()
        .filter(
            user__username=username,
            user__is_active=True,
            user__is_machine=False,
            role__in=ADVISING,
        )
        .select_related("user", "organisation")
        .order_by("pk")
        .first()
    )
    return (member.user, member.organisation) if member else None


def attach_standing(helpers: QuerySet[Helper], on: date) -> QuerySet[Helper]:
    """Attach load, marks, absences still ahead and qualifications: four queries in all."""
    return (
        helpers.select_related("organisation", "user", "office", "home")
        .annotate(
            load=_subquery(
                HelpOrder.objects.filter(
                    helper=OuterRef("pk"), state__in=OPEN_ORDERS
                ).order_by(),
                Count("pk"),
            ),
            mark_sum=_subquery(_reviews(), Sum(MARKS)),
            mark_count=_subquery(_reviews(), Count("pk")),
        )
        .prefetch_related(
            Prefetch("absences", HelperAbsence.objects.filter(ends_on__gte=on)),
            Prefetch("qualifications", HelperQualification.objects.all()),
        )
    )


def list_candidates(order: HelpOrder, on: date) -> list[Helper]:
    """Return who is in the register for the field of an order and reaches its place."""
    region = order.enterprise.region_id or ""
    active = Helper.objects.filter(
        _holds("fields", order.field), _match_region(region), is_active=True
    )
    return list(attach_standing(active.order_by("pk"), on))


def build_candidate(helper: Helper, *, on: date, has_conflict: bool) -> Candidate:
    """Build what the ranking reads from an entry with its standing."""
    standing: Any = helper
    return Candidate(
        code=helper.code,
        fields=frozenset(helper.field_codes),
        regions=frozenset(helper.region_codes),
        home=find_home(helper),
        languages=frozenset(helper.language_codes),
        load=standing.load,
        capacity=helper.capacity,
        absences=tuple((one.starts_on, one.ends_on) for one in helper.absences.all()),
        is_qualified=is_qualified(helper.qualifications.all(), on),
        has_conflict=has_conflict,
        review_sum=standing.mark_sum / QUESTIONS,
        review_count=standing.mark_count,
    )


def find_home(helper: Helper) -> str:
    """Return where somebody comes from; where nobody wrote that, the nearest served area."""
    registered = helper.organisation.region_id if helper.organisation else None
    served = max(helper.region_codes, key=_measure_detail, default="")
    return helper.home_id or registered or served


def _measure_detail(region: str) -> int:
    return len(region.rstrip("0"))


def is_qualified(qualifications: Iterable[HelperQualification], on: date) -> bool:
    """Tell whether something still counts; who was asked for nothing lacks nothing."""
    days = [one.expires_on for one in qualifications]
    return not days or any(day is None or day >= on for day in days)


def map_helpers(codes: Sequence[str]) -> Mapping[str, Helper]:
    return {one.code: one for one in Helper.objects.filter(code__in=codes)}


def _match(
    helpers: QuerySet[Helper], filters: HelperFilters, on: date
) -> QuerySet[Helper]:
    found = helpers
    if filters.words:
        found = found.filter(name__icontains=filters.words)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.field:
        found = found.filter(_holds("fields", filters.field))
    if filters.language:
        found = found.filter(_holds("languages", filters.language))
    if filters.region:
        found = found.filter(_match_region(filters.region))
    if filters.is_free:
        away = HelperAbsence.objects.filter(starts_on__lte=on, ends_on__gte=on)
        found = found.exclude(pk__in=away.values("helper")).annotate(
            open_count=_subquery(
                HelpOrder.objects.filter(
                    helper=OuterRef("pk"), state__in=OPEN_ORDERS
                ).order_by(),
                Count("pk"),
            )
        )
        found = found.filter(open_count__lt=F("capacity"))
    return found


def _match_region(region: str) -> Q:
    """Match who serves a place: the place itself, its city, its province, the nation."""
    if not region:
        return Q()
    above = {
        region,
        region[:CITY_DIGITS].ljust(len(NATION), "0"),
        region[:PROVINCE_DIGITS].ljust(len(NATION), "0"),
        NATION,
    }
    condition = Q()
    for code in above:
        condition |= _holds("regions", code)
    return condition


def _holds(column: str, code: str) -> Q:
    return Q(**{f"{column}__contains": f",{code},"})


def _reviews() -> QuerySet[HelpReview]:
    return HelpReview.objects.filter(helper=OuterRef("pk")).order_by()


def _subquery(rows: QuerySet[Any], what: Count | Sum) -> Coalesce:
    grouped = rows.values("helper").annotate(found=what).values("found")
    return Coalesce(
        Subquery(grouped, output_field=IntegerField()),
        Value(0),
        output_field=IntegerField(),
    )


def list_helping_organisations() -> QuerySet[Organisation]:
    """Return what an office may enter as a whole: associations, parks, bodies."""
    return Organisation.objects.filter(kind__in=HELPING_KINDS, is_active=True).order_by(
        "kind", "name"
    )
