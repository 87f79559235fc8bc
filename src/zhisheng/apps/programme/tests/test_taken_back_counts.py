"""A first handing in that was taken back is counted apart from what never came."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.programme.tests.test_taking_back import send_back, take_back

pytestmark = pytest.mark.django_db
NAME = "安平县示例丝网厂"


@pytest.fixture
def task(county_unit, officer_county, owner_organisation):
    make_enterprises(1, organisation=owner_organisation, name=NAME)
    make_enterprises(2)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def taken_back(task, owner, owner_organisation):
    entry = task.entries.get(enterprise__organisation=owner_organisation)
    with on_day("2024-10-09"):
        return take_back(fill(entry, owner), owner)


def count(task, unit):
    (whole,) = selectors.count_by_unit(task, unit)
    return (
        whole.total, whole.missing, whole.returned, whole.taken_back, whole.outstanding,
        whole.handed_in,
    )  # fmt: skip


def list_names(task, unit, view):
    found = selectors.list_entries_below(task=task, unit=unit, view=view)
    return [one.name for one in found.items]


def test_it_is_neither_missing_nor_returned(task, taken_back, county_unit):
    assert count(task, county_unit) == (3, 2, 0, 1, 3, 0)
    assert list_names(task, county_unit, "taken_back") == [NAME]
    assert NAME not in list_names(task, county_unit, "missing")
    assert len(list_names(task, county_unit, "outstanding")) == 3


def test_handed_in_again_it_is_counted_as_such(task, taken_back, county_unit, owner):
    with on_day("2024-10-10"):
        fill(reload(taken_back), owner)

    assert count(task, county_unit) == (3, 2, 0, 0, 2, 1)
    assert not reload(taken_back).is_taken_back


def test_what_came_back_stays_to_be_mended(task, county_unit, officer_county, owner):
    entry = task.entries.get(name=NAME)
    with on_day("2024-10-09"):
        send_back(fill(entry, owner), county_unit, officer_county)
        take_back(fill(reload(entry), owner), owner)

    assert count(task, county_unit) == (3, 2, 1, 0, 3, 0)


def test_who_looks_for_it_finds_it_counted(task, taken_back, county_unit):
    found = selectors.count_wanted(task, county_unit, selectors.Wanted(text=NAME))

    assert (found.total, found.missing, found.taken_back) == (1, 0, 1)


def test_the_page_tells_it(client, task, taken_back, officer_county):
    client.force_login(officer_county)
    address = reverse("programme:task", args=[task.code])

    with on_day("2024-10-10"):
        page = client.get(address, {"view": "taken_back"}).content.decode()

    assert "撤回在改的 1 份也提醒。" in page
    assert "已撤回，在改" in page
    assert "未填 2 份，退回待改 0 份" in page


def test_a_reminder_reaches_it(task, taken_back, county_unit, officer_county):
    with on_day("2024-10-10"):
        told = services.remind_missing(
            task=task, unit=county_unit, actor=officer_county
        )

    assert told == 1
