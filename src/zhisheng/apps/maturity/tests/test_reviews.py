"""An expert answers alone, both compare, the evaluation is confirmed or returned."""

import datetime

import pytest
from django.utils import timezone

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.maturity import errors, selectors, services
from zhisheng.apps.maturity.models import EvaluationAnswer, Review, ReviewRemark
from zhisheng.apps.registry.models import Grant
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db


def list_actions():
    entries = AuditEntry.objects.order_by("pk")
    return [one for one in entries.values_list("action", flat=True)
            if one.startswith("maturity.")]  # fmt: skip


def rate(review, expert, **answers):
    return services.save_ratings(review=review, answers=answers, actor=expert)


@pytest.fixture
def compared(review, expert):
    rate(review, expert, incoming_check=2, storage_ways=("dry",), reject_count=4.0)
    return services.finish_rating(review=review, actor=expert)


def test_asking_lets_the_experts_in_by_a_consent(submitted, review, expert, owner):
    grant = Grant.live.get()
    assert (grant.viewer, grant.purpose) == (review.organisation, "专家复核质量评价")
    assert grant.fields == ["evaluations", "name"]
    assert (grant.basis, grant.consent.given_by) == ("单独同意", owner)
    assert list(selectors.list_reviews_for(expert)) == [review]
    assert Message.objects.get().recipient == expert
    assert list_actions()[-1] == "maturity.review_asked"


@pytest.mark.parametrize(
    "person", ["worker", "stranger_owner", "body_user", "expert", "bank_user"]
)
def test_only_the_owner_asks(request, submitted, expert, person):
    actor = request.getfixturevalue(person)
    with pytest.raises((ForbiddenError, NotFoundError)):
        services.ask_review(
            evaluation=submitted,
            organisation=expert.memberships.get().organisation,
            until=timezone.localdate(),
            actor=actor,
        )
    assert not Grant.objects.exists()
    assert not Review.objects.exists()


def test_a_draft_is_not_reviewed(evaluation, ask):
    with pytest.raises(errors.NotReviewableError):
        ask(evaluation)
    assert not Grant.objects.exists()


def test_who_has_no_expert_cannot_be_asked(submitted, ask, bank_organisation):
    with pytest.raises(FieldsRefusedError) as refused:
        ask(submitted, organisation=bank_organisation)
    assert set(refused.value.refusals) == {"recipient"}
    assert not Review.objects.exists()


def test_a_second_review_waits_for_the_first(submitted, review, ask):
    with pytest.raises(errors.AlreadyReviewedError) as refused:
        ask(submitted)
    assert "示例质量协会正在复核" in str(refused.value)
    assert Review.objects.count() == 1


def test_a_review_whose_consent_is_over_makes_room(submitted, review, ask):
    Grant.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))

    second = ask(submitted)

    review.refresh_from_db()
    assert (review.status, second.status) == ("ended", "rating")


def test_the_expert_answers_beside_the_enterprise(submitted, review, expert):
    rate(review, expert, incoming_check=2)

    assert selectors.map_answers(submitted)["incoming_check"] == 3
    assert selectors.map_answers(submitted, review) == {"incoming_check": 2}
    assert list_actions()[-1] == "maturity.rated"


def test_an_expert_answer_the_question_does_not_allow_changes_nothing(review, expert):
    with pytest.raises(FieldsRefusedError):
        rate(review, expert, incoming_check=9, reject_count=1.0)
    assert not EvaluationAnswer.objects.exclude(review=None).exists()


def test_what_both_said_before_they_compared_is_kept(compared, expert):
    assert compared.ratings == {
        "incoming_check": [3, 2],
        "reject_count": [None, 4.0],
        "storage_ways": [["dry"], ["dry"]],
    }
    assert (compared.status, compared.rated_by) == ("comparing", expert)
    rate(compared, expert, incoming_check=3)
    compared.refresh_from_db()
    assert compared.ratings["incoming_check"] == [3, 2]


def test_nothing_is_compared_before_the_expert_said_something(review, expert):
    with pytest.raises(errors.NothingAnsweredError):
        services.finish_rating(review=review, actor=expert)
    for act in (services.confirm_evaluation, services.return_evaluation):
        with pytest.raises(errors.NotComparedError):
            act(review=review, comment="好", actor=expert)
    review.refresh_from_db()
    assert review.status == "rating"
    assert not ReviewRemark.objects.exists()


def test_the_differences_are_what_the_expert_says_otherwise(submitted, compared):
    own = selectors.read_sitting(submitted)
    expert = selectors.read_sitting(submitted, compared)

    found = selectors.list_differences(own, expert, {})

    assert [(one.question, one.own, one.expert) for one in found] == [
        ("incoming_check", 3, 2), ("reject_count", None, 4.0),
    ]  # fmt: skip


def test_what_does_not_concern_the_enterprise_is_not_compared(review, expert):
    """The expert answers a question, and then that it is not to be asked."""
    rate(review, expert, uses_gauges="yes", gauge_care=2)
    rate(review, expert, uses_gauges="no")
    own = selectors.read_sitting(review.evaluation)
    seen = selectors.read_sitting(review.evaluation, review)

    found = selectors.list_differences(own, seen, {})

    assert [(one.question, one.expert) for one in found] == [("uses_gauges", "no")]


def test_both_sides_talk_about_a_difference(compared, owner, expert):
    for actor, text in ((expert, "没有看到记录"), (owner, "记录在车间")):
        services.write_remark(
            review=compared, question="incoming_check", text=text, actor=actor
        )

    remarks = selectors.map_remarks(compared)["incoming_check"]
    assert [(one.side, one.text) for one in remarks] == [
        ("expert", "没有看到记录"), ("self", "记录在车间"),
    ]  # fmt: skip


def test_a_returned_evaluation_is_mended_and_comes_back(compared, owner, expert):
    evaluation = compared.evaluation
    services.return_evaluation(review=compared, comment="请补进货记录", actor=expert)

    evaluation.refresh_from_db()
    assert evaluation.status == "returned"
    assert ReviewRemark.objects.get().text == "请补进货记录"
    with pytest.raises(errors.WaitsForEnterpriseError):
        services.confirm_evaluation(review=compared, comment="", actor=expert)
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 2}, actor=owner
    )
    services.submit_evaluation(evaluation=evaluation, actor=owner)
    services.confirm_evaluation(review=compared, comment="", actor=expert)
    evaluation.refresh_from_db()
    assert evaluation.status == "confirmed"


def test_the_expert_counts_where_it_answered(compared, owner, expert):
    evaluation = compared.evaluation
    before = evaluation.result

    services.confirm_evaluation(review=compared, comment="", actor=expert)

    evaluation.refresh_from_db()
    compared.refresh_from_db()
    assert (evaluation.status, compared.status) == ("confirmed", "confirmed")
    assert evaluation.result == before
    # 3 falls to 2, and a number nobody knew is known now.
    assert (
        before["criteria"]["incoming"]
        != evaluation.confirmed_result["criteria"]["incoming"]
    )
    assert "reject_count" in before["open_questions"]
    assert "reject_count" not in evaluation.confirmed_result["open_questions"]
    assert evaluation.standing_result == evaluation.confirmed_result
    assert selectors.read_standing(evaluation).answers["incoming_check"] == 2
    with pytest.raises(errors.ReviewClosedError):
        rate(compared, expert, incoming_check=5)
    with pytest.raises(errors.EvaluationLockedError):
        services.save_answers(
            evaluation=evaluation, answers={"incoming_check": 5}, actor=owner
        )


def test_taken_back_it_is_hidden_at_once(review, owner, expert):
    services.withdraw_review(review=review, actor=owner)

    assert not Grant.live.exists()
    assert list(selectors.list_reviews_for(expert)) == []
    for act in (services.finish_rating,):
        with pytest.raises(NotFoundError):
            act(review=review, actor=expert)
    with pytest.raises(NotFoundError):
        rate(review, expert, incoming_check=2)


def test_a_consent_withdrawn_elsewhere_hides_it_too(review, owner, expert):
    Grant.objects.update(ended_at=timezone.now())

    with pytest.raises(NotFoundError):
        selectors.get_review_for(actor=expert, code=review.code)


def test_another_evaluation_the_same_experts_look_at_stays_open(
    enterprise, review, owner, expert, ask
):
    other = services.open_evaluation(
        enterprise=enterprise,
        model="four-grades",
        on=datetime.date(2026, 11, 27),
        actor=owner,
    )
    first = selectors.get_model_of(other).questions[0]
    services.save_answers(
        evaluation=other, answers={first.code: find_answer(first)}, actor=owner
    )
    second = ask(services.submit_evaluation(evaluation=other, actor=owner))

    services.withdraw_review(review=review, actor=owner)

    assert list(selectors.list_reviews_for(expert)) == [second]


def find_answer(question):
    kinds = {"rubric": 3, "yes_no": True, "number": 3.0, "several": ()}
    return kinds.get(str(question.kind), question.options and question.options[0].code)


def test_nobody_reviews_the_own_enterprise(review, owner_organisation, expert):
    expert.memberships.create(organisation=owner_organisation, role="worker")

    assert list(selectors.list_reviews_for(expert)) == []
