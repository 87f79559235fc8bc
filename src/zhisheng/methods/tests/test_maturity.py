"""Scores, grades and gaps of small models, worked out by hand."""

import math
from dataclasses import replace

import pytest

from zhisheng.methods.maturity import (
    Answer,
    AnswerRefusedError,
    FigureRefusedError,
    Span,
    check_answer,
    encode,
    find_level,
    list_gaps,
    score,
)
from zhisheng.reference.maturity import (
    Condition,
    Formula,
    Gate,
    MaturityModel,
    Question,
)
from zhisheng.reference.tests.maturity_models import (
    TOP,
    build_model,
    criterion,
    dimension,
    number,
    rubric,
    scope,
    several,
    yes_no,
)

SCRAP = number("scrap", (None, 5), ("1", 4), ("5", 2), ("10", 1))
LADDER = several("ladder", 2, 3, 3, 5)


def build_two_sided(
    within: Formula = Formula.WEIGHTED_MEAN,
    across: Formula = Formula.WEIGHTED_MEAN,
    gates: tuple[Gate, ...] = (),
) -> MaturityModel:
    return build_model(
        dimension(
            "lead",
            40,
            criterion("goals", 100, rubric("a", weight=3), rubric("b")),
        ),
        dimension(
            "make",
            60,
            criterion("plan", 50, rubric("c")),
            criterion("check", 50, rubric("d")),
        ),
        within=within,
        across=across,
        gates=gates,
    )


def test_weights_count_at_every_step() -> None:
    evaluation = score(build_two_sided(), {"a": 4, "b": 2, "c": 5, "d": 2})

    assert evaluation.criteria == {
        "goals": Span(3.5, 3.5),
        "plan": Span(5, 5),
        "check": Span(2, 2),
    }
    assert evaluation.dimensions == {"lead": Span(3.5, 3.5), "make": Span(3.5, 3.5)}
    assert evaluation.total == Span(3.5, 3.5)
    assert evaluation.grade == "third"
    assert evaluation.open_questions == ()


@pytest.mark.parametrize(
    ("within", "across", "total", "grade"),
    [
        (Formula.WEIGHTED_MEAN, Formula.MINIMUM, 2.75, "second"),
        (Formula.WEIGHTED_MEAN, Formula.NO_GAP, 2, "second"),
        (Formula.MINIMUM, Formula.WEIGHTED_MEAN, 2.3, "second"),
        (Formula.NO_GAP, Formula.NO_GAP, 2, "second"),
    ],
)
def test_the_weakest_part_counts_where_the_formula_says_so(
    within: Formula, across: Formula, total: float, grade: str
) -> None:
    model = build_two_sided(within, across)

    evaluation = score(model, {"a": 3, "b": 2, "c": 3, "d": 3})

    expected = 0.4 * 2 + 0.6 * 3 if total == 2.3 else total
    assert evaluation.total.low == pytest.approx(expected)
    assert evaluation.grade == grade


def test_what_is_not_known_gives_the_worst_and_the_best() -> None:
    evaluation = score(build_two_sided(), {"a": 4, "b": 4, "c": 3, "d": None})

    assert evaluation.criteria["check"] == Span(1, 5)
    assert evaluation.total.low == pytest.approx(0.4 * 4 + 0.6 * 2)
    assert evaluation.total.high == pytest.approx(4)
    assert (evaluation.lowest_grade, evaluation.highest_grade) == ("second", "third")
    assert evaluation.grade is None
    assert evaluation.open_questions == ("d",)


def test_a_gate_holds_the_grade_until_its_criterion_is_reached() -> None:
    model = build_two_sided(gates=(Gate("second", "check", 3, "", ""),))
    good = {"a": 5, "b": 5, "c": 5}

    assert score(model, {**good, "d": 2}).grade == "second"
    assert score(model, {**good, "d": 3}).grade == "third"
    states = [
        score(model, {**good, "d": level}).gates[0].is_passed for level in (2, 3, None)
    ]
    assert states == [False, True, None]


def test_a_score_that_sums_to_a_threshold_reaches_it() -> None:
    thirds = [criterion(f"c{i}", 10, rubric(f"q{i}")) for i in range(10)]
    model = build_model(dimension("all", 100, *thirds))

    evaluation = score(model, {f"q{i}": 3 if i % 2 else 4 for i in range(10)})

    assert evaluation.total.low == pytest.approx(3.5)
    assert evaluation.grade == "third"


def test_what_does_not_concern_an_enterprise_counts_nowhere() -> None:
    model = build_designing()

    without = score(model, {"designs": "o0", "a": 4})
    with_design = score(model, {"designs": "o1", "a": 4, "b": 2})

    assert without.total == Span(4, 4)
    assert without.criteria["design"] == Span(None, None)
    assert without.asked == {"designs", "a"}
    assert with_design.total == Span(3, 3)


def test_an_open_scope_counts_either_way() -> None:
    evaluation = score(build_designing(), {"a": 4})

    assert evaluation.total == Span(2.5, 4.5)
    assert evaluation.open_questions == ("designs", "b")
    assert evaluation.criteria["design"] == Span(1, 5)


def test_a_gate_on_what_may_not_concern_an_enterprise_is_open() -> None:
    gate = Gate("first", "design", 3, "", "")
    model = build_designing(gate)

    assert score(model, {"a": 4, "b": 1}).gates[0].is_passed is None
    assert score(model, {"designs": "o1", "b": 1}).gates[0].is_passed is False
    assert score(model, {"designs": "o0"}).gates[0].is_passed is True


def build_designing(*gates: Gate) -> MaturityModel:
    asked = (Condition("designs", ("o1",)),)
    return build_model(
        dimension(
            "all",
            100,
            criterion("make", 50, scope("designs"), rubric("a")),
            criterion("design", 50, rubric("b", when=asked)),
        ),
        gates=gates,
    )


def test_where_nothing_applies_there_is_no_grade() -> None:
    asked = (Condition("designs", ("o1",)),)
    model = build_model(
        dimension(
            "all", 100, criterion("c", 100, scope("designs"), rubric("a", when=asked))
        )
    )

    evaluation = score(model, {"designs": "o0"})

    assert evaluation.total == Span(None, None)
    assert evaluation.grade is None
    assert list_gaps(model, evaluation) == ()


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        (rubric("q"), 3, 3),
        (yes_no("q"), True, 5),
        (yes_no("q"), False, 1),
        (SCRAP, 0.5, 5),
        (SCRAP, 1, 4),
        (SCRAP, 9.99, 2),
        (SCRAP, 10, 1),
        (LADDER, (), 1),
        (LADDER, ("o0",), 2),
        (LADDER, ("o0", "o1"), 2),
        (LADDER, ("o0", "o1", "o2"), 3),
        (LADDER, ("o0", "o1", "o3"), 2),
        (LADDER, ("o0", "o1", "o2", "o3"), 5),
        (LADDER, ("o1", "o2", "o3"), 1),
        (scope("q"), "o1", None),
        (rubric("q"), None, None),
    ],
)
def test_an_answer_has_a_level(
    question: Question, answer: Answer, level: int | None
) -> None:
    check_answer(question, TOP, answer)

    assert find_level(question, TOP, answer) == level


@pytest.mark.parametrize(
    ("question", "answer", "cure"),
    [
        (rubric("q"), 0, "请选一级。"),
        (rubric("q"), 6, "请选一级。"),
        (rubric("q"), True, "请选一级。"),
        (rubric("q"), 2.5, "请选一级。"),
        (yes_no("q"), 1, "请选是或否。"),
        (LADDER, ("o9",), "请从列出的选项里选；选了“以上都没有”就不能再选别的。"),
        (LADDER, "o1", "请从列出的选项里选；选了“以上都没有”就不能再选别的。"),
        (scope("q"), "o2", "请从列出的选项里选一个。"),
    ],
)
def test_an_answer_that_is_none_is_refused(
    question: Question, answer: Answer, cure: str
) -> None:
    with pytest.raises(AnswerRefusedError) as refused:
        check_answer(question, TOP, answer)

    assert str(refused.value) == f"“{question.code}”的答案不能是“{answer}”。{cure}"


@pytest.mark.parametrize(
    ("question", "answer", "number"),
    [
        (rubric("q"), 3, 3),
        (yes_no("q"), False, 0),
        (LADDER, ("o0", "o3"), 9),
        (SCRAP, 0.5, 0.5),
        (scope("q"), "o1", 1),
    ],
)
def test_an_answer_is_a_number_in_a_snapshot(
    question: Question, answer: Answer, number: float
) -> None:
    assert encode(question, answer) == number
    assert math.isnan(encode(question, None))


@pytest.mark.parametrize("answer", [math.inf, math.nan, "3", -0.01, 100.5, 1e9, 0.125])
def test_a_figure_that_cannot_be_is_refused_with_what_is_wanted(answer) -> None:
    with pytest.raises(FigureRefusedError) as refused:
        check_answer(SCRAP, TOP, answer)

    told = "请填 0 到 100 之间的数字，例如 5。不清楚就空着。"
    assert str(refused.value) == told


def test_what_is_counted_is_whole() -> None:
    months = replace(SCRAP, most="12", decimals=0)
    for answer in (0, 12.0):
        check_answer(months, TOP, answer)

    with pytest.raises(FigureRefusedError, match="请填 0 到 12 之间的整数"):
        check_answer(months, TOP, 2.5)


def test_gaps_are_ordered_by_gates_and_by_what_they_gain() -> None:
    model = build_two_sided(gates=(Gate("second", "plan", 3, "", ""),))

    gaps = list_gaps(model, score(model, {"a": 3, "b": 3, "c": 2, "d": None}))

    assert [gap.criterion for gap in gaps] == ["plan", "goals", "check"]
    assert [gap.is_gate for gap in gaps] == [True, False, False]
    assert [gap.is_settled for gap in gaps] == [True, True, False]
    assert [gap.is_known for gap in gaps] == [True, True, False]
    assert [(gap.value, gap.highest) for gap in gaps] == [(2, 2), (3, 3), (1, 5)]
    assert [gap.shortfall for gap in gaps] == [3, 2, 4]
    assert [gap.gain for gap in gaps] == pytest.approx([0.9, 0.8, 1.2])


def test_a_criterion_at_the_top_is_no_gap() -> None:
    model = build_two_sided()

    gaps = list_gaps(model, score(model, {"a": 5, "b": 5, "c": 5, "d": 4}))

    assert [gap.criterion for gap in gaps] == ["check"]
