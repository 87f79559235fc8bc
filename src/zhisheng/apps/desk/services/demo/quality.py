"""Evaluations, a plan and quality problems: the owner's, and those of its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import get_user_by_username
from zhisheng.apps.desk.services.demo import finished, people
from zhisheng.apps.improvement import services as improvement
from zhisheng.apps.improvement.models import CommonProblem, Plan, Problem
from zhisheng.apps.improvement.selectors import list_common_problems_for, list_tasks
from zhisheng.apps.maturity import services as maturity
from zhisheng.apps.maturity.models import Evaluation, Review
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.statistics.selectors import get_latest_year
from zhisheng.apps.statistics.services import ensure_snapshot
from zhisheng.methods.corrective_action import Act
from zhisheng.methods.maturity import Answer
from zhisheng.reference.maturity import Question, QuestionKind, find_models

EXPERT = "demo-expert"
HOUSEHOLD = "household"
NEIGHBOURS = 11
ONCE = 5
USUAL = "four-grades"
BEFORE: Mapping[str, Answer] = {
    "incoming_check": 2, "storage_ways": ("dry",), "written_method": 2, "first_piece": False,
    "machine_care": 2, "final_check": 2, "reject_place": 2, "reject_count": 7,
    "uses_gauges": "yes", "gauge_care": 2, "order_notes": ("goods", "day"),
    "complaint_care": 2, "hires": "yes", "new_hands": 2,
}  # fmt: skip
AFTER: Mapping[str, Answer] = {
    **BEFORE, "incoming_check": 4, "storage_ways": ("dry", "apart", "labelled"),
    "written_method": 4, "first_piece": True, "final_check": 4, "reject_place": 4,
    "reject_count": 2, "complaint_care": 4, "order_notes": ("goods", "wishes", "sample", "day"),
}  # fmt: skip
# The expert sees some things more strictly; the enterprise answered milder.
SEEN: Mapping[str, Answer] = {
    "incoming_check": 2,
    "written_method": 1,
    "reject_place": 3,
}
TEXTS = (
    "网片边丝脱焊，客户退货", "网片边丝脱焊，客户退货一批", "网片边丝脱焊，退货两批",
    "网片边丝脱焊，客户要求返工", "网片的边丝脱焊", "这批网片边丝脱焊",
    "网片边丝脱焊，客户投诉", "网片边丝又脱焊了", "网片边丝脱焊，出厂前没检出",
)  # fmt: skip
CAUSE = ("焊机电流不稳", "电极头磨损没有按时换", "没有规定换电极头的时间")
SOLUTION = "每焊两千片换一次电极头，班前试焊三片做拉力检查，记在首件本上。"


@dataclass(frozen=True, slots=True)
class _Owned:
    enterprise: Enterprise
    owner: User


def show_quality() -> None:
    """Fill the pages of evaluations, plans and problems for every role.

    The worker does it while the visitor signs in, so that the demo starts no later.
    """
    if Evaluation.objects.exists():
        return
    owner, worker = map(get_user_by_username, (people.OWNER, people.WORKER))
    own = _Owned(Enterprise.unscoped.get(organisation__memberships__user=owner), owner)
    _review(_evaluate(own, BEFORE))
    latest = _evaluate(own, AFTER)
    _ask(latest, owner)
    _begin(own, worker)
    _plan(latest, owner, worker)
    _solve_problems(own, worker)
    finished.finish_order(own.enterprise, year=get_latest_year())
    finished.hand_in_case(finished.close_problem(own.enterprise))
    neighbours = enumerate(_choose_neighbours(), start=1)
    owned = [_settle(number, one) for number, one in neighbours]
    for number, one in enumerate(owned):
        _evaluate(one, _answer_all(2), USUAL)
        # The others evaluate themselves again, and have risen.
        if number >= ONCE:
            _evaluate(one, _answer_all(4), USUAL)
        _report(one, TEXTS[number % len(TEXTS)])
    _share_solution()
    # So that the county's spread of grades shows them.
    ensure_snapshot(
        year=get_latest_year(), actor=get_user_by_username(people.COUNTY_OFFICER)
    )


def _choose_neighbours() -> list[Enterprise]:
    """Choose enterprises of the county that no story is about: the last registered."""
    free = Enterprise.unscoped.filter(
        region_id=people.COUNTY, organisation=None, merged_into=None, claims=None
    )
    return list(free.order_by("-pk")[:NEIGHBOURS])


def _settle(number: int, enterprise: Enterprise) -> _Owned:
    """Give a neighbour an owner, who is no login that a visitor is offered."""
    username = f"sample-owner-{number}"
    people.admit(username, f"示例厂长{number}（演示）", enterprise)
    return _Owned(enterprise, get_user_by_username(username))


def _answer_all(level: int) -> dict[str, Answer]:
    """Answer every question of the usual model so that it has a level, or nearly so."""
    model = next(one for one in find_models(timezone.localdate()) if one.code == USUAL)
    return {one.code: _answer(one, level, model.top_level) for one in model.questions}


def _answer(question: Question, level: int, top: int) -> Answer:
    match question.kind:
        case QuestionKind.RUBRIC:
            return level
        case QuestionKind.YES_NO:
            return level > top / 2
        case QuestionKind.SEVERAL:
            return tuple(one.code for one in question.options[: level - 1])
        case QuestionKind.SCOPE:
            return question.options[-1].code
    # The band of the level begins where the figure does.
    band = min(question.bands, key=lambda one: abs(one.level - level))
    return 0.0 if band.least is None else float(band.least)


def _evaluate(
    own: _Owned, answers: Mapping[str, Answer], model: str = HOUSEHOLD
) -> Evaluation:
    evaluation = maturity.open_evaluation(
        enterprise=own.enterprise,
        model=model,
        on=timezone.localdate(),
        actor=own.owner,
    )
    maturity.save_answers(evaluation=evaluation, answers=answers, actor=own.owner)
    return maturity.submit_evaluation(evaluation=evaluation, actor=own.owner)


def _begin(own: _Owned, worker: User) -> None:
    """Leave an evaluation half filled in, with one answer on which two differ."""
    evaluation = maturity.open_evaluation(
        enterprise=own.enterprise,
        model=USUAL,
        on=timezone.localdate(),
        actor=own.owner,
    )
    for level, actor in ((2, worker), (3, own.owner)):
        maturity.save_answers(
            evaluation=evaluation, answers={"owner_reviews": level}, actor=actor
        )


def _ask(evaluation: Evaluation, owner: User) -> Review:
    return maturity.ask_review(
        evaluation=evaluation,
        organisation=people.get_organisation_of(EXPERT),
        until=timezone.localdate() + timedelta(days=60),
        actor=owner,
    )


def _review(evaluation: Evaluation) -> None:
    """Let the expert look, both compare, and the expert confirm."""
    owner, expert = map(get_user_by_username, (people.OWNER, EXPERT))
    review = _ask(evaluation, owner)
    maturity.save_ratings(review=review, answers={**BEFORE, **SEEN}, actor=expert)
    maturity.finish_rating(review=review, actor=expert)
    maturity.write_remark(
        review=review,
        question="written_method",
        text="（演示）墙上贴了一张旧的，新产品没有写。",
        actor=owner,
    )
    maturity.confirm_evaluation(
        review=review, comment="（演示）先把做法写下来。", actor=expert
    )


def _plan(evaluation: Evaluation, owner: User, worker: User) -> Plan:
    """Agree on a plan, give the first measure to the worker, and finish the second."""
    today = timezone.localdate()
    terms = improvement.Terms(
        budget_yuan=20_000,
        staff_days_a_month=6,
        starts_on=today,
        ends_on=today + timedelta(days=180),
    )
    plan = improvement.make_plan(evaluation=evaluation, terms=terms, actor=owner)
    plan = improvement.agree_plan(plan=plan, seen=plan.made_at, actor=owner)
    first, *others = list_tasks(plan)
    assignment = improvement.Assignment(
        starts_on=today, due_on=today + timedelta(days=5), responsible=worker.code
    )
    improvement.assign_task(task=first, assignment=assignment, actor=owner)
    for task in others[:1]:
        improvement.tick_task(task=task, is_done=True, actor=owner)
    return plan


def _solve_problems(own: _Owned, worker: User) -> None:
    """Leave one problem in each state that needs no waiting."""
    acts = (Act.CONTAIN, Act.FIND_CAUSE, Act.PLAN, Act.FINISH)
    texts = (
        "网片边丝脱焊，客户退回一批", "网孔大小不一，超出图纸", "包装箱受潮，表面起锈点",
        "镀锌层薄，盐雾试验不合格", "剪边毛刺划手",
    )  # fmt: skip
    for number, text in enumerate(texts):
        problem = _report(own, text)
        for act in acts[:number]:
            problem = _step(problem, act, worker)


def _report(own: _Owned, text: str) -> Problem:
    return improvement.report_problem(
        enterprise=own.enterprise, report=improvement.Report(text), actor=own.owner
    )


def _step(problem: Problem, act: Act, actor: User) -> Problem:
    told = {
        Act.CONTAIN: improvement.Told(text="挑出来返工，先不发货"),
        Act.FIND_CAUSE: improvement.Told(category="machine", whys=CAUSE),
        Act.PLAN: improvement.Told(
            text="规定换电极头的时间，班前试焊",
            responsible=actor.code,
            due_on=timezone.localdate() + timedelta(days=3),
        ),
        Act.FINISH: improvement.Told(text="写进了作业指导书，换了电极头"),
    }[act]
    return improvement.take_step(
        problem=problem, act=act, told=told, version=problem.version, actor=actor
    )


def _share_solution() -> None:
    """Let the county find what its enterprises write alike, and answer it once for all."""
    officer = get_user_by_username(people.COUNTY_OFFICER)
    office = people.get_organisation_of(people.COUNTY_OFFICER).unit
    if office is None:
        return
    search = improvement.start_search(office=office, trade="", actor=officer)
    improvement.find_common_problems(search=search, actor=officer)
    found: CommonProblem | None = list_common_problems_for(officer).first()
    if found is None:
        return
    common = improvement.confirm_common_problem(
        common=found, name="边丝脱焊", version=found.version, actor=officer
    )
    improvement.attach_solution(
        common=common,
        solution=improvement.Solution(text=SOLUTION),
        version=common.version,
        actor=officer,
    )
