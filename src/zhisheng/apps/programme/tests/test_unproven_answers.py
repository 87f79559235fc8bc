"""Who objected by a link reads the answer by it, and nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import TaskLink
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)

pytestmark = pytest.mark.django_db
WRONG, REASON = "人数是 12 人", "和三季度社保名册核对过，20 人没有错"


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵军", county_unit)


@pytest.fixture
def filled(county_unit, officer_county):
    make_enterprises(1, name="安平县无号丝网厂")
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    return reload(fill(task.entries.get(), officer_county))


@pytest.fixture
def phone(filled, officer_county):
    """Return what goes with a phone of one's own to what the link leads to."""
    return open_link(services.issue_link(entry=filled, actor=officer_county))


def open_link(issued):
    browser = Client()
    landing = browser.get(issued.address, follow=True)
    browser.post(landing.request["PATH_INFO"])
    address = reverse("programme:fill_by_link", args=[issued.link.code])

    def go(**said):
        sent = browser.post if said else browser.get
        return sent(address, said or None, follow=True).content.decode()

    return go


def settle(client, actor, entry):
    client.force_login(actor)
    dispute = selectors.find_dispute(reload(entry))
    address = reverse("programme:settle_dispute", args=[entry.task.code, entry.pk])
    sent = {"dispute": dispute.pk, "settlement": REASON}
    told = client.post(address, sent, follow=True)
    return [str(one) for one in told.context["messages"]]


def object_to(phone, entry):
    return phone(answer="wrong", comment=WRONG, submission=reload(entry).submission)


def test_the_objection_stands_on_the_page_until_it_is_answered(phone, filled):
    page = object_to(phone, filled)

    assert " 说有地方不对" in page
    assert WRONG in page
    assert "等安平县市场监督管理局答复。" in page
    assert "代您填了下面的内容。对吗？" not in page


def test_the_answer_stands_beside_it(phone, filled, colleague, client):
    object_to(phone, filled)

    told = settle(client, colleague, filled)
    page = phone()

    assert told == ["已答复。对方没有账号，收不到消息，再打开那条链接能看到答复。"]
    assert "答复了您" in page
    assert WRONG in page
    assert REASON in page
    assert "安平赵军" not in page
    assert "代您填了下面的内容。对吗？" not in page
    assert "看了答复没有问题的，请点“没有问题”" in page


def test_another_link_shows_neither(phone, filled, officer_county, colleague, client):
    object_to(phone, filled)
    settle(client, colleague, filled)

    page = open_link(services.issue_link(entry=filled, actor=officer_county))()

    assert "代您填了下面的内容。对吗？" in page
    assert WRONG not in page
    assert REASON not in page


def test_where_the_link_is_over_the_office_is_told_so(phone, filled, colleague, client):
    object_to(phone, filled)
    TaskLink.objects.update(ended_at=filled.submitted_at)

    told = settle(client, colleague, filled)

    assert told == ["已答复。对方没有账号，链接也失效了，请另外告诉对方。"]
