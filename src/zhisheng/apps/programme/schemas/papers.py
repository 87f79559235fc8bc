"""What pages show of papers: templates in use, sealed scans and whether they still fit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from zhisheng.apps.programme.choices import EntryState
from zhisheng.apps.programme.models import ReportingTask, TaskTemplate
from zhisheng.apps.programme.schemas.entry_rows import name_form
from zhisheng.apps.programme.selectors import Page, Paper
from zhisheng.reference.forms import load_forms
from zhisheng.ui.formats import format_moment


@dataclass(frozen=True, slots=True)
class ShownScan:
    """A sealed scan; ``is_current`` while the data are those on the paper."""

    name: str
    url: str
    by: str
    at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class PaperPage:
    """Context of a paper: the sheet to print, the sealed scans.

    Its code stands on the paper alone: whoever could copy it here would prove nothing.
    """

    task: ReportingTask
    of: str
    back_url: str
    sheet_url: str
    word_url: str
    seal_url: str
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
        is_draft=paper.entry is not None and paper.entry.state == EntryState.UNFILLED,
        next_after=scans.next_after,
        scans=tuple(
            ShownScan(
                name=one.file.original_name,
                url=reverse(f"programme:{kind}_scan", args=[*address, one.pk]),
                by=one.uploaded_by.name if one.uploaded_by else "",
                at=one.uploaded_at,
                is_current=one.check_code == check_code,
            )
            for one in scans.items
        ),
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
