"""What was typed into an entry, put together with what somebody else typed meanwhile.

A page sends with each answer what stood in the field when it was opened. What one did not
touch stays as it is by now; what both touched is told, and nothing is written over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.errors import EntryTypedOverError
from zhisheng.apps.programme.models import TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.mending import find_mendable
from zhisheng.apps.programme.selectors.overtaken import tell_typing
from zhisheng.kit.forms import read_record, show_answer
from zhisheng.reference.forms import FieldSpec, FormSpec

# Whoever holds a one-task link fills in that one entry, without an account.
Filler = User | TaskLink
# Longer than any answer may be; a draft is no place to store a book.
LONGEST_TYPED = 20_000


@dataclass(frozen=True, slots=True)
class Filled:
    """What was typed, and which state of the entry the person saw."""

    answers: Mapping[str, str]
    version: int
    # What looks wrong or undone was told, and is meant.
    is_sure: bool = False
    # What stood in the fields when the page was opened, as far as it is known.
    seen: Mapping[str, str] = field(default_factory=dict)


def put_in(
    entry: TaskEntry, filled: Filled, form: FormSpec, actor: Filler
) -> dict[str, str]:
    """Return the answers with what was typed where the entry is open."""
    mendable = find_mendable(entry)
    asked = [one for one in form.fields if mendable.takes_field(one.code)]
    typed = {
        one.code: filled.answers[one.code][:LONGEST_TYPED]
        for one in asked
        if one.code in filled.answers
    }
    clashes = [
        one.code for one in asked if one.code in typed and _clashes(entry, one, filled)
    ]
    # One's own second window is not somebody else.
    if clashes and not _typed_last(entry, actor):
        raise EntryTypedOverError(number=len(clashes), **tell_typing(entry))
    untouched = {
        one.code for one in asked if one.code in entry.answers and _is_kept(one, filled)
    }
    taken = {code: text for code, text in typed.items() if code not in untouched}
    return {**entry.answers, **taken}


def _clashes(entry: TaskEntry, asked: FieldSpec, filled: Filled) -> bool:
    """Tell whether two people changed one answer, each to something else."""
    if asked.code not in filled.seen or asked.code not in entry.answers:
        return False
    theirs = entry.answers[asked.code]
    is_changed = _level(show_answer(asked, theirs)) != _level(filled.seen[asked.code])
    mine = filled.answers[asked.code]
    is_same = show_typed(asked, mine) == show_typed(asked, theirs)
    return is_changed and not is_same and not _is_kept(asked, filled)


def _is_kept(asked: FieldSpec, filled: Filled) -> bool:
    """Tell whether a field was sent as it was seen."""
    if asked.code not in filled.seen:
        return False
    mine = filled.answers.get(asked.code, "")
    return _level(mine) == _level(filled.seen[asked.code])


def _typed_last(entry: TaskEntry, actor: Filler) -> bool:
    person = None if isinstance(actor, TaskLink) else actor
    return entry.typed_at is None or entry.typed_by == person


def show_typed(asked: FieldSpec, text: str) -> str:
    """Return an answer as it is shown once it is read, however it was written."""
    read = read_record((asked,), {asked.code: text}).answers
    return _level(show_answer(asked, read.get(asked.code, text)))


def _level(text: str) -> str:
    """Browsers send ends of lines in their own way."""
    return text.replace("\r\n", "\n").strip()
