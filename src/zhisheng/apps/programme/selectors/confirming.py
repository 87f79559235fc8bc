"""Helps that their enterprises have not confirmed yet, and what proves who answers."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from zhisheng.apps.accounts.models import Membership, Organisation
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.choices import PROVING
from zhisheng.apps.programme.models import Engagement, ImportRow
from zhisheng.apps.programme.permissions import ALLOWED
from zhisheng.apps.programme.selectors.links import is_mobile
from zhisheng.apps.programme.selectors.own_words import map_own_words
from zhisheng.apps.programme.selectors.pages import PAGE, Page
from zhisheng.apps.registry.models import Grant
from zhisheng.kit.errors import NotFoundError

BATCH = 2_000
NO_DIGIT = re.compile(r"\D")
# What nobody but the enterprise can have said.
PROVEN = Q(is_confirmed=True, confirmation_proof__in=PROVING)
DISPUTED = Q(is_confirmed=False, confirmation_proof__in=PROVING)


def list_own_helps_for(*, actor: Actor, year: int, after: int | None = None) -> Page:
    """Return one page of the helps of the actor's bodies, in the order of the ledger."""
    helps = _select_own(actor, year)
    if after:
        helps = helps.filter(id__gt=after)
    page = list(helps[: PAGE + 1])
    _call_by_own_words(page[:PAGE])
    return Page(tuple(page[:PAGE]), page[PAGE - 1].pk if len(page) > PAGE else None)


def iterate_open_helps_for(*, actor: Actor, year: int) -> Iterator[Engagement]:
    """Yield all helps of the actor's bodies that nobody confirmed with proof."""
    waiting = _select_own(actor, year).exclude(PROVEN)
    last = 0
    while batch := list(waiting.filter(id__gt=last)[:BATCH]):
        _call_by_own_words(batch)
        yield from batch
        last = batch[-1].pk


def count_confirmed_for(*, actor: Actor, year: int) -> dict[str, int]:
    """Count the helps by what their enterprises say of them.

    ``confirmed`` and ``disputed`` are proven. An answer without proof, yes or no, counts
    like none: it may be anybody's who held the link.
    """
    return _select_own(actor, year).aggregate(
        helps=Count("pk"),
        confirmed=Count("pk", filter=PROVEN),
        disputed=Count("pk", filter=DISPUTED),
        unproven_yes=Count("pk", filter=Q(is_confirmed=True) & ~PROVEN),
        unproven_no=Count("pk", filter=Q(is_confirmed=False) & ~DISPUTED),
    )


def get_own_help_for(*, actor: Actor, pk: int) -> Engagement:
    own = Engagement.given.filter(helper__in=get_scope(actor).organisation_ids)
    found = own.select_related("helper", "enterprise").filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    _call_by_own_words([found])
    return found


def find_own_name(engagement: Engagement) -> str:
    """Return what the helper calls the enterprise: a link tells no registered name."""
    _call_by_own_words([engagement])
    return engagement.shown_name


def select_unasked(
    helper: Organisation, year: int, *, since: datetime
) -> QuerySet[Engagement]:
    """Keep a body's helps without a proven answer that were not asked about since."""
    helps = Engagement.given.filter(helper=helper, year=year)
    unanswered = helps.exclude(PROVEN | DISPUTED)
    return unanswered.filter(Q(asked_at=None) | Q(asked_at__lte=since)).order_by("pk")


def select_answering_members(helps: Collection[Engagement]) -> QuerySet[Membership]:
    """Return who answers with an account for the enterprises that were helped."""
    return Membership.objects.present().filter(
        organisation__in={one.answering.organisation_id for one in helps} - {None},
        organisation__is_active=True,
        role__in=ALLOWED["programme.confirm_help"],
        user__is_active=True,
        user__is_machine=False,
    )


def find_mobile(engagement: Engagement) -> str:
    """Return the mobile on record of an enterprise, empty where there is none."""
    phone = engagement.answering.contact_phone
    return phone if is_mobile(phone) else ""


def find_proving_mobile(engagement: Engagement) -> str:
    """Return the mobile on record that the body did not bring in, empty without one."""
    mobile = find_mobile(engagement)
    is_proving = bool(mobile) and not is_known_to_helper(engagement, mobile)
    return mobile if is_proving else ""


def is_known_to_helper(engagement: Engagement, mobile: str) -> bool:
    """Tell whether the body reported the number itself, or may look it up."""
    enterprise, helper = engagement.answering, engagement.helper_id
    told = ImportRow.objects.filter(
        roster_import__organisation=helper,
        enterprise__in={enterprise.pk, engagement.enterprise_id},
    ).values_list("contact_phone", flat=True)
    if any(NO_DIGIT.sub("", phone).endswith(mobile) for phone in told):
        return True
    grants = Grant.live.filter(enterprise=enterprise, viewer=helper)
    return any(
        "contact" in fields for fields in grants.values_list("fields", flat=True)
    )


def _select_own(actor: Actor, year: int) -> QuerySet[Engagement]:
    own = Engagement.given.filter(
        helper__in=get_scope(actor).organisation_ids, year=year
    )
    return own.select_related("helper", "enterprise").order_by("id")


def _call_by_own_words(helps: Sequence[Engagement]) -> None:
    for helper, year in {(one.helper_id, one.year) for one in helps}:
        same = [one for one in helps if (one.helper_id, one.year) == (helper, year)]
        words = map_own_words([helper], [one.enterprise_id for one in same], year=year)
        for one in same:
            told = words.get(one.enterprise_id)
            one.shown_name = told.name if told else one.enterprise.name
