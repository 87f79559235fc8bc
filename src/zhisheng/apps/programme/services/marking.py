"""The refused rows come back as the same workbook, the wrong cells coloured."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.programme.choices import RowState
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.selectors import (
    count_rows,
    iterate_marks,
    show_reason,
)
from zhisheng.apps.programme.services.mapping import load_mappings
from zhisheng.apps.programme.sheets import find_column, list_tables
from zhisheng.kit import files
from zhisheng.kit.language import join_sentences
from zhisheng.kit.sheets import (
    Doubts,
    Table,
    Told,
    collect_marks,
    mark_tables,
    read_workbook,
)


@dataclass(frozen=True, slots=True)
class Returned:
    """A row that comes back: where it stands, its own year, its reasons as shown."""

    sheet: str | None
    number: int
    year: int
    reasons: Iterable[Mapping[str, Any]]


def mark_roster(*, roster_import: RosterImport) -> bytes:
    """Return the user's own workbook with reasons as comments; a very long one shortened."""
    returned = (
        Returned(
            row.sheet or None, row.row, row.year, map(show_reason, row.open_reasons)
        )
        for row in iterate_marks(roster_import)
    )
    counts = count_rows(roster_import)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "marked.xlsx"
        write_marks(
            files.copy_to(roster_import.file, Path(folder) / "source"),
            returned,
            out=out,
            rows=sum(counts[state] for state in RowState.values),
            year=roster_import.year,
            organisation=roster_import.organisation,
        )
        return out.read_bytes()


def write_marks(
    source: Path,
    returned: Iterable[Returned],
    *,
    out: Path,
    rows: int,
    year: int,
    organisation: Organisation | None,
) -> None:
    """Write a copy of the source, of so many rows, in which the returned ones are marked."""
    book = read_workbook(source)
    tables = list_tables(book, year=year, mappings=load_mappings(organisation))
    told = list(_tell(returned, tables))
    mark_tables(
        source,
        collect_marks(one for one, _is_doubt in told),
        out=out,
        book=book,
        tables=tables,
        rows=rows,
        doubts=_collect_doubts(told),
    )


def _collect_doubts(told: list[tuple[Told, bool]]) -> Doubts:
    """Return the cells of which nothing is told but warnings."""
    wrong = {one[:3] for one, is_doubt in told if not is_doubt}
    doubts: defaultdict[str | None, set[tuple[int, int]]] = defaultdict(set)
    for (sheet, row, column, _text), _is_doubt in told:
        if (sheet, row, column) not in wrong:
            doubts[sheet].add((row, column))
    return doubts


def _tell(
    returned: Iterable[Returned], tables: list[Table]
) -> Iterator[tuple[Told, bool]]:
    """Yield what to write where, and whether it is only a warning."""
    for row in returned:
        for reason in row.reasons:
            column = reason["column"] or find_column(
                tables,
                sheet=row.sheet,
                row=row.number,
                field=reason["field"],
                year=row.year,
            )
            text = join_sentences(reason["message"], reason["cure"])
            is_doubt = reason["severity"] == "warning"
            yield (row.sheet, row.number, column, text), is_doubt
