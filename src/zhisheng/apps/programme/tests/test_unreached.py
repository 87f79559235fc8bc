"""Whom a reminder did not reach is listed by reason, to be telephoned."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.models import (
    ChannelOutage,
    ChannelRefusal,
    Dispatch,
    Message,
)
from zhisheng.apps.accounts.tests.factories import (
    EnterpriseOrganisationFactory,
    make_person,
)
from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Unreached
from zhisheng.apps.programme.selectors.unreached import get_unreached_for
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import NotFoundError

pytestmark = pytest.mark.django_db
# Name of the enterprise, channel and state of the text to its owner.
WAYS = (
    ("送达", "text", "received"),
    ("空号", "text", "failed"),
    ("不通", "wechat", "waiting"),
    ("退订", "", ""),
    ("没留", "", ""),
    ("看过", "", ""),
)


@pytest.fixture
def task(county_unit, officer_county, reference):
    """Remind the owners of all ways; one more enterprise has no account."""
    people = {}
    for name, _channel, _state in WAYS:
        organisation = EnterpriseOrganisationFactory.create(name=name)
        make_enterprises(1, organisation=organisation, name=name)
        people[name] = make_person(name, organisation, "owner")
    make_enterprises(1, name="无账号", contact_name="王强", contact_phone="13900001234")
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    services.remind_missing(task=task, unit=county_unit, actor=officer_county)
    told = Message.objects.filter(key__startswith=f"remind:{task.code}:")
    told.update(is_waiting=False)
    for name, channel, state in WAYS:
        if channel:
            sent = Dispatch.objects.create(
                recipient=people[name], channel=channel, template="todo", status=state
            )
            told.filter(recipient=people[name]).update(dispatch=sent)
    told.filter(recipient=people["看过"]).update(read_at="2026-11-27T10:00:00Z")
    ChannelOutage.objects.create(channel="wechat")
    ChannelRefusal.objects.create(user=people["退订"], channel="text")
    return task


def test_each_is_listed_with_its_reason_and_the_office(task, officer_county):
    found = get_unreached_for(actor=officer_county, task=task)

    assert {one.entry.name: one.reason for one in found.rows} == {
        "空号": Unreached.FAILED,
        "不通": Unreached.DOWN,
        "退订": Unreached.REFUSED,
        "没留": Unreached.NO_ADDRESS,
        "无账号": Unreached.NO_ACCOUNT,
    }
    assert found.counts == dict.fromkeys(Unreached, 1)
    assert {one.office for one in found.rows} == {"安平县市场监督管理局"}


def test_who_has_handed_in_is_not_listed(task, officer_county):
    entry = task.entries.get(name="无账号")
    fill(entry, officer_county)

    found = get_unreached_for(actor=officer_county, task=task)

    assert Unreached.NO_ACCOUNT not in found.counts


def test_the_page_counts_filters_and_masks(client, task, officer_county):
    client.force_login(officer_county)
    address = reverse("programme:unreached", args=[task.code])

    whole = client.get(address).content.decode()
    narrow = client.get(address, {"reason": "no_account"}).content.decode()
    odd = client.get(address, {"reason": "nothing"}).content.decode()

    assert "有 5 份提醒不到人" in whole
    assert "139****1234" in whole
    assert "13900001234" not in whole
    table = narrow[narrow.index('id="unreached"') :]
    assert ("无账号" in table, "空号" in table) == (True, False)
    assert "空号" in odd


def test_the_sheet_has_full_numbers_and_leaves_who_saw_them(
    client, task, officer_county
):
    client.force_login(officer_county)

    answer = client.get(
        reverse("programme:unreached_sheet", args=[task.code]), {"reason": "no_account"}
    )

    rows = [
        *openpyxl.load_workbook(
            io.BytesIO(b"".join(answer.streaming_content))
        ).active.values
    ]
    assert rows == [
        ("填报对象", "联系人", "联系电话", "为什么提醒不到", "管它的单位", "打电话的结果"),
        ("无账号", "王强", "13900001234", "没有账号", "安平县市场监督管理局", ""),
    ]  # fmt: skip
    seen = AuditEntry.objects.get(action="registry.contact_revealed")
    enterprise = Enterprise.unscoped.get(name="无账号")
    assert (seen.actor, seen.subject_code) == (officer_county, enterprise.code)


def test_nobody_else_sees_the_list(task, owner):
    with pytest.raises(NotFoundError):
        get_unreached_for(actor=owner, task=task)


def test_more_of_them_take_no_more_queries(task, officer_county):
    def count():
        with CaptureQueriesContext(connection) as asked:
            get_unreached_for(actor=officer_county, task=task)
        return len(asked)

    count()
    one = count()
    for number in range(3):
        make_enterprises(1, name=f"又一家{number}")
    services.remind_missing(task=task, unit=task.unit, actor=officer_county)
    assert count() == one
