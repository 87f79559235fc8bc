"""A column headed 代码 is the credit code where no other is and its cells look so."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from zhisheng.kit.sheets import Table

CODE = re.compile(r"\s*'?[0-9A-Za-z]{18}\s*")
LOOKED_AT = 200


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
