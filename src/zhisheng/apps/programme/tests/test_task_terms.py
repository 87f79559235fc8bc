"""The deadline of a task: not in the past, and on a day on which offices work."""

from datetime import date

import pytest
import time_machine

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import DayOffError, TaskFarError, TaskOverError
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.tests.reporting import (
    NEW_TASK,
    make_enterprises,
    make_plan,
    pick_form,
    plan_task,
)

pytestmark = pytest.mark.django_db
SATURDAY, MONDAY = date(2024, 11, 2), date(2024, 11, 4)
OFF = "2024年11月2日是休息日，下一个工作日是 2024年11月4日。"
UNANNOUNCED = "2027 年的放假安排还没有公布，休息日按星期推算。"


@pytest.fixture(autouse=True)
def in_october():
    with time_machine.travel("2024-10-10T12:00:00+08:00"):
        yield


def create(unit, actor, **changes):
    return services.create_task(
        plan=make_plan(**changes),
        form=pick_form("quarterly-progress"),
        unit=unit,
        actor=actor,
    )


def send(ask, actor, **changes):
    return ask(actor, "new_task", data=NEW_TASK | changes)


def test_a_deadline_in_the_past_is_refused(county_unit, officer_county, ask):
    answer = send(ask, officer_county, opens_on="2024-10-08", due_on="2024-10-09")

    assert answer.status_code == 422
    assert "截止日期已经过了，请换一个。" in answer.content.decode()
    with pytest.raises(TaskOverError):
        create(county_unit, officer_county, due_on=date(2024, 10, 9))
    assert ReportingTask.objects.count() == 0
    assert create(county_unit, officer_county, due_on=date(2024, 10, 10)).pk


@pytest.mark.parametrize("far", ["2027-10-14", "9999-12-31", "9999-12-26"])
def test_a_deadline_years_ahead_is_a_slip(county_unit, officer_county, ask, far):
    answer = send(ask, officer_county, due_on=far)

    assert answer.status_code == 422
    told = "截止日期太远了，最晚到 2027年10月13日。请核对年份。"
    assert told in answer.content.decode()
    with pytest.raises(TaskFarError, match="最晚到 2027年10月13日"):
        create(county_unit, officer_county, due_on=date.fromisoformat(far))
    assert ReportingTask.objects.count() == 0
    assert create(county_unit, officer_county, due_on=date(2027, 10, 13)).pk


def test_a_draft_that_lay_until_its_deadline_is_not_handed_out(
    county_unit, officer_county
):
    make_enterprises(1)
    task = plan_task(county_unit, officer_county)

    november = time_machine.travel("2024-11-01T12:00:00+08:00")
    with november, pytest.raises(TaskOverError):
        services.queue_opening(task=task, actor=officer_county)

    assert ReportingTask.objects.get().status == "draft"


def test_a_day_off_nobody_chose_lasts_until_the_next_working_day(
    county_unit, officer_county
):
    make_enterprises(1)
    task = plan_task(county_unit, officer_county)
    ReportingTask.objects.update(due_on=SATURDAY)
    sunday = time_machine.travel("2024-11-03T12:00:00+08:00")
    with sunday, pytest.raises(DayOffError):
        create(county_unit, officer_county, due_on=SATURDAY)
    with sunday, pytest.raises(TaskOverError):
        create(county_unit, officer_county, due_on=SATURDAY, keeps_day_off=True)

    with time_machine.travel("2024-11-04T12:00:00+08:00"):
        opening = services.queue_opening(task=task, actor=officer_county)

    assert opening.status == "opening"


def test_a_day_off_is_told_with_the_next_working_day(county_unit, officer_county, ask):
    answer = send(ask, officer_county, due_on=f"{SATURDAY}")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert OFF in html
    assert "改为 2024年11月4日" in html
    assert "仍用 2024年11月2日" in html
    assert ReportingTask.objects.count() == 0
    with pytest.raises(DayOffError) as refused:
        create(county_unit, officer_county, due_on=SATURDAY)
    assert str(refused.value) == OFF


@pytest.mark.parametrize("chosen", [SATURDAY, MONDAY])
def test_the_officer_takes_the_day_offered_or_keeps_it(
    county_unit, officer_county, ask, chosen
):
    send(ask, officer_county, due_on=f"{SATURDAY}", due_day=f"{chosen}")

    assert ReportingTask.objects.get().due_on == chosen


def test_an_answer_to_another_day_counts_for_nothing(county_unit, officer_county, ask):
    answer = send(ask, officer_county, due_on="2024-11-03", due_day=f"{SATURDAY}")

    assert answer.status_code == 422
    assert "仍用 2024年11月3日" in answer.content.decode()
    assert ReportingTask.objects.count() == 0


def test_a_working_day_is_asked_nothing(county_unit, officer_county, ask):
    # A Saturday on which offices work, for a holiday they had.
    send(ask, officer_county, due_on="2024-10-12")

    assert ReportingTask.objects.get().due_on == date(2024, 10, 12)
    assert "due_day" not in ask(officer_county, "new_task").content.decode()


def test_beyond_the_announced_years_a_day_is_told_as_provisional(
    county_unit, officer_county, ask
):
    answer = send(ask, officer_county, due_on="2027-06-05")

    html = answer.content.decode()
    assert f"2027年6月5日是休息日，下一个工作日是 2027年6月7日。{UNANNOUNCED}" in html
    send(ask, officer_county, due_on="2027-06-07")
    task = ReportingTask.objects.get()
    assert UNANNOUNCED in ask(officer_county, "task", task.code).content.decode()


def test_a_program_keeps_a_day_off_by_naming_it(county_unit, officer_county, call):
    plan = {name: text for name, text in NEW_TASK.items() if name != "unit"}
    plan |= {"due_on": f"{SATURDAY}"}

    refused = call(officer_county, "tasks:manage", "/tasks", plan)
    assert (refused.status_code, refused.json()["fields"]) == (422, {"due_day": OFF})

    kept = plan | {"due_day": f"{SATURDAY}"}
    made = call(officer_county, "tasks:manage", "/tasks", kept)
    assert (made.status_code, made.json()["due_on"]) == (201, "2024-11-02")
