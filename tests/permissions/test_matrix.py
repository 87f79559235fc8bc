"""Every page and every call of the API answers each role as the matrix says.

A new page needs a line in a table of pages, a new call one in matrix_calls.py; a failing test
prints the line it found.
"""

import pytest
from django.core.cache import cache

from tests.permissions import (
    matrix,
    matrix_calls,
    matrix_campaigns,
    matrix_cases,
    matrix_exchange,
    matrix_exports,
    matrix_improvement,
    matrix_maturity,
    matrix_orders,
    matrix_papers,
    matrix_problems,
    matrix_reach,
    matrix_statistics,
    matrix_tasks,
    matrix_units,
)
from tests.permissions.asking import ask, call, list_calls, list_pages
from tests.permissions.world import KEYS, ROLES

APPS = ("accounts", "campaigns", "cases", "desk", "improvement", "maturity", "notices", "places", "programme", "registry", "returns",
        "statistics", "ui")  # fmt: skip
CALLERS = ("nobody", *KEYS)
FEW = ("anonymous", "owner", "nation")


def read_table(text, columns):
    """Return the statuses of each line by column; a line with a gap is a fault."""
    lines = [line.rsplit(maxsplit=len(columns)) for line in text.strip().splitlines()]
    assert lines[0][1:] == list(columns)
    return {name: dict(zip(columns, found, strict=True)) for name, *found in lines[1:]}


TABLES = (
    matrix,
    matrix_campaigns,
    matrix_cases,
    matrix_exchange,
    matrix_exports,
    matrix_improvement,
    matrix_maturity,
    matrix_orders,
    matrix_papers,
    matrix_problems,
    matrix_reach,
    matrix_statistics,
    matrix_tasks,
    matrix_units,
)
PAGES_BY_METHOD = {
    method.lower(): {
        page: found
        for table in TABLES
        for page, found in read_table(getattr(table, method), tuple(ROLES)).items()
    }
    for method in ("GET", "POST")
}
CALLS = read_table(matrix_calls.API, CALLERS)


@pytest.fixture(autouse=True)
def no_counted_requests(db):
    cache.clear()


def test_every_page_has_its_lines():
    for method, table in PAGES_BY_METHOD.items():
        assert sorted(table) == list_pages(), method


def test_every_call_has_its_line():
    assert sorted(CALLS) == list_calls()


def test_every_app_is_asked():
    assert {page.split(":")[0] for page in list_pages()} == set(APPS)


@pytest.mark.parametrize("app", APPS)
def test_pages_answer_each_role(world, app):
    differing = [
        f"{method} {line}"
        for method, table in PAGES_BY_METHOD.items()
        for page in table
        if page.startswith(f"{app}:")
        and (line := compare(world, method, page, table[page]))
    ]

    assert differing == [], "\n" + "\n".join(differing)


def compare(world, method, page, expected):
    """Return the line found where it is not the line expected."""
    # Where nobody may ask so, three are enough to tell.
    roles = FEW if set(expected.values()) <= {"302", "405"} else tuple(ROLES)
    found = {role: ask(world, role, method, page) for role in roles}
    if all(found[role] == expected[role] for role in roles):
        return ""
    return write_line(page, found)


def test_calls_answer_each_key(world):
    found = {name: {key: call(world, key, name) for key in CALLERS} for name in CALLS}

    differing = [write_line(name, found[name]) for name in CALLS
                 if found[name] != CALLS[name]]  # fmt: skip
    assert differing == [], "\n" + "\n".join(differing)


# The thing asked for stands in what was sent, so that has to be read first.
NAMED_IN_BODY = {
    ("POST /api/v1/evaluations", "stranger"),
    ("POST /api/v1/returns/", "stranger"),
}
REFUSALS = ("401", "403", "404")


@pytest.mark.parametrize("text", ["", "{}", "[", '{"code": 1}'])
def test_who_has_no_right_is_told_so_whatever_was_sent(world, text):
    refused = {
        (name, key): status
        for name, statuses in CALLS.items()
        for key, status in statuses.items()
        if name.startswith("POST") and status in REFUSALS
    }

    found = {(name, key): call(world, key, name, text) for name, key in refused}

    assert {
        asked: status
        for asked, status in found.items()
        if asked not in NAMED_IN_BODY and status != refused[asked]
    } == {}


def test_a_form_that_was_not_taken_is_never_answered_200():
    answered = {
        page
        for page, statuses in PAGES_BY_METHOD["post"].items()
        if "200" in statuses.values()
    }

    assert answered == set()


def test_no_page_is_open_to_a_visitor_by_mistake():
    """A visitor complains, objects, or confirms a help by a signed link, no more."""
    changed = {
        page
        for page, statuses in PAGES_BY_METHOD["post"].items()
        if statuses["anonymous"].endswith("*")
    }

    assert changed == {"desk:complaint", "notices:object", "programme:confirm_help"}


def write_line(name, statuses):
    return name + " " + " ".join(statuses.values())
