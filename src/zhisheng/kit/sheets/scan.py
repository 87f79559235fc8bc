"""One pass over the XML of a worksheet for what the fast reader cannot tell.

The reader hands back the same empty text for a failed formula, for a formula that
was never calculated and for an empty cell; and it sets aside room for the whole
rectangle up to the farthest cell. Both are looked up here in the bytes.
"""

import re
from dataclasses import dataclass, field

from .cells import CellProblem, EmptyFormula, ErrorCell
from .errors import SheetTooLargeError, SheetTooWideError, gettext_noop
from .limits import Limits

KEPT = 4 * 1024 * 1024
REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,7})(\d{1,9})[\"']")
FAR = re.compile(
    rb' r="(?:[A-Za-z]{3,7}\d+|(?:[L-Z][A-Z]|K[O-Z])\d+|[A-Za-z]{1,2}\d{6,9})"'
)
FAR_SINGLE = re.compile(FAR.pattern.replace(b'"', b"'"))
ERROR_TYPE = re.compile(rb"\st\s*=\s*[\"']e[\"']")
TEXT_TYPE = re.compile(rb"\st\s*=\s*[\"']str[\"']")
CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s>]")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
LONGEST_BODY = 65_536
ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr\s*=\s*[\"'](\d{1,9})[\"']")


@dataclass(slots=True)
class SheetScan:
    """The findings of one worksheet; feed it the bytes chunk by chunk."""

    limits: Limits
    prefix: bytes = b""
    problems: dict[tuple[int, int], CellProblem] = field(default_factory=dict)
    carry: bytes = b""

    def feed(self, chunk: bytes) -> None:
        block = self.carry + chunk
        cut = block.rfind(b"<" + self.prefix + b"row")
        if cut <= 0:
            cut = block.rfind(b"<" + self.prefix + b"c ")
        if cut <= 0 or len(block) - cut > KEPT:
            cut = max(0, len(block) - 64)
        self.carry = block[cut:]
        self.look(block[:cut])

    def finish(self) -> None:
        self.look(self.carry)
        self.carry = b""

    def look(self, block: bytes) -> None:
        _refuse_far_cells(block, FAR, self)
        if b" r='" in block:
            _refuse_far_cells(block, FAR_SINGLE, self)
        if b'"e"' in block or b"'e'" in block:
            _note_errors(block, self)
        if b"<" + self.prefix + b"f" in block:
            _note_formulas(block, self)


def column_number(letters: str) -> int:
    """Return the number of a column, A being 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _refuse_far_cells(
    block: bytes, pattern: re.Pattern[bytes], scan: SheetScan
) -> None:
    """Refuse a far cell that holds something; a far empty cell is only styled."""
    done = 0
    for match in pattern.finditer(block):
        if match.start() < done:
            continue
        start, done = _find_tag(block, match.start())
        is_cell = block.startswith(b"<" + scan.prefix + b"c", start)
        is_empty = block[done - 1 : done] == b"/" or block.startswith(b"</", done + 1)
        place = REFERENCE.match(block, match.start())
        if is_cell and not is_empty and place is not None:
            _check_place(place, scan)


def _find_tag(block: bytes, at: int) -> tuple[int, int]:
    """Return where the tag around a place begins and where its ">" stands.

    Callers skip what lies before the end, or one long tag would cost its square.
    """
    end = block.find(b">", at)
    return block.rfind(b"<", 0, at), len(block) if end < 0 else end


def _check_place(place: re.Match[bytes], scan: SheetScan) -> None:
    row, column = int(place[2]), column_number(place[1].decode())
    if row > scan.limits.max_rows or column > scan.limits.max_columns:
        raise SheetTooWideError(sheet="", row=row, column=column)


def _note_errors(block: bytes, scan: SheetScan) -> None:
    done = 0
    for match in ERROR_TYPE.finditer(block):
        if match.start() < done:
            continue
        start, done = _find_tag(block, match.start())
        if not CELL_TAG.match(block, start):
            continue
        body, done = _cell_body(block, start, done, scan)
        value = re.search(rb"v\s*>([^<]*)<", body)
        text = value[1].decode("utf-8", "replace").strip()[:32] if value else ""
        _note(block, start, scan, ErrorCell(text or "#ERROR!"))


def _note_formulas(block: bytes, scan: SheetScan) -> None:
    """Note formulas without a value; the formula is the first thing in its cell."""
    done = 0
    opening = re.escape(b"<" + scan.prefix + b"f") + rb"[\s/>]"
    for match in re.finditer(opening, block):
        start = block.rfind(b"<", done, match.start())
        if start < 0 or not CELL_TAG.match(block, start):
            continue
        body, done = _cell_body(block, start, match.start(), scan)
        tag = body[: body.find(b">")]
        is_told = TEXT_TYPE.search(tag) or ERROR_TYPE.search(tag)
        if not is_told and not VALUE.search(body):
            _note(block, start, scan, EmptyFormula())


def _cell_body(
    block: bytes, start: int, inside: int, scan: SheetScan
) -> tuple[bytes, int]:
    end = block.find(b"</" + scan.prefix + b"c>", inside)
    end = len(block) if end < 0 else end
    return block[start : min(end, start + LONGEST_BODY)], end


def _note(block: bytes, start: int, scan: SheetScan, problem: CellProblem) -> None:
    if len(scan.problems) >= scan.limits.max_problems:
        raise SheetTooLargeError(
            what=gettext_noop("出错或未计算的公式数量"), limit=scan.limits.max_problems
        )
    place = REFERENCE.search(block, start, block.find(b">", start))
    if place is not None:
        key = (int(place[2]), column_number(place[1].decode()))
    else:
        key = _count_place(block, start, scan)
    scan.problems[key] = problem


def _count_place(block: bytes, start: int, scan: SheetScan) -> tuple[int, int]:
    """Count the place of a cell whose writer left its reference out."""
    row_start = block.rfind(b"<" + scan.prefix + b"row", 0, start)
    row = ROW_NUMBER.match(block, max(row_start, 0))
    tag = re.escape(b"<" + scan.prefix) + rb"c[\s/>]"
    cells = re.findall(tag, block[max(row_start, 0) : start])
    return int(row[1]) if row else 0, len(cells) + 1
