"""Second factors in a real browser under the strict content policy."""

import os
import shutil
import time
from contextlib import contextmanager

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
)
from playwright.sync_api import sync_playwright

PASSWORD = "Wire-mesh-1971"
CHROMIUM = os.environ.get("ZHISHENG_CHROMIUM") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
WIDTHS = (390, 1440)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

STEP, SECONDS_TO_TYPE = 30, 12
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def person(owner):
    owner.username = "wangqiang"
    owner.set_password(PASSWORD)
    owner.save()
    return owner


@contextmanager
def open_browser(width, reports):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN"
        )
        page = context.new_page()
        page.on("console", lambda message: keep_complaint(reports, message))
        page.on("pageerror", lambda error: reports.append(str(error)))
        yield page
        browser.close()


def keep_complaint(reports, message):
    """Keep what the policy refused and scripts complained of, not a missing favicon."""
    is_complaint = message.type in {"error", "warning"}
    if is_complaint and not message.text.startswith("Failed to load resource"):
        reports.append(message.text)


def sign_in(page, address, password=PASSWORD):
    page.goto(f"{address}/sign-in/login/")
    page.fill("main [name=login]", "wangqiang")
    page.fill("main [name=password]", password)
    page.click("#by-password .btn-primary")


def confirm(page):
    page.fill("main [name=password]", PASSWORD)
    page.click("main form .btn-primary")


@pytest.mark.parametrize("width", WIDTHS)
def test_passkey_is_added_and_then_opens_the_account(live_server, person, width):
    reports = []
    with open_browser(width, reports) as page:
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        sign_in(page, live_server.url)
        page.goto(f"{live_server.url}/sign-in/2fa/webauthn/add/")
        confirm(page)
        page.check("main [name=passwordless]")
        page.click("#mfa_webauthn_add")
        page.wait_for_url("**/sign-in/2fa/**", wait_until="load")
        page.wait_for_selector("text=密钥已添加")
        page.goto(f"{live_server.url}/sign-in/logout/")
        page.click("main form .btn-primary")
        page.goto(f"{live_server.url}/sign-in/login/")
        page.click("#passkey_login")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        page.goto(f"{live_server.url}/account/")
        shown = page.inner_text("main")

    assert "已设置两步验证" in shown
    assert reports == []


def test_authenticator_app_is_asked_for_at_the_next_sign_in(live_server, person):
    reports = []
    with open_browser(390, reports) as page:
        sign_in(page, live_server.url)
        page.goto(f"{live_server.url}/sign-in/2fa/totp/activate/")
        confirm(page)
        secret = page.inner_text("main code")
        page.fill("main [name=code]", compute_code(secret))
        page.click("main form .btn-primary")
        page.wait_for_selector("text=验证器应用已启用")
        page.goto(f"{live_server.url}/sign-in/logout/")
        page.click("main form .btn-primary")
        sign_in(page, live_server.url)
        heading = page.inner_text("main h1")

    assert heading == "再验证一步"
    assert reports == []


def test_fifth_wrong_password_shows_the_lock_out_page(live_server, person):
    reports = []
    with open_browser(390, reports) as page:
        for _try in range(5):
            sign_in(page, live_server.url, "wrong")
        heading = page.inner_text("main h1")
        sign_in(page, live_server.url)
        still = page.inner_text("main h1")

    assert [heading, still] == ["请过一会儿再登录"] * 2
    assert reports == []


def compute_code(secret):
    """Return a code that still counts when it is typed: not at the end of its step."""
    if time.time() % STEP > STEP - SECONDS_TO_TYPE:
        time.sleep(SECONDS_TO_TYPE)
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP))
