"""What of a workbook is not read: sheets that hold rows, columns that are filled."""

from collections.abc import Sequence

from zhisheng.kit.sheets import CellValue, Row, Sheet, Table, Workbook, normalize_header
from zhisheng.kit.sheets.headers import is_blank

FEWEST_ROWS = 2
FEWEST_CELLS = 2


def list_unread_sheets(workbook: Workbook, tables: Sequence[Table]) -> list[Sheet]:
    """Return the sheets that look like a table and are none of those read.

    A sheet of instructions or one that explains the columns of the others is no loss.
    """
    read = {table.sheet.name for table in tables}
    headings = {
        normalize_header(text).key for table in tables for text in _list_headings(table)
    }
    return [
        sheet
        for sheet in workbook.sheets
        if sheet.name not in read and _looks_like_table(sheet, headings)
    ]


def list_unread_columns(tables: Sequence[Table]) -> dict[str, list[str]]:
    """Return the headings of columns that hold something and are not read, by sheet."""
    found: dict[str, list[str]] = {}
    for table in tables:
        for index, text in _list_unread(table):
            told = found.setdefault(table.sheet.name or "", [])
            if text not in told and _is_filled(table, index):
                told.append(text)
    return {name: texts for name, texts in found.items() if texts}


def _list_unread(table: Table) -> list[tuple[int, str]]:
    remark = table.columns.get("remark")
    known = [(remark.index, remark.header_text)] if remark else []
    return sorted([*table.unmatched.items(), *known])


def _list_headings(table: Table) -> list[str]:
    return [
        *(match.header_text for match in table.columns.values()),
        *table.unmatched.values(),
    ]


def _is_filled(table: Table, index: int) -> bool:
    rows = table.sheet.rows[table.first_data_row - 1 : table.end_row - 1]
    return any(index < len(row) and not is_blank(row[index]) for row in rows)


def _looks_like_table(sheet: Sheet, headings: set[str]) -> bool:
    rows = [row for row in map(_list_filled, sheet.rows) if len(row) >= FEWEST_CELLS]
    explained = sum(
        isinstance(row[0], str) and normalize_header(row[0]).key in headings
        for row in rows
    )
    return len(rows) >= FEWEST_ROWS and explained * 2 <= len(rows)


def _list_filled(row: Row) -> list[CellValue]:
    return [cell for cell in row if not is_blank(cell)]
