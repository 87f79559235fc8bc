"""What became of the reminders of a task: whom they reached, and whom not and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhisheng.apps.accounts.models import Membership, Message, Unit, User
from zhisheng.apps.accounts.selectors import (
    Actor,
    DeliveryCounts,
    count_deliveries,
    list_deliveries,
    list_delivery_keys,
    select_deliveries,
)
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.permissions import ANSWERING
from zhisheng.apps.programme.selectors.people import select_answering
from zhisheng.apps.programme.selectors.reporting import (
    count_unreachable_below,
    find_own_unit,
    select_of_unit,
)
from zhisheng.kit.errors import NotFoundError

MOST_DAYS = 31
REMINDER_VIEWS = (
    "received", "handed_over", "waiting", "failed", "unaddressed", "read", "unread",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reminded:
    """One person's reminder and what the person answers for in the task."""

    message: Message
    entries: tuple[TaskEntry, ...]


@dataclass(frozen=True, slots=True)
class Reminders:
    """The reminders of one day: counts, one page of people, the days there are.

    ``unreachable`` counts what is missing now and nobody has an account for.
    """

    day: date | None
    days: tuple[date, ...]
    counts: DeliveryCounts
    people: tuple[Reminded, ...]
    next_after: int | None
    unreachable: int


def write_key(task: ReportingTask, day: str) -> str:
    """Return what the reminder of a day is called: the same is told once."""
    return f"remind:{task.code}:{day}"


def get_reminders_for(
    *,
    actor: Actor,
    task: ReportingTask,
    day: date | None = None,
    view: str = "",
    after: int | None = None,
) -> Reminders:
    """Return what became of the reminders to those below the actor's unit."""
    unit = find_own_unit(actor, task)
    if unit is None:
        raise NotFoundError
    people = select_answering(select_of_unit(task, unit)).values("pk")
    recipients = User.objects.filter(pk__in=people)
    keys = list_delivery_keys(write_key(task, ""), recipients)[:MOST_DAYS]
    days = tuple(date.fromisoformat(key.rpartition(":")[2]) for key in keys)
    shown = day if day in days else next(iter(days), None)
    told = select_deliveries(
        [write_key(task, shown.isoformat())] if shown else [], recipients
    )
    page = list_deliveries(told, view=view, after=after)
    return Reminders(
        day=shown,
        days=days,
        counts=count_deliveries(told),
        people=_name_entries(task, unit, page.rows),
        next_after=page.next_after,
        unreachable=count_unreachable_below(task, unit),
    )


def _name_entries(
    task: ReportingTask, unit: Unit, messages: Iterable[Message]
) -> tuple[Reminded, ...]:
    """Pair people with the entries they answer for, in two queries."""
    shown = list(messages)
    members = Membership.objects.present().filter(
        user__in=[one.recipient_id for one in shown], role__in=ANSWERING
    )
    pairs = set(members.values_list("user_id", "organisation_id"))
    own = {organisation for _user, organisation in pairs}
    entries = select_of_unit(task, unit).filter(
        Q(organisation__in=own) | Q(enterprise__organisation__in=own)
    )
    found = list(entries.select_related("enterprise", "task").order_by("id"))
    return tuple(
        Reminded(
            one,
            tuple(
                entry
                for entry in found
                if (one.recipient_id, _find_own(entry)) in pairs
            ),
        )
        for one in shown
    )


def _find_own(entry: TaskEntry) -> int | None:
    if entry.enterprise is None:
        return entry.organisation_id
    return entry.enterprise.organisation_id
