"""What comes too late: to an entry that is final, or to a task closed meanwhile."""

import pytest

from zhisheng.apps.accounts.models import Dispatch, Message
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import EntryChangedError, EntryLockedError
from zhisheng.apps.programme.models import EntryRemark, TaskLink
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    """Open a task of a county for one enterprise that has an owner."""
    make_enterprises(1, organisation=owner_organisation)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task):
    return task.entries.get()


@pytest.fixture
def close(officer_county):
    """Return a function that closes a task and gives it as it was read before."""

    def act(entry):
        task = reload(entry).task
        services.close_task(task=task, reason="收齐了", actor=officer_county)
        Message.objects.all().delete()
        return task

    return act


def test_a_return_of_what_is_final_is_told_and_changes_nothing(
    task, entry, owner, county_unit, officer_county
):
    fill(entry, owner)
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    final = reload(entry)

    with pytest.raises(EntryChangedError):
        services.return_entry(
            entry=final,
            unit=county_unit,
            remarks=[Remark("请核对")],
            version=final.version,
            actor=officer_county,
        )

    assert (reload(final).version, reload(final).is_final) == (2, True)
    assert [step.act for step in final.steps.all()] == ["submitted", "passed"]
    returned = AuditEntry.objects.filter(action="programme.entry_returned")
    assert (EntryRemark.objects.count(), returned.count()) == (0, 0)


def test_nothing_is_passed_in_a_task_that_was_closed_meanwhile(
    entry, owner, county_unit, officer_county, close
):
    handed = fill(entry, owner)
    as_it_was_read = close(entry)

    with pytest.raises(EntryLockedError):
        services.pass_entries(
            task=as_it_was_read, unit=county_unit, actor=officer_county
        )

    assert [step.act for step in handed.steps.all()] == ["submitted"]
    assert reload(handed).waiting_at == county_unit.code


def test_nobody_is_reminded_of_a_task_that_was_closed_meanwhile(
    entry, county_unit, officer_county, close
):
    as_it_was_read = close(entry)

    with pytest.raises(EntryLockedError):
        services.remind_missing(
            task=as_it_was_read, unit=county_unit, actor=officer_county
        )

    assert Message.objects.count() == 0


@pytest.fixture
def without_account(task, county_unit, officer_county):
    """Open a task for an enterprise that can be reached by a text message alone."""
    (enterprise,) = make_enterprises(1, contact_phone="13800000002")
    other = open_now(plan_task(county_unit, officer_county), officer_county)
    return other.entries.get(enterprise=enterprise)


def test_no_links_are_queued_for_a_task_that_was_closed_meanwhile(
    without_account, county_unit, officer_county, close
):
    as_it_was_read = close(without_account)

    with pytest.raises(EntryLockedError):
        services.queue_links(
            task=as_it_was_read, unit=county_unit, actor=officer_county
        )

    assert not jobs.Job.objects.filter(name="programme.send_links").exists()


def test_no_links_are_sent_once_a_task_is_closed(
    without_account, county_unit, officer_county, close
):
    task = without_account.task
    assert services.queue_links(task=task, unit=county_unit, actor=officer_county) == 1
    close(without_account)

    jobs.run_pending()

    job = jobs.Job.objects.get(name="programme.send_links")
    assert (job.status, job.error_code) == ("refused", "programme.entry_locked")
    assert (TaskLink.objects.count(), Dispatch.objects.count()) == (0, 0)
    assert not AuditEntry.objects.filter(action="programme.links_sent").exists()
