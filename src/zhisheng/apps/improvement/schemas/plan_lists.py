"""Contexts of the lists of plans: the own ones, those an officer sees, the ways to plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import PlanStatus
from zhisheng.apps.improvement.models import Plan
from zhisheng.apps.improvement.permissions import Action, may
from zhisheng.apps.improvement.schemas.plans import name_grade
from zhisheng.apps.improvement.schemas.reasons import explain_failure
from zhisheng.apps.improvement.selectors import TaskCount
from zhisheng.apps.improvement.services import Terms, Way
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.selectors import RESULTS
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.errors import DomainError
from zhisheng.kit.problems import describe
from zhisheng.methods.planning import NoPlanError
from zhisheng.reference.maturity import MaturityModel, get_model
from zhisheng.ui.cards import ActionCard
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Column, Row, Table

NONE = TaskCount()


@dataclass(frozen=True, slots=True)
class EnterpriseGroup:
    code: str
    name: str
    cards: tuple[ActionCard, ...]
    older: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """A page of the plans an officer may see."""

    table: Table
    next_url: str
    shown: str


@dataclass(frozen=True, slots=True)
class Variant:
    """What another way of planning would come to, or why it cannot be."""

    aim: str
    label: str
    is_current: bool
    problem: str = ""
    grade: str = ""
    count: int = 0
    cost: str = ""
    staff_days: int = 0
    ends_on: date | None = None


def list_groups(actor: Actor) -> list[EnterpriseGroup]:
    """Show the plans of each own enterprise."""
    plans: dict[int, list[Plan]] = {}
    for plan in selectors.list_listed_plans_for(actor):
        plans.setdefault(plan.enterprise.surviving.pk, []).append(plan)
    latest: dict[int, Evaluation] = {}
    for one in selectors.list_plannable_for(actor).defer(*RESULTS):
        latest.setdefault(one.enterprise.surviving.pk, one)
    counts = selectors.count_tasks([one for each in plans.values() for one in each])
    may_make = may(actor, Action.MAKE_PLAN)
    return [
        _build_group(
            own,
            [(one, counts.get(one.pk, NONE)) for one in plans.get(own.pk, ())],
            latest.get(own.pk) if may_make else None,
        )
        for own in selectors.list_own_enterprises_for(actor, Action.SEE_OWN_PLANS)
    ]


def build_watched(actor: Actor, before: int) -> Watched:
    plans, following = selectors.page_watched_plans_for(actor, before)
    return Watched(
        table=_build_table(plans),
        next_url=f"?before={following}" if following else "",
        shown=_("本页 {count} 份").format(count=len(plans)),
    )


def _build_group(
    enterprise: Enterprise,
    plans: Sequence[tuple[Plan, TaskCount]],
    evaluation: Evaluation | None,
) -> EnterpriseGroup:
    """Show the draft and the agreed version first, then the way to a new one."""
    cards = [
        _build_card(one, count)
        for one, count in plans
        if one.status != PlanStatus.REPLACED
    ]
    used = {one.evaluation_id for one, _count in plans}
    if evaluation is not None and evaluation.pk not in used:
        cards.append(_offer_plan(evaluation, is_first=not plans))
    return EnterpriseGroup(
        code=enterprise.code,
        name=enterprise.name,
        cards=tuple(cards),
        older=tuple(
            (
                _("第 {number} 版").format(number=one.number),
                reverse("improvement:plan", args=[one.code]),
            )
            for one, _count in plans
            if one.status == PlanStatus.REPLACED
        ),
    )


def _build_card(plan: Plan, tasks: TaskCount) -> ActionCard:
    url = reverse("improvement:plan", args=[plan.code])
    rise = write_rise(plan)
    count = len(plan.outcome["chosen"])
    if plan.status == PlanStatus.DRAFT:
        why = _("{count} 件事，{rise}。看过没问题就定下来。").format(
            count=count, rise=rise
        )
        return ActionCard(_("还没定的计划"), why, url, _("看计划"), "need")
    why = _("已做完 {done} 件，共 {total} 件；{rise}。").format(
        done=tasks.done, total=tasks.total, rise=rise
    )
    is_done = tasks.done == tasks.total
    return ActionCard(
        _("正在做的计划"), why, url, _("接着做"), "done" if is_done else "action"
    )


def _offer_plan(evaluation: Evaluation, *, is_first: bool) -> ActionCard:
    url = reverse("improvement:start", args=[evaluation.code])
    if is_first:
        why = _("评价做完了。答三个问题，就能看到先做哪几件事。")
        return ActionCard(_("做一个提升计划"), why, url, _("开始"), "action")
    why = _("有了新的评价，可以照着它重新做计划；原来的会留着。")
    return ActionCard(_("按新的评价再做一份"), why, url, _("开始"), "action")


def write_rise(plan: Plan) -> str:
    """Write from which grade to which a plan leads."""
    model = selectors.get_model_of(plan)
    before = name_grade(model, plan.outcome["grade_before"])
    after = name_grade(model, plan.outcome["grade_after"])
    if before == after:
        return _("等级还是{grade}，分数会高一些").format(grade=after)
    return _("从{before}到{after}").format(before=before, after=after)


def _build_table(plans: Sequence[Plan]) -> Table:
    counts = selectors.count_tasks(plans)
    return Table(
        columns=(
            Column("enterprise", _("企业")),
            Column("rise", _("打算提升")),
            Column("done", _("已做完"), is_number=True, unit=_("件")),
            Column("total", _("一共"), is_number=True, unit=_("件")),
            Column("ends_on", _("做到哪天")),
        ),
        rows=tuple(
            Row(
                cells=(
                    one.enterprise.name,
                    write_rise(one),
                    counts.get(one.pk, NONE).done,
                    counts.get(one.pk, NONE).total,
                    format_date(one.ends_on),
                ),
                url=reverse("improvement:plan", args=[one.code]),
            )
            for one in plans
        ),
        caption=_("辖区企业定下的提升计划"),
    )


def list_variants(plan: Plan, terms: Terms, ways: Iterable[Way]) -> list[Variant]:
    """Show what each way of planning with the same limits and wishes comes to."""
    model = get_model(plan.model_code, plan.model_version)
    return [
        _show_way(
            one, model, replace(terms, aim=one.aim), is_current=plan.aim == one.aim
        )
        for one in ways
    ]


def _show_way(
    way: Way, model: MaturityModel, terms: Terms, *, is_current: bool
) -> Variant:
    label = str(way.aim.label)
    if way.outcome is None:
        problem = _tell_refusal(way.refusal) if way.refusal else ""
        return Variant(way.aim, label, is_current=is_current, problem=problem)
    outcome = way.outcome
    return Variant(
        aim=way.aim,
        label=label,
        is_current=is_current,
        grade=name_grade(model, outcome["grade_after"]),
        count=len(outcome["chosen"]),
        cost=f"{outcome['cost_yuan']:,}",
        staff_days=outcome["staff_days"],
        ends_on=terms.starts_on + timedelta(days=outcome["days"] - 1),
    )


def _tell_refusal(error: DomainError) -> str:
    if isinstance(error, NoPlanError):
        return explain_failure(error)
    return describe(error)
