"""The self-assessment in five levels goes through the chapters of GB/T 19004."""

from collections import Counter

from zhisheng.reference.loader import Status
from zhisheng.reference.maturity import (
    Formula,
    QuestionKind,
    check_model,
    get_model,
)
from zhisheng.reference.measures import load_goals, load_measures

MODEL = get_model("five-levels", "2026.1")
CHAPTERS = {
    "situation": ["5.2", "5.3", "6.2"],
    "leadership": ["7.1", "7.2", "7.3", "7.4"],
    "processes": ["8.1", "8.2", "8.3", "8.4", "8.4"],
    "people": ["9.2", "9.2", "9.3"],
    "resources": ["9.4", "9.5", "9.6", "9.7"],
    "performance": ["10.2", "10.3", "10.4", "10.5", "10.6", "10.7"],
    "improvement": ["11.2", "11.3", "11.4"],
}


def test_it_has_no_flaws() -> None:
    measures = [measure.code for measure in load_measures()]
    goals = [goal.code for goal in load_goals()]

    assert check_model(MODEL, measures=measures, goals=goals) == ()


def test_it_is_an_example_of_our_own() -> None:
    assert MODEL.status is Status.EXAMPLE
    assert "示例" in MODEL.name
    assert "example" in MODEL.english_name
    assert MODEL.source.startswith("本平台自拟示例，做法参照 ISO 9004:2018 附录 A")
    assert (MODEL.audience, MODEL.minutes) == ("enterprise", 35)


def test_the_highest_level_without_a_gap_decides() -> None:
    assert (MODEL.within, MODEL.across) == (Formula.NO_GAP, Formula.NO_GAP)
    assert MODEL.gates == ()
    assert [(one.code, one.name, one.threshold) for one in MODEL.grades] == [
        ("level-1", "一级：靠人", 1),
        ("level-2", "二级：有做法", 2),
        ("level-3", "三级：有规矩", 3),
        ("level-4", "四级：看结果", 4),
        ("level-5", "五级：走在前面", 5),
    ]


def test_every_clause_names_standard_and_edition() -> None:
    clauses = [one for criterion in MODEL.criteria for one in criterion.clauses]

    assert {(one.standard, one.edition) for one in clauses} == {
        ("GB/T 19004-2020", "2020")
    }
    assert {
        dimension.code: [
            clause.number for one in dimension.criteria for clause in one.clauses
        ]
        for dimension in MODEL.dimensions
    } == CHAPTERS


def test_most_questions_are_a_rubric_of_five_levels() -> None:
    assert len(MODEL.criteria) == 27
    assert Counter(one.kind for one in MODEL.questions) == {
        QuestionKind.RUBRIC: 27,
        QuestionKind.NUMBER: 3,
        QuestionKind.SEVERAL: 2,
        QuestionKind.SCOPE: 2,
    }


def test_no_level_is_said_twice_and_all_in_both_languages() -> None:
    texts = [
        (one.text, one.english)
        for question in MODEL.questions
        for one in (question, *question.levels, *question.options)
    ]

    assert len({chinese for chinese, _ in texts}) == len(texts)
    assert not [text for text, _ in texts if any("a" <= c.lower() <= "z" for c in text)]
    assert not [english for _, english in texts if not english.isascii()]


def test_only_what_does_not_concern_every_firm_hangs_on_a_scope() -> None:
    assert {
        one.code: [(need.question, need.answers) for need in one.when]
        for one in MODEL.questions
        if one.when
    } == {
        "partners_managed": [("outsourcing", ("outside",))],
        "products_developed": [("designing", ("own",))],
    }


def test_every_gap_has_a_remedy() -> None:
    assert all(2 <= len(one.remedies) <= 4 for one in MODEL.criteria)
    assert all(1 <= len(one.goals) <= 2 for one in MODEL.criteria)
