"""Every form of the product says what is wrong in words of ours, not of the library."""

import re
from importlib import import_module

from babel.messages.pofile import read_po
from django import forms
from django.utils import translation

from tests.architecture.sources import PACKAGE, list_product_modules

CHINESE = re.compile("[\u4e00-\u9fff]")
OURS = PACKAGE / "kit" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
COUNTED = {
    "max": 3, "length": 4, "limit_value": 3, "show_value": 4,
    "value": "", "pk": "", "extension": "", "allowed_extensions": "",
}  # fmt: skip


def list_forms():
    for path in list_product_modules():
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if "apps" in parts and "forms" in parts:
            import_module(".".join(parts).removesuffix(".__init__"))
    return sorted(
        {one for one in walk(forms.BaseForm) if one.__module__.startswith("zhisheng.")},
        key=lambda form: form.__qualname__,
    )


def walk(form):
    for subclass in form.__subclasses__():
        yield subclass
        yield from walk(subclass)


def list_messages(field):
    """Return what the field may say, as it stands in the code: nothing is translated."""
    messages = [*field.error_messages.values()]
    messages += [one.message for one in field.validators if hasattr(one, "message")]
    with translation.override(None):
        # A message that counts is empty until it is given its number.
        return [str(message) or str(message % COUNTED) for message in messages]


def read_ours():
    with OURS.open("rb") as file:
        entries = [entry.id for entry in read_po(file, locale="zh_Hans")]
    texts = {
        text for one in entries for text in ([one] if isinstance(one, str) else one)
    }
    return texts | {text % COUNTED for text in texts}


def test_no_field_of_a_form_speaks_in_the_words_of_the_library():
    ours = read_ours()

    foreign = {
        (form.__name__, name, message)
        for form in list_forms()
        for name, field in form.base_fields.items()
        for message in list_messages(field)
        if not CHINESE.search(message) and message not in ours
    }

    assert sorted(foreign) == []


def test_forms_are_found():
    assert {"TokenForm", "StepForm", "UploadForm"} <= {
        one.__name__ for one in list_forms()
    }
