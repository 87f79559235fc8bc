"""Who could not be asked when an office filled in for them is asked once they can be."""

from datetime import date

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import (
    EnterpriseOrganisationFactory,
    make_person,
)
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import TaskLink
from zhisheng.apps.programme.selectors.checks import Held
from zhisheng.apps.programme.selectors.reporting import count_held
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(county_unit, officer_county):
    """Return one that was filled in on the 10th for an enterprise nobody could reach."""
    make_enterprises(1, name="安平县无号丝网厂")
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    with on_day("2024-10-10"):
        fill(task.entries.get(), officer_county)
    return reload(task.entries.get())


def record(entry, phone):
    entry.enterprise.contact_phone = phone
    entry.enterprise.save()


def ask(day="2024-10-20"):
    with on_day(day):
        return services.ask_unasked()


def test_with_an_account_they_are_asked_and_the_term_begins(entry):
    organisation = EnterpriseOrganisationFactory.create(name="安平县无号丝网厂")
    owner = make_person("厂长", organisation, "owner")
    entry.enterprise.organisation = organisation
    entry.enterprise.save()

    assert (ask(), ask(), ask("2024-10-21")) == (1, 0, 0)

    assert reload(entry).check_asked_at.date() == date(2024, 10, 20)
    (told,) = Message.objects.filter(recipient=owner, key__startswith="filled:")
    assert str(told) == "工作人员代您填了“2024 年三季度进展”，请核对。"
    with on_day("2024-11-02"):
        assert count_held(entry.task, entry.task.unit) == Held(unchecked=1)
    with on_day("2024-11-04"):
        assert count_held(entry.task, entry.task.unit) == Held()
    noted = AuditEntry.objects.get(action="programme.check_asked")
    assert (noted.actor, noted.new["entry"]) == (None, entry.pk)


def test_with_a_mobile_on_record_they_are_sent_a_link(entry):
    record(entry, "13900001234")

    assert (ask(), ask()) == (1, 0)

    link = TaskLink.objects.get(entry=entry)
    assert (link.address_masked, link.made_by) == ("139****1234", None)
    assert AuditEntry.objects.get(action="programme.check_asked").new["check_link"] == (
        link.code
    )


@pytest.mark.parametrize("phone", ["", "0318-7520000"])
def test_who_can_still_not_be_reached_is_not_asked(entry, phone):
    record(entry, phone)

    assert ask() == 0
    assert reload(entry).check_asked_at is None
    assert not AuditEntry.objects.filter(action="programme.check_asked").exists()


def test_what_was_verified_by_the_office_is_not_asked_about(
    entry, county_unit, officer_county
):
    services.pass_entry(
        entry=entry, unit=county_unit, version=entry.version,
        comment="打电话问过厂长本人", actor=make_officer("安平赵军", county_unit),
    )  # fmt: skip
    record(entry, "13900001234")

    assert ask() == 0
    assert not TaskLink.objects.exists()


def test_the_daily_job_asks(entry):
    record(entry, "13900001234")

    with on_day("2024-10-20"):
        jobs.enqueue(name="programme.ask_unasked", payload={}, key="periodic")
        jobs.run_pending()

    assert TaskLink.objects.filter(entry=entry).count() == 1
