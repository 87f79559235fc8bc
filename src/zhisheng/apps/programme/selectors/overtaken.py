"""Who moved an entry on while somebody else had it open, and where it lies now."""

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from django.db.models import Q
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.accounts.selectors import match_below
from zhisheng.apps.programme.choices import EntryAct, TaskStatus
from zhisheng.apps.programme.errors import (
    EntryCameBackError,
    EntryChangedError,
    EntryFinalError,
    EntryHandedInError,
    EntryMovedOnError,
    EntrySentBackError,
    EntryTakenBackError,
    EntryTypedError,
    ReviewedAlreadyError,
)
from zhisheng.apps.programme.models import EntryStep, ReportingTask, TaskEntry
from zhisheng.ui.formats import format_moment

# Which moves bring an entry before a reviewer, as the sentence calls them.
ARRIVALS = {
    EntryAct.SUBMITTED: gettext_noop("交上来"),
    EntryAct.FILLED_FOR: gettext_noop("代填后交上来"),
    EntryAct.PASSED: gettext_noop("审核通过"),
    EntryAct.REOPENED: gettext_noop("打开重审"),
}

# Which moves take it away from there, and what a reviewer is told of them.
DEPARTURES = {
    EntryAct.RETURNED: EntrySentBackError,
    EntryAct.TAKEN_BACK: EntryTakenBackError,
}

REVIEWS = {
    EntryAct.PASSED: gettext_noop("审核通过"),
    EntryAct.RETURNED: gettext_noop("退回修改"),
    EntryAct.TAKEN_BACK: gettext_noop("撤回"),
}


def find_overtaking(entry: TaskEntry) -> EntryChangedError | None:
    """Return the error that tells of the last move, None of what was never handed in."""
    moves = entry.steps.filter(act__in=[*ARRIVALS, *DEPARTURES])
    moves = moves.select_related("unit", "done_by")
    last = moves.order_by("-id").first()
    if last is None:
        return None
    told = {"who": _name(last, entry), "when": format_moment(last.done_at)}
    if entry.is_final:
        return EntryFinalError(**told)
    if not entry.waiting_at:
        return DEPARTURES.get(EntryAct(last.act), EntrySentBackError)(**told)
    unit = Unit.objects.get(code=entry.waiting_at)
    return EntryMovedOnError(**told, act=ARRIVALS[EntryAct(last.act)], unit=unit.name)


def find_change(entry: TaskEntry) -> EntryChangedError:
    """Return the error that tells who wrote or moved an entry last."""
    last = entry.steps.order_by("-id").first()
    typed_at = entry.typed_at
    if typed_at and (last is None or typed_at > last.done_at):
        return EntryTypedError(**tell_typing(entry))
    overtaking = find_overtaking(entry)
    if isinstance(overtaking, EntrySentBackError):
        return EntryCameBackError(**overtaking.fields)
    return overtaking or EntryChangedError()


def find_handing_in(entry: TaskEntry) -> EntryHandedInError | None:
    """Return the error of an entry that was handed in, None while it is not."""
    moves = entry.steps.filter(act__in=ARRIVALS).select_related("unit", "done_by")
    last = moves.order_by("-id").first()
    is_running = entry.task.status == TaskStatus.OPEN
    if last is None or not is_running or not (entry.waiting_at or entry.is_final):
        return None
    return EntryHandedInError(
        who=_name(last, entry),
        when=format_moment(last.done_at),
        act=ARRIVALS[EntryAct(last.act)],
    )


def find_reviewed(task: ReportingTask, unit: Unit) -> ReviewedAlreadyError | None:
    """Return the error that tells what was reviewed last at a unit, or taken back."""
    at_unit = Q(acted_for=unit) | Q(acted_for=None, unit=unit)
    moves = EntryStep.objects.filter(
        at_unit & Q(act__in=[EntryAct.PASSED, EntryAct.RETURNED])
        | match_below(unit.path, "entry__unit_path") & Q(act=EntryAct.TAKEN_BACK),
        entry__task=task,
    )
    last = moves.select_related("unit", "done_by", "entry").order_by("-id").first()
    if last is None:
        return None
    return ReviewedAlreadyError(
        who=_name(last, last.entry),
        when=format_moment(last.done_at),
        act=REVIEWS[EntryAct(last.act)],
    )


def tell_typing(entry: TaskEntry) -> dict[str, str]:
    """Tell who typed into an entry last and when; by a link nobody has a name."""
    return {
        "who": entry.typed_by.name if entry.typed_by else entry.name,
        "when": format_moment(entry.typed_at) if entry.typed_at else "",
    }


def tell_keeping(entry: TaskEntry, codes: Iterable[str]) -> dict[str, str]:
    """Tell who kept one of these answers last while typing, and when."""
    noted = [entry.kept_by[code] for code in codes if code in entry.kept_by]
    if not noted:
        return tell_typing(entry)
    last = max(noted, key=itemgetter("at"))
    by_link = not isinstance(last["by"], int)
    person = None if by_link else User.objects.filter(pk=last["by"]).first()
    return {
        "who": person.name if person else entry.name,
        "when": format_moment(datetime.fromisoformat(last["at"])),
    }


def _name(step: EntryStep, entry: TaskEntry) -> str:
    """Name who took a step; who came by a link has no account and no name."""
    named = " ".join(str(one) for one in (step.unit, step.done_by) if one is not None)
    return named or entry.name
