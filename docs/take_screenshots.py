"""Take the pictures of this folder's pages from a running demo, in Chinese.

Start ``make run`` with a fresh data folder, then
``.venv/bin/python docs/take_screenshots.py http://127.0.0.1:8000``.
"""

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

TARGET = Path(__file__).parent / "screenshots"
HEIGHTS = {1440: 900, 390: 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
COLOURS = 128
# The number of the demo's owner; it is nobody's.
MOBILE = "13800000001"


@dataclass(frozen=True, slots=True)
class Shot:
    """`person` is a demo login, empty for a visitor; `go` walks from the first page."""

    name: str
    person: str
    go: Callable[[Page], object]
    widths: tuple[int, ...] = (1440,)
    is_whole: bool = False


def stay(page: Page) -> None:
    """Take the page one arrives at."""


def follow(*names: str) -> Callable[[Page], None]:
    """Press links or buttons by their visible words, one after the other."""

    def walk(page: Page) -> None:
        for name in names:
            spot = page.locator("main").locator("a, button").filter(has_text=name)
            spot.first.click()
            page.wait_for_load_state("networkidle")

    return walk


def reach(selector: str, *names: str) -> Callable[[Page], None]:
    """Follow the names, then bring the first such part of the page to the top."""

    def walk(page: Page) -> None:
        follow(*names)(page)
        page.locator(selector).first.evaluate("(part) => part.scrollIntoView()")

    return walk


def choose(page_name: str, *names: str, part: str = "") -> Callable[[Page], None]:
    """Open a page of the phone's menu and follow the names, to a part where one is named."""

    def walk(page: Page) -> None:
        page.locator("details.drawer > summary").click()
        page.locator(".drawer").get_by_role("link", name=page_name).click()
        page.wait_for_load_state("networkidle")
        (reach(part, *names) if part else follow(*names))(page)

    return walk


def evaluate(page: Page) -> None:
    """Give the second answer to every question of the household check."""
    choose("质量评价", "再评一次")(page)
    while page.get_by_role("button", name="下一步").count():
        for field in page.locator("main fieldset").all():
            field.locator("input").nth(1).check()
            page.wait_for_load_state("networkidle")
        follow("下一步")(page)
    page.locator("#first").evaluate("(part) => part.scrollIntoView()")


def come_in(page: Page) -> None:
    """Ask for a code with the number of the demo, in large type."""
    page.goto(page.url.rstrip("/") + "/account/mobile/")
    page.locator("input[name=mobile]").fill(MOBILE)
    follow("获取验证码", "大字版")(page)


SHOTS = (
    Shot("landing", "", stay, (1440, 390)),
    Shot("bulletin", "", follow("安平县 2024 年通报"), is_whole=True),
    Shot("bulletin-nation", "", follow("全国 2024 年通报"), is_whole=True),
    Shot("officer-home", "demo-officer", stay, (1440, 390)),
    Shot("roster", "demo-officer", follow("企业名录")),
    Shot("ledger", "demo-officer", follow("帮扶台账")),
    Shot("import-preview", "demo-officer", follow("去确认")),
    Shot("import-confirm", "demo-officer", reach(".row-table", "去确认"), (390,)),
    Shot("import-upload", "demo-body", follow("上传名单")),
    Shot("body-home", "demo-body", stay),
    Shot("administrator-home", "demo-admin", stay),
    Shot("bank-home", "demo-bank", stay),
    Shot("owner-home", "demo-owner", stay, (390,)),
    Shot("return-start", "demo-owner", follow("开始填报"), (390,)),
    Shot("text-link", "", come_in, (390,)),
    Shot("evaluation-start", "demo-owner", choose("质量评价", "再评一次"), (390,)),
    Shot("evaluation-result", "demo-owner", evaluate, (390,)),
    Shot(
        "visit-papers",
        "demo-expert",
        choose("帮扶单子", "诊断：检验怎么做", part="#visit-1"),
        (390,),
    ),
    Shot("certifiers", "demo-owner", choose("帮扶单子", "选认证机构"), (390,)),
    Shot("return-fill", "demo-owner", follow("开始填报", "开始填写"), (390,)),
)


def take_all(browser: Browser, address: str) -> Iterator[Path]:
    for shot in SHOTS:
        for width in shot.widths:
            page = browser.new_context(
                viewport={"width": width, "height": HEIGHTS[width]}, locale="zh-CN"
            ).new_page()
            enter(page, address, shot.person)
            shot.go(page)
            page.wait_for_timeout(500)
            yield save(page.screenshot(full_page=shot.is_whole), shot.name, width)
            page.context.close()


def enter(page: Page, address: str, person: str) -> None:
    page.goto(address)
    if person:
        form = page.locator(".demo-people form").first
        form.evaluate(
            "(form, person) => { const button = form.querySelector('button');"
            " button.value = person; form.requestSubmit(button); }",
            person,
        )
        page.wait_for_url("**/home/")


def save(picture: bytes, name: str, width: int) -> Path:
    """Keep flat colours only: a picture of a page needs no more."""
    path = TARGET / f"{name}-{width}.png"
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS).save(path, optimize=True)
    return path


def main() -> None:
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        for path in take_all(browser, address):
            print(path)
        browser.close()


if __name__ == "__main__":
    main()
