"""The pages of reporting tasks, as an office and an owner go through them."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    NEW_TASK,
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
    queue_now,
    reload,
    see_now,
)
from zhisheng.kit import jobs
from zhisheng.kit.forms import FormNotYetOpenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_as(client):
    """Return a function that asks for a page as somebody and returns the answer."""

    def ask(user, name, *arguments, data=None, **query):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse(f"programme:{name}", args=arguments)
        return (
            client.get(address, query) if data is None else client.post(address, data)
        )

    return ask


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    make_enterprises(2)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task, owner_organisation):
    return task.entries.get(enterprise__organisation=owner_organisation)


def read(answer):
    return answer.content.decode()


def test_an_office_makes_and_opens_a_task(county_unit, officer_county, open_as):
    make_enterprises(2)
    assert "还没有填报任务" in read(open_as(officer_county, "tasks"))

    with on_day("2024-10-08"):
        answer = open_as(officer_county, "new_task", data=NEW_TASK)
    task = ReportingTask.objects.get()
    assert answer.url == reverse("programme:task", args=[task.code])
    assert "还是草稿" in read(open_as(officer_county, "task", task.code))
    with on_day("2024-10-08"):
        open_as(officer_county, "open_task", task.code, data={})
    jobs.run_pending()

    html = read(open_as(officer_county, "task", task.code))
    assert "催报 2 份" in html
    assert "全部通过" not in html


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"due_on": "2024-10-07"}, "截止日期不能早于开始日期。"),
        (
            {"audience": "units", "form": "county-ledger", "period": "2024年"},
            "请选定由哪一级单位填报。",
        ),
        ({"unit": "U131100"}, "U131100"),
        ({"area": "火星"}, "没有找到这个地区"),
    ],
)
def test_a_task_that_makes_no_sense_is_not_made(officer_county, open_as, changes, told):
    with on_day("2024-10-08"):
        answer = open_as(officer_county, "new_task", data=NEW_TASK | changes)

    assert answer.status_code == 422
    assert told in read(answer)
    assert ReportingTask.objects.count() == 0


def test_the_owner_fills_in_and_finds_what_is_wrong_beside_the_field(
    task, entry, owner, open_as
):
    answer = open_as(owner, "task", task.code)
    assert answer.url == reverse("programme:entry", args=[task.code, entry.pk])
    wrong = GOOD | {"version": "0", "employees": "很多", "go": "submit"}

    answer = open_as(owner, "entry", task.code, entry.pk, data=wrong)

    assert answer.status_code == 422
    html = read(answer)
    assert 'value="很多"' in html
    assert "“很多”不是数字" in html
    assert reload(entry).state == "unfilled"

    right = wrong | {"employees": "20"}
    open_as(owner, "entry", task.code, entry.pk, data=right)
    assert reload(entry).state == "filled"
    html = read(open_as(owner, "entry", task.code, entry.pk))
    assert "3,200,000" in html
    assert "<input class" not in html.partition("填报内容")[2]


def test_a_draft_is_kept_and_not_handed_in(task, entry, owner, open_as):
    typed = {"version": "0", "employees": "二十来个", "go": "later"}

    open_as(owner, "entry", task.code, entry.pk, data=typed)

    assert reload(entry).state == "unfilled"
    html = read(open_as(owner, "entry", task.code, entry.pk))
    assert 'value="二十来个"' in html


def test_a_page_that_somebody_overtook_is_told_and_changes_nothing(
    task, entry, owner, open_as
):
    fill(entry, owner)

    stale = GOOD | {"version": "0", "go": "submit"}
    answer = open_as(owner, "entry", task.code, entry.pk, data=stale)

    assert answer.status_code == 409
    assert reload(entry).version == 1


def test_the_office_passes_all_that_waits_in_one_tap(
    task, entry, owner, officer_county, open_as
):
    fill(entry, owner)
    html = read(open_as(officer_county, "task", task.code))
    assert "1 份全部通过" in html

    open_as(officer_county, "pass_waiting", task.code, data=see_now())

    assert reload(entry).is_final
    assert "县定稿" in read(open_as(officer_county, "task", task.code, view="final"))


def test_what_comes_in_after_the_page_was_made_is_not_passed_unseen(
    task, entry, owner, officer_county, open_as
):
    seen_at = timezone.now().isoformat()
    fill(entry, owner)

    answer = open_as(
        officer_county, "pass_waiting", task.code, data={"seen_at": seen_at}
    )

    assert not reload(entry).is_final
    shown = read(open_as(officer_county, "task", task.code, view="waiting"))
    assert answer.status_code == 302
    assert "1 份全部通过" in shown


def test_what_is_to_be_mended_stands_on_the_owners_page(
    task, entry, owner, officer_county, open_as
):
    fill(entry, owner)
    remark = {"field": "employees", "text": "人数和社保不一致"}
    remark["version"] = reload(entry).version
    empty = open_as(
        officer_county, "return_entry", task.code, entry.pk, data=remark | {"text": ""}
    )
    assert empty.status_code == 422
    assert reload(entry).state == "filled"

    open_as(officer_county, "return_entry", task.code, entry.pk, data=remark)

    html = read(open_as(owner, "entry", task.code, entry.pk))
    assert "季末从业人员（人）：人数和社保不一致" in html
    assert "退回待改" in html


def test_the_missing_are_reminded_in_one_tap(
    task, owner, officer_county, open_as, client
):
    open_as(officer_county, "remind", task.code, data={})

    assert "已提醒 1 人" in read(open_as(officer_county, "task", task.code))


def test_overdue_is_shown_and_nobody_is_ranked(task, officer_county, open_as):
    with time_machine.travel(date(2024, 11, 1), tick=False):
        html = read(open_as(officer_county, "task", task.code))

    assert "已过截止日期，还有 3 份没有交。" in html
    assert html.count("逾期未填") == 3


def test_who_was_filled_in_for_is_asked(task, entry, owner, officer_county, open_as):
    fill(entry, officer_county)
    assert "代您填了下面的内容" in read(open_as(owner, "entry", task.code, entry.pk))

    said = {"answer": "right", "submission": reload(entry).submission}
    open_as(owner, "confirm_entry", task.code, entry.pk, data=said)

    assert reload(entry).confirmed_at is not None


def test_the_list_takes_the_same_number_of_queries_however_long(
    task, officer_county, open_as, django_assert_max_num_queries
):
    make_enterprises(60)
    other = open_now(plan_task(task.unit, officer_county), officer_county)
    assert TaskEntry.objects.filter(task=other).count() == 63

    with django_assert_max_num_queries(38):
        html = read(open_as(officer_county, "task", other.code))
    assert html.count("row-link") == 50


def test_a_closed_task_takes_nothing(task, entry, owner, officer_county, open_as):
    services.close_task(task=task, reason="收齐了", actor=officer_county)

    html = read(open_as(owner, "entry", task.code, entry.pk))

    assert 'value="submit"' not in html


def test_the_page_waits_for_the_opening_and_shows_what_came_of_it(
    open_as, county_unit, officer_county
):
    make_enterprises(2)
    planned = plan_task(county_unit, officer_county)
    queue_now(planned, officer_county)

    shown = read(open_as(officer_county, "task", planned.code))
    waiting = open_as(officer_county, "task_progress", planned.code)
    jobs.run_pending()
    done = open_as(officer_county, "task_progress", planned.code)

    assert reverse("programme:task_progress", args=[planned.code]) in shown
    assert (waiting.status_code, "HX-Refresh" in waiting) == (204, False)
    assert (done.status_code, done["HX-Refresh"]) == (200, "true")
    assert "催报 2 份" in read(open_as(officer_county, "task", planned.code))


def test_a_form_tells_from_when_it_may_ask(county_unit, officer_county):
    with pytest.raises(FormNotYetOpenError) as refused:
        plan_task(county_unit, officer_county, code="helped-enterprises")

    assert str(refused.value).endswith("它自 2024-11-27 起有效。")
    assert not ReportingTask.objects.exists()
