"""The facts the guard of impartiality reads: who helped, who certifies, who is tied."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.improvement.models import CertifierChoice, Helper
from zhisheng.apps.improvement.selectors.given_helps import (
    ASKED,
    ASKED_OR_GIVEN,
    KnownHelp,
    read_helper_parties,
    read_helps,
    read_parties,
)
from zhisheng.apps.programme.choices import RowStatus
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
    find_certifying,
    find_conflicts,
)
from zhisheng.reference.impartiality import find_rule

# A certificate of these states is none any more; what is suspended still is one.
ENDED_WORDS = ("撤销", "注销", "过期", "失效")


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

    @property
    def is_disputed(self) -> bool:
        """Whether it rests on a help that the enterprise denies: it refuses nothing."""
        return self.help is not None and self.help.is_disputed


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
    own = read_helps(map_owners([owner]), rule.kinds, ASKED_OR_GIVEN).get(owner, [])
    shown = {given.key: told for given, told in own}
    helps = [given for given, _ in own]
    parties = read_parties([one.pk for one in certifiers])
    return {
        pk: keep_once(
            ShownConflict(one, rule.standard, help=shown[one.key])
            for one in find_conflicts(party, helps, on, rule)
        )
        for pk, party in parties.items()
    }


def keep_once(found: Iterable[ShownConflict]) -> tuple[ShownConflict, ...]:
    """Tell a help of a year once, though a roster, an order and its visits tell of it.

    What is a fact goes before what is denied, and then what lasts longest.
    """
    kept: dict[object, ShownConflict] = {}
    for one in found:
        key = _name_help(one)
        if key not in kept or _weigh(one) > _weigh(kept[key]):
            kept[key] = one
    return tuple(kept.values())


def _name_help(one: ShownConflict) -> object:
    told = one.help
    if told is None:
        return one.conflict.key
    # Who has not answered yet can be asked no more: that is told by itself.
    is_asked = told.precision == ASKED
    who = told.body or told.helper
    return who, told.kind, told.year, is_asked, one.certificate, one.choice


def _weigh(one: ShownConflict) -> tuple[bool, date]:
    return not one.is_disputed, one.conflict.until or date.max


def read_facts(enterprise_ids: Collection[int], on: date) -> Facts:
    """Return what is known of many enterprises, in as many queries as of one."""
    owners = map_owners(enterprise_ids)
    return Facts(
        read_helps(owners, find_rule(on).kinds),
        _read_certificates(owners),
        _read_choices(owners),
    )


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
