"""Which year's helps a home page shows: not the first row of a new year."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.desk.selectors.helped import HelpedYear, find_helped_year
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.statistics.choices import BulletinStatus
from zhisheng.apps.statistics.models import Bulletin

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)


@pytest.fixture
def help_in(make_enterprise, body_organisation):
    def help_some(year, number):
        for _enterprise in range(number):
            Engagement.objects.create(
                enterprise=make_enterprise(region_id="131125"),
                year=year,
                helper=body_organisation,
            )

    return help_some


def release(area, year, status=BulletinStatus.RELEASED):
    Bulletin.objects.create(
        area_code=area,
        area_name="某地",
        year=year,
        status=status,
        figures_sha256="0" * 64,
        released_at=timezone.now(),
    )


def find(actor):
    return find_helped_year(actor, Enterprise.objects.visible_to(actor), on=TODAY)


def test_a_new_year_of_one_row_is_told_beside(officer_county, help_in):
    help_in(2024, 2)
    help_in(2025, 3)
    help_in(2026, 1)

    assert find(officer_county) == HelpedYear(2025, 3, 3, TODAY, 2026, 1)


def test_a_new_year_takes_over_once_it_is_as_large(officer_county, help_in):
    help_in(2025, 2)
    help_in(2026, 2)

    assert find(officer_county) == HelpedYear(2026, 2, 2, TODAY)


def test_only_the_latest_two_years_are_compared(officer_county, help_in):
    help_in(2023, 4)
    help_in(2024, 2)
    help_in(2025, 1)

    assert find(officer_county) == HelpedYear(2024, 2, 2, TODAY, 2025, 1)


@pytest.mark.parametrize("area", ["000000", "130000", "131100", "131125"])
def test_a_released_year_stands_however_small(officer_county, help_in, area):
    help_in(2024, 3)
    help_in(2025, 1)
    release(area, 2025)

    assert find(officer_county) == HelpedYear(2025, 1, 1, TODAY)


@pytest.mark.parametrize(
    ("area", "status"),
    [
        ("131126", BulletinStatus.RELEASED),
        ("140000", BulletinStatus.RELEASED),
        ("131125", BulletinStatus.DRAFT),
    ],
)
def test_other_areas_and_drafts_release_nothing(officer_county, help_in, area, status):
    help_in(2024, 3)
    help_in(2025, 1)
    release(area, 2025, status)

    assert find(officer_county) == HelpedYear(2024, 3, 3, TODAY, 2025, 1)


def test_an_older_release_does_not_hold_a_later_year_back(officer_county, help_in):
    help_in(2023, 1)
    help_in(2024, 1)
    help_in(2025, 3)
    release("131125", 2023)

    assert find(officer_county) == HelpedYear(2025, 3, 3, TODAY)


def test_a_year_still_to_come_is_never_shown(officer_county, help_in):
    help_in(2025, 1)
    help_in(2062, 2)
    release("131125", 2062)

    assert find(officer_county) == HelpedYear(2025, 1, 1, TODAY)


def test_without_helps_there_is_no_year(officer_county, help_in):
    assert find(officer_county) is None
    help_in(2062, 1)
    assert find(officer_county) is None


@time_machine.travel("2026-11-27T10:00+08:00", tick=False)
def test_the_page_says_the_year_the_day_and_what_has_begun(
    client, officer_county, body_user, help_in
):
    help_in(2025, 2)
    help_in(2026, 1)

    for person, first in ((officer_county, 1), (body_user, 0)):
        client.force_login(person)
        figures = client.get(reverse("desk:home")).context["page"].figures[first:]
        assert [one.value for one in figures] == ["2", "2"]
        assert {one.base for one in figures} == {
            "2025 年，截至 2026年11月27日；2026 年还在登记，已有 1 家"
        }
