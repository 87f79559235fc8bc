"""A plan is made from an evaluation, made anew, and agreed on."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.choices import PlanAim
from zhisheng.apps.improvement.models import Plan, PlanTask
from zhisheng.apps.improvement.tests.plans import TERMS, TODAY, evaluate
from zhisheng.apps.maturity import services as maturity
from zhisheng.apps.registry.models import Grant
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.methods.planning import Limit, Loosening, NoPlanError

pytestmark = pytest.mark.django_db


def remake(plan, owner, **changes):
    return services.make_plan(
        evaluation=plan.evaluation, terms=replace(TERMS, **changes), actor=owner
    )


def codes(plan):
    return [one["measure"] for one in plan.outcome["chosen"]]


def last_entry():
    return AuditEntry.objects.order_by("-pk").first()


def test_a_plan_keeps_to_its_limits_and_says_what_it_leads_to(plan, owner):
    outcome = plan.outcome

    assert (plan.number, plan.status, plan.made_by) == (1, "draft", owner)
    assert (outcome["grade_before"], outcome["grade_after"]) == ("initial", "improving")
    assert (outcome["cost_yuan"], outcome["staff_days"]) == (2_700, 24)
    assert max(outcome["months"]) <= 4
    assert len(outcome["months"]) == 6
    assert outcome["days"] <= 180
    assert len(outcome["chosen"]) + len(outcome["left_out"]) == 58
    entry = last_entry()
    assert entry.action == "improvement.plan_made"
    assert entry.new["measures"] == codes(plan)
    assert not PlanTask.objects.exists()


def test_three_things_begin_in_the_first_month(plan):
    begun = [one for one in plan.outcome["chosen"] if one["first_day"] <= 30]

    assert len(begun) >= 3


def test_solving_again_replaces_the_draft_alone(plan, owner):
    again = remake(plan, owner, budget_yuan=500)

    assert again.pk == plan.pk
    assert again.outcome["cost_yuan"] <= 500
    assert Plan.objects.count() == 1


def test_what_is_pinned_is_in_and_what_is_excluded_is_out(plan, owner):
    assert "tool-5s" not in codes(plan)
    assert "tool-first-piece" in codes(plan)

    again = remake(
        plan,
        owner,
        pinned=frozenset({"tool-5s"}),
        excluded=frozenset({"tool-first-piece"}),
    )

    assert "tool-5s" in codes(again)
    left = {one["measure"]: one["why"] for one in again.outcome["left_out"]}
    assert left["tool-first-piece"] == "excluded"


def test_no_choice_says_which_limit_to_loosen_and_leaves_the_draft(plan, owner):
    before = (codes(plan), AuditEntry.objects.count())

    with pytest.raises(NoPlanError) as error:
        remake(plan, owner, pinned=frozenset({"equipment-storage"}), budget_yuan=1_000)

    assert error.value.loosenings == (Loosening(Limit.BUDGET, 2_000),)
    plan.refresh_from_db()
    assert (codes(plan), AuditEntry.objects.count()) == before


def test_nothing_that_fits_says_what_the_least_would_take(evaluation, owner):
    terms = replace(TERMS, staff_days_a_month=0, budget_yuan=0)

    with pytest.raises(NoPlanError) as error:
        services.make_plan(evaluation=evaluation, terms=terms, actor=owner)

    assert error.value.loosenings == (Loosening(Limit.STAFF_DAYS, 1),)
    assert not Plan.objects.exists()


def test_the_cheapest_plan_reaches_the_next_grade(plan, owner):
    cheapest = remake(plan, owner, aim=PlanAim.CHEAPEST)

    assert cheapest.outcome["grade_after"] == "effective"
    assert cheapest.outcome["cost_yuan"] < 2_700


def test_the_fastest_plan_ends_with_the_audits(plan, owner):
    fastest = remake(
        plan,
        owner,
        aim=PlanAim.FASTEST,
        budget_yuan=20_000,
        staff_days_a_month=20,
        ends_on=TODAY + timedelta(days=364),
    )

    assert "certification-stage-audits" in codes(fastest)
    assert fastest.outcome["days"] == max(
        one["last_day"]
        for one in fastest.outcome["chosen"]
        if one["measure"] == "certification-stage-audits"
    )
    with pytest.raises(errors.CertificationExcludedError):
        remake(
            plan,
            owner,
            aim=PlanAim.FASTEST,
            excluded=frozenset({"certification-stage-audits"}),
        )


def test_agreeing_opens_tasks_with_days(agreed, owner):
    first = agreed.outcome["chosen"][0]
    tasks = selectors.list_tasks(agreed)

    assert (agreed.status, agreed.agreed_by) == ("agreed", owner)
    assert [one.measure for one in tasks] == codes(agreed)
    assert tasks[0].starts_on == TODAY
    assert tasks[0].due_on == TODAY + timedelta(days=first["last_day"] - 1)
    assert last_entry().action == "improvement.plan_agreed"


def test_an_agreed_plan_is_not_agreed_on_again(agreed, owner):
    before = AuditEntry.objects.count()

    with pytest.raises(errors.PlanLockedError):
        services.agree_plan(plan=agreed, seen=agreed.made_at, actor=owner)

    assert AuditEntry.objects.count() == before
    assert PlanTask.objects.count() == len(codes(agreed))


def test_what_was_worked_out_anew_meanwhile_is_looked_at_first(plan, owner):
    seen = plan.made_at
    remake(plan, owner, budget_yuan=500)

    with pytest.raises(errors.PlanChangedError):
        services.agree_plan(plan=plan, seen=seen, actor=owner)

    assert not PlanTask.objects.exists()


def test_an_old_draft_is_worked_out_again_first(plan, owner):
    later = timezone.now() + timedelta(days=15)

    with (
        time_machine.travel(later, tick=False),
        pytest.raises(errors.PlanStaleError) as error,
    ):
        services.agree_plan(plan=plan, seen=plan.made_at, actor=owner)

    assert str(error.value) == errors.PlanStaleError.message.format(days=15)
    plan.refresh_from_db()
    assert plan.status == "draft"


def test_the_next_version_leaves_the_agreed_one_until_it_is_agreed_on(agreed, owner):
    draft = remake(agreed, owner, budget_yuan=500)

    agreed.refresh_from_db()
    assert (draft.number, draft.status, agreed.status) == (2, "draft", "agreed")
    services.agree_plan(plan=draft, seen=draft.made_at, actor=owner)
    agreed.refresh_from_db()
    assert (agreed.status, agreed.replaced_at is not None) == ("replaced", True)
    assert len(codes(agreed)) == agreed.tasks.count()


def test_what_is_done_is_not_offered_again_and_counts(agreed, owner):
    task = agreed.tasks.get(measure="tool-complaint-log")
    services.tick_task(task=task, is_done=True, actor=owner)

    again = remake(agreed, owner)

    assert "tool-complaint-log" not in codes(again)
    before, now = agreed.outcome["levels_before"], again.outcome["levels_before"]
    assert now["complaints"] > before["complaints"]
    assert {k: v for k, v in now.items() if k != "complaints"} == {
        k: v for k, v in before.items() if k != "complaints"
    }


def test_a_later_evaluation_counts_what_is_done_once(agreed, enterprise, owner):
    task = agreed.tasks.get(measure="tool-complaint-log")
    services.tick_task(task=task, is_done=True, actor=owner)
    later = evaluate(enterprise, owner, complaint_care=3)

    again = services.make_plan(evaluation=later, terms=TERMS, actor=owner)

    assert again.outcome["levels_before"]["complaints"] == 3
    assert "tool-complaint-log" not in codes(again)


def test_no_plan_is_made_from_answers_still_being_given(enterprise, owner):
    draft = maturity.open_evaluation(
        enterprise=enterprise, model="household", on=TODAY, actor=owner
    )

    with pytest.raises(NotFoundError):
        services.make_plan(evaluation=draft, terms=TERMS, actor=owner)
    assert not Plan.objects.exists()


def test_the_top_has_no_next_grade(enterprise, owner):
    best = evaluate(
        enterprise,
        owner,
        **dict.fromkeys(
            ("incoming_check", "written_method", "machine_care", "final_check",
             "reject_place", "complaint_care"), 5,
        ),
        storage_ways=("dry", "apart", "labelled", "oldest"),
        order_notes=("goods", "wishes", "sample", "day", "changes"),
        first_piece=True,
        reject_count=0,
    )  # fmt: skip

    with pytest.raises(errors.TopGradeError):
        services.make_plan(
            evaluation=best, terms=replace(TERMS, aim=PlanAim.CHEAPEST), actor=owner
        )
    with pytest.raises(errors.NothingToGainError):
        services.make_plan(evaluation=best, terms=TERMS, actor=owner)


def test_others_neither_make_nor_agree(
    evaluation, plan, worker, stranger_owner, officer_county
):
    before = AuditEntry.objects.count()
    for actor, refusal in (
        (worker, ForbiddenError),
        (stranger_owner, NotFoundError),
        (officer_county, ForbiddenError),
    ):
        with pytest.raises(refusal):
            services.make_plan(evaluation=evaluation, terms=TERMS, actor=actor)
        with pytest.raises(refusal):
            services.agree_plan(plan=plan, seen=plan.made_at, actor=actor)
    assert AuditEntry.objects.count() == before
    assert not PlanTask.objects.exists()


def test_a_grant_of_other_fields_opens_no_plan(agreed, officer_elsewhere, enterprise):
    Grant.objects.create(
        enterprise=enterprise,
        viewer=officer_elsewhere.memberships.get().organisation,
        purpose="核对联系方式",
        fields=["name", "contact"],
        basis="法定职责",
        valid_from=TODAY,
        until=TODAY,
    )

    assert not selectors.list_watched_plans_for(officer_elsewhere).exists()
    with pytest.raises(NotFoundError):
        selectors.get_plan_for(actor=officer_elsewhere, code=agreed.code)


def test_a_list_reads_no_outcome_of_what_was_replaced(agreed, owner):
    second = remake(agreed, owner)
    services.agree_plan(plan=second, seen=second.made_at, actor=owner)

    found = selectors.list_listed_plans_for(owner)

    assert [(one.number, one.get_deferred_fields()) for one in found] == [
        (2, set()), (1, {"outcome"}),
    ]  # fmt: skip
