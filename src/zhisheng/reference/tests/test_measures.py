from collections import Counter
from datetime import date
from graphlib import TopologicalSorter
from itertools import pairwise

import pytest

from zhisheng.reference.loader import ReferenceDataError
from zhisheng.reference.measures import (
    Measure,
    MeasureKind,
    find_measures,
    get_measure,
    load_goals,
    load_measures,
)

MEASURES = load_measures()
CODES = {measure.code for measure in MEASURES}
# From the first paper to what a certificate opens.
CHAIN = (
    "document-small-system",
    "certification-internal-audit",
    "certification-management-review",
    "certification-apply",
    "certification-stage-audits",
)


def collect_prerequisites(code: str) -> set[str]:
    direct = get_measure(code).prerequisites
    return set(direct).union(*map(collect_prerequisites, direct))


def test_there_are_58_measures_with_codes_of_their_own() -> None:
    assert len(MEASURES) == 58
    assert len(CODES) == 58
    assert Counter(measure.kind for measure in MEASURES) == {
        MeasureKind.TOOL: 26,
        MeasureKind.TRAINING: 6,
        MeasureKind.DOCUMENT: 12,
        MeasureKind.EXPERT_DAY: 3,
        MeasureKind.EQUIPMENT: 5,
        MeasureKind.CERTIFICATION: 4,
        MeasureKind.POLICY: 1,
        MeasureKind.LOAN: 1,
    }


def test_the_code_begins_with_the_kind() -> None:
    assert {measure.code.split("-")[0]: measure.kind for measure in MEASURES} == {
        "tool": MeasureKind.TOOL,
        "training": MeasureKind.TRAINING,
        "document": MeasureKind.DOCUMENT,
        "expert": MeasureKind.EXPERT_DAY,
        "equipment": MeasureKind.EQUIPMENT,
        "certification": MeasureKind.CERTIFICATION,
        "policy": MeasureKind.POLICY,
        "loan": MeasureKind.LOAN,
    }


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.code)
def test_a_measure_says_what_is_done_in_both_languages(measure: Measure) -> None:
    chinese = (measure.name, measure.action, measure.provider)
    english = (measure.english, measure.english_action, measure.english_provider)

    assert all(
        text and not any("a" <= c.lower() <= "z" for c in text) for text in chinese
    )
    assert all(text and text.isascii() for text in english)
    assert (measure.action[-1], measure.english_action[-1]) == ("。", ".")


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.code)
def test_a_measure_is_an_example_with_cost_and_time(measure: Measure) -> None:
    assert measure.status == "示例"
    assert measure.source.startswith("本平台自拟示例，")
    assert measure.jurisdiction == "全国"
    assert (measure.valid_from, measure.valid_to) == (date(2024, 1, 1), None)
    assert 0 <= measure.cost_yuan <= 25_000
    assert 1 <= measure.staff_days <= 10
    assert 7 <= measure.duration_days <= 120


def test_prerequisites_are_known_and_go_round_in_no_circle() -> None:
    needs = {measure.code: set(measure.prerequisites) for measure in MEASURES}

    assert set().union(*needs.values()) <= CODES
    assert set(TopologicalSorter(needs).static_order()) == CODES


def test_certification_comes_step_by_step() -> None:
    for earlier, later in pairwise(CHAIN):
        assert earlier in get_measure(later).prerequisites
    assert get_measure("document-small-system").duration_days > 90
    assert collect_prerequisites("certification-stage-audits") == {
        *CHAIN[:-1],
        "document-inspection-standards",
        "document-policy-goals",
        "document-process-map",
        "document-records",
        "document-risk-list",
        "document-roles",
        "document-work-instructions",
        "training-internal-auditors",
        "training-standard",
    }


@pytest.mark.parametrize("code", ["policy-subsidy", "loan-certification"])
def test_money_is_never_promised(code: str) -> None:
    measure = get_measure(code)

    assert measure.cost_yuan == 0
    assert measure.prerequisites == ("certification-stage-audits",)
    assert not any(c.isdigit() for c in measure.action + measure.english_action)


def test_measures_are_found_from_their_first_day() -> None:
    assert find_measures(date(2023, 12, 31)) == ()
    assert find_measures(date(2024, 1, 1)) == MEASURES
    with pytest.raises(ReferenceDataError):
        get_measure("tool-nothing")


def test_there_are_six_goals() -> None:
    codes = [goal.code for goal in load_goals()]

    assert codes == [
        "fewer_defects", "certificate", "customers", "delivery", "people", "cost",
    ]  # fmt: skip
