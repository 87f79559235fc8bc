"""The facts the guard of impartiality reads: who helped, who certifies, who is tied."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.choices import OrganisationKind, Role
from zhisheng.apps.accounts.models import Membership, Organisation
from zhisheng.apps.improvement.choices import OrderState
from zhisheng.apps.improvement.models import (
    CertifierChoice,
    Helper,
    HelpOrder,
    HelpVisit,
)
from zhisheng.apps.programme.choices import DatePrecision, RowStatus
from zhisheng.apps.programme.models import Engagement, ImportRow
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import map_owners
from zhisheng.kit.sheets import ValueRefusedError
from zhisheng.kit.sheets.dates import parse_date
from zhisheng.kit.sheets.texts import is_paper_number
from zhisheng.methods.impartiality import (
    Conflict,
    GivenHelp,
    KnownCertificate,
    Party,
    find_certifying,
    find_conflicts,
)
from zhisheng.methods.linkage import name_key
from zhisheng.reference.impartiality import find_rule

DECEMBER = 12
# A certificate of these states is none any more; what is suspended still is one.
ENDED_WORDS = ("撤销", "注销", "过期", "失效")
OF_A_BODY = (Role.BODY, Role.EXPERT)
GIVEN = (OrderState.ACCEPTED,)
# Who is asked may accept at any moment; nothing of it is a fact to mark before.
ASKED_OR_GIVEN = (*GIVEN, OrderState.SENT)
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class KnownHelp:
    """A help that could conflict, as a person would tell it."""

    helper: str
    kind: str
    day: date | None
    # How far the day is known: day, month or year; of who did not answer yet "asked".
    precision: str


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate as a roster told it."""

    certifier: str
    number: str
    issued_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class ChosenCertifier:
    """A body that the enterprise chose here to be certified by."""

    certifier: str
    chosen_on: date


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A conflict with the facts it rests on; one of them at least is told."""

    conflict: Conflict
    standard: str
    help: KnownHelp | None = None
    certificate: HeldCertificate | None = None
    choice: ChosenCertifier | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of some enterprises, each thing by the id of its enterprise."""

    helps: Mapping[int, Sequence[tuple[GivenHelp, KnownHelp]]] = field(
        default_factory=dict
    )
    certificates: Mapping[int, Sequence[tuple[KnownCertificate, HeldCertificate]]] = (
        field(default_factory=dict)
    )
    choices: Mapping[int, Sequence[tuple[KnownCertificate, ChosenCertifier]]] = field(
        default_factory=dict
    )


def find_order_conflicts(
    *, enterprise: Enterprise, helpers: Sequence[Helper], kind: str, on: date
) -> dict[int, tuple[ShownConflict, ...]]:
    """Return what speaks against asking each of some helpers for a kind of help."""
    rule = find_rule(on)
    if kind not in rule.kinds or not helpers:
        return {}
    owner = enterprise.merged_into_id or enterprise.pk
    owners = map_owners([owner])
    own = _read_certificates(owners).get(owner, [])
    chosen = _read_choices(owners).get(owner, [])
    held = {known.key: told for known, told in own}
    choices = {known.key: told for known, told in chosen}
    certificates = [known for known, _ in (*own, *chosen)]
    parties = read_helper_parties(helpers)
    found = {}
    for helper in helpers:
        conflicts = find_certifying(parties[helper.pk], kind, certificates, on, rule)
        if conflicts:
            found[helper.pk] = tuple(
                ShownConflict(
                    one,
                    rule.standard,
                    certificate=held.get(one.key),
                    choice=choices.get(one.key),
                )
                for one in conflicts
            )
    return found


def find_choice_conflicts(
    *, enterprise: Enterprise, certifier: Organisation, on: date
) -> tuple[ShownConflict, ...]:
    """Return what speaks against choosing a body to certify an enterprise."""
    found = map_choice_conflicts(enterprise=enterprise, certifiers=[certifier], on=on)
    return found[certifier.pk]


def map_choice_conflicts(
    *, enterprise: Enterprise, certifiers: Collection[Organisation], on: date
) -> dict[int, tuple[ShownConflict, ...]]:
    """Return of each body what speaks against choosing it, in a few queries for all."""
    rule = find_rule(on)
    owner = enterprise.merged_into_id or enterprise.pk
    own = _read_helps(map_owners([owner]), rule.kinds, ASKED_OR_GIVEN).get(owner, [])
    shown = {given.key: told for given, told in own}
    helps = [given for given, _ in own]
    parties = read_parties([one.pk for one in certifiers])
    return {
        pk: tuple(
            ShownConflict(one, rule.standard, help=shown[one.key])
            for one in find_conflicts(party, helps, on, rule)
        )
        for pk, party in parties.items()
    }


def read_facts(enterprise_ids: Collection[int], on: date) -> Facts:
    """Return what is known of many enterprises, in as many queries as of one."""
    owners = map_owners(enterprise_ids)
    return Facts(
        _read_helps(owners, find_rule(on).kinds),
        _read_certificates(owners),
        _read_choices(owners),
    )


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


def _read_helps(
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
        found[owners[one.enterprise_id]].append(_tell_engagement(one, parties))
    visits = HelpVisit.objects.filter(
        order__enterprise__in=owners, help_kind__in=kinds
    ).select_related("order", "helper__organisation", "helper__user")
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
            given = GivenHelp(
                parties[visit.helper.pk],
                visit.help_kind,
                visit.visited_on,
                f"visit:{visit.pk}",
                visit.visited_on,
            )
            told = KnownHelp(
                visit.helper.name, visit.help_kind, visit.visited_on, "day"
            )
            found[owners[visit.order.enterprise_id]].append((given, told))
    for order in running:
        if order.helper is not None:
            key = f"order:{order.pk}"
            party = parties[order.helper.pk]
            begun = timezone.localdate(order.accepted_at) if order.accepted_at else None
            given = GivenHelp(party, order.help_kind, None, key, begun)
            how = ASKED if order.state == OrderState.SENT else ""
            told = KnownHelp(order.helper.name, order.help_kind, None, how)
            found[owners[order.enterprise_id]].append((given, told))


def _tell_engagement(
    one: Engagement, parties: Mapping[int, Party]
) -> tuple[GivenHelp, KnownHelp]:
    """Take the last day it may have ended on: where less is told, the whole year."""
    day, precision = one.ended_on, one.ended_precision
    if day is None:
        day, precision = date(one.year, DECEMBER, 31), DatePrecision.YEAR
    ended = _reach_end(day, precision)
    begun = _reach_start(one.started_on, one.started_precision)
    given = GivenHelp(
        parties[one.helper_id], one.help_kind, ended, f"engagement:{one.pk}", begun
    )
    return given, KnownHelp(one.helper.name, one.help_kind, day, precision or "day")


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


def _read_certificates(
    owners: Mapping[int, int],
) -> dict[int, list[tuple[KnownCertificate, HeldCertificate]]]:
    """Return the certificates that bodies told of in rosters; no app keeps them yet."""
    rows = list(_select_certified(owners))
    parties = read_parties({row.helper_id for row in rows if row.helper_id})
    found: defaultdict[int, list[tuple[KnownCertificate, HeldCertificate]]]
    found = defaultdict(list)
    for row in rows:
        held = _read_held(row)
        if held is None or row.enterprise_id is None or row.helper_id is None:
            continue
        known = KnownCertificate(
            parties[row.helper_id],
            held.expires_on,
            f"certificate:{row.pk}",
            held.issued_on,
        )
        found[owners[row.enterprise_id]].append((known, held))
    return found


def _read_choices(
    owners: Mapping[int, int],
) -> dict[int, list[tuple[KnownCertificate, ChosenCertifier]]]:
    """Return whom enterprises chose: from then on it counts as who certifies them."""
    open_ = CertifierChoice.objects.filter(enterprise__in=owners, ended_at=None)
    choices = list(open_.select_related("certifier"))
    parties = read_parties({one.certifier_id for one in choices})
    found: defaultdict[int, list[tuple[KnownCertificate, ChosenCertifier]]]
    found = defaultdict(list)
    for one in choices:
        party = parties[one.certifier_id]
        day = timezone.localdate(one.chosen_at)
        known = KnownCertificate(party, None, f"choice:{one.pk}", day)
        told = ChosenCertifier(one.certifier.name, day)
        found[owners[one.enterprise_id]].append((known, told))
    return found


def _select_certified(owners: Mapping[int, int]) -> QuerySet[ImportRow]:
    """Select rows by the imports that told of these enterprises: those have an index."""
    sources = Engagement.objects.filter(enterprise__in=owners).exclude(source="")
    return (
        ImportRow.objects.filter(
            enterprise__in=owners,
            roster_import__code__in=sources.values("source"),
            is_applied=True,
            helper__kind=OrganisationKind.CERTIFICATION_BODY,
        )
        .exclude(status=RowStatus.REFUSED)
        .select_related("helper", "roster_import")
        .order_by("pk")
    )


def _is_of_issuer(row: ImportRow) -> bool:
    """Tell whether who helped also certified: the body says so, or its own layout does.

    In any other list the number stands beside whoever helped, not beside who issued it.
    """
    is_own = row.roster_import.organisation_id == row.helper_id
    return is_own or bool((row.certificate or {}).get("body_approval"))


def _read_held(row: ImportRow) -> HeldCertificate | None:
    told = row.certificate or {}
    number = str(told.get("certificate_number") or "").strip()
    status = str(told.get("certificate_status") or "")
    if (
        not _is_of_issuer(row)
        or not is_paper_number(number)
        or any(word in status for word in ENDED_WORDS)
    ):
        return None
    return HeldCertificate(
        certifier=row.helper.name if row.helper else row.helper_name,
        number=number,
        issued_on=_read_day(told.get("issued")),
        expires_on=_read_day(told.get("expires")),
    )


def _read_day(text: object) -> date | None:
    if not text:
        return None
    try:
        return parse_date(str(text), end=True).value
    except ValueRefusedError:
        return None
