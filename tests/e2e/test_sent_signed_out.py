"""What is sent after the session has ended stands in its place again, and is not doubled."""

import pytest
from playwright.sync_api import expect

from tests.e2e.test_not_kept import sign_out
from zhisheng.apps.accounts.services import DEMO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RESTORED = "您先前填的已放回这里，还没有提交，请再提交一次。"


def sign_in_here(page, login):
    page.locator("#by-password input[name=login]").fill(login)
    page.locator("#by-password input[name=password]").fill(DEMO_PASSWORD)
    page.locator("#by-password form button[type=submit]").click()


def submit(page):
    page.locator("main form .form-actions button[type=submit]").first.click()


def read_store(page):
    return page.evaluate("sessionStorage.getItem('sent')")


@pytest.fixture
def signed_out(visit):
    """Type a notice and send it when the session has ended elsewhere."""
    officer = visit("demo-officer")
    officer.open("/programme/notices/new/")
    officer.page.locator("main [name=title]").fill("关于示例名单的公示")
    officer.page.locator("main textarea").first.fill("示例正文，写了很久。")
    sign_out(officer, officer.page)
    submit(officer.page)
    return officer


def test_what_was_sent_signed_out_comes_back_and_is_not_submitted(signed_out):
    page = signed_out.page
    expect(page.locator("[data-sign-in] .notice").first).to_contain_text(
        "您填的还没有提交。登录后会放回原处"
    )

    sign_in_here(page, "demo-officer")

    expect(page.get_by_text(RESTORED)).to_be_visible()
    assert page.locator("main [name=title]").input_value() == "关于示例名单的公示"
    assert page.locator("main textarea").first.input_value() == "示例正文，写了很久。"


def test_nobody_else_is_given_it(signed_out):
    page = signed_out.page

    sign_in_here(page, "demo-officer-city")
    signed_out.open("/programme/notices/new/")

    assert page.locator("main [name=title]").input_value() == ""
    assert page.get_by_text(RESTORED).count() == 0
    assert read_store(page) is None


def test_what_arrived_is_not_kept(visit):
    officer = visit("demo-officer")
    officer.open("/programme/notices/new/")
    officer.page.locator("main textarea").first.fill("示例正文。")
    submit(officer.page)

    expect(officer.page.locator("main")).to_be_visible()
    assert read_store(officer.page) is None
