"""What waits in evaluations, plans and problems stands on the home page of whose it is."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from zhisheng.apps.desk.schemas.quality import list_quality_cards
from zhisheng.apps.desk.selectors import get_quality_desk
from zhisheng.apps.improvement import services as improvement
from zhisheng.apps.improvement.tests.plans import TERMS, evaluate
from zhisheng.apps.improvement.tests.walking import report, step, walk
from zhisheng.apps.maturity import services as maturity
from zhisheng.apps.registry import services as registry
from zhisheng.apps.registry.models import Statement
from zhisheng.apps.registry.selectors import get_topic
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
BEGUN = "2026-03-01T10:00:00+08:00"
# The action of `walking` is due ten days after it was planned.
NEARLY_DUE = "2026-03-05T10:00:00+08:00"
LATER = "2026-03-20T10:00:00+08:00"


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation, region_id="131125")


def list_titles(user):
    desk = get_quality_desk(user, timezone.localdate())
    return [card.title for card in list_quality_cards(desk)]


def test_nothing_waits_for_anybody_at_first(owner, worker, expert, officer_county):
    people = (owner, worker, expert, officer_county)
    assert [list_titles(one) for one in people] == [[], [], [], []]


def test_an_evaluation_begun_is_gone_on_with(
    enterprise, owner, worker, stranger_owner, expert
):
    maturity.open_evaluation(
        enterprise=enterprise,
        model="household",
        on=timezone.localdate(),
        actor=owner,
    )

    title = "接着评：个体户和小作坊 15 分钟自查"
    assert list_titles(owner) == list_titles(worker) == [title]
    assert list_titles(stranger_owner) == list_titles(expert) == []


def test_what_was_said_too_long_ago_is_asked_again(
    enterprise, owner, worker, stranger_owner
):
    def say(topic):
        registry.make_statement(
            enterprise=enterprise,
            topic=get_topic(topic),
            answers={f"registry.{topic}": False},
            note="",
            actor=owner,
        )

    with time_machine.travel(BEGUN, tick=False):
        say("ordered_to_stop")
        say("sampling_failure")
        assert list_titles(owner) == []
    with time_machine.travel("2027-03-02T10:00:00+08:00", tick=False):
        assert list_titles(owner) == ["再说一次 2 条申请认证的条件"]
        assert list_titles(worker) == list_titles(stranger_owner) == []
        say("ordered_to_stop")
        (card,) = list_quality_cards(get_quality_desk(owner, timezone.localdate()))
        assert card.url.endswith(f"/conditions/{enterprise.code}/sampling_failure/")
        said = Statement.objects.get(topic="sampling_failure")
        registry.withdraw_statement(statement=said, actor=owner)
        assert list_titles(owner) == []


def test_a_review_waits_for_its_expert_until_it_is_confirmed(enterprise, owner, expert):
    evaluation = evaluate(enterprise, owner)
    review = maturity.ask_review(
        evaluation=evaluation,
        organisation=expert.memberships.get().organisation,
        until=timezone.localdate() + timedelta(days=30),
        actor=owner,
    )
    maturity.save_ratings(review=review, answers={"incoming_check": 3}, actor=expert)
    assert list_titles(expert) == ["复核 1 家企业的质量评价"]

    maturity.finish_rating(review=review, actor=expert)
    maturity.return_evaluation(review=review, comment="请补照片", actor=expert)
    assert list_titles(expert) == []

    maturity.submit_evaluation(evaluation=evaluation, actor=owner)
    maturity.confirm_evaluation(review=review, comment="", actor=expert)
    assert list_titles(expert) == []


def test_a_measure_due_soon_is_named_to_who_does_it(enterprise, owner, worker):
    plan = improvement.make_plan(
        evaluation=evaluate(enterprise, owner), terms=TERMS, actor=owner
    )
    plan = improvement.agree_plan(plan=plan, seen=plan.made_at, actor=owner)
    today = timezone.localdate()
    plan.tasks.update(due_on=today + timedelta(days=8))
    assert list_titles(owner) == []

    task = plan.tasks.get(number=1)
    soon = improvement.Assignment(today, today + timedelta(days=7), worker.code)
    improvement.assign_task(task=task, assignment=soon, actor=owner)
    assert list_titles(worker) == ["做提升计划里的 1 件事"]
    assert list_titles(owner) == []

    improvement.tick_task(task=task, is_done=True, actor=worker)
    assert list_titles(worker) == []


def test_an_effect_is_looked_at_by_another_person_when_its_day_has_come(
    enterprise, owner, worker
):
    with time_machine.travel(BEGUN, tick=False):
        problem = report(enterprise, worker)
        walk(problem, "planned", worker)
        assert list_titles(worker) == []
    with time_machine.travel(NEARLY_DUE, tick=False):
        assert list_titles(worker) == ["处理 1 个质量问题"]
        assert list_titles(owner) == []
        step(problem, "finish", worker)
        assert list_titles(owner) == list_titles(worker) == []
    with time_machine.travel(LATER, tick=False):
        assert list_titles(owner) == ["处理 1 个质量问题"]
        assert list_titles(worker) == []
