"""Sheets that leave the platform: no text of theirs ever becomes a formula."""

import csv
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .delimited import TRIGGERS

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

OutValue = None | str | int | float | bool | Decimal | date | datetime | time
DANGEROUS = re.compile(f"'*[\\s\"\ufeff]*[{TRIGGERS}]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME = 31
LONGEST_CELL = 32_767
EXACT_DIGITS = 15
PLAIN_STRINGS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
FORMATS = {
    "header": {"bold": True, "bg_color": "#EAF1FB", "border": 1, "text_wrap": True},
    "date": {"num_format": "yyyy-mm-dd"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm"},
    "time": {"num_format": "hh:mm"},
    "text": {"num_format": "@"},
    "wrong": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "doubted": {"bg_color": "#FFEB9C", "font_color": "#7F4F00"},
}


@dataclass(frozen=True, slots=True)
class OutSheet:
    """A sheet to write; ``rows`` may be an iterator and is walked once."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[OutValue]]
    widths: Sequence[float] = ()


def write_xlsx(
    target: Path | BinaryIO,
    sheets: Iterable[OutSheet],
    *,
    constant_memory: bool = True,
) -> None:
    """Write sheets with a frozen heading; texts stay texts whatever they look like."""
    book = open_workbook(target, constant_memory=constant_memory)
    formats = add_formats(book)
    names = NameGiver()
    for sheet in sheets:
        page = book.add_worksheet(names.give(sheet.name))
        _write_header(page, sheet, formats)
        for number, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                write_cell(page, number, column, value, formats)
    book.close()


def open_workbook(
    target: Path | BinaryIO, *, constant_memory: bool
) -> "xlsxwriter.Workbook":
    """Return a workbook that never turns a text into a formula, number or link."""
    import xlsxwriter

    options = PLAIN_STRINGS | {"constant_memory": constant_memory}
    return xlsxwriter.Workbook(target, options)


def add_formats(book: "xlsxwriter.Workbook") -> dict[str, Any]:
    return {name: book.add_format(looks) for name, looks in FORMATS.items()}


def write_cell(
    page: "Worksheet",
    row: int,
    column: int,
    value: Any,
    formats: dict[str, Any],
    *,
    look: str | None = None,
) -> None:
    """Write one value by its type; numbers Excel would round become texts."""
    if isinstance(value, str):
        text = CONTROL.sub("", value)[:LONGEST_CELL]
        page.write_string(row, column, text, formats.get(look or ""))
    elif value is None:
        if look is not None:
            page.write_blank(row, column, None, formats[look])
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, formats.get(look or ""))
    elif isinstance(value, int | float | Decimal):
        _write_number(page, row, column, value, formats.get(look or ""))
    else:
        _write_moment(page, row, column, value, formats)


def _write_number(
    page: "Worksheet", row: int, column: int, value: float | Decimal, look: Any
) -> None:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if exact.is_finite() and len(exact.normalize().as_tuple().digits) <= EXACT_DIGITS:
        page.write_number(row, column, float(value), look)
    elif isinstance(value, float) and exact.is_finite():
        page.write_number(row, column, value, look)
    else:
        page.write_string(row, column, str(value), look)


def _write_moment(
    page: "Worksheet", row: int, column: int, value: Any, formats: dict[str, Any]
) -> None:
    if isinstance(value, datetime):
        plain = value.replace(tzinfo=None)
        page.write_datetime(row, column, plain, formats["datetime"])
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, time):
        page.write_datetime(row, column, value.replace(tzinfo=None), formats["time"])
    else:
        page.write_string(row, column, str(value))


def _write_header(page: "Worksheet", sheet: OutSheet, formats: dict[str, Any]) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)
    for column, text in enumerate(sheet.header):
        page.write_string(0, column, text, formats["header"])


class NameGiver:
    """Gives sheets names that spreadsheet software allows, each but once."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def give(self, wanted: str) -> str:
        name = FORBIDDEN_IN_NAME.sub("_", wanted).strip("' ") or "表"
        name = name[:LONGEST_NAME]
        number = 2
        while name.lower() in self.taken:
            tail = f"({number})"
            name = name[: LONGEST_NAME - len(tail)] + tail
            number += 1
        self.taken.add(name.lower())
        return name


def add_guard(text: str) -> str:
    """Put a mark before a text that spreadsheet software would calculate.

    The reader takes off exactly this mark, so every text survives a round trip.
    """
    return f"'{text}" if DANGEROUS.match(text) else text


def write_csv(
    target: Path, *, header: Sequence[str], rows: Iterable[Sequence[OutValue]]
) -> None:
    """Write UTF-8 text with a byte-order mark, as spreadsheet software expects it."""
    with target.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        for line in iterate_csv(header=header, rows=rows):
            stream.write(line)


def iterate_csv(
    *, header: Sequence[str], rows: Iterable[Sequence[OutValue]]
) -> Iterator[str]:
    """Yield the lines of a csv file, for a response that is streamed."""
    lines: list[str] = []
    writer = csv.writer(_Lines(lines.append), quoting=csv.QUOTE_NONNUMERIC)
    for row in itertools.chain([header], rows):
        writer.writerow([_csv_value(value) for value in row])
        yield lines.pop()


@dataclass(frozen=True, slots=True)
class _Lines:
    write: Callable[[str], object]


def _csv_value(value: OutValue) -> str | int | float | Decimal:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime | date | time):
        return (
            value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        )
    return add_guard(CONTROL.sub("", value))
