"""A county task over five enterprises, for the tests of reporting."""

from dataclasses import replace
from datetime import date

import time_machine
from django.db.models import F
from django.utils import timezone

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.checks import CHECK_TERM
from zhisheng.apps.programme.selectors.mending import list_whole_remarks
from zhisheng.apps.registry.tests.factories import EnterpriseFactory
from zhisheng.kit import jobs
from zhisheng.reference.forms import load_forms

GOOD = {"revenue": "320万元", "employees": "20", "nonconforming_rate": "2.5"}
READ = {"revenue": "3200000", "employees": "20", "nonconforming_rate": "2.5"}
PERIODS = {"quarter": "2024年三季度", "year": "2024年"}
NEW_TASK = {
    "form": "quarterly-progress",
    "name": "三季度进展",
    "period": "2024 年三季度",
    "unit": "U131125",
    "audience": "enterprises",
    "opens_on": "2024-10-08",
    "due_on": "2024-10-31",
}


def pick_form(code):
    return next(form for form in load_forms() if form.code == code)


def make_plan(**changes):
    defaults = {
        "name": "2024 年三季度进展",
        "period": "2024年三季度",
        "audience": Audience.ENTERPRISES,
        "opens_on": date(2024, 10, 8),
        "due_on": date(2024, 10, 31),
    }
    if changes.get("audience") == Audience.UNITS:
        defaults["level"] = EntryState.COUNTY
    return services.TaskPlan(**(defaults | changes))


def plan_task(unit, actor, *, code="quarterly-progress", **changes):
    """Draft a task on the day it is to open on; its form is made for who is asked."""
    form = pick_form(code)
    plan = make_plan(**{"period": PERIODS[form.period_kind]} | changes)
    if plan.audience not in form.audiences:
        form = replace(form, audiences=(*form.audiences, str(plan.audience)))
    with on_day(plan.opens_on):
        return services.create_task(plan=plan, form=form, unit=unit, actor=actor)


def queue_now(task, actor):
    with on_day(task.opens_on):
        return services.queue_opening(task=task, actor=actor)


def open_now(task, actor):
    """Hand a task out on the day it opens on."""
    queue_now(task, actor)
    with on_day(task.opens_on):
        jobs.run_pending()
    return ReportingTask.objects.get(pk=task.pk)


def on_day(day):
    return time_machine.travel(f"{day}T12:00:00+08:00")


def make_enterprises(number, *, region="131125", **changes):
    return [
        EnterpriseFactory.create(region_id=region, **changes) for _ in range(number)
    ]


def fill(entry, actor, **changes):
    return services.submit_entry(
        entry=entry,
        filled=services.Filled(
            answers=GOOD | changes,
            version=entry.version,
            is_sure=True,
            replies=answer_remarks(entry),
        ),
        actor=actor,
    )


def answer_remarks(entry):
    """Say of each remark on the whole that it was heeded."""
    return {one.pk: "已按意见改好" for one in list_whole_remarks(entry)}


def hand_in_on_time(task):
    """Let what was handed in be no later than the day the task opened on."""
    task.entries.exclude(handed_in_at=None).update(handed_in_at=task.opened_at)


def check(entry, actor, *, is_right=True):
    """Say of what was filled in for somebody whether it is right, as it stands now."""
    now = reload(entry)
    services.confirm_entry(
        entry=entry,
        is_right=is_right,
        submission=now.submission,
        withdraws=is_right and now.is_disputed,
        actor=actor,
    )


def start_link(issued):
    """Open a link as whoever it was handed to does; return it as their browser has it."""
    *_, code, secret, _end = issued.address.split("/")
    key = services.start_link(code=code, secret=secret)
    return services.resume_link(code=code, key=key)


def fill_by_link(entry, officer, **changes):
    """Hand an entry in by a link that an office handed over; return the link."""
    link = start_link(services.issue_link(entry=entry, actor=officer))
    fill(reload(entry), link, **changes)
    return link


def end_check_term(task):
    """Let it be long ago that who has to check something was asked to."""
    held = task.entries.filter(needs_check=True)
    held.update(
        submitted_at=F("submitted_at") - CHECK_TERM,
        check_asked_at=F("submitted_at") - CHECK_TERM,
    )


def see_now():
    """Return what the page sends with it of when it was read."""
    return {"seen_at": timezone.now().isoformat()}


def reload(entry):
    return TaskEntry.objects.get(pk=entry.pk)
