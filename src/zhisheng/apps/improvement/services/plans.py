"""Make a plan, make it anew, agree on it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import PlanAim, PlanStatus
from zhisheng.apps.improvement.models import Plan, PlanTask
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.services.plan_comparing import (
    Way,
    digest_inputs,
    list_known,
    write_known,
)
from zhisheng.apps.improvement.services.planning import Terms, read_ground, solve_plan
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import audit
from zhisheng.kit.errors import NotFoundError

# A plan whose first day is longer ago is worked out anew before it is agreed on.
KEPT_DAYS = 14


def make_plan(*, evaluation: Evaluation, terms: Terms, actor: User) -> Plan:
    """Work out a plan and keep it as the draft; an agreed version stays as it is.

    Raises
    ------
    NoPlanError
        If nothing fits; the draft there was stays.
    """
    require(actor, Action.MAKE_PLAN)
    own = selectors.get_plannable_for(
        actor=actor, code=evaluation.code, action=Action.MAKE_PLAN
    )
    # Worked out before anything is locked: nobody waits for the solver.
    ground = read_ground(own)
    digest = digest_inputs(ground, terms)
    known = list_known(selectors.find_draft(own.enterprise), digest).get(terms.aim)
    outcome = known.outcome if known else None
    if outcome is None:
        outcome = solve_plan(ground, terms)
    with transaction.atomic():
        enterprise = _lock_enterprise(own.enterprise, actor, Action.MAKE_PLAN)
        plan = selectors.find_draft(enterprise) or _begin_version(enterprise)
        plan.evaluation = own
        plan.model_code, plan.model_version = own.model_code, own.model_version
        _set_terms(plan, terms)
        plan.outcome, plan.made_by, plan.made_at = outcome, actor, timezone.now()
        way = Way(terms.aim, outcome=outcome)
        plan.variants = write_known(plan.variants, digest, [way])
        plan.save()
        _record("improvement.plan_made", plan, actor, new=_summarise(plan))
    return plan


@transaction.atomic
def agree_plan(*, plan: Plan, seen: datetime, actor: User) -> Plan:
    """Agree on the version as it was seen; the earlier one is replaced and kept.

    Its measures become tasks; who was responsible for one in the earlier version is so
    again.
    """
    require(actor, Action.AGREE_PLAN)
    enterprise = _lock_enterprise(plan.enterprise, actor, Action.AGREE_PLAN)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    _refuse_unfit(locked, seen, timezone.localdate())
    earlier = selectors.find_agreed(enterprise)
    now = timezone.now()
    if earlier is not None:
        earlier.status, earlier.replaced_at = PlanStatus.REPLACED, now
        earlier.save(update_fields=["status", "replaced_at", "updated_at"])
    locked.status, locked.variants = PlanStatus.AGREED, {}
    locked.agreed_by, locked.agreed_at = actor, now
    locked.save(
        update_fields=["status", "variants", "agreed_by", "agreed_at", "updated_at"]
    )
    _open_tasks(locked, earlier)
    _record(
        "improvement.plan_agreed",
        locked,
        actor,
        old={"replaced": earlier.code if earlier else None},
        new=_summarise(locked),
    )
    return locked


def read_terms(plan: Plan) -> Terms:
    """Return the terms of a plan, so that another one can be made with a change."""
    return Terms(
        budget_yuan=plan.budget_yuan,
        staff_days_a_month=plan.staff_days_a_month,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        aim=PlanAim(plan.aim),
        goals=tuple(plan.goals),
        pinned=frozenset(plan.pinned),
        excluded=frozenset(plan.excluded),
    )


def _refuse_unfit(plan: Plan, seen: datetime, today: date) -> None:
    if plan.status != PlanStatus.DRAFT:
        raise errors.PlanLockedError
    if plan.made_at != seen:
        raise errors.PlanChangedError
    age = (today - plan.starts_on).days
    if age > KEPT_DAYS:
        raise errors.PlanStaleError(days=age)


def _begin_version(enterprise: Enterprise) -> Plan:
    last = selectors.select_plans_of(enterprise).aggregate(last=Max("number"))
    return Plan(enterprise=enterprise, number=(last["last"] or 0) + 1)


def _set_terms(plan: Plan, terms: Terms) -> None:
    plan.aim, plan.goals = terms.aim, sorted(terms.goals)
    plan.budget_yuan = terms.budget_yuan
    plan.staff_days_a_month = terms.staff_days_a_month
    plan.starts_on, plan.ends_on = terms.starts_on, terms.ends_on
    plan.pinned, plan.excluded = sorted(terms.pinned), sorted(terms.excluded)


def _open_tasks(plan: Plan, earlier: Plan | None) -> None:
    known = {one.measure: one for one in earlier.tasks.all()} if earlier else {}
    PlanTask.objects.bulk_create(
        PlanTask(
            plan=plan,
            number=number,
            measure=one["measure"],
            starts_on=plan.starts_on + timedelta(days=one["first_day"] - 1),
            due_on=plan.starts_on + timedelta(days=one["last_day"] - 1),
            **_keep_responsible(known.get(one["measure"])),
        )
        for number, one in enumerate(plan.outcome["chosen"], start=1)
    )


def _keep_responsible(task: PlanTask | None) -> dict[str, object]:
    if task is None:
        return {}
    return {
        "responsible_id": task.responsible_id,
        "responsible_name": task.responsible_name,
    }


def _lock_enterprise(enterprise: Enterprise, actor: User, action: Action) -> Enterprise:
    """Let two who make or agree on a plan at once come one after the other."""
    own = selectors.list_own_enterprises_for(actor, action).filter(
        pk=enterprise.surviving.pk
    )
    locked = own.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotFoundError
    return locked


def _summarise(plan: Plan) -> dict[str, object]:
    outcome = plan.outcome
    return {
        "number": plan.number,
        "aim": plan.aim,
        "budget_yuan": plan.budget_yuan,
        "staff_days_a_month": plan.staff_days_a_month,
        "ends_on": plan.ends_on.isoformat(),
        "measures": [one["measure"] for one in outcome["chosen"]],
        "cost_yuan": outcome["cost_yuan"],
        "grade_after": outcome["grade_after"],
    }


def _record(
    action: str,
    plan: Plan,
    actor: User,
    *,
    old: object = None,
    new: object = None,
) -> None:
    audit.record(
        action=action,
        subject=plan,
        actor=actor,
        old=old,
        new=new,
        proxy_for=name_represented(actor, plan.enterprise.surviving.organisation_id),
    )
