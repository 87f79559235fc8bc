"""Where names stand in a Word file, however the writer cut them over its runs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhisheng.kit.sheets.templates import NAME, is_broken
from zhisheng.kit.sheets.writing import CONTROL

from .content import W

if TYPE_CHECKING:
    from lxml.etree import _Element

# What stands between texts of one paragraph and is none itself.
BREAKS = frozenset({f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen", f"{W}sym"})
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
LONGEST_CONTEXT = 40
STORIES = {
    "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注",
    "comments": "批注",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its element and its texts, None for each break between them."""

    element: "_Element"
    pieces: tuple["_Element | None", ...]

    @property
    def text(self) -> str:
        return "".join(_text_of(piece) for piece in self.pieces)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(NAME.findall(self.text))

    @property
    def is_broken(self) -> bool:
        """Tell whether braces are left over once all names are taken out."""
        return is_broken(self.text)

    def replace(self, look_up: Callable[[str], str]) -> None:
        """Put values for the names; each takes the looks of the run it begins in."""
        for match in reversed([*NAME.finditer(self.text)]):
            self._put(match.start(), match.end(), look_up(match[1]))

    def _put(self, start: int, end: int, value: str) -> None:
        offset, is_put = 0, False
        for piece in self.pieces:
            text = _text_of(piece)
            first, last = max(start - offset, 0), min(end - offset, len(text))
            if piece is not None and first < last:
                piece.text = text[:first] + ("" if is_put else value) + text[last:]
                piece.set(SPACE, "preserve")
                is_put = True
            offset += len(text)


def iterate_paragraphs(tree: "_Element") -> Iterator[Paragraph]:
    """Yield the paragraphs that hold text, those in text boxes apart from their own."""
    found: dict[_Element, list[_Element | None]] = {}
    for element in tree.iter(f"{W}t", *BREAKS):
        owner = next(element.iterancestors(f"{W}p"), None)
        if owner is not None:
            is_text = element.tag == f"{W}t"
            found.setdefault(owner, []).append(element if is_text else None)
    for owner, pieces in found.items():
        yield Paragraph(owner, tuple(pieces))


def break_lines(paragraph: Paragraph) -> None:
    """Turn the line ends of values into breaks of the document."""
    for piece in paragraph.pieces:
        if piece is None or "\n" not in (piece.text or ""):
            continue
        first, *rest = (piece.text or "").split("\n")
        piece.text = first
        at = piece
        for line in rest:
            for tag, text in ((f"{W}br", None), (f"{W}t", line)):
                added = piece.makeelement(tag)
                added.text = text
                at.addnext(added)
                at = added
            at.set(SPACE, "preserve")


def clean(value: str) -> str:
    """Take out what XML cannot hold; every kind of line end becomes one."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return CONTROL.sub("", plain).replace("\ufffe", "").replace("\uffff", "")


def describe_place(part: str, paragraph: Paragraph) -> str:
    """Tell where a paragraph stands, as one would look for it."""
    stem = part.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
    story = STORIES.get(stem, "正文")
    row = next(paragraph.element.iterancestors(f"{W}tr"), None)
    if row is not None:
        table = next(row.iterancestors(f"{W}tbl"))
        tables = [*table.getroottree().getroot().iter(f"{W}tbl")]
        rows = [*table.iter(f"{W}tr")]
        return f"{story}第 {tables.index(table) + 1} 张表第 {rows.index(row) + 1} 行"
    return f"{story}“{paragraph.text.strip()[:LONGEST_CONTEXT]}”"


def _text_of(piece: "_Element | None") -> str:
    return "\n" if piece is None else piece.text or ""
