"""Every text of this app and its errors has an English one; so has the navigation."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from django.urls import reverse

from zhisheng.apps.desk import errors
from zhisheng.kit.errors import DomainError
from zhisheng.ui.navigation import list_links

APP = Path(errors.__file__).parent
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)
TAG = re.compile(r'{% translate "([^"]+)"')
CALLS = {"_", "gettext", "gettext_noop"}


def read_catalogue():
    text = (APP / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    return dict(ENTRY.findall(text))


def list_texts():
    for path in APP.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if (
                is_call
                and node.func.id in CALLS
                and isinstance(node.args[0], ast.Constant)
            ):
                yield node.args[0].value
    for path in APP.rglob("*.html"):
        yield from TAG.findall(path.read_text(encoding="utf-8"))
    for _, error in inspect.getmembers(errors, inspect.isclass):
        if issubclass(error, DomainError) and error is not DomainError:
            yield error.message


def test_everything_speaks_english():
    known = read_catalogue()

    assert set(list_texts()) - known.keys() == set()
    assert all(known.values())


def test_placeholders_agree():
    for chinese, english in read_catalogue().items():
        marks = r"%\(\w+\)s|{\w+}"
        assert set(re.findall(marks, chinese)) == set(re.findall(marks, english)), (
            chinese
        )


def test_the_landing_page_is_english_for_who_reads_english(client, db):
    page = client.get(reverse("desk:landing"), headers={"accept-language": "en"})

    text = page.content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    assert re.findall(r"[\u4e00-\u9fff]+", main) == []


@pytest.mark.parametrize(
    "person", ["officer_county", "owner", "body_user", "administrator"]
)
def test_the_navigation_is_english_for_who_reads_english(request, client, person):
    client.force_login(request.getfixturevalue(person))

    response = client.get(reverse("desk:home"), headers={"accept-language": "en"})

    labels = [link.label for link in list_links(response.context["navigation"])]
    assert re.findall(r"[\u4e00-\u9fff]+", " ".join(labels)) == []
