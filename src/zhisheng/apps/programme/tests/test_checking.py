"""Who was filled in for is asked, by message or by a link, and says whether it is right."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Dispatch, Message
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import LinkNotForTablesError
from zhisheng.apps.programme.models import EntryStep, TaskLink
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.reporting import (
    READ,
    check,
    fill,
    hand_in_on_time,
    make_enterprises,
    open_now,
    plan_task,
    reload,
    start_link,
)
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, contact_phone="13800000001")
    make_enterprises(1, contact_phone="13800000002")
    make_enterprises(1, contact_phone="0318-7000000")
    make_enterprises(1)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    Message.objects.all().delete()
    return task


@pytest.fixture
def entries(task):
    """Return the entries: with an account, with a mobile, with a telephone, with nothing."""
    return list(task.entries.order_by("pk"))


@pytest.fixture
def asked(entries, officer_county):
    """Fill in for the one with a mobile; return the address it was sent."""
    fill(entries[1], officer_county)
    (sent,) = Dispatch.objects.all()
    assert (sent.template, sent.address) == ("task_link", "13800000002")
    return sent.secret


@pytest.fixture
def phone(asked):
    """Open the link in a browser of its own."""
    browser = Client()
    browser.get("/" + asked.split("/", 3)[3])
    return browser


def link_of(name):
    return reverse(f"programme:{name}", args=[TaskLink.objects.get().code])


def read(answer):
    return answer.content.decode()


def test_without_an_account_one_is_asked_by_a_link_and_confirms(entries, phone, task):
    entry = entries[1]
    first = read(phone.get(link_of("link")))
    assert "请您看看对不对" in first
    assert "看填的内容" in first
    phone.post(link_of("link"))
    shown = read(phone.get(link_of("fill_by_link")))
    assert "3,200,000" in shown
    assert "代填，待本人核对" in shown
    assert 'name="employees"' not in shown

    answer = phone.post(
        link_of("fill_by_link"),
        {"answer": "right", "submission": reload(entry).submission},
    )

    assert answer.status_code == 302
    checked = reload(entry)
    assert checked.confirmed_at is not None
    assert (checked.state, checked.answers) == ("filled", READ)
    steps = EntryStep.objects.filter(entry=entry)
    assert [(step.act, step.comment) for step in steps] == [
        ("filled_for", ""),
        ("confirmed", ""),
    ]
    noted = AuditEntry.objects.get(action="programme.entry_confirmed")
    assert (noted.actor, noted.new["link"]) == (None, TaskLink.objects.get().code)
    after = read(phone.get(link_of("fill_by_link")))
    assert "代填，本人已核对" in after
    assert 'value="right"' not in after


def test_what_is_wrong_is_told_to_who_filled_it_in_once(
    entries, phone, officer_county, client
):
    entry = entries[1]
    phone.post(link_of("link"))

    for _ in range(2):
        wrong = {
            "answer": "wrong",
            "comment": "人数是 18",
            "submission": reload(entry).submission,
        }
        answer = phone.post(link_of("fill_by_link"), wrong)
    assert answer.status_code == 302

    assert reload(entry).confirmed_at is None
    assert [step.act for step in entry.steps.all()] == ["filled_for", "disputed"]
    told = Message.objects.get()
    assert (told.recipient, str(told)) == (
        officer_county,
        f"“{entry.name}”说您代填的“2024 年三季度进展”有地方不对，请核对。",
    )
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    page = read(client.get(told.link))
    assert "代填，本人说有地方不对" in page
    assert "人数是 18" in page


def test_right_is_said_of_the_answers_that_were_seen(
    entries, owner, county_unit, officer_county, client
):
    """An office that gets the entry back and fills in something else asks anew."""
    seen = fill(entries[0], officer_county)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("programme:confirm_entry", args=[seen.task.code, seen.pk])
    said = {"answer": "right", "submission": seen.submission}
    services.return_entry(
        entry=seen, unit=county_unit, remarks=[services.Remark("请改")],
        version=seen.version, actor=officer_county,
    )  # fmt: skip

    assert client.post(address, said).status_code == 409
    other = fill(reload(seen), officer_county, revenue="999万元")
    assert client.post(address, said).status_code == 409
    assert reload(seen).confirmed_at is None
    assert client.post(address, {"submission": other.submission}).status_code == 422
    assert reload(seen).confirmed_at is None
    client.post(address, said | {"submission": other.submission})
    assert reload(seen).confirmed_at is not None


def test_the_list_of_a_task_marks_what_was_filled_in_for_somebody(
    entries, owner, officer_county, client
):
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    address = reverse("programme:task", args=[entries[0].task.code]) + "?view=all"
    assert "填报方式" not in read(client.get(address))
    for entry in entries[:2]:
        fill(entry, officer_county)
    check(entries[0], owner)
    hand_in_on_time(entries[0].task)

    table = client.get(address).context["page"].table

    assert [column.label for column in table.columns[:3]] == [
        "填报对象", "进度", "填报方式",
    ]  # fmt: skip
    assert [str(getattr(row.cells[2], "text", "")) for row in table.rows] == [
        "代填，本人已核对", "代填，待本人核对", "", "",
    ]  # fmt: skip


def test_with_an_account_one_is_told_inside_and_gets_no_link(
    entries, owner, officer_county
):
    fill(entries[0], officer_county)

    assert [one.recipient for one in Message.objects.all()] == [owner]
    assert (Dispatch.objects.count(), TaskLink.objects.count()) == (0, 0)


@pytest.mark.parametrize("number", [2, 3])
def test_who_has_no_mobile_is_sent_nothing(entries, officer_county, number):
    fill(entries[number], officer_county)

    assert reload(entries[number]).is_filled_for
    assert (Dispatch.objects.count(), TaskLink.objects.count()) == (0, 0)


def test_a_link_confirms_its_own_entry_alone_and_only_once_started(
    entries, asked, officer_county
):
    other = fill(entries[2], officer_county)
    link = TaskLink.objects.get()
    with pytest.raises(ForbiddenError):
        check(entries[1], link)
    code, secret = asked.rstrip("/").split("/")[-2:]
    key = services.start_link(code=code, secret=secret)
    started = services.resume_link(code=code, key=key)

    with pytest.raises(ForbiddenError):
        check(other, started)
    assert reload(other).confirmed_at is None
    check(entries[1], started)
    assert reload(entries[1]).confirmed_at is not None


def test_filled_in_again_within_a_day_one_is_not_sent_another_text(
    entries, asked, county_unit, officer_county
):
    link = TaskLink.objects.get()
    noted = AuditEntry.objects.get(action="programme.entry_filled_for")
    assert noted.new["check_link"] == link.code
    entry = reload(entries[1])
    services.return_entry(
        entry=entry, unit=county_unit, remarks=[services.Remark("请改")],
        version=entry.version, actor=officer_county,
    )  # fmt: skip

    fill(reload(entry), officer_county)

    assert (Dispatch.objects.count(), TaskLink.objects.get()) == (1, link)
    # The link before still leads there.
    phone = Client()
    phone.get("/" + asked.split("/", 3)[3])
    phone.post(link_of("link"))
    assert "代填，待本人核对" in read(phone.get(link_of("fill_by_link")))

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        entry = reload(entry)
        services.return_entry(
            entry=entry, unit=county_unit, remarks=[services.Remark("请再改")],
            version=entry.version, actor=officer_county,
        )  # fmt: skip
        fill(reload(entry), officer_county)
    assert Dispatch.objects.count() == 2


def test_what_one_sent_by_a_link_oneself_is_not_asked_about(entries, officer_county):
    link = start_link(services.issue_link(entry=entries[1], actor=officer_county))
    link.address_masked = "138****0002"
    link.save()
    fill(entries[1], link)

    with pytest.raises(ForbiddenError):
        check(entries[1], link)
    assert not reload(entries[1]).needs_check
    assert Dispatch.objects.count() == 0


def test_returned_it_is_open_again_and_not_to_be_checked(
    entries, asked, county_unit, officer_county
):
    entry = reload(entries[1])
    services.return_entry(
        entry=entry, unit=county_unit, remarks=[services.Remark("请改")],
        version=entry.version, actor=officer_county,
    )  # fmt: skip
    assert not reload(entry).awaits_check
    issued = services.issue_link(entry=reload(entry), actor=officer_county)
    phone = Client()

    page = phone.get("/" + issued.address.split("/", 3)[3], follow=True)

    assert "开始填写" in read(page)


def test_tables_are_not_checked_by_a_link(county_unit, officer_county, task):
    table = open_now(
        plan_task(county_unit, officer_county, code="county-ledger"), officer_county
    )
    entry = table.entries.order_by("pk")[1]
    with pytest.raises(LinkNotForTablesError):
        services.issue_link(entry=entry, actor=officer_county)
    typed = {
        "name": "安平县示例甲丝网厂", "uscc": make_code(71),
        "willingness": "强", "potential": "大", "selected": "是",
    }  # fmt: skip
    services.add_row(entry=entry, typed=typed, version=0, actor=officer_county)
    filled = Filled(answers={"filled_by": "李红"}, version=1, is_sure=True)

    services.submit_entry(entry=reload(entry), filled=filled, actor=officer_county)

    assert reload(entry).is_filled_for
    assert Dispatch.objects.count() == 0
