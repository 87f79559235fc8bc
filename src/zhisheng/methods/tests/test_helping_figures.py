"""Impossible itineraries, copied reports, and figures with the mix adjusted."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.itineraries import Visit, Why, find_clashes
from zhisheng.methods.near_copies import find_copies
from zhisheng.methods.standardisation import Case, adjust

HOURS = (0.5, 1.0, 2.0, 4.0)
TEXT = "看了焊接工位和出货检验台，焊丝没有进烘箱，三个人用三种记录表，建议统一成一张。"


def at(key, starts, ends, *, enterprise="", region="131125", helper="H1", day=2):
    hour = {
        name: datetime.fromisoformat(f"2026-03-{day:02d}T{text}")
        for name, text in (("starts", starts), ("ends", ends))
    }
    return Visit(key, helper, enterprise or key, region, **hour)


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (at("B", "10:00", "12:00"), Why.OVERLAP),
        (at("B", "11:00", "12:00"), Why.TOO_FAR),
        (at("B", "11:30", "12:00"), None),
        (at("B", "11:45", "12:00", region="131123"), Why.TOO_FAR),
        (at("B", "14:59", "16:00", region="330502"), Why.TOO_FAR),
        (at("B", "15:00", "16:00", region="330502"), None),
        (at("B", "11:00", "12:00", region=""), None),
        (at("B", "10:00", "12:00", region=""), Why.OVERLAP),
        (at("B", "10:00", "12:00", enterprise="A"), None),
        (at("B", "10:00", "12:00", helper="H2"), None),
        (at("B", "10:00", "12:00", day=3), None),
    ],
)
def test_two_places_at_once_or_no_time_between(second, why):
    found = find_clashes([second, at("A", "09:00", "11:00")], HOURS)
    assert [(one.first, one.second, one.why) for one in found] == (
        [("A", "B", why)] if why else []
    )


def test_a_long_visit_clashes_with_all_within_it():
    visits = [at("A", "08:00", "18:00"), at("B", "09:00", "10:00"), at("C", "15:00", "16:00")]  # fmt: skip
    pairs = [(one.first, one.second) for one in find_clashes(visits, HOURS)]
    assert pairs == [("A", "B"), ("A", "C")]


def test_a_copied_report_is_found_though_names_were_exchanged():
    other = TEXT.replace("焊接", "编织")
    different = "量具过期半年没有校，先送检两把卡尺，再贴上有效期，月底前看结果怎么样。"
    found = find_copies([TEXT, different, other, TEXT])

    assert (found[0].first, found[0].second) == (0, 3)
    assert found[0].similarity == 1.0
    assert {(one.first, one.second) for one in found} <= {(0, 2), (0, 3), (2, 3)}


def test_an_exchanged_numeral_changes_nothing():
    (found,) = find_copies([TEXT, TEXT.replace("三个人用三种", "五个人用四种")])
    assert found.similarity == 1.0


def test_a_printed_heading_alone_makes_no_copy():
    """Two forms begin with the same 400 characters and go on with notes of their own."""
    letters = [chr(0xAC00 + place) for place in range(1_600)]  # none a filler
    heading = "".join(letters[:400])
    first, second = "".join(letters[400:1_000]), "".join(letters[1_000:])

    found = find_copies([heading + first, heading + second], least=0.1)

    # Of 996 runs each, 396 of the heading are shared.
    assert [one.similarity for one in found] == [396 / (2 * 996 - 396)]
    assert find_copies([heading + first, heading + second]) == ()


@pytest.mark.parametrize("texts", [[], ["短", "短"], ["", ""], [TEXT]])
def test_short_texts_are_alike_by_chance(texts):
    assert find_copies(texts) == ()


@given(st.lists(st.text("甲乙丙丁戊", min_size=30, max_size=60), max_size=6))
def test_similarity_is_that_of_the_definition(texts):
    runs = [{text[i : i + 5] for i in range(len(text) - 4)} for text in texts]
    expected = {
        (i, j)
        for i in range(len(runs))
        for j in range(i + 1, len(runs))
        if len(runs[i] & runs[j]) / len(runs[i] | runs[j]) >= 0.5
    }
    assert {(one.first, one.second) for one in find_copies(texts, 0.5)} == expected


def test_who_takes_the_hard_cases_is_not_worse():
    # Both solve 9 of 10 easy and 5 of 10 hard ones alike, with another mix.
    cases = [
        *make("A", "easy", 9, 10), *make("A", "hard", 45, 90),
        *make("B", "easy", 81, 90), *make("B", "hard", 5, 10),
    ]  # fmt: skip
    first, second = adjust(cases, least=5)
    assert (first.raw, second.raw) == (0.54, 0.86)
    assert first.adjusted == pytest.approx(0.7)
    assert second.adjusted == pytest.approx(0.7)
    assert (first.base, first.coverage) == (100, 1.0)


def test_few_cases_are_hidden_and_missing_strata_are_told():
    cases = [*make("A", "easy", 3, 5), *make("B", "easy", 4, 4), *make("C", "hard", 1, 6)]  # fmt: skip
    found = {one.body: one for one in adjust(cases, least=5)}
    assert sorted(found) == ["A", "C"]
    assert found["A"].coverage == pytest.approx(9 / 15)


def make(body, stratum, good, count):
    return [Case(body, stratum, float(number < good)) for number in range(count)]
