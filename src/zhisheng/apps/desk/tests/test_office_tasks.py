"""What an office has to fill in and to review stands on its home page, first."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.conftest import make_officer
from zhisheng.apps.desk.tests.test_home import list_titles, open_home
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.tests.notices import object_to, publish
from zhisheng.apps.programme.tests.reporting import (
    end_check_term,
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("before_the_end"),
]
UPLOAD = "上传第一份帮扶名单"


@pytest.fixture
def before_the_end():
    with on_day("2024-10-20"):
        yield


@pytest.fixture
def counties_task(city_unit, officer_city, county_unit):
    """Ask every county of a city for something."""
    task = plan_task(
        city_unit,
        officer_city,
        name="县级进展",
        audience=Audience.UNITS,
        level=EntryState.COUNTY,
    )
    return open_now(task, officer_city)


def test_what_an_office_has_to_fill_in_stands_on_its_home(
    client, counties_task, officer_county, officer_city
):
    card = open_home(client, officer_county).context["page"].cards[0]

    assert card.title == "填报：县级进展"
    assert card.why == "衡水市市场监督管理局请您在 2024年10月31日 前交。"
    assert card.url == reverse(
        "programme:entry", args=[counties_task.code, counties_task.entries.get().pk]
    )
    assert list_titles(open_home(client, officer_city)) == [
        "1 个单位没有报，请催报：县级进展", UPLOAD,
    ]  # fmt: skip


def test_who_joins_later_sees_it_as_well(client, counties_task, county_unit):
    newcomer = make_officer("安平新来的", county_unit)

    assert list_titles(open_home(client, newcomer)) == ["填报：县级进展", UPLOAD]


def test_several_stand_on_one_card(
    client, counties_task, officer_city, city_unit, officer_county
):
    later = plan_task(
        city_unit, officer_city, name="年度进展", audience=Audience.UNITS,
        level=EntryState.COUNTY, due_on=date(2025, 1, 10),
    )  # fmt: skip
    open_now(later, officer_city)

    cards = open_home(client, officer_county).context["page"].cards

    assert [card.title for card in cards] == ["填报 2 项任务", UPLOAD]
    assert cards[0].why == "最早的是“县级进展”，2024年10月31日 前交。"
    assert cards[0].url == reverse("programme:tasks")


def test_what_waits_for_review_comes_first_and_leads_there(
    client, counties_task, county_unit, officer_county, officer_city
):
    object_to(publish(county_unit, officer_county))
    make_enterprises(2)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    for entry in task.entries.all():
        fill(entry, officer_county)
    end_check_term(task)

    cards = open_home(client, officer_county).context["page"].cards

    assert [card.title for card in cards] == [
        "审 2 份填报任务的材料", "填报：县级进展", "答复 1 件公示异议",
    ]  # fmt: skip
    address = reverse("programme:task", args=[task.code])
    assert cards[0].url == f"{address}?view=waiting"


def test_waiting_in_several_tasks_leads_to_their_list(
    client, county_unit, officer_county
):
    make_enterprises(1)
    for name in ("甲", "乙"):
        task = plan_task(county_unit, officer_county, name=name)
        fill(open_now(task, officer_county).entries.get(), officer_county)
        end_check_term(task)

    cards = open_home(client, officer_county).context["page"].cards

    assert cards[0].title == "审 2 份填报任务的材料"
    assert cards[0].url == reverse("programme:tasks")
