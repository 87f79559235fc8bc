"""Those with a number are told apart, and those that moved away are told as such."""

import pytest
from django.core import mail
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.conftest import make_bureau
from zhisheng.apps.programme.selectors.moved import Moved, map_moved
from zhisheng.apps.programme.selectors.unreached import get_unreached_for
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.apps.programme.tests.test_unreached import ask_sheet, read_sheet
from zhisheng.apps.registry.models import Enterprise

pytestmark = pytest.mark.django_db
WECHAT = {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0.47"}
AWAY = "已迁到河北省衡水市桃城区，联系方式请问桃城区市场监督管理局"


@pytest.fixture
def task(city_unit, county_unit, officer_county, reference):
    """Ask three enterprises without an account; two left a number, one has moved."""
    make_bureau("131102", city_unit)
    for name, phone in (("有号", "13900001234"), ("无号", ""), ("迁走", "13900005678")):
        make_enterprises(1, name=name, contact_name="王强", contact_phone=phone)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    Enterprise.unscoped.filter(name="迁走").update(region_id="131102")
    return task


def show(client, task, **asked):
    return client.get(reverse("programme:unreached", args=[task.code]), asked)


def list_names(found):
    return [one.entry.name for one in found.rows]


@pytest.mark.parametrize(
    ("phone", "names"),
    [
        ("with", ["有号"]),
        ("without", ["迁走", "无号"]),
        ("", ["迁走", "无号", "有号"]),
        ("odd", ["迁走", "无号", "有号"]),
    ],
)
def test_the_list_is_narrowed_to_those_with_a_number(
    task, officer_county, phone, names
):
    found = get_unreached_for(actor=officer_county, task=task, phone=phone)

    assert list_names(found) == names
    assert (found.shown, found.with_number) == (3, 1)


def test_the_city_that_still_governs_sees_both_numbers(task, officer_city):
    found = get_unreached_for(actor=officer_city, task=task, phone="with")

    assert list_names(found) == ["迁走", "有号"]


def test_the_page_offers_both_and_keeps_the_choice(client, task, officer_county):
    client.force_login(officer_county)

    page = show(client, task, reason="no_account", phone="with").content.decode()

    address = reverse("programme:unreached", args=[task.code])
    for phone, label, number in (
        ("with", "有号码的", 1),
        ("without", "没有号码的", 2),
    ):
        assert f'href="{address}?reason=no_account&amp;phone={phone}"' in page
        assert f'{label} <span class="quiet">{number}</span>' in page
    assert '<input type="hidden" name="phone" value="with">' in page
    answer = ask_sheet(client.post, task, reason="no_account", phone="with")
    assert [row[0] for row in read_sheet(answer)] == ["填报对象", "有号"]


def test_where_all_or_none_have_a_number_nothing_is_offered(
    client, task, officer_county
):
    Enterprise.unscoped.filter(name="有号").update(contact_phone="")
    client.force_login(officer_county)

    assert show(client, task).context["page"].phone_tabs == ()
    # Chosen by its address, the way back is there.
    tabs = show(client, task, phone="with").context["page"].phone_tabs
    assert [(one.label, one.count) for one in tabs] == [
        ("不限", 3),
        ("有号码的", 0),
        ("没有号码的", 3),
    ]


def test_who_moved_away_is_told_with_the_office_to_ask(client, task, officer_county):
    client.force_login(officer_county)

    lines = {one.name: one for one in show(client, task).context["page"].lines}

    assert (lines["迁走"].phone, lines["迁走"].person) == ("", "")
    assert (lines["迁走"].moved, lines["迁走"].office) == (AWAY, "桃城区市场监督管理局")
    assert (lines["无号"].moved, lines["无号"].office) == ("", "安平县市场监督管理局")
    page = show(client, task).content.decode()
    assert (page.count(AWAY), page.count("没有登记联系电话")) == (1, 1)
    sheet = read_sheet(ask_sheet(client.post, task))
    assert sheet[1][:3] == ("迁走", "", AWAY)
    assert sheet[1][4] == "桃城区市场监督管理局"


def test_the_entry_of_who_moved_away_says_so(client, task, officer_county, owner):
    client.force_login(officer_county)

    def read(name):
        entry = task.entries.get(name=name)
        address = reverse("programme:entry", args=[task.code, entry.pk])
        return client.get(address).content.decode()

    assert f"这家企业换了管辖单位</strong>\n    <p>{AWAY}" in read("迁走")
    assert "这家企业换了管辖单位" not in read("无号")


def test_where_there_is_no_office_the_local_one_is_named(task, county_unit):
    Enterprise.unscoped.filter(name="迁走").update(region_id="330502")
    moved = Enterprise.unscoped.get(name="迁走")

    assert map_moved(county_unit, [moved.pk]) == {
        moved.pk: Moved("浙江省湖州市吴兴区", "")
    }


def test_many_that_moved_to_one_place_ask_no_more(
    task, county_unit, django_assert_num_queries
):
    ids = list(Enterprise.unscoped.values_list("pk", flat=True))
    Enterprise.unscoped.update(region_id="131102")

    with django_assert_num_queries(2):
        moved = map_moved(county_unit, ids)

    assert len(moved) == 3


def test_the_link_sent_from_wechat_keeps_what_was_chosen(client, task, officer_county):
    client.force_login(officer_county)
    wanted = {"reason": "no_account", "phone": "with"}
    answer = client.post(
        reverse("programme:unreached_sheet", args=[task.code]), wanted, headers=WECHAT
    )
    path = client.get(answer.url).context["path"]

    client.post(reverse("accounts:file_link"), {"path": path})

    (told,) = Message.objects.filter(recipient=officer_county, link__contains="sheet")
    assert told.link.endswith("?reason=no_account&phone=with")
    page = client.get(told.link, follow=True).context["page"]
    assert (page.reason, page.phone) == ("no_account", "with")
    assert mail.outbox == []
