"""What stands side by side though it should not: marked for officers, never refused."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.improvement.choices import OrderState
from zhisheng.apps.improvement.models import HelpOrder, HelpVisit
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.selectors.impartiality import (
    Facts,
    ShownConflict,
    read_facts,
)
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.methods.impartiality import find_standing
from zhisheng.reference.impartiality import ImpartialityRule, find_rule

# Older helps conflict with nothing that is certified now.
YEARS_BACK = 6
MOST_ENTERPRISES = 500


@dataclass(frozen=True, slots=True)
class MarkedConflict:
    """A help beside a certificate, or beside who was chosen to certify."""

    enterprise: Enterprise
    shown: ShownConflict


def list_conflicts_for(actor: Actor, on: date) -> list[MarkedConflict]:
    """Return what officers should look at in their area, in a few queries for all."""
    require(actor, Action.WATCH_CONFLICTS)
    enterprises = _list_helped(actor, on)
    facts = read_facts(list(enterprises), on)
    rule = find_rule(on)
    return [
        MarkedConflict(enterprise, one)
        for pk, enterprise in enterprises.items()
        for one in _list_standing(facts, pk, rule)
    ]


def _list_standing(
    facts: Facts, pk: int, rule: ImpartialityRule
) -> list[ShownConflict]:
    """Return what stands beside the helps of one enterprise: certificates and a choice."""
    helps = {given.key: told for given, told in facts.helps.get(pk, ())}
    held = {known.key: told for known, told in facts.certificates.get(pk, ())}
    chosen = {known.key: told for known, told in facts.choices.get(pk, ())}
    pairs = find_standing(
        [given for given, _ in facts.helps.get(pk, ())],
        [
            known
            for known, _ in (
                *facts.certificates.get(pk, ()),
                *facts.choices.get(pk, ()),
            )
        ],
        rule,
    )
    return [
        ShownConflict(
            conflict,
            rule.standard,
            help=helps[conflict.key],
            certificate=held.get(known.key),
            choice=chosen.get(known.key),
        )
        for conflict, known in pairs
    ]


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
        *_select_owners(helped, "enterprise", seen),
        *_select_owners(visited, "order__enterprise", seen),
        *_select_owners(running, "enterprise", seen),
    }
    return {one.pk: one for one in seen.filter(pk__in=ids).order_by("name", "pk")}


def _select_owners(
    rows: QuerySet[Any], path: str, seen: QuerySet[Enterprise]
) -> QuerySet[Any, Any]:
    """Return whose rows they are, the latest first; of a merged record the surviving one."""
    owner = Coalesce(f"{path}__merged_into_id", f"{path}_id")
    owned = rows.annotate(owner=owner).filter(owner__in=seen.values("pk"))
    return owned.order_by("-pk").values_list("owner", flat=True)[:MOST_ENTERPRISES]
