"""The reference says what the code says, and no link leads nowhere."""

import re
import subprocess
import sys

from tests.architecture.sources import REPOSITORY, list_product_modules

REFERENCE = REPOSITORY / "docs" / "reference"
ASKED = re.compile(r"""env\.env_\w+\(\s*["']([A-Z_]+)["']|env_secret\(["']([A-Z_]+)""")
# Names that do not begin with ours and yet are ours to describe.
SHARED = {"DATABASE_URL"}


def read(name):
    return (REFERENCE / name).read_text(encoding="utf-8")


def test_reference_pages_are_current_and_links_lead_somewhere():
    result = subprocess.run(
        [sys.executable, "docs/build.py", "--check"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.stdout + result.stderr[-2000:] == ""


def test_every_setting_is_described():
    asked = {
        next(filter(None, found))
        for path in list_product_modules()
        for found in ASKED.findall(path.read_text(encoding="utf-8"))
    }

    assert {name for name in asked if f"`{name}`" not in read("settings.md")} == set()
    assert asked >= SHARED


def test_no_setting_is_described_that_nobody_asks_for():
    described = set(re.findall(r"^\| `([A-Z_]+)`", read("settings.md"), re.MULTILINE))
    texts = [path.read_text(encoding="utf-8") for path in list_product_modules()]
    texts += [(REPOSITORY / "Makefile").read_text(encoding="utf-8")]
    texts += [path.read_text("utf-8") for path in REPOSITORY.glob("src/**/test_*.py")]
    texts += [(REPOSITORY / "tests/conformance/conftest.py").read_text("utf-8")]

    assert {
        name for name in described if not any(name in one for one in texts)
    } == set()
