"""Guarded reading of sheets as people write them; nothing here knows the web.

The larger libraries of the writers are loaded on first use only: the reading
process must not pay for them.
"""

from .blanks import BlankColumn, write_blank, write_template
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
from .errors import (
    NoRowsError,
    SheetRefusedError,
    TemplateUnfitError,
    ValueRefusedError,
)
from .filling import fill_template
from .headers import (
    ColumnMatch,
    ColumnSpec,
    Table,
    find_table,
    normalize_header,
)
from .limits import DEFAULT, Limits
from .marking import (
    Doubts,
    Marks,
    Told,
    collect_marks,
    mark_tables,
    mark_workbook,
)
from .reading import read_workbook
from .row_kinds import RowKind, classify_row, list_rows
from .sections import find_tables
from .templates import SheetTemplate, open_template
from .writing import OutSheet, OutValue, iterate_csv, write_csv, write_xlsx

__all__ = [
    "DEFAULT",
    "BlankColumn",
    "CellProblem",
    "CellValue",
    "ColumnMatch",
    "ColumnSpec",
    "Doubts",
    "EmptyFormula",
    "ErrorCell",
    "Kind",
    "Limits",
    "Marks",
    "MergedRange",
    "NoRowsError",
    "OutSheet",
    "OutValue",
    "Row",
    "RowKind",
    "Sheet",
    "SheetRefusedError",
    "SheetTemplate",
    "Table",
    "TemplateUnfitError",
    "Told",
    "ValueRefusedError",
    "Workbook",
    "classify_row",
    "collect_marks",
    "fill_merged",
    "fill_template",
    "find_table",
    "find_tables",
    "get_cell",
    "iterate_csv",
    "list_rows",
    "mark_tables",
    "mark_workbook",
    "normalize_header",
    "open_template",
    "read_workbook",
    "write_blank",
    "write_csv",
    "write_template",
    "write_xlsx",
]
