from zhisheng.reference.indicators import (
    FormRight,
    IndicatorLevel,
    ValueKind,
    list_forms,
    list_indicators,
)

BULLETIN_ROWS = {
    "policies_issued", "policies_certification_finance", "credit_support",
    "fiscal_subsidy", "bodies_participating", "enterprises_helped", "fee_waived",
    "enterprises_trained", "persons_trained", "person_times_trained", "revenue_growth",
    "sales_growth", "profit_rate_rise", "quality_cost_decline", "problems_solved",
    "trainings_held", "materials_distributed", "experts", "associations", "parks",
    "pilots_first_batch", "pilots_second_batch", "pilot_profit_rate_rise",
    "pilot_cost_decline", "pilot_market_share_rise", "pilot_little_giants",
}  # fmt: skip
ENTERPRISE_CODES = {
    "revenue", "sales", "profit", "profit_rate", "quality_cost", "productivity",
    "scrap_rate", "nonconforming_rate", "first_pass_yield", "market_share",
    "new_product_share", "ecommerce_sales", "money_gained", "employees", "export",
}  # fmt: skip


def by_code():
    return {indicator.code: indicator for indicator in list_indicators()}


def test_every_row_of_the_bulletin_is_a_region_indicator():
    indicators = by_code()

    assert set(indicators) >= BULLETIN_ROWS
    assert all(IndicatorLevel.REGION in indicators[c].levels for c in BULLETIN_ROWS)


def test_a_definition_the_bulletin_does_not_give_says_so():
    indicators = by_code()

    assert all("未公布" in indicators[code].definition for code in BULLETIN_ROWS)


def test_enterprise_level_holds_the_named_indicators():
    found = {
        indicator.code
        for indicator in list_indicators()
        if IndicatorLevel.ENTERPRISE in indicator.levels
    }

    assert found == ENTERPRISE_CODES


def test_only_the_profit_rate_is_computed():
    derived = {i.code: i.derived_from for i in list_indicators() if i.derived_from}

    assert derived == {"profit_rate": ("profit", "revenue")}


def test_percent_and_percentage_points_have_their_own_unit():
    units = {
        kind: {i.unit for i in list_indicators() if i.value_kind is kind}
        for kind in (ValueKind.PERCENT, ValueKind.PERCENTAGE_POINT)
    }

    assert units == {
        ValueKind.PERCENT: {"%"},
        ValueKind.PERCENTAGE_POINT: {"个百分点"},
    }


def test_money_is_kept_in_yuan():
    units = {i.unit for i in list_indicators() if i.value_kind is ValueKind.AMOUNT}

    assert units == {"元", "元/人"}


def test_every_entry_is_complete_in_both_languages():
    assert all(i.name and i.english_name and i.definition for i in list_indicators())


def test_forms_name_their_right_and_are_examples():
    forms = list_forms()

    assert all("示例" in form.name and form.purpose for form in forms)
    assert [form.code for form in forms] == ["yearly-effects", "survey-example"]
    for form in forms:
        if form.right is FormRight.SURVEY:
            assert form.form_number
            assert form.authority
            assert form.approval_number
            assert form.valid_to


def test_the_yearly_form_asks_for_what_the_bulletin_compares():
    (yearly,) = (form for form in list_forms() if form.code == "yearly-effects")

    asked = {field.indicator for field in yearly.fields}

    assert asked >= {
        "revenue", "sales", "profit", "quality_cost", "productivity", "market_share",
    }  # fmt: skip


def test_forms_never_ask_for_what_is_computed():
    derived = {i.code for i in list_indicators() if i.derived_from}
    asked = {field.indicator for form in list_forms() for field in form.fields}

    assert not asked & derived
    assert asked <= set(by_code())
