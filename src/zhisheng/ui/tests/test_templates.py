"""Rules over every template of the product."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
COMPONENTS = sorted((PACKAGE / "ui" / "templates" / "ui").glob("*.html"))
FORBIDDEN = {
    "inline style": r"<[^>]*\sstyle\s*=|<style[\s>]",
    "inline script": r"<script(?![^>]*\s(?:src=|type=.application/json))[^>]*>",
    "inline handler": r"<[^>]*\son[a-z]+\s*=|\shx-on[:=]",
    "script address": r"javascript:",
    "foreign host": r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""",
    "dead link": r"""href\s*=\s*["']#["']""",
    "evaluated values": r"""hx-(?:vals|vars|headers)\s*=\s*["']\s*js:""",
}


def name_of(path):
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_obeys_the_content_policy(path):
    text = path.read_text(encoding="utf-8")
    found = {
        name: m[0] for name, rule in FORBIDDEN.items() if (m := re.search(rule, text))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ('<p style="color: red">', "inline style"),
        ("<script>run()</script>", "inline script"),
        ('<button onclick="run()">', "inline handler"),
        ('<a href="#">', "dead link"),
        ('<img src="https://example.org/a.png">', "foreign host"),
    ],
)
def test_the_rules_find_what_they_forbid(html, rule):
    assert re.search(FORBIDDEN[rule], html)


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_component_names_its_variables(path):
    head = path.read_text(encoding="utf-8")[:200]
    assert "{# Variables accepted by this template:" in head


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_component_is_used_by_the_patterns_page_or_the_frame(path):
    used = "".join(
        other.read_text(encoding="utf-8") for other in COMPONENTS if other != path
    )
    entrances = {"patterns.html", "problem_page.html", "server_error.html"}
    assert path.name in entrances or f'"ui/{path.name}"' in used
