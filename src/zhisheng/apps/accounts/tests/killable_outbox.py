"""An outbox whose workers are killed on their way, run as a process apart from the tests.

Each worker gets SIGKILL at a random moment while it merges, claims, hands over or notes
what the channel said; the next one comes minutes later. The channels write down all that
they are offered, repeats as well. At the end the process prints what stands.
"""

import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import django
import time_machine
from django.db import transaction

from zhisheng.kit.tests.killing import (
    fork,
    is_running,
    kill,
    wait_for_end,
    wait_for_orphans,
)

if TYPE_CHECKING:
    from zhisheng.kit.channels import Outcome, Parcel

PEOPLE, BATCH = 600, 20
# Kills of those who send the notice, and of workers who hand over.
KILLED_SENDERS, KILLED_WORKERS = 5, 20
FIRST = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
# Longer than a claim holds, a text waits for others and a silent job counts as alive.
PAUSE = timedelta(minutes=6)
MOST_RUNS = 60


class Offer(NamedTuple):
    """What a channel was offered once, and what it answered."""

    channel: str
    key: str
    address: str
    verdict: str


class RecordingChannel:
    """Puts every tenth number off once, and refuses another tenth for good."""

    def __init__(self, *, name: str, log: Path) -> None:
        self._name, self._log = name, log
        self._known = {offer.key for offer in read_offers(log)}

    def hand_over(self, parcels: "Sequence[Parcel]") -> "list[Outcome]":
        from zhisheng.kit.channels import Outcome, Verdict

        outcomes = []
        for parcel in parcels:
            verdict = self._judge(parcel)
            self._write(Offer(self._name, parcel.key, parcel.address, verdict))
            outcomes.append(Outcome(parcel.key, Verdict(verdict)))
        return outcomes

    def _judge(self, parcel: "Parcel") -> str:
        if parcel.address.endswith("7"):
            return "refused"
        is_put_off = parcel.address.endswith("3") and parcel.key not in self._known
        return "later" if is_put_off else "taken"

    def _write(self, offer: Offer) -> None:
        # Written at once: what the channel was told survives the worker.
        with self._log.open("ab", buffering=0) as log:
            log.write(json.dumps(offer).encode() + b"\n")
        self._known.add(offer.key)
        time.sleep(0.001)


def read_offers(log: Path) -> list[Offer]:
    return [Offer(*json.loads(line)) for line in log.read_bytes().splitlines()]


def prepare(log: Path) -> None:
    from django.conf import settings
    from django.utils import timezone

    from zhisheng.apps.accounts.models import ChannelAddress, User
    from zhisheng.apps.accounts.services import dispatching, merging
    from zhisheng.kit.channels import registry

    log.touch()
    registry.ADAPTERS = {"recording": RecordingChannel}
    options = {"adapter": "recording", "log": log}
    settings.CHANNELS = {"text": options, "mail": options}
    dispatching.BATCH, merging.PEOPLE_PER_ROUND = BATCH, 50
    User.objects.bulk_create(
        User(
            username=f"p{number}",
            mobile=f"138{number:08d}",
            mobile_index=f"{number}",
            mobile_verified_at=timezone.now(),
        )
        for number in range(PEOPLE)
    )
    ChannelAddress.objects.bulk_create(
        ChannelAddress(user=one, channel="mail", address=f"{one.username}@example.org")
        for one in User.objects.all()
    )


def send(moment: datetime) -> None:
    from zhisheng.apps.accounts.models import User
    from zhisheng.apps.accounts.services import Notice, send_notice

    with time_machine.travel(moment):
        send_notice(
            notice=Notice("todo", "有事", "T1", "/"),
            recipients=User.objects.filter(channel_addresses__channel="mail"),
            actor=None,
        )


def work(moment: datetime) -> None:
    """Take over what a killed worker left and hand over what waits."""
    from zhisheng.kit import jobs

    with time_machine.travel(moment):
        jobs.reclaim_stale()
        jobs.enqueue(name="accounts.deliver_messages", payload={}, key="periodic")
        jobs.run_pending()


def kill_senders(chance: random.Random) -> list[list[int]]:
    """Kill who sends the notice, then let two send it; return what stood each time."""
    started = time.monotonic()
    wait_for_end(fork(rehearse))
    usual = time.monotonic() - started
    stood = []
    for _ in range(KILLED_SENDERS):
        child = fork(partial(send, FIRST))
        time.sleep(chance.uniform(0, usual))
        kill(child)
        stood.append(count_sent())
    for _ in range(2):
        wait_for_end(fork(partial(send, FIRST)))
        stood.append(count_sent())
    return stood


def rehearse() -> None:
    with transaction.atomic():
        send(FIRST)
        transaction.set_rollback(True)


def count_sent() -> list[int]:
    """Return how many messages there are, and how many the audit entries tell of."""
    from zhisheng.apps.accounts.models import Message
    from zhisheng.kit.audit import AuditEntry

    wait_for_orphans()
    told = AuditEntry.objects.filter(action="accounts.notice_sent")
    return [Message.objects.count(), sum(one.counts["sent"] for one in told)]


def kill_workers(log: Path, chance: random.Random) -> int:
    """Kill one worker after the other; return how many were still at work.

    Half of them on the way to the first batch, half while the channel takes one or soon
    after.
    """
    killed, usual = 0, 0.1
    for run in range(1, KILLED_WORKERS + 1):
        started = time.monotonic()
        child = fork(partial(work, FIRST + run * PAUSE))
        if run % 2:
            wait_for_offers(log, 1, child, math.inf)
            usual = time.monotonic() - started
            wait_for_offers(log, chance.randrange(BATCH), child, math.inf)
            time.sleep(chance.uniform(0, 0.01))
        else:
            wait_for_offers(log, BATCH, child, chance.uniform(0, usual))
        killed += kill(child)
        wait_for_orphans()
    return killed


def wait_for_offers(log: Path, count: int, child: int, seconds: float) -> None:
    """Wait until a worker has offered so many more, has ended, or the time is over."""
    wanted, end = count_offers(log) + count, time.monotonic() + seconds
    while count_offers(log) < wanted and is_running(child) and time.monotonic() < end:
        time.sleep(0.001)


def count_offers(log: Path) -> int:
    return log.read_bytes().count(b"\n")


def finish() -> None:
    """Let workers hand over what still waits."""
    from zhisheng.apps.accounts.models import Dispatch

    for run in range(KILLED_WORKERS + 1, MOST_RUNS):
        wait_for_end(fork(partial(work, FIRST + run * PAUSE)))
        if not Dispatch.objects.filter(status="waiting").exists():
            return


def storm(log: Path, seed: int) -> None:
    prepare(log)
    chance = random.Random(seed)  # noqa: S311  no secret
    stood = kill_senders(chance)
    killed = kill_workers(log, chance)
    finish()
    found = {"sent": stood, "killed": killed, **describe(), **tell(read_offers(log))}
    sys.stdout.write(json.dumps(found))


def describe() -> dict[str, object]:
    from zhisheng.apps.accounts.models import Dispatch, Message
    from zhisheng.kit import audit

    taken = Message.objects.filter(is_waiting=False, dispatch__status="handed_over")
    ends = Dispatch.objects.values_list("channel", "status")
    return {
        "messages": Message.objects.count(),
        "taken": taken.values("recipient", "dispatch").distinct().count(),
        "ends": sorted([*end, count] for end, count in Counter(ends).items()),
        "kept": sum(one.address != "" for one in Dispatch.objects.all()),
        "broken_at": audit.verify().broken_at,
    }


def tell(offers: Sequence[Offer]) -> dict[str, object]:
    """Tell what the channels saw, and what is left of it once they drop repeats."""
    bearers = {(one.key, one.address) for one in offers}
    once = {one.key: one for one in offers if one.verdict != "later"}
    ends = Counter((one.channel, one.verdict) for one in once.values())
    addresses = Counter(one.address for one in once.values())
    return {
        "repeats": len(offers) - len(set(offers)),
        "strayed": len(bearers) - len({key for key, _address in bearers}),
        "put_off": sum(one.verdict == "later" for one in offers),
        "left": sorted([*end, count] for end, count in ends.items()),
        "most_to_one": max(addresses.values()),
    }


if __name__ == "__main__":
    django.setup()
    storm(Path(sys.argv[1]), int(sys.argv[2]))
