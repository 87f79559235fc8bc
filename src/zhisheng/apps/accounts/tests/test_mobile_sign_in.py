"""Signing in with six digits that a text message brings."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import Dispatch, MobileCode, User
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.apps.accounts.tests.mobile import (
    ASK,
    ENTER,
    NUMBER,
    UNKNOWN,
    ask,
    differ,
    enter,
    is_signed_in,
    read_digits,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.channels import LocalDelivery
from zhisheng.kit.jobs import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("local_texts")]
REFUSED = "验证码不对，或已经用过、过期。"
LOGIN = "/sign-in/login/"


def test_the_right_digits_let_in_and_are_on_record(client, holder):
    assert ask(client).url == ENTER
    digits = read_digits()

    answer = enter(client, digits)

    assert answer.url == reverse("desk:home")
    assert client.session["_auth_user_id"] == str(holder.pk)
    entry = AuditEntry.objects.get(action="accounts.sign_in_code_taken")
    assert (entry.actor, entry.subject_code) == (holder, holder.code)
    assert Dispatch.objects.get().secret == ""


def test_the_digits_are_kept_as_a_digest_alone(client, holder):
    ask(client)
    digits = read_digits()

    asked = MobileCode.objects.get()
    assert len(asked.digest) == 64
    assert digits not in repr(vars(asked))
    kept = " ".join(map(repr, AuditEntry.objects.values("new", "old", "subject_code")))
    assert digits not in kept
    assert asked.code not in kept
    assert NUMBER not in kept


def test_the_wanted_page_comes_after_signing_in(client, holder):
    ask(client, next="/account/inbox/")

    assert enter(client, read_digits()).url == "/account/inbox/"


@pytest.mark.parametrize("wanted", ["https://example.com/", "//example.com"])
def test_a_page_elsewhere_does_not(client, holder, wanted):
    ask(client, next=wanted)

    assert enter(client, read_digits()).url == reverse("desk:home")


def test_digits_as_people_type_them(client, holder):
    ask(client, mobile="+86 138-0000 ０００１")
    digits = read_digits()

    enter(client, f" {digits[:3]} {digits[3:]} ")

    assert is_signed_in(client)


def test_digits_are_used_up(client, holder):
    ask(client)
    digits = read_digits()
    asked = MobileCode.objects.get()
    enter(client, digits)
    client.logout()
    replay(client, asked)

    assert REFUSED in enter(client, digits).content.decode()
    assert not is_signed_in(client)


def replay(client, asked):
    session = client.session
    session["accounts.sign_in_code"] = [asked.code, ""]
    session.save()


def test_digits_last_five_minutes(client, holder):
    with time_machine.travel("2026-03-02T10:00+08:00", tick=False) as clock:
        ask(client)
        digits = read_digits()
        clock.shift(timedelta(minutes=5))

        assert REFUSED in enter(client, digits).content.decode()
        assert not is_signed_in(client)


def test_a_browser_that_did_not_ask_is_led_to_ask(client, holder):
    ask(client)
    digits = read_digits()
    other = Client()

    assert enter(other, digits).url == ASK
    assert not is_signed_in(other)


def test_five_wrong_tries_lock_out_as_wrong_passwords_do(client, holder):
    ask(client)
    digits = read_digits()

    statuses = [enter(client, differ(digits)).status_code for _try in range(5)]
    refused = AuditEntry.objects.filter(action="accounts.mobile_code_refused")
    assert [one.new["tries"] for one in refused.order_by("pk")] == [1, 2, 3, 4, 5]
    page = enter(client, digits)

    assert statuses == [422, 422, 422, 422, 429]
    assert (page.status_code, is_signed_in(client)) == (429, False)
    assert "请过一会儿再登录" in page.content.decode()
    assert "填最新一条短信里的6位数字" in page.content.decode()
    assert "登录名和密码的大小写" not in page.content.decode()
    holder.set_password("Wire-mesh-1971")
    holder.save()
    locked = client.post(LOGIN, {"login": "wangqiang", "password": "Wire-mesh-1971"})
    assert (locked.status_code, is_signed_in(client)) == (429, False)
    # The password was right: it was codes that closed this door.
    assert "短信验证码连续多次没有填对。" in locked.content.decode()
    assert "登录名和密码的大小写" not in locked.content.decode()


def test_wrong_passwords_close_this_door_too(client, holder):
    for _try in range(5):
        client.post(LOGIN, {"login": "wangqiang", "password": "wrong"})
    ask(client)
    locked = enter(client, read_digits())

    assert (locked.status_code, is_signed_in(client)) == (429, False)
    assert "密码连续多次没有填对。" in locked.content.decode()
    assert "短信里的6位数字" not in locked.content.decode()


def test_wrong_passwords_and_wrong_codes_add_up(client, holder):
    for _try in range(3):
        client.post(LOGIN, {"login": "wangqiang", "password": "wrong"})
    ask(client)
    digits = read_digits()
    # Another browser, so that each way of signing in keeps its own tries.
    client.defaults["HTTP_USER_AGENT"] = "another browser"
    answers = [enter(client, differ(digits)) for _try in range(2)]

    assert [one.status_code for one in answers] == [422, 429]
    told = answers[-1].content.decode()
    assert "密码和短信验证码合起来连续多次没有填对。" in told


def test_the_sixth_try_fails_even_without_a_lock_out(client, holder):
    ask(client)
    digits = read_digits()
    for _try in range(5):
        enter(client, differ(digits))
    AccessAttempt.objects.all().delete()

    assert REFUSED in enter(client, digits).content.decode()
    assert MobileCode.objects.get().tries == 5


def test_signing_in_forgets_the_failures(client, holder):
    ask(client)
    digits = read_digits()
    for _try in range(4):
        enter(client, differ(digits))

    assert enter(client, digits).status_code == 302
    assert AccessAttempt.objects.count() == 0


def test_known_and_unknown_numbers_are_answered_alike(holder):
    ask(Client(), "13800000003")  # the count of the address begins
    known, unknown = observe(NUMBER), observe(UNKNOWN)

    assert known == unknown
    assert known["statuses"] == [302, 200, 422, 422, 422, 422, 429, 429]
    assert Dispatch.objects.count() == 1


def observe(mobile):
    """Return what a browser meets: answers, pages, how many statements each took."""
    client, statuses, pages, statements = Client(), [], [], []
    for step in (
        lambda: ask(client, mobile),
        lambda: client.get(ENTER),
        *[lambda: enter(client, "000000x")] * 6,
    ):
        with CaptureQueriesContext(connection) as queries:
            answer = step()
        run_pending()
        statements.append(len(queries))
        statuses.append(answer.status_code)
        lines = answer.content.decode().splitlines()
        pages.append([line for line in lines if "csrf" not in line.lower()])
    return {"statuses": statuses, "pages": pages, "statements": statements}


@pytest.mark.parametrize(
    "changes",
    [{"mobile_verified_at": None}, {"is_active": False}, {"is_machine": True},
     {"username": "demo-owner"}],
)  # fmt: skip
def test_a_text_goes_only_to_who_verified_the_number_and_may_sign_in(
    client, holder, changes
):
    User.objects.filter(pk=holder.pk).update(**changes)

    assert ask(client).url == ENTER
    assert read_digits() == ""
    assert Dispatch.objects.count() == 0


@pytest.mark.parametrize(
    "mobile", ["", "1380000000", "23800000001", "一三八", "1" * 30]
)
def test_what_is_no_mobile_number_is_asked_again(client, mobile):
    answer = ask(client, mobile)

    assert answer.status_code == 422
    assert MobileCode.objects.count() == 0


def test_a_number_gets_one_text_a_minute_five_an_hour_ten_a_day(client, holder):
    sent, elsewhere = [], {"REMOTE_ADDR": "203.0.113.9"}
    with time_machine.travel("2026-03-02T08:00+08:00", tick=False) as clock:
        for _hour in range(3):
            for minute in range(6):
                more = elsewhere if minute % 2 else {}
                answer = client.post(ASK, {"mobile": NUMBER}, **more)
                sent.append(answer.status_code == 302)
                read_digits()
                clock.shift(timedelta(minutes=1))
            clock.shift(timedelta(minutes=54))

    assert [sent[:6].count(True), sent[6:12].count(True), sent[12:].count(True)] == [
        5,
        5,
        0,
    ]
    assert LocalDelivery.objects.count() == 10


def test_one_address_does_not_use_up_the_texts_of_a_number(client, holder):
    with time_machine.travel("2026-03-02T08:00+08:00", tick=False) as clock:
        statuses = []
        for _minute in range(6):
            statuses.append(ask(client).status_code)
            clock.shift(timedelta(minutes=1))
        owner = Client(REMOTE_ADDR="203.0.113.9")

        assert statuses == [302, 302, 302, 302, 422, 422]
        assert ask(owner).url == ENTER
        assert enter(owner, read_digits()).status_code == 302


def test_an_address_asks_for_sixty_numbers_an_hour(client):
    statuses = [ask(client, f"138{one:08d}").status_code for one in range(61)]

    assert statuses == [302] * 60 + [422]


def test_the_second_factor_is_still_asked_for(client, holder):
    TOTP.activate(holder, generate_totp_secret())
    ask(client)

    answer = enter(client, read_digits())

    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_an_administrator_does_not_come_in_by_a_text_alone(client, administrator):
    hold(administrator)
    ask(client)

    answer = enter(client, read_digits())

    assert answer.status_code == 403
    assert "平台管理员不能只凭短信验证码登录" in answer.content.decode()
    assert not is_signed_in(client)
    TOTP.activate(administrator, generate_totp_secret())
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        ask(client)
        assert enter(client, read_digits()).url == reverse("mfa_authenticate")


def hold(person, number=NUMBER):
    person.mobile = number
    person.save()
    person.refresh_from_db()
    example = UserFactory.build(mobile=number)
    person.mobile_index = example.mobile_index
    person.mobile_verified_at = timezone.now()
    person.save()


def test_the_job_sends_once_however_often_it_runs(client, holder):
    ask(client)
    digits = read_digits()
    services.send_mobile_code(code=MobileCode.objects.get().code)
    run_pending()

    assert LocalDelivery.objects.count() == 1
    assert enter(client, digits).status_code == 302


def test_the_code_page_without_a_request_leads_back(client):
    assert client.get(ENTER).url == ASK


def test_old_requests_are_forgotten_after_a_day(client, holder):
    with time_machine.travel("2026-03-02T10:00+08:00", tick=False) as clock:
        ask(client)
        clock.shift(timedelta(days=1))
        assert services.forget_mobile_codes() == 0
        clock.shift(timedelta(minutes=6))
        assert services.forget_mobile_codes() == 1


@pytest.mark.parametrize(
    ("is_debug", "is_demo", "adapter", "is_shown"),
    [
        (True, False, "local", True),
        (False, True, "local", True),
        (False, False, "local", False),
        (True, True, "gateway", False),
    ],
)
def test_the_digits_are_shown_and_logged_only_where_no_text_leaves(
    client, holder, settings, caplog, is_debug, is_demo, adapter, is_shown
):
    settings.DEBUG, settings.DEMO = is_debug, is_demo
    ask(client)
    digits = read_digits()
    settings.CHANNELS = {"text": {"adapter": adapter}}

    page = client.get(ENTER).content.decode()
    status = client.get(reverse("accounts:received_text")).status_code

    assert (digits in page) is is_shown
    assert status == (200 if is_shown else 404)
    assert (digits in caplog.text) is (is_debug or is_demo)


def test_the_sign_in_page_offers_the_mobile_first(client):
    page = client.get(f"{LOGIN}?next=/account/inbox/").content.decode()

    order = [
        page.index(f'id="{one}"')
        for one in ("by-mobile", "by-password", "passkey_login")
    ]
    assert order == sorted(order)
    assert f'action="{ASK}"' in page
    assert page.count('name="next" value="/account/inbox/"') == 2
