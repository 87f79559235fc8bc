"""Scores obey their rules for every model and all answers."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhisheng.methods.maturity import (
    Answer,
    Answers,
    encode,
    find_level,
    score,
    score_many,
)
from zhisheng.methods.tests.maturity_answers import answers, answers_to
from zhisheng.reference.maturity import MaturityModel, Question, check_model
from zhisheng.reference.tests.maturity_models import GRADES, TOP, models

PLACES = {grade.code: place for place, grade in enumerate(GRADES)}


@given(models())
def test_the_models_of_these_tests_have_no_flaws(model: MaturityModel) -> None:
    assert check_model(model) == ()


@given(st.data())
def test_no_answer_that_is_better_lowers_the_score(data: st.DataObject) -> None:
    model = data.draw(models())
    given_answers = data.draw(answers(model))
    question = data.draw(st.sampled_from([q for q in model.questions if q.is_scored]))
    worse, better = sorted(
        (data.draw(answers_to(question)), data.draw(answers_to(question))),
        key=lambda answer: find_level(question, TOP, answer) or 0,
    )

    low = score(model, {**given_answers, question.code: worse})
    high = score(model, {**given_answers, question.code: better})

    for before, after in (
        (low.total, high.total),
        *((low.criteria[code], high.criteria[code]) for code in low.criteria),
    ):
        assert (before.low is None) == (after.low is None)
        if before.low is not None and before.high is not None:
            assert after.low is not None
            assert before.low <= after.low
            assert after.high is not None
            assert before.high <= after.high
    if low.lowest_grade and high.lowest_grade:
        assert PLACES[low.lowest_grade] <= PLACES[high.lowest_grade]
    if low.highest_grade and high.highest_grade:
        assert PLACES[low.highest_grade] <= PLACES[high.highest_grade]


@given(st.data())
def test_answering_more_only_narrows_what_is_possible(data: st.DataObject) -> None:
    model = data.draw(models())
    some = data.draw(answers(model))
    rest = {q.code: data.draw(answers_to(q)) for q in model.questions}

    before, after = score(model, some), score(model, {**rest, **some})

    assert after.total.is_settled
    assert after.open_questions == ()
    if after.total.low is not None:
        assert before.total.low is not None
        assert before.total.low <= after.total.low
        assert before.total.high is not None
        assert after.total.low <= before.total.high
        assert after.grade is not None
        assert after.grade == after.lowest_grade


@given(st.data())
def test_a_closed_gate_holds_the_grade_down(data: st.DataObject) -> None:
    model = data.draw(models())
    evaluation = score(model, data.draw(answers(model)))

    for state in evaluation.gates:
        if state.is_passed is False and evaluation.highest_grade is not None:
            assert PLACES[evaluation.highest_grade] <= PLACES[state.gate.highest]


@settings(max_examples=60)
@given(st.data())
def test_bounds_are_reached_by_some_answers(data: st.DataObject) -> None:
    model = data.draw(models())
    some = data.draw(answers(model, most_open=3))

    evaluation = score(model, some)

    found = [score(model, whole) for whole in _complete(model, some)]
    totals = [one.total.low for one in found if one.total.low is not None]
    grades = [one.grade for one in found if one.grade is not None]
    if not totals:
        assert evaluation.total.low is None
        return
    assert (evaluation.total.low, evaluation.total.high) == (min(totals), max(totals))
    assert evaluation.lowest_grade == min(grades, key=PLACES.__getitem__)
    assert evaluation.highest_grade == max(grades, key=PLACES.__getitem__)
    for code, span in evaluation.criteria.items():
        values = [o.criteria[code].low for o in found]
        known = [value for value in values if value is not None]
        assert (span.low, span.high) == (
            min(known, default=None),
            max(known, default=None),
        )


@settings(max_examples=60)
@given(st.data())
def test_many_are_scored_as_one_by_one(data: st.DataObject) -> None:
    model = data.draw(models())
    rows = data.draw(st.lists(answers(model), min_size=1, max_size=5))

    many = score_many(model, _encode(model, rows))

    for row, given_answers in enumerate(rows):
        one = score(model, given_answers)
        for end, total, grade in (
            (many.low, one.total.low, one.lowest_grade),
            (many.high, one.total.high, one.highest_grade),
        ):
            assert end.total[row] == pytest.approx(_nan(total), nan_ok=True, abs=1e-9)
            assert end.grade[row] == (-1 if grade is None else PLACES[grade])
        for end, name in ((many.low, "low"), (many.high, "high")):
            for kept, spans in (
                (end.criteria, one.criteria),
                (end.dimensions, one.dimensions),
            ):
                expected = [_nan(getattr(span, name)) for span in spans.values()]
                assert kept[:, row] == pytest.approx(expected, nan_ok=True, abs=1e-9)


def _complete(model: MaturityModel, some: Answers) -> list[dict[str, Answer]]:
    """Complete answers in every way that can make a difference."""
    opened = [q for q in model.questions if q.code not in some]
    ways = product(*(_extremes(question) for question in opened))
    return [
        {**some, **dict(zip((q.code for q in opened), way, strict=True))}
        for way in ways
    ]


def _extremes(question: Question) -> list[Answer]:
    options = tuple(option.code for option in question.options)
    extremes: dict[str, list[Answer]] = {
        "rubric": [1, TOP],
        "yes_no": [False, True],
        "several": [(), options],
        "number": [0, 100],
        "scope": list(options),
    }
    return extremes[question.kind]


def _encode(
    model: MaturityModel, rows: list[dict[str, Answer]]
) -> dict[str, np.ndarray]:
    return {
        one.code: np.array([encode(one, row.get(one.code)) for row in rows])
        for one in model.questions
    }


def _nan(value: float | None) -> float:
    return float("nan") if value is None else value
