"""A region typed in full means itself, not all that lies below it and bears its name."""

import pytest

from zhisheng.apps.places.forms import RegionField


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("河北省衡水市", "131100"),
        ("衡水市", "131100"),
        ("河北衡水市", "131100"),
        ("131100 衡水市", "131100"),
        ("河北省", "130000"),
    ],
)
def test_a_place_that_others_lie_in_is_read(reference, text, code):
    assert RegionField().clean(text).code == code
