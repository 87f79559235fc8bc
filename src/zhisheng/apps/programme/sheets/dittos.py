"""同上 and its like stand for the value above."""

from zhisheng.kit.sheets import CellValue, Row, Table
from zhisheng.kit.sheets.values import is_ditto

LONGEST_DITTO = 8


def list_cells(rows: list[Row], index: int) -> list[CellValue]:
    return [row[index] if index < len(row) else None for row in rows]


def find_repeated_codes(
    table: Table, rows: list[Row], last: CellValue
) -> frozenset[int]:
    """Find the rows of the code above: only they may call the name 同上.

    Beside another code, or none, it would give the name of one enterprise to another.
    """
    if "uscc" not in table.columns:
        return frozenset()
    codes = list_cells(rows, table.columns["uscc"].index)
    repeat_dittos(codes, last)
    pairs = enumerate(zip([last, *codes], codes, strict=False))
    return frozenset(place for place, (one, next_) in pairs if one and one == next_)


def repeat_dittos(
    cells: list[CellValue], last: CellValue, allowed: frozenset[int] | None = None
) -> CellValue:
    """Replace 同上 by the value above it, in place; return the last value."""
    short = {c for c in cells if isinstance(c, str) and len(c) <= LONGEST_DITTO}
    if cells and not any(map(is_ditto, short)):
        return cells[-1]
    for position, cell in enumerate(cells):
        is_allowed = allowed is None or position in allowed
        if is_allowed and cell in short and is_ditto(cell):
            cells[position] = last
        else:
            last = cell
    return last
