"""What is typed and cannot be kept says so, and comes back: signed out, link replaced."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, sign_in
from tests.e2e.test_typed_is_kept import (
    entry,
    is_keeping,
    open_return,
    put,
    read_after_reload,
)
from zhisheng.apps.accounts.services import DEMO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["entry"]


def sign_out(person, page):
    """Let the session end elsewhere, as in another tab."""
    page.context.clear_cookies(name="sessionid")
    person.is_signed_in = False


def sign_in_here(page):
    page.locator("input[name=login]").fill("demo-owner")
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.locator("#by-password form button[type=submit]").click()


def read_store(page):
    return page.evaluate("Object.keys(localStorage)")


def test_signed_out_is_told_and_the_answers_come_back(visit, entry):
    owner = visit("demo-owner", viewport=PHONE)
    page = owner.page
    owner.open(entry)
    sign_out(owner, page)

    assert put(owner, "employees", "63") == 401

    told = page.locator("[data-unsent-state]")
    for place in told.all():
        expect(place).to_contain_text(
            "没有保存：您已退出登录。填的内容先存在这台设备里，登录后自动补上。"
        )
    expect(page.locator("#kept")).to_be_hidden()
    assert page.locator("input[name=employees]").input_value() == "63"
    assert owner.measure_excess() == 0

    told.last.get_by_role("link", name="去登录，再回到这一页").click()
    with page.expect_response(lambda one: is_keeping(one) and one.ok):
        sign_in_here(page)

    assert page.url.removeprefix(owner.address) == entry
    expect(told.last).to_have_text("先前没有保存的已经补上，都保存了，还没有提交。")
    assert read_store(page) == []
    assert read_after_reload(visit, entry, "employees") == "63"
    # The browser itself reports what was refused; the policy nothing.
    assert [one for one in owner.reports if "401" not in one] == []


def test_what_is_submitted_signed_out_comes_back(visit, entry):
    owner = visit("demo-owner", viewport=PHONE)
    page = owner.page
    owner.open(entry)
    sign_out(owner, page)

    page.locator("input[name=employees]").fill("64")
    page.locator("#answers .form-actions").get_by_role("button", name="提交").click()
    with page.expect_response(lambda one: is_keeping(one) and one.ok):
        sign_in_here(page)

    expect(page.locator("[data-unsent-state]").last).to_have_text(
        "先前没有保存的已经补上，都保存了，还没有提交。"
    )
    assert page.locator("input[name=employees]").input_value() == "64"
    assert read_store(page) == []
    assert read_after_reload(visit, entry, "employees") == "64"


def test_signed_in_again_in_another_tab_it_goes_on(visit, entry):
    owner = visit("demo-owner")
    page = owner.page
    owner.open(entry)
    sign_out(owner, page)
    owner.page = page.context.new_page()
    sign_in(owner, "demo-owner")
    owner.page.close()
    owner.page = page

    # The page has the mark of before: it fetches the new one and sends again.
    with page.expect_response(lambda one: is_keeping(one) and one.status == 200):
        page.locator("input[name=employees]").fill("65")

    expect(page.locator("#kept")).to_contain_text("填过的已自动保存")
    assert read_store(page) == []
    assert read_after_reload(visit, entry, "employees") == "65"


def test_what_was_changed_since_is_not_written_over(visit, entry):
    owner = visit("demo-owner")
    page = owner.page
    owner.open(entry)
    sign_out(owner, page)
    assert put(owner, "employees", "66") == 401
    elsewhere = visit("demo-owner")
    elsewhere.open(entry)
    assert put(elsewhere, "employees", "67") == 200

    sign_in(owner, "demo-owner")
    owner.open(entry)

    words = page.locator("#unsent-words")
    expect(words).to_have_value(re.compile("：66$"))
    assert page.locator("input[name=employees]").input_value() == "67"
    page.reload()
    page.get_by_role("button", name="不用了").click()
    expect(words).to_have_count(0)
    assert read_store(page) == []


def issue_link(officer, task, *, replaces=False):
    """Open an entry of a firm without an account; return the path of a link to it."""
    officer.open(task)
    officer.page.get_by_role("button", name="给对方一条填报链接").click()
    if replaces:
        officer.wait_for_text("对方已经开始填写")
        officer.page.get_by_role("button", name="作废旧链接，换新的").click()
    address = officer.page.locator("input#link").input_value()
    return "/" + address.split("/", 3)[3]


@pytest.fixture
def strange_entry(visit, entry):
    """Return the path of an entry of the same task that nobody with an account fills in."""
    officer = visit("demo-officer")
    officer.open(entry.rsplit("/", 2)[0] + "/")
    other = officer.page.locator("main table a[href*='/programme/tasks/']")
    paths = [one.get_attribute("href") for one in other.all()]
    return next(one for one in paths if one != entry and one.count("/") == 5)


def test_a_replaced_link_says_so_and_gives_back_what_was_typed(visit, strange_entry):
    officer, stranger = visit("demo-officer"), visit(viewport=PHONE)
    page = stranger.page
    stranger.open(issue_link(officer, strange_entry))
    page.get_by_role("button", name=re.compile("开始填写")).click()
    assert put(stranger, "employees", "11") == 200
    issue_link(officer, strange_entry, replaces=True)

    assert put(stranger, "employees", "12") == 409

    reason = "发链接的单位又给出了一条新链接，这一条不能再用。"
    expect(page.locator("[data-unsent-state]").last).to_contain_text(
        f"没有保存：{reason}"
    )
    expect(page.locator("#kept")).to_be_hidden()
    assert "稍后再试" not in page.locator("body").inner_text()
    page.locator("#answers .form-actions").get_by_role("button", name="提交").click()
    page.wait_for_url("**/fill/")
    stranger.wait_for_text(reason)
    given_back = page.locator("#unsent-words")
    expect(given_back).to_have_count(1)
    expect(given_back).to_have_value(re.compile("：12$"))
    # Opened again, this device still has it.
    page.goto(page.url)
    expect(given_back).to_have_value(re.compile("：12$"))
    assert stranger.measure_excess() == 0
    assert [one for one in stranger.reports if "409" not in one] == []


def test_a_return_keeps_its_unit_and_amounts_for_after_signing_in(visit):
    owner = visit("demo-owner", viewport=PHONE)
    page = owner.page
    open_return(owner)
    step = page.url
    page.locator("input[name=revenue]").fill("19")
    sign_out(owner, page)

    with page.expect_response(lambda one: one.status == 401):
        page.locator("select[name=unit]").select_option("元")

    expect(page.locator("[data-unsent-state]")).to_contain_text(
        "没有保存：您已退出登录。"
    )
    assert page.locator("input[name=revenue]").input_value() == "19"
    page.get_by_role("link", name="去登录，再回到这一页").click()
    sign_in_here(page)
    page.wait_for_url(step)
    page.locator("#draft-state").get_by_text("已保存").wait_for()
    page.reload()
    assert page.locator("input[name=revenue]").input_value() == "19"
    assert page.locator("select[name=unit]").input_value() == "元"


def test_what_is_pasted_and_does_not_fit_is_told(visit, entry):
    owner = visit("demo-owner")
    page = owner.page
    owner.open(entry)
    field = page.locator("input[name=employees]")
    most = int(field.get_attribute("maxlength"))
    field.fill("")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", "字" * (most + 7))

    field.press("Control+V")

    assert len(field.input_value()) == most
    expect(page.locator(".toast-note")).to_have_text(
        f"这里最多写 {most} 字，粘贴的最后 7 字没有放进来，请删短些。"
    )
