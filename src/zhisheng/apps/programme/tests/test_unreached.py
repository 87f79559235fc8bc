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
from zhisheng.apps.accounts.views.files import ask_for_link
from zhisheng.apps.conftest import make_bureau, make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Unreached
from zhisheng.apps.programme.schemas.unreached import (
    describe_unreached,
    write_dial,
    write_phone_sheet,
)
from zhisheng.apps.programme.selectors import unreached
from zhisheng.apps.programme.selectors.unreached import get_unreached_for
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
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


def ask_sheet(send, task, **asked):
    return send(reverse("programme:unreached_sheet", args=[task.code]), asked)


def read_sheet(answer):
    content = io.BytesIO(b"".join(answer.streaming_content))
    return [*openpyxl.load_workbook(content).active.values]


def test_each_is_listed_with_its_reason_and_the_office(task, officer_county):
    found = get_unreached_for(actor=officer_county, task=task)

    assert {one.entry.name: one.reason for one in found.rows} == {
        "空号": Unreached.FAILED,
        "不通": Unreached.DOWN,
        "退订": Unreached.REFUSED,
        "没留": Unreached.NO_ADDRESS,
        "无账号": Unreached.NO_ACCOUNT,
    }
    assert found.counts == {
        one: 1 for one in Unreached if one != Unreached.NOT_REMINDED
    }
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

    assert "有 5 份没有提醒到人" in whole
    assert "139****1234" in whole
    assert "13900001234" not in whole
    told = "显示号码<span", "没有登记联系电话"
    assert [whole.count(one) for one in told] == [1, 4]
    table = narrow[narrow.index('id="unreached"') :]
    assert ("无账号" in table, "空号" in table) == (True, False)
    assert "空号" in odd


def test_the_sheet_has_full_numbers_and_leaves_who_saw_them(
    client, task, officer_county
):
    client.force_login(officer_county)

    opened = ask_sheet(client.get, task, reason="no_account")
    assert opened.url == (
        reverse("programme:unreached", args=[task.code]) + "?reason=no_account&phone="
    )
    assert not AuditEntry.objects.filter(action="registry.contact_revealed").exists()

    answer = ask_sheet(client.post, task, reason="no_account")

    assert read_sheet(answer) == [
        ("填报对象", "联系人", "联系电话", "为什么提醒不到", "管它的单位", "打电话的结果"),
        ("无账号", "王强", "13900001234", "没有账号", "安平县市场监督管理局", ""),
    ]  # fmt: skip
    seen = AuditEntry.objects.get(action="registry.contact_revealed")
    enterprise = Enterprise.unscoped.get(name="无账号")
    assert (seen.actor, seen.subject_code) == (officer_county, enterprise.code)
    whole = AuditEntry.objects.get(action="programme.numbers_revealed")
    assert (whole.actor, whole.subject_code, whole.counts) == (
        officer_county, task.code, {"numbers": 1},
    )  # fmt: skip


def test_what_one_sheet_does_not_hold_stands_on_the_next(
    client, task, officer_county, monkeypatch
):
    monkeypatch.setattr(unreached, "MOST_NUMBERS", 2)
    client.force_login(officer_county)

    page = client.get(reverse("programme:unreached", args=[task.code]))

    sheets = page.context["page"].sheets
    assert [one.label for one in sheets] == [
        f"下载电话名单，第 {number} 批" for number in (1, 2, 3)
    ]
    named = [
        [row[0] for row in read_sheet(ask_sheet(client.post, task, after=one.after))][
            1:
        ]
        for one in sheets
    ]
    assert named == [["无账号", "没留"], ["退订", "不通"], ["空号"]]


def test_who_may_not_see_a_contact_reads_neither_name_nor_number(task, officer_county):
    found = get_unreached_for(actor=officer_county, task=task, reason="no_account")
    stranger = make_person("别家厂长", EnterpriseOrganisationFactory.create(), "owner")

    def show(reader):
        page = describe_unreached(task, found, "no_account", reader=reader)
        (line,) = page.lines
        return line.person, line.phone, line.dial, line.may_reveal, line.why

    called = "没有账号，登记的联系电话可以打"
    assert show(officer_county) == ("王强", "139****1234", "", True, called)
    assert show(stranger) == ("", "", "", False, "没有账号")
    sheet = write_phone_sheet(found.rows, {})
    assert [row[1:3] for row in sheet.rows] == [["", ""]]


def test_more_lines_cost_no_more_queries(task, officer_county):
    def count(reason):
        found = get_unreached_for(actor=officer_county, task=task, reason=reason)
        with CaptureQueriesContext(connection) as asked:
            page = describe_unreached(task, found, reason, reader=officer_county)
        return len(page.lines), len(asked)

    assert count("no_account")[0] == 1
    assert count("") == (5, count("no_account")[1])


def show_number(client, task, entry, **headers):
    address = reverse("programme:unreached_number", args=[task.code, entry.pk])
    return client.post(address, headers=headers)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_number_is_shown_to_be_called_and_the_look_is_on_record(
    client, task, officer_county, headers
):
    client.force_login(officer_county)
    entry = task.entries.get(name="无账号")

    html = show_number(client, task, entry, **headers).content.decode()

    assert 'href="tel:13900001234"' in html
    assert ("<html" in html, "空号" in html) == (not headers, not headers)
    seen = AuditEntry.objects.get(action="registry.contact_revealed")
    assert (seen.actor, seen.subject_code) == (officer_county, entry.enterprise.code)


@pytest.mark.parametrize("name", ["空号", "看过"])
def test_what_is_not_on_the_list_or_has_no_number_shows_nothing(
    client, task, officer_county, name
):
    client.force_login(officer_county)
    made = AuditEntry.objects.count()

    assert show_number(client, task, task.entries.get(name=name)).status_code == 404
    assert AuditEntry.objects.count() == made


def test_somebody_else_is_shown_no_number(client, task, owner):
    client.force_login(owner)
    made = AuditEntry.objects.count()

    answer = show_number(client, task, task.entries.get(name="无账号"))

    assert answer.status_code == 404
    assert AuditEntry.objects.count() == made


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("0318-1234567转802", "03181234567"),
        ("（0318）1234567、13900001234", "03181234567"),
        ("+86 139 0000 1234", "+8613900001234"),
        ("问门卫", ""),
    ],
)
def test_what_is_dialled_is_the_first_number_without_its_extension(typed, dialled):
    assert write_dial(typed) == dialled


def test_inside_wechat_the_list_goes_by_its_link(client, task, officer_county):
    client.force_login(officer_county)
    made = AuditEntry.objects.count()
    address = reverse("programme:unreached_sheet", args=[task.code])
    wechat = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0.47"}

    answer = client.post(address, {"reason": "no_account"}, headers=wechat)

    link = f"{address}?reason=no_account"
    link += "&phone="
    assert answer.url == ask_for_link(link)
    assert AuditEntry.objects.count() == made
    assert f"{address}?reason=no_account" in client.get(answer.url).content.decode()
    assert client.get(link, headers=wechat).url == answer.url
    # Opened elsewhere it leads to the button, for the reason that was chosen.
    page = client.get(link, follow=True).content.decode()
    assert "请按下面的“下载电话名单”" in page
    assert '<input type="hidden" name="reason" value="no_account">' in page


def test_each_office_reminds_on_its_own_day(
    city_unit, officer_city, county_unit, officer_county, reference
):
    """What one county did later takes nobody off the list of another."""
    taocheng = make_bureau("131102", city_unit)
    officer = make_officer("桃城王芳", taocheng)
    for name, region in (("甲", "131125"), ("乙", "131102"), ("丙", "131102")):
        organisation = EnterpriseOrganisationFactory.create(name=name)
        make_enterprises(1, organisation=organisation, name=name, region=region)
        make_person(name, organisation, "owner")
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    entries = task.entries.order_by("name")

    def list_reasons():
        found = get_unreached_for(actor=officer_city, task=task)
        return {one.entry.name: str(one.reason) for one in found.rows}

    assert list_reasons() == dict.fromkeys("甲乙丙", "not_reminded")
    with on_day("2024-10-20"):
        services.remind_missing(task=task, unit=county_unit, actor=officer_county)
    fill(entries.get(name="丙"), officer)
    with on_day("2024-10-22"):
        services.remind_missing(task=task, unit=taocheng, actor=officer)
    Message.objects.filter(key__startswith="remind:").update(is_waiting=False)

    assert list_reasons() == dict.fromkeys("甲乙", "no_address")


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
