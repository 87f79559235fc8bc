"""What pages show of papers: templates in use, sealed scans and whether they still fit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.schemas.column_sets import SavedDownload
from zhisheng.apps.programme.choices import EntryState, PaperContent
from zhisheng.apps.programme.models import ReportingTask, SealedPaper, TaskTemplate
from zhisheng.apps.programme.schemas.entry_rows import name_form
from zhisheng.apps.programme.selectors import Page, Paper
from zhisheng.apps.programme.selectors.paper_states import WAITING, PaperCounts
from zhisheng.reference.forms import load_forms
from zhisheng.ui.formats import format_moment
from zhisheng.ui.tables import Badge


@dataclass(frozen=True, slots=True)
class ShownScan:
    """A sealed scan and whether the data are still those on the paper.

    ``withdraw_url`` is empty where the reader may not take it back, or not any more.
    """

    number: int
    name: str
    url: str
    by: str
    at: datetime
    state: Badge
    # Besides what its office had passed it held the rest, marked.
    holds_rest: bool = False
    withdraw_url: str = ""
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ShownCounts:
    """How many entries of a unit stand where, and what the choice puts on the paper."""

    counts: PaperCounts
    waiting: str
    takes_whole: bool
    lacks_states: bool
    passed_url: str
    whole_url: str


@dataclass(frozen=True, slots=True)
class TypedSeal:
    """What was typed beside a scan that was refused, and why, by the field it is of."""

    check_code: str
    code_error: str = ""
    file_error: str = ""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Context of a paper: what goes on it, the sheet to print, the sealed scans.

    Its code stands on the paper alone: whoever could copy it here would prove nothing.
    """

    task: ReportingTask
    of: str
    back_url: str
    sheet_url: str
    word_url: str
    seal_url: str
    is_draft: bool
    has_changed: bool
    may_seal: bool
    scans: tuple[ShownScan, ...]
    next_after: int | None
    held: ShownCounts | None = None
    typed: TypedSeal | None = None
    # Columns are chosen of what an office collects, not of what one answered.
    choosing_url: str = ""
    downloads: tuple[SavedDownload, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out for the page: codes of the data now, what may be withdrawn."""

    codes: Mapping[str, str]
    withdrawable: Collection[int]
    counts: PaperCounts | None = None
    lacks_states: bool = False
    is_open_again: bool = False
    # The one scan that counts, whichever page shows it.
    newest: SealedPaper | None = None
    may_seal: bool = True
    typed: TypedSeal | None = None
    downloads: tuple[SavedDownload, ...] = ()


def describe_paper(paper: Paper, known: Known, scans: Page) -> PaperPage:
    kind = "entry" if paper.entry is not None else "task"
    entry = [paper.entry.pk] if paper.entry is not None else []
    address: list[str | int] = [paper.task.code, *entry]
    chosen = f"?content={paper.content}" if paper.content == PaperContent.WHOLE else ""
    return PaperPage(
        task=paper.task,
        of=paper.of,
        back_url=reverse(f"programme:{kind}", args=address),
        sheet_url=reverse(f"programme:{kind}_sheet", args=address) + chosen,
        word_url=reverse(f"programme:{kind}_word", args=address) + chosen,
        seal_url=reverse(f"programme:seal_{kind}", args=address),
        is_draft=paper.entry is not None and paper.entry.state == EntryState.UNFILLED,
        has_changed=known.newest is not None and not _is_current(known.newest, known),
        may_seal=known.may_seal,
        next_after=scans.next_after,
        scans=tuple(_show_scan(one, known, kind, address) for one in scans.items),
        held=_show_counts(paper, known, address) if known.counts else None,
        typed=known.typed,
        choosing_url="" if paper.entry else _link_choosing(paper),
        downloads=known.downloads,
    )


def _link_choosing(paper: Paper) -> str:
    address = reverse("accounts:choose_columns", args=["task"])
    words = {"code": paper.task.code, "content": paper.content}
    return f"{address}?{urlencode(words)}"


def _show_scan(
    scan: SealedPaper, known: Known, kind: str, address: Sequence[str | int]
) -> ShownScan:
    at = [*address, scan.pk]
    may_withdraw = scan.pk in known.withdrawable
    return ShownScan(
        number=scan.pk,
        name=scan.file.original_name,
        url=reverse(f"programme:{kind}_scan", args=at),
        by=scan.uploaded_by.name if scan.uploaded_by else "",
        at=scan.uploaded_at,
        state=_name_state(scan, known),
        holds_rest=scan.content == PaperContent.WHOLE,
        withdraw_url=reverse(f"programme:withdraw_{kind}_scan", args=at)
        if may_withdraw
        else "",
        withdrawn_by=scan.withdrawn_by.name if scan.withdrawn_by else "",
        withdrawn_at=scan.withdrawn_at,
        reason=scan.withdrawal_reason,
    )


def _name_state(scan: SealedPaper, known: Known) -> Badge:
    if scan.withdrawn_at is not None:
        return Badge(_("已撤回"), "quiet")
    if scan != known.newest:
        return Badge(_("已被后来的代替"), "quiet")
    if _is_current(scan, known):
        return Badge(_("有效，与数据一致"), "done")
    return Badge(_("数据已变化"), "need")


def _is_current(scan: SealedPaper, known: Known) -> bool:
    is_same = scan.check_code == known.codes.get(scan.content)
    return is_same and not known.is_open_again


def _show_counts(
    paper: Paper, known: Known, address: Sequence[str | int]
) -> ShownCounts | None:
    counts = known.counts
    if counts is None:
        return None
    page = reverse("programme:task_paper", args=address)
    waiting = [
        _("{level} {number} 份").format(level=_(WAITING[level]), number=number)
        for level, number in counts.waiting.items()
    ]
    return ShownCounts(
        counts=counts,
        waiting=_("、").join(waiting),
        takes_whole=paper.content == PaperContent.WHOLE,
        lacks_states=known.lacks_states,
        passed_url=page,
        whole_url=f"{page}?content={PaperContent.WHOLE}",
    )


@dataclass(frozen=True, slots=True)
class UsedTemplate:
    """A template in use: to look at, and to use no longer."""

    form: str
    unit: str
    name: str
    day: str
    file_url: str
    remove_url: str


def list_used_templates(templates: Iterable[TaskTemplate]) -> tuple[UsedTemplate, ...]:
    names = {form.code: name_form(form) for form in load_forms()}
    return tuple(
        UsedTemplate(
            form=names.get(one.form, one.form),
            unit=one.unit.name,
            name=one.file.original_name,
            day=format_moment(one.uploaded_at),
            file_url=reverse("programme:template_file", args=[one.pk]),
            remove_url=reverse("programme:remove_template", args=[one.pk]),
        )
        for one in templates
    )
