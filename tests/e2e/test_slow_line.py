"""Nothing answered is lost on a slow line, nor where there is none."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.test_typed_is_kept import open_evaluation

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SLOW = {
    "offline": False,
    "latency": 600,
    "downloadThroughput": -1,
    "uploadThroughput": -1,
}
READ_PICKED = """[...document.querySelectorAll("#answers input:checked")].reduce(
  (found, one) => ({...found, [one.name]: [found[one.name], one.value].filter(Boolean).join(" ")}),
  {})"""
# How each story begins: one answer, and nobody but the family works there.
BEFORE = {"hires": "no", "order_notes": "nothing", "complaint_care": "1"}


@pytest.fixture
def owner(visit):
    """Let the owner of the demo open the step on which an answer decides another."""
    person = visit("demo-owner", viewport=PHONE)
    open_evaluation(person)
    open_step(person, 4)
    return person


def open_step(person, number):
    person.page.goto(re.sub(r"[0-9]+/(#.*)?$", f"{number}/", person.page.url))


def pick(person, **answers):
    for name, value in answers.items():
        person.page.locator(f"[name={name}][value='{value}']").check()


def read_picked(person):
    return person.page.evaluate(READ_PICKED)


def read_after_reload(person):
    person.page.wait_for_timeout(3000)
    person.page.reload()
    return read_picked(person)


def begin(person):
    """Put the answers of the step where the story begins, and wait until they are kept."""
    page = person.page
    pick(person, **BEFORE)
    page.wait_for_timeout(3000)
    page.reload()
    assert read_picked(person) == BEFORE
    return page


def read_store(person):
    return person.page.evaluate("Object.keys(localStorage)")


def wait_until_sent(person):
    for _ in range(50):
        if not read_store(person):
            return
        person.page.wait_for_timeout(100)


def is_answer(answer):
    return answer.request.method == "POST" and answer.ok


def close_without_line(person, **answers):
    """Answer without a line, and leave at once."""
    person.page.context.set_offline(True)
    pick(person, **answers)
    person.page.goto("about:blank")
    person.page.context.set_offline(False)


def test_answers_given_quickly_on_a_slow_line_are_all_kept(owner):
    page = begin(owner)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)

    # The first decides what else is asked; the others are given while it is sent.
    pick(owner, hires="yes")
    page.wait_for_timeout(500)
    pick(owner, order_notes="goods", complaint_care="3")
    page.wait_for_timeout(100)
    pick(owner, complaint_care="2")
    pick(owner, new_hands="4", order_notes="day")

    wanted = {
        "hires": "yes",
        "order_notes": "goods day",
        "complaint_care": "2",
        "new_hands": "4",
    }
    assert read_picked(owner) == wanted
    page.wait_for_timeout(6000)
    assert read_picked(owner) == wanted
    assert read_after_reload(owner) == wanted
    assert owner.reports == []


def test_an_answer_that_leaves_a_question_out_keeps_the_others(owner):
    page = begin(owner)
    pick(owner, hires="yes", new_hands="2")

    pick(owner, hires="no", complaint_care="5")

    expect(page.locator("[name=new_hands]")).to_have_count(0)
    wanted = BEFORE | {"complaint_care": "5"}
    assert read_picked(owner) == wanted
    assert read_after_reload(owner) == wanted


def test_what_is_answered_without_a_line_goes_out_once_it_is_back(owner):
    page = begin(owner)
    told = page.locator("[data-unsent-state]")
    page.context.set_offline(True)

    pick(owner, hires="yes", complaint_care="4")
    page.get_by_role("button", name="下一步").click()

    expect(told).to_contain_text("没有网络，先留在这一页")
    assert page.url.partition("#")[0].endswith("/4/")
    assert len(read_store(owner)) == 1
    page.context.set_offline(False)
    expect(told).to_contain_text("已送出")
    # Nothing says any more that there is no line.
    expect(page.locator(".toast-note")).to_have_count(0)
    # What the answer decides is asked now.
    pick(owner, new_hands="3")
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/result/")
    wait_until_sent(owner)
    page.go_back()
    assert read_picked(owner) == BEFORE | {
        "hires": "yes",
        "complaint_care": "4",
        "new_hands": "3",
    }
    assert read_store(owner) == []


def test_what_was_not_sent_when_the_page_was_closed_is_sent_later(owner):
    page = begin(owner)
    step = page.url
    close_without_line(owner, complaint_care="5")

    # Another page sends it as well as its own.
    with page.expect_response(is_answer):
        owner.open("/evaluations/")

    expect(page.locator(".toast-note")).to_contain_text("已送出")
    page.goto(step)
    assert read_picked(owner) == BEFORE | {"complaint_care": "5"}
    assert read_store(owner) == []


def test_what_was_not_sent_stands_on_its_page_again(owner):
    page = begin(owner)
    step = page.url
    close_without_line(owner, hires="yes", complaint_care="5")

    with page.expect_response(is_answer):
        page.goto(step)

    pick(owner, new_hands="5")
    told = {"hires": "yes", "complaint_care": "5", "new_hands": "5"}
    assert read_after_reload(owner) == BEFORE | told
    assert read_store(owner) == []


def test_what_was_answered_elsewhere_since_is_not_taken_back(owner, visit):
    page = begin(owner)
    step = page.url
    close_without_line(owner, hires="yes", complaint_care="5")
    elsewhere = visit("demo-owner")
    elsewhere.page.goto(step)
    pick(elsewhere, complaint_care="2")
    elsewhere.page.wait_for_timeout(3000)

    with page.expect_response(is_answer):
        page.goto(step)
    told = {"hires": "yes", "complaint_care": "2"}
    assert (BEFORE | told).items() <= read_after_reload(owner).items()
    assert read_store(owner) == []


def test_none_of_these_stands_alone(owner):
    begin(owner)

    for value in ("goods", "nothing"):
        with owner.page.expect_response(is_answer):
            pick(owner, order_notes=value)
        assert read_picked(owner)["order_notes"] == value
    assert read_after_reload(owner)["order_notes"] == "nothing"
    sides = owner.page.evaluate(
        "['radio', 'checkbox'].map(kind => "
        "document.querySelector(`#answers [type=${kind}]`).getBoundingClientRect().width)"
    )
    assert sides[0] == sides[1]
