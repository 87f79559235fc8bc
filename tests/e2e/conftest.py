"""A running demo site with its own worker, and persons who use it in a browser."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from zhisheng.apps.accounts.services import DEMO_PASSWORD

REPOSITORY = Path(__file__).resolve().parents[2]
BUILT = REPOSITORY / "src" / "zhisheng" / "ui" / "static" / "ui" / "dist" / "app.js"
CHROMIUM = os.environ.get("ZHISHENG_CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
START_SECONDS = 120
COMMAND = [sys.executable, "-m", "zhisheng.config.cli"]
REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation",
  event => console.error("policy: " + event.violatedDirective + " " + event.blockedURI))"""


@dataclass
class Person:
    """Somebody before a screen; ``taps`` counts what they pressed or chose."""

    page: object
    address: str
    is_signed_in: bool = False
    taps: int = 0
    reports: list = field(default_factory=list)

    def __post_init__(self):
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.reports.append(str(error)))

    def open(self, path):
        return self.page.goto(self.address + path)

    def tap(self, role, name, within="body"):
        self.taps += 1
        target = self.page.locator(within).get_by_role(role, name=name)
        target.filter(visible=True).first.click()

    def tap_menu(self, name):
        """Go to a page of the menu, which a phone opens first."""
        if self.page.viewport_size["width"] < DESKTOP["width"]:
            self.taps += 1
            self.page.locator("details.drawer > summary").click()
            self.tap("link", name, within=".drawer")
        else:
            self.tap("link", name, within=".frame-side")

    def choose_file(self, path):
        self.taps += 1
        self.page.locator("input[type=file]").first.set_input_files(path)

    def download(self, role, name):
        with self.page.expect_download() as waiting:
            self.tap(role, name)
        return Path(waiting.value.path())

    def read(self):
        return self.page.locator("main").inner_text()

    def measure_excess(self):
        """Return by how many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    def wait_for_text(self, text, seconds=60):
        self.page.get_by_text(re.compile(text)).first.wait_for(timeout=seconds * 1000)

    def _note(self, message):
        if message.type in {"error", "warning"}:
            self.reports.append(message.text)


def refuse_or_skip(reason):
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def cases_dir():
    default = REPOSITORY.parent / "shared" / "cases"
    path = Path(os.environ.get("ZHISHENG_CASES", default))
    if not path.is_dir():
        refuse_or_skip(f"no reference cases at {path}; set ZHISHENG_CASES")
    return path


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """Make the demo once, on SQLite in a folder of its own."""
    if not CHROMIUM:
        refuse_or_skip("Chromium is not installed")
    if not BUILT.exists():
        refuse_or_skip("the front end is not built: make setup")
    folder = tmp_path_factory.mktemp("demo")
    for words in (["setup"], ["demo", "--enterprises", "200", "--seed", "5"]):
        command = [*COMMAND, *words]
        subprocess.run(command, env=_set_environment(folder), check=True, cwd=folder)
    return folder


# Every file of stories has a site of its own: none goes on from what another has done.
@pytest.fixture(scope="module")
def site_folder(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    return Path(shutil.copytree(demo_folder, folder, dirs_exist_ok=True))


@pytest.fixture(scope="module")
def site(site_folder):
    """Start the demo as `make run` does."""
    port = _find_port()
    with (site_folder / "log.txt").open("w") as log:
        server = subprocess.Popen(
            [*COMMAND, "serve", "--demo", "--port", str(port), "--workers", "1"],
            env=_set_environment(site_folder), cwd=site_folder, stdout=log, stderr=log,
        )  # fmt: skip
        _wait_for(("127.0.0.1", port))
        yield f"http://127.0.0.1:{port}"
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _set_environment(folder):
    others = {
        name: value for name, value in os.environ.items() if name != "DATABASE_URL"
    }
    return others | {"ZHISHENG_DATA_DIR": str(folder), "ZHISHENG_DEMO": "true"}


@pytest.fixture(scope="session")
def browser(demo_folder):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, site):
    """Open the site as a person; with a username, signed in and on the home page."""
    contexts = []

    def open_as(
        username="",
        *,
        viewport=DESKTOP,
        has_scripts=True,
        language="zh-CN",
        **options,
    ):
        context = browser.new_context(
            viewport=viewport,
            locale=language,
            java_script_enabled=has_scripts,
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.add_init_script(REPORT_VIOLATIONS)
        person = Person(context.new_page(), site)
        if username:
            sign_in(person, username)
        return person

    yield open_as
    for context in contexts:
        context.close()


def sign_in(person, username):
    """Sign in by name and password, as everybody does outside the demo."""
    person.open("/sign-in/login/")
    person.page.locator("input[name=login]").fill(username)
    person.page.locator("input[name=password]").fill(DEMO_PASSWORD)
    person.page.locator("#by-password form button[type=submit]").click()
    person.page.wait_for_url("**/home/")
    person.is_signed_in = True


def _find_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(address, timeout=5):
            return
        time.sleep(0.3)
    pytest.fail("the site did not start")
