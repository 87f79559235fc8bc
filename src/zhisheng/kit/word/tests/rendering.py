"""What a reader sees: LibreOffice opens a Word file and prints it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pypdf
import pytest

LONGEST_SECONDS = 120


def render_pages(content: bytes) -> list[pypdf.PageObject]:
    """Return the pages LibreOffice makes of a .docx; without it the test is skipped."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is not installed, and must be in CI")
        pytest.skip("LibreOffice is not installed")
    with tempfile.TemporaryDirectory(prefix="office-") as folder:
        source = Path(folder) / "paper.docx"
        source.write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf"]
        subprocess.run(  # noqa: S603 - a program of the machine on a file of ours
            [*command, "--outdir", folder, str(source)],
            check=True,
            capture_output=True,
            timeout=LONGEST_SECONDS,
        )
        pdf = (Path(folder) / "paper.pdf").read_bytes()
    reader = pypdf.PdfReader(_hold(pdf))
    return [*reader.pages]


def render_texts(content: bytes) -> list[str]:
    """Return the text of each page, without the spaces between its pieces."""
    return ["".join(page.extract_text().split()) for page in render_pages(content)]


def _hold(content: bytes):
    from io import BytesIO

    return BytesIO(content)
