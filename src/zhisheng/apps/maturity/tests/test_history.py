"""How an enterprise did before: the first and the last time, and the whole list."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from zhisheng.apps.maturity import selectors, services
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.schemas.wording import tell_before
from zhisheng.apps.maturity.selectors import Before
from zhisheng.apps.maturity.tests.conftest import TODAY
from zhisheng.methods.maturity import Span
from zhisheng.reference.maturity import find_models

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluate(enterprise, owner):
    """Return a function that submits an evaluation with one answer."""

    def submit(level):
        begun = services.open_evaluation(
            enterprise=enterprise, model="household", on=TODAY, actor=owner
        )
        services.save_answers(
            evaluation=begun, answers={"incoming_check": level}, actor=owner
        )
        return services.submit_evaluation(evaluation=begun, actor=owner)

    return submit


def list_before(evaluation):
    found = selectors.list_before(evaluation)
    return [(one.evaluation.number, one.is_first) for one in found]


def test_it_is_compared_with_the_first_and_the_last_before(evaluate):
    first, second, third, fourth = (evaluate(level) for level in (1, 2, 3, 4))

    assert list_before(first) == []
    assert list_before(second) == [(1, True)]
    assert list_before(fourth) == [(1, True), (3, False)]
    assert third.number == 3


def test_another_version_or_side_is_not_compared(evaluate):
    first, second, third = (evaluate(level) for level in (1, 2, 3))
    confirmed = {"confirmed_result": first.result, "status": "confirmed"}
    Evaluation.objects.filter(pk=first.pk).update(model_version="2020.1")
    Evaluation.objects.filter(pk=third.pk).update(**confirmed)
    third.refresh_from_db()

    # The expert said nothing before; the enterprise did.
    assert list_before(third) == []
    Evaluation.objects.filter(pk=second.pk).update(**confirmed)
    assert list_before(third) == [(2, True)]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (Span(2.14, 2.14), Span(2.66, 2.66), "2.1 分；这次高 0.6 分"),
        (Span(3.0, 3.0), Span(2.5, 2.5), "3.0 分；这次低 0.5 分"),
        (Span(3.0, 3.0), Span(3.02, 3.02), "3.0 分；这次分数一样"),
        # An open answer may still change either.
        (Span(2.0, 3.0), Span(4.0, 4.0), "2.0–3.0 分"),
        (Span(2.0, 2.0), Span(3.0, 4.0), "2.0 分"),
    ],
)
def test_by_how_much_it_rose_is_told_once_it_is_settled(before, now, told):
    moment = datetime(2026, 3, 5, 4, tzinfo=UTC)
    grades = {"lowest_grade": "initial", "highest_grade": "initial"}
    result = {**grades, "total": (before.low, before.high)}
    evaluation = Evaluation(model_code="household", submitted_at=moment)
    (model,) = (m for m in find_models(TODAY) if m.code == "household")

    said = tell_before(model, Before(evaluation, result, is_first=True), now)

    assert said == f"第一次（2026年3月5日）：初步系统，{told}"


def test_all_evaluations_are_listed_each_side_by_itself(
    client, evaluate, enterprise, owner, django_assert_max_num_queries
):
    first, second = evaluate(1), evaluate(2)
    Evaluation.objects.filter(pk=first.pk).update(
        confirmed_result=second.result, status="confirmed"
    )
    client.force_login(owner)
    url = reverse("maturity:history", args=[enterprise.code])
    client.get(url)

    with django_assert_max_num_queries(12):
        answer = client.get(url)

    rows = answer.context["table"].rows
    assert [(row.url, str(row.cells[2])) for row in rows] == [
        (reverse("maturity:result", args=[second.code]), "企业自评"),
        (reverse("maturity:result", args=[first.code]), "专家评价"),
        (reverse("maturity:result", args=[first.code]), "企业自评"),
    ]
    assert {row.cells[1] for row in rows} == {
        f"个体户和小作坊 15 分钟自查（{first.model_version} 版）"
    }
    for page in ("index", "result"):
        args = [first.code] if page == "result" else []
        shown = client.get(reverse(f"maturity:{page}", args=args)).content.decode()
        assert f'href="{url}"' in shown


def test_an_empty_history_says_what_will_stand_there(client, enterprise, owner):
    client.force_login(owner)
    url = reverse("maturity:history", args=[enterprise.code])

    assert "还没有评价" in client.get(url).content.decode()


def test_others_find_no_history(client, enterprise, stranger_owner):
    client.force_login(stranger_owner)
    url = reverse("maturity:history", args=[enterprise.code])

    assert client.get(url).status_code == 404
