"""The plan and the problem the matrix asks for: of the owner's enterprise."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.permissions.cases import arrange_cases
from tests.permissions.orders import arrange_orders
from tests.permissions.tasks import PROOF
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import CommonProblem, Problem
from zhisheng.apps.improvement.services import Terms
from zhisheng.apps.maturity import services as maturity
from zhisheng.apps.registry.tests.factories import make_enterprise

ON = date(2026, 3, 1)
TERMS = Terms(
    budget_yuan=3_000,
    staff_days_a_month=4,
    starts_on=ON,
    ends_on=date(2026, 8, 31),
)


def arrange_improvement(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    return {
        **arrange_plans(get, enterprise),
        **arrange_problems(get, enterprise),
        **arrange_cases(get, enterprise),
        **arrange_orders(get, enterprise),
    }


def arrange_plans(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    """Agree on a plan and make the draft of the next one."""
    owner = get("owner")
    evaluation = maturity.open_evaluation(
        enterprise=enterprise, model="four-grades", on=ON, actor=owner
    )
    maturity.save_answers(
        evaluation=evaluation, answers={"owner_reviews": 2}, actor=owner
    )
    maturity.submit_evaluation(evaluation=evaluation, actor=owner)
    plan = services.make_plan(evaluation=evaluation, terms=TERMS, actor=owner)
    services.agree_plan(plan=plan, seen=plan.made_at, actor=owner)
    draft = services.make_plan(evaluation=evaluation, terms=TERMS, actor=owner)
    task = {"code": plan.code, "number": 1}
    SEEN["seen"] = draft.made_at.isoformat()
    return {
        "improvement:start": {"evaluation": evaluation.code},
        "improvement:plan": {"code": plan.code},
        **{
            f"improvement:{page}": {"code": draft.code}
            for page in ("wish", "variants", "agree")
        },
        "improvement:assign_task": task,
        "improvement:tick_task": task,
    }


# Filled when the draft is made: it is agreed on as it was seen.
SEEN: dict[str, object] = {}
PLAN_DATA: dict[str, dict[str, object]] = {
    "improvement:start": {
        "budget": "3000", "staff_days": "4", "ends_on": "2026-08-31",
    },
    "improvement:wish": {"measure": "tool-pareto", "wish": "exclude"},
    "improvement:variants": {"aim": "best"},
    "improvement:agree": SEEN,
    "improvement:assign_task": {"starts_on": "2026-03-01", "due_on": "2026-03-20"},
    "improvement:tick_task": {"done": "1"},
}  # fmt: skip


def arrange_problems(
    get: Callable[[str], Any], enterprise: Any
) -> dict[str, dict[str, object]]:
    """Arrange a problem of the owner's that nobody else was let see, with a file."""
    problem = services.report_problem(
        enterprise=enterprise,
        report=services.Report("焊缝有气孔"),
        photo=SimpleUploadedFile("检验单.pdf", PROOF),
        actor=get("owner"),
    )
    services.add_cause(
        problem=problem, text="受潮", category="material", version=1, actor=get("owner")
    )
    code = {"code": problem.code}
    group = {"code": arrange_common(get, problem)}
    return {
        "improvement:report_problem": {"enterprise": enterprise.code},
        "improvement:problem": code,
        "improvement:problem_step": code,
        "improvement:add_cause": code,
        "improvement:remove_cause": {**code, "number": 1},
        "improvement:attach_file": code,
        "improvement:problem_file": {**code, "number": 1},
        "improvement:common_problem": group,
        "improvement:dismiss_common": group,
        "improvement:similar_common": group,
        "improvement:attach_solution": group,
        "improvement:use_solution": group,
        "improvement:solution_file": {**group, "number": 1},
    }


def arrange_common(get: Callable[[str], Any], problem: Any) -> str:
    """Arrange a group of the county that the owner's problem belongs to, answered."""
    officer = get("officer_county")
    group = CommonProblem.objects.create(
        office=get("county_unit"), enterprise_count=5, problem_count=5
    )
    firms = [make_enterprise(region_id="131125") for _number in range(4)]
    others = [Problem.objects.create(enterprise=firm, text="气孔") for firm in firms]
    group.problems.add(problem, *others)
    alike = Problem.objects.create(enterprise=problem.enterprise, text="焊缝气孔")
    group.suggested.add(alike)
    group = services.confirm_common_problem(
        common=group, name="焊缝气孔", version=1, actor=officer
    )
    services.attach_solution(
        common=group,
        solution=services.Solution("进烘箱"),
        upload=SimpleUploadedFile("作业图.pdf", PROOF),
        version=2,
        actor=officer,
    )
    return str(group.code)
