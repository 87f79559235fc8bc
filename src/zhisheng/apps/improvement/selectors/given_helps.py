"""Who helped an enterprise, as the guard of impartiality reads it, and who they are."""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Organisation
from zhisheng.apps.accounts.selectors import list_certification_bodies
from zhisheng.apps.improvement.choices import OrderState, VisitFinding
from zhisheng.apps.improvement.models import Helper, HelpOrder, HelpVisit
from zhisheng.apps.programme.choices import DatePrecision, RowStatus
from zhisheng.apps.programme.models import Engagement, ImportRow
from zhisheng.methods.impartiality import GivenHelp, Party
from zhisheng.methods.linkage import name_key

DECEMBER = 12
OF_A_BODY = (Role.BODY, Role.EXPERT)
GIVEN = (OrderState.ACCEPTED,)
# Who is asked may accept at any moment; nothing of it is a fact to mark before.
ASKED_OR_GIVEN = (*GIVEN, OrderState.SENT)
ASKED = "asked"
# Between the names of several bodies in one cell.
SEPARATORS = r"[、,，;；/\n]"


@dataclass(frozen=True, slots=True)
class KnownHelp:
    """A help that could conflict, as a person would tell it."""

    helper: str
    kind: str
    day: date | None
    # How far the day is known: day, month or year; of who did not answer yet "asked".
    precision: str
    year: int = 0
    # The organisation that helped: what is told of it twice is one help.
    body: int | None = None
    # The enterprise says that it was not so, and nobody found otherwise: no fact.
    is_disputed: bool = False
    # The order on which it can be looked into.
    order: str = ""


def read_parties(organisation_ids: Collection[int]) -> dict[int, Party]:
    """Return organisations with their group and the people who work for them."""
    groups = _map_groups(organisation_ids)
    people: defaultdict[int, set[str]] = defaultdict(set)
    members = Membership.objects.present().filter(
        organisation__in=organisation_ids, role__in=OF_A_BODY
    )
    for organisation, code in members.values_list("organisation_id", "user__code"):
        people[organisation].add(code)
    known = Organisation.objects.filter(pk__in=organisation_ids)
    return {
        pk: Party(code, groups.get(pk, ""), frozenset(people[pk]))
        for pk, code in known.values_list("pk", "code")
    }


def read_helper_parties(helpers: Iterable[Helper]) -> dict[int, Party]:
    """Return who helpers are to the guard: the organisation, its group, the person."""
    chosen = list(helpers)
    bodies = read_parties(
        {one.organisation_id for one in chosen if one.organisation_id}
    )
    return {one.pk: _tell_party(one, bodies) for one in chosen}


def _tell_party(helper: Helper, bodies: Mapping[int, Party]) -> Party:
    """Take one person for a person's entry, and all of its people for an organisation's."""
    body = bodies.get(helper.organisation_id or 0, Party())
    return Party(
        body.body,
        name_key(helper.group_name) or body.group,
        frozenset([helper.user.code]) if helper.user else body.persons,
    )


def _map_groups(organisation_ids: Collection[int]) -> dict[int | None, str]:
    named = Helper.objects.filter(
        organisation__in=organisation_ids, user=None, is_active=True
    ).exclude(group_name="")
    return {
        organisation: name_key(group)
        for organisation, group in named.values_list("organisation_id", "group_name")
    }


def read_helps(
    owners: Mapping[int, int], kinds: Collection[str], states: Collection[str] = GIVEN
) -> dict[int, list[tuple[GivenHelp, KnownHelp]]]:
    found: defaultdict[int, list[tuple[GivenHelp, KnownHelp]]] = defaultdict(list)
    engagements = list(
        Engagement.given.filter(enterprise__in=owners, help_kind__in=kinds)
        .select_related("helper")
        .order_by("-year", "pk")
    )
    parties = read_parties({one.helper_id for one in engagements})
    for one in engagements:
        told = _tell_dated(one, one.helper, parties, f"engagement:{one.pk}")
        found[owners[one.enterprise_id]].append(told)
    for owner, given, known in _read_others_named(owners, kinds):
        found[owner].append((given, known))
    visits = HelpVisit.objects.filter(
        order__enterprise__in=owners, help_kind__in=kinds
    ).exclude(finding=VisitFinding.NOT_AS_WRITTEN)
    visits = visits.select_related("order", "helper__organisation", "helper__user")
    running = HelpOrder.objects.filter(
        enterprise__in=owners, state__in=states, help_kind__in=kinds
    ).select_related("helper__organisation", "helper__user")
    _add_own(found, owners, list(visits), list(running))
    return found


def _add_own(
    found: defaultdict[int, list[tuple[GivenHelp, KnownHelp]]],
    owners: Mapping[int, int],
    visits: Sequence[HelpVisit],
    running: Sequence[HelpOrder],
) -> None:
    """Add what this platform's own orders tell; an accepted one still runs."""
    named = [*(one.helper for one in visits), *(one.helper for one in running)]
    asked = {one.pk: one for one in named if one is not None}
    parties = read_helper_parties(asked.values())
    for visit in visits:
        if visit.helper is not None:
            told = _tell_visit(visit, visit.helper, parties[visit.helper.pk])
            found[owners[visit.order.enterprise_id]].append(told)
    for order in running:
        if order.helper is not None:
            told = _tell_running(order, order.helper, parties[order.helper.pk])
            found[owners[order.enterprise_id]].append(told)


def _tell_visit(
    visit: HelpVisit, helper: Helper, party: Party
) -> tuple[GivenHelp, KnownHelp]:
    day, kind = visit.visited_on, visit.help_kind
    given = GivenHelp(party, kind, day, f"visit:{visit.pk}", day)
    known = KnownHelp(
        helper.name,
        kind,
        day,
        DatePrecision.DAY,
        day.year,
        helper.organisation_id,
        visit.is_disputed,
        visit.order.code,
    )
    return given, known


def _tell_running(
    order: HelpOrder, helper: Helper, party: Party
) -> tuple[GivenHelp, KnownHelp]:
    begun = timezone.localdate(order.accepted_at) if order.accepted_at else None
    given = GivenHelp(party, order.help_kind, None, f"order:{order.pk}", begun)
    known = KnownHelp(
        helper.name,
        order.help_kind,
        None,
        ASKED if order.state == OrderState.SENT else "",
        (begun or timezone.localdate()).year,
        helper.organisation_id,
        order=order.code,
    )
    return given, known


def _read_others_named(
    owners: Mapping[int, int], kinds: Collection[str]
) -> Iterator[tuple[int, GivenHelp, KnownHelp]]:
    """Read the bodies that a roster's row names beside the one its help was written for."""
    sources = Engagement.objects.filter(enterprise__in=owners).exclude(source="")
    rows = list(
        ImportRow.objects.filter(
            enterprise__in=owners,
            roster_import__code__in=sources.values("source"),
            is_applied=True,
            help_kind__in=kinds,
            helper_name__regex=SEPARATORS,
        )
        .exclude(status=RowStatus.REFUSED)
        .order_by("pk")
    )
    if not rows:
        return
    bodies = {name_key(one.name): one for one in list_certification_bodies()}
    named = [(row, one) for row in rows for one in _list_named(row, bodies)]
    parties = read_parties({one.pk for _row, one in named})
    for row, one in named:
        key = f"row:{row.pk}:{one.pk}"
        yield owners[row.enterprise_id or 0], *_tell_dated(row, one, parties, key)


def _list_named(
    row: ImportRow, bodies: Mapping[str, Organisation]
) -> list[Organisation]:
    names = re.split(SEPARATORS, row.helper_name)
    found = [bodies.get(name_key(name)) for name in names]
    return [one for one in found if one is not None and one.pk != row.helper_id]


def _tell_dated(
    one: Engagement | ImportRow,
    body: Organisation,
    parties: Mapping[int, Party],
    key: str,
) -> tuple[GivenHelp, KnownHelp]:
    """Take the last day it may have ended on: where less is told, the whole year."""
    day, precision = one.ended_on, one.ended_precision
    if day is None:
        day, precision = date(one.year, DECEMBER, 31), DatePrecision.YEAR
    ended = _reach_end(day, precision)
    begun = _reach_start(one.started_on, one.started_precision)
    given = GivenHelp(parties[body.pk], one.help_kind, ended, key, begun)
    known = KnownHelp(
        body.name,
        one.help_kind,
        day,
        precision or DatePrecision.DAY,
        one.year,
        body.pk,
        isinstance(one, Engagement) and one.is_disputed,
    )
    return given, known


def _reach_start(day: date | None, precision: str) -> date | None:
    if day is not None and precision == DatePrecision.YEAR:
        return date(day.year, 1, 1)
    if day is not None and precision == DatePrecision.MONTH:
        return day.replace(day=1)
    return day


def _reach_end(day: date, precision: str) -> date:
    if precision == DatePrecision.YEAR:
        return date(day.year, DECEMBER, 31)
    if precision == DatePrecision.MONTH:
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day
