"""The self-check before applying for certification goes through every clause."""

from collections import Counter

from zhisheng.reference.loader import Status
from zhisheng.reference.maturity import (
    Formula,
    QuestionKind,
    check_model,
    get_model,
)
from zhisheng.reference.measures import load_goals

MODEL = get_model("readiness-19001", "2026.1")
# How many clauses of the second level the clauses 4 to 10 have.
SECOND_LEVEL = {4: 4, 5: 3, 6: 3, 7: 5, 8: 7, 9: 3, 10: 3}


def test_it_has_no_flaws() -> None:
    assert check_model(MODEL, goals=[goal.code for goal in load_goals()]) == ()


def test_it_is_an_example_of_our_own() -> None:
    assert MODEL.status is Status.EXAMPLE
    assert MODEL.source.startswith("本平台自拟示例")
    assert (MODEL.audience, MODEL.minutes) == ("enterprise", 30)


def test_the_weakest_clause_gives_the_grade() -> None:
    assert (MODEL.within, MODEL.across) == (Formula.WEIGHTED_MEAN, Formula.MINIMUM)
    assert MODEL.gates == ()
    assert [(one.code, one.name, one.threshold) for one in MODEL.grades] == [
        ("not-yet", "还没有准备好", 1),
        ("partly", "部分准备好", 2.5),
        ("ready", "可以申请", 4),
    ]


def test_its_dimensions_are_the_clauses() -> None:
    assert [one.code for one in MODEL.dimensions] == [
        f"clause_{number}" for number in SECOND_LEVEL
    ]
    assert [len(one.criteria) for one in MODEL.dimensions] == [4, 3, 3, 6, 10, 3, 2]
    assert all(
        clause.number.split(".")[0] == dimension.code.removeprefix("clause_")
        for dimension in MODEL.dimensions
        for criterion in dimension.criteria
        for clause in criterion.clauses
    )


def test_no_clause_of_the_second_level_is_left_out() -> None:
    clauses = [one for criterion in MODEL.criteria for one in criterion.clauses]
    named = {".".join(one.number.split(".")[:2]) for one in clauses}

    assert {(one.standard, one.edition) for one in clauses} == {
        ("GB/T 19001-2016", "2016")
    }
    assert named == {
        f"{number}.{place}"
        for number, count in SECOND_LEVEL.items()
        for place in range(1, count + 1)
    }
    assert Counter(one.number for one in clauses).most_common(1)[0][1] == 1


def test_most_questions_are_answered_by_yes_or_no() -> None:
    assert Counter(one.kind for one in MODEL.questions) == {
        QuestionKind.YES_NO: 49,
        QuestionKind.SEVERAL: 9,
        QuestionKind.SCOPE: 4,
        QuestionKind.NUMBER: 1,
    }


def test_only_what_does_not_concern_every_firm_hangs_on_a_scope() -> None:
    assert {
        one.code: [(need.question, need.answers) for need in one.when]
        for one in MODEL.questions
        if one.when
    } == {
        "exclusion_reasoned": [("designing", ("given",))],
        "gauges_listed": [("measuring", ("used",))],
        "gauges_calibrated": [("measuring", ("used",))],
        "gauges_wrong": [("measuring", ("used",))],
        "design_steps": [("designing", ("own",))],
        "design_changes": [("designing", ("own",))],
        "special_steps_proven": [("special_steps", ("present",))],
        "entrusted_kept": [("entrusted", ("held",))],
    }


def test_three_months_of_running_are_wanted() -> None:
    (running,) = (one for one in MODEL.questions if one.code == "months_running")

    assert [(band.least, band.level) for band in running.bands] == [
        (None, 1),
        ("1", 2),
        ("2", 3),
        ("3", 5),
    ]
