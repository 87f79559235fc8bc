"""A model with a fault is told its fault, where it stands and what would be right."""

from dataclasses import replace

import pytest

from zhisheng.reference.maturity import (
    Clause,
    Condition,
    Flaw,
    Gate,
    MaturityModel,
    Question,
    QuestionKind,
    Remedy,
    check_model,
)
from zhisheng.reference.tests.maturity_models import (
    GRADES,
    build_model,
    criterion,
    dimension,
    number,
    rubric,
    scope,
    several,
)


def build(*questions: Question, gates: tuple[Gate, ...] = ()) -> MaturityModel:
    return build_model(
        dimension("d", 100, criterion("c", 100, rubric("q0"), *questions)), gates=gates
    )


def flaws(model: MaturityModel) -> list[tuple[str, str]]:
    return [(flaw.place, flaw.text) for flaw in check_model(model)]


def test_a_whole_model_has_no_flaws() -> None:
    asked = (Condition("s", ("o1",)),)

    assert flaws(build(scope("s"), rubric("q1", when=asked))) == []


def test_codes_are_used_once() -> None:
    assert flaws(build(rubric("q0"))) == [
        ("q0", "这个代码用了 2 次，每个维度、指标和问题要有自己的代码")
    ]


def test_weights_sum_to_a_hundred() -> None:
    model = build_model(
        dimension("d", 60, criterion("c", 50, rubric("q"))),
        dimension("e", 30, criterion("f", 100, replace(rubric("r"), weight=0))),
    )

    assert flaws(model) == [
        ("m", "各维度的权重合计是 90，要等于 100"),
        ("d", "各指标的权重合计是 50，要等于 100"),
        ("r", "权重是 0，要大于 0"),
    ]


def test_grades_rise_from_the_lowest_score() -> None:
    model = build()

    assert flaws(replace(model, grades=())) == [("m", "没有等级")]
    assert flaws(replace(model, grades=GRADES[1:])) == [
        ("second", "最低等级要从 1 分起，否则有的得分没有等级")
    ]
    assert flaws(replace(model, grades=(GRADES[0], GRADES[2], GRADES[1]))) == [
        ("m", "各等级的门槛要从低到高，不能相同")
    ]
    unreachable = replace(GRADES[2], least="5.5")
    assert flaws(replace(model, grades=(*GRADES[:2], unreachable))) == [
        ("third", "门槛超过最高分 5，谁也达不到")
    ]


def test_gates_name_what_there_is() -> None:
    gates = (Gate("ninth", "x", 3, "", ""), Gate("first", "c", 6, "", ""))

    assert flaws(build(gates=gates)) == [
        ("x", "门槛规则写的等级 ninth 不存在"),
        ("x", "门槛规则写的指标不存在"),
        ("c", "门槛规则的等级 6 不在范围内"),
    ]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            replace(rubric("q"), levels=rubric("q").levels[:4]),
            "要把 1 到 5 每一级各写一条，从低到高",
        ),
        (
            replace(several("q", 2, 3), bands=number("x", (None, 1)).bands),
            "要么每个选项写从哪一级起要有，要么写选中几项是几级，两者取一",
        ),
        (several("q", 1, 3), "每个选项都要写从哪一级起要有，在 2 到 5 之间"),
        (several("q", 2), "要有 2 到 12 个选项"),
        (replace(number("q", (None, 1)), unit=""), "数字要写单位"),
        (
            replace(number("q", (None, 1)), most=None),
            '数字要写最小和最大，例如 least: "0"、most: "100"',
        ),
        (
            number("q", (None, 1), ("101", 2)),
            "最小要比最大小，各段的下限要在最小和最大之间",
        ),
        (number("q"), "第一段不写下限（least: null），否则有的数没有等级"),
        (number("q", (None, 1), ("5", 2), ("5", 3)), "各段的下限要从小到大"),
        (
            number("q", (None, 1), ("1", 3), ("2", 2)),
            "各段的等级要么一路升高，要么一路降低",
        ),
        (number("q", (None, 0)), "等级要在 1 到 5 之间"),
        (
            replace(rubric("q"), kind=QuestionKind.YES_NO),
            "是或否的问题不另写等级：否是 1 级，是是 5 级",
        ),
        (
            replace(several("q", 2, 3), kind=QuestionKind.SCOPE),
            "问范围的问题不打分，选项不写等级",
        ),
    ],
)
def test_a_question_is_written_as_its_kind_asks(question: Question, text: str) -> None:
    assert flaws(build(question)) == [("q", text)]


def test_a_criterion_needs_a_question_with_a_level() -> None:
    model = build_model(dimension("d", 100, criterion("c", 100, scope("s"))))

    assert flaws(model) == [("c", "没有一个问题能给这个指标打分")]


def test_conditions_name_scope_questions_and_their_options() -> None:
    model = build(
        scope("s"),
        rubric("a", when=(Condition("q0", ("3",)),)),
        rubric("b", when=(Condition("s", ("o1", "o7")),)),
        rubric("c1", when=(Condition("s", ()),)),
    )

    assert flaws(model) == [
        ("a", "条件里的 q0 不是问范围的问题；打分的问题不能决定问什么"),
        ("b", "s 没有这样的选项：o7"),
        ("c1", "s 没有这样的选项：空"),
    ]


def test_conditions_that_go_in_a_circle_are_found() -> None:
    model = build(
        scope("s", when=(Condition("t", ("o1",)),)),
        scope("t", when=(Condition("s", ("o1",)),)),
    )

    (flaw,) = check_model(model)
    assert flaw.place == "m"
    assert flaw.text in {
        "条件绕成了一圈：s → t → s",
        "条件绕成了一圈：t → s → t",
    }


def test_scopes_have_so_many_combinations_at_most() -> None:
    fits = build(*(scope(f"s{place}", 4) for place in range(3)))
    beyond = build(*(scope(f"s{place}", 4) for place in range(3)), scope("t", 2))

    assert flaws(fits) == []
    assert flaws(beyond) == [("m", "问范围的问题共有 128 种组合，最多 64 种")]


def test_measures_and_goals_are_looked_up() -> None:
    remedies = (Remedy("known", 5), Remedy("gone", 1), Remedy("known", 0))
    whole = criterion("c", 100, rubric("q"))
    part = replace(whole, remedies=remedies, goals=("cheaper",))
    model = build_model(dimension("d", 100, part))

    assert check_model(model) == ()
    assert check_model(model, measures=["known"]) == (
        Flaw("c", "措施 known 写了 2 次"),
        Flaw("c", "措施 gone 不在措施库里"),
        Flaw("c", "措施 known 提升 5 级，不在范围内"),
        Flaw("c", "措施 known 提升 0 级，不在范围内"),
    )
    assert check_model(model, goals=[]) == (Flaw("c", "目标 cheaper 不在目标表里"),)
    assert check_model(model, goals=["cheaper"]) == ()


@pytest.mark.parametrize("number", ["8", "8.5", "8.5.1", "7.5.3.2", "10.3"])
def test_a_clause_that_there_is_can_be_named(number: str) -> None:
    clause = Clause("GB/T 19001-2016", "2016", number)
    part = replace(criterion("c", 100, rubric("q")), clauses=(clause,))

    assert flaws(build_model(dimension("d", 100, part))) == []


@pytest.mark.parametrize(
    ("clause", "text"),
    [
        (("GB/T 19001-2016", "2016", "99.9"), "GB/T 19001-2016（2016）没有条款 99.9"),
        (("GB/T 19001-2016", "2016", "4.5"), "GB/T 19001-2016（2016）没有条款 4.5"),
        (("GB/T 19001-2016", "2016", "8.5.1.1"), "GB/T 19001-2016（2016）没有条款 8.5.1.1"),
        (("GB/T 19004-2020", "2020", "12"), "GB/T 19004-2020（2020）没有条款 12"),
        (
            ("GB/T 19001-2016", "2026", "4.1"),
            "没有 GB/T 19001-2016（2026）的条款目录，请先把它加到 reference/standards",
        ),
    ],
)  # fmt: skip
def test_a_clause_that_there_is_not_is_found(
    clause: tuple[str, str, str], text: str
) -> None:
    part = replace(criterion("c", 100, rubric("q")), clauses=(Clause(*clause),))

    assert flaws(build_model(dimension("d", 100, part))) == [("c", text)]
