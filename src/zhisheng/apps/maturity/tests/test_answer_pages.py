"""What is typed into a step: kept one by one, read with its unit, refused with a reason."""

import re

import pytest
from django.urls import reverse

from zhisheng.apps.maturity import selectors, services
from zhisheng.apps.maturity.models import EvaluationAnswer
from zhisheng.apps.maturity.tests.posting import post

pytestmark = pytest.mark.django_db
AUTOSAVE = {"HX-Request": "true", "HX-Target": "standing"}


def list_swapped(answer):
    """List what an answer puts in the place of what the page showed."""
    found = re.findall(r'<div id="(\S+)"[^>]* hx-swap-oob', answer.content.decode())
    return [one for one in found if not one.endswith("_error")]


def test_only_what_is_asked_now_or_no_longer_is_swapped(page, evaluation):
    """What was answered while the request was on its way stays as it is on the page."""
    url = reverse("maturity:fill", args=[evaluation.code, 3])
    shown = ["final_check", "reject_place", "reject_count", "uses_gauges", "gauge_care"]
    sent = {"was-uses_gauges": "", "uses_gauges": "no", "shown": shown}

    gone = page.post(url, sent, headers=AUTOSAVE)
    sent |= {"uses_gauges": "yes", "was-uses_gauges": "no", "shown": shown[:4]}
    back = page.post(url, sent, headers=AUTOSAVE)
    other = page.post(
        url, {"was-reject_place": "", "reject_place": "2"}, headers=AUTOSAVE
    )

    for answer in (gone, back):
        assert list_swapped(answer) == ["others-uses_gauges", "question-gauge_care"]
    assert list_swapped(other) == ["others-reject_place"]


def test_who_answers_second_is_told_at_once(page, evaluation, worker):
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 4}, actor=worker
    )
    url = reverse("maturity:fill", args=[evaluation.code, 1])
    sent = {"was-incoming_check": "", "incoming_check": "2"}

    text = page.post(url, sent, headers=AUTOSAVE).content.decode()

    _, _, told = text.partition('id="others-incoming_check" role="status" hx-swap-oob')
    assert "检验员李平的回答不同" in told[:200]


def test_what_is_sent_late_counts_unless_it_was_answered_otherwise_since(
    page, evaluation, owner
):
    url = reverse("maturity:fill", args=[evaluation.code, 1])
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 4}, actor=owner
    )
    late = {
        "go": "resend",
        "incoming_check": "2",
        "was-storage_ways": "",
        "storage_ways": ["dry"],
    }

    overtaken = page.post(url, late | {"was-incoming_check": "3"})
    assert overtaken.status_code == 200
    assert selectors.map_answers(evaluation) == {
        "incoming_check": 4,
        "storage_ways": ("dry",),
    }
    page.post(url, late | {"was-incoming_check": "4"})
    assert selectors.map_answers(evaluation)["incoming_check"] == 2


def test_what_cannot_be_read_is_told_while_it_is_typed(page, evaluation):
    answer = post(
        page,
        evaluation,
        3,
        reject_count="很多",
        go="keep",
        headers={"HX-Request": "true", "HX-Target": "standing"},
    )

    assert answer.status_code == 422
    place = 'id="id_reject_count_error" role="alert" hx-swap-oob="true"'
    _, _, told = answer.content.decode().partition(place)
    assert "请填 0 到 100 之间的数字，例如 3。" in told[:600]
    assert not EvaluationAnswer.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("3%", 3), ("３％", 3), ("3 件", 3), ("0.5", 0.5), ("100", 100)],
)
def test_a_figure_is_read_with_its_unit(page, evaluation, typed, kept):
    post(page, evaluation, 3, reject_count=typed, go="later")
    assert selectors.map_answers(evaluation) == {"reject_count": kept}


@pytest.mark.parametrize("typed", ["-5", "1000000000", "101", "3‰", "nan", "0.125"])
def test_a_figure_that_cannot_be_is_refused(page, evaluation, typed):
    answer = post(page, evaluation, 3, reject_count=typed, go="next")

    assert answer.status_code == 422
    told = "请填 0 到 100 之间的数字，例如 3。不清楚就空着。"
    assert told in answer.content.decode()
    assert not EvaluationAnswer.objects.exists()


def test_something_and_nothing_at_once_is_refused(page, evaluation):
    answer = post(page, evaluation, 1, storage_ways=["dry", "nothing"], go="next")

    assert answer.status_code == 422
    told = "选了“以上都没有”就不能再选别的。"
    assert told in answer.content.decode()
    assert not EvaluationAnswer.objects.exists()
