"""The self-check for household businesses: its facts, and evaluations by hand."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from zhisheng.methods.maturity import Answer, Span, list_gaps, score
from zhisheng.reference.maturity import (
    Formula,
    MaturityModel,
    QuestionKind,
    check_model,
    find_models,
    get_model,
)
from zhisheng.reference.measures import load_goals, load_measures

MODEL = get_model("household", "2026.1")
BEST: dict[str, Answer] = {
    "incoming_check": 5,
    "storage_ways": ("dry", "apart", "labelled", "oldest"),
    "written_method": 5,
    "first_piece": True,
    "machine_care": 5,
    "final_check": 5,
    "reject_place": 5,
    "reject_count": 0.5,
    "uses_gauges": "yes",
    "gauge_care": 5,
    "order_notes": ("goods", "wishes", "sample", "day", "changes"),
    "complaint_care": 5,
    "hires": "yes",
    "new_hands": 5,
}
# A wire-mesh works of a family: little is written down, the first piece is checked.
FAMILY: dict[str, Answer] = {
    "incoming_check": 2,
    "storage_ways": ("dry", "apart"),
    "written_method": 2,
    "first_piece": True,
    "machine_care": 2,
    "final_check": 3,
    "reject_place": 3,
    "reject_count": 4,
    "uses_gauges": "yes",
    "gauge_care": 1,
    "order_notes": ("goods", "wishes", "day"),
    "complaint_care": 2,
    "hires": "no",
}


def list_pairs(model: MaturityModel) -> Iterator[tuple[str, str]]:
    """Every text with the English beside it."""
    yield model.name, model.english_name
    yield model.purpose, model.english_purpose
    for grade in model.grades:
        yield grade.name, grade.english
        yield grade.meaning, grade.english_meaning
    for gate in model.gates:
        yield gate.reason, gate.english
    for part in (*model.dimensions, *model.criteria):
        yield part.name, part.english
    for question in model.questions:
        yield question.text, question.english
        if question.help or question.english_help:
            yield question.help, question.english_help
        for answer in (*question.levels, *question.options):
            yield answer.text, answer.english


def test_the_model_has_no_flaws() -> None:
    measures = [measure.code for measure in load_measures()]
    goals = [goal.code for goal in load_goals()]

    assert check_model(MODEL, measures=measures, goals=goals) == ()


def test_what_the_model_is() -> None:
    assert MODEL.name == "个体户和小作坊 15 分钟自查"
    assert (MODEL.audience, MODEL.minutes, MODEL.top_level) == ("household", 15, 5)
    assert (MODEL.within, MODEL.across) == (Formula.WEIGHTED_MEAN,) * 2
    assert MODEL.status == "示例"
    assert MODEL.source.startswith("本平台自拟示例，")
    assert MODEL in find_models(date(2024, 1, 1))
    assert MODEL not in find_models(date(2023, 12, 31))


def test_twelve_questions_and_two_on_what_concerns_the_workshop() -> None:
    kinds = [question.kind for question in MODEL.questions]

    assert (len(MODEL.dimensions), len(MODEL.criteria)) == (4, 10)
    assert {kind: kinds.count(kind) for kind in QuestionKind} == {
        QuestionKind.RUBRIC: 8,
        QuestionKind.YES_NO: 1,
        QuestionKind.SEVERAL: 2,
        QuestionKind.NUMBER: 1,
        QuestionKind.SCOPE: 2,
    }
    assert len(score(MODEL, {}).asked) == 14
    assert len(score(MODEL, {"uses_gauges": "no", "hires": "no"}).asked) == 12


def test_the_grades_and_their_thresholds() -> None:
    assert [(one.code, one.name, one.least) for one in MODEL.grades] == [
        ("initial", "初步系统", "1"),
        ("effective", "有效系统", "2.2"),
        ("improving", "持续改进", "3.4"),
        ("leading", "领先型", "4.5"),
    ]
    assert [(gate.criterion, gate.least, gate.highest) for gate in MODEL.gates] == [
        ("finished", 3, "effective"),
        ("complaints", 3, "improving"),
    ]


def test_every_text_has_both_languages() -> None:
    pairs = list(list_pairs(MODEL))

    assert len(pairs) > 100
    assert [one for one, _ in pairs if not one or re.search("[A-Za-z]", one)] == []
    assert [one for _, one in pairs if not one or not one.isascii()] == []


def test_texts_are_short_enough_for_a_phone() -> None:
    questions = [question.text for question in MODEL.questions]
    answers = [
        one.text
        for question in MODEL.questions
        for one in (*question.levels, *question.options)
    ]

    assert max(map(len, questions)) <= 30
    assert max(map(len, answers)) <= 35
    assert len(set(answers)) == len(answers)


def test_every_criterion_has_one_to_four_remedies_and_at_most_two_goals() -> None:
    for criterion in MODEL.criteria:
        assert 1 <= len(criterion.remedies) <= 4
        assert {remedy.lifts for remedy in criterion.remedies} <= {1, 2}
        assert len(criterion.goals) <= 2
        assert criterion.clauses


def test_a_family_works_evaluated_by_hand() -> None:
    evaluation = score(MODEL, FAMILY)

    material = 0.55 * 2 + 0.45 * 3
    method = (2 * 2 + 5) / 3
    making = 0.65 * method + 0.35 * 2
    checking = 0.40 * 3 + 0.35 * (3 + 3) / 2 + 0.25 * 1
    people = (35 * 3 + 40 * 2) / 75
    expected = 0.2 * material + 0.3 * making + 0.3 * checking + 0.2 * people
    assert expected == pytest.approx(2.5283, abs=1e-4)
    assert evaluation.total.low == evaluation.total.high == pytest.approx(expected)
    assert evaluation.grade == "effective"
    assert evaluation.open_questions == ()
    assert evaluation.criteria["hands"] == Span(None, None)
    assert [state.is_passed for state in evaluation.gates] == [True, False]


def test_what_a_family_works_should_mend_first() -> None:
    gaps = list_gaps(MODEL, score(MODEL, FAMILY))

    assert [gap.criterion for gap in gaps[:3]] == ["complaints", "method", "incoming"]
    assert gaps[0].gain == pytest.approx(0.2 * 40 / 75 * 3)


def test_who_never_counted_bad_pieces_sees_what_is_possible() -> None:
    evaluation = score(MODEL, {**FAMILY, "reject_count": None})

    assert evaluation.open_questions == ("reject_count",)
    assert evaluation.criteria["rejects"] == Span(2, 4)
    assert evaluation.grade == "effective"


@pytest.mark.parametrize(
    ("changed", "grade"),
    [
        ({}, "leading"),
        ({"final_check": 2}, "effective"),
        ({"final_check": 3}, "leading"),
        ({"complaint_care": 2}, "improving"),
        ({"complaint_care": 3}, "leading"),
        ({"uses_gauges": "no", "hires": "no"}, "leading"),
    ],
)
def test_the_gates_hold_the_grade(changed: dict[str, Answer], grade: str) -> None:
    assert score(MODEL, BEST | changed).grade == grade


def test_a_workshop_that_does_nothing_is_at_the_first_grade() -> None:
    nothing: dict[str, Answer] = {
        question.code: 1
        for question in MODEL.questions
        if question.kind is QuestionKind.RUBRIC
    } | {
        "storage_ways": (),
        "first_piece": False,
        "reject_count": 20,
        "uses_gauges": "yes",
        "order_notes": (),
        "hires": "yes",
    }

    evaluation = score(MODEL, nothing)

    assert evaluation.total == Span(1, 1)
    assert evaluation.grade == "initial"


@pytest.mark.parametrize(
    ("count", "level"),
    [(0, 5), (0.9, 5), (1, 4), (3, 3), (5.9, 3), (6, 2), (10.9, 2), (11, 1)],
)
def test_the_bands_of_bad_pieces(count: float, level: int) -> None:
    evaluation = score(MODEL, BEST | {"reject_place": level, "reject_count": count})

    assert evaluation.criteria["rejects"] == Span(level, level)


@pytest.mark.parametrize(
    ("ways", "level"),
    [((), 1), (("dry",), 2), (("apart", "labelled", "oldest"), 1), (("dry", "apart", "oldest"), 3)],
)  # fmt: skip
def test_the_ways_of_storing_are_a_ladder(ways: tuple[str, ...], level: int) -> None:
    evaluation = score(MODEL, BEST | {"storage_ways": ways})

    assert evaluation.criteria["storage"] == Span(level, level)
