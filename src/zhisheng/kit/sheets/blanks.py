"""A blank sheet to fill in: what each column wants stands beside its heading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .writing import add_formats, open_workbook

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

PREPARED_ROWS = 5_000
EXAMPLE_LOOK = {"italic": True, "font_color": "#767676", "num_format": "@"}
NOTE_SIZE = {"x_scale": 2.4, "y_scale": 1.2}
# The reader of sheets passes over a row that begins so.
EXAMPLE = "示例"
COUNTED_PAGES = "&C第 &P 页，共 &N 页"
A4 = 9
ABOUT = (("列名", 26), ("怎么填", 60), ("示例", 34))


@dataclass(frozen=True, slots=True)
class BlankColumn:
    """A column to fill in; only one of the choices may be written where it is closed.

    A text keeps its digits and leading zeros, which a number would lose.
    """

    title: str
    note: str
    example: str
    width: float = 14
    choices: Sequence[str] = ()
    is_closed: bool = True
    is_text: bool = False


def write_blank(
    target: Path | BinaryIO,
    name: str,
    columns: Sequence[BlankColumn],
    *,
    has_example_row: bool = False,
) -> None:
    """Write the headings, ready to print on A4, and apart how each column is filled in.

    An example below the headings is for readers that pass over it.
    """
    book = open_workbook(target, constant_memory=False)
    formats = add_formats(book)
    page = book.add_worksheet(name)
    for index, column in enumerate(columns):
        _write_column(page, index, column, formats)
    if has_example_row:
        _write_example(page, columns, book.add_format(EXAMPLE_LOOK))
    page.freeze_panes(1, 0)
    _set_paper(page, heading=0)
    _write_notes(book.add_worksheet("填写说明"), columns, formats)
    book.close()


def _write_example(
    page: "Worksheet", columns: Sequence[BlankColumn], look: Any
) -> None:
    for index, column in enumerate(columns):
        text = column.example
        if index == 0:
            text = EXAMPLE if text.isdigit() else f"{EXAMPLE}：{text}"
        page.write_string(1, index, text, look)


def _set_paper(page: "Worksheet", *, heading: int) -> None:
    """Print on A4 across, as wide as the page, the heading on each and pages counted."""
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(heading)
    page.set_footer(COUNTED_PAGES)


def _write_column(
    page: "Worksheet", index: int, column: BlankColumn, formats: dict[str, Any]
) -> None:
    look = formats["text"] if column.is_text else None
    page.set_column(index, index, column.width, look)
    page.write_string(0, index, column.title, formats["header"])
    page.write_comment(0, index, f"{column.note}\n例：{column.example}", NOTE_SIZE)
    if column.choices:
        rule = {
            "validate": "list",
            "source": list(column.choices),
            "error_type": "stop" if column.is_closed else "warning",
            "error_title": column.title,
            "error_message": column.note,
        }
        page.data_validation(1, index, PREPARED_ROWS, index, rule)


def _write_notes(
    page: "Worksheet", columns: Sequence[BlankColumn], formats: dict[str, Any]
) -> None:
    for index, (title, width) in enumerate(ABOUT):
        page.set_column(index, index, width)
        page.write_string(0, index, title, formats["header"])
    for row, column in enumerate(columns, start=1):
        for index, text in enumerate((column.title, column.note, column.example)):
            page.write_string(row, index, text)
    page.freeze_panes(1, 0)


def write_template(
    target: Path | BinaryIO,
    *,
    title: str,
    subtitle: str,
    columns: Mapping[str, str],
    footers: Sequence[str],
) -> None:
    """Write a plain template for A4: heading on each page, pages counted, room to sign.

    ``title``, ``subtitle`` and ``footers`` may hold names in double braces; ``columns``
    are the headings by the names that stand under them.
    """
    book = open_workbook(target, constant_memory=False)
    looks = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format({"bold": True, "border": 1, "text_wrap": True}),
        "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
    }
    page = book.add_worksheet("名单")
    last = len(columns) - 1
    page.merge_range(0, 0, 0, max(last, 1), title, looks["title"])
    page.write_string(1, 0, subtitle)
    for index, (name, heading) in enumerate(columns.items()):
        page.write_string(2, index, heading, looks["head"])
        page.write_string(3, index, f"{{{{{name}}}}}", looks["cell"])
        page.set_column(index, index, 6 if index == 0 else 16)
    for row, text in enumerate(footers, start=5):
        page.write_string(row, 0, text)
    _set_paper(page, heading=2)
    book.close()
