"""Evaluations by the API: the own ones, answers kept beside those of others."""

import json

import pytest

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.maturity import services
from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
BOTH = ("evaluations:read", "evaluations:write")


@pytest.fixture
def call(client, make_token):
    def send(user, path="", data=None, scopes=BOTH):
        organisation = Membership.objects.get(user=user).organisation
        headers = {"Authorization": make_token(organisation, list(scopes))}
        address = f"/api/v1/evaluations{path}"
        if data is None:
            return client.get(address, headers=headers)
        return client.post(
            address,
            json.dumps(data),
            content_type="application/json",
            headers=headers,
        )

    return send


def test_an_evaluation_is_begun_answered_and_submitted(call, owner, enterprise):
    begun = call(owner, "", {"enterprise": enterprise.code, "model": "household"})
    code = begun.json()["code"]
    again = call(owner, "", {"enterprise": enterprise.code, "model": "household"})
    answered = call(
        owner,
        f"/{code}/answers",
        {"answers": {"incoming_check": 3, "storage_ways": ["dry"]}},
    )
    submitted = call(owner, f"/{code}/submit", {})

    assert (begun.status_code, again.json()["code"]) == (200, code)
    told = {one["question"]: one["value"] for one in answered.json()["answers"]}
    assert told == {"incoming_check": 3, "storage_ways": ["dry"]}
    assert "incoming_check" not in answered.json()["open_questions"]
    low, high = answered.json()["score"].values()
    assert low < high
    assert submitted.json()["status"] == "submitted"
    assert submitted.json()["gaps"]
    (listed,) = call(owner).json()["items"]
    assert (listed["code"], listed["score"]) == (code, {"low": low, "high": high})


def test_a_gap_that_nobody_answered_is_unknown_and_has_bounds(call, owner, evaluation):
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 3}, actor=owner
    )

    answer = call(owner, f"/{evaluation.code}").json()

    names = ("value", "low", "high", "shortfall", "least_shortfall", "most_shortfall")
    gaps = {
        gap["criterion"]: tuple(gap[name] for name in names) for gap in answer["gaps"]
    }
    assert gaps["incoming"] == (3, 3, 3, 2, 2, 2)
    assert gaps["storage"] == (None, 1, 5, None, 0, 4)


def test_what_two_answered_differently_is_both_kept(call, owner, worker, evaluation):
    seen = call(owner, f"/{evaluation.code}").json()["version"]
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 2}, actor=worker
    )

    answer = call(
        owner,
        f"/{evaluation.code}/answers",
        {"version": seen, "answers": {"incoming_check": 4, "final_check": 3}},
    ).json()

    assert answer["changed_since"] == ["incoming_check"]
    told = {one["question"]: one for one in answer["answers"]}
    assert told["incoming_check"]["value"] == 4
    assert [one["value"] for one in told["incoming_check"]["others"]] == [2]
    assert worker.name not in json.dumps(answer, ensure_ascii=False)
    kept = EvaluationAnswer.objects.filter(question="incoming_check")
    assert sorted(kept.values_list("value", flat=True)) == [2, 4]

    later = call(
        owner,
        f"/{evaluation.code}/answers",
        {"version": answer["version"], "answers": {"incoming_check": 5}},
    )
    assert later.json()["changed_since"] == []


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({"incoming_check": 9}, 422),
        ({"incoming_check": True}, 422),
        ({"incoming_check": 3, "storage_ways": ["nowhere"]}, 422),
        ({"incoming_check": {"a": 1}}, 422),
        ({"nothing": 3}, 404),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_is_kept(
    call, owner, evaluation, answers, status
):
    before = AuditEntry.objects.filter(action="maturity.answered").count()

    answer = call(owner, f"/{evaluation.code}/answers", {"answers": answers})

    assert answer.status_code == status
    assert not EvaluationAnswer.objects.exists()
    assert AuditEntry.objects.filter(action="maturity.answered").count() == before


def test_a_submitted_one_is_locked(call, owner, submitted):
    answer = call(
        owner, f"/{submitted.code}/answers", {"answers": {"incoming_check": 5}}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "maturity.locked")
    assert set(EvaluationAnswer.objects.values_list("question", flat=True)) == {
        "incoming_check",
        "storage_ways",
    }


def test_others_and_keys_without_the_scope_have_no_part_in_it(
    call, owner, stranger_owner, evaluation
):
    wanted = {"answers": {"incoming_check": 5}}

    assert call(stranger_owner).json()["items"] == []
    assert call(stranger_owner, f"/{evaluation.code}").status_code == 404
    assert (
        call(stranger_owner, f"/{evaluation.code}/answers", wanted).status_code == 404
    )
    reader = ("evaluations:read",)
    refused = call(owner, f"/{evaluation.code}/answers", wanted, scopes=reader)
    assert refused.status_code == 403
    assert not EvaluationAnswer.objects.exists()


def test_the_expert_is_told_of_only_where_both_compare(call, owner, expert, review):
    services.save_ratings(review=review, answers={"incoming_check": 1}, actor=expert)
    (alone,) = call(owner, f"/{review.evaluation.code}").json()["reviews"]
    services.finish_rating(review=review, actor=expert)

    (compared,) = call(owner, f"/{review.evaluation.code}").json()["reviews"]

    assert (alone["status"], alone["differences"]) == ("rating", [])
    assert compared["differences"] == [
        {"question": "incoming_check", "own": 3, "expert": 1}
    ]


def test_the_list_goes_on_and_asks_little(
    call, owner, evaluation, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr("zhisheng.apps.maturity.selectors.evaluations.PAGE_SIZE", 1)
    Evaluation.objects.create(
        enterprise=evaluation.enterprise,
        model_code="four-grades",
        model_version="2026.1",
    )

    first = call(owner).json()
    second = call(owner, f"?after={first['next_after']}").json()

    assert first["items"][0]["code"] == evaluation.code
    assert second["items"][0]["model_code"] == "four-grades"
    assert second["next_after"] is None
