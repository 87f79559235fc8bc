"""Who has no account is not reminded, and the office is told so."""

import pytest

from zhisheng.apps.accounts.tests.factories import EnterpriseOrganisationFactory
from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)

pytestmark = pytest.mark.django_db
TOLD = "已提醒 1 人。同一件事一天只提醒一次。"
UNREACHABLE = "另有 2 份的填报对象还没有账号，提醒不到，列表里已标明。"


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    """Ask an enterprise with an owner, one whose account has no person, one without."""
    make_enterprises(1, organisation=owner_organisation, name="有人的厂")
    empty = EnterpriseOrganisationFactory.create(name="没人的厂")
    make_enterprises(1, organisation=empty, name="没人的厂")
    make_enterprises(1, name="没账号的厂")
    return open_now(plan_task(county_unit, officer_county), officer_county)


def read(answer):
    return answer.content.decode()


def list_marks(answer):
    table = answer.context["page"].table
    names = [column.label for column in table.columns]
    if "账号" not in names:
        return None
    at = names.index("账号")
    return {row.cells[0]: str(getattr(row.cells[at], "text", "")) for row in table.rows}


def test_an_office_is_told_how_many_cannot_be_reminded(task, officer_county, ask):
    first = read(ask(officer_county, "remind", task.code, data={}))
    again = read(ask(officer_county, "remind", task.code, data={}))

    assert TOLD + UNREACHABLE in first
    assert "没有新提醒的人：今天已经提醒过。" + UNREACHABLE in again


def test_where_nobody_can_be_reminded_nothing_is_claimed(task, officer_county, ask):
    TaskEntry.objects.filter(name="有人的厂").delete()

    html = read(ask(officer_county, "remind", task.code, data={}))

    assert "一份也没有提醒到：2 份的填报对象都还没有账号，列表里已标明。" in html
    assert "已经提醒过" not in html


def test_where_all_can_be_reminded_nothing_is_said(task, officer_county, ask):
    TaskEntry.objects.exclude(name="有人的厂").delete()

    html = read(ask(officer_county, "remind", task.code, data={}))

    assert TOLD in html
    assert "还没有账号" not in html


def test_the_list_marks_who_cannot_be_reminded(task, officer_county, ask):
    shown = ask(officer_county, "task", task.code)

    assert list_marks(shown) == {
        "有人的厂": "", "没人的厂": "没有账号", "没账号的厂": "没有账号",
    }  # fmt: skip


def test_what_was_handed_in_is_not_marked(task, officer_county, ask):
    for entry in task.entries.exclude(name="有人的厂"):
        fill(entry, officer_county)

    assert list_marks(ask(officer_county, "task", task.code)) is None


def test_a_unit_without_an_officer_is_marked(
    city_unit, officer_city, county_unit, officer_county, officer_other_county, ask
):
    task = plan_task(
        city_unit, officer_city, audience=Audience.UNITS, level=EntryState.COUNTY
    )
    opened = open_now(task, officer_city)
    officer_other_county.memberships.update(ended_at="2024-01-01T00:00Z")

    marks = list_marks(ask(officer_city, "task", opened.code))

    assert marks == {
        "安平县市场监督管理局": "",
        officer_other_county.memberships.get().organisation.name: "没有账号",
    }
    html = read(ask(officer_city, "remind", opened.code, data={}))
    assert "另有 1 份的填报对象还没有账号" in html


def test_who_left_or_is_barred_cannot_be_reminded(task, owner):
    entries = task.entries.filter(name="有人的厂")
    assert selectors.count_unreachable(entries) == 0

    owner.memberships.update(until="2024-01-01")
    assert selectors.count_unreachable(entries) == 1
    owner.memberships.update(until=None)
    owner.is_active = False
    owner.save()
    assert selectors.count_unreachable(entries) == 1


def test_the_api_tells_it_too(task, officer_county, call):
    path = f"/tasks/{task.code}/remind"

    done = call(officer_county, "tasks:manage", path, {}).json()

    assert done == {"told": 1, "unreachable": 2}
