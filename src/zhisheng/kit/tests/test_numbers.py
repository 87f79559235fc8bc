"""What a page of ours writes into an address is read with a bound."""

import pytest

from zhisheng.kit.http import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5_000, None),
        ("", None), (None, None), ("-1", None), ("1.5", None), ("²", None),
    ],
)  # fmt: skip
def test_a_number_of_an_address_is_read_or_is_none(text, number):
    assert read_number(text) == number
