"""What became of each remark of the last return, once the entry is handed in again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhisheng.apps.programme.choices import EntryAct, EntryState, SinceReturn
from zhisheng.apps.programme.models import (
    EntryRemark,
    EntryRow,
    EntryStep,
    TaskEntry,
)

Answers = Mapping[str, str]
HANDING_IN = (EntryAct.SUBMITTED, EntryAct.FILLED_FOR)
REVIEWS = (EntryAct.RETURNED, EntryAct.PASSED, EntryAct.REOPENED)
# What was not mended is looked at first.
ORDER = (
    SinceReturn.LEFT, SinceReturn.ANSWERED, SinceReturn.REMOVED, SinceReturn.MENDED,
    SinceReturn.ADDED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnsweredRemark:
    """A remark, what came of it, and what stood there before and stands there now.

    ``row_name`` is what the line was called; ``row`` is None where the line is gone and
    where the remark is on a field of the entry or on the whole.
    """

    row: EntryRow | None
    row_name: str
    field: str
    text: str
    outcome: SinceReturn
    # Of one on the whole: what was done about it, in the words of who mended it.
    reply: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of the last return: by remark, and how many lines were taken out."""

    remarks: tuple[AnsweredRemark, ...]
    dropped: int

    def count(self, outcome: SinceReturn) -> int:
        return sum(one.outcome == outcome for one in self.remarks)


NO_CHANGES: tuple[tuple[str, str, str], ...] = ()
NO_ANSWER = Answer((), 0)


def find_answer(entry: TaskEntry) -> Answer:
    """Return what came of the last return of an entry that was not reviewed since."""
    if entry.state == EntryState.UNFILLED or entry.is_final:
        return NO_ANSWER
    # What was handed in and taken back in between was reviewed by nobody.
    steps = entry.steps.order_by("-id")
    handed_in = steps.filter(act__in=HANDING_IN).first()
    returned = steps.filter(act__in=REVIEWS).first()
    if handed_in is None or returned is None or returned.pk > handed_in.pk:
        return NO_ANSWER
    if returned.act != EntryAct.RETURNED:
        return NO_ANSWER
    told = _list_told(entry, returned)
    return Answer(
        tuple(sorted(told, key=lambda one: ORDER.index(one.outcome))),
        handed_in.dropped,
    )


def is_left(remark: EntryRemark, entry: TaskEntry, answers: Answers) -> bool:
    """Tell whether what a remark is on says what it said when it was returned."""
    if remark.row is None and not remark.field:
        # Of a remark on the whole nobody but a person can tell.
        return False
    return not _list_changes(remark, entry, answers)


def _list_told(entry: TaskEntry, returned: EntryStep) -> Iterable[AnsweredRemark]:
    # What was written down before remarks were told by number tells nothing.
    written = {int(one["id"]): one for one in returned.remarks if "id" in one}
    found = entry.remarks.filter(pk__in=written).select_related("row")
    standing = {remark.pk: remark for remark in found}
    for pk, one in written.items():
        remark = standing.get(pk)
        outcome, changes = SinceReturn.REMOVED, NO_CHANGES
        if remark is not None:
            changes = _list_changes(remark, entry, entry.answers)
            outcome = SinceReturn.MENDED if changes else SinceReturn.LEFT
            if remark.reply:
                outcome = SinceReturn.ANSWERED
        yield AnsweredRemark(
            remark.row if remark else None,
            one["row"],
            one["field"],
            one["text"],
            outcome,
            remark.reply if remark else "",
            changes,
        )


def _list_changes(
    remark: EntryRemark, entry: TaskEntry, answers: Answers
) -> tuple[tuple[str, str, str], ...]:
    """Return by field what was changed where a remark is: before and now."""
    before, now = entry.before, answers
    if remark.row is not None:
        now = remark.row.answers
        before = remark.row.before or now
    codes = [remark.field] if remark.field else sorted({*before, *now})
    told = ((code, before.get(code, ""), now.get(code, "")) for code in codes)
    return tuple(one for one in told if one[1] != one[2])
