"""What the API gives of plans; who is responsible for a task stays inside."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from ninja import Schema

from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import PlanAim, PlanStatus
from zhisheng.apps.improvement.models import Plan
from zhisheng.apps.improvement.schemas.reasons import explain, name_measure
from zhisheng.methods.planning import Why
from zhisheng.reference.maturity import MaturityModel


class PlanOut(Schema):
    """A version of a plan; grades are codes of its evaluation model."""

    code: str
    enterprise_code: str
    enterprise_name: str
    number: int
    status: PlanStatus
    aim: PlanAim
    model_code: str
    model_version: str
    budget_yuan: int
    staff_days_a_month: int
    starts_on: date
    ends_on: date
    grade_before: str | None
    grade_after: str | None
    score_before: float | None
    score_after: float | None
    cost_yuan: int
    staff_days: int
    made_at: datetime
    agreed_at: datetime | None
    task_count: int
    done_count: int


class PlanPageOut(Schema):
    items: list[PlanOut]
    next_after: int | None


class ChosenOut(Schema):
    """A measure of the plan; ``done_at`` is empty before it is agreed on and ticked."""

    code: str
    name: str
    why: Why
    reason: str
    cost_yuan: int
    staff_days: int
    starts_on: date
    due_on: date
    done_at: datetime | None


class LeftOutOut(Schema):
    code: str
    name: str
    why: Why
    reason: str


class WholePlanOut(PlanOut):
    chosen: list[ChosenOut]
    left_out: list[LeftOutOut]


def write_plans(plans: Sequence[Plan]) -> list[PlanOut]:
    counts = selectors.count_tasks(plans)
    none = selectors.TaskCount()
    return [PlanOut(**_write_plan(one, counts.get(one.pk, none))) for one in plans]


def write_whole_plan(plan: Plan) -> WholePlanOut:
    model = selectors.get_model_of(plan)
    count = selectors.count_tasks([plan]).get(plan.pk, selectors.TaskCount())
    return WholePlanOut(
        **_write_plan(plan, count),
        chosen=list(_write_chosen(plan, model)),
        left_out=[
            LeftOutOut(
                code=one["measure"],
                name=name_measure(one["measure"]),
                why=one["why"],
                reason=explain(model, one),
            )
            for one in plan.outcome["left_out"]
        ],
    )


def _write_plan(plan: Plan, count: selectors.TaskCount) -> dict[str, Any]:
    of_plan = (
        "code", "number", "status", "aim", "model_code", "model_version", "budget_yuan",
        "staff_days_a_month", "starts_on", "ends_on", "made_at", "agreed_at",
    )  # fmt: skip
    of_outcome = (
        "grade_before", "grade_after", "score_before", "score_after", "cost_yuan",
        "staff_days",
    )  # fmt: skip
    return {
        **{name: getattr(plan, name) for name in of_plan},
        **{name: plan.outcome[name] for name in of_outcome},
        "enterprise_code": plan.enterprise.code,
        "enterprise_name": plan.enterprise.name,
        "task_count": count.total,
        "done_count": count.done,
    }


def _write_chosen(plan: Plan, model: MaturityModel) -> Iterable[ChosenOut]:
    tasks = {one.measure: one for one in selectors.list_tasks(plan)}
    for one in plan.outcome["chosen"]:
        task = tasks.get(one["measure"])
        first = timedelta(days=one["first_day"] - 1)
        last = timedelta(days=one["last_day"] - 1)
        yield ChosenOut(
            code=one["measure"],
            name=name_measure(one["measure"]),
            why=one["why"],
            reason=explain(model, one),
            cost_yuan=one["cost_yuan"],
            staff_days=one["staff_days"],
            starts_on=task.starts_on if task else plan.starts_on + first,
            due_on=task.due_on if task else plan.starts_on + last,
            done_at=task.done_at if task else None,
        )
