"""What pages show of papers: templates in use, sealed scans and whether they still fit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.programme.choices import EntryState
from zhisheng.apps.programme.models import ReportingTask, TaskTemplate
from zhisheng.apps.programme.schemas.entry_rows import name_form
from zhisheng.apps.programme.selectors import Page, Paper
from zhisheng.reference.forms import load_forms
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Column, Row, Table


@dataclass(frozen=True, slots=True)
class ShownScan:
    """A sealed scan; ``is_current`` while the data are those on the paper."""

    name: str
    url: str
    by: str
    at: datetime
    check_code: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Context of a paper: the sheet to print, its code, the sealed scans."""

    task: ReportingTask
    of: str
    back_url: str
    sheet_url: str
    word_url: str
    seal_url: str
    check_code: str
    is_draft: bool
    scans: tuple[ShownScan, ...]
    next_after: int | None


def describe_paper(paper: Paper, check_code: str, scans: Page) -> PaperPage:
    kind = "entry" if paper.entry is not None else "task"
    entry = [paper.entry.pk] if paper.entry is not None else []
    address: list[str | int] = [paper.task.code, *entry]
    return PaperPage(
        task=paper.task,
        of=paper.of,
        back_url=reverse(f"programme:{kind}", args=address),
        sheet_url=reverse(f"programme:{kind}_sheet", args=address),
        word_url=reverse(f"programme:{kind}_word", args=address),
        seal_url=reverse(f"programme:seal_{kind}", args=address),
        check_code=check_code,
        is_draft=paper.entry is not None and paper.entry.state == EntryState.UNFILLED,
        next_after=scans.next_after,
        scans=tuple(
            ShownScan(
                name=one.file.original_name,
                url=reverse(f"programme:{kind}_scan", args=[*address, one.pk]),
                by=one.uploaded_by.name if one.uploaded_by else "",
                at=one.uploaded_at,
                check_code=one.check_code,
                is_current=one.check_code == check_code,
            )
            for one in scans.items
        ),
    )


def list_template_table(templates: Iterable[TaskTemplate]) -> Table:
    names = {form.code: name_form(form) for form in load_forms()}
    return Table(
        columns=(
            Column("form", _("表")),
            Column("unit", _("单位")),
            Column("file", _("文件")),
            Column("at", _("启用日期")),
        ),
        rows=tuple(
            Row(
                (
                    names.get(one.form, one.form),
                    one.unit.name,
                    one.file.original_name,
                    format_date(timezone.localdate(one.uploaded_at)),
                )
            )
            for one in templates
        ),
        caption=_("在用的模板"),
    )
