"""Choices that are known only when a form is shown, such as the units of a person."""

from collections.abc import Iterable
from typing import Any

from django import forms


def offer(form: forms.BaseForm, /, **choices: Iterable[tuple[Any, Any]]) -> None:
    """Set what each named field of a form can be answered with.

    Raises
    ------
    TypeError
        If a field takes no choices.
    """
    for name, offered in choices.items():
        field = form.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} is no field of choices")
        field.choices = list(offered)
