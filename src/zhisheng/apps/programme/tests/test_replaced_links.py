"""What is sent by a link that was replaced is given back; who checks reads who filled in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import LinkOverError, LinkReplacedError
from zhisheng.apps.programme.models import EntryStep, TaskLink
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)

pytestmark = pytest.mark.django_db
REPLACED = (
    "发链接的单位又给出了一条新链接，这一条不能再用。"
    "请用新的那一条；没有收到的，请找发链接的单位要。"
)


@pytest.fixture
def entry(city_unit, county_unit, officer_city):
    make_enterprises(1, name="安平县无号丝网厂")
    return open_now(plan_task(city_unit, officer_city), officer_city).entries.get()


@pytest.fixture
def issued(entry, officer_county):
    return services.issue_link(entry=entry, actor=officer_county)


@pytest.fixture
def phone(issued):
    """Return a browser that started with the link, and has kept one answer."""
    phone = start(issued)
    phone.post(
        fill_address(issued), {"revenue": "320万元", "version": "0", "go": "keep"}
    )
    return phone


def start(issued):
    phone = Client()
    landing = phone.get(issued.address, follow=True)
    phone.post(landing.request["PATH_INFO"])
    return phone


def fill_address(issued):
    return reverse("programme:fill_by_link", args=[issued.link.code])


def send(phone, issued, **sent):
    return phone.post(fill_address(issued), {"version": "0", **sent})


def replace(entry, actor):
    return services.issue_link(entry=entry, actor=actor)


def test_what_is_submitted_by_a_replaced_link_is_given_back(
    phone, issued, entry, officer_county
):
    replace(entry, officer_county)
    before = reload(entry)

    told = send(phone, issued, **GOOD, **{"seen-revenue": GOOD["revenue"]}, go="submit")

    assert told.status_code == 409
    page = told.context["page"]
    assert (page.title, page.text) == ("这条链接已经换成新的", REPLACED)
    # What was kept before is not given back, only what was just typed.
    assert page.kept == "季末从业人员（人）：20\n不合格品率（%）：2.5"
    assert "您写的没有发出，可以复制：" in told.content.decode()
    now = reload(entry)
    assert (now.answers, now.version) == (before.answers, before.version)
    assert not EntryStep.objects.filter(entry=entry).exists()


def test_what_is_kept_by_a_replaced_link_is_refused_with_the_reason(
    phone, issued, entry, officer_county
):
    replace(entry, officer_county)

    told = send(phone, issued, employees="99", go="keep")

    assert told.status_code == 409
    assert "<div data-refusal>" in told.content.decode()
    assert REPLACED in told.content.decode()
    assert "employees" not in reload(entry).answers


def test_an_objection_by_a_replaced_link_is_given_back(entry, officer_county):
    fill(entry, officer_county)
    issued = services.issue_link(entry=reload(entry), actor=officer_county)
    phone = start(issued)
    replace(reload(entry), officer_county)

    told = send(phone, issued, answer="wrong", comment="人数是 12 人")

    assert told.status_code == 409
    assert told.context["page"].kept == "人数是 12 人"
    assert not reload(entry).is_disputed


def test_opened_again_nothing_is_given_back(phone, issued, entry, officer_county):
    replace(entry, officer_county)

    told = phone.get(fill_address(issued))

    assert (told.status_code, told.context["page"].kept) == (409, "")
    # There the browser finds what it has kept itself; see unsent.js.
    assert f'data-unsent="{issued.link.code}"' in told.content.decode()


def test_too_old_is_told_apart_from_replaced(issued, entry, officer_county):
    named = {"code": issued.link.code, "secret": issued.address.split("/")[-2]}
    replace(entry, officer_county)
    with pytest.raises(LinkReplacedError):
        services.open_link(**named)

    TaskLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(LinkOverError) as refused:
        services.open_link(**named)
    assert type(refused.value) is LinkOverError


def test_a_link_to_check_names_the_office_that_filled_in(entry, officer_county):
    fill(entry, officer_county)
    issued = services.issue_link(entry=reload(entry), actor=officer_county)

    landing = Client().get(issued.address, follow=True).content.decode()

    told = f"安平县市场监督管理局代 {entry.name} 填了这张表，请您看看对不对"
    assert told in landing
    assert "衡水市市场监督管理局代" not in landing


def test_a_link_to_check_opened_elsewhere_says_where_to_check(entry, officer_county):
    fill(entry, officer_county)
    issued = services.issue_link(entry=reload(entry), actor=officer_county)
    start(issued)

    told = Client().get(issued.address, follow=True)

    assert told.status_code == 409
    page = told.context["page"]
    assert page.title == "这条链接已经打开过"
    assert page.text == (
        "这条核对链接已经在别的手机或浏览器上打开过，看填的内容、说对不对，都在那里。"
        "要在这里核对的，请让给链接的单位再给一条。"
    )


def press(client, actor, entry, **sent):
    client.force_login(actor)
    address = reverse("programme:issue_link", args=[entry.task.code, entry.pk])
    return client.post(address, sent)


def test_an_office_is_asked_before_a_link_in_use_is_over(
    client, phone, issued, entry, officer_county
):
    asked = press(client, officer_county, entry)

    page = asked.content.decode()
    assert asked.status_code == 422
    assert "对方已经开始填写（" in page
    assert "换新链接后旧的作废" in page
    assert '<input type="hidden" name="sure" value="1">' in page
    assert TaskLink.objects.get().ended_at is None
    assert phone.get(fill_address(issued)).status_code == 200

    given = press(client, officer_county, entry, sure="1")

    assert given.status_code == 200
    assert list(TaskLink.objects.filter(ended_at=None)) == [
        TaskLink.objects.exclude(pk=issued.link.pk).get()
    ]
    assert phone.get(fill_address(issued)).status_code == 409


def test_nothing_is_asked_of_a_link_nobody_opened_or_that_is_too_old(
    client, issued, entry, officer_county
):
    assert press(client, officer_county, entry).status_code == 200
    newer = TaskLink.objects.get(ended_at=None)
    TaskLink.objects.filter(pk=newer.pk).update(
        opened_at=timezone.now(), expires_at=timezone.now()
    )

    assert press(client, officer_county, entry).status_code == 200
    assert TaskLink.objects.count() == 3


def test_who_may_give_no_link_is_not_told_of_one_in_use(
    client, phone, entry, officer_county, owner
):
    assert press(client, owner, entry).status_code == 404
    assert TaskLink.objects.filter(ended_at=None).count() == 1


def test_an_office_is_asked_before_a_link_to_check_in_use_is_over(
    client, entry, officer_county
):
    fill(entry, officer_county)
    issued = services.issue_link(entry=reload(entry), actor=officer_county)
    start(issued)

    asked = press(client, officer_county, entry)

    assert asked.status_code == 422
    assert "对方已经打开现在的核对链接（" in asked.content.decode()
    assert TaskLink.objects.get().ended_at is None
    assert press(client, officer_county, entry, sure="1").status_code == 200
    assert TaskLink.objects.exclude(ended_at=None).get() == issued.link
