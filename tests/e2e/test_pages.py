"""Every page each role can reach by links: policy, errors, access, width, language."""

import re
from collections import deque
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse

from tests.e2e.conftest import PHONE, REPOSITORY, refuse_or_skip

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
ROLES = (
    "",
    "demo-owner",
    "demo-body",
    "demo-officer",
    "demo-bank",
    "demo-admin",
)
MOST_PAGES = 45
# Files and switches are no pages; the patterns page has tests of its own.
LEFT_OUT = re.compile(
    r"export|download|confirmation_links|import_marks|blank_ro|blank_subjects|unreached_sheet|marked_rows|exchange_(?:blank|marks)|(?:task|entry)_(?:sheet|word|scan)|sample_template|word_sample|download_personal|identity|stand_in|proof|evidence_file|(?:problem|solution|visit)_file|papers/\w+\.(?:docx|pdf)|logout|set_language|patterns|open_link|preferences"
)
# The same for whoever is signed in: looked at once.
COMMON = re.compile(r"^(account|mfa|statistics:|desk:complaint)")
# Names of formats, standards and bodies that Chinese texts use as they are.
LATIN = frozenset(
    {
        "Zhisheng", "Excel", "Word", "WPS", "PDF", "JSON", "CSV", "CNCA", "CNAS", "GB", "ISO",
        "xlsx", "xls", "ods", "csv", "pdf", "docx", "jpg", "png", "English", "ap", "API", "SHA",
        "liuli", "URL", "TOTP", "UTF", "MB", "JPG", "PNG",
    }
)  # fmt: skip
WORD = re.compile(r"(?<![\w@./-])[A-Za-z]{2,}(?![\w@/-]|\.[a-z])")


@pytest.fixture(scope="module")
def axe():
    if not AXE.exists():
        refuse_or_skip("axe-core is not installed: make setup")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def done():
    """Return the names of common pages that were looked at already."""
    return set()


@pytest.mark.parametrize("username", ROLES)
def test_every_page_is_sound(visit, axe, done, username):
    person = visit(username, viewport=PHONE)

    seen, faults = crawl(
        person,
        partial(inspect, person, axe),
        done,
        start=reverse("desk:home") if username else "/",
    )

    assert faults == []
    assert len(seen) >= (7 if username else 5)


def crawl(person, look, done, *, start):
    """Follow links; of pages that differ in their code only, look at one."""
    waiting, seen, faults = deque([start]), set(), []
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        kind = name_page(path)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        if kind in done:
            continue
        if person.is_signed_in and COMMON.match(kind):
            done.add(kind)
        faults += look(path)
        links = person.page.eval_on_selector_all(
            "a[href]", "links => links.map(link => link.href)"
        )
        waiting += [
            urlsplit(link).path for link in links if link.startswith(person.address)
        ]
    return seen, faults


def name_page(path):
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    return None if LEFT_OUT.search(name + path) else name


def inspect(person, axe, path):
    answer = person.open(path)
    page = person.page
    found = [] if answer.status == 200 else [f"status {answer.status}"]
    excess = person.measure_excess()
    if excess > 0:
        found.append(f"{excess} px too wide")
    page.evaluate(axe)
    violations = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
    )["violations"]
    found += [
        f"{rule['id']} {rule['nodes'][0]['target']}"
        for rule in violations
        if rule["impact"] in {"serious", "critical"}
    ]
    text = page.locator("body").inner_text()
    found += sorted({word for word in WORD.findall(text) if word not in LATIN})
    found += person.reports
    person.reports.clear()
    return [f"{path}: {fault}" for fault in found]
