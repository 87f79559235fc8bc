"""Who began to type into an entry, and what its own people had before an office did."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors import has_own_draft
from zhisheng.kit.forms import name_field, show_answer
from zhisheng.reference.forms import FormSpec
from zhisheng.ui.formats import format_moment

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Drafting:
    """What is told of a draft before somebody else goes on with it.

    ``is_begun``: its own people typed, and the reader would fill in for them.
    ``own_answers``: by label, what they had typed when an office went on.
    """

    is_begun: bool
    title: str
    own_answers: "Sequence[tuple[str, str]]"


def describe_drafting(entry: TaskEntry, form: FormSpec, *, is_own: bool) -> Drafting:
    is_begun = not is_own and entry.is_open and has_own_draft(entry)
    return Drafting(
        is_begun=is_begun,
        title=_tell(entry, is_own=is_own) if is_begun or _is_taken(entry) else "",
        own_answers=[
            (name_field(field), show_answer(field, text))
            for field in form.fields
            if (text := entry.own_answers.get(field.code, ""))
        ],
    )


def _is_taken(entry: TaskEntry) -> bool:
    """Tell whether an office is typing, and has not handed in."""
    return entry.is_open and bool(entry.own_answers) and not entry.is_own_draft


def _tell(entry: TaskEntry, *, is_own: bool) -> str:
    when = format_moment(entry.typed_at) if entry.typed_at else ""
    who = entry.typed_by.name if entry.typed_by else ""
    if is_own and entry.is_returned:
        text = _("{who}代您填写并提交过，现在退回待改。您可以自己改、自己提交。")
        filler = entry.filled_by.name if entry.filled_by else who
        return text.format(who=filler or _("工作人员"))
    if is_own:
        text = _("{who}从{when}起代您填写，还没有提交。您仍然可以自己填、自己提交。")
        return text.format(who=who or _("工作人员"), when=when)
    if entry.is_own_draft:
        text = _("对方已经开始填写，还没有提交：{who}，{when}。")
        return text.format(who=who or entry.name, when=when)
    return _("对方先填过一部分，由{who}接手代填（{when}）。").format(
        who=who or _("工作人员"), when=when
    )
