"""What stands side by side though it should not: marked for officers, never refused."""

from dataclasses import dataclass
from datetime import date

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.improvement.choices import OrderState
from zhisheng.apps.improvement.models import HelpOrder, HelpVisit
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.selectors.impartiality import (
    ShownConflict,
    read_facts,
)
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.methods.impartiality import find_standing
from zhisheng.reference.impartiality import find_rule

# Older helps conflict with nothing that is certified now.
YEARS_BACK = 6
MOST_ENTERPRISES = 500


@dataclass(frozen=True, slots=True)
class MarkedConflict:
    """A help and a certificate of one enterprise."""

    enterprise: Enterprise
    shown: ShownConflict


def list_conflicts_for(actor: Actor, on: date) -> list[MarkedConflict]:
    """Return what officers should look at in their area, in a few queries for all."""
    require(actor, Action.WATCH_CONFLICTS)
    enterprises = _list_helped(actor, on)
    facts = read_facts(list(enterprises), on)
    rule = find_rule(on)
    found = []
    for pk, enterprise in enterprises.items():
        helps = {given.key: (given, told) for given, told in facts.helps.get(pk, ())}
        held = {
            known.key: (known, told) for known, told in facts.certificates.get(pk, ())
        }
        pairs = find_standing(
            [given for given, _ in helps.values()],
            [known for known, _ in held.values()],
            rule,
        )
        found += [
            MarkedConflict(
                enterprise,
                ShownConflict(
                    conflict,
                    rule.standard,
                    help=helps[conflict.key][1],
                    certificate=held[known.key][1],
                ),
            )
            for conflict, known in pairs
        ]
    return found


def _list_helped(actor: Actor, on: date) -> dict[int, Enterprise]:
    """Return the governed enterprises that got a help of a kind that can conflict."""
    kinds = find_rule(on).kinds
    governed = build_governed_condition(get_scope(actor), actor)
    seen = Enterprise.unscoped.filter(governed, merged_into=None)
    helped = Engagement.given.filter(
        help_kind__in=kinds, year__gte=on.year - YEARS_BACK
    )
    visited = HelpVisit.objects.filter(help_kind__in=kinds)
    running = HelpOrder.objects.filter(help_kind__in=kinds, state=OrderState.ACCEPTED)
    ids = {
        *helped.filter(enterprise__in=seen)
        .order_by("-pk")
        .values_list("enterprise", flat=True)[:MOST_ENTERPRISES],
        *helped.filter(enterprise__merged_into__in=seen)
        .order_by("-pk")
        .values_list("enterprise__merged_into", flat=True)[:MOST_ENTERPRISES],
        *visited.filter(order__enterprise__in=seen)
        .order_by("-pk")
        .values_list("order__enterprise", flat=True)[:MOST_ENTERPRISES],
        *running.filter(enterprise__in=seen)
        .order_by("-pk")
        .values_list("enterprise", flat=True)[:MOST_ENTERPRISES],
    }
    known = [pk for pk in ids if pk is not None]
    return {one.pk: one for one in seen.filter(pk__in=known).order_by("name", "pk")}
