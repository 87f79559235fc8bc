"""Who it is of is asked whether what others filled in is right, and says so or objects.

The same holds for what an office filled in for somebody and for what came by a link that
was handed over, of which nobody knows who filled it in. Such a link proves no more when
something is checked by it: what it says is on record, and the check stays open.
"""

from django.db import transaction
from django.utils import timezone

from zhisheng.apps.programme.choices import EntryAct, EntryState
from zhisheng.apps.programme.errors import (
    CheckAnsweredError,
    CheckDisputedError,
    CheckOvertakenError,
)
from zhisheng.apps.programme.models import EntryStep, TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.disputes import find_last_word
from zhisheng.apps.programme.selectors.links import was_sent_lately
from zhisheng.apps.programme.selectors.reporting import answers_for
from zhisheng.apps.programme.selectors.taking_back import has_handed_in
from zhisheng.apps.programme.services.fillers import (
    Filler,
    cut,
    find_person,
    is_known,
    name_link,
    name_represented_by,
    note_step,
    opens,
)
from zhisheng.apps.programme.services.links import send_check_link
from zhisheng.apps.programme.services.telling import tell_disputed, tell_filled_for
from zhisheng.kit import audit
from zhisheng.kit.errors import ForbiddenError

ANSWERS = (EntryAct.CONFIRMED, EntryAct.DISPUTED)


def ask_to_check(entry: TaskEntry, actor: Filler | None) -> str:
    """Ask who it is of, by their account or else by a link to the number on record.

    Return the code of the link. Where neither is, nobody is asked, and no term runs;
    they are asked on the day on which there is.
    """
    person = find_person(actor) if actor else None
    told = tell_filled_for(entry, person)
    sent = "" if told else send_check_link(entry, person)
    if told or sent or was_sent_lately(entry):
        entry.check_asked_at = timezone.now()
        entry.save(update_fields=["check_asked_at"])
    return sent


@transaction.atomic
def confirm_entry(
    *,
    entry: TaskEntry,
    is_right: bool,
    submission: str,
    actor: Filler,
    comment: str = "",
    withdraws: bool = False,
) -> TaskEntry:
    """Note whether what others filled in for somebody is right in their eyes.

    It holds for the answers they saw, whoever reviewed them since. Who filled it in is
    told of what is not right; the same word again changes nothing. An objection is taken
    back by name only, ``withdraws``, never by a page that did not show it.
    """
    locked = TaskEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not locked.needs_check or not _may_confirm(actor, locked):
        raise ForbiddenError
    if locked.submission != submission or locked.state == EntryState.UNFILLED:
        raise CheckOvertakenError
    act = EntryAct.CONFIRMED if is_right else EntryAct.DISPUTED
    last = find_last_word(locked)
    if _was_said(last, act, comment, actor):
        return locked
    if not is_known(actor) and _is_proven(last):
        raise CheckAnsweredError
    if is_right and locked.is_disputed and not withdraws:
        raise CheckDisputedError
    _take_word(locked, actor, is_right=is_right)
    step, person = note_step(locked, act, actor, comment), find_person(actor)
    if not is_right:
        tell_disputed(step, person)
    audit.record(
        action=f"programme.entry_{act}",
        subject=locked.task,
        actor=person,
        new={"entry": locked.pk, "name": locked.name, **name_link(actor)},
        proxy_for=name_represented_by(actor, locked),
    )
    return locked


def _take_word(entry: TaskEntry, actor: Filler, *, is_right: bool) -> None:
    # The version stays: what a reviewer has before them is not changed by it.
    is_proof = is_known(actor)
    entry.confirmed_at = timezone.now() if is_right and is_proof else None
    entry.is_said_right = is_right and not is_proof
    entry.is_disputed = not is_right
    entry.save(update_fields=["confirmed_at", "is_said_right", "is_disputed"])


def _may_confirm(actor: Filler, entry: TaskEntry) -> bool:
    """Tell whether it is of the actor; who handed it in by a link is no check of it."""
    if isinstance(actor, TaskLink):
        return opens(actor, entry) and not has_handed_in(actor, entry)
    return answers_for(actor, entry)


def _was_said(
    last: EntryStep | None, act: EntryAct, comment: str, actor: Filler
) -> bool:
    if last is None or (last.act, last.comment) != (act, cut(comment)):
        return False
    return _is_proven(last) or not is_known(actor)


def _is_proven(last: EntryStep | None) -> bool:
    """Tell whether the last word is that of somebody who is known."""
    if last is None or last.act not in ANSWERS:
        return False
    return not last.is_unproven
