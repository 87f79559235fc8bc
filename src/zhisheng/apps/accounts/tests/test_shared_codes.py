"""A stranger who asks for codes of somebody's number keeps its holder out of nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Dispatch, MobileCode
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.apps.accounts.tests.mobile import (
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
TOLD = "刚才已发过一次，请用那一条；没有收到或已经用过的，一分钟后再要一条。"
USED_UP = "这个号码今天试验证码的次数已经用完"


@pytest.fixture
def stranger():
    return Client(REMOTE_ADDR="203.0.113.66")


def in_a_minute():
    return time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False)


def test_the_text_a_stranger_caused_lets_its_holder_in(client, holder, stranger):
    ask(stranger)
    digits = read_digits()

    answer = ask(client)

    assert answer.url == ENTER
    assert TOLD in client.get(ENTER).content.decode()
    assert TOLD not in stranger.get(ENTER).content.decode()
    assert read_digits() == digits
    assert (LocalDelivery.objects.count(), Dispatch.objects.count()) == (1, 1)
    assert enter(client, digits).url == reverse("desk:home")
    assert is_signed_in(client)
    assert not is_signed_in(stranger)


def test_the_digits_are_used_up_for_all_who_asked(client, holder, stranger):
    ask(stranger)
    digits = read_digits()
    ask(client)
    enter(client, digits)

    assert enter(stranger, digits).status_code == 422
    assert not is_signed_in(stranger)


def test_an_earlier_text_stays_good_when_a_stranger_asks_later(
    client, holder, stranger
):
    ask(client)
    digits = read_digits()
    with in_a_minute():
        ask(stranger)
        later = read_digits()
        assert LocalDelivery.objects.count() == 2

        assert enter(client, digits).status_code == 302

    assert later != digits
    assert is_signed_in(client)


def test_the_newest_text_is_good_in_the_browser_that_asked_first(
    client, holder, stranger
):
    ask(client)
    read_digits()
    with in_a_minute():
        ask(stranger)

        assert enter(client, read_digits()).status_code == 302


def test_a_stranger_s_wrong_tries_are_the_stranger_s_own(client, holder, stranger):
    ask(stranger)
    digits = read_digits()
    ask(client)
    read_digits()
    statuses = [enter(stranger, differ(digits)).status_code for _try in range(5)]

    assert statuses == [422, 422, 422, 422, 429]
    assert enter(client, digits).status_code == 302


def test_digits_of_another_number_let_nobody_in(client, holder, stranger):
    UserFactory(username="lili", mobile=UNKNOWN)
    ask(stranger, UNKNOWN)
    digits = read_digits()
    ask(client)
    read_digits()

    assert enter(client, digits).status_code == 422
    assert not is_signed_in(client)


def test_an_unknown_number_is_told_the_same(client, holder, stranger):
    pages = []
    for number in (NUMBER, UNKNOWN):
        ask(Client(REMOTE_ADDR="203.0.113.5"), number)
        read_digits()
        again = Client(REMOTE_ADDR="203.0.113.6")
        assert ask(again, number).url == ENTER
        page = again.get(ENTER).content.decode()
        assert TOLD in page
        pages.append([line for line in page.splitlines() if "csrf" not in line.lower()])

    assert [one for one in pages[0] if "data-text" not in one] == pages[1]
    assert MobileCode.objects.exclude(joined="").count() == 2


def test_repeated_requests_are_limited_as_well(client, holder, stranger):
    ask(stranger)

    statuses = [ask(stranger).status_code for _try in range(9)]

    assert statuses == [302] * 8 + [422]
    assert ask(client).status_code == 302
    assert LocalDelivery.objects.count() == 0
    assert read_digits() != ""
    assert LocalDelivery.objects.count() == 1


def test_repeated_requests_are_limited_by_the_day(client, holder, stranger):
    taken = 0
    with time_machine.travel("2026-03-02T08:00+08:00", tick=False) as clock:
        for _hour in range(4):
            taken += [ask(stranger).status_code for _try in range(9)].count(302)
            clock.shift(timedelta(hours=1))

    assert MobileCode.objects.exclude(joined="").count() == 16
    assert taken == 4 + 16


def test_a_repeat_is_compared_with_the_text_that_it_joined_alone(
    client, holder, stranger
):
    ask(client)
    first = read_digits()
    ask(stranger)
    with in_a_minute():
        ask(client)
        later = read_digits()

        assert enter(stranger, later).status_code == 422
        assert later != first
        assert enter(stranger, first).status_code == 302


def test_an_earlier_text_is_no_answer_to_a_later_request(client, holder, stranger):
    ask(client)
    earlier = read_digits()
    with in_a_minute():
        ask(stranger)
        read_digits()

        assert enter(stranger, earlier).status_code == 422


def test_whoever_came_in_ends_all_texts_of_the_number(client, holder, stranger):
    ask(stranger)
    caused = read_digits()
    other = UserFactory(username="lili", mobile=UNKNOWN)
    ask(Client(), UNKNOWN)
    with in_a_minute():
        ask(client)
        enter(client, read_digits())

        assert is_signed_in(client)
        assert enter(stranger, caused).status_code == 422
    ended = MobileCode.objects.exclude(used_at=None).values_list("mobile", "user")
    assert list(ended) == [(NUMBER, holder.pk)] * 2
    assert MobileCode.objects.get(user=other).used_at is None


def guess(times, digits):
    """Enter wrong digits, four from each of many addresses; return the answers."""
    answers = []
    for one in range(times):
        if one % 4 == 0:
            browser = Client(REMOTE_ADDR=f"198.51.100.{one}")
            ask(browser)
            run_pending()
        answers.append(enter(browser, differ(digits)))
    return answers


def test_a_number_is_guessed_at_twenty_times_a_day(client, holder):
    ask(client)
    digits = read_digits()

    answers = guess(21, digits)

    told = [USED_UP in one.content.decode() for one in answers]
    assert told == [False] * 20 + [True]
    # Not even the right ones are compared any more, and nothing is counted or written.
    refused = enter(client, digits)
    assert (refused.status_code, is_signed_in(client)) == (422, False)
    assert USED_UP in refused.content.decode()
    assert MobileCode.objects.get(joined="").tries == 0
    assert (
        AuditEntry.objects.filter(action="accounts.mobile_code_refused").count() == 20
    )


def test_guessing_does_not_lock_out_where_the_holder_signed_in_before(client, holder):
    with time_machine.travel("2026-03-02T08:00+08:00", tick=False) as clock:
        ask(client)
        enter(client, read_digits())
        client.post(reverse("account_logout"))
        assert not is_signed_in(client)
        clock.shift(timedelta(minutes=2))
        ask(client)
        digits = read_digits()
        assert USED_UP in guess(21, digits)[-1].content.decode()

        assert enter(client, digits).status_code == 302
        assert is_signed_in(client)


def test_who_signed_in_with_another_number_is_as_new_as_any(client, holder):
    UserFactory(username="lili", mobile=UNKNOWN)
    with time_machine.travel("2026-03-02T08:00+08:00", tick=False) as clock:
        ask(client, UNKNOWN)
        enter(client, read_digits())
        client.post(reverse("account_logout"))
        clock.shift(timedelta(minutes=2))
        ask(client)
        digits = read_digits()
        guess(21, digits)

        assert USED_UP in enter(client, digits).content.decode()
        assert not is_signed_in(client)
