"""What the pages behind a one-task link show."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.programme.errors import (
    LinkOverError,
    LinkReplacedError,
    LinkUsedError,
)
from zhisheng.apps.programme.models import EntryStep, TaskEntry, TaskLink
from zhisheng.apps.programme.schemas.overtaken import Clash
from zhisheng.apps.programme.schemas.reporting import Answered
from zhisheng.kit.errors import ConflictError
from zhisheng.kit.problems import describe
from zhisheng.reference.forms import FieldSpec, FormSpec
from zhisheng.ui.formats import format_moment
from zhisheng.ui.tables import Badge

CLOSED: Mapping[type[ConflictError], str] = {
    LinkUsedError: gettext_noop("这条链接已经打开过"),
    LinkOverError: gettext_noop("这条链接已经失效"),
    LinkReplacedError: gettext_noop("这条链接已经换成新的"),
}


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Context of a link: what is asked of whom, and what was answered so far."""

    link: TaskLink
    entry: TaskEntry
    form: FormSpec
    asked: tuple[FieldSpec, ...]
    answers: tuple[Answered, ...]
    remarks: tuple[str, ...]
    # It came back with a remark on the whole: everything may be changed.
    is_all_open: bool
    is_handed_in: bool
    check: Badge | None
    # Others filled it in, and whoever holds the link says whether it is right.
    asks_check: bool
    # When it was handed in and where it lies; empty while it does not.
    standing: str
    # Who filled it in for others; empty where its own people did.
    filler: str
    # By this very link it was handed in.
    is_own: bool
    # By this very link it was handed in, and nobody has reviewed it.
    may_take_back: bool
    # What was objected by this link, who has to answer it, and what was answered.
    said: EntryStep | None
    turn: str
    settlement: EntryStep | None
    # Why a check was refused, and the words sent with it, by their box.
    overtaken: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedLinkPage:
    """Context of a link that does not open: why, and what can be done all the same."""

    title: str
    text: str
    link: TaskLink | None
    # What was just sent and not taken, to be copied.
    kept: str = ""

    @property
    def entry(self) -> TaskEntry | None:
        return self.link.entry if self.link else None


def describe_closed(
    error: ConflictError,
    link: TaskLink | None,
    turn: str,
    *,
    asks_check: bool = False,
    kept: str = "",
) -> ClosedLinkPage:
    """Tell why a link does not open; who knows its address is told how far the entry is."""
    entry = link.entry if link else None
    title = _(CLOSED.get(type(error), gettext_noop("现在不能填")))
    if entry is None or not (entry.waiting_at or entry.is_final):
        return ClosedLinkPage(title, describe(error), link, kept)
    if asks_check:
        return ClosedLinkPage(title, _tell_checking(error), link, kept)
    text = tell_standing(entry, turn) + _("要改的话，请找发链接的单位退回。")
    if isinstance(error, LinkUsedError):
        text += _(
            "要看填的内容，或者还没有审、想撤回的，请用先前打开的那台手机或浏览器再打开这条链接。"
        )
    return ClosedLinkPage(_("已经提交"), text, link, kept)


def _tell_checking(error: ConflictError) -> str:
    """Tell who would check what others filled in why not by this link, or not here."""
    if not isinstance(error, LinkUsedError):
        return describe(error)
    return _(
        "这条核对链接已经在别的手机或浏览器上打开过，看填的内容、说对不对，都在那里。"
        "要在这里核对的，请让给链接的单位再给一条。"
    )


def tell_standing(entry: TaskEntry, turn: str) -> str:
    """Tell when an entry was handed in and where it lies, empty while it does not."""
    if not entry.submitted_at or not (entry.waiting_at or entry.is_final):
        return ""
    when = format_moment(entry.submitted_at)
    if entry.is_final:
        return _("{when} 已提交，审核通过，已经定稿。").format(when=when)
    return _("{when} 已提交，现在等{unit}审核。").format(when=when, unit=turn)
