"""Templates: one frame, links that exist, texts that can be translated.

That they hold no inline style or script is checked in zhisheng.ui.tests.test_templates.
"""

import re

import pytest
from django.template.loader import get_template
from django.urls import get_resolver

from tests.architecture.sources import list_templates, name_of

CHINESE = re.compile("[\u4e00-\u9fff]")
TRANSLATED = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}|{%.*?%}|{{.*?}}|{#.*?#}",
    re.DOTALL,
)
# With "as", a page may do without the link.
URL_TAG = re.compile(r"{%\s*url\s+[\"']([\w:.-]+)[\"'](?![^%]*\sas\s)")


@pytest.mark.parametrize("path", list_templates(), ids=name_of)
def test_template_compiles(path):
    name = path.as_posix().split("/templates/", 1)[1]

    assert get_template(name).template.name == name


@pytest.mark.parametrize("path", list_templates(), ids=name_of)
def test_no_text_stands_outside_translation(path):
    text = TRANSLATED.sub("", path.read_text(encoding="utf-8"))
    left = [
        line.strip()
        for line in text.splitlines()
        if CHINESE.search(line) and 'lang="zh' not in line
    ]

    assert left == []


def list_url_names():
    names = set()
    for prefix, (_, resolver) in get_resolver().namespace_dict.items():
        names |= {f"{prefix}:{key}" for key in resolver.reverse_dict if _is_name(key)}
    return names | {key for key in get_resolver().reverse_dict if _is_name(key)}


def _is_name(key):
    return isinstance(key, str)


def test_every_link_names_a_page():
    known = list_url_names()
    dead = {
        f"{name_of(path)}: {name}"
        for path in list_templates()
        for name in URL_TAG.findall(path.read_text(encoding="utf-8"))
        if name not in known
    }

    assert dead == set()
    assert "registry:detail" in known
