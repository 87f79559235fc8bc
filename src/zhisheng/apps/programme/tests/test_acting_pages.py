"""The pages of who may act for the office whose turn it is: not the first thing to do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import EntryRemark, EntryStep
from zhisheng.apps.programme.schemas.entry_steps import list_steps
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
    see_now,
)
from zhisheng.apps.registry.tests.factories import make_code

pytestmark = pytest.mark.django_db
WHY = "县局办公系统停电，市局代审"
LINE = {
    "name": "安平县示例丝网厂", "uscc": make_code(71), "willingness": "强",
    "potential": "大", "selected": "是",
}  # fmt: skip
UNCHECKED = "企业停业，电话打不通"
TURN = "待安平县市场监督管理局审核"


@pytest.fixture
def task(
    province_unit, officer_province, city_unit, officer_city, county_unit,
    officer_county, owner_organisation, owner,
):  # fmt: skip
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    return open_now(plan_task(province_unit, officer_province), officer_province)


@pytest.fixture
def entry(task, owner):
    return fill(task.entries.get(), owner)


@pytest.fixture
def county_task(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    fill(task.entries.get(), owner)
    return task


@pytest.fixture
def list_all(ask, client):
    """Return a function that reads all entries of a task as somebody."""

    def show(user, task):
        ask(user, "tasks")
        return client.get(reverse("programme:task", args=[task.code]) + "?view=all")

    return show


def read(answer):
    return answer.content.decode()


def test_the_entry_page_tells_whose_turn_it_is_and_asks_the_reason(
    ask, entry, officer_city, officer_county
):
    address = [entry.task.code, entry.pk]
    own = read(ask(officer_county, "entry", *address))
    assert "代审" not in own
    assert own.count(reverse("programme:pass_entry", args=address)) == 1

    page = read(ask(officer_city, "entry", *address))

    assert TURN in page
    assert page.index(TURN) < page.index("<summary>代审</summary>")
    assert page.index("<summary>代审</summary>") < page.index('name="acting_reason"')
    assert "btn-primary" not in page.split("<main")[1].split("</main>")[0]


def test_who_acts_for_the_county_is_read_on_all_pages(
    ask, list_all, entry, officer_city, officer_county, owner
):
    address = [entry.task.code, entry.pk]
    done = ask(
        officer_city, "pass_entry", *address,
        data={"version": entry.version, "acting_reason": WHY},
    )  # fmt: skip
    assert done.status_code == 200

    for reader in (officer_county, owner):
        page = read(ask(reader, "entry", *address))
        assert "通过（代审，代安平县市场监督管理局）" in page
        assert "衡水市市场监督管理局 · 衡水孙红" in page
        assert f"代审原因：{WHY}" in page
    listed = read(list_all(officer_county, entry.task))
    assert "等谁审核" in listed
    assert ">代审<" in listed.replace("\n", "").replace(" ", "")
    assert ">代审<" in read(ask(owner, "tasks")).replace("\n", "").replace(" ", "")


def test_why_an_office_acts_is_not_why_nobody_waits_for_the_check(
    ask, county_unit, officer_county, officer_city, owner_organisation, owner
):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    entry = fill(task.entries.get(), officer_county)
    address = [task.code, entry.pk]
    shown = read(ask(officer_city, "entry", *address))
    form = shown.split('id="acting-reason"')[1].split("</form>")[0]
    assert "为什么不等本人核对" in form
    assert 'name="reason"' in form
    sent = {"version": entry.version, "acting_reason": WHY}

    alone = ask(officer_city, "pass_entry", *address, data=sent)
    other = ask(
        officer_city, "pass_entry", *address,
        data={"version": entry.version, "reason": UNCHECKED},
    )  # fmt: skip

    assert (alone.status_code, other.status_code) == (422, 422)
    assert "还没有核对填报的内容" in read(alone)
    assert f'maxlength="300" required>{WHY}</textarea>' in read(alone)
    assert "要代它审核，请写明原因" in read(other)
    assert f'maxlength="300" required>{UNCHECKED}</textarea>' in read(other)
    assert (reload(entry).state, reload(entry).is_final) == ("filled", False)

    ask(officer_city, "pass_entry", *address, data=sent | {"reason": UNCHECKED})
    assert reload(entry).is_final
    step = EntryStep.objects.get(act="passed")
    assert (step.comment, step.acting_reason) == (UNCHECKED, WHY)


@pytest.mark.parametrize("reason", ["", " ", "停" * 301])
def test_refused_what_was_written_stays(ask, entry, officer_city, reason):
    answer = ask(
        officer_city, "pass_entry", entry.task.code, entry.pk,
        data={"version": entry.version, "acting_reason": reason},
    )  # fmt: skip

    assert answer.status_code == 422
    assert reason.strip() in read(answer)
    assert reload(entry).state == "filled"
    assert EntryStep.objects.filter(act="passed").count() == 0


def list_passes(entry):
    """Return what the history calls each pass."""
    steps = list_steps(
        selectors.list_steps_of(entry), selectors.get_form(entry.task), entry.task
    )
    return [one["what"] for one in steps if one["what"].startswith("通过")]


def test_the_final_pass_is_the_one_of_the_issuing_office_whoever_acts(
    city_unit, officer_city, county_unit, officer_county, officer_province,
    owner_organisation, owner,
):  # fmt: skip
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    entry = fill(task.entries.get(), officer_county)

    services.pass_entry(
        entry=entry, unit=county_unit, version=entry.version, reason=WHY,
        actor=officer_city,
    )  # fmt: skip
    for_county = "通过（代审，代安平县市场监督管理局）"
    assert list_passes(reload(entry)) == [for_county]
    entry = reload(entry)
    services.pass_entry(
        entry=entry, unit=city_unit, version=entry.version, reason=WHY,
        comment="企业停业，等不到核对", actor=officer_province,
    )  # fmt: skip

    assert list_passes(reload(entry)) == [
        for_county, "通过（代审，代衡水市市场监督管理局），未经本人核对",
    ]  # fmt: skip


def test_a_return_for_the_county_asks_for_the_reason_too(
    ask, entry, officer_city, officer_county
):
    address = [entry.task.code, entry.pk]
    assert "acting_reason" not in read(ask(officer_county, "return_entry", *address))
    page = read(ask(officer_city, "return_entry", *address))
    assert "现在轮到安平县市场监督管理局审核，您是代审。" in page
    sent = {"version": entry.version, "text": "请核对人数", "field": "employees"}

    answer = ask(officer_city, "return_entry", *address, data=sent)

    assert answer.status_code == 422
    assert "请核对人数</textarea>" in read(answer)
    assert reload(entry).state == "filled"

    ask(officer_city, "return_entry", *address, data=sent | {"acting_reason": WHY})
    assert reload(entry).is_returned
    assert EntryStep.objects.last().acting_reason == WHY


def test_only_the_office_whose_turn_it_is_is_offered_remarks(
    ask, county_unit, officer_county, officer_city, owner_organisation, owner
):
    make_enterprises(1, organisation=owner_organisation)
    planned = plan_task(county_unit, officer_county, code="county-ledger")
    task = open_now(planned, officer_county)
    entry = task.entries.get()
    services.add_row(entry=entry, typed=LINE, version=0, actor=owner)
    filled = services.Filled({"filled_by": "李红"}, version=1, is_sure=True)
    services.submit_entry(entry=entry, filled=filled, actor=owner)
    address = [task.code, entry.pk]
    note = reverse("programme:remark_row", args=[*address, 1])
    sent = {"text": "请核对"}
    assert note not in read(ask(officer_city, "row", *address, 1))
    assert ask(officer_city, "remark_row", *address, 1, data=sent).status_code == 403
    assert not EntryRemark.objects.exists()

    assert note in read(ask(officer_county, "row", *address, 1))
    ask(officer_county, "remark_row", *address, 1, data=sent)

    drop = reverse(
        "programme:drop_remark", args=[*address, EntryRemark.objects.get().pk]
    )
    own = read(ask(officer_county, "return_entry", *address))
    above = read(ask(officer_city, "return_entry", *address))
    assert ("请核对" in own, drop in own) == (True, True)
    assert ("请核对" in above, drop in above) == (True, False)


def test_all_for_a_lower_office_is_asked_the_reason_once(
    ask, county_task, officer_city, officer_county
):
    own = read(ask(officer_county, "task", county_task.code))
    assert "1 份全部通过" in own
    assert "代审" not in own
    assert "等我审" in own

    page = read(ask(officer_city, "task", county_task.code))
    assert "等我审" not in page
    assert "等下级审" in page
    assert "1 份待安平县市场监督管理局审核" in page
    assert "1 份全部通过" not in page
    assert "1 份全部代审通过" in page

    refused = ask(officer_city, "pass_waiting", county_task.code, data=see_now())
    assert "要代它审核，请写明原因" in read(refused)
    assert not EntryStep.objects.filter(act="passed").exists()
    said = {"acting_reason": WHY, **see_now()}
    ask(officer_city, "pass_waiting", county_task.code, data=said)
    assert EntryStep.objects.get(act="passed").acting_reason == WHY


def test_whose_turn_it_is_costs_a_list_no_query_for_each(
    list_all, province_unit, officer_province, officer_city, county_unit
):
    def count(number):
        make_enterprises(number)
        task = open_now(plan_task(province_unit, officer_province), officer_province)
        task.entries.update(
            state="filled", waiting_at=county_unit.code, is_acted_for=True
        )
        list_all(officer_city, task)
        with CaptureQueriesContext(connection) as asked:
            page = read(list_all(officer_city, task))
        assert page.count("<td") > number
        return len(asked)

    assert count(1) == count(20)


def test_the_api_tells_and_asks_the_same(call, entry, officer_city, county_unit):
    path = f"/tasks/{entry.task.code}/entries/{entry.pk}"
    sent = {"version": entry.version, "remarks": [{"text": "请核对人数"}]}

    refused = call(officer_city, "tasks:review", f"{path}/return", sent)
    assert (refused.status_code, refused.json()["code"]) == (
        422, "programme.acting_reason_missing",
    )  # fmt: skip
    assert reload(entry).state == "filled"
    told = call(
        officer_city, "tasks:review", f"{path}/return", sent | {"acting_reason": WHY}
    ).json()

    assert told["is_acted_for"] is True
    step = told["steps"][-1]
    assert (step["unit"], step["acted_for"], step["acting_reason"]) == (
        "U131100", county_unit.code, WHY,
    )  # fmt: skip
