"""Several entries sent back in one act, all of them or none."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.programme.errors import NothingToReviewError
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.services.remarks import Remark
from zhisheng.apps.programme.services.reviewing import return_entry
from zhisheng.kit import audit
from zhisheng.kit.errors import NotFoundError


@transaction.atomic
def return_entries(
    *,
    task: ReportingTask,
    unit: Unit,
    chosen: Mapping[int, int],
    text: str,
    own: Mapping[int, str] = MappingProxyType({}),
    actor: User,
    reason: str = "",
) -> int:
    """Return the entries chosen, each by number with the version that was read.

    ``text`` is said of each of which ``own`` says nothing else. Where one of them has
    changed meanwhile, none is returned.
    """
    if not chosen:
        raise NothingToReviewError
    entries = TaskEntry.objects.filter(task=task, pk__in=chosen).order_by("pk")
    found = list(entries.select_related("task__unit"))
    if len(found) != len(chosen):
        raise NotFoundError
    for entry in found:
        return_entry(
            entry=entry,
            unit=unit,
            remarks=[Remark(own.get(entry.pk, "").strip() or text)],
            version=chosen[entry.pk],
            reason=reason,
            actor=actor,
        )
    audit.record(
        action="programme.entries_returned",
        subject=task,
        actor=actor,
        new={"unit": unit.code, "entries": sorted(chosen)},
        counts={"entries": len(found)},
    )
    return len(found)
