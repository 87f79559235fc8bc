"""What was typed into an entry, put together with what somebody else typed meanwhile.

A page sends with each answer what stood in the field when it was opened. What one did not
touch stays as it is by now; what both touched is told, and nothing is written over. Who
does not say what they saw, as a program, saw what stood there when the version rose last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from zhisheng.apps.programme.errors import EntryTypedOverError
from zhisheng.apps.programme.models import TaskEntry, TaskLink
from zhisheng.apps.programme.selectors.mending import find_mendable, name_reply
from zhisheng.apps.programme.selectors.overtaken import tell_keeping
from zhisheng.apps.programme.services.fillers import Filler
from zhisheng.kit.forms import read_record, show_answer
from zhisheng.reference.forms import FieldSpec, FormSpec

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
    # What was done about each remark on the whole, by the remark.
    replies: Mapping[int, str] = field(default_factory=dict)
    # Nothing is sent but what was typed: what looks untouched was put back.
    is_all_meant: bool = False

    @property
    def typed(self) -> Mapping[str, str]:
        """Answers and replies by what a form calls them."""
        said = {name_reply(number): text for number, text in self.replies.items()}
        return {**self.answers, **said}


def put_in(
    entry: TaskEntry, filled: Filled, form: FormSpec, actor: Filler
) -> dict[str, str]:
    """Return the answers with what was typed where the entry is open."""
    mendable = find_mendable(entry)
    asked = [one for one in form.fields if mendable.takes_field(one.code)]
    return put_together(entry, entry.answers, asked, filled, actor)


def put_together(
    entry: TaskEntry,
    standing: Mapping[str, str],
    asked: Iterable[FieldSpec],
    filled: Filled,
    actor: Filler,
) -> dict[str, str]:
    """Return what stands with what was typed over it; refuse what two people changed."""
    asked = list(asked)
    typed = {
        one.code: filled.answers[one.code][:LONGEST_TYPED]
        for one in asked
        if one.code in filled.answers
    }
    clashes = [
        one.code
        for one in asked
        if one.code in typed and _clashes(entry, standing, one, filled)
    ]
    # One's own second window is not somebody else.
    others = [code for code in clashes if not _is_own(entry, code, actor)]
    if others:
        raise EntryTypedOverError(number=len(others), **tell_keeping(entry, others))
    untouched = {
        one.code for one in asked if one.code in standing and _is_untouched(one, filled)
    }
    taken = {code: text for code, text in typed.items() if code not in untouched}
    return {**standing, **taken}


def note_kept(entry: TaskEntry, changed: Iterable[str], actor: Filler) -> None:
    """Note whose each answer or reply is that says something else than before."""
    noted = {
        "by": _name_filler(actor),
        "at": timezone.now().isoformat(),
        "version": entry.version,
    }
    entry.kept_by = {**entry.kept_by, **dict.fromkeys(changed, noted)}


def _clashes(
    entry: TaskEntry, standing: Mapping[str, str], asked: FieldSpec, filled: Filled
) -> bool:
    """Tell whether two people changed one answer, each to something else."""
    if asked.code not in standing:
        return False
    theirs = show_typed(asked, standing[asked.code])
    if show_typed(asked, filled.answers[asked.code]) == theirs:
        return False
    if asked.code not in filled.seen:
        noted = entry.kept_by.get(asked.code)
        return noted is not None and noted["version"] == entry.version
    is_changed = show_typed(asked, filled.seen[asked.code]) != theirs
    return is_changed and not _is_untouched(asked, filled)


def _is_untouched(asked: FieldSpec, filled: Filled) -> bool:
    """Tell whether a field was sent as it was seen, beside the others."""
    if filled.is_all_meant or asked.code not in filled.seen:
        return False
    mine = filled.answers.get(asked.code, "")
    return _level(mine) == _level(filled.seen[asked.code])


def _is_own(entry: TaskEntry, code: str, actor: Filler) -> bool:
    noted = entry.kept_by.get(code)
    return noted is not None and noted["by"] == _name_filler(actor)


def _name_filler(actor: Filler) -> int | str:
    return actor.code if isinstance(actor, TaskLink) else actor.pk


def show_typed(asked: FieldSpec, text: str) -> str:
    """Return an answer as it is shown once it is read, however it was written."""
    read = read_record((asked,), {asked.code: text}).answers
    return _level(show_answer(asked, read.get(asked.code, text)))


def _level(text: str) -> str:
    """Browsers send ends of lines in their own way."""
    return text.replace("\r\n", "\n").strip()
