"""The ledger of help: who was enrolled, who helped whom."""

from collections.abc import Collection, Iterator, Sequence

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    is_platform,
    list_certification_bodies,
)
from zhisheng.apps.places.selectors import map_region_names
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
)
from zhisheng.apps.programme.selectors.own_words import map_own_words
from zhisheng.apps.programme.selectors.pages import PAGE, Page, paginate
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.errors import NotFoundError


def list_ledger_for(*, actor: Actor, year: int, after: int | None = None) -> Page:
    """Return the ledger of a year within the actor's scope, newest entries first."""
    own = Q(helper__in=get_scope(actor).organisation_ids)
    reported = Engagement.objects.filter(own, year=year).values("enterprise")
    enrolments = Enrolment.objects.filter(
        Q(enterprise__in=Enterprise.objects.visible_to(actor))
        | Q(enterprise__in=reported),
        year=year,
    ).select_related("enterprise", "enterprise__region")
    page = paginate(enrolments.filter(id__lt=after) if after else enrolments, size=PAGE)
    readable = set(
        Enterprise.objects.visible_to(actor)
        .filter(pk__in=[enrolment.enterprise_id for enrolment in page.items])
        .values_list("pk", flat=True)
    )
    for enrolment in page.items:
        enrolment.is_readable = enrolment.enterprise_id in readable
    _attach_own_words(page.items, actor, readable)
    _attach_engagements(page.items, year, own if _is_body(actor) else Q())
    return page


def iterate_ledger_for(*, actor: Actor, year: int) -> Iterator[Enrolment]:
    """Yield the whole ledger of a year within the actor's scope, in keyset pages."""
    after: int | None = None
    while True:
        page = list_ledger_for(actor=actor, year=year, after=after)
        yield from page.items
        after = page.next_after
        if after is None:
            return


def list_engagements_of(*, enterprise_code: str) -> list[Engagement]:
    """Return all helps of an enterprise the caller has already been let to see.

    What stands with records merged into it is its own.
    """
    return list(
        Engagement.objects.filter(_is_of(enterprise_code))
        .select_related("helper")
        .order_by("-year", "started_on", "id")
    )


def list_helpers() -> QuerySet[Organisation]:
    """Return the bodies an enterprise may choose from; none of them is recommended."""
    return list_certification_bodies().order_by("name")


def count_helped_for(*, actor: Actor, year: int) -> dict[str, int]:
    """Return enterprises (distinct) and helps of a year, as its ledger lists them."""
    shown = Q(helper__in=get_scope(actor).organisation_ids)
    if not _is_body(actor):
        shown |= Q(enterprise__in=Enterprise.objects.visible_to(actor))
    return Engagement.given.filter(shown, year=year).aggregate(
        enterprises=Count(
            Coalesce("enterprise__merged_into_id", "enterprise_id"), distinct=True
        ),
        helps=Count("id"),
    )


def get_enrolment(*, enterprise_code: str, year: int) -> Enrolment:
    """Return the ledger entry, else that of a merged record, else an unsaved one."""
    found = Enrolment.objects.filter(_is_of(enterprise_code), year=year)
    own_first = F("enterprise__merged_into").asc(nulls_first=True)
    return found.order_by(own_first, "pk").first() or Enrolment(year=year)


def get_enterprise_row_for(*, actor: Actor, code: str) -> Enterprise:
    found = Enterprise.objects.visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def get_own_enterprise_for(*, actor: Actor) -> Enterprise:
    scope = get_scope(actor)
    found = Enterprise.unscoped.filter(
        organisation_id__in=scope.organisation_ids
    ).first()
    if found is None:
        raise NotFoundError
    return found


def _attach_own_words(
    enrolments: Sequence[Enrolment], actor: Actor, readable: Collection[int]
) -> None:
    """Show of a record that the reader may not see what the reader's rosters said."""
    hidden = {
        one.enterprise_id: one
        for one in enrolments
        if one.enterprise_id not in readable
    }
    if not hidden:
        return
    told = map_own_words(get_scope(actor).organisation_ids, list(hidden))
    for enterprise, words in told.items():
        hidden[enterprise].reported_name = words.name
        hidden[enterprise].reported_region = words.region
    names = map_region_names({one.reported_region for one in hidden.values()})
    for one in hidden.values():
        one.reported_region_name = names.get(one.reported_region, "")


def _attach_engagements(enrolments: tuple[Enrolment, ...], year: int, shown: Q) -> None:
    by_enterprise: dict[int, list[Engagement]] = {}
    for engagement in Engagement.objects.filter(
        shown,
        year=year,
        enterprise__in=[enrolment.enterprise_id for enrolment in enrolments],
    ).select_related("helper"):
        by_enterprise.setdefault(engagement.enterprise_id, []).append(engagement)
    for enrolment in enrolments:
        enrolment.engagements_of_year = by_enterprise.get(enrolment.enterprise_id, [])


def _is_of(enterprise_code: str) -> Q:
    return Q(enterprise__code=enterprise_code) | Q(
        enterprise__merged_into__code=enterprise_code
    )


def _is_body(actor: Actor) -> bool:
    """Tell who sees its own helps in the ledger only, never those of another body."""
    return not get_scope(actor).is_officer and not is_platform(actor)
