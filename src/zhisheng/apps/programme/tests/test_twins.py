"""A draft tells of the open tasks by which the same would be asked twice."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.selectors.twins import list_twins_for
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(city_unit, officer_city):
    make_enterprises(2, industry_id="3340")
    make_enterprises(1, industry_id="3383")
    return open_now(plan_task(city_unit, officer_city, name="市里的"), officer_city)


def find(draft, actor):
    with on_day(draft.opens_on):
        twins = list_twins_for(actor=actor, draft=draft)
    return [(one.task.name, one.number) for one in twins]


def test_a_draft_tells_how_many_are_asked_twice(
    opened, county_unit, officer_county, ask
):
    make_enterprises(1, industry_id="3340")
    draft = plan_task(county_unit, officer_county, industry="3340")

    with on_day("2024-10-08"):
        page = ask(officer_county, "task", draft.code).content.decode()

    assert (
        "“市里的”（衡水市市场监督管理局发布，2024年10月31日截止）要的是同一张表、"
        "同一所属期，还没有结束。现在下发，其中 2 家企业要填两次。"
    ) in page
    assert (
        f'<a href="{reverse("programme:task", args=[opened.code])}">看那项任务' in page
    )
    assert reverse("programme:open_task", args=[draft.code]) in page


@pytest.mark.parametrize(
    "changes",
    [
        {"period": "2024年四季度"},
        {"code": "county-ledger"},
        {"industry": "1510"},
    ],
)
def test_another_form_period_or_audience_is_no_twin(
    opened, county_unit, officer_county, changes
):
    draft = plan_task(county_unit, officer_county, **changes)

    assert find(draft, officer_county) == []


def test_an_ended_task_is_no_twin(opened, officer_city, county_unit, officer_county):
    draft = plan_task(county_unit, officer_county)
    assert find(draft, officer_county) == [("市里的", 3)]

    services.close_task(task=opened, reason="填完了", actor=officer_city)

    assert find(draft, officer_county) == []


def test_the_most_asked_twice_come_first(
    opened, city_unit, county_unit, officer_city, officer_county
):
    for name, changes in (("三三八三", {"industry": "3383"}), ("全县", {})):
        plan = plan_task(county_unit, officer_county, name=name, **changes)
        open_now(plan, officer_county)

    draft = plan_task(city_unit, officer_city)

    assert find(draft, officer_city) == [("全县", 3), ("市里的", 3), ("三三八三", 1)]


def test_offices_and_bodies_are_asked_twice_as_well(
    nation_unit, county_unit, officer_nation, body_organisation
):
    for options in (
        {
            "code": "county-ledger",
            "audience": Audience.UNITS,
            "level": EntryState.COUNTY,
        },
        {
            "code": "helped-enterprises",
            "audience": Audience.BODIES,
            "opens_on": date(2024, 11, 27),
            "due_on": date(2025, 1, 17),
        },
    ):
        one = plan_task(nation_unit, officer_nation, name="先", **options)
        draft = plan_task(nation_unit, officer_nation, **options)
        assert find(draft, officer_nation) == []

        number = open_now(one, officer_nation).entries.count()

        assert number > 0
        assert find(draft, officer_nation) == [("先", number)]


def test_many_twins_are_counted_at_once(
    opened, county_unit, officer_county, django_assert_num_queries
):
    draft = plan_task(county_unit, officer_county)
    for _time in range(3):
        open_now(plan_task(county_unit, officer_county), officer_county)

    with django_assert_num_queries(6):
        twins = list_twins_for(actor=officer_county, draft=draft)

    assert [one.number for one in twins] == [3, 3, 3]
