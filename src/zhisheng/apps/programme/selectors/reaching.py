"""Whom a reminder cannot reach: nobody with an account answers for the entry."""

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.programme.choices import EntryState
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.permissions import ANSWERING


def mark_unreachable(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Tell of each entry whether it is missing and nobody can be reminded of it."""
    is_missing = When(match_unreachable() & Q(state=EntryState.UNFILLED), then=True)
    return entries.annotate(is_unreachable=Case(is_missing, default=Value(value=False)))


def count_unreachable(entries: QuerySet[TaskEntry]) -> int:
    return entries.filter(match_unreachable()).count()


def match_unreachable() -> Q:
    """Match entries whose enterprise, body or unit has nobody who would be told."""
    people = Membership.objects.present().filter(
        role__in=ANSWERING,
        user__is_active=True,
        user__is_machine=False,
    )
    own = people.filter(organisation=OuterRef("organisation"))
    of_enterprise = people.filter(organisation=OuterRef("enterprise__organisation"))
    return ~Q(Exists(own)) & ~Q(Exists(of_enterprise))
