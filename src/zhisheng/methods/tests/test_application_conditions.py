"""What is known decides, and what nobody told is neither yes nor no."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.application_conditions import (
    Facts,
    Finding,
    Verdict,
    check_conditions,
    count_months,
)
from zhisheng.reference.application_conditions import load_condition_sets

(RULES,) = load_condition_sets()
DAY = date(2026, 11, 27)
GOOD: dict[str, object] = {
    "registry.status": "active",
    "maturity.licences_in_order": True,
    "maturity.system_running_months": 3,
    "maturity.internal_audit_held": True,
    "maturity.management_review_held": True,
    "certificates.stopped_for_own_cause": False,
    "certificates.body_lost_approval": False,
    "registry.ordered_to_stop": False,
    "registry.on_dishonesty_list": False,
    "registry.major_accident_stop": False,
    "registry.sampling_failure": False,
}


def check(facts: Facts) -> dict[str, Finding]:
    return {one.condition: one for one in check_conditions(RULES, facts, DAY)}


def judge(condition: str, **facts: object) -> Verdict:
    named = {name.replace("__", "."): value for name, value in facts.items()}
    return check(named)[condition].verdict


def test_nothing_known_answers_nothing() -> None:
    found = check({})

    assert {one.verdict for one in found.values()} == {Verdict.NOT_KNOWN}
    assert found["system_running"].missing == (
        "maturity.system_running_months",
        "maturity.internal_audit_held",
        "maturity.management_review_held",
    )
    assert found["sampling_failure"].missing == (
        "registry.sampling_failure",
        "registry.sampling_failure_on",
        "registry.sampling_failure_mended",
    )
    assert found["other"].missing == ("certificates.other_conditions_met",)


def test_all_is_met_but_what_no_fact_decides() -> None:
    found = check(GOOD)

    assert [code for code, one in found.items() if one.verdict is not Verdict.YES] == [
        "other"
    ]
    assert found["lawful_subject"] == Finding(
        "lawful_subject", Verdict.YES, ("registry.status",), ()
    )


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("active", Verdict.YES),
        ("unverified", Verdict.NOT_KNOWN),
        ("closed", Verdict.NO),
        ("revoked", Verdict.NO),
    ],
)
def test_the_registration_decides(status: str, verdict: Verdict) -> None:
    assert judge("lawful_subject", registry__status=status) is verdict


def test_one_missing_thing_is_enough_for_no() -> None:
    found = check({"maturity.system_running_months": 2.5})["system_running"]

    assert found == Finding(
        "system_running", Verdict.NO, ("maturity.system_running_months",), ()
    )


def test_what_is_left_open_is_named() -> None:
    known = {
        "maturity.system_running_months": 4,
        "maturity.internal_audit_held": True,
    }

    assert check(known)["system_running"] == Finding(
        "system_running",
        Verdict.NOT_KNOWN,
        ("maturity.system_running_months", "maturity.internal_audit_held"),
        ("maturity.management_review_held",),
    )


@pytest.mark.parametrize(
    ("condition", "fact", "day", "verdict"),
    [
        (
            "own_certificate_stopped",
            "certificates__stopped_for_own_cause",
            date(2025, 11, 27),
            Verdict.YES,
        ),
        (
            "own_certificate_stopped",
            "certificates__stopped_for_own_cause",
            date(2025, 11, 28),
            Verdict.NO,
        ),
        (
            "body_lost_approval",
            "certificates__body_lost_approval",
            date(2026, 8, 27),
            Verdict.YES,
        ),
        (
            "body_lost_approval",
            "certificates__body_lost_approval",
            date(2026, 8, 28),
            Verdict.NO,
        ),
        (
            "major_accident",
            "registry__major_accident_stop",
            date(2026, 1, 1),
            Verdict.NO,
        ),
    ],
)
def test_time_that_has_passed_decides(
    condition: str, fact: str, day: date, verdict: Verdict
) -> None:
    assert judge(condition, **{fact: True, f"{fact}_on": day}) is verdict
    # That it happened, without the day, decides nothing.
    assert judge(condition, **{fact: True}) is Verdict.NOT_KNOWN
    assert judge(condition, **{fact: False}) is Verdict.YES


def test_a_failure_that_was_put_right_does_not_count() -> None:
    failed = {
        "registry__sampling_failure": True,
        "registry__sampling_failure_on": date(2026, 6, 1),
    }

    assert judge("sampling_failure", **failed) is Verdict.NOT_KNOWN
    for is_mended, verdict in ((True, Verdict.YES), (False, Verdict.NO)):
        mended = {"registry__sampling_failure_mended": is_mended}
        assert judge("sampling_failure", **failed, **mended) is verdict


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("registry.status", True),
        ("registry.ordered_to_stop", "no"),
        ("maturity.system_running_months", True),
        ("certificates.stopped_for_own_cause_on", "2025-01-01"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_an_error(fact: str, value: object) -> None:
    with pytest.raises(TypeError, match="cannot ask"):
        check({fact: value})


def test_telling_more_never_turns_an_answer() -> None:
    answers: dict[str, tuple[object, ...]] = {
        "registry.sampling_failure": (None, True, False),
        "registry.sampling_failure_on": (None, date(2020, 1, 1), DAY),
        "registry.sampling_failure_mended": (None, True, False),
    }
    for picked in product(*answers.values()):
        whole = dict(zip(answers, picked, strict=True))
        before = judge_sampling(whole)
        for name in [name for name, value in whole.items() if value is None]:
            for value in answers[name][1:]:
                after = judge_sampling({**whole, name: value})
                assert before in {Verdict.NOT_KNOWN, after}


def judge_sampling(facts: Facts) -> Verdict:
    known = {name: value for name, value in facts.items() if value is not None}
    return check(known)["sampling_failure"].verdict


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 8, 27), date(2026, 11, 27), 3),
        (date(2026, 8, 28), date(2026, 11, 27), 2),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2026, 11, 27), date(2026, 11, 27), 0),
        (date(2026, 12, 27), date(2026, 11, 27), -1),
    ],
)
def test_full_months_are_counted(start: date, end: date, months: int) -> None:
    assert count_months(start, end) == months


@given(st.dates(), st.dates(), st.dates())
def test_months_only_grow_with_time(start: date, one: date, other: date) -> None:
    earlier, later = sorted((one, other))

    if later < date.max:
        assert count_months(start, earlier) <= count_months(start, later)
