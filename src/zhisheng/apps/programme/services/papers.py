"""Papers of tasks: an office's template, what is printed, the sealed scan."""

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Unit, User
from zhisheng.apps.programme.choices import PaperContent, TemplateKind
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    PaperLacksLinesError,
    PaperTooLongError,
)
from zhisheng.apps.programme.models import TaskTemplate
from zhisheng.apps.programme.permissions import may_sign_for
from zhisheng.apps.programme.selectors.papers import (
    FILLER,
    NUMBER,
    REVIEW,
    STATE,
    Paper,
    fill_singles,
    find_check_code,
    find_used_template,
    iterate_lines,
    list_columns,
    list_number_columns,
    list_singles,
    name_headings,
)
from zhisheng.apps.programme.services.fillers import name_represented_by
from zhisheng.apps.programme.services.reporting import require_office
from zhisheng.kit import audit, files, sheets, word
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.files.content import DOCX, XLSX, detect_content_type
from zhisheng.reference.forms import FormSpec

TEMPLATE = files.FileKind(
    name="task_template",
    allowed=frozenset({XLSX, DOCX}),
    max_bytes=2 * 1024 * 1024,
    retention_days=3650,
    is_checked_apart=True,
)
# Without it a sealed scan cannot be compared with the data.
REQUIRED = ("核对码",)
NO_WORD = gettext_noop(
    "里面不是 Word 文档，可能是网页或旧格式。请用 Word 或 WPS 打开后另存为 .docx 再传。"
)
OTHER_NAME = gettext_noop(
    "只收文件名以 .xlsx 或 .docx 结尾的文件，而且要和内容一致。请用 Excel、Word 或 WPS 打开后另存为 .xlsx 或 .docx 再传。"
)
NO_LINES = gettext_noop(
    "里面没有写名单的样板行，导出来一行也没有。请照样例模板留一行写栏目，如 {{填报对象}}，再传。"
)
# Names of a line that say nothing of what was reported.
BESIDE = frozenset({NUMBER, FILLER, STATE})
# Beyond that a Word file takes minutes to open; a workbook does not.
MOST_WORD_LINES = 5_000


@transaction.atomic
def replace_task_template(
    *, form: FormSpec, unit: Unit, file: File[bytes], actor: User
) -> TaskTemplate:
    """Use an office's own .xlsx or .docx for a form, once it is found fit."""
    require_office(unit, actor)
    name = file.name or ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template"
        path.write_bytes(file.read(TEMPLATE.max_bytes + 1))
        kind = _tell_kind(path, Path(name).suffix.lower())
        _check_fit(path, form, kind)
        _require_name(kind, Path(name).suffix.lower())
        names = _open(path, form, kind).names
        if not names & ({*list_columns(form)} - BESIDE):
            raise sheets.TemplateUnfitError(reason=NO_LINES)
        tells_states = {STATE, REVIEW} <= names
        stored = files.store(path, kind=TEMPLATE, original_name=name, actor=actor)
    # Of two new templates at once the later one counts.
    Unit.objects.select_for_update().get(pk=unit.pk)
    before = TaskTemplate.objects.filter(unit=unit, form=form.code, kind=kind)
    before.filter(is_active=True).update(is_active=False)
    template = TaskTemplate.objects.create(
        unit=unit,
        form=form.code,
        kind=kind,
        file=stored,
        tells_states=tells_states,
        uploaded_by=actor,
    )
    audit.record(
        action="programme.task_template_replaced",
        subject=template,
        actor=actor,
        new={"unit": unit.code, "form": form.code, "sha256": stored.sha256},
    )
    return template


@transaction.atomic
def remove_task_template(*, template: TaskTemplate, actor: User) -> None:
    """Use a template no longer; that of the office above or the sample comes back."""
    require_office(template.unit, actor)
    active = TaskTemplate.objects.filter(pk=template.pk, is_active=True)
    if not active.update(is_active=False):
        raise NotFoundError
    audit.record(
        action="programme.task_template_removed",
        subject=template,
        actor=actor,
        old={"unit": template.unit_id, "form": template.form, "kind": template.kind},
    )


def _tell_kind(path: Path, ending: str) -> TemplateKind:
    """Tell a Word file from all others, which the reader of workbooks judges."""
    with path.open("rb") as file:
        is_word = detect_content_type(file) == DOCX
    if ending.startswith(".do") and not is_word:
        raise sheets.TemplateUnfitError(reason=NO_WORD)
    return TemplateKind.DOCX if is_word else TemplateKind.XLSX


def _check_fit(path: Path, form: FormSpec, kind: TemplateKind) -> None:
    check = word.check_template if kind == TemplateKind.DOCX else sheets.open_template
    check(
        path,
        singles=list_singles(form),
        columns=list_columns(form),
        required=REQUIRED,
    )


def _require_name(kind: TemplateKind, ending: str) -> None:
    """Refuse a name that promises macros or another kind of file."""
    if ending not in {f".{kind}", ""}:
        raise sheets.TemplateUnfitError(reason=OTHER_NAME)


def write_sample(
    target: Path | BinaryIO,
    form: FormSpec,
    kind: TemplateKind = TemplateKind.XLSX,
    *,
    tells_states: bool = True,
) -> None:
    """Write the template that is used where an office has none of its own.

    How far each line was reviewed is told where not all of them were.
    """
    is_word = kind == TemplateKind.DOCX
    write = (
        partial(word.write_template, numbers=list_number_columns(form))
        if is_word
        else sheets.write_template
    )
    headings = name_headings(form)
    if not tells_states:
        del headings[STATE]
    write(
        target,
        title="{{任务名称}}",
        subtitle="填报单位：{{填报单位}}　所属期：{{所属期}}　{{日期}}　{{审核情况}}",
        columns=headings,
        footers=(
            "填表人：{{填表人}}　　　审核人：{{审核人}}　　　负责人：{{负责人}}",
            "核对码：{{核对码}}　　共 {{行数}} 行　　　　　　　　　　（盖章）",
        ),
    )


def write_paper(
    target: Path | BinaryIO,
    *,
    paper: Paper,
    kind: TemplateKind = TemplateKind.XLSX,
    actor: User,
) -> int:
    """Write a paper in the template of the office that asks; return its lines.

    A template that cannot tell how far a line was reviewed is left for the shipped one
    where some were not: nobody could tell them from the others.
    """
    signs = paper.unit is not None and may_sign_for(actor, paper.unit)
    singles = fill_singles(paper, prepared_by=actor.name if signs else "")
    count = int(singles["行数"])
    if kind == TemplateKind.DOCX and count > MOST_WORD_LINES:
        raise PaperTooLongError(count=count, most=MOST_WORD_LINES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template"
        _take_template(path, paper, kind)
        written = _fill(path, target, paper=paper, kind=kind, singles=singles)
    # Somebody may have handed in between the code and the lines.
    if find_check_code(paper) != singles["核对码"]:
        raise EntryChangedError
    if written != count:
        raise PaperLacksLinesError(count=count)
    audit.record(
        action="programme.paper_written",
        subject=paper.task,
        actor=actor,
        new={
            "of": paper.of,
            "kind": kind,
            "content": paper.content,
            "check_code": singles["核对码"],
        },
        counts={"lines": written},
        proxy_for=name_represented(paper, actor),
    )
    return written


def name_represented(paper: Paper, actor: User) -> str:
    return "" if paper.entry is None else name_represented_by(actor, paper.entry)


def _take_template(path: Path, paper: Paper, kind: TemplateKind) -> None:
    template = find_used_template(paper, kind)
    if template is not None:
        files.copy_to(template.file, path)
        return
    is_whole = paper.content == PaperContent.WHOLE
    write_sample(path, paper.form, kind, tells_states=is_whole)


def _open(
    source: Path, form: FormSpec, kind: TemplateKind
) -> word.WordTemplate | sheets.SheetTemplate:
    read = word.open_template if kind == TemplateKind.DOCX else sheets.open_template
    return read(source, singles=list_singles(form), columns=list_columns(form))


def _fill(
    source: Path,
    target: Path | BinaryIO,
    *,
    paper: Paper,
    kind: TemplateKind,
    singles: Mapping[str, str],
) -> int:
    fit = _open(source, paper.form, kind)
    lines = iterate_lines(paper)
    if isinstance(fit, word.WordTemplate):
        return word.fill_template(fit, target, singles=singles, lines=lines)
    return sheets.fill_template(fit, target, singles=singles, lines=lines)
