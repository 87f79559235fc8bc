"""What stands on the paper of a task: one line each, singles once, and its check code."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, list_units_for
from zhisheng.apps.programme.choices import (
    EntryAct,
    EntryState,
    PaperContent,
    SinceReturn,
    TemplateKind,
)
from zhisheng.apps.programme.models import (
    EntryRow,
    EntryStep,
    ReportingTask,
    TaskEntry,
    TaskTemplate,
)
from zhisheng.apps.programme.selectors.deadlines import count_late_days
from zhisheng.apps.programme.selectors.paper_fillers import name_filler
from zhisheng.apps.programme.selectors.paper_states import (
    STANDING,
    Standing,
    find_reopening,
    match_passed,
    plan_naming,
    select_handed_in,
    was_taken_back,
)
from zhisheng.apps.programme.selectors.reporting import get_form
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.forms import show_answer
from zhisheng.kit.language import write_chinese_date
from zhisheng.methods.check_code import compute_check_code
from zhisheng.reference.forms import FieldSpec, FormSpec, Kind

NUMBER, SUBJECT, FILLER, STATE = "序号", "填报对象", "填报方式", "状态"
FILLED_BY, REVIEW = "填表人", "审核情况"
UNREVIEWED_LINES = "含未审核 {count} 条"
LATE = "，迟报 {days} 天"
ACTED_FOR = "（{unit}代审）"
SINGLES = (
    "任务名称", "所属期", "发布单位", "填报单位", "日期", "填表人", "审核人", "负责人",
    "核对码", "行数", REVIEW,
)  # fmt: skip
NUMBERS = frozenset({Kind.WHOLE, Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
CHUNK = 2_000

Line = dict[str, str | Decimal]


@dataclass(frozen=True, slots=True)
class Paper:
    """What one paper is of: an entry, or what was handed in below a unit.

    Of the latter ``content`` says whether it holds what the unit passed or all of it.
    """

    task: ReportingTask
    unit: Unit | None = None
    entry: TaskEntry | None = None
    content: PaperContent = PaperContent.PASSED

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
    return (NUMBER, SUBJECT, *(field.label for field in fields), FILLER, STATE)


def name_headings(form: FormSpec) -> dict[str, str]:
    """Return what stands over the columns of a line: their names with their units."""
    units = {field.label: field.unit for field in form.rows or form.fields}
    return {
        name: f"{name}（{units[name]}）" if units.get(name) else name
        for name in list_columns(form)
    }


def list_number_columns(form: FormSpec) -> tuple[str, ...]:
    """Return the columns of a line that hold figures."""
    fields = form.rows or form.fields
    return (NUMBER, *(field.label for field in fields if field.kind in NUMBERS))


def list_singles(form: FormSpec) -> tuple[str, ...]:
    """Return the names that stand once on a paper of the form."""
    once = form.fields if form.rows else ()
    return (*SINGLES, *(field.label for field in once))


def iterate_lines(paper: Paper) -> Iterator[Line]:
    """Yield what stands in each line of the paper, figures as numbers."""
    fields = paper.form.rows or paper.form.fields
    for number, one in enumerate(_iterate_answers(paper), start=1):
        line: Line = {
            NUMBER: Decimal(number), SUBJECT: one.name, FILLER: one.filler,
            STATE: one.state,
        }  # fmt: skip
        for field in fields:
            if answer := one.answers.get(field.code, ""):
                line[field.label] = _write(field, answer)
        yield line


def fill_singles(paper: Paper, *, prepared_by: str = "") -> dict[str, str]:
    """Return what stands once; an office's list names who prepared it there.

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
    sums = _sum_up(paper)
    return singles | {
        "任务名称": task.name,
        "所属期": task.period,
        "发布单位": task.unit.name,
        "填报单位": paper.of,
        "日期": write_chinese_date(timezone.localdate()),
        **_name_signers(paper, told=singles[FILLED_BY], prepared_by=prepared_by),
        "核对码": sums.code,
        "行数": str(sums.lines),
        REVIEW: sums.review,
    }


def _name_signers(paper: Paper, *, told: str, prepared_by: str) -> dict[str, str]:
    """Name who filled in, who passed it last as it is now, and who answers for it."""
    if paper.entry is not None:
        filler = paper.entry.filled_by.name if paper.entry.filled_by else ""
        return {FILLED_BY: told or filler, "审核人": _find_reviewer(paper)}
    task = paper.task
    is_own = task.responsible is not None and paper.unit == task.unit
    answering = task.responsible.name if task.responsible and is_own else ""
    return {
        FILLED_BY: prepared_by, "审核人": _find_reviewer(paper), "负责人": answering
    }  # fmt: skip


def _find_reviewer(paper: Paper) -> str:
    """Name who passed it last, unless that was taken back since.

    A unit's list is left to be signed by hand unless the unit passed all that is on it.
    """
    if paper.entry is None and not _has_passed_all(paper):
        return ""
    passed = EntryStep.objects.filter(~was_taken_back(), act=EntryAct.PASSED)
    if paper.entry is not None:
        # What was passed before it was mended is not what stands on the paper.
        since = paper.entry.submitted_at
        passed = (
            passed.filter(entry=paper.entry, done_at__gte=since)
            if since
            else passed.none()
        )
    else:
        passed = passed.filter(_match_turn_of(paper.unit), entry__task=paper.task)
    last = passed.order_by("-id").select_related("done_by", "unit").first()
    if last is None or last.done_by is None:
        return ""
    acted = ACTED_FOR.format(unit=last.unit) if last.acted_for_id else ""
    return last.done_by.name + acted


def _match_turn_of(unit: Unit | None) -> Q:
    """Match the steps that a unit was to take, by itself or by an office above."""
    return Q(acted_for=unit) | Q(acted_for=None, unit=unit)


def _has_passed_all(paper: Paper) -> bool:
    """Tell whether all on a unit's list was passed there, as it was handed in."""
    if paper.content == PaperContent.WHOLE:
        return False
    passed = EntryStep.objects.filter(
        _match_turn_of(paper.unit),
        entry=OuterRef("pk"),
        act=EntryAct.PASSED,
        done_at__gte=OuterRef("submitted_at"),
    )
    return not _select_entries(paper).filter(~Exists(passed)).exists()


def find_check_code(paper: Paper) -> str:
    """Return the code of what the paper would say now."""
    return _sum_up(paper).code


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


def find_used_template(paper: Paper, kind: TemplateKind) -> TaskTemplate | None:
    """Return the template a paper is written in, None for the shipped one."""
    template = find_template(paper.task, kind)
    is_whole = paper.content == PaperContent.WHOLE
    tells = template is not None and (template.tells_states or not is_whole)
    return template if tells else None


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


@dataclass(slots=True)
class _Sums:
    """What is found out of all lines at once; ``review`` is empty where all is passed."""

    code: str = ""
    lines: int = 0
    unreviewed: int = 0
    review: str = ""


def _sum_up(paper: Paper) -> _Sums:
    sums = _Sums()
    sums.code = compute_check_code(_iterate_parts(paper, sums))
    if sums.unreviewed and paper.entry is None:
        sums.review = UNREVIEWED_LINES.format(count=sums.unreviewed)
    return sums


def _iterate_parts(paper: Paper, sums: _Sums) -> Iterator[Mapping[str, str]]:
    """Yield what the code is bound to, counting on the way.

    What an office has not passed is marked on its paper, and so the mark is part of it;
    whether somebody has looked at the rest since is none.
    """
    is_whole = paper.content == PaperContent.WHOLE
    chosen = {"content": str(paper.content)} if is_whole else {}
    of = {"task": paper.task.code, "form": paper.task.form, "of": paper.of}
    yield of | chosen
    if paper.entry is not None and paper.form.rows:
        yield paper.entry.answers
    for one in _iterate_answers(paper):
        sums.lines += 1
        mark = {}
        if not one.is_passed:
            sums.unreviewed, sums.review = sums.unreviewed + 1, one.state
            mark = {STATE: one.state} if is_whole else {}
        yield {"": one.name, **one.answers, **mark}


class _Answered(NamedTuple):
    """A line: whose, what, how it was filled in, and how far it was reviewed."""

    name: str
    answers: Mapping[str, str]
    filler: str
    state: str
    is_passed: bool


def _iterate_answers(paper: Paper) -> Iterator[_Answered]:
    """Yield subject, answers and state of each line, in the order of the roster."""
    entries = _select_entries(paper)
    waiting_at = entries.values_list("waiting_at", flat=True).distinct().order_by()
    name_state = plan_naming(paper.task, paper.unit, waiting_at)
    is_list = paper.entry is None
    for name, answers, before, filler, handed_in_at, *told in _read_lines(
        paper, entries
    ):
        standing = Standing(*told)
        state, is_passed = name_state(standing)
        days = count_late_days(paper.task, handed_in_at)
        yield _Answered(
            name,
            # What came back and is being mended says what was handed in.
            before or answers if is_list and standing.is_returned else answers,
            filler + (LATE.format(days=days) if days else ""),
            state,
            is_passed,
        )


def _read_lines(
    paper: Paper, entries: QuerySet[TaskEntry]
) -> Iterator[tuple[Any, ...]]:
    if not paper.form.rows:
        whole = entries.order_by("pk").values_list(
            "name", "answers", "before", name_filler(), "handed_in_at",
            *STANDING, find_reopening(),
        )  # fmt: skip
        return whole.iterator(chunk_size=CHUNK)
    of_entry = tuple(f"entry__{name}" for name in ("handed_in_at", *STANDING))
    lines = _select_rows(paper, entries).values_list(
        "entry__name", "answers", "before", name_filler("entry__"), *of_entry,
        find_reopening("entry_id"),
    )  # fmt: skip
    return lines.order_by("entry", "number").iterator(chunk_size=CHUNK)


def _select_rows(paper: Paper, entries: QuerySet[TaskEntry]) -> QuerySet[EntryRow]:
    """Keep the lines that stand; on a unit's list, of what came back those handed in."""
    if paper.entry is not None:
        return EntryRow.objects.filter(entry=paper.entry)
    came_back = Q(entry__state=EntryState.UNFILLED)
    known = came_back & ~Q(since_return=SinceReturn.ADDED)
    standing = ~came_back & Q(dropped_at=None)
    return EntryRow.every.filter(known | standing, entry__in=entries.values("pk"))


def _select_entries(paper: Paper) -> QuerySet[TaskEntry]:
    """Keep the entry, or what goes on the unit's paper; drafts are nobody's."""
    if paper.entry is not None:
        return TaskEntry.objects.filter(pk=paper.entry.pk)
    unit = paper.unit or paper.task.unit
    handed_in = select_handed_in(paper.task, unit)
    if paper.content == PaperContent.WHOLE:
        return handed_in
    return handed_in.filter(match_passed(paper.task, unit))


def _write(field: FieldSpec, answer: str) -> str | Decimal:
    if field.kind in NUMBERS:
        try:
            return Decimal(answer)
        except ArithmeticError:
            return answer
    return show_answer(field, answer)
