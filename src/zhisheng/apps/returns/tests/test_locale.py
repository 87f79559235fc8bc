"""What errors and rules say has an English text; pages are covered by makemessages."""

import inspect
import re
from pathlib import Path

from zhisheng.apps.returns import errors
from zhisheng.kit.errors import DomainError
from zhisheng.methods.checks import RULES

CATALOGUE = Path(errors.__file__).parent / "locale/en/LC_MESSAGES/django.po"
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)


def read_catalogue():
    text = CATALOGUE.read_text(encoding="utf-8")
    return {key.replace('\\"', '"'): value for key, value in ENTRY.findall(text)}


def test_every_rule_speaks_english():
    known = read_catalogue()

    texts = {text for rule in RULES.values() for text in (rule.message, rule.cure)}

    assert texts - known.keys() == set()


def test_every_error_speaks_english():
    known = read_catalogue()
    classes = [
        error
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, DomainError) and error.__module__ == errors.__name__
    ]

    texts = {error.message for error in classes}
    texts |= {error.cure for error in classes if hasattr(error, "cure")}

    assert texts - known.keys() == set()


def test_nothing_is_left_empty_and_placeholders_agree():
    for key, value in read_catalogue().items():
        assert value, key
        assert set(re.findall(r"[%{]\(?\w+[)}]", key)) == set(
            re.findall(r"[%{]\(?\w+[)}]", value)
        ), key
