"""What was handed in and nobody has reviewed: who handed it in may take it back."""

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.choices import EntryAct, EntryState, TaskStatus
from zhisheng.apps.programme.models import EntryStep, TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.answered import HANDING_IN, REVIEWS
from zhisheng.apps.programme.selectors.reporting import answers_for


def may_take_back(actor: Actor | TaskLink, entry: TaskEntry) -> bool:
    """Tell whether the actor can take back what was handed in, as it is now."""
    if entry.task.status != TaskStatus.OPEN or entry.state != EntryState.FILLED:
        return False
    return has_handed_in(actor, entry) and find_unreviewed(entry) is not None


def has_handed_in(actor: Actor | TaskLink, entry: TaskEntry) -> bool:
    """Tell whether the actor is of those who handed it in: its own people, or an office.

    What an office filled in for others only that office takes back, and no other above.
    Who holds a link is who handed it in by this very link.
    """
    if isinstance(actor, TaskLink):
        handed_in = entry.steps.filter(act__in=HANDING_IN).order_by("-id")
        return handed_in.values_list("link", flat=True).first() == actor.pk
    if not entry.is_filled_for:
        return answers_for(actor, entry)
    if entry.filled_by is None:
        return False
    if entry.filled_by == actor:
        return True
    theirs = get_scope(entry.filled_by).officer_unit_paths
    return not set(theirs).isdisjoint(get_scope(actor).officer_unit_paths)


def find_unreviewed(entry: TaskEntry) -> EntryStep | None:
    """Return the handing in that nobody has begun to review or to check since."""
    if entry.state != EntryState.FILLED or not entry.waiting_at:
        return None
    last = entry.steps.order_by("-id").first()
    if last is None or last.act not in HANDING_IN:
        return None
    if entry.remarks.filter(is_sent=False, is_settled=False).exists():
        return None
    return last


def find_mended_return(entry: TaskEntry) -> EntryStep | None:
    """Return the return for which it was mended, None of what was not sent back."""
    reviews = entry.steps.filter(act__in=REVIEWS).order_by("-id")
    last = reviews.first()
    return last if last is not None and last.act == EntryAct.RETURNED else None
