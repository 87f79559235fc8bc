"""What the API tells of the reminders of a task; loaded with the API alone."""

from dataclasses import asdict
from datetime import date, datetime

from ninja import Schema

from zhisheng.apps.accounts.choices import DeliveryState
from zhisheng.apps.accounts.selectors import read_state
from zhisheng.apps.programme.selectors.reminders import Reminded, Reminders


class DeliveryCountsOut(Schema):
    """``received`` is confirmed by the channel; ``unaddressed`` have no usable address."""

    total: int
    waiting: int
    handed_over: int
    received: int
    failed: int
    unaddressed: int
    read: int


class RemindedPersonOut(Schema):
    """One person and the numbers of the entries the person answers for."""

    person: str
    entries: list[int]
    state: DeliveryState
    channel: str
    problem: str
    read_at: datetime | None


class RemindersOut(Schema):
    """The reminders of a day, the latest unless another is asked for."""

    day: date | None
    days: list[date]
    counts: DeliveryCountsOut
    unreachable: int
    items: list[RemindedPersonOut]
    next_after: int | None


def write_reminders(found: Reminders) -> RemindersOut:
    return RemindersOut(
        day=found.day,
        days=list(found.days),
        counts=DeliveryCountsOut(**asdict(found.counts)),
        unreachable=found.unreachable,
        items=[_write(one) for one in found.people],
        next_after=found.next_after,
    )


def _write(one: Reminded) -> RemindedPersonOut:
    dispatch = one.message.dispatch
    return RemindedPersonOut(
        person=one.message.recipient.name,
        entries=[entry.pk for entry in one.entries],
        state=read_state(one.message),
        channel=dispatch.channel if dispatch else "",
        problem=dispatch.problem if dispatch else "",
        read_at=one.message.read_at,
    )
