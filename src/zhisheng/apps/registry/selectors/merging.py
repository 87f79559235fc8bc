"""Records that may tell of the same enterprise as another one, for an officer to choose."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.registry.errors import MergeRefusedError
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors.alike import describe_candidate
from zhisheng.apps.registry.selectors.records import pick_enterprise_for
from zhisheng.apps.registry.selectors.roster import RELATED
from zhisheng.apps.registry.selectors.search import SHORTEST_TERM, match_term
from zhisheng.apps.registry.selectors.views import EnterpriseRow, show_rows
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.linkage import compare, name_key, normalise_name

# So many records are compared, and so many of the most alike are offered.
MOST_COMPARED = 200
MOST_OFFERED = 10


def list_merge_candidates_for(*, actor: Actor, code: str) -> list[EnterpriseRow]:
    """Return the records most like this one, the most alike first."""
    own = pick_enterprise_for(actor=actor, code=code)
    core = normalise_name(own.name).core
    alike = Q(name_key=own.name_key)
    if len(name_key(core)) >= SHORTEST_TERM:
        alike |= match_term(core)
    found = _list_standing(actor).filter(alike).exclude(pk=own.pk)
    near = found.select_related(*RELATED).order_by("pk")[:MOST_COMPARED]
    compared = [
        (compare(describe_candidate(own), describe_candidate(one)), one) for one in near
    ]
    possible = [pair for pair in compared if pair[0].verdict != "different"]
    possible.sort(key=lambda pair: (-pair[0].score, pair[1].pk))
    return show_rows([one for _c, one in possible[:MOST_OFFERED]], get_scope(actor))


def find_survivor_for(*, actor: Actor, code: str, chosen: str, term: str) -> Enterprise:
    """Return the record chosen, else the one other of a full name or credit code."""
    if chosen:
        return pick_enterprise_for(actor=actor, code=chosen)
    key = name_key(term)
    told = Q(name_key=key) | Q(uscc=key) if key else Q(pk__in=[])
    found = list(_list_standing(actor).filter(told)[:MOST_OFFERED])
    others = [one for one in found if one.code != code] or found
    if not others:
        raise NotFoundError
    if len(others) > 1:
        raise MergeRefusedError(
            reason=_("有几条记录叫这个名称，请在上面选，或填统一社会信用代码。")
        )
    return others[0]


def _list_standing(actor: Actor) -> QuerySet[Enterprise]:
    return Enterprise.objects.visible_to(actor).filter(merged_into=None)
