"""What is typed is kept: after a pause, when the page is closed at once, put aside, left."""

import re

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.tasks import make_task

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "填到一半的季度进展"


@pytest.fixture
def entry(visit):
    """Return the address of an entry that the demo owner has to fill in."""
    officer = visit("demo-officer")
    make_task(officer, name=NAME, unit="U131125")
    owner = visit("demo-owner")
    owner.open("/programme/tasks/")
    owner.page.get_by_role("link", name=re.compile(NAME)).first.click()
    owner.page.locator("input[name=employees]").wait_for()
    return owner.page.url.removeprefix(owner.address)


def read_after_reload(visit, entry, name):
    owner = visit("demo-owner")
    owner.open(entry)
    return owner.page.locator(f"input[name={name}]").input_value()


def test_what_is_typed_is_there_again(visit, entry):
    owner = visit("demo-owner", viewport=PHONE)
    owner.open(entry)
    employees = owner.page.locator("input[name=employees]")

    # The cursor stays in the field: only the pause sends it.
    with owner.page.expect_response(is_keeping):
        employees.press_sequentially("18")
    owner.page.reload()
    after_pause = owner.page.locator("input[name=employees]").input_value()

    type_behind(owner, "7")
    owner.page.goto("about:blank")
    after_leaving = read_after_reload(visit, entry, "employees")

    owner.open(entry)
    type_behind(owner, "5")
    owner.page.close(run_before_unload=True)
    after_closing = read_after_reload(visit, entry, "employees")

    assert (after_pause, after_leaving, after_closing) == ("18", "187", "1,875")
    assert owner.reports == []


def type_behind(owner, text):
    field = owner.page.locator("input[name=employees]")
    field.press("End")
    field.press_sequentially(text)


def is_keeping(answer):
    request = answer.request
    return request.method == "POST" and "keep" in (request.post_data or "")
