"""撤回: who handed an entry in takes it back, as long as nobody has reviewed it.

It is open again with its answers. What had come back to be mended is open as it was then:
in what the reviewer named, and with the remarks unsettled.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from zhisheng.apps.programme.choices import EntryAct, EntryState, SinceReturn
from zhisheng.apps.programme.errors import ReviewBegunError
from zhisheng.apps.programme.models import EntryStep, TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.mending import list_returned
from zhisheng.apps.programme.selectors.overtaken import find_change
from zhisheng.apps.programme.selectors.taking_back import (
    find_mended_return,
    find_unreviewed,
    has_handed_in,
)
from zhisheng.apps.programme.services.fillers import (
    Filler,
    find_person,
    name_link,
    name_represented_by,
    note_step,
    opens,
)
from zhisheng.apps.programme.services.reporting import hold_status, require_open
from zhisheng.apps.programme.services.telling import tell_taken_back
from zhisheng.kit import audit
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.pacing import count_within

# Each taking back sends notices, and nobody knows who holds a link.
MOST_BY_LINK = 3
DAY = timedelta(days=1)
# What who it is of is told that had been asked to check it: an office filled it in, or not.
ASKED = {
    True: gettext_noop("工作人员代您填的“{task}”撤回了，暂时不用核对。"),
    False: gettext_noop("由交出的链接填的“{task}”撤回了，暂时不用核对。"),
}


@transaction.atomic
def take_back_entry(*, entry: TaskEntry, version: int, actor: Filler) -> TaskEntry:
    """Open again what was handed in, as the person saw it; a review before it stands."""
    hold_status(entry.task_id)
    rows = TaskEntry.objects.select_for_update(of=("self",))
    whole = rows.select_related("task__unit", "organisation", "enterprise", "filled_by")
    locked = whole.get(pk=entry.pk)
    if not _may_open(actor, locked) or not has_handed_in(actor, locked):
        raise ForbiddenError
    require_open(locked.task)
    if locked.version != version:
        raise find_change(locked)
    handed_in = find_unreviewed(locked)
    if handed_in is None:
        raise ReviewBegunError
    _count_by_link(actor)
    left, person = locked.waiting_at, find_person(actor)
    asked = ASKED[locked.is_filled_for] if locked.needs_check else ""
    _open_again(locked, find_mended_return(locked))
    # Lines taken out are gone by the handing in; the next one tells of them again.
    note_step(locked, EntryAct.TAKEN_BACK, actor, dropped=handed_in.dropped)
    tell_taken_back(locked, left, person, asked=asked)
    audit.record(
        action="programme.entry_taken_back",
        subject=locked.task,
        actor=person,
        old={"waiting_at": left},
        new={"entry": locked.pk, "name": locked.name, **name_link(actor)},
        proxy_for=name_represented_by(actor, locked),
    )
    return locked


def _may_open(actor: Filler, entry: TaskEntry) -> bool:
    return not isinstance(actor, TaskLink) or opens(actor, entry)


def _count_by_link(actor: Filler) -> None:
    if isinstance(actor, TaskLink):
        count_within(
            kind="programme.taken_back",
            who=actor.code,
            most=MOST_BY_LINK,
            period=DAY,
        )


def _open_again(entry: TaskEntry, returned: EntryStep | None) -> None:
    entry.is_own_draft = not entry.is_filled_for
    entry.state, entry.waiting_at = EntryState.UNFILLED, ""
    entry.is_disputed = entry.is_said_right = False
    entry.confirmed_at = entry.check_asked_at = None
    if returned is None:
        # As if it had never been handed in: nobody is in time by taking it back.
        entry.submitted_at = entry.handed_in_at = entry.filled_by = None
        entry.is_filled_for = entry.needs_check = False
        entry.filled_office, entry.is_taken_back = None, True
    else:
        entry.is_returned = True
        _open_remarked(entry, returned)
    entry.version += 1
    entry.save()


def _open_remarked(entry: TaskEntry, returned: EntryStep) -> None:
    """Leave open again what the last return named, and lines put in since."""
    remarks = entry.remarks.filter(pk__in=list_returned(returned))
    remarks.update(is_settled=False)
    lines = remarks.exclude(row=None).values("row")
    entry.rows.filter(Q(pk__in=lines) | Q(since_return=SinceReturn.ADDED)).update(
        is_returned=True
    )
    told = (SinceReturn.LEFT, SinceReturn.MENDED)
    entry.rows.filter(since_return__in=told).update(since_return="")
