"""What stands on the paper of a task: one line each, singles once, and its check code."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Exists, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, list_units_for
from zhisheng.apps.programme.choices import EntryAct, EntryState, TemplateKind
from zhisheng.apps.programme.models import (
    EntryRow,
    EntryStep,
    ReportingTask,
    SealedPaper,
    TaskEntry,
    TaskTemplate,
)
from zhisheng.apps.programme.selectors.checks import match_settled
from zhisheng.apps.programme.selectors.deadlines import count_late_days
from zhisheng.apps.programme.selectors.pages import Page, paginate
from zhisheng.apps.programme.selectors.reporting import get_form, select_of_unit
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.forms import show_answer
from zhisheng.kit.language import write_chinese_date
from zhisheng.methods.check_code import compute_check_code
from zhisheng.reference.forms import FieldSpec, FormSpec, Kind

NUMBER, SUBJECT, FILLER = "序号", "填报对象", "填报方式"
FILLED_BY = "填表人"
OWN, FILLED_AND_CHECKED = "自填", "代填，本人已核对"
UNCHECKED, SETTLED = "代填，未经本人核对", "代填，异议已答复"
DISPUTED, SELF_PASSED = "代填，本人说有地方不对", "，自填自审"
LATE = "，迟报 {days} 天"
SINGLES = (
    "任务名称", "所属期", "发布单位", "填报单位", "日期", "填表人", "审核人", "负责人",
    "核对码", "行数",
)  # fmt: skip
NUMBERS = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
CHUNK, SCANS = 2_000, 20

Line = dict[str, str | Decimal]


@dataclass(frozen=True, slots=True)
class Paper:
    """What one paper is of: an entry, or all that was handed in below a unit."""

    task: ReportingTask
    unit: Unit | None = None
    entry: TaskEntry | None = None

    @property
    def of(self) -> str:
        if self.entry is not None:
            return self.entry.name
        return self.unit.name if self.unit is not None else ""

    @property
    def form(self) -> FormSpec:
        return get_form(self.task)


def list_columns(form: FormSpec) -> tuple[str, ...]:
    """Return the names a line of a paper of the form knows."""
    fields = form.rows or form.fields
    return (NUMBER, SUBJECT, *(field.label for field in fields), FILLER)


def list_singles(form: FormSpec) -> tuple[str, ...]:
    """Return the names that stand once on a paper of the form."""
    once = form.fields if form.rows else ()
    return (*SINGLES, *(field.label for field in once))


def iterate_lines(paper: Paper) -> Iterator[Line]:
    """Yield what stands in each line of the paper, figures as numbers."""
    fields = paper.form.rows or paper.form.fields
    for number, (name, answers, filler) in enumerate(_iterate_answers(paper), start=1):
        line: Line = {NUMBER: Decimal(number), SUBJECT: name, FILLER: filler}
        for field in fields:
            if answer := answers.get(field.code, ""):
                line[field.label] = _write(field, answer)
        yield line


def fill_singles(paper: Paper) -> dict[str, str]:
    """Return what stands once, whoever asks for the paper.

    A line for a name that is not on record is left to be signed by hand.
    """
    task = paper.task
    singles = dict.fromkeys(list_singles(paper.form), "")
    if paper.entry is not None and paper.form.rows:
        answers = paper.entry.answers
        singles |= {
            field.label: show_answer(field, answers.get(field.code, ""))
            for field in paper.form.fields
        }
    code, count = _compute_code(paper)
    return singles | {
        "任务名称": task.name,
        "所属期": task.period,
        "发布单位": task.unit.name,
        "填报单位": paper.of,
        "日期": write_chinese_date(timezone.localdate()),
        **_name_signers(paper, told=singles[FILLED_BY]),
        "核对码": code,
        "行数": str(count),
    }


def _name_signers(paper: Paper, *, told: str) -> dict[str, str]:
    """Name who filled in, who passed it last as it is now, and who answers for it."""
    if paper.entry is not None:
        filler = paper.entry.filled_by.name if paper.entry.filled_by else ""
        return {FILLED_BY: told or filler, "审核人": _find_reviewer(paper)}
    task = paper.task
    is_own = task.responsible is not None and paper.unit == task.unit
    answering = task.responsible.name if task.responsible and is_own else ""
    return {"审核人": _find_reviewer(paper), "负责人": answering}


def _find_reviewer(paper: Paper) -> str:
    """Name who passed it last, unless that was taken back since."""
    taken_back = EntryStep.objects.filter(
        entry=OuterRef("entry"),
        act__in=[EntryAct.RETURNED, EntryAct.REOPENED],
        pk__gt=OuterRef("pk"),
    )
    passed = EntryStep.objects.filter(~Exists(taken_back), act=EntryAct.PASSED)
    if paper.entry is not None:
        # What was passed before it was mended is not what stands on the paper.
        since = paper.entry.submitted_at
        passed = (
            passed.filter(entry=paper.entry, done_at__gte=since)
            if since
            else passed.none()
        )
    else:
        passed = passed.filter(entry__task=paper.task, unit=paper.unit)
    last = passed.order_by("-id").select_related("done_by").first()
    return last.done_by.name if last is not None and last.done_by else ""


def find_check_code(paper: Paper) -> str:
    """Return the code of what the paper would say now."""
    return _compute_code(paper)[0]


def find_template(
    task: ReportingTask, kind: TemplateKind = TemplateKind.XLSX
) -> TaskTemplate | None:
    """Return the template of the office that asks, or of the nearest above it."""
    line = task.unit.path.strip("/").split("/")
    found = {
        one.unit_id: one
        for one in TaskTemplate.objects.filter(
            unit__code__in=line, form=task.form, kind=kind, is_active=True
        ).select_related("file")
    }
    return next((found[code] for code in reversed(line) if code in found), None)


def list_templates(units: Iterable[Unit]) -> tuple[TaskTemplate, ...]:
    """Return the templates in use of units the caller has been let to see."""
    codes = [unit.code for unit in units]
    found = TaskTemplate.objects.filter(unit__code__in=codes, is_active=True)
    return tuple(
        found.select_related("unit", "file").order_by("form", "unit__path", "-kind")
    )


def get_template_for(*, actor: Actor, pk: int) -> TaskTemplate:
    """Return a template in use of a unit that an officer answers for."""
    found = TaskTemplate.objects.filter(
        pk=pk, is_active=True, unit__in=list_units_for(actor).values("code")
    )
    template = found.select_related("unit", "file").first()
    if template is None:
        raise NotFoundError
    return template


def list_scans(paper: Paper, *, after: int | None = None) -> Page:
    """Return one page of the sealed scans of a paper, the newest first."""
    found = _select_scans(paper)
    return paginate(found.filter(id__lt=after) if after else found, size=SCANS)


def get_scan(paper: Paper, pk: int) -> SealedPaper:
    """Return a sealed scan of a paper that the caller has been let to see."""
    found = _select_scans(paper).filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def _select_scans(paper: Paper) -> QuerySet[SealedPaper]:
    found = SealedPaper.objects.filter(
        task=paper.task, unit=paper.unit, entry=paper.entry
    )
    return found.select_related("uploaded_by", "file")


def _compute_code(paper: Paper) -> tuple[str, int]:
    count = 0

    def read() -> Iterator[Mapping[str, str]]:
        nonlocal count
        yield {"task": paper.task.code, "form": paper.task.form, "of": paper.of}
        if paper.entry is not None and paper.form.rows:
            yield paper.entry.answers
        # Whether somebody has looked at it since is no part of the data.
        for name, answers, _filler in _iterate_answers(paper):
            count += 1
            yield {"": name, **answers}

    return compute_check_code(read()), count


def _iterate_answers(paper: Paper) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """Yield subject, answers and who filled in each line, in the order of the roster."""
    entries = _select_entries(paper)
    if not paper.form.rows:
        whole = entries.order_by("pk").values_list(
            "name", "answers", _name_filler(), "handed_in_at"
        )
        yield from _mark_late(paper.task, whole.iterator(chunk_size=CHUNK))
        return
    rows = EntryRow.objects.filter(entry__in=entries.values("pk"))
    lines = rows.order_by("entry", "number").values_list(
        "entry__name", "answers", _name_filler("entry__"), "entry__handed_in_at"
    )
    yield from _mark_late(paper.task, lines.iterator(chunk_size=CHUNK))


def _mark_late(
    task: ReportingTask,
    lines: Iterable[tuple[str, Mapping[str, str], str, datetime | None]],
) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """Add to how a line was filled in by how many days it was handed in late."""
    for name, answers, filler, handed_in_at in lines:
        days = count_late_days(task, handed_in_at)
        yield name, answers, filler + (LATE.format(days=days) if days else "")


def _name_filler(entry: str = "") -> Concat:
    """Return how a line was filled in, reached from an entry or one of its rows."""
    told = Case(
        When(**{f"{entry}is_filled_for": False}, then=Value(OWN)),
        When(**{f"{entry}is_disputed": True}, then=Value(DISPUTED)),
        When(**{f"{entry}confirmed_at__isnull": False}, then=Value(FILLED_AND_CHECKED)),
        When(match_settled(entry), then=Value(SETTLED)),
        default=Value(UNCHECKED),
        output_field=TextField(),
    )
    marked = Case(
        When(**{f"{entry}is_self_passed": True}, then=Value(SELF_PASSED)),
        default=Value(""),
        output_field=TextField(),
    )
    return Concat(told, marked, output_field=TextField())


def _select_entries(paper: Paper) -> QuerySet[TaskEntry]:
    """Keep the entry, or what was handed in below the unit; drafts are nobody's paper."""
    if paper.entry is not None:
        return TaskEntry.objects.filter(pk=paper.entry.pk)
    handed_in = select_of_unit(paper.task, paper.unit or paper.task.unit)
    return handed_in.exclude(state=EntryState.UNFILLED)


def _write(field: FieldSpec, answer: str) -> str | Decimal:
    if field.kind in NUMBERS:
        try:
            return Decimal(answer)
        except ArithmeticError:
            return answer
    return show_answer(field, answer)
