"""Helps of a body that their enterprises have not confirmed yet, and how many have."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, Q, QuerySet

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.selectors.own_words import map_own_words
from zhisheng.apps.programme.selectors.pages import PAGE, Page
from zhisheng.kit.errors import NotFoundError

BATCH = 2_000


def list_own_helps_for(*, actor: Actor, year: int, after: int | None = None) -> Page:
    """Return one page of the helps of the actor's bodies, in the order of the ledger."""
    helps = _select_own(actor, year)
    if after:
        helps = helps.filter(id__gt=after)
    page = list(helps[: PAGE + 1])
    _call_by_own_words(page[:PAGE])
    return Page(tuple(page[:PAGE]), page[PAGE - 1].pk if len(page) > PAGE else None)


def iterate_open_helps_for(*, actor: Actor, year: int) -> Iterator[Engagement]:
    """Yield all helps of the actor's bodies that wait for an answer or were disputed."""
    waiting = _select_own(actor, year).exclude(is_confirmed=True)
    last = 0
    while batch := list(waiting.filter(id__gt=last)[:BATCH]):
        _call_by_own_words(batch)
        yield from batch
        last = batch[-1].pk


def count_confirmed_for(*, actor: Actor, year: int) -> dict[str, int]:
    return _select_own(actor, year).aggregate(
        helps=Count("pk"),
        confirmed=Count("pk", filter=Q(is_confirmed=True)),
        disputed=Count("pk", filter=Q(is_confirmed=False)),
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
