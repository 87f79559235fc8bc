"""A reviewer answers who says that what was filled in for them is not right.

Where it is right all the same, nothing is reopened: the reason is on record, and both
sides read it. Who says so again, with other words, is heard again.
"""

from django.db import transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import EntryAct
from zhisheng.apps.programme.errors import (
    DisputeOverError,
    OwnFillingError,
    ReasonMissingError,
)
from zhisheng.apps.programme.models import EntryStep, TaskEntry
from zhisheng.apps.programme.selectors.checks import has_colleagues
from zhisheng.apps.programme.selectors.disputes import find_dispute, get_deciding_unit
from zhisheng.apps.programme.services.fillers import LONGEST_COMMENT
from zhisheng.apps.programme.services.reporting import (
    hold_status,
    require_office,
    require_open,
)
from zhisheng.apps.programme.services.telling import tell_settled
from zhisheng.kit import audit


@transaction.atomic
def settle_dispute(
    *, entry: TaskEntry, dispute: int, reason: str, actor: User
) -> TaskEntry:
    """Answer the objection that was read; what was filled in stays as it is."""
    hold_status(entry.task_id)
    rows = TaskEntry.objects.select_for_update(of=("self",))
    locked = rows.select_related("task__unit", "filled_by").get(pk=entry.pk)
    unit = get_deciding_unit(locked)
    require_office(unit, actor)
    require_open(locked.task)
    found = find_dispute(locked)
    if found is None or found.pk != dispute:
        raise DisputeOverError
    if not reason.strip():
        raise ReasonMissingError
    if locked.filled_by == actor and has_colleagues(unit, actor):
        raise OwnFillingError
    # The version stays: what a reviewer has before them is not changed by it.
    locked.is_disputed = False
    locked.save(update_fields=["is_disputed"])
    step = EntryStep.objects.create(
        entry=locked,
        act=EntryAct.SETTLED,
        state=locked.state,
        comment=reason.strip()[:LONGEST_COMMENT],
        unit=unit,
        done_by=actor,
    )
    tell_settled(step, actor)
    audit.record(
        action="programme.dispute_settled",
        subject=locked.task,
        actor=actor,
        old={"entry": locked.pk, "dispute": found.comment},
        new={"entry": locked.pk, "name": locked.name, "reason": step.comment},
    )
    return locked
