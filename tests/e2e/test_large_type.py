"""大字版: a switch that stays, and pages that fit a phone all the same."""

from functools import partial

import pytest
from django.urls import reverse

from tests.e2e.conftest import PHONE, sign_in
from tests.e2e.test_pages import crawl

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROLES = ("", "demo-owner", "demo-body", "demo-officer", "demo-bank", "demo-admin")
LARGE, LEAST = "20px", 16
# What is read on a page in type smaller than usual.
SMALL = """least => [...document.querySelectorAll("main *")]
  .filter(one => one.offsetWidth && [...one.childNodes]
    .some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
  .filter(one => parseFloat(getComputedStyle(one).fontSize) < least)
  .map(one => one.tagName + "." + one.className)"""


def read_size(person):
    script = "getComputedStyle(document.documentElement).fontSize"
    return person.page.evaluate(script)


def test_the_switch_stays(visit):
    owner = visit("demo-owner", viewport=PHONE)
    before = read_size(owner)

    owner.page.locator("details:has(button[name=zs_type]) > summary").click()
    owner.tap("button", "大字版")
    owner.page.wait_for_function("document.documentElement.className === 'type-large'")
    owner.tap("link", "投诉与建议")
    owner.page.wait_for_url("**/complaint/**")
    chosen = read_size(owner)
    owner.page.context.clear_cookies(name="sessionid")
    sign_in(owner, "demo-owner")

    assert (before, chosen, read_size(owner)) == ("16px", LARGE, LARGE)
    assert owner.reports == []


@pytest.mark.parametrize("username", ROLES)
def test_every_page_fits_a_phone_in_large_type(visit, site, username):
    person = visit(username, viewport=PHONE)
    person.page.context.add_cookies(
        [{"name": "zs_type", "value": "large", "url": site}]
    )

    start = reverse("desk:home") if username else "/"
    seen, faults = crawl(person, partial(look, person), set(), start=start)

    assert faults == []
    assert len(seen) >= (7 if username else 5)


def look(person, path):
    person.open(path)
    found = [] if read_size(person) == LARGE else ["not large"]
    if (excess := person.measure_excess()) > 0:
        found.append(f"{excess} px too wide")
    found += person.page.evaluate(SMALL, LEAST)
    return [f"{path}: {fault}" for fault in found]
