"""A task of the county under way: some handed in, one filled in for, one to be mended."""

from datetime import timedelta

from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.desk.services.demo import people
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
from zhisheng.methods.working_days import next_working_day
from zhisheng.reference.forms import load_forms

FORM = "quarterly-progress"
DAYS_LEFT = timedelta(days=12)
HANDED_IN, PASSED = 8, 3
QUARTERS = "一二三四"
UNCHECKED = "示例：打电话核对过，企业还没有账号"


def give_task() -> None:
    """Open a task for the county's enterprises; the demo's owner has not filled it in."""
    officer = get_user_by_username(people.COUNTY_OFFICER)
    unit = people.get_organisation_of(people.COUNTY_OFFICER).unit
    if unit is None:
        return
    today = timezone.localdate()
    task = create_task(
        plan=TaskPlan(
            name="本季度帮扶进展（示例）",
            period=f"{today.year}年{QUARTERS[(today.month - 1) // 3]}季度",
            audience=Audience.ENTERPRISES,
            opens_on=today,
            due_on=next_working_day(today + DAYS_LEFT),
        ),
        form=next(form for form in load_forms() if form.code == FORM),
        unit=unit,
        actor=officer,
    )
    queue_opening(task=task, actor=officer)
    jobs.run_pending()
    _fill_some(get_task(task.code), officer)


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
    filled = Filled(answers=answers, version=entry.version)
    return submit_entry(entry=entry, filled=filled, actor=officer)
