"""Tasks: one of the county under way, with one to be mended; one of the city that is late."""

from datetime import date, timedelta

from django.utils import timezone

from zhisheng.apps.accounts.models import Message, User
from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.accounts.services import restate_notices
from zhisheng.apps.desk.services.demo import people
from zhisheng.apps.desk.services.demo.finished import put_back
from zhisheng.apps.places.selectors import get_region
from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors import get_task
from zhisheng.apps.programme.services import (
    Filled,
    Remark,
    TaskPlan,
    create_task,
    pass_entry,
    queue_opening,
    return_entry,
    submit_entry,
)
from zhisheng.kit import jobs
from zhisheng.kit.language import write_chinese_date
from zhisheng.methods.working_days import next_working_day
from zhisheng.reference.forms import load_forms

FORM = "quarterly-progress"
DAYS_LEFT = timedelta(days=12)
# Whole weeks, so that the deadline stays on the day of the week it was.
LATE_BY = timedelta(days=21)
AROUND_A_QUARTER = timedelta(days=80)
HANDED_IN, PASSED = 8, 3
QUARTERS = "一二三四"
UNCHECKED = "示例：打电话核对过，企业还没有账号"


def give_tasks() -> None:
    """Give out a task of the county that goes on, and one of its city that is late.

    The demo's owner has not filled in the first one. What came in for the second lies
    with the city, which shows what an office is reminded of.
    """
    county = get_user_by_username(people.COUNTY_OFFICER)
    city = get_user_by_username(people.CITY_OFFICER)
    today = timezone.localdate()
    last_quarter = today.replace(day=1) - AROUND_A_QUARTER
    late = _give(city, people.CITY_OFFICER, "上季度帮扶进展（示例）", last_quarter)
    if late is not None:
        _hand_up(late, county)
        _make_late(late)
    task = _give(county, people.COUNTY_OFFICER, "本季度帮扶进展（示例）", today)
    if task is not None:
        _fill_some(task, county)


def _give(
    officer: User, username: str, name: str, in_quarter: date
) -> ReportingTask | None:
    unit = people.get_organisation_of(username).unit
    if unit is None:
        return None
    today = timezone.localdate()
    quarter = QUARTERS[(in_quarter.month - 1) // 3]
    task = create_task(
        plan=TaskPlan(
            name=name,
            period=f"{in_quarter.year}年{quarter}季度",
            audience=Audience.ENTERPRISES,
            opens_on=today,
            due_on=next_working_day(today + DAYS_LEFT),
            area=get_region(people.COUNTY),
        ),
        form=next(form for form in load_forms() if form.code == FORM),
        unit=unit,
        actor=officer,
    )
    queue_opening(task=task, actor=officer)
    jobs.run_pending()
    return get_task(task.code)


def _hand_up(task: ReportingTask, county: User) -> None:
    """Let the demo's owner hand in, and the county pass it to the city."""
    owner = get_user_by_username(people.OWNER)
    own = people.get_organisation_of(people.OWNER).pk
    unit = people.get_organisation_of(people.COUNTY_OFFICER).unit
    for entry in task.entries.filter(enterprise__organisation=own):
        handed_in = _hand_in(entry, 10, owner)
        if unit is not None:
            pass_entry(
                entry=handed_in,
                unit=unit,
                version=handed_in.version,
                comment="",
                actor=county,
            )


def _make_late(task: ReportingTask) -> None:
    put_back([task, *task.entries.all()], LATE_BY)
    for entry in task.entries.all():
        put_back(entry.steps.all(), LATE_BY)
    put_back(Message.objects.filter(key__contains=task.code), LATE_BY)
    # What was said names the deadline as well.
    task.refresh_from_db()
    day = write_chinese_date(task.due_on)
    restate_notices(about=task.code, data={"day": day}, actor=None)


def _fill_some(task: ReportingTask, officer: User) -> None:
    own = people.get_organisation_of(people.OWNER).pk
    others = task.entries.exclude(enterprise__organisation=own).order_by("-id")
    entries = [
        _hand_in(entry, number, officer)
        for number, entry in enumerate(others[:HANDED_IN], start=1)
    ]
    if not entries:
        return
    *earlier, last = entries
    if earlier:
        for entry in earlier[:PASSED]:
            pass_entry(
                entry=entry,
                unit=task.unit,
                version=entry.version,
                comment=UNCHECKED,
                actor=officer,
            )
    remark = Remark("和上季度差得多，请核对人数", field="employees")
    return_entry(
        entry=last,
        unit=task.unit,
        remarks=[remark],
        version=last.version,
        actor=officer,
    )


def _hand_in(entry: TaskEntry, number: int, officer: User) -> TaskEntry:
    answers = {
        "revenue": f"{120 + 35 * number}万元",
        "employees": str(8 + 3 * number),
        "solved": str(number % 3),
    }
    # The figures of the demo need not be near what is known.
    filled = Filled(answers=answers, version=entry.version, is_sure=True)
    return submit_entry(entry=entry, filled=filled, actor=officer)
