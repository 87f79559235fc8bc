"""Where an enterprise on record stands, beside what a roster says of it."""

from datetime import date

import pytest

from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import (
    Standing,
    find_standings,
    find_standings_for,
    lies_elsewhere,
)
from zhisheng.apps.registry.tests.factories import GrantFactory, make_enterprise


@pytest.mark.parametrize(
    ("region", "known", "expected"),
    [
        ("330502", "131125", True),
        ("131102", "131125", True),
        ("330500", "131125", True),
        ("330000", "131125", True),
        ("131125", "131125", False),
        ("131100", "131125", False),
        ("130000", "131125", False),
        ("131125", "131100", False),
        ("131125", "130000", False),
        ("", "131125", False),
        ("131125", "", False),
        ("110101", "110103", False),
        ("110103", "110101", False),
        ("310115", "310119", False),
        ("110102", "110103", True),
    ],
)
def test_elsewhere_is_neither_within_nor_around_nor_another_name(
    region, known, expected
):
    assert lies_elsewhere(region, known) is expected


@pytest.mark.django_db
def test_a_later_state_has_no_standing_for_an_earlier_roster():
    known = make_enterprise(valid_from=date(2023, 5, 1))
    everything = Enterprise.unscoped.all()

    assert find_standings(everything, on=date(2023, 4, 30)) == {}
    assert find_standings(everything, on=date(2023, 5, 1)) == {
        known.pk: Standing(known.code, "131125", "3340")
    }


@pytest.mark.django_db
def test_a_viewer_is_told_what_was_granted(
    body_user, body_organisation, other_body_user, officer_county
):
    known = make_enterprise()
    GrantFactory(enterprise=known, viewer=body_organisation, fields=["industry"])

    told = [
        find_standings_for(actor=actor, ids=[known.pk])
        for actor in (body_user, other_body_user, officer_county)
    ]

    assert told == [
        {known.pk: Standing(known.code, "", "3340")},
        {},
        {known.pk: Standing(known.code, "131125", "3340")},
    ]
