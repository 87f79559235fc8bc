import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.checks import RULES, Context, Measure, Severity, check_values

CONTEXT = {
    "amounts": {"revenue", "profit"},
    "shares": {"scrap_rate", "first_pass_yield"},
    "non_negative": {"revenue", "employees", "quality_cost"},
}


def check(values, **context):
    measures = {
        k: v if isinstance(v, Measure) else Measure.of(v) for k, v in values.items()
    }
    return check_values(measures, Context(**{**CONTEXT, **context}))


def rules(values, **context):
    return [(result.rule, result.fields) for result in check(values, **context)]


def test_plausible_values_pass():
    previous = {"revenue": Measure.of(1_000_000), "employees": Measure.of(20)}

    assert (
        check({"revenue": 1_200_000, "profit": -5, "employees": 22}, previous=previous)
        == ()
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"revenue": -1}, ("negative_revenue", ("revenue",))),
        ({"employees": -1}, ("negative_value", ("employees",))),
        ({"scrap_rate": 101}, ("percent_out_of_range", ("scrap_rate",))),
        ({"scrap_rate": Measure(15, 5)}, ("reversed_range", ("scrap_rate",))),
        ({"profit": 11, "revenue": 10}, ("profit_over_revenue", ("profit", "revenue"))),
        (
            {"first_pass_yield": 98, "scrap_rate": 3},
            ("rates_over_hundred", ("first_pass_yield", "scrap_rate")),
        ),
    ],
)
def test_rules_within_one_period(values, expected):
    assert rules(values) == [expected]


def test_a_slip_against_last_year_tells_the_factor():
    [result] = check({"revenue": 120}, previous={"revenue": Measure.of(1_100_000)})

    assert (result.rule, result.key) == ("unit_slip", "unit_slip:revenue")
    assert result.details == {"field": "revenue", "factor": 10_000}


def test_the_trade_is_asked_only_without_a_last_year():
    trade = {"revenue": 1_100_000.0}

    assert rules({"revenue": 120}, references=trade) == [
        ("unit_slip_trade", ("revenue",))
    ]
    assert (
        rules({"revenue": 120}, references=trade, previous={"revenue": Measure.of(100)})
        == []
    )


def test_employees_jump():
    previous = {"employees": Measure.of(10)}

    assert rules({"employees": 90}, previous=previous) == [
        ("employees_jump", ("employees",))
    ]


def test_last_year_typed_again():
    values = {"revenue": 5, "profit": 1, "scrap_rate": Measure(5, 15)}
    previous = {
        k: v if isinstance(v, Measure) else Measure.of(v) for k, v in values.items()
    }

    assert rules(values, previous=previous) == [
        ("before_equals_after_all", ("profit", "revenue", "scrap_rate"))
    ]
    assert rules({**values, "profit": 2}, previous=previous) == []


def test_refusals_come_first():
    severities = [
        result.severity
        for result in check({"profit": 11, "revenue": 10, "employees": -3})
    ]

    assert severities == [Severity.REFUSE, Severity.WARN]


@given(
    st.dictionaries(
        st.sampled_from(
            ["revenue", "profit", "employees", "scrap_rate", "quality_cost"]
        ),
        st.tuples(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12)).map(
            lambda p: Measure(*p)
        ),
    )
)
def test_every_result_names_a_rule_and_fills_its_texts(values):
    for result in check(values, previous={"revenue": Measure.of(3)}):
        rule = RULES[result.rule]
        assert result.severity is rule.severity
        assert "{" not in result.message.format(**result.details)
        assert set(result.fields) <= set(values)
