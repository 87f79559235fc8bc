"""The example model with four grades ships whole."""

from collections import Counter
from datetime import date

from zhisheng.reference.loader import Status
from zhisheng.reference.maturity import (
    Formula,
    QuestionKind,
    check_model,
    find_models,
    get_model,
)
from zhisheng.reference.measures import load_goals

MODEL = get_model("four-grades", "2026.1")


def test_it_has_no_flaws() -> None:
    assert check_model(MODEL, goals=[goal.code for goal in load_goals()]) == ()


def test_it_is_an_example_of_our_own() -> None:
    assert MODEL.status is Status.EXAMPLE
    assert MODEL.source.startswith("本平台自拟示例")
    assert (MODEL.jurisdiction, MODEL.audience, MODEL.minutes) == (
        "全国",
        "enterprise",
        40,
    )
    assert (MODEL.within, MODEL.across) == (
        Formula.WEIGHTED_MEAN,
        Formula.WEIGHTED_MEAN,
    )
    assert MODEL in find_models(date(2024, 1, 1))
    assert MODEL not in find_models(date(2023, 12, 31))


def test_its_grades_rise_in_four_steps() -> None:
    assert [(one.code, one.name, one.threshold) for one in MODEL.grades] == [
        ("initial", "初步系统", 1),
        ("effective", "有效系统", 2.2),
        ("improving", "持续改进", 3.4),
        ("leading", "领先型", 4.5),
    ]


def test_its_dimensions_hold_three_criteria_each() -> None:
    assert [(one.code, one.weight) for one in MODEL.dimensions] == [
        ("leadership", 15),
        ("people", 15),
        ("supply", 15),
        ("making", 20),
        ("checking", 20),
        ("customers", 15),
    ]
    assert {len(one.criteria) for one in MODEL.dimensions} == {3}


def test_every_criterion_has_two_questions_with_a_level() -> None:
    assert Counter(one.kind for one in MODEL.questions) == {
        QuestionKind.RUBRIC: 24,
        QuestionKind.NUMBER: 5,
        QuestionKind.SEVERAL: 5,
        QuestionKind.SCOPE: 3,
        QuestionKind.YES_NO: 2,
    }
    assert {
        sum(question.is_scored for question in criterion.questions)
        for criterion in MODEL.criteria
    } == {2}


def test_only_what_does_not_concern_every_firm_hangs_on_a_scope() -> None:
    assert {
        one.code: [(need.question, need.answers) for need in one.when]
        for one in MODEL.questions
        if one.when
    } == {
        "outsourced_work": [("outsourcing", ("outside",))],
        "new_products": [("designing", ("own",))],
        "design_changes": [("designing", ("own",))],
        "gauges_kept": [("measuring", ("used",))],
        "gauges_valid": [("measuring", ("used",))],
    }


def test_three_gates_hold_a_grade_back() -> None:
    assert [(one.highest, one.criterion, one.least) for one in MODEL.gates] == [
        ("initial", "release", 2),
        ("effective", "nonconforming", 3),
        ("improving", "causes_removed", 4),
    ]


def test_every_gap_has_a_remedy() -> None:
    assert all(1 <= len(one.remedies) <= 4 for one in MODEL.criteria)
    assert all(1 <= len(one.goals) <= 2 for one in MODEL.criteria)
