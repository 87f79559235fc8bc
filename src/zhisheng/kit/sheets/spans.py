"""The merged cells of an ods, which the fast reader does not tell."""

import re
from dataclasses import dataclass, field

from .errors import SheetTooLargeError, gettext_noop
from .limits import Limits

# A block in one sheet: its first row and column and its last, from 1.
Block = tuple[int, int, int, int]

# No "<" stands inside a tag, so that a tag left open never costs more than itself.
_INSIDE = rb"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>"
_SHEET = rb"<(table:table|/table:table)(?=[\s/>])" + _INSIDE
_ROW = rb"<(table:table-row)(?=[\s/>])" + _INSIDE
_CELL = rb"<(table:(?:covered-)?table-cell)(?=[\s/>])" + _INSIDE
ROWS = re.compile(_SHEET + rb"|" + _ROW)
ALL = re.compile(_SHEET + rb"|" + _ROW + rb"|" + _CELL)
LONGEST_TAG = 65_536
ROW_START = b"<table:table-row"
NUMBER = re.compile(
    rb"\stable:number-(rows|columns)-(repeated|spanned)\s*=\s*[\"']([1-9]\d{0,6})[\"']"
)


@dataclass(slots=True)
class SpanScan:
    """The merged blocks of each sheet; feed it the bytes of content.xml.

    Names are compared as written, for the fast reader knows no others.
    """

    limits: Limits
    sheets: list[list[Block]] = field(default_factory=list)
    carry: bytes = b""
    # How deep in tables, which rows the last row tag stands for, and the column passed.
    depth: int = 0
    first: int = 0
    last: int = 0
    column: int = 0
    count: int = 0

    def feed(self, chunk: bytes) -> None:
        block = self.carry + chunk
        cut = block.rfind(ROW_START)
        is_whole = cut > 0
        if not is_whole:
            # A row longer than what is held is read tag by tag.
            cut = max(block.rfind(b"<"), len(block) - LONGEST_TAG, 0)
        self.carry = block[cut:]
        self.look(block[:cut], is_whole=is_whole)

    def finish(self) -> None:
        self.look(self.carry, is_whole=False)
        self.carry = b""

    def look(self, block: bytes, *, is_whole: bool) -> None:
        """Go through the tags; cells are of no interest where none of a row is merged."""
        pattern = ROWS if is_whole and b"-spanned" not in block else ALL
        for tag in pattern.finditer(block):
            name = tag[1] or tag[2] or tag[3]
            if name.endswith(b"table:table"):
                self._turn(tag[0])
            elif self.depth != 1:
                # A table inside a cell is no sheet.
                continue
            elif name == b"table:table-row":
                self._begin_row(tag[0])
            else:
                self._pass_cell(tag[0])

    def _turn(self, tag: bytes) -> None:
        if tag.startswith(b"</"):
            self.depth -= 1
            return
        if self.depth == 0:
            self.sheets.append([])
            self.last = 0
        if not tag.endswith(b"/>"):
            self.depth += 1

    def _begin_row(self, tag: bytes) -> None:
        self.first = self.last + 1
        self.last += _read_numbers(tag).get((b"rows", b"repeated"), 1)
        self.column = 0

    def _pass_cell(self, tag: bytes) -> None:
        numbers = _read_numbers(tag)
        first = self.column + 1
        self.column += numbers.get((b"columns", b"repeated"), 1)
        height = numbers.get((b"rows", b"spanned"), 1)
        width = numbers.get((b"columns", b"spanned"), 1)
        if height * width > 1:
            self._add_blocks(first, height, width)

    def _add_blocks(self, first: int, height: int, width: int) -> None:
        """Add a block for each time that the row or the cell is repeated."""
        for row in range(self.first, self.last + 1, height):
            for column in range(first, self.column + 1, width):
                self.count += 1
                if self.count > self.limits.max_merged:
                    raise SheetTooLargeError(
                        what=gettext_noop("合并单元格数量"),
                        limit=self.limits.max_merged,
                    )
                block = (row, column, row + height - 1, column + width - 1)
                self.sheets[-1].append(block)


def _read_numbers(tag: bytes) -> dict[tuple[bytes, bytes], int]:
    """Return how often a row or cell is repeated and how far it spans."""
    if b"number-" not in tag:
        return {}
    return {(axis, what): int(text) for axis, what, text in NUMBER.findall(tag)}
