"""Guarded reading of sheets as people write them; nothing here knows the web.

The writers stand in ``writing`` and ``marking``: they load larger libraries, which
the reading process must not pay for.
"""

from .cells import (
    CellProblem,
    CellValue,
    EmptyFormula,
    ErrorCell,
    Kind,
    MergedRange,
    Row,
    Sheet,
    Workbook,
    fill_merged,
    get_cell,
)
from .errors import SheetRefusedError, ValueRefusedError
from .headers import (
    ColumnMatch,
    ColumnSpec,
    RowKind,
    Table,
    classify_row,
    find_table,
    list_rows,
    normalize_header,
)
from .limits import DEFAULT, Limits
from .reading import read_workbook

__all__ = [
    "DEFAULT",
    "CellProblem",
    "CellValue",
    "ColumnMatch",
    "ColumnSpec",
    "EmptyFormula",
    "ErrorCell",
    "Kind",
    "Limits",
    "MergedRange",
    "Row",
    "RowKind",
    "Sheet",
    "SheetRefusedError",
    "Table",
    "ValueRefusedError",
    "Workbook",
    "classify_row",
    "fill_merged",
    "find_table",
    "get_cell",
    "list_rows",
    "normalize_header",
    "read_workbook",
]
