"""Who helped whom may not certify whom: what conflicts, with whom, until when.

Only consultancy and internal audits carried out for a client conflict with certifying
it: by the body, by its group, or by a person who works for it.
Source: GB/T 27021.1-2017 (ISO/IEC 17021-1:2015) 5.2.5 to 5.2.10, to be confirmed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhisheng.reference.impartiality import ImpartialityRule

FEBRUARY, LEAP_DAY = 2, 29


class Relation(StrEnum):
    """How who helped is tied to who certifies."""

    BODY = "body"
    GROUP = "group"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation with its group and people; any part may be unknown, that is empty."""

    body: str = ""
    group: str = ""
    persons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GivenHelp:
    """A help the client got, or was promised.

    Attributes
    ----------
    ended_on : date or None
        The last day it may have ended on; None while it runs.
    key : str
        What the caller knows it by.
    started_on : date or None
        The first day it may have begun on; None where nobody told.
    """

    helper: Party
    kind: str
    ended_on: date | None
    key: str = ""
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class KnownCertificate:
    """A certificate of the client.

    Attributes
    ----------
    expires_on, issued_on : date or None
        Its last and its first day; None where nobody told.
    """

    certifier: Party
    expires_on: date | None
    key: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict.

    Attributes
    ----------
    until : date or None
        First day on which it is over; None while the help or certificate has no end.
    """

    key: str
    kind: str
    relation: Relation
    clause: str
    until: date | None


def relate(one: Party, other: Party) -> Relation | None:
    """Tell how two parties are tied, the closest tie first; None for not at all.

    Parameters
    ----------
    one, other : Party
        What is not known of either ties nobody.
    """
    if one.body and one.body == other.body:
        return Relation.BODY
    if one.group and one.group == other.group:
        return Relation.GROUP
    if one.persons & other.persons:
        return Relation.PERSON
    return None


def find_conflicts(
    certifier: Party, helps: Iterable[GivenHelp], on: date, rule: ImpartialityRule
) -> tuple[Conflict, ...]:
    """Return the helps because of which a body may not be chosen to certify a client.

    Parameters
    ----------
    certifier : Party
        The body to be chosen.
    helps : Iterable[GivenHelp]
        What the client got, from whomever, of any kind.
    on : date
        The day of the choice.
    rule : ImpartialityRule
        The rule of that day.
    """
    found = []
    for help_ in helps:
        until = add_years(help_.ended_on, rule.years) if help_.ended_on else None
        if until is not None and until <= on:
            continue
        conflict = _judge(certifier, help_.helper, help_.kind, help_.key, until, rule)
        if conflict is not None:
            found.append(conflict)
    return tuple(found)


def find_certifying(
    helper: Party,
    kind: str,
    certificates: Iterable[KnownCertificate],
    on: date,
    rule: ImpartialityRule,
) -> tuple[Conflict, ...]:
    """Return the certificates because of which a help may not be asked of somebody.

    Parameters
    ----------
    helper : Party
        Who would help.
    kind : str
        The kind of help.
    certificates : Iterable[KnownCertificate]
        What the client holds.
    on : date
        The day of the order.
    rule : ImpartialityRule
        The rule of that day.
    """
    found = []
    for one in certificates:
        if one.expires_on is not None and one.expires_on < on:
            continue
        conflict = _judge(one.certifier, helper, kind, one.key, one.expires_on, rule)
        if conflict is not None:
            found.append(conflict)
    return tuple(found)


def find_standing(
    helps: Iterable[GivenHelp],
    certificates: Iterable[KnownCertificate],
    rule: ImpartialityRule,
) -> tuple[tuple[Conflict, KnownCertificate], ...]:
    """Return which helps and certificates of one client stand side by side.

    Parameters
    ----------
    helps : Iterable[GivenHelp]
        What the client got.
    certificates : Iterable[KnownCertificate]
        What it holds or held; one whose days nobody told may always have been there,
        as may one of which nobody told whether it had ended when the help began.
    rule : ImpartialityRule
        The rule to judge by.
    """
    held, found = list(certificates), []
    for help_ in helps:
        until = add_years(help_.ended_on, rule.years) if help_.ended_on else None
        for one in held:
            is_later = until and one.issued_on and one.issued_on >= until
            is_over = (
                help_.started_on
                and one.expires_on
                and one.expires_on < help_.started_on
            )
            conflict = _judge(
                one.certifier, help_.helper, help_.kind, help_.key, until, rule
            )
            if conflict is not None and not is_later and not is_over:
                found.append((conflict, one))
    return tuple(found)


def add_years(day: date, years: int) -> date:
    """Return the same day of a later year; 29 February becomes 1 March.

    Parameters
    ----------
    day : date
    years : int
        At least 0. In a leap year 29 February stays.
    """
    if (day.month, day.day) == (FEBRUARY, LEAP_DAY):
        later = date(day.year + years, 3, 1)
        is_leap = later.year % 4 == 0 and (
            later.year % 100 != 0 or later.year % 400 == 0
        )
        return day.replace(year=later.year) if is_leap else later
    return day.replace(year=day.year + years)


def _judge(
    certifier: Party,
    helper: Party,
    kind: str,
    key: str,
    until: date | None,
    rule: ImpartialityRule,
) -> Conflict | None:
    relation = relate(certifier, helper)
    line = rule.find_line(kind, relation) if relation else None
    if relation is None or line is None:
        return None
    return Conflict(key, kind, relation, line.clause, until)
