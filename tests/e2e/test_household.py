"""The third story: an owner of sixty, a link by text message, and a telephone that rings."""

import re
import sqlite3
import time
from contextlib import closing

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.test_wechat import ANDROID

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What is asked may not be asked of somebody who is to look at goods, not at books.
PRIVATE = re.compile("营业额|营业收入|利润|身份证|设置密码|输入密码")
LATIN = re.compile("[A-Za-z]{2,}")
# A question is read and answered in half a minute, a tap takes two seconds.
A_QUESTION, A_TAP = 30, 2
MOST_MINUTES = 15
QUESTIONS = 12
MATERIAL = (("incoming_check", "2"), ("storage_ways", "dry"))
MAKING = (("written_method", "1"), ("first_piece", "no"), ("machine_care", "2"))
CHECKING = (
    ("final_check", "2"), ("reject_place", "2"), ("reject_count", "7"),
    ("uses_gauges", "no"),
)  # fmt: skip
# What the owner is not sure of is left to the office.
PEOPLE = (("order_notes", "goods"), ("hires", "no"))
REST = (("complaint_care", "2"),)


@pytest.fixture
def open_wechat(visit):
    """Open pages in WeChat, where nothing is downloaded; a tab closes, the phone stays."""
    return visit(
        viewport=PHONE,
        user_agent=ANDROID,
        accept_downloads=False,
        service_workers="block",
        has_touch=True,
        is_mobile=True,
    )


def test_an_owner_sees_what_to_do_first(visit, open_wechat, site_folder):
    invite(visit("demo-officer"), read_name(visit("demo-owner")))
    link = wait_for_text_message(site_folder)
    owner = open_wechat
    texts = [come_in(owner, link)]
    before_first = owner.taps
    texts += [answer(owner, MATERIAL), answer(owner, MAKING)]
    pick(owner, CHECKING[:2])
    at = owner.page.url

    reopen(owner, link)
    assert owner.page.url == f"{at.partition('#')[0]}#question-reject_count"
    assert owner.page.locator("[name=final_check][value='2']").is_checked()
    texts += [answer(owner, CHECKING[2:]), answer(owner, PEOPLE)]
    texts.append(owner.read())
    things = owner.page.locator("section[aria-labelledby=first] article").count()
    phone = owner.page.locator("a[href^='tel:']").get_attribute("href")
    fill_in_the_rest(visit("demo-proxy", viewport=PHONE))
    owner.page.reload()
    owner.wait_for_text("已提交")

    assert before_first == 2
    assert (things, phone) == (3, "tel:03180000000")
    assert [LATIN.findall(text) + PRIVATE.findall(text) for text in texts] == [[]] * 6
    assert (QUESTIONS * A_QUESTION + owner.taps * A_TAP) / 60 <= MOST_MINUTES
    assert owner.taps == 16
    assert owner.reports == []


def read_name(owner):
    return owner.page.locator(".page-head p").first.inner_text()


def invite(officer, name):
    """Ask the enterprise to look at itself, from its record."""
    officer.tap("link", "企业名录", within=".frame-side")
    officer.page.locator("main input[name=term]").first.fill(name)
    officer.page.locator("main input[name=term]").first.press("Enter")
    officer.tap("link", name, within="main")
    officer.tap("link", "请它自评")
    officer.tap("button", "发短信")
    officer.wait_for_text("发出去了")


def wait_for_text_message(folder):
    """Return where the text leads. It may be night; then the phone gets it at eight."""
    (path,) = folder.glob("*.sqlite3")
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as base:
        # What else waits for the owner went out before: together they lead to the inbox.
        base.execute(
            "UPDATE accounts_message SET is_waiting = 0"
            " WHERE key NOT LIKE 'maturity.invited:%'"
        )
        base.execute("UPDATE accounts_message SET due_at = created_at")
        for _ in range(180):
            found = base.execute(
                "SELECT code FROM accounts_dispatch WHERE channel = 'text'"
                " AND link LIKE '/evaluations/start/%'"
            ).fetchone()
            if found:
                return f"/account/t/{found[0]}/"
            time.sleep(1)
    return pytest.fail("no text was made")


def come_in(owner, link):
    """Go from the text to the first question; return what the one screen before says."""
    owner.open(link)
    owner.wait_for_text(r"验证码 \d{6}")
    told = owner.read()
    owner.tap("button", re.compile("大字版"))
    owner.wait_for_text(r"验证码 \d{6}")
    digits = re.search(r"验证码 (\d{6})", owner.read()).group(1)
    owner.page.locator("input[name=digits]").fill(digits)
    owner.tap("button", "登录")
    owner.page.locator("[name=incoming_check]").first.wait_for()
    assert owner.page.evaluate("document.documentElement.className") == "type-large"
    return told


def answer(owner, given):
    """Answer a step and go on; return what it asks."""
    told = owner.read()
    pick(owner, given)
    before = owner.page.url
    owner.tap("button", "下一步")
    owner.page.wait_for_url(lambda url: url != before)
    return told


def pick(owner, given):
    for name, value in given:
        field = owner.page.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "text":
            field.fill(value)
            field.blur()
        else:
            owner.taps += 1
            owner.page.locator(f"[name={name}][value='{value}']").check()
        owner.wait_for_text("已保存")
        owner.page.wait_for_load_state("networkidle")


def reopen(owner, link):
    """Close the page, as a call does, and tap the link in the text again."""
    closed = owner.page
    owner.page = closed.context.new_page()
    owner.__post_init__()
    closed.close()
    owner.open(link)


def fill_in_the_rest(proxy):
    """Whom the owner authorised takes the telephone, fills in and hands in."""
    proxy.tap_menu("质量评价")
    card = proxy.page.locator("article", has_text="个体户和小作坊")
    card.get_by_role("link", name="接着填").click()
    pick(proxy, REST)
    proxy.tap("button", "下一步")
    proxy.wait_for_text("先做这几件事")
    proxy.tap("button", "提交这次评价")
    proxy.wait_for_text("已提交")
