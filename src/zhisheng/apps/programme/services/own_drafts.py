"""What its own people began to type, before an office fills in for them.

An office is told who began and when. If it goes on all the same, what was typed is kept
beside what the office fills in, and both are shown.
"""

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.choices import EntryAct
from zhisheng.apps.programme.models import EntryStep, TaskEntry
from zhisheng.apps.programme.selectors.checks import has_own_draft
from zhisheng.apps.programme.selectors.reporting import answers_for
from zhisheng.apps.programme.services.filling import lock_open_entry
from zhisheng.kit import audit


@transaction.atomic
def take_over_entry(*, entry: TaskEntry, version: int, actor: User) -> TaskEntry:
    """Let an office fill in what its own people have begun; their answers are kept."""
    locked = lock_open_entry(entry, version, actor)
    if answers_for(actor, locked) or not has_own_draft(locked):
        return locked
    locked.own_answers, locked.is_own_draft = locked.answers, False
    locked.typed_by, locked.typed_at = actor, timezone.now()
    locked.version += 1
    locked.save()
    EntryStep.objects.create(
        entry=locked, act=EntryAct.TAKEN_OVER, state=locked.state, done_by=actor
    )
    audit.record(
        action="programme.entry_taken_over",
        subject=locked.task,
        actor=actor,
        new={"entry": locked.pk, "name": locked.name},
    )
    return locked
