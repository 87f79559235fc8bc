"""Entries, links and unused rows go when their time is over, and not a day sooner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import (
    EntryStep,
    ImportRow,
    ImportValue,
    Objection,
    ReportingTask,
    TaskEntry,
    TaskLink,
)
from zhisheng.apps.programme.tests.notices import object_to, publish
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.kit.retention import erase_overdue

pytestmark = pytest.mark.django_db
FIVE_YEARS = timedelta(days=5 * 365)


@pytest.fixture
def task(county_unit, officer_county):
    make_enterprises(2)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    fill(task.entries.first(), officer_county)
    services.issue_link(entry=task.entries.last(), actor=officer_county)
    return task


def test_entries_go_years_after_their_task_was_closed(task, officer_county):
    services.close_task(task=task, reason="收齐了", actor=officer_county)
    closed_at = ReportingTask.objects.get().closed_at

    assert "programme.task_entries" not in erase_overdue(closed_at + FIVE_YEARS)
    assert TaskEntry.objects.count() == 2
    late = closed_at + FIVE_YEARS + timedelta(days=1)
    assert erase_overdue(late)["programme.task_entries"] == 2
    assert not EntryStep.objects.exists()
    assert ReportingTask.objects.get().name == task.name


def test_entries_of_an_open_task_stay(task):
    erase_overdue(timezone.now() + 3 * FIVE_YEARS)

    assert TaskEntry.objects.count() == 2


def test_links_go_a_month_after_they_ended(task):
    ended = TaskLink.objects.get().expires_at

    erase_overdue(ended + timedelta(days=30))
    assert TaskLink.objects.count() == 1
    erase_overdue(ended + timedelta(days=30, seconds=1))
    assert TaskLink.objects.count() == 0


def test_rows_that_were_never_applied_go_after_half_a_year(upload, put_in):
    applied = put_in([make_line(1)])
    read = upload([make_line(2), make_line(3)])

    erase_overdue(read.created_at + timedelta(days=180))
    assert ImportRow.objects.count() == 3
    later = erase_overdue(read.created_at + timedelta(days=180, seconds=1))
    assert later["programme.unapplied_rows"] == 2
    assert {row.roster_import for row in ImportRow.objects.all()} == {applied}
    assert not ImportValue.objects.exclude(import_row__in=ImportRow.objects.all())


def test_who_objected_is_forgotten_three_years_after_the_notice_was_closed(
    county_unit, officer_county, ask
):
    notice = publish(county_unit, officer_county)
    signed = object_to(notice)
    unsigned = object_to(notice, services.Statement(text="没有署名的异议"))
    erase_overdue(timezone.now() + 3 * FIVE_YEARS)
    assert Objection.objects.get(pk=signed.pk).contact == signed.contact
    closed = services.withdraw_notice(
        notice=notice, reason="名单有误", actor=officer_county
    )
    last = closed.closed_at + timedelta(days=3 * 365)

    assert "programme.objectors" not in erase_overdue(last)
    late = last + timedelta(seconds=1)
    assert erase_overdue(late)["programme.objectors"] == 1

    kept = Objection.objects.get(pk=signed.pk)
    assert (kept.name, kept.contact, kept.text) == ("", "", signed.text)
    assert kept.signature_erased_at == late
    assert Objection.objects.get(pk=unsigned.pk).signature_erased_at is None
    page = ask(officer_county, "objection", kept.code).content.decode()
    assert "署名和联系方式保存期满" in page
    assert "programme.objectors" not in erase_overdue(late)


def test_whom_a_notice_was_about_is_forgotten_three_years_after_it_was_closed(
    client, county_unit, officer_county
):
    notice = publish(county_unit, officer_county)
    erase_overdue(timezone.now() + 3 * FIVE_YEARS)
    assert notice.subjects.exclude(name="").count() == 2
    closed = services.withdraw_notice(
        notice=notice, reason="名单有误", actor=officer_county
    )
    last = closed.closed_at + timedelta(days=3 * 365)

    assert "programme.notice_subjects" not in erase_overdue(last)
    late = last + timedelta(seconds=1)
    assert erase_overdue(late)["programme.notice_subjects"] == 2

    kept = notice.subjects.values_list("number", "name", "region", "remark")
    assert list(kept) == [(1, "", "", ""), (2, "", "", "")]
    assert "programme.notice_subjects" not in erase_overdue(late)
    client.force_login(officer_county)
    page = client.get(f"/programme/notices/{notice.code}/").content.decode()
    assert page.count("（已删除）") == 2
    day = timezone.localdate(last) + timedelta(days=1)
    assert f"名称、地区和说明从 {day.year}年{day.month}月{day.day}日 起删除。" in page
