"""Thousands are reminded in the evening while the channel is down, and through the night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from zhisheng.apps.accounts.models import (
    Dispatch,
    Membership,
    Message,
    Organisation,
    User,
)
from zhisheng.apps.accounts.services import deliver_messages, dispatching
from zhisheng.apps.accounts.tests.lines import Line
from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.tests.reporting import open_now, plan_task
from zhisheng.apps.registry.models import Enterprise

pytestmark = pytest.mark.django_db
PEOPLE = 5_000
EVENING = datetime(2024, 10, 14, 19, 57, tzinfo=ZoneInfo("Asia/Shanghai"))
MORNING = datetime(2024, 10, 15, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def line(monkeypatch, settings):
    settings.CHANNELS = {"text": {"adapter": "local"}}
    found = Line()
    monkeypatch.setattr(dispatching, "get_channel", lambda _name: found)
    return found


@pytest.fixture
def task(county_unit, officer_county):
    """Open a task that nobody has been told of yet, for many who all miss it."""
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"示例{number}厂", kind="enterprise")
        for number in range(PEOPLE)
    )
    people = User.objects.bulk_create(
        User(
            username=f"p{number}",
            mobile=f"138{number:08d}",
            mobile_index=f"{number}",
            mobile_verified_at=timezone.now(),
        )
        for number in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(user=person, organisation=organisation, role="owner")
        for person, organisation in zip(people, organisations, strict=True)
    )
    Enterprise.unscoped.bulk_create(
        Enterprise(name=one.name, region_id="131125", organisation=one)
        for one in organisations
    )
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    Message.objects.all().delete()
    return task


@pytest.fixture
def remind(task, county_unit, officer_county):
    """Return a function that reminds everybody at a moment."""

    def act(moment):
        with time_machine.travel(moment, tick=False):
            return services.remind_missing(
                task=task, unit=county_unit, actor=officer_county
            )

    return act


def deliver(moment):
    with time_machine.travel(moment, tick=False):
        return deliver_messages()


def count_waiting():
    return Dispatch.objects.filter(status="waiting", attempts=0).count()


def test_nothing_is_lost_or_sent_twice_and_nobody_is_woken(
    line, remind, django_assert_max_num_queries
):
    line.is_down = True
    with django_assert_max_num_queries(21):
        assert remind(EVENING) == PEOPLE
    assert remind(EVENING + MINUTE) == 0

    # In the night nobody is sent anything, and the channel is not even asked.
    for hours in (1, 4, 12):
        assert deliver(EVENING + timedelta(hours=hours)) == 0
    assert (line.calls, Dispatch.objects.count()) == (0, 0)

    # While it is down it is asked once a beat.
    for beat in range(3):
        assert deliver(MORNING + beat * MINUTE) == 0
    assert (line.calls, count_waiting()) == (3, PEOPLE)

    # It comes back in the night, and goes down again half-way in the morning.
    line.is_down, line.calls = False, 0
    assert deliver(EVENING + timedelta(days=1, hours=3)) == 0
    assert line.calls == 0
    line.breaks_after = 5
    next_day = MORNING + timedelta(days=1)
    assert deliver(next_day) == 4 * dispatching.BATCH
    assert count_waiting() == PEOPLE - 4 * dispatching.BATCH

    batches = PEOPLE // dispatching.BATCH - 4
    with django_assert_max_num_queries(10 + 10 * batches):
        assert deliver(next_day + MINUTE) == batches * dispatching.BATCH
    assert deliver(next_day + timedelta(hours=2)) == 0

    assert len(line.taken) == len(set(line.taken)) == PEOPLE
    told = Message.objects.filter(is_waiting=False, dispatch__status="handed_over")
    assert told.values("recipient").distinct().count() == PEOPLE
    assert set(Dispatch.objects.values_list("code", flat=True)) == set(line.taken)
    assert TaskEntry.objects.filter(state="unfilled").count() == PEOPLE
