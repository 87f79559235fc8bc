"""Tasks by the API: an office hands out, reminds and counts with a key of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.tests.reporting import (
    end_check_term,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry
from zhisheng.methods.working_days import next_working_day

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
PLAN = {
    "form": "quarterly-progress",
    "name": "三季度进展",
    "period": "2024 年三季度",
    "audience": "enterprises",
    "opens_on": f"{TODAY}",
    "due_on": f"{next_working_day(TODAY + timedelta(days=20))}",
}


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    make_enterprises(2)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task, owner_organisation):
    return task.entries.get(enterprise__organisation=owner_organisation)


def test_an_office_drafts_opens_and_closes_a_task(call, county_unit, officer_county):
    make_enterprises(2)

    made = call(officer_county, "tasks:manage", "/tasks", PLAN)
    assert made.status_code == 201
    code = made.json()["code"]
    told = ("status", "unit", "form_code", "level", "due_on", "is_overdue")
    assert [made.json()[name] for name in told] == [
        "draft", "U131125", "quarterly-progress", "county", PLAN["due_on"], False,
    ]  # fmt: skip

    opened = call(officer_county, "tasks:manage", f"/tasks/{code}/open", {})
    assert (opened.status_code, opened.json()["status"]) == (200, "opening")
    jobs.run_pending()
    again = call(officer_county, "tasks:manage", f"/tasks/{code}/open", {})
    assert (again.status_code, again.json()["code"]) == (409, "programme.task_state")
    assert TaskEntry.objects.count() == 2

    closed = call(
        officer_county, "tasks:manage", f"/tasks/{code}/close", {"reason": "收齐了"}
    )
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    actions = AuditEntry.objects.filter(action__startswith="programme.task_")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "programme.task_created", "programme.task_opening", "programme.task_opened",
        "programme.task_closed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        (
            {"due_on": f"{TODAY - timedelta(days=1)}"},
            {"due_on": "截止日期不能早于开始日期。"},
        ),
        (
            {"form": "county-ledger", "period": "2024年", "audience": "units"},
            {"level": "请选定由哪一级单位填报。"},
        ),
        (
            {"area": "999999"},
            {"area": "没有找到这个地区，请从列表里选，或填六位代码，例如 131125。"},
        ),
        ({"name": ""}, {"name": "这一项不能空着。"}),
        (
            {"audience": "all"},
            {"audience": "只能写其中之一：enterprises、bodies、units。"},
        ),
    ],
)
def test_a_task_that_makes_no_sense_is_not_made(call, officer_county, changes, fields):
    answer = call(officer_county, "tasks:manage", "/tasks", PLAN | changes)

    assert (answer.status_code, answer.json()["fields"]) == (422, fields)
    assert ReportingTask.objects.count() == 0


def test_a_form_that_is_not_there_is_refused(call, officer_county):
    answer = call(officer_county, "tasks:manage", "/tasks", PLAN | {"form": "none"})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["form"])
    assert ReportingTask.objects.count() == 0


def test_a_task_tells_what_its_form_asks_and_by_what_right(call, task, owner):
    told = call(owner, "tasks:read", f"/tasks/{task.code}").json()

    form = told["form"]
    assert [field["code"] for field in form["fields"]] == [
        "revenue", "employees", "nonconforming_rate", "solved", "wanted",
    ]  # fmt: skip
    assert (form["right"], form["purpose"]) == (
        "working",
        "了解帮扶进展，改进帮扶；不用于评比、检查或处罚。",
    )
    assert form["fields"][1] == {
        "code": "employees", "label": "季末从业人员",
        "english": "Employees at the end of the quarter", "kind": "whole",
        "unit": "人", "is_required": False, "min_length": 0, "max_length": 200,
        "low": "0", "high": "1000000", "choices": [], "help": "", "example": "20",
        "prefill": "employees", "is_stable": True,
    }  # fmt: skip


def test_tasks_come_in_pages_the_latest_first(call, county_unit, officer_county):
    made = [plan_task(county_unit, officer_county).code for _ in range(51)][::-1]

    first = call(officer_county, "tasks:read", "/tasks").json()
    rest = call(officer_county, "tasks:read", f"/tasks?after={first['next_after']}")

    assert [one["code"] for one in first["items"]] == made[:50]
    assert [one["code"] for one in rest.json()["items"]] == made[50:]
    assert rest.json()["next_after"] is None


def test_progress_is_counts_by_unit_in_their_order(
    call, task, entry, owner, officer_city, officer_county, city_unit
):
    fill(entry, owner)
    above = open_now(plan_task(city_unit, officer_city), officer_city)

    of_county = call(officer_county, "tasks:read", f"/tasks/{task.code}/progress")
    of_city = call(officer_city, "tasks:read", f"/tasks/{above.code}/progress").json()

    counts = {"total": 3, "missing": 2, "returned": 0, "under_review": 1, "final": 0}
    counts |= {"disputed": 0, "taken_back": 0}
    named = {"unit": "U131125", "name": "安平县市场监督管理局"}
    assert of_county.json() == {"whole": named | counts, "units": []}
    waiting = {"missing": 3, "under_review": 0}
    assert of_city["units"] == [named | counts | waiting]


def test_the_missing_are_listed_in_pages(call, task, entry, owner, officer_county):
    fill(entry, owner)
    make_enterprises(50)
    other = open_now(plan_task(task.unit, officer_county), officer_county)
    path = f"/tasks/{other.code}/entries?view=missing"

    few = call(officer_county, "tasks:read", f"/tasks/{task.code}/entries?view=missing")
    first = call(officer_county, "tasks:read", path).json()
    rest = call(officer_county, "tasks:read", f"{path}&after={first['next_after']}")

    assert [one["state"] for one in few.json()["items"]] == ["unfilled"] * 2
    assert entry.pk not in [one["number"] for one in few.json()["items"]]
    assert (len(first["items"]), len(rest.json()["items"])) == (50, 3)
    assert rest.json()["next_after"] is None
    codes = [one["enterprise"] for one in first["items"] + rest.json()["items"]]
    found = other.entries.order_by("pk").values_list("enterprise__code", flat=True)
    assert codes == list(found)


def test_a_list_takes_as_many_queries_however_long(call, count, task, officer_county):
    short = f"/tasks/{task.code}/entries"
    make_enterprises(60)
    other = open_now(plan_task(task.unit, officer_county), officer_county)

    assert count(officer_county, "tasks:read", short) == 11
    assert count(officer_county, "tasks:read", f"/tasks/{other.code}/entries") == 11
    assert count(officer_county, "tasks:read", "/tasks") == 9
    assert count(officer_county, "tasks:read", f"/tasks/{other.code}/progress") == 14


def test_the_missing_are_reminded_once_a_day(call, task, owner, officer_county):
    Message.objects.all().delete()

    first = call(officer_county, "tasks:manage", f"/tasks/{task.code}/remind", {})
    second = call(officer_county, "tasks:manage", f"/tasks/{task.code}/remind", {})

    assert (first.json(), second.json()) == (
        {"told": 1, "unreachable": 2},
        {"told": 0, "unreachable": 2},
    )
    assert [one.recipient for one in Message.objects.all()] == [owner]


def test_all_that_waits_is_passed_in_one_call_or_the_ones_named(
    call, task, officer_county
):
    entries = list(task.entries.order_by("pk"))
    for one in entries:
        fill(one, officer_county)
    end_check_term(task)
    path = f"/tasks/{task.code}/pass"
    left = {"held_unchecked": 0, "held_unasked": 0, "held_disputed": 0}

    named = {"entries": [entries[1].pk], "comment": "已核对"}
    answer = call(officer_county, "tasks:review", path, named)
    assert answer.json() == {"passed": 1} | left
    assert [reload(one).is_final for one in entries] == [False, True, False]
    whole = {"entries": None}
    answer = call(officer_county, "tasks:review", path, whole)
    assert answer.json() == {"passed": 2} | left
    assert [reload(one).is_final for one in entries] == [True] * 3
    nothing = call(officer_county, "tasks:review", path, whole)
    assert nothing.json()["code"] == "programme.reviewed_already"
    assert nothing.status_code == 409


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "entries"),
        ({"entries": []}, "entries"),
        ({"entries": [2**63]}, "entries.0"),
        ({"entries": None, "comment": "长" * 301}, "comment"),
    ],
)
def test_what_to_pass_has_to_be_said(
    call, task, entry, owner, officer_county, sent, field
):
    fill(entry, owner)

    answer = call(officer_county, "tasks:review", f"/tasks/{task.code}/pass", sent)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert reload(entry).state == "filled"


SEEING = ["", "/progress", "/entries", "/entries?view=missing&after=a"]
ENDING = {"reason": "收齐了"}
DOING = [
    ("tasks:manage", "/open"),
    ("tasks:manage", "/close"),
    ("tasks:manage", "/remind"),
    ("tasks:review", "/pass"),
]


@pytest.mark.parametrize("path", SEEING)
def test_another_office_does_not_find_it(
    call, task, officer_county, officer_other_county, path
):
    address = f"/tasks/{task.code}{path}"

    assert call(officer_county, "tasks:read", address).status_code in {200, 422}
    assert call(officer_other_county, "tasks:read", address).status_code == 404
    assert call(officer_county, "tasks:fill", address).status_code == 403


@pytest.mark.parametrize(("scope", "path"), DOING)
def test_who_may_not_hand_out_or_pass_changes_nothing(
    call, task, entry, owner, officer_county, officer_other_county, scope, path
):
    fill(entry, owner)
    address = f"/tasks/{task.code}{path}"
    written = AuditEntry.objects.filter(action__startswith="programme.")
    before, sent = written.count(), {"entries": None, "reason": "收齐了"}

    foreign = call(officer_other_county, scope, address, sent)
    unscoped = call(officer_county, "tasks:read", address, sent)

    assert (foreign.status_code, unscoped.status_code) == (404, 403)
    assert unscoped.json()["code"] == "accounts.scope_missing"
    assert (written.count(), reload(entry).state) == (before, "filled")
    status = call(officer_county, scope, address, sent).status_code
    assert status == (409 if path == "/open" else 200)


def test_the_owner_sees_no_counts_of_others(call, task, owner):
    assert call(owner, "tasks:read", f"/tasks/{task.code}").status_code == 200
    assert call(owner, "tasks:read", f"/tasks/{task.code}/progress").status_code == 404
    assert call(owner, "tasks:read", f"/tasks/{task.code}/entries").status_code == 404


def test_an_office_below_neither_opens_nor_closes_the_task_of_one_above(
    call, city_unit, officer_city, officer_county
):
    make_enterprises(1)
    task = open_now(plan_task(city_unit, officer_city), officer_city)

    refused = call(officer_county, "tasks:manage", f"/tasks/{task.code}/close", ENDING)

    assert refused.status_code == 403
    assert ReportingTask.objects.get().status == "open"
    assert call(officer_city, "tasks:manage", f"/tasks/{task.code}/close", ENDING).json()[
        "status"
    ] == "closed"  # fmt: skip
