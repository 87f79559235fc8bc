"""Find links of the pages that lead nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
REPOSITORY = DOCS.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def list_pages() -> list[Path]:
    return sorted([*DOCS.rglob("*.md"), *REPOSITORY.glob("*.md")])


def list_broken_links() -> Iterator[str]:
    for page in list_pages():
        text = CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))
        for link in LINK.findall(text):
            if not link.startswith(("http://", "https://", "mailto:")):
                yield from check_link(page, link)


def check_link(page: Path, link: str) -> Iterator[str]:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        yield f"{page.relative_to(REPOSITORY)}: {link} does not exist"
    elif anchor and anchor not in list_anchors(target):
        yield f"{page.relative_to(REPOSITORY)}: {link} has no such heading"


def list_anchors(page: Path) -> set[str]:
    text = CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))
    return {make_anchor(heading) for heading in HEADING.findall(text)}


def make_anchor(heading: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")
