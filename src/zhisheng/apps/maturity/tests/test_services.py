"""An evaluation is begun, answered by several, and submitted with what is not known."""

import datetime

import pytest
from django.utils import timezone

from zhisheng.apps.maturity import errors, selectors, services
from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer
from zhisheng.apps.maturity.personal import erase_evaluations
from zhisheng.apps.maturity.tests.conftest import TODAY
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db


def open_for(enterprise, actor, model="household"):
    return services.open_evaluation(
        enterprise=enterprise, model=model, on=TODAY, actor=actor
    )


def answer(evaluation, actor, **answers):
    return services.save_answers(evaluation=evaluation, answers=answers, actor=actor)


def last_entry():
    return AuditEntry.objects.order_by("-pk").first()


def test_an_evaluation_keeps_the_version_it_was_begun_with(evaluation, owner):
    assert (evaluation.model_code, evaluation.model_version) == ("household", "2026.1")
    assert (evaluation.number, evaluation.status) == (1, "draft")
    assert last_entry().action == "maturity.opened"


def test_what_is_open_is_gone_on_with(evaluation, enterprise, owner, worker):
    assert open_for(enterprise, worker) == evaluation
    assert Evaluation.objects.count() == 1


def test_a_model_that_is_not_offered_is_refused(enterprise, owner):
    with pytest.raises(errors.ModelNotInForceError):
        open_for(enterprise, owner, "gone")
    with pytest.raises(errors.ModelNotInForceError):
        services.open_evaluation(
            enterprise=enterprise,
            model="household",
            on=TODAY.replace(year=2020),
            actor=owner,
        )
    assert not Evaluation.objects.exists()


def test_answers_are_kept_with_one_entry(evaluation, owner):
    answer(evaluation, owner, incoming_check=3, storage_ways=("dry", "apart"))

    assert selectors.map_answers(evaluation) == {
        "incoming_check": 3,
        "storage_ways": ("apart", "dry"),
    }
    entry = last_entry()
    assert entry.action == "maturity.answered"
    assert entry.new == {"incoming_check": 3, "storage_ways": ["apart", "dry"]}


def test_the_same_answer_again_writes_nothing(evaluation, owner):
    answer(evaluation, owner, incoming_check=3)
    before = AuditEntry.objects.count()

    answer(evaluation, owner, incoming_check=3)

    assert AuditEntry.objects.count() == before


def test_an_answer_can_be_taken_back(evaluation, owner):
    answer(evaluation, owner, incoming_check=3)
    answer(evaluation, owner, incoming_check=None)

    assert selectors.map_answers(evaluation) == {"incoming_check": None}
    assert last_entry().old == {"incoming_check": 3}


def test_two_people_on_one_question_both_stay(evaluation, owner, worker):
    answer(evaluation, owner, incoming_check=2)
    answer(evaluation, worker, incoming_check=4)

    given = selectors.map_given(evaluation)["incoming_check"]

    assert given.answer == 4
    assert [(one.respondent, one.value) for one in given.others] == [(owner, 2)]
    answer(evaluation, owner, incoming_check=4)
    assert selectors.map_given(evaluation)["incoming_check"].others == ()


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"incoming_check": 9}, {"incoming_check"}),
        ({"incoming_check": 3, "reject_count": "很多"}, {"reject_count"}),
        ({"storage_ways": ("dry", "magic")}, {"storage_ways"}),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_kept(
    evaluation, owner, answers, refused
):
    with pytest.raises(FieldsRefusedError) as error:
        answer(evaluation, owner, **answers)

    assert set(error.value.refusals) == refused
    assert not EvaluationAnswer.objects.exists()


def test_an_unknown_question_is_not_found(evaluation, owner):
    with pytest.raises(NotFoundError):
        answer(evaluation, owner, gone=1)


def test_submitting_keeps_what_the_answers_say(evaluation, owner):
    answer(evaluation, owner, incoming_check=3, uses_gauges="no", hires="no")

    submitted = services.submit_evaluation(evaluation=evaluation, actor=owner)

    assert (submitted.status, submitted.submitted_by) == ("submitted", owner)
    result = submitted.result
    assert result["criteria"]["incoming"] == [3, 3]
    assert result["criteria"]["gauges"] == [None, None]
    assert (result["lowest_grade"], result["highest_grade"]) == ("initial", "leading")
    assert len(result["open_questions"]) == 9
    with pytest.raises(errors.EvaluationLockedError):
        answer(evaluation, owner, incoming_check=4)
    with pytest.raises(errors.EvaluationLockedError):
        services.submit_evaluation(evaluation=evaluation, actor=owner)


def test_nothing_answered_is_not_submitted(evaluation, owner):
    answer(evaluation, owner, incoming_check=3)
    answer(evaluation, owner, incoming_check=None)

    with pytest.raises(errors.NothingAnsweredError):
        services.submit_evaluation(evaluation=evaluation, actor=owner)
    evaluation.refresh_from_db()
    assert evaluation.status == "draft"


def test_the_next_evaluation_finds_the_earlier_one(evaluation, enterprise, owner):
    answer(evaluation, owner, incoming_check=3)
    services.submit_evaluation(evaluation=evaluation, actor=owner)

    again = open_for(enterprise, owner)

    assert again.number == 2
    assert [one.evaluation for one in selectors.list_before(again)] == [evaluation]
    assert selectors.list_before(evaluation) == []


def test_a_worker_answers_but_does_not_submit(evaluation, owner, worker):
    answer(evaluation, worker, incoming_check=3)

    with pytest.raises(ForbiddenError):
        services.submit_evaluation(evaluation=evaluation, actor=worker)


def test_others_neither_begin_nor_answer(
    enterprise, evaluation, stranger_owner, officer_county
):
    with pytest.raises(NotFoundError):
        open_for(enterprise, stranger_owner)
    with pytest.raises(NotFoundError):
        answer(evaluation, stranger_owner, incoming_check=3)
    with pytest.raises(ForbiddenError):
        open_for(enterprise, officer_county)
    with pytest.raises(ForbiddenError):
        answer(evaluation, officer_county, incoming_check=3)
    assert not EvaluationAnswer.objects.exists()


def test_evaluations_of_other_enterprises_are_apart(evaluation, stranger_organisation):
    other = make_enterprise(organisation=stranger_organisation)

    assert selectors.find_open_evaluation(other, "household") is None


def test_a_new_evaluation_is_begun_after_the_first_was_erased(
    enterprise, submitted, owner
):
    second = services.open_evaluation(
        enterprise=enterprise, model="household", on=TODAY, actor=owner
    )
    services.save_answers(evaluation=second, answers={"incoming_check": 3}, actor=owner)
    services.submit_evaluation(evaluation=second, actor=owner)
    old = timezone.now() - datetime.timedelta(days=6 * 365)
    Evaluation.objects.filter(pk=submitted.pk).update(updated_at=old)
    assert erase_evaluations(timezone.now()) == 1

    third = services.open_evaluation(
        enterprise=enterprise, model="household", on=TODAY, actor=owner
    )

    assert (second.number, third.number) == (2, 3)
