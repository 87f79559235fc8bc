"""A text leads whom it reached on by a code: no number, no name, no password."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Dispatch, MobileCode
from zhisheng.apps.accounts.services.dispatching import deliver_messages
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.apps.accounts.tests.mobile import (
    ENTER,
    NUMBER,
    enter,
    is_signed_in,
    read_digits,
)
from zhisheng.kit.channels import LocalDelivery
from zhisheng.kit.jobs import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("local_texts")]
LEADS_TO = "/account/records/"
LONG_AGO = datetime(2024, 1, 5, tzinfo=UTC)


@pytest.fixture
def text(holder):
    return Dispatch.objects.create(
        recipient=holder, address=NUMBER, channel="text", template="todo",
        link=LEADS_TO, next_attempt_at=LONG_AGO, created_at=LONG_AGO,
    )  # fmt: skip


@pytest.fixture
def link(text):
    return reverse("accounts:text_link", args=[text.code])


def test_the_text_holds_the_short_link_and_not_what_it_leads_to(text, link, settings):
    with time_machine.travel(f"{timezone.localdate()}T11:00:00+08:00", tick=False):
        deliver_messages()
    sent = LocalDelivery.objects.get().text
    assert f"{settings.PUBLIC_URL}{link}" in sent
    assert LEADS_TO not in sent


def test_the_code_alone_leads_to_the_page(client, link, holder):
    shown = client.get(link)
    assert MobileCode.objects.count() == 0
    assert "获取验证码" in shown.content.decode()
    assert NUMBER not in shown.content.decode()
    assert client.post(link).url == ENTER
    run_pending()
    answer = enter(client, read_digits())
    assert answer.url == LEADS_TO
    assert client.session["_auth_user_id"] == str(holder.pk)
    assert client.get(link).url == LEADS_TO


def test_opened_again_it_waits_for_the_same_code(client, link):
    client.post(link)
    assert client.get(link).url == ENTER
    assert MobileCode.objects.count() == 1


def test_whoever_asks_too_often_is_told_and_nothing_is_sent(client, link):
    for _time in range(9):
        client.post(link)
        client.session.flush()
        client.cookies.clear()
    answer = client.post(link)
    assert answer.status_code == 429
    assert MobileCode.objects.filter(joined="").count() == 1
    assert MobileCode.objects.exclude(joined="").count() == 8
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "change",
    [{"channel": "mail"}, {"link": ""}, {"code": "D-OTHER"}],
)
def test_no_other_text_asks_for_a_code(client, link, text, change):
    Dispatch.objects.update(**change)
    for answer in (client.get(link), client.post(link)):
        assert answer.url == reverse("account_login")
    assert MobileCode.objects.count() == 0


def lose_proof(text):
    text.recipient.mobile_verified_at = None
    text.recipient.save()


def leave(text):
    text.recipient.is_active = False
    text.recipient.save()


def forget(text):
    Dispatch.objects.update(recipient=None)


@pytest.mark.parametrize("change", [lose_proof, leave, forget])
def test_who_gets_no_code_signs_in_otherwise_and_arrives(client, link, text, change):
    change(text)
    for answer in (client.get(link), client.post(link)):
        assert answer.url == LEADS_TO
    assert MobileCode.objects.count() == 0
    asked = client.get(LEADS_TO)
    assert asked.url == f"{reverse('account_login')}?next={LEADS_TO}"


def test_who_signed_in_is_led_on_whatever_became_of_the_number(client, link, text):
    client.force_login(text.recipient)
    assert client.get(link).url == LEADS_TO
    lose_proof(text)
    assert client.get(link).url == LEADS_TO
    client.force_login(UserFactory())
    assert client.get(link).url == LEADS_TO
    assert client.get(reverse("accounts:text_link", args=["D-NONE"])).url == reverse(
        "account_login"
    )


def test_who_prefers_a_password_arrives_too(client, link):
    login = reverse("account_login")
    assert f'href="{login}?next={LEADS_TO}"' in client.get(link).content.decode()
