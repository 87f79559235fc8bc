from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.size_class import SizeResult, classify_size, classify_sizes
from zhisheng.reference.industries import load_industries

WAN = 10_000

CODES = [None, "", "ZZ", "9999", *(i.code for i in load_industries())]
# Bounds and their neighbours are where the table can be misread.
AMOUNTS = [0, 49, 50, 99, 100, 300, 500, 1000, 2000, 5000, 8000, 10000, 40000, 200000]

codes = st.sampled_from(CODES)
persons = st.none() | st.integers(0, 2500)
yuan = (
    st.none() | st.sampled_from([n * WAN for n in AMOUNTS]) | st.integers(0, 3 * 10**9)
)


@pytest.mark.parametrize(
    ("employees", "revenue_wan", "expected"),
    [
        (1000, 40000, "large"),
        (999, 40000, "medium"),
        (1000, 39999, "medium"),
        (300, 2000, "medium"),
        (299, 2000, "small"),
        (20, 300, "small"),
        (19, 300, "micro"),
        (20, 299, "micro"),
        (5000, 299, "micro"),
    ],
)
def test_industry_needs_every_lower_bound(employees, revenue_wan, expected):
    result = classify_size(
        industry_code="C1331", employees=employees, revenue_yuan=revenue_wan * WAN
    )

    assert result.size_class == expected
    assert result.row.name == "工业"
    assert result.row.source == "国统字〔2017〕213号"
    assert result.missing == ()


@pytest.mark.parametrize(
    "code", ["C", "33", "334", "3340", "C33", "c 3340", "Ｃ３３４０"]
)
def test_reads_every_way_to_write_a_code(code):
    result = classify_size(industry_code=code, employees=50, revenue_yuan=500 * WAN)

    assert (result.size_class, result.row.code) == ("small", "industry")


@pytest.mark.parametrize(
    "code", ["J", "6620", "P", "8310", "84", "8411", "53", "704", "S", "T"]
)
def test_is_silent_where_the_regulation_is(code):
    result = classify_size(industry_code=code, employees=50, revenue_yuan=500 * WAN)

    assert (result.size_class, result.row, result.missing) == (
        "not_applicable",
        None,
        (),
    )


@pytest.mark.parametrize("wrong", ["20", True, [20], object()])
def test_what_is_no_number_counts_as_not_known(wrong: Any) -> None:
    result = classify_size(
        industry_code="C1331", employees=wrong, revenue_yuan=5_000_000
    )

    assert (result.size_class, result.missing) == ("unknown", ("employees",))


@pytest.mark.parametrize("wrong", [-1, True, 1331, ["C1331"]])
def test_what_is_no_text_is_no_industry(wrong: Any) -> None:
    result = classify_size(industry_code=wrong, employees=20, revenue_yuan=5_000_000)

    assert (result.size_class, result.missing) == ("unknown", ("industry_code",))


def test_a_moment_counts_as_its_day() -> None:
    def classify(on: date) -> SizeResult:
        return classify_size(
            industry_code="C1331", employees=20, revenue_yuan=5_000_000, on=on
        )

    assert classify(datetime(2024, 1, 1, 9, tzinfo=UTC)) == classify(date(2024, 1, 1))


def test_no_number_is_too_great() -> None:
    result = classify_size(
        industry_code="C1331", employees=10**400, revenue_yuan=10**400
    )

    assert result.size_class == "large"


@pytest.mark.parametrize("code", [None, "", "9999", "B1331", "X", "1", "13311", "童装"])
def test_does_not_know_an_unknown_industry(code):
    result = classify_size(industry_code=code, employees=50, revenue_yuan=500 * WAN)

    assert (result.size_class, result.missing) == ("unknown", ("industry_code",))


def test_names_a_missing_fact_that_matters():
    result = classify_size(industry_code="3340", employees=50, revenue_yuan=None)

    assert (result.size_class, result.missing) == ("unknown", ("revenue_yuan",))
    assert result.row.code == "industry"


def test_needs_no_fact_that_cannot_matter():
    micro = classify_size(industry_code="3340", employees=19, revenue_yuan=None)
    farm = classify_size(industry_code="A", employees=None, revenue_yuan=500 * WAN)

    assert (micro.size_class, micro.missing) == ("micro", ())
    assert (farm.size_class, farm.missing) == ("medium", ())


def test_asks_for_assets_where_the_row_needs_them():
    facts = {"industry_code": "4710", "employees": 5, "revenue_yuan": 6000 * WAN}

    unknown = classify_size(**facts)
    medium = classify_size(**facts, total_assets_yuan=5000 * WAN)

    assert (unknown.size_class, unknown.missing) == ("unknown", ("total_assets_yuan",))
    assert medium.size_class == "medium"


def test_a_section_over_several_rows_is_known_only_where_they_agree():
    both_micro = classify_size(industry_code="F", employees=4, revenue_yuan=50 * WAN)
    apart = classify_size(industry_code="F", employees=60, revenue_yuan=600 * WAN)

    assert (both_micro.size_class, both_micro.row) == ("micro", None)
    assert [row.name for row in both_micro.rows] == ["批发业", "零售业"]
    assert (apart.size_class, apart.missing) == ("unknown", ("industry_code",))


def test_a_section_with_uncovered_parts_is_not_known():
    result = classify_size(industry_code="G", employees=1, revenue_yuan=1)

    assert (result.size_class, result.missing) == ("unknown", ("industry_code",))


def test_nothing_is_in_force_before_the_regulation():
    facts = {"industry_code": "3340", "employees": 50, "revenue_yuan": 500 * WAN}

    before = classify_size(**facts, on=date(2017, 12, 27))
    after = classify_size(**facts, on=date(2017, 12, 28))

    assert (before.size_class, before.missing) == ("unknown", ("definition",))
    assert after.size_class == "small"
    assert after.definition.code == "statistical-2017"


def test_takes_decimals_and_not_a_number():
    exact = classify_size(
        industry_code="3340", employees=20, revenue_yuan=Decimal("2999999.99")
    )
    absent = classify_size(
        industry_code="3340", employees=20, revenue_yuan=float("nan")
    )

    assert exact.size_class == "micro"
    assert absent.missing == ("revenue_yuan",)


@pytest.mark.parametrize("revenue", [-1, float("inf"), float("-inf"), Decimal("NaN")])
def test_an_impossible_revenue_is_not_known_and_named(revenue):
    facts = {"industry_code": "3340", "employees": 50, "revenue_yuan": revenue}

    result = classify_size(**facts)

    assert (result.size_class, result.missing) == ("unknown", ("revenue_yuan",))


def test_a_staff_below_zero_is_not_known_and_named():
    facts = {"industry_code": "3340", "revenue_yuan": 500 * WAN}

    for employees in (-5, -0.5, float("inf")):
        result = classify_size(**facts, employees=employees)
        assert (result.size_class, result.missing) == ("unknown", ("employees",))


def test_impossible_facts_are_not_known_in_bulk_either():
    found = classify_sizes(
        industry_codes=["3340", "3340", "3340", "4710"],
        employees=np.array([-5.0, 50, 50, 5]),
        revenue_yuan=np.array([500.0 * WAN, -1, np.inf, 6000 * WAN]),
        total_assets_yuan=np.array([np.nan, np.nan, np.nan, -np.inf]),
    )

    assert found.size_classes.tolist() == ["unknown"] * 4
    assert found.missing.tolist() == [
        "employees",
        "revenue_yuan",
        "revenue_yuan",
        "total_assets_yuan",
    ]


@given(codes, persons, yuan, yuan)
def test_an_answer_holds_for_every_completion(code, employees, revenue, assets):
    facts = {
        "employees": employees,
        "revenue_yuan": revenue,
        "total_assets_yuan": assets,
    }
    result = classify_size(industry_code=code, **facts)
    absent = [name for name, value in facts.items() if value is None]

    completed = {
        classify_size(
            industry_code=code, **(facts | dict.fromkeys(absent, fill))
        ).size_class
        for fill in (0, 10**12)
    }

    if result.size_class != "unknown":
        assert completed == {result.size_class}
    elif result.row is not None:
        assert len(completed) == 2
        assert set(result.missing) <= set(absent)


@given(st.lists(st.tuples(codes, persons, yuan, yuan), max_size=20))
def test_bulk_equals_single(rows):
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    numbers = [
        np.array([np.nan if v is None else v for v in c], float) for c in columns[1:]
    ]

    bulk = classify_sizes(
        industry_codes=columns[0],
        employees=numbers[0],
        revenue_yuan=numbers[1],
        total_assets_yuan=numbers[2],
    )

    single = [
        classify_size(industry_code=c, employees=e, revenue_yuan=r, total_assets_yuan=a)
        for c, e, r, a in rows
    ]
    assert bulk.size_classes.tolist() == [s.size_class for s in single]
    assert bulk.row_codes.tolist() == [s.row.code if s.row else "" for s in single]
    assert bulk.missing.tolist() == [" ".join(s.missing) for s in single]


def test_bulk_needs_no_assets_and_knows_the_date():
    facts = {
        "industry_codes": ["3340"],
        "employees": np.array([50.0]),
        "revenue_yuan": np.array([5e6]),
    }

    assert classify_sizes(**facts).size_classes.tolist() == ["small"]
    early = classify_sizes(**facts, on=date(2010, 1, 1))
    assert early.size_classes.tolist() == ["unknown"]
    assert early.missing.tolist() == ["definition"]
