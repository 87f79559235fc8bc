from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from zhisheng.kit.errors import RateLimitedError
from zhisheng.kit.http import find_address
from zhisheng.kit.pacing import Pace, count_within, forget_old_paces

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def act(who="甲", kind="test"):
    count_within(kind=kind, who=who, most=2, period=HOUR)


def test_the_third_is_refused_until_the_period_is_over():
    with time_machine.travel(NOON, tick=False) as clock:
        act()
        clock.shift(timedelta(minutes=59))
        act()
        with pytest.raises(RateLimitedError) as refusal:
            act()
        assert refusal.value.retry_after_seconds == 61

        clock.shift(timedelta(minutes=1))
        act()
        act()
        with pytest.raises(RateLimitedError):
            act()


def test_others_and_other_acts_are_counted_apart():
    for who, kind in [("甲", "test"), ("乙", "test"), ("甲", "test.other")]:
        act(who, kind)
        act(who, kind)

    assert sorted(Pace.objects.values_list("count", flat=True)) == [2, 2, 2]


def test_what_was_rolled_back_is_not_counted():
    with transaction.atomic():
        act()
        transaction.set_rollback(True)

    act()
    act()
    with pytest.raises(RateLimitedError):
        act()
    assert Pace.objects.get().count == 2


def test_keeps_no_address_and_forgets_the_count():
    with time_machine.travel(NOON, tick=False) as clock:
        act("203.0.113.9")
        assert "203.0.113.9" not in Pace.objects.get().key
        assert forget_old_paces() == 0

        clock.shift(HOUR)
        assert forget_old_paces() == 1


@pytest.mark.parametrize(
    ("proxies", "headers", "address"),
    [
        (0, {}, "198.51.100.7"),
        # Nobody is believed who is not behind our proxy.
        (0, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "198.51.100.7"),
        (1, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "203.0.113.9"),
        # What the client itself wrote stands before what the proxy added.
        (1, {"HTTP_X_FORWARDED_FOR": "192.0.2.1, 203.0.113.9"}, "203.0.113.9"),
        (1, {"HTTP_X_FORWARDED_FOR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"),
        # A socket that serves both kinds writes IPv4 so.
        (1, {"HTTP_X_FORWARDED_FOR": "::ffff:203.0.113.9"}, "203.0.113.9"),
    ],
)
def test_finds_the_address_as_signing_in_does(rf, settings, proxies, headers, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    assert find_address(rf.get("/", REMOTE_ADDR="198.51.100.7", **headers)) == address
