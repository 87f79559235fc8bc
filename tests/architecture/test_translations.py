"""Every Chinese text a person may read has an English one with the same placeholders."""

import io
import re
from functools import cache

from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.architecture.sources import (
    PACKAGE,
    list_product_modules,
    list_templates,
    name_of,
)
from zhisheng.kit.errors import DomainError

CHINESE = re.compile("[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
KEYWORDS = {
    name: places
    for suffix in ("", "_lazy")
    for name, places in (
        (f"gettext{suffix}", None),
        (f"ngettext{suffix}", (1, 2)),
        (f"pgettext{suffix}", ((1, "c"), 2)),
        (f"npgettext{suffix}", ((1, "c"), 2, 3)),
    )
} | {"gettext_noop": None, "_": None}


def extract(text: str) -> set[tuple[str, str]]:
    """Return context and message of each text that Python code asks gettext for."""
    found = extract_python(io.BytesIO(text.encode()), KEYWORDS, (), {})
    messages = set()
    for _, keyword, arguments, _ in found:
        parts = list(arguments) if isinstance(arguments, tuple) else [arguments]
        context = parts.pop(0) if "pgettext" in keyword else ""
        if parts and parts[0]:
            messages.add((context, parts[0]))
    return messages


def extract_page(text: str) -> set[tuple[str, str]]:
    code = templatize(text)
    return extract("\n".join(line.strip() for line in code.splitlines()))


def list_texts():
    for path in list_product_modules():
        for context, message in extract(path.read_text(encoding="utf-8")):
            yield name_of(path), context, message
    for path in list_templates():
        for context, message in extract_page(path.read_text(encoding="utf-8")):
            yield name_of(path), context, message


@cache
def read_english():
    known = {}
    for path in sorted(PACKAGE.glob("**/locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale="en")
        for entry in catalogue:
            if entry.id and not entry.fuzzy:
                texts = (
                    [entry.string] if isinstance(entry.string, str) else entry.string
                )
                chinese = entry.id if isinstance(entry.id, str) else entry.id[0]
                known[entry.context or "", chinese] = tuple(texts)
    return known


def list_errors(error=DomainError):
    for subclass in error.__subclasses__():
        yield subclass
        yield from list_errors(subclass)


def test_every_text_has_english():
    known = read_english()

    missing = {
        f"{path}: {message}"
        for path, context, message in list_texts()
        if CHINESE.search(message) and not all(known.get((context, message), [""]))
    }

    assert sorted(missing) == []


def test_every_error_has_english():
    known = read_english()
    errors = [error for error in list_errors() if ".tests." not in error.__module__]

    missing = {
        f"{error.__module__}.{error.__name__}: {text}"
        for error in errors
        for text in (error.message, getattr(error, "cure", ""))
        if isinstance(text, str) and CHINESE.search(text) and not known.get(("", text))
    }

    assert sorted(missing) == []


def test_placeholders_agree():
    differing = {
        chinese
        for (_, chinese), texts in read_english().items()
        for text in texts
        if set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(chinese))
    }

    assert differing == set()


def test_extraction_finds_texts_of_code_and_pages():
    assert extract('_("甲")\ngettext_lazy("乙")\npgettext("丙", "丁")') == {
        ("", "甲"),
        ("", "乙"),
        ("丙", "丁"),
    }
    page = (
        '{% translate "甲" %}{% blocktranslate trimmed %}乙\n丙{% endblocktranslate %}'
    )
    assert extract_page(page) == {("", "甲"), ("", "乙 丙")}
