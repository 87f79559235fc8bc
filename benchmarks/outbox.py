"""Claim: one worker hands 300 messages a second to a local channel.

50,000 people are reminded twice while the channel is down; a worker merges what waits and
asks in vain, beat by beat. Then the channel is back and one worker hands over; each text
goes out once. DATABASE_URL names a server on which the database ``bench_outbox`` may be made anew.
"""

import os
import sys
import tempfile
import time

from benchmarks.databases import turn_to_new_database

DATABASE = "bench_outbox"
PEOPLE, FEWEST_PER_SECOND = 50_000, 300.0
BEATS_DOWN = 3


def main() -> int:
    """Print ours and the bar; return 1 if it is broken."""
    turn_to_new_database(DATABASE)
    os.environ["ZHISHENG_DEMO"] = "true"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHISHENG_DATA_DIR"] = folder
        return _measure()


def _measure() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhisheng.config.settings")
    django.setup()
    from zhisheng.apps.accounts import services
    from zhisheng.apps.accounts.models import Message, User
    from zhisheng.kit.channels import LocalDelivery

    _make_people()
    started = time.perf_counter()
    for key in ("T1", "T2"):
        services.send_notice(
            notice=services.Notice("todo", "有事", key, "/"),
            recipients=User.objects.all(),
            actor=None,
        )
    sent = time.perf_counter() - started
    # As if it were noon, and the minutes that a text waits for others were over.
    Message.objects.update(due_at="2024-03-05T12:00:00+08:00")
    services.dispatching.is_quiet = lambda _moment: False
    beats = _stay_down()
    started = time.perf_counter()
    taken = services.deliver_messages()
    seconds = time.perf_counter() - started
    assert taken == LocalDelivery.objects.count() == PEOPLE
    assert services.deliver_messages() == 0
    print(f"{2 * PEOPLE:,} notices written in {sent:.1f} s")
    print(f"merged, the channel down, in {beats[0]:.1f} s; a beat in {beats[-1]:.2f} s")
    print(f"{taken:,} texts handed over in {seconds:.1f} s")
    rate = taken / (beats[0] + seconds)
    print(f"{rate:,.0f} a second with merging, bar {FEWEST_PER_SECOND:.0f}")
    return 0 if rate >= FEWEST_PER_SECOND else 1


def _stay_down() -> list[float]:
    """Let a worker ask a channel that is down; return how long each beat took."""
    from zhisheng.apps.accounts import services
    from zhisheng.apps.accounts.models import Dispatch
    from zhisheng.kit.channels import ChannelDownError, get_channel

    class Down:
        def hand_over(self, parcels: object) -> None:
            raise ChannelDownError("text")

    services.dispatching.get_channel = lambda _name: Down()
    beats = []
    for _ in range(BEATS_DOWN):
        started = time.perf_counter()
        assert services.deliver_messages() == 0
        beats.append(time.perf_counter() - started)
    waiting = Dispatch.objects.filter(status="waiting", attempts=0)
    assert waiting.count() == PEOPLE
    services.dispatching.get_channel = get_channel
    return beats


def _make_people() -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from zhisheng.apps.accounts.models import User

    call_command("migrate", verbosity=0)
    User.objects.bulk_create(
        [
            User(
                username=f"p{number}",
                mobile=f"138{number:08d}",
                mobile_index=f"{number}",
                mobile_verified_at=timezone.now(),
            )
            for number in range(PEOPLE)
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
