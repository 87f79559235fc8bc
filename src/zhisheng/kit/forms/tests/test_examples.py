"""What a form shows as an example is right by its own rules, and plainly an example."""

from zhisheng.methods.identifiers import parse_uscc
from zhisheng.reference.forms import load_forms


def test_the_credit_codes_shown_are_well_formed_and_nobodys():
    shown = {
        field.example
        for form in load_forms()
        for field in (*form.fields, *form.rows)
        if field.kind == "uscc" and field.example
    }

    assert shown == {"91131125MAXXEXAM73"}
    assert all(parse_uscc(code).is_fictional for code in shown)
