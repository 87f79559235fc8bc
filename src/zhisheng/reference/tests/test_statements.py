from dataclasses import replace
from datetime import date

import pytest

from zhisheng.reference import statements
from zhisheng.reference.loader import ReferenceDataError, Status
from zhisheng.reference.statements import Kind, find_topic, load_topics, map_topics

TODAY = date(2026, 11, 27)


def test_the_questions_are_our_own_and_say_so() -> None:
    assert {one.status for one in load_topics()} == {Status.EXAMPLE}
    assert all("本平台" in one.source for one in load_topics())


def test_each_topic_begins_with_a_question_that_decides() -> None:
    firsts = [one.questions[0] for one in load_topics()]

    assert all(one.kind is Kind.YES_NO and not one.after for one in firsts)


def test_every_question_is_written_in_both_languages() -> None:
    questions = [one for topic in load_topics() for one in topic.questions]

    assert all(one.text and one.english.isascii() for one in questions)
    answered = [one for one in questions if one.kind is Kind.YES_NO]
    assert all(one.yes and one.no for one in answered)
    assert all(one.english_yes and one.english_no for one in answered)
    assert all(one.english_name.isascii() for one in load_topics())


def test_what_may_be_going_on_is_asked_twice_a_year_and_the_rest_once() -> None:
    months = {one.code: one.fresh_months for one in load_topics()}

    assert {code for code, found in months.items() if found == 6} == {
        "ordered_to_stop",
        "dishonesty_list",
    }
    assert set(months.values()) == {6, 12}


def test_a_topic_is_found_by_its_code_and_by_its_facts() -> None:
    topic = find_topic("sampling_failure", TODAY)

    assert topic is not None
    assert map_topics(TODAY)["registry.sampling_failure_mended"] is topic
    assert find_topic("nothing", TODAY) is None
    assert find_topic("sampling_failure", date(2021, 12, 31)) is None


def test_what_cannot_be_asked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_topics()[-1]
    wrong = replace(first.questions[0], after="registry.nothing")
    doubled = replace(first, questions=(wrong, wrong))
    monkeypatch.setattr(statements, "build_records", lambda *_a: (doubled,))

    with pytest.raises(ReferenceDataError, match="comes after no question before it"):
        load_topics.__wrapped__()
