"""Who says that what was filled in for them is not right, and what was answered."""

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.choices import CHECKS, EntryAct, TaskStatus
from zhisheng.apps.programme.models import EntryStep, TaskEntry, TaskLink

WORDS = (*CHECKS, EntryAct.SETTLED, EntryAct.SUBMITTED)


def find_dispute(entry: TaskEntry) -> EntryStep | None:
    """Return the objection that nobody has answered yet."""
    last = find_last_word(entry) if entry.is_disputed else None
    return last if last and last.act == EntryAct.DISPUTED else None


def find_settlement(entry: TaskEntry) -> EntryStep | None:
    """Return the answer to an objection, while it is the last word."""
    last = find_last_word(entry) if entry.awaits_check else None
    return last if last and last.act == EntryAct.SETTLED else None


def find_said_by(link: TaskLink) -> tuple[EntryStep | None, EntryStep | None]:
    """Return the standing objection made by a link, and its answer, None without one.

    What others said of the entry is none of the business of who holds the link.
    """
    last = find_last_word(link.entry) if link.entry.awaits_check else None
    said = last
    if last and last.act == EntryAct.SETTLED:
        objections = link.entry.steps.filter(act=EntryAct.DISPUTED, pk__lt=last.pk)
        said = objections.order_by("-pk").first()
    if said is None or said.act != EntryAct.DISPUTED or said.link_id != link.pk:
        return None, None
    return said, (last if last != said else None)


def get_deciding_unit(entry: TaskEntry) -> Unit:
    """Return the unit that answers: where it waits, else the one that gave the task."""
    if not entry.waiting_at:
        return entry.task.unit
    return Unit.objects.get(code=entry.waiting_at)


def may_settle(actor: Actor, entry: TaskEntry) -> bool:
    """Tell whether the actor answers for the unit where a disputed entry lies."""
    if not entry.is_disputed or entry.task.status != TaskStatus.OPEN:
        return False
    return get_scope(actor).covers_unit_path(get_deciding_unit(entry).path)


def find_last_word(entry: TaskEntry) -> EntryStep | None:
    """Return what was said last of whether it is right, or that it was handed in."""
    named = ("unit", "done_by", "link")
    said = entry.steps.filter(act__in=WORDS).select_related(*named)
    return said.order_by("-id").first()
