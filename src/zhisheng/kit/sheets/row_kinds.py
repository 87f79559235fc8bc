"""Rows below a heading: data, blank, totals, notes, group titles, repeated headings."""

import re
from collections.abc import Iterator
from typing import Literal

from .cells import CellValue, Row
from .feet import FIGURE, FOOT
from .headers import FEWEST_COLUMNS, Table, is_blank, normalize_header
from .texts import SPACES, narrow, show_cell

TOTAL = re.compile(
    r"本?[页表]?(?:合计|总计|小计|共计|累计|总和|汇总|平均值?|均值)(?:数|\(.*\)|[:].*|\d+[家户个]?)?"
    r"|其中(?:[:].*)?|(?:sub)?total|sum|average",
    re.IGNORECASE,
)
_SIGNER = (
    r"(?:注|备注|说明|填表说明|填报说明|审核人?|复核人?|审批人?|填报人|填表人|制表人?|经办人|"
    r"(?:单位|统计|部门)?负责人|分管领导|联系人|联系电话|电话|(?:填报|填表|制表|报送)?单位|"
    r"(?:填报|填表|制表|报送)?(?:日期|时间)|盖章|公章|签字|签章)"
)
NOTE = re.compile(
    rf"\(?{_SIGNER}\)?(?:签字|签章|签名|盖章)?(?:\(.*\))?(?:[:].*)?"
    r"|[-—(]*(?:以下|以上)(?:为|是|无|空).*|第[一二三四五六七八九十\d]+[批页].*|注\d?[.、].*"
)
PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}[省市县区旗州盟]")
# A lone cell of this kind is a title; no enterprise is called so.
TITLE = re.compile(
    r"\(?[一二三四五六七八九十]{1,3}[)、.].*|\(?\d{1,2}[)、](?!\d).*|\d{1,2}\.(?!\d).*"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?"
    r"|.{0,40}(?:名单|一览表|汇总表|统计表|情况表|台账|清单|续表)(?:\(.*\))?|附[件表]\d*"
    rf"|\(?续\)?|{PLACE.pattern}"
)
LONGEST_MARK = len("END")
EXAMPLE = re.compile(r"\(?(?:填写|填报)?(?:示例|样例|范例|例)(?:\)|[:]|$).*")
RowKind = Literal["data", "blank", "total", "note", "header"]


def list_rows(table: Table) -> Iterator[tuple[int, Row, RowKind]]:
    """Walk the rows below the heading with their number and kind."""
    for number in range(table.first_data_row, table.end_row):
        row = table.sheet.rows[number - 1]
        yield number, row, classify_row(table, row, number=number)


def classify_row(table: Table, row: Row, *, number: int | None = None) -> RowKind:
    """Tell data from blank rows, totals, notes, group titles, repeated headings."""
    filled = [(index, cell) for index, cell in enumerate(row) if not is_blank(cell)]
    if not filled:
        return "blank"
    first = _squeeze(filled[0][1])
    if any(TOTAL.fullmatch(_squeeze(cell)) for _, cell in filled[:2]):
        return "total"
    if len(filled) == 1 and first.isdigit() and filled[0][0] == _leftmost(table):
        return "blank"
    if _is_note(table, filled, number):
        return "note"
    if PLACE.fullmatch(first) and _are_figures(filled[1:]):
        return "total"
    if _is_foot(table, filled):
        return "note"
    return "header" if _repeats_heading(table, row) else "data"


def _is_note(
    table: Table, filled: list[tuple[int, CellValue]], number: int | None
) -> bool:
    first = _squeeze(filled[0][1])
    if EXAMPLE.fullmatch(first) or (len(filled) == 1 and TITLE.fullmatch(first)):
        return True
    known = [item for item in filled if item[0] in _known_indexes(table)]
    if len(known) <= 1 and not _is_data_start(table, filled, number):
        return True
    if len(filled) <= 2 and NOTE.fullmatch(first):
        return True
    return all(NOTE.fullmatch(_squeeze(cell)) for _, cell in filled)


def _is_foot(table: Table, filled: list[tuple[int, CellValue]]) -> bool:
    """Tell whether a row is a foot: behind its number such words, then only figures.

    A code or a name anywhere in it makes it a record.
    """
    cells = [cell for _, cell in filled]
    if filled[0][0] == _leftmost(table) and _squeeze(cells[0]).isdigit():
        cells = cells[1:]
    # The second cell first: in a record it is mostly a code, which ends the search.
    behind = map(_squeeze, cells[1:])
    return (
        bool(cells)
        and all(FIGURE.fullmatch(text) or _is_foot_text(text) for text in behind)
        and _is_foot_text(_squeeze(cells[0]))
    )


def _is_foot_text(text: str) -> bool:
    if len(text) > LONGEST_MARK and text.isascii() and text.isalnum():
        return False
    return bool(FOOT.fullmatch(text) or NOTE.fullmatch(text))


def _are_figures(filled: list[tuple[int, CellValue]]) -> bool:
    """Tell whether a place is followed by nothing but sums."""
    return all(FIGURE.fullmatch(_squeeze(cell)) for _, cell in filled)


def _squeeze(cell: CellValue) -> str:
    return SPACES.sub("", narrow(show_cell(cell)))


def _known_indexes(table: Table) -> set[int]:
    return {match.index for match in table.columns.values()}


def _leftmost(table: Table) -> int:
    return min(_known_indexes(table) | set(table.unmatched))


def _is_data_start(
    table: Table, filled: list[tuple[int, CellValue]], number: int | None
) -> bool:
    """Tell whether a row with one known cell is a poor record and no note."""
    index, cell = filled[-1]
    text = _squeeze(cell)
    is_spread = any(
        block.first_row <= (number or 0) <= block.last_row
        and block.first_column <= filled[0][0] + 1 < block.last_column
        for block in table.sheet.merged
    )
    return index in _known_indexes(table) and not is_spread and not NOTE.fullmatch(text)


def _repeats_heading(table: Table, row: Row) -> bool:
    matches = table.columns.values()
    cells = [row[m.index] if m.index < len(row) else None for m in matches]
    same = sum(
        isinstance(cell, str)
        and bool(key := normalize_header(cell).key)
        and normalize_header(match.header_text).key.endswith(key)
        for cell, match in zip(cells, matches, strict=True)
    )
    return same >= min(FEWEST_COLUMNS, len(cells)) and same * 2 >= len(cells)
