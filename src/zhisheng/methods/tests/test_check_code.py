import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhisheng.methods.check_code import (
    ALPHABET,
    compute_check_code,
    normalize_check_code,
)

RECORDS = st.lists(
    st.dictionaries(st.text(max_size=5), st.text(max_size=9)), max_size=4
)


def test_a_known_code():
    code = compute_check_code([{"name": "示例甲厂", "employees": "20"}])

    assert code == compute_check_code([{"employees": "20", "name": "示例甲厂"}])
    assert code != compute_check_code([{"name": "示例甲厂", "employees": "21"}])
    assert compute_check_code([]) == "N29S-HECA-68E9"


def test_the_order_of_records_counts():
    first, second = {"name": "甲"}, {"name": "乙"}

    assert compute_check_code([first, second]) != compute_check_code([second, first])


@given(RECORDS)
def test_a_code_is_found_again_however_it_is_typed(records):
    code = compute_check_code(records)

    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert set(code) <= {*ALPHABET, "-"}
    assert normalize_check_code(f" {code.replace('-', ' ').lower()} ") == code


@pytest.mark.parametrize(
    "typed",
    [
        "ＷＬＹ８－８ＢＭＭ－２３４５",
        "wly8—8bmm—2345",
        "WLY8–8BMM−2345",
        "ＷLY8－8BMM　2345",
        "核对码：WLY8-8BMM-2345。",
        "WLY88BMM2345",
    ],
)
def test_a_code_of_a_chinese_keyboard_is_the_printed_one(typed):
    assert normalize_check_code(typed) == "WLY8-8BMM-2345"


@pytest.mark.parametrize("typed", ["", " ", "——", "　"])
def test_a_code_without_letters_is_none(typed):
    assert normalize_check_code(typed) == ""
