"""Which help conflicts with certifying, by kind, tie and time."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.impartiality import (
    Conflict,
    GivenHelp,
    KnownCertificate,
    Party,
    Relation,
    add_years,
    find_certifying,
    find_conflicts,
    find_standing,
    relate,
)
from zhisheng.reference.impartiality import find_rule
from zhisheng.reference.loader import ReferenceDataError

ON = date(2026, 3, 2)
RULE = find_rule(ON)
BODY = Party("B1", "某集团", frozenset({"P1"}))
SISTER = Party("B2", "某集团")
PERSON = Party("B3", "", frozenset({"P1"}))
HELP = GivenHelp(Party("B1"), "consultancy", date(2025, 6, 1), "H1", date(2025, 6, 1))
KINDS = ("publicity", "interpretation", "diagnosis", "consultancy", "internal_audit")


@pytest.mark.parametrize(
    ("party", "kind", "clause"),
    [
        (Party("B1"), "consultancy", "5.2.5"),
        (Party("B1"), "internal_audit", "5.2.6"),
        (SISTER, "consultancy", "5.2.7"),
        (SISTER, "internal_audit", "5.2.6"),
        (PERSON, "consultancy", "5.2.10"),
        (PERSON, "internal_audit", "5.2.10"),
        *((party, kind, None) for party in (BODY, SISTER, PERSON) for kind in KINDS[:3]),
        (Party("B9"), "consultancy", None),
        (Party(), "consultancy", None),
    ],
)  # fmt: skip
def test_only_consultancy_and_internal_audit_by_who_is_tied(party, kind, clause):
    given_help = replace(HELP, helper=party, kind=kind)
    found = find_conflicts(BODY, [given_help], ON, RULE)
    assert [one.clause for one in found] == ([clause] if clause else [])


@pytest.mark.parametrize(
    ("ended", "conflicts"),
    [
        (date(2024, 3, 2), False),
        (date(2024, 3, 3), True),
        (date(2026, 3, 2), True),
        (date(2026, 9, 1), True),
        (None, True),
    ],
)
def test_two_years_after_the_end_it_is_over(ended, conflicts):
    found = find_conflicts(BODY, [replace(HELP, ended_on=ended)], ON, RULE)
    assert bool(found) is conflicts


def test_a_conflict_names_the_help_the_tie_and_the_day():
    assert find_conflicts(BODY, [HELP], ON, RULE) == (
        Conflict("H1", "consultancy", Relation.BODY, "5.2.5", date(2027, 6, 1)),
    )


@pytest.mark.parametrize(
    ("expires", "kind", "conflicts"),
    [
        (date(2026, 3, 2), "consultancy", True),
        (date(2026, 3, 1), "consultancy", False),
        (None, "internal_audit", True),
        (None, "diagnosis", False),
    ],
)
def test_who_certifies_now_is_asked_for_no_consultancy(expires, kind, conflicts):
    held = KnownCertificate(BODY, expires, "C1")
    found = find_certifying(Party("B1"), kind, [held], ON, RULE)
    assert [one.key for one in found] == (["C1"] if conflicts else [])


@pytest.mark.parametrize(
    ("issued", "expires", "stands"),
    [
        (date(2025, 7, 1), date(2028, 6, 30), True),
        (date(2027, 5, 31), None, True),
        (date(2027, 6, 1), None, False),
        (date(2022, 6, 1), date(2025, 6, 1), True),
        (date(2022, 6, 1), date(2025, 5, 31), False),
        (None, None, True),
    ],
)
def test_help_and_certificate_stand_side_by_side(issued, expires, stands):
    held = KnownCertificate(BODY, expires, "C1", issued)
    pairs = find_standing([HELP], [held], RULE)
    assert [(one.key, other.key) for one, other in pairs] == ([("H1", "C1")] if stands else [])  # fmt: skip
    assert find_standing([replace(HELP, kind="diagnosis")], [held], RULE) == ()
    running = replace(HELP, ended_on=None, started_on=None)
    assert len(find_standing([running], [held], RULE)) == 1


@pytest.mark.parametrize(
    ("started", "stands"),
    [(date(2025, 1, 1), True), (date(2025, 7, 1), False), (None, True)],
)
def test_a_certificate_that_ended_while_the_help_ran_stood_beside_it(started, stands):
    help_ = replace(HELP, started_on=started, ended_on=date(2025, 12, 31))
    held = KnownCertificate(BODY, date(2025, 6, 30), "C1", date(2022, 7, 1))
    assert bool(find_standing([help_], [held], RULE)) == stands


def test_unknown_groups_and_bodies_tie_nobody():
    assert relate(Party(), Party()) is None
    assert relate(Party("B1"), Party("B2")) is None


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2024, 2, 29), 2, date(2026, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2096, 2, 29), 4, date(2100, 3, 1)),
        (date(2024, 2, 28), 2, date(2026, 2, 28)),
    ],
)
def test_years_are_added_by_the_calendar(day, years, later):
    assert add_years(day, years) == later


def test_before_the_standard_there_is_no_rule():
    with pytest.raises(ReferenceDataError):
        find_rule(date(2018, 6, 30))


PARTIES = st.builds(
    Party,
    body=st.sampled_from(["", "B1", "B2"]),
    group=st.sampled_from(["", "G1"]),
    persons=st.frozensets(st.sampled_from(["P1", "P2"])),
)


@given(PARTIES, PARTIES, st.sampled_from(KINDS))
def test_no_tie_no_conflict_and_harmless_kinds_never(certifier, helper, kind):
    found = find_conflicts(certifier, [GivenHelp(helper, kind, None)], ON, RULE)
    tied = relate(certifier, helper) is not None
    assert bool(found) is (tied and kind in RULE.kinds)
    assert relate(certifier, helper) == relate(helper, certifier)
