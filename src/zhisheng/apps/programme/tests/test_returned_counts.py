"""What came back to be mended is counted and reminded of apart from what is missing."""

import pytest
from django.db import connection

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import (
    MembershipFactory,
    OrganisationFactory,
)
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors.progress import _count_groups
from zhisheng.apps.programme.selectors.reporting import select_of_unit
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
NAME = "2024 年三季度进展"
REMINDED = f"还没有收到您的“{NAME}”，请在 2024年10月31日 前提交。"
MEND = f"您的“{NAME}”退回后还没有改好，请在 2024年10月31日 前改好再提交。"


@pytest.fixture
def task(county_unit, officer_county, owner, owner_organisation):
    """Three enterprises: the owner's came back, one waits, one never handed in."""
    make_enterprises(1, organisation=owner_organisation)
    make_enterprises(2)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    own, waiting, _missing = task.entries.order_by("pk")
    with on_day("2024-10-09"):
        fill(own, owner)
        fill(waiting, officer_county)
        services.return_entry(
            entry=own,
            unit=county_unit,
            remarks=[Remark("请核对人数", field="employees")],
            version=reload(own).version,
            actor=officer_county,
        )
    Message.objects.all().delete()
    return task


def list_names(task, unit, view):
    page = selectors.list_entries_below(task=task, unit=unit, view=view)
    return [one.pk for one in page.items]


def test_each_is_counted_once(task, county_unit):
    (whole,) = selectors.count_by_unit(task, county_unit)

    assert (whole.total, whole.missing, whole.returned) == (3, 1, 1)
    assert (whole.outstanding, whole.handed_in, whole.under_review) == (2, 1, 1)


def test_each_is_listed_by_itself_and_both_together(task, county_unit):
    own, waiting, missing = task.entries.order_by("pk").values_list("pk", flat=True)

    assert list_names(task, county_unit, "outstanding") == [own, missing]
    assert list_names(task, county_unit, "missing") == [missing]
    assert list_names(task, county_unit, "returned") == [own]
    assert list_names(task, county_unit, "all") == [own, waiting, missing]


def test_the_page_counts_lists_and_says_whom_a_reminder_reaches(
    task, officer_county, client
):
    client.force_login(officer_county)
    address = f"/programme/tasks/{task.code}/"
    client.get(address)
    with on_day("2024-10-10"):
        html = client.get(address, {"view": "outstanding"}).content.decode()

    assert "催报 2 份" in html
    assert "催报会提醒还没有交的：未填 1 份，退回待改 1 份。" in html
    tabs = html[html.index('class="tabs"') :]
    for name, number in (("还没有交的", 2), ("未填", 1), ("退回待改", 1)):
        assert f'{name} <span class="quiet">{number}</span>' in tabs


def test_a_reminder_says_what_is_to_be_done(task, county_unit, officer_county, owner):
    def remind():
        return services.remind_missing(
            task=task, unit=county_unit, actor=officer_county
        )

    with on_day("2024-10-10"):
        assert (remind(), remind()) == (1, 0)

    assert [(one.recipient, str(one)) for one in Message.objects.all()] == [
        (owner, MEND)
    ]


def test_who_has_both_to_do_is_reminded_once(task, county_unit, officer_county, owner):
    other = OrganisationFactory.create()
    MembershipFactory.create(user=owner, organisation=other, role="owner")
    missing = task.entries.order_by("pk").last()
    Enterprise.unscoped.filter(pk=missing.enterprise_id).update(organisation=other)

    with on_day("2024-10-10"):
        told = services.remind_missing(
            task=task, unit=county_unit, actor=officer_county
        )

    assert (told, str(Message.objects.get())) == (1, REMINDED)


def test_an_ended_task_tells_both_apart(task, officer_county):
    with on_day("2024-11-01"):
        services.close_task(task=task, reason="到期", actor=officer_county)

    assert AuditEntry.objects.get(action="programme.task_closed").counts == {
        "missing": 1, "returned": 1, "taken_back": 0, "under_review": 1,
    }  # fmt: skip


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL scans a table of three rows."
)
def test_the_counts_read_the_index_alone(task, county_unit):
    """The plan names the index; what it holds is all that is asked for."""
    entries = select_of_unit(task, county_unit)
    counted = _count_groups(entries)

    assert sum(int(str(one["number"])) for one in counted) == 3
    grouped = entries.values("unit_path", "state", "is_returned", "is_final")
    assert "entry_by_unit_state" in grouped.distinct().explain()
    index = next(
        one for one in TaskEntry._meta.indexes if one.name == "entry_by_unit_state"
    )
    assert index.fields == ["task", "unit_path", "state", "is_returned", "is_final"]
