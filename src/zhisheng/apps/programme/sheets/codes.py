"""The column of credit codes, and what is told of a row without one.

A column headed 代码 is taken for it where no other is and its cells look so.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.rows import Reason, RosterRow
from zhisheng.kit.sheets import CellValue, Table
from zhisheng.kit.sheets.values import is_missing, show_cell
from zhisheng.methods.identifiers import find_organisation_code

CODE = re.compile(r"\s*'?[0-9A-Za-z]{18}\s*")
LOOKED_AT = 200
LONGEST_SHOWN = 40
MISSING = _("没有统一社会信用代码，将按名称、地区和地址比对。")
NO_CODE = _(
    "代码一栏写的是“{text}”，按没有统一社会信用代码处理，将按名称、地区和地址比对。"
)
OLD_CODE = _(
    "“{text}”是旧的 9 位组织机构代码，不是 18 位统一社会信用代码，将按名称、地区和地址比对。"
)
FILL_IN = _("请补填 18 位代码，避免与别的企业混淆。")
LOOK_UP = _("请照营业执照补填 18 位代码，避免与别的企业混淆。")


def settle_code(table: Table) -> Table:
    """Take the column for the credit code, or leave it unread."""
    match = table.columns.get("code")
    if match is None:
        return table
    others = {name: one for name, one in table.columns.items() if name != "code"}
    if "uscc" not in others and _holds_codes(table, match.index):
        return replace(table, columns=others | {"uscc": match})
    unmatched = table.unmatched | {match.index: match.header_text}
    return replace(table, columns=others, unmatched=unmatched)


def _holds_codes(table: Table, index: int) -> bool:
    """Tell whether most of its first cells look like credit codes."""
    cells = list(islice(_iterate_texts(table, index), LOOKED_AT))
    found = sum(CODE.fullmatch(cell) is not None for cell in cells)
    return found * 2 > len(cells)


def _iterate_texts(table: Table, index: int) -> Iterator[str]:
    for row in table.sheet.rows[table.first_data_row - 1 : table.end_row - 1]:
        cell = row[index] if index < len(row) else None
        if cell is not None and str(cell).strip():
            yield str(cell)


def tell_missing_code(row: RosterRow, written: CellValue, column: int | None) -> None:
    """Warn of a row without a code, in the words that stand there for one."""
    if row.uscc or any(reason.field == "uscc" for reason in row.reasons):
        return
    if is_missing(written):
        row.reasons.append(Reason("uscc", "warning", MISSING, FILL_IN))
        return
    text = show_cell(written)[:LONGEST_SHOWN]
    message, cure = (
        (OLD_CODE, LOOK_UP) if find_organisation_code(text) else (NO_CODE, FILL_IN)
    )
    data = {"text": text}
    row.reasons.append(Reason("uscc", "warning", message, cure, text, column, data))
