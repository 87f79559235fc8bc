"""The list to telephone: full numbers are shown or leave the platform, each on record."""

from collections.abc import Iterable

from django.db import transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.registry import services as registry
from zhisheng.kit import audit
from zhisheng.kit.errors import ForbiddenError, NotFoundError


@transaction.atomic
def reveal_numbers(
    *, task: ReportingTask, entries: Iterable[TaskEntry], actor: User
) -> dict[int, str]:
    """Return the numbers the actor may see, by entry; who saw one is told its owner."""
    found = {}
    for entry in entries:
        enterprise = entry.enterprise
        if enterprise is None or not enterprise.contact_phone:
            continue
        try:
            number = registry.reveal_contact(enterprise=enterprise, actor=actor)
        except ForbiddenError:
            continue
        found[entry.pk] = number
    audit.record(
        action="programme.numbers_revealed",
        subject=task,
        actor=actor,
        counts={"numbers": len(found)},
    )
    return found


@transaction.atomic
def reveal_number(*, task: ReportingTask, entry: TaskEntry, actor: User) -> str:
    """Return the number of one, to be called at once; none to see leaves no trace."""
    found = reveal_numbers(task=task, entries=[entry], actor=actor)
    if entry.pk not in found:
        raise NotFoundError
    return found[entry.pk]
