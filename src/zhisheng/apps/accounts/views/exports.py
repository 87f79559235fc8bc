"""Handing out an export in the chosen columns, as a workbook or as plain text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from django.http import FileResponse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.schemas.column_sets import (
    SavedDownload,
    link_downloads,
    tell_retired,
)
from zhisheng.apps.accounts.selectors import ChosenColumns
from zhisheng.kit.exporting import Export
from zhisheng.kit.http import UserRequest, stream_file
from zhisheng.kit.sheets import OutSheet, OutValue, iterate_csv, write_xlsx

CSV = "text/csv; charset=utf-8"
BOM = b"\xef\xbb\xbf"
WIDE, NARROW = 30, 18
WIDE_FROM = 8


def choose_columns(request: UserRequest, export: Export) -> ChosenColumns:
    """Read the columns that the address asks for, one by one or as a saved set."""
    wanted = request.GET.getlist("columns")
    return selectors.choose_export_columns(
        actor=request.user, export=export, wanted=wanted
    )


def list_saved_downloads(
    request: UserRequest,
    *,
    export: str,
    form: str = "",
    file_url: str,
    kept: Sequence[tuple[str, str]],
) -> tuple[SavedDownload, ...]:
    """Return the saved sets of an export, each with where its file is handed out."""
    sets = selectors.list_column_sets_for(actor=request.user, export=export, form=form)
    return link_downloads(sets, file_url, kept)


def stream_export(
    request: UserRequest,
    export: Export,
    title: str,
    chosen: ChosenColumns,
    rows: Iterable[Sequence[OutValue]],
) -> FileResponse:
    """Send the rows as .xlsx, or as .csv where the address asks for it; it is on record.

    Columns of a saved set that are no longer there are named on a sheet of their own.
    """
    counted = Counted(rows)
    response = _stream(request, title, chosen, counted)
    services.note_column_export(
        export=export,
        columns=[column.key for column in chosen.columns],
        rows=counted.number,
        actor=request.user,
    )
    return response


class Counted:
    """Rows that are counted while they are read."""

    def __init__(self, rows: Iterable[Sequence[OutValue]]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[Sequence[OutValue]]:
        for row in self._rows:
            self.number += 1
            yield row


def _stream(
    request: UserRequest,
    title: str,
    chosen: ChosenColumns,
    rows: Iterable[Sequence[OutValue]],
) -> FileResponse:
    header = [column.label for column in chosen.columns]
    if request.GET.get("format") == "csv":
        return stream_file(
            lambda file: _write_csv(file, header, rows),
            f"{title}.csv",
            content_type=CSV,
        )
    widths = [NARROW if len(text) < WIDE_FROM else WIDE for text in header]
    sheets = [OutSheet(title, header, rows, widths)]
    if retired := tell_retired(chosen):
        sheets.append(OutSheet(_("说明"), [_("说明")], [[retired]], [80]))
    return stream_file(lambda file: write_xlsx(file, sheets), f"{title}.xlsx")


def _write_csv(
    file: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[OutValue]]
) -> None:
    file.write(BOM)
    for line in iterate_csv(header=header, rows=rows):
        file.write(line.encode(errors="replace"))
