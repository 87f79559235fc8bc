"""The bulletin as a workbook: numbers are numbers, their unit has its own column."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.properties import describe_document
from zhisheng.apps.statistics.services.quantities import NUMBER_FORMATS, Cell, Quantity
from zhisheng.apps.statistics.services.workbook_rows import list_sheets

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

BORDERED = {"border": 1, "valign": "top", "text_wrap": True}
# Words among numbers stand at the left, so that nobody takes them for figures.
WORDS = ""


def write_xlsx(bulletin: Bulletin) -> bytes:
    """Write the sheets; the same bulletin gives the same bytes."""
    # Loaded on use: only who makes a workbook waits for it.
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties(_list_properties(bulletin))
    heading = book.add_format({**BORDERED, "bold": True, "bg_color": "#E6F0F0"})
    formats = {WORDS: book.add_format(BORDERED)} | {
        code: book.add_format({**BORDERED, "num_format": code})
        for code in NUMBER_FORMATS
    }
    for part in list_sheets(bulletin):
        sheet = book.add_worksheet(part.name)
        for column, (title, width) in enumerate(part.columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, heading)
        for index, row in enumerate(part.rows, start=1):
            _write_row(sheet, index, row, formats)
        sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


def _list_properties(bulletin: Bulletin) -> dict[str, str | datetime]:
    properties = describe_document(bulletin)
    return {
        "title": properties.title,
        "author": properties.author,
        "subject": properties.subject,
        "category": properties.category,
        "keywords": properties.keywords,
        "comments": properties.status,
        "created": properties.moment,
    }


def _write_row(
    sheet: "Worksheet", index: int, row: Sequence[Cell], formats: "dict[str, Format]"
) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, Quantity):
            style = formats[cell.number_format]
            sheet.write_number(index, column, float(cell.value), style)
        elif not cell:
            sheet.write_blank(index, column, None, formats[WORDS])
        else:
            sheet.write_string(index, column, cell, formats[WORDS])
