"""Opening a task: for whom it is, who is told, who may."""

from dataclasses import replace
from datetime import date

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.errors import TaskStateError, TaskTermError
from zhisheng.apps.programme.models import Enrolment, ReportingTask, TaskEntry
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    make_plan,
    on_day,
    open_now,
    pick_form,
    plan_task,
    queue_now,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.forms import FormClosedError, FormNotYetOpenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(county_unit, officer_county):
    return county_unit


def test_a_task_is_opened_for_the_enterprises_of_its_county_alone(
    county, officer_county
):
    here = make_enterprises(3)
    make_enterprises(2, region="330502")
    make_enterprises(1, status="closed")
    task = plan_task(county, officer_county)
    assert task.entries.count() == 0

    task = open_now(task, officer_county)

    assert task.status == "open"
    entries = task.entries.order_by("id")
    assert [entry.enterprise_id for entry in entries] == [one.pk for one in here]
    assert {entry.unit_path for entry in entries} == {county.path}
    assert {(entry.state, entry.waiting_at) for entry in entries} == {("unfilled", "")}


def test_opening_is_one_statement_however_many_there_are(
    county, officer_county, django_assert_max_num_queries
):
    make_enterprises(40)
    task = queue_now(plan_task(county, officer_county), officer_county)

    with django_assert_max_num_queries(16):
        assert services.open_task(task=task, actor=officer_county) == 40


def test_opening_again_after_a_kill_changes_nothing(county, officer_county):
    make_enterprises(3)
    task = open_now(plan_task(county, officer_county), officer_county)
    make_enterprises(1)

    assert services.open_task(task=task, actor=officer_county) == 3
    assert task.entries.count() == 3


def test_the_filter_narrows_by_industry_and_by_the_ledger(county, officer_county):
    plain, enrolled = make_enterprises(2)
    Enrolment.objects.create(enterprise=enrolled, year=2024)
    plan = {"enrolled_year": 2024}
    task = open_now(plan_task(county, officer_county, **plan), officer_county)

    assert [entry.enterprise_id for entry in task.entries.all()] == [enrolled.pk]
    assert plain.task_entries.count() == 0


def test_who_has_to_fill_it_in_is_told_once(
    county, officer_county, owner, owner_organisation, body_user
):
    make_enterprises(1, organisation=owner_organisation)
    open_now(plan_task(county, officer_county), officer_county)

    told = Message.objects.get()
    assert told.recipient == owner
    assert str(told) == "请填报“2024 年三季度进展”，2024年10月31日 前提交。"


def test_a_task_for_bodies_is_opened_for_each_body(
    nation_unit, officer_nation, body_organisation, other_body_organisation
):
    task = plan_task(
        nation_unit,
        officer_nation,
        code="helped-enterprises",
        audience=Audience.BODIES,
        opens_on=date(2024, 11, 27),
        due_on=date(2025, 1, 17),
    )
    task = open_now(task, officer_nation)

    names = sorted(entry.name for entry in task.entries.all())
    assert names == ["示例乙认证有限公司", "示例甲认证有限公司"]


def test_a_task_for_units_is_opened_for_those_of_the_level(
    province_unit, officer_province, county_unit
):
    task = plan_task(
        province_unit,
        officer_province,
        code="county-ledger",
        audience=Audience.UNITS,
        level=EntryState.COUNTY,
    )
    task = open_now(task, officer_province)

    assert [entry.name for entry in task.entries.all()] == [county_unit.name]


@pytest.mark.parametrize(
    ("who", "is_allowed"),
    [
        ("officer_county", True),
        ("officer_city", True),
        ("owner", False),
        ("body_user", False),
        ("administrator", False),
    ],
)
def test_an_office_makes_tasks_of_its_own_and_below(request, county, who, is_allowed):
    actor = request.getfixturevalue(who)
    if is_allowed:
        assert plan_task(county, actor).unit == county
        return
    with pytest.raises(ForbiddenError):
        plan_task(county, actor)
    assert ReportingTask.objects.count() == 0


def test_nobody_makes_a_task_for_the_office_above(city_unit, officer_county):
    with pytest.raises(ForbiddenError):
        plan_task(city_unit, officer_county)


def test_a_deadline_before_the_opening_is_refused(county, officer_county):
    with pytest.raises(TaskTermError, match="截止日期不能早于开始日期。"):
        plan_task(county, officer_county, due_on=date(2024, 10, 7))


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (date(2024, 11, 27), None, FormNotYetOpenError),
        (date(2024, 1, 1), date(2024, 11, 25), FormClosedError),
    ],
)
def test_a_form_that_is_not_in_force_asks_nothing(
    county, officer_county, first, last, error
):
    form = pick_form("quarterly-progress")

    with on_day(date(2024, 11, 26)), pytest.raises(error):
        services.create_task(
            plan=make_plan(opens_on=date(2024, 11, 26), due_on=date(2024, 12, 2)),
            form=replace(form, valid_from=first, valid_to=last),
            unit=county,
            actor=officer_county,
        )

    assert not ReportingTask.objects.exists()


def test_a_task_is_opened_once(county, officer_county):
    make_enterprises(1)
    task = open_now(plan_task(county, officer_county), officer_county)

    with pytest.raises(TaskStateError, match="填报中"):
        queue_now(task, officer_county)


def test_the_form_stays_as_it_was_asked(county, officer_county):
    task = plan_task(county, officer_county)

    assert selectors.get_form(task) == pick_form("quarterly-progress")


def test_a_draft_is_seen_by_its_office_and_an_open_task_by_those_below(
    city_unit, officer_city, officer_county, officer_province, owner
):
    make_enterprises(1)
    task = plan_task(city_unit, officer_city)
    assert list(selectors.list_tasks_for(officer_county)) == []

    task = open_now(task, officer_city)

    for actor in (officer_city, officer_county, officer_province):
        assert list(selectors.list_tasks_for(actor)) == [task]
    with pytest.raises(NotFoundError):
        selectors.get_task_for(actor=owner, code=task.code)


def test_each_act_has_its_entry(county, officer_county):
    make_enterprises(2)
    task = open_now(plan_task(county, officer_county), officer_county)
    services.close_task(task=task, reason="收齐了", actor=officer_county)

    actions = AuditEntry.objects.filter(action__startswith="programme.task")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "programme.task_created",
        "programme.task_opening",
        "programme.task_opened",
        "programme.task_closed",
    ]
    assert actions.get(action="programme.task_opened").counts == {"entries": 2}


def test_an_enterprise_of_a_unit_elsewhere_is_the_tasks_own(
    county, officer_county, nation_unit
):
    make_enterprises(1, unit=nation_unit)
    task = open_now(plan_task(county, officer_county), officer_county)

    assert TaskEntry.objects.get(task=task).unit_path == county.path
