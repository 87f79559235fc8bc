"""What is typed is kept: after a pause, when the page is closed at once, put aside, left."""

import re

import pytest
from playwright.sync_api import expect

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
        # What the last entry said may stand in it already.
        employees.clear()
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


def test_a_figure_put_back_after_leaving_the_tab_is_kept(visit, entry):
    owner = visit("demo-owner")
    owner.open(entry)
    employees = owner.page.locator("input[name=employees]")
    seen = owner.page.locator("#seen-employees")
    for first in ("20", "25"):
        employees.fill(first)
        with owner.page.expect_response(is_keeping):
            owner.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
        # What was kept on the way out was seen as well, once one is back.
        expect(seen).to_have_value(first)

    with owner.page.expect_response(is_keeping):
        employees.fill("20")

    assert read_after_reload(visit, entry, "employees") == "20"
    assert owner.reports == []


def test_what_somebody_else_changed_is_told_beside_the_field_at_once(visit, entry):
    owner, proxy = visit("demo-owner", viewport=PHONE), visit("demo-proxy")
    for person in (owner, proxy):
        person.open(entry)
    mine = owner.page.locator("input[name=employees]")
    solved = owner.page.locator("input[name=solved]")
    put(proxy, "employees", "31")

    assert put(owner, "employees", "42") == 409

    told = owner.page.locator("#unkept-employees")
    expect(told).to_contain_text(re.compile("这一项已被.+于.+改成“31”。"))
    expect(told).to_contain_text("您刚输入的还在这里，没有丢；提交时再选择用哪个。")
    assert told.is_visible()
    assert mine.input_value() == "42"
    assert owner.page.locator(".toast-note").count() == 0
    assert owner.measure_excess() == 0
    # What stands above the form says so too, whatever else is kept.
    state = owner.page.locator("#kept")
    expect(state).to_contain_text("有 1 项没有保存：别人同时改过。")
    state.get_by_role("link", name="看第一项").click()
    expect(mine).to_be_focused()

    # The other answers are kept all the same, also on the way out.
    solved.fill("3")
    with owner.page.expect_response(lambda one: is_keeping(one) and one.ok):
        owner.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    expect(state).to_contain_text("有 1 项没有保存：别人同时改过。")
    assert put(owner, "solved", "4") == 200
    expect(state).to_contain_text("有 1 项没有保存：别人同时改过。")
    # Whoever takes theirs over is not told of it any more.
    assert put(owner, "employees", "31") == 200
    expect(told).to_have_count(0)
    expect(state).to_contain_text("填过的已自动保存")
    # The browser itself reports what was refused; the policy nothing.
    assert [one for one in owner.reports if "409" not in one] == []


def put(person, name, text):
    """Type an answer, and return how the site answered to it."""

    def is_sent(answer):
        return f"{name}={text}&" in (answer.request.post_data or "") + "&"

    with person.page.expect_response(is_sent) as waiting:
        person.page.locator(f"input[name={name}]").fill(text)
    return waiting.value.status


def type_behind(owner, text):
    field = owner.page.locator("input[name=employees]")
    field.press("End")
    field.press_sequentially(text)


def is_keeping(answer):
    request = answer.request
    return request.method == "POST" and "keep" in (request.post_data or "")


def test_a_figure_of_a_return_is_there_again(visit):
    owner = visit("demo-owner", viewport=PHONE)
    open_return(owner)
    revenue = owner.page.locator("input[name=revenue]")
    # What another story filed stands there already.
    revenue.fill("")

    with owner.page.expect_response(is_keeping):
        revenue.press_sequentially("18")
    owner.page.locator("#draft-state").get_by_text("已保存").wait_for()
    owner.page.reload()
    after_pause = revenue.input_value()
    revenue.press("End")
    revenue.press_sequentially("7")
    step = owner.page.url.removeprefix(owner.address)
    owner.page.close(run_before_unload=True)

    assert (after_pause, read_after_reload(visit, step, "revenue")) == ("18", "187")
    assert owner.reports == []


def open_return(owner):
    """Begin the return that is due, or correct it where another story has filed it."""
    owner.open("/returns/")
    begin = owner.page.get_by_role("link", name="开始填写")
    if begin.count():
        begin.first.click()
        owner.page.get_by_role("button", name="开始填写").click()
    else:
        owner.page.locator("main a[href*='/returns/R-']").first.click()
        owner.page.get_by_role("button", name="更正").click()
    owner.page.wait_for_url("**/fill/1/")


def open_evaluation(owner):
    """Go on with the evaluation; the first answer begins it, unless a story has."""
    owner.open("/evaluations/")
    offered = owner.page.locator("main a[href*='/evaluations/start/']").first
    start = offered.get_attribute("href").rstrip("/").rsplit("/", 1)[0] + "/household/"
    owner.open(start)
    if "/fill/" not in owner.page.url:
        with owner.page.expect_response(is_keeping):
            owner.page.locator("[name=incoming_check][value='3']").check()
        owner.open(start)
    owner.page.wait_for_url(re.compile(r"/fill/[0-9]+/"))


def test_answers_of_an_evaluation_are_there_again(visit):
    owner = visit("demo-owner", viewport=PHONE)
    page = owner.page
    open_evaluation(owner)
    page.goto(re.sub(r"[0-9]+/(#.*)?$", "1/", page.url))

    # The page is left before the pause is over, right after the choice.
    page.locator("[name=incoming_check][value='2']").check()
    third = page.url.removesuffix("1/") + "3/"
    page.goto(third)
    rejects = page.locator("input[name=reject_count]")
    with page.expect_response(is_keeping):
        rejects.press_sequentially("1")
    page.locator("#standing").get_by_text("已保存").wait_for()
    rejects.press_sequentially("4")
    page.close(run_before_unload=True)

    again = visit("demo-owner")
    path = third.removeprefix(owner.address)
    again.open(path.removesuffix("3/") + "1/")
    picked = again.page.locator("[name=incoming_check]:checked").input_value()
    again.open(path)
    number = again.page.locator("input[name=reject_count]").input_value()
    assert (picked, number) == ("2", "14")
    assert owner.reports == []
