"""Helps of a body that their enterprises have not confirmed yet, and how many have."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.models import Engagement, ImportRow
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
    words = map_own_names(engagement.helper, [engagement])
    return words.get(engagement.enterprise_id, engagement.enterprise.name)


def map_own_names(helper: Organisation, helps: list[Engagement]) -> dict[int, str]:
    """Return by enterprise what the helper's latest applied roster calls it."""
    rows = ImportRow.objects.filter(
        roster_import__organisation=helper,
        is_applied=True,
        enterprise__in=[one.enterprise_id for one in helps],
    )
    return dict(rows.order_by("id").values_list("enterprise", "name"))


def _select_own(actor: Actor, year: int) -> QuerySet[Engagement]:
    own = Engagement.given.filter(
        helper__in=get_scope(actor).organisation_ids, year=year
    )
    return own.select_related("helper", "enterprise").order_by("id")


def _call_by_own_words(helps: list[Engagement]) -> None:
    for helper in {one.helper for one in helps}:
        of_helper = [one for one in helps if one.helper_id == helper.pk]
        names = map_own_names(helper, of_helper)
        for one in of_helper:
            one.shown_name = names.get(one.enterprise_id, one.enterprise.name)
