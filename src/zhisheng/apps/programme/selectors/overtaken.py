"""Who moved an entry on while somebody else had it open, and where it lies now."""

from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.programme.choices import EntryAct
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    EntryFinalError,
    EntryMovedOnError,
    EntrySentBackError,
)
from zhisheng.apps.programme.models import EntryStep, TaskEntry
from zhisheng.ui.formats import format_moment

# Which moves bring an entry before a reviewer, as the sentence calls them.
ARRIVALS = {
    EntryAct.SUBMITTED: gettext_noop("交上来"),
    EntryAct.FILLED_FOR: gettext_noop("代填后交上来"),
    EntryAct.PASSED: gettext_noop("审核通过"),
    EntryAct.REOPENED: gettext_noop("打开重审"),
}


def find_overtaking(entry: TaskEntry) -> EntryChangedError | None:
    """Return the error that tells of the last move, None of what was never handed in."""
    moves = entry.steps.filter(act__in=[*ARRIVALS, EntryAct.RETURNED])
    moves = moves.select_related("unit", "done_by")
    last = moves.order_by("-id").first()
    if last is None:
        return None
    told = {"who": _name(last, entry), "when": format_moment(last.done_at)}
    if entry.is_final:
        return EntryFinalError(**told)
    if not entry.waiting_at:
        return EntrySentBackError(**told)
    unit = Unit.objects.get(code=entry.waiting_at)
    return EntryMovedOnError(**told, act=ARRIVALS[EntryAct(last.act)], unit=unit.name)


def _name(step: EntryStep, entry: TaskEntry) -> str:
    """Name who took a step; who came by a link has no account and no name."""
    named = " ".join(str(one) for one in (step.unit, step.done_by) if one is not None)
    return named or entry.name
