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
    keep_once,
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


def page_conflicts_for(
    actor: Actor, on: date, before: int = 0, size: int = MOST_ENTERPRISES
) -> tuple[list[MarkedConflict], int]:
    """Return what officers should look at in their area, and where the next page begins.

    A page looks at so many helped enterprises, the latest entered first; it may hold
    nothing though the next one does.
    """
    require(actor, Action.WATCH_CONFLICTS)
    looked_at = _select_helped(actor, on)
    if before:
        looked_at = looked_at.filter(pk__lt=before)
    rows = list(looked_at.order_by("-pk")[: size + 1])
    enterprises = {one.pk: one for one in rows[:size]}
    is_last = len(rows) <= size
    facts = read_facts(list(enterprises), on)
    rule = find_rule(on)
    found = [
        MarkedConflict(enterprise, one)
        for pk, enterprise in enterprises.items()
        for one in _list_standing(facts, pk, rule)
    ]
    found.sort(key=lambda one: (one.enterprise.name, one.enterprise.pk))
    return found, 0 if is_last else min(enterprises)


def _list_standing(
    facts: Facts, pk: int, rule: ImpartialityRule
) -> tuple[ShownConflict, ...]:
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
    return keep_once(
        ShownConflict(
            conflict,
            rule.standard,
            help=helps[conflict.key],
            certificate=held.get(known.key),
            choice=chosen.get(known.key),
        )
        for conflict, known in pairs
    )


def _select_helped(actor: Actor, on: date) -> QuerySet[Enterprise]:
    """Select the governed enterprises that got a help of a kind that can conflict."""
    kinds = find_rule(on).kinds
    governed = build_governed_condition(get_scope(actor), actor)
    helped = Engagement.given.filter(
        help_kind__in=kinds, year__gte=on.year - YEARS_BACK
    )
    visited = HelpVisit.objects.filter(help_kind__in=kinds)
    running = HelpOrder.objects.filter(help_kind__in=kinds, state=OrderState.ACCEPTED)
    owners = _list_owners(helped, "enterprise").union(
        _list_owners(visited, "order__enterprise"), _list_owners(running, "enterprise")
    )
    return Enterprise.unscoped.filter(governed, merged_into=None, pk__in=owners)


def _list_owners(rows: QuerySet[Any], path: str) -> QuerySet[Any, Any]:
    """Return whose rows they are: of a merged record, the surviving one."""
    owner = Coalesce(f"{path}__merged_into_id", f"{path}_id")
    return rows.order_by().values_list(owner)
