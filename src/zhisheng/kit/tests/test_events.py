from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from zhisheng.kit import events, jobs
from zhisheng.kit.events import delivery, registry
from zhisheng.kit.events.models import Delivery, DeliveryStatus, OutboxEvent
from zhisheng.kit.jobs.models import Job

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Renamed:
    name: ClassVar[str] = "test.renamed"
    code: str
    on: date
    amount: Decimal
    until: date | None
    tags: tuple[str, ...]


EVENT = Renamed("E-1", date(2024, 3, 1), Decimal("1.50"), None, ("甲", "乙"))


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "_listeners", {})


@pytest.fixture
def heard() -> list[tuple[str, Renamed]]:
    return []


@pytest.fixture
def two_listeners(heard):
    @events.listens_to(Renamed)
    def first(event: Renamed) -> None:
        heard.append(("first", event))

    @events.listens_to(Renamed)
    def second(event: Renamed) -> None:
        heard.append(("second", event))


@pytest.fixture
def failing_first(heard):
    @events.listens_to(Renamed)
    def first(event: Renamed) -> None:
        Job.objects.create(name="test.left_behind")
        raise ZeroDivisionError("13812345678")

    @events.listens_to(Renamed)
    def second(event: Renamed) -> None:
        heard.append(("second", event))


def test_worker_tells_every_listener_in_order(two_listeners, heard):
    row = events.publish(EVENT)

    assert jobs.run_pending() == 1

    assert heard == [("first", EVENT), ("second", EVENT)]
    row.refresh_from_db()
    assert row.delivered_at is not None


def test_event_is_rolled_back_with_its_act(two_listeners, heard):
    with suppress(RuntimeError), transaction.atomic():
        events.publish(EVENT)
        raise RuntimeError

    assert jobs.run_pending() == 0
    assert heard == []
    assert OutboxEvent.objects.count() == 0


def test_event_nobody_listens_to_is_kept_as_delivered():
    row = events.publish(EVENT)

    assert row.delivered_at is not None
    assert DBTaskResult.objects.count() == 0


def test_second_delivery_tells_nobody_again(two_listeners, heard):
    row = events.publish(EVENT)
    delivery.deliver(row.pk)
    delivery.deliver(row.pk)

    assert len(heard) == 2


def test_failing_listener_leaves_nothing_and_holds_the_next(failing_first, heard):
    events.publish(EVENT)
    jobs.run_pending()

    assert heard == []
    assert Job.objects.count() == 0
    first, second = Delivery.objects.order_by("position")
    assert (first.status, first.attempts) == (DeliveryStatus.PENDING, 1)
    # What a listener raises may hold personal values: only its kind is kept.
    assert first.error == "ZeroDivisionError"
    assert (second.status, second.attempts) == (DeliveryStatus.PENDING, 0)


def test_failing_listener_is_tried_again_after_a_pause(failing_first):
    with time_machine.travel(NOW, tick=False) as clock:
        events.publish(EVENT)
        assert jobs.run_pending() == 1
        clock.shift(9)
        assert jobs.run_pending() == 0
        clock.shift(2)
        assert jobs.run_pending() == 1

    assert Delivery.objects.get(position=0).attempts == 2


def test_dead_letter_stays_visible_and_lets_the_next_hear(failing_first, heard):
    row = events.publish(EVENT)
    Delivery.objects.filter(position=0).update(attempts=delivery.MAX_ATTEMPTS - 1)
    jobs.run_pending()

    assert Delivery.objects.get(position=0).status == DeliveryStatus.DEAD
    assert heard == [("second", EVENT)]
    row.refresh_from_db()
    assert row.delivered_at is not None


def test_dead_letter_can_be_revived(failing_first):
    events.publish(EVENT)
    Delivery.objects.filter(position=0).update(status=DeliveryStatus.DEAD)
    dead = Delivery.objects.get(position=0)

    events.revive(dead)

    dead.refresh_from_db()
    assert (dead.status, dead.attempts) == (DeliveryStatus.PENDING, 0)


def test_listener_gone_since_is_noted(two_listeners):
    row = events.publish(EVENT)
    registry._listeners.clear()

    delivery.deliver(row.pk)

    assert Delivery.objects.get(position=0).error == "ListenerMissingError"


def test_delivery_lost_with_its_worker_is_queued_again(two_listeners, heard):
    events.publish(EVENT)
    DBTaskResult.objects.update(status="RUNNING")
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(minutes=3))

    assert events.deliver_overdue() == 1
    jobs.run_pending()

    assert len(heard) == 2


def test_pending_events_can_be_delivered_in_process(two_listeners, heard):
    events.publish(EVENT)

    assert events.deliver_pending() == 1
    assert events.deliver_pending() == 0
    assert len(heard) == 2


def test_backoff_doubles_up_to_an_hour():
    seconds = [delivery.compute_backoff(n).total_seconds() for n in (1, 2, 7, 12)]
    assert seconds == [10, 20, 640, 3600]
