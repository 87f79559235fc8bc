"""Evaluations with the models that ship, worked out by hand."""

import pytest

from zhisheng.methods.maturity import Answer, Span, check_answer, list_gaps, score
from zhisheng.reference.maturity import (
    MaturityModel,
    Question,
    QuestionKind,
    get_model,
)

FIVE_LEVELS = get_model("five-levels", "2026.1")
FOUR_GRADES = get_model("four-grades", "2026.1")
READINESS = get_model("readiness-19001", "2026.1")
MODELS = [FIVE_LEVELS, FOUR_GRADES, READINESS]


def answer_best(question: Question) -> Answer:
    """Answer so that no other answer has a higher level; a scope, by its first option."""
    match question.kind:
        case QuestionKind.RUBRIC:
            return question.levels[-1].level
        case QuestionKind.YES_NO:
            return True
        case QuestionKind.SEVERAL:
            return tuple(option.code for option in question.options)
        case QuestionKind.NUMBER:
            return max(question.bands, key=lambda band: band.level).bound
        case QuestionKind.SCOPE:
            return question.options[0].code


def answer_all(model: MaturityModel, **changed: Answer) -> dict[str, Answer]:
    answers = {one.code: answer_best(one) for one in model.questions} | changed
    for question in model.questions:
        check_answer(question, model.top_level, answers[question.code])
    return answers


def answer_middle(**changed: Answer) -> dict[str, Answer]:
    """Answer for a works with rules and records: level 3 wherever there is one."""
    rubrics = {
        one.code: 3 for one in FOUR_GRADES.questions if one.kind is QuestionKind.RUBRIC
    }
    figures: dict[str, Answer] = {
        "goals_counted": 4,
        "training_hours": 6.5,
        "months_counted": 3,
        "gauges_valid": 90,
        "improvements_done": 3,
        "documents": ("drawings", "inspection_standards", "instructions"),
        "incoming_items": ("amount", "look", "certificate_paper"),
        "design_changes": ("written", "told", "tried"),
        "shop_floor": ("ways", "tools", "light", "guards"),
        "figures_kept": ("good_share", "rework", "returns"),
    }
    return answer_all(FOUR_GRADES, **{**rubrics, **figures, **changed})


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.code)
def test_nothing_answered_says_nothing(model: MaturityModel) -> None:
    found = score(model, {})

    assert found.total == Span(1, 5)
    assert (found.lowest_grade, found.highest_grade) == (
        model.grades[0].code,
        model.grades[-1].code,
    )
    assert len(found.open_questions) == len(model.questions)


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.code)
def test_the_best_answers_reach_the_highest_grade(model: MaturityModel) -> None:
    found = score(model, answer_all(model))

    assert (found.total, found.grade) == (Span(5, 5), model.grades[-1].code)
    assert list_gaps(model, found) == ()


def test_rules_and_records_make_an_effective_system() -> None:
    found = score(FOUR_GRADES, answer_middle())

    # Two criteria have a yes beside a 3: people and supplies stand 0.3 higher.
    assert found.criteria["involvement"] == Span(4, 4)
    assert found.criteria["storage"] == Span(4, 4)
    assert found.dimensions["people"].low == pytest.approx(3.3)
    assert found.total.low == pytest.approx(3 + 2 * 0.15 * 0.3)
    assert found.grade == "effective"
    assert [state.is_passed for state in found.gates] == [True, True, False]


def test_what_does_not_concern_a_firm_neither_helps_nor_harms_it() -> None:
    found = score(
        FOUR_GRADES,
        answer_middle(
            outsourcing="inside",
            designing="given",
            measuring="unused",
            outsourced_work=1,
            new_products=1,
            gauges_kept=1,
        ),
    )

    assert len(found.asked) == 39 - 5
    assert found.criteria["design"] == Span(None, None)
    assert found.criteria["gauges"] == Span(None, None)
    assert found.total.low == pytest.approx(3.09)


def test_bad_pieces_that_nobody_counts_hold_the_grade_back() -> None:
    found = score(FOUR_GRADES, answer_all(FOUR_GRADES, bad_pieces=2, months_counted=0))

    # The criterion is (2 × 2 + 1) / 3; it weighs 35 of 100 in 20 of 100.
    assert found.criteria["nonconforming"].low == pytest.approx(5 / 3)
    assert found.total.low == pytest.approx(5 - 0.2 * 0.35 * (5 - 5 / 3))
    assert found.grade == "effective"
    assert [gap.criterion for gap in list_gaps(FOUR_GRADES, found)] == ["nonconforming"]

    better = answer_all(FOUR_GRADES, bad_pieces=3, months_counted=3)
    assert score(FOUR_GRADES, better).grade == "leading"


def test_goods_that_nobody_checks_keep_a_firm_at_the_lowest_grade() -> None:
    found = score(FOUR_GRADES, answer_all(FOUR_GRADES, three_checks=1, dispatch=1))

    assert found.total.low == pytest.approx(5 - 0.2 * 0.35 * 4)
    assert found.grade == "initial"


def test_who_does_not_look_back_is_not_leading() -> None:
    found = score(FOUR_GRADES, answer_all(FOUR_GRADES, causes=3, improvements_done=2))

    assert found.total.low == pytest.approx(5 - 0.15 * 0.35 * 2)
    assert found.grade == "improving"


def test_two_months_are_too_early_to_apply() -> None:
    found = score(READINESS, answer_all(READINESS, months_running=2))

    # Running weighs twice the drawn steps: (2 × 3 + 5) / 3.
    assert found.total.low == pytest.approx(11 / 3)
    assert found.dimensions["clause_4"].low == pytest.approx(11 / 3)
    assert found.grade == "partly"
    assert [gap.criterion for gap in list_gaps(READINESS, found)] == ["processes"]


@pytest.mark.parametrize(
    ("done", "grade"),
    [
        ((), "not-yet"),
        (("planned",), "not-yet"),
        (("planned", "able"), "partly"),
        (("planned", "able", "complete"), "ready"),
        (("planned", "complete", "closed"), "not-yet"),
    ],
)
def test_an_application_waits_for_the_internal_audit(
    done: tuple[str, ...], grade: str
) -> None:
    assert score(READINESS, answer_all(READINESS, audit_done=done)).grade == grade


@pytest.mark.parametrize(
    ("designing", "alone"), [("own", {"scope_written"}), ("given", set[str]())]
)
def test_nobody_is_ready_with_a_no(designing: str, alone: set[str]) -> None:
    answers = answer_all(READINESS, designing=designing)
    asked = score(READINESS, answers).asked
    grades = {
        one.code: score(READINESS, {**answers, one.code: False}).grade
        for one in READINESS.questions
        if one.kind is QuestionKind.YES_NO and one.code in asked
    }

    # A question that is the only one of its clause leaves the clause at 1.
    assert set(grades.values()) == {"not-yet", "partly"}
    assert {code for code, grade in grades.items() if grade == "not-yet"} == {
        "changes_planned",
        "telling_settled",
        "entrusted_kept",
        "improvement_shown",
        *alone,
    }


def test_a_works_that_follows_its_customers_is_asked_less() -> None:
    found = score(
        READINESS,
        answer_all(
            READINESS,
            designing="given",
            measuring="unused",
            special_steps="absent",
            entrusted="nothing",
            gauges_calibrated=False,
        ),
    )

    assert len(found.asked) == 63 - 2 - 3 - 1 - 1
    assert found.criteria["design"] == Span(None, None)
    assert (found.total, found.grade) == (Span(5, 5), "ready")


def test_the_weakest_thing_gives_the_level() -> None:
    found = score(FIVE_LEVELS, answer_all(FIVE_LEVELS, knowledge_kept=3))

    assert found.criteria["knowledge"] == Span(3, 3)
    assert found.dimensions["people"] == Span(3, 3)
    assert found.dimensions["leadership"] == Span(5, 5)
    assert (found.total, found.grade) == (Span(3, 3), "level-3")
    assert [(one.criterion, one.gain) for one in list_gaps(FIVE_LEVELS, found)] == [
        ("knowledge", 2)
    ]


def test_a_level_above_a_gap_does_not_count() -> None:
    ticked = ("instructions", "limits", "acted", "counted", "steady")
    found = score(FIVE_LEVELS, answer_all(FIVE_LEVELS, steps_kept=ticked))

    # Nobody looks at the figures at fixed times, which is wanted from level 3 on.
    assert found.criteria["control"] == Span(2, 2)
    assert found.grade == "level-2"
