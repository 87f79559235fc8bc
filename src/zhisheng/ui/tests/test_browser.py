"""The patterns page in a real browser: access, policy, width, weight, keyboard."""

import gzip
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

DIST = Path(__file__).resolve().parents[1] / "static" / "ui" / "dist"
AXE = Path(__file__).resolve().parents[4] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("ZHISHENG_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = [
    (1440, "light", "normal"),
    (1440, "dark", "normal"),
    (390, "light", "normal"),
    (390, "dark", "large"),
    (720, "light", "normal"),
]
MOST_BYTES = 500_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
    pytest.mark.skipif(
        not (DIST / "app.js").exists(), reason="the front end is not built"
    ),
]


@pytest.fixture
def look(live_server):
    """Open the patterns page once for each way it is looked at and gather what is wrong."""

    def open_each(check):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            found = [
                check(browser, f"{live_server.url}/ui/patterns/", *view)
                for view in VIEWS
            ]
            browser.close()
        return found

    return open_each


def inspect(browser, address, width, scheme, size):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="zh-CN"
    )
    context.add_cookies([{"name": "zs_type", "value": size, "url": address}])
    page = context.new_page()
    reports = []
    page.on("console", lambda message: reports.append(message.text))
    page.on("pageerror", lambda error: reports.append(str(error)))
    page.goto(address)
    page.wait_for_selector("[data-canvas] svg")
    excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    context.close()
    return {
        "too wide": max(excess, 0),
        "reports": [text for text in reports if "cannot be parsed" not in text],
        "access": [
            (rule["id"], rule["nodes"][0]["target"]) for rule in result["violations"]
        ],
    }


@pytest.mark.django_db
def test_patterns_page_is_accessible_fits_and_keeps_the_policy(look):
    assert look(inspect) == [{"too wide": 0, "reports": [], "access": []}] * len(VIEWS)


def test_first_visit_stays_under_the_limit():
    names = ("app.css", "app.js", "charts.js", "icons.svg")
    assert (
        sum(len(gzip.compress((DIST / name).read_bytes())) for name in names)
        < MOST_BYTES
    )


@pytest.mark.django_db
def test_page_can_be_read_without_scripts(live_server):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{live_server.url}/ui/patterns/")
        page.locator("[data-chart='chart-bar']").locator("summary").click()
        shown = page.locator("[data-chart='chart-bar'] td").first.inner_text()
        browser.close()
    assert shown == "4.1 (2.9–5.3)"


@pytest.mark.django_db
def test_a_file_is_chosen_by_keyboard_and_label_without_scripts(live_server, tmp_path):
    sheet = tmp_path / "名单.csv"
    sheet.write_text("企业名称", encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
        page.goto(f"{live_server.url}/ui/patterns/")
        picker = page.locator("#uploader .file-picker").first
        before = picker.inner_text(), read_opacity(picker)
        with page.expect_file_chooser():
            picker.locator("label").click()
        with page.expect_file_chooser() as chosen:
            picker.locator("input").focus()
            page.keyboard.press("Space")
        chosen.value.set_files(sheet)
        after = picker.inner_text(), read_opacity(picker)
        browser.close()
    assert before == ("选择文件\n还没有选择", "0")
    assert after == ("选择文件", "1")


def read_opacity(picker):
    return picker.locator("input").evaluate("input => getComputedStyle(input).opacity")
