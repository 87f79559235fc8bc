"""Where nobody can be asked whether what was filled in is right, the office says so."""

import pytest
from django.test import Client
from django.urls import reverse

from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import (
    EntryDisputedError,
    EntryLockedError,
    UnaskedFinalError,
)
from zhisheng.apps.programme.models import EntryStep, TaskLink
from zhisheng.apps.programme.selectors.checks import Held
from zhisheng.apps.programme.selectors.papers import FILLER, Paper, iterate_lines
from zhisheng.apps.programme.selectors.reporting import count_held
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    fill,
    hand_in_on_time,
    make_enterprises,
    open_now,
    plan_task,
    reload,
    start_link,
)

pytestmark = pytest.mark.django_db
WHY = "11月27日打电话问过厂长本人，数据无误"
SAID_RIGHT = "代填，凭交出的链接核对过，未核实是谁核对的"


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵军", county_unit)


@pytest.fixture
def entry(county_unit, officer_county):
    make_enterprises(1, name="安平县无号丝网厂")
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    return task.entries.get()


@pytest.fixture
def filled(entry, officer_county):
    fill(entry, officer_county)
    hand_in_on_time(entry.task)
    return reload(entry)


def open_entry(client, actor, entry):
    client.force_login(actor)
    address = reverse("programme:entry", args=[entry.task.code, entry.pk])
    return client.get(address).content.decode()


def issue(client, actor, entry):
    client.force_login(actor)
    address = reverse("programme:issue_link", args=[entry.task.code, entry.pk])
    return client.post(address)


def open_link(address):
    """Go with a phone of one's own from the address to what is behind it."""
    phone = Client()
    landing = phone.get(address, follow=True)
    shown = phone.post(landing.request["PATH_INFO"], follow=True)
    return phone, landing.content.decode(), shown


def answer(phone, shown, **said):
    submission = shown.context["page"].entry.submission
    told = phone.post(
        shown.request["PATH_INFO"], {"submission": submission, **said}, follow=True
    )
    return told.content.decode()


def pass_one(entry, actor, comment=""):
    now = reload(entry)
    services.pass_entry(
        entry=now, unit=now.task.unit, version=now.version, comment=comment, actor=actor
    )


def test_before_it_is_filled_in_the_page_says_that_nobody_can_be_asked(
    entry, officer_county, client
):
    page = open_entry(client, officer_county, entry)
    assert "没有人能收到核对的通知" in page
    assert "并请对方核对" not in page

    address = reverse("programme:entry", args=[entry.task.code, entry.pk])
    told = client.post(
        address, GOOD | {"version": "0", "go": "submit", "is_sure": "on"}, follow=True
    )

    assert [str(one) for one in told.context["messages"]] == [
        f"已代“{entry.name}”提交。对方没有账号，也没有登记手机，没有人能收到核对的通知。"
        "在这份材料的页面上可以拿核对链接，当面交给对方。"
        f' <a href="{address}">打开这份材料</a>'
    ]
    assert f'<a href="{address}">打开这份材料</a>' in told.content.decode()


def hand_in(client, actor, entry):
    client.force_login(actor)
    told = client.post(
        reverse("programme:entry", args=[entry.task.code, entry.pk]),
        GOOD | {"version": "0", "go": "submit", "is_sure": "on"},
        follow=True,
    )
    return [str(one) for one in told.context["messages"]]


def test_a_telephone_that_takes_no_texts_is_told_apart(entry, officer_county, client):
    entry.enterprise.contact_phone = "0318-7520000"
    entry.enterprise.save()

    address = reverse("programme:entry", args=[entry.task.code, entry.pk])
    assert hand_in(client, officer_county, entry) == [
        f"已代“{entry.name}”提交。对方没有账号，登记的电话收不到短信，"
        "没有人能收到核对的通知。在这份材料的页面上可以拿核对链接，当面交给对方。"
        f' <a href="{address}">打开这份材料</a>'
    ]
    assert "给对方一条核对链接" in open_entry(client, officer_county, reload(entry))


def test_to_a_unit_no_link_is_promised(city_unit, officer_city, county_unit, client):
    task = open_now(
        plan_task(city_unit, officer_city, audience="units", level="county"),
        officer_city,
    )
    entry = task.entries.get()

    assert hand_in(client, officer_city, entry) == [
        f"已代“{entry.name}”提交。对方没有账号，没有人能收到核对的通知。"
        "定稿前要打电话核实，并写明怎么核实的。"
    ]
    page = open_entry(client, officer_city, reload(entry))
    assert "给对方一条核对链接" not in page


def test_who_has_an_account_is_asked(
    county_unit, officer_county, owner_organisation, owner, client
):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    entry = task.entries.get()

    assert hand_in(client, officer_county, entry) == [
        f"已代“{entry.name}”提交，会请对方核对。"
    ]


def test_who_can_be_asked_is_announced_as_ever(
    county_unit, officer_county, owner_organisation, owner, client
):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)

    page = open_entry(client, officer_county, task.entries.get())

    assert "提交后会标明“代填”，并请对方核对。" in page
    assert "没有人能收到" not in page


def test_it_is_held_until_somebody_says_how_it_was_verified(filled, colleague, client):
    assert count_held(filled.task, filled.task.unit) == Held(unasked=1)
    page = open_entry(client, colleague, filled)
    assert "代填，未经本人核对" in page
    assert "无法通知本人，核实后定稿" in page
    assert "怎么核实的，和谁核实的" in page

    with pytest.raises(UnaskedFinalError):
        pass_one(filled, colleague)
    refused = client.post(
        reverse("programme:pass_entry", args=[filled.task.code, filled.pk]),
        {"version": filled.version, "reason": " "},
    )
    assert refused.status_code == 422
    assert not reload(filled).is_final

    pass_one(filled, colleague, comment=WHY)
    assert reload(filled).is_final


def test_a_link_to_check_is_handed_over_and_leads_to_what_was_filled_in(
    filled, officer_county, client
):
    assert "给对方一条核对链接" in open_entry(client, officer_county, filled)

    issued = issue(client, officer_county, filled)
    assert "核对链接" in issued.content.decode()
    _phone, landing, shown = open_link(issued.context["issued"].address)

    assert "看填的内容" in landing
    page = shown.content.decode()
    assert "代您填了下面的内容。对吗？" in page
    assert "注明没有核实是谁答的" in page


def test_a_check_by_it_is_on_record_as_such_and_releases_nothing(
    filled, officer_county, colleague, client
):
    issued = issue(client, officer_county, filled)
    phone, _landing, shown = open_link(issued.context["issued"].address)

    told = answer(phone, shown, answer="right")

    assert "已经答复：没有问题" in told
    now = reload(filled)
    assert (now.is_said_right, now.confirmed_at, now.awaits_check) == (True, None, True)
    assert count_held(filled.task, filled.task.unit) == Held(unasked=1)
    page = open_entry(client, colleague, filled)
    assert SAID_RIGHT in page
    assert "凭链接，链接由安平刘丽交出，没有核实是谁答的" in page
    pass_one(filled, colleague, comment=WHY)
    (line,) = iterate_lines(Paper(filled.task, unit=filled.task.unit))
    assert line[FILLER] == SAID_RIGHT
    # The final step still says that they themselves have not checked it.
    assert "通过，未经本人核对" in open_entry(client, colleague, filled)


def test_an_objection_by_it_is_heard(filled, officer_county, colleague, client):
    issued = issue(client, officer_county, filled)
    phone, _landing, shown = open_link(issued.context["issued"].address)
    answer(phone, shown, answer="right")

    told = answer(phone, shown, answer="wrong", comment="人数是 12 人")

    assert "收回异议，没有问题" in told
    now = reload(filled)
    assert (now.is_said_right, now.is_disputed) == (False, True)
    with pytest.raises(EntryDisputedError):
        pass_one(filled, colleague, comment=WHY)


def test_the_same_word_again_changes_nothing(filled, officer_county, client):
    issued = issue(client, officer_county, filled)
    phone, _landing, shown = open_link(issued.context["issued"].address)
    for _time in range(2):
        answer(phone, shown, answer="right")
    assert EntryStep.objects.filter(entry=filled, act="confirmed").count() == 1


def test_their_own_word_after_it_counts(
    filled, officer_county, owner_organisation, owner
):
    issued = services.issue_link(entry=filled, actor=officer_county)
    link = start_link(issued)
    say = {"entry": filled, "submission": filled.submission, "is_right": True}
    services.confirm_entry(**say, actor=link)
    filled.enterprise.organisation = owner_organisation
    filled.enterprise.save()

    services.confirm_entry(**say, actor=owner)

    assert reload(filled).confirmed_at is not None
    assert count_held(filled.task, filled.task.unit) == Held()


def test_no_such_link_where_its_own_people_were_asked(
    county_unit, officer_county, owner_organisation, owner, client
):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    entry = fill(task.entries.get(), officer_county)

    assert "给对方一条核对链接" not in open_entry(client, officer_county, entry)
    with pytest.raises(EntryLockedError):
        services.issue_link(entry=reload(entry), actor=officer_county)
    assert not TaskLink.objects.exists()


def test_once_it_is_returned_the_link_is_to_mend_it(
    filled, county_unit, colleague, officer_county, client
):
    issued = issue(client, officer_county, filled)
    phone, _landing, shown = open_link(issued.context["issued"].address)
    services.return_entry(
        entry=filled, unit=county_unit, remarks=[services.Remark("人数再核对")],
        version=reload(filled).version, actor=colleague,
    )  # fmt: skip

    late = answer(phone, shown, answer="right")

    assert "您看的时候，代填的内容被退回或改过了" in late
    assert not reload(filled).is_said_right


def test_who_cannot_be_told_that_it_was_returned_needs_a_new_link(
    filled, colleague, client
):
    client.force_login(colleague)
    address = reverse("programme:return_entry", args=[filled.task.code, filled.pk])

    told = client.post(
        address, {"version": filled.version, "text": "人数再核对"}, follow=True
    )

    assert reload(filled).is_returned
    assert [str(one) for one in told.context["messages"]] == [
        "已退回。对方没有账号，收不到消息；要请对方改，"
        "请在这份材料的页面上再给一条填报链接。"
    ]
