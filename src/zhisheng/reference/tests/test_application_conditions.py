from datetime import date

from zhisheng.reference.application_conditions import (
    find_condition_sets,
    load_condition_sets,
)
from zhisheng.reference.loader import Status
from zhisheng.reference.statements import map_topics

(RULES,) = load_condition_sets()


def test_the_conditions_hold_from_2026() -> None:
    assert find_condition_sets(date(2025, 12, 31)) == ()
    assert find_condition_sets(date(2026, 1, 1)) == (RULES,)
    assert (RULES.number, RULES.clause) == ("CNCA-QMS-01:2025", "5.1.2")
    assert RULES.source.startswith("国家认监委公告〔2025〕第16号")
    assert RULES.jurisdiction == "全国"


def test_what_was_not_compared_says_so() -> None:
    assert RULES.status is Status.UNCHECKED


def test_there_are_ten_conditions() -> None:
    assert [one.code for one in RULES.conditions] == [
        "lawful_subject",
        "licences",
        "system_running",
        "own_certificate_stopped",
        "body_lost_approval",
        "ordered_to_stop",
        "dishonesty_list",
        "major_accident",
        "sampling_failure",
        "other",
    ]


def test_numbers_stand_as_in_the_rules() -> None:
    leasts = {
        one.code: [t.least for way in one.ways for t in way.tests if t.least]
        for one in RULES.conditions
    }

    assert {code: found for code, found in leasts.items() if found} == {
        "system_running": [3],
        "own_certificate_stopped": [12],
        "body_lost_approval": [3],
        "major_accident": [12],
        "sampling_failure": [12],
    }


def test_every_fact_is_named_and_somebody_can_be_asked() -> None:
    asked = {t.fact for one in RULES.conditions for way in one.ways for t in way.tests}

    assert {one.name for one in RULES.facts} == asked
    assert all(
        one.label and one.english.isascii() and one.ask and one.english_ask.isascii()
        for one in RULES.facts
    )
    assert all(one.ways for one in RULES.conditions)
    assert all(one.cure and one.english_cure.isascii() for one in RULES.conditions)
    assert all(one.english.isascii() for one in RULES.conditions)


def test_what_no_record_tells_the_enterprise_may_state() -> None:
    topics = map_topics(date(2026, 1, 1))
    facts = {one.name for one in RULES.facts}

    assert facts - topics.keys() == {
        "registry.status",
        "maturity.system_running_months",
        "maturity.internal_audit_held",
        "maturity.management_review_held",
    }
    assert topics.keys() <= facts
