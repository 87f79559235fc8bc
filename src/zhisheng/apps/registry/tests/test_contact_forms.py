import pytest

from zhisheng.apps.registry.forms import ContactForm


@pytest.mark.parametrize(
    ("phone", "is_taken"),
    [
        ("13800000001", True),
        ("+86 13800000001", True),
        ("0318-7520000", True),
        ("7520000转12", True),
        ("400-820-8820", True),
        ("", True),
        ("乱填abc", False),
        ("123", False),
        ("1380000000", False),
    ],
)
def test_a_number_that_nobody_can_call_is_told_at_its_field(phone, is_taken):
    form = ContactForm({"contact_name": "王强", "contact_phone": phone})

    assert form.is_valid() is is_taken
    if not is_taken:
        assert form.errors["contact_phone"] == [
            "请填手机或固定电话，例如 13800000001、0318-7520000。"
        ]
