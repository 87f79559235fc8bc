"""Contexts of the pages of plans."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import PlanAim, PlanStatus
from zhisheng.apps.improvement.models import Plan, PlanTask
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas.gantt import (
    Gantt,
    MonthLoad,
    draw_gantt,
    list_months,
)
from zhisheng.apps.improvement.schemas.reasons import (
    explain,
    name_measure,
    name_measures,
)
from zhisheng.apps.registry.selectors import list_record_ids
from zhisheng.kit.language import is_english
from zhisheng.methods.planning import DAYS_OF_MONTH, Why, find_reached, lift_levels
from zhisheng.reference.maturity import MaturityModel
from zhisheng.reference.measures import get_measure

# "Three things for this month": more than that is put off.
FIRST_TASKS = 3
# Reasons an owner can do something about come first.
WORTH_TELLING = (Why.BEYOND_LIMIT, Why.TOO_SLOW, Why.NEEDS_WHAT_IS_OUT, Why.EXCLUDED)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do with this version of a plan."""

    may_change: bool
    may_agree: bool
    may_assign: bool
    may_tick: bool
    may_renew: bool


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure of the plan."""

    code: str
    name: str
    action: str
    why: str
    facts: str
    provider: str
    starts_on: date
    due_on: date
    responsible: str
    number: int
    is_done: bool
    is_late: bool
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A measure that is not in the plan."""

    code: str
    name: str
    why: str
    facts: str
    is_excluded: bool
    may_be_pinned: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in the plan: each with its reason, and what would gain nothing."""

    count: int
    rows: tuple[LeftRow, ...]
    useless: str
    useless_why: str


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    grade: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    plan: Plan
    title: str
    model: str
    aim: str
    is_draft: bool
    rights: Rights
    grade_before: str
    grade_after: str
    scores: str
    cost: str
    budget: str
    ends_on: date
    open_questions: int
    first: tuple[MeasureRow, ...]
    first_title: str
    rows: tuple[MeasureRow, ...]
    left_out: LeftOut
    months: tuple[MonthLoad, ...]
    gantt: Gantt
    progress: Progress | None
    versions: tuple[tuple[str, str], ...]
    newer: str
    seen: str
    problem: str = ""


def build_plan_page(
    *, plan: Plan, actor: Actor, today: date, problem: str = ""
) -> PlanPage:
    model = selectors.get_model_of(plan)
    tasks = selectors.list_tasks(plan)
    rows = tuple(_list_rows(plan, model, tasks, today))
    first, first_title = _pick_first(rows, today)
    outcome = plan.outcome
    return PlanPage(
        plan=plan,
        title=_("提升计划"),
        model=model.english_name if is_english() else model.name,
        aim=str(PlanAim(plan.aim).label),
        is_draft=plan.status == PlanStatus.DRAFT,
        rights=find_rights(actor, plan),
        grade_before=name_grade(model, outcome["grade_before"]),
        grade_after=name_grade(model, outcome["grade_after"]),
        scores=_write_scores(outcome),
        cost=f"{outcome['cost_yuan']:,}",
        budget=f"{plan.budget_yuan:,}",
        ends_on=max(row.due_on for row in rows),
        open_questions=_count_open(plan),
        first=first,
        first_title=first_title,
        rows=rows,
        left_out=_build_left_out(plan, model),
        months=list_months(plan.starts_on, outcome["months"]),
        gantt=draw_gantt(
            plan.starts_on,
            [(row.name, row.starts_on, row.due_on, row.is_done) for row in rows],
        ),
        progress=measure_progress(plan, model, tasks) if tasks else None,
        versions=tuple(_list_versions(actor, plan)),
        newer=_find_newer(actor, plan),
        seen=plan.made_at.isoformat(),
        problem=problem,
    )


def _pick_first(
    rows: Sequence[MeasureRow], today: date
) -> tuple[tuple[MeasureRow, ...], str]:
    """Pick what to do this month; where nothing begins, what comes next."""
    left = [row for row in rows if not row.is_done]
    month = today + timedelta(days=DAYS_OF_MONTH)
    now = tuple(row for row in left if row.starts_on < month)[:FIRST_TASKS]
    if not now:
        return tuple(left[:1]), _("接下来做这件事")
    words = (_("这个月先做一件事"), _("这个月先做两件事"), _("这个月先做三件事"))
    return now, words[len(now) - 1]


def find_rights(actor: Actor, plan: Plan) -> Rights:
    """Only the enterprise itself changes anything, and only the version in use."""
    is_draft = plan.status == PlanStatus.DRAFT
    is_agreed = plan.status == PlanStatus.AGREED
    answers = selectors.is_own_for(actor, plan, Action.MAKE_PLAN)
    return Rights(
        may_change=is_draft and answers,
        may_agree=is_draft and selectors.is_own_for(actor, plan, Action.AGREE_PLAN),
        may_assign=is_agreed and answers,
        may_tick=is_agreed and selectors.is_own_for(actor, plan, Action.TICK_TASK),
        may_renew=answers and plan.evaluation is not None,
    )


def _find_newer(actor: Actor, plan: Plan) -> str:
    """Return where a plan is made from an evaluation later than the one of this plan."""
    if not selectors.is_own_for(actor, plan, Action.MAKE_PLAN):
        return ""
    records = list_record_ids(plan.enterprise.surviving.pk)
    latest = (
        selectors.list_plannable_for(actor, Action.MAKE_PLAN)
        .filter(enterprise__in=records, submitted_at__gt=plan.made_at)
        .first()
    )
    return reverse("improvement:start", args=[latest.code]) if latest else ""


def name_grade(model: MaturityModel, code: str | None) -> str:
    for grade in model.grades:
        if grade.code == code:
            return grade.english if is_english() else grade.name
    return "—"


def measure_progress(
    plan: Plan, model: MaturityModel, tasks: Sequence[PlanTask]
) -> Progress:
    """Return which grade the levels reach with what is done so far."""
    done = {one.measure for one in tasks if one.done_at}
    levels = lift_levels(model, plan.outcome["levels_before"], done)
    reached = find_reached(model, levels)
    return Progress(
        done=len(done),
        total=len(tasks),
        grade=name_grade(model, reached.grade if reached else None),
    )


def _list_rows(
    plan: Plan, model: MaturityModel, tasks: Sequence[PlanTask], today: date
) -> Iterator[MeasureRow]:
    by_measure = {one.measure: one for one in tasks}
    for number, one in enumerate(plan.outcome["chosen"], start=1):
        measure = get_measure(one["measure"])
        task = by_measure.get(measure.code)
        begin = plan.starts_on + timedelta(days=one["first_day"] - 1)
        end = plan.starts_on + timedelta(days=one["last_day"] - 1)
        due = task.due_on if task else end
        is_done = task is not None and task.done_at is not None
        yield MeasureRow(
            code=measure.code,
            name=measure.english if is_english() else measure.name,
            action=measure.english_action if is_english() else measure.action,
            why=explain(model, one),
            facts=write_facts(one["cost_yuan"], one["staff_days"]),
            provider=measure.english_provider if is_english() else measure.provider,
            starts_on=task.starts_on if task else begin,
            due_on=due,
            responsible=_name_responsible(task),
            number=number,
            is_done=is_done,
            is_late=task is not None and not is_done and due < today,
            is_pinned=measure.code in plan.pinned,
        )


def write_facts(cost_yuan: int, staff_days: int) -> str:
    if cost_yuan == 0:
        return _("不花钱 · 自己人 {days} 天").format(days=staff_days)
    return _("{cost} 元 · 自己人 {days} 天").format(
        cost=f"{cost_yuan:,}", days=staff_days
    )


def _name_responsible(task: PlanTask | None) -> str:
    if task is None:
        return ""
    if task.responsible is not None:
        return str(task.responsible)
    return task.responsible_name


def _build_left_out(plan: Plan, model: MaturityModel) -> LeftOut:
    """Put first what the owner can do something about; name the useless together."""
    order = [why.value for why in WORTH_TELLING]
    left = plan.outcome["left_out"]
    useless = [one["measure"] for one in left if one["why"] == Why.LIFTS_NOTHING]
    told = [one for one in left if one["why"] != Why.LIFTS_NOTHING]
    told.sort(key=lambda one: (*order, one["why"]).index(one["why"]))
    return LeftOut(
        count=len(left),
        rows=tuple(_build_left(plan, model, one) for one in told),
        useless=name_measures(useless),
        useless_why=explain(model, {"why": Why.LIFTS_NOTHING, "about": ()}),
    )


def _build_left(plan: Plan, model: MaturityModel, one: Mapping[str, Any]) -> LeftRow:
    measure = get_measure(one["measure"])
    return LeftRow(
        code=measure.code,
        name=name_measure(measure.code),
        why=explain(model, one),
        facts=write_facts(measure.cost_yuan, measure.staff_days),
        is_excluded=measure.code in plan.excluded,
        may_be_pinned=one["why"] not in {Why.DONE, Why.EXCLUDED},
    )


def _write_scores(outcome: Mapping[str, Any]) -> str:
    before, after = outcome["score_before"], outcome["score_after"]
    if before is None or after is None:
        return "—"
    return f"{before:.1f} → {after:.1f}"


def _count_open(plan: Plan) -> int:
    if plan.evaluation is None:
        return 0
    return len(plan.evaluation.standing_result.get("open_questions", ()))


def _list_versions(actor: Actor, plan: Plan) -> Iterator[tuple[str, str]]:
    records = list_record_ids(plan.enterprise.surviving.pk)
    own = selectors.list_own_plans_for(actor).filter(enterprise__in=records)
    for one in own.exclude(pk=plan.pk):
        label = _("第 {number} 版：{status}").format(
            number=one.number, status=one.get_status_display()
        )
        yield label, reverse("improvement:plan", args=[one.code])
