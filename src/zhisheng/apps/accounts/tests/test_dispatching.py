"""Handing over survives channels that are down and workers that are killed."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import Dispatch, User
from zhisheng.apps.accounts.services import Notice, dispatching
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.apps.accounts.tests.lines import Line
from zhisheng.kit.channels import Verdict
from zhisheng.kit.channels.local import LocalChannel

pytestmark = pytest.mark.django_db
NOON = datetime(2024, 3, 5, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
LATER = NOON + timedelta(minutes=6)


@pytest.fixture
def line(monkeypatch, settings):
    settings.CHANNELS = {"text": {"adapter": "local"}, "mail": {"adapter": "local"}}
    found = {"text": Line(), "mail": Line()}
    monkeypatch.setattr(dispatching, "get_channel", found.__getitem__)
    return found


def send(number, *, mail=""):
    with time_machine.travel(NOON, tick=False):
        for one in range(number):
            person = UserFactory(mobile=f"138{one:08d}")
            if mail:
                person.channel_addresses.create(channel="mail", address=mail)
        services.send_notice(
            notice=Notice("todo", "有事", "T1", "/"),
            recipients=User.objects.all(),
            actor=None,
        )


def deliver_at(moment):
    with time_machine.travel(moment, tick=False):
        return services.deliver_messages()


def test_while_a_channel_is_down_nothing_is_lost_and_it_is_asked_once(
    line, monkeypatch
):
    monkeypatch.setattr(dispatching, "BATCH", 10)
    line["text"].is_down = True
    send(35)

    assert deliver_at(LATER) == 0
    assert line["text"].calls == 1
    assert set(Dispatch.objects.values_list("status", "attempts")) == {("waiting", 0)}

    line["text"].is_down = False
    assert deliver_at(LATER + timedelta(minutes=1)) == 35
    assert len(set(line["text"].taken)) == len(line["text"].taken) == 35
    assert deliver_at(LATER + timedelta(hours=1)) == 0


def test_a_worker_killed_after_handing_over_repeats_the_same_key(line, monkeypatch):
    send(3)

    def kill(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as killing:
        killing.setattr(dispatching, "_note", kill)
        with pytest.raises(KeyboardInterrupt):
            deliver_at(LATER)
    assert deliver_at(LATER + timedelta(minutes=1)) == 0, "still claimed"

    assert deliver_at(LATER + timedelta(minutes=6)) == 3
    assert line["text"].taken[:3] == line["text"].taken[3:]


@pytest.fixture
def overtaken(line):
    """Let the first worker be so slow that another one takes its batch over."""

    def act(answers):
        hand_over, said = line["text"].hand_over, iter(answers)

        def slow(parcels):
            verdict = next(said)
            if line["text"].calls == 0:
                line["text"].calls = 1
                deliver_at(LATER + timedelta(minutes=6))
            line["text"].verdict = verdict
            return hand_over(parcels)

        line["text"].hand_over = slow
        deliver_at(LATER)

    return act


def test_what_two_workers_are_refused_goes_on_once(line, overtaken):
    send(3, mail="a@example.org")

    overtaken([Verdict.REFUSED, Verdict.REFUSED])
    deliver_at(LATER + timedelta(minutes=7))

    ends = Counter(Dispatch.objects.values_list("channel", "status"))
    assert ends == {("text", "failed"): 3, ("mail", "handed_over"): 3}
    assert len(line["mail"].taken) == 3


def test_what_another_worker_handed_over_is_not_put_off_again(line, overtaken):
    send(3)

    overtaken([Verdict.LATER, Verdict.TAKEN])

    assert set(Dispatch.objects.values_list("status", "attempts")) == {
        ("handed_over", 2)
    }
    assert [one.address for one in Dispatch.objects.all()] == ["", "", ""]


def test_what_another_worker_has_taken_is_not_offered_to_a_third(line):
    send(4)
    with time_machine.travel(LATER, tick=False):
        services.merging.merge_waiting(LATER)
        slow = dispatching._claim(LATER, set())
    with time_machine.travel(LATER + timedelta(minutes=6), tick=False) as clock:
        dispatching._claim(LATER + timedelta(minutes=6), set())
        dispatching._put_back(slow)
        clock.shift(1)

        assert dispatching._claim(LATER + timedelta(minutes=7), set()) == []


def test_the_local_channel_drops_a_repeat(settings):
    from zhisheng.kit.channels import LocalDelivery, Parcel

    channel = LocalChannel(name="text")
    parcel = Parcel("D1", "13800000001", "文", "todo")

    assert channel.hand_over([parcel])[0].verdict == Verdict.TAKEN
    assert channel.hand_over([parcel])[0].verdict == Verdict.TAKEN
    assert LocalDelivery.objects.count() == 1


def test_a_refused_address_is_tried_by_the_next_channel(line):
    line["text"].verdict = Verdict.REFUSED
    send(1, mail="a@example.org")

    deliver_at(LATER)

    first, second = Dispatch.objects.order_by("id")
    assert (first.channel, first.status, first.problem) == ("text", "failed", "reason")
    assert (second.channel, second.status) == ("mail", "handed_over")
    assert second.messages.count() == 1
    assert first.address == ""


def test_a_fault_is_tried_again_later_and_later_and_at_last_given_up(line):
    line["text"].verdict = Verdict.LATER
    send(1)
    moments, moment = [], LATER
    for _ in range(40):
        deliver_at(moment)
        dispatch = Dispatch.objects.get()
        if dispatch.status != "waiting":
            break
        moments.append(dispatch.next_attempt_at - moment)
        moment = dispatch.next_attempt_at

    assert (dispatch.status, dispatch.attempts) == ("failed", 8)
    assert [wait.total_seconds() for wait in moments[:4]] == [30, 60, 120, 240]


def test_two_workers_do_not_take_the_same(line):
    send(4)
    with time_machine.travel(LATER, tick=False):
        services.merging.merge_waiting(LATER)
        first = dispatching._claim(LATER, set())
        second = dispatching._claim(LATER, set())

    assert (len(first), len(second)) == (4, 0)


def test_progress_is_told_batch_by_batch(line, monkeypatch):
    monkeypatch.setattr(dispatching, "BATCH", 2)
    send(5)
    told = []

    with time_machine.travel(LATER, tick=False):
        services.deliver_messages(report=told.append)

    assert told == [2, 4, 5]
