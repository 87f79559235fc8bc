"""Several tables below each other in one sheet, each with a heading of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .cells import Row, Sheet
from .headers import (
    FEWEST_COLUMNS,
    ColumnSpec,
    IsEnough,
    Table,
    find_heading,
    find_table,
    is_blank,
    needs_more,
)

MOST_TABLES = 200
MOST_TITLE_ROWS = 5
WIDEST_TITLE = 2


def find_tables(
    sheet: Sheet,
    *,
    columns: Sequence[ColumnSpec],
    is_enough: IsEnough = needs_more,
) -> list[Table]:
    """Return the tables of a sheet from top to bottom.

    A later heading with the same columns in the same places only repeats the first,
    as at the top of a printed page.
    """
    main = find_table(sheet, columns=columns, is_enough=is_enough)
    if main is None:
        return []
    tables = [main]
    for row in _list_headings(main, columns):
        if len(tables) < MOST_TABLES:
            found = find_heading(sheet, [row], columns=columns, is_enough=is_enough)
            if found is not None and not _repeats(found, tables[-1]):
                tables.append(found)
    return _part(sorted(tables, key=lambda table: table.header_rows))


def _list_headings(main: Table, columns: Sequence[ColumnSpec]) -> Iterator[int]:
    """Yield the rows, from 0, that hold several words of headings."""
    words = {alias for spec in columns for alias in spec.aliases}
    rows = main.sheet.rows
    for number in main.header_rows:
        words.update(cell for cell in rows[number - 1] if isinstance(cell, str))
    for position, row in enumerate(rows):
        if words.isdisjoint(row) or position + 1 in main.header_rows:
            continue
        if len(words.intersection(row)) >= min(FEWEST_COLUMNS, len(main.columns)):
            yield position


def _repeats(table: Table, other: Table) -> bool:
    """Tell whether two headings mean the same, or are one heading seen twice."""
    overlap = set(table.header_rows) & set(other.header_rows)
    places = [{n: m.index for n, m in t.columns.items()} for t in (table, other)]
    return bool(overlap) or places[0] == places[1]


def _part(tables: list[Table]) -> list[Table]:
    """End each table where the titles of the next one begin."""
    parted = [tables[0]]
    for table in tables[1:]:
        first = _find_first_title(table)
        parted[-1] = replace(parted[-1], last_row=first - 1)
        unit = table.default_unit or parted[-1].default_unit
        parted.append(replace(table, first_row=first, default_unit=unit))
    return parted


def _find_first_title(table: Table) -> int:
    """Go up from a heading over rows of one or two cells, such as 二、桃城区."""
    first = table.header_rows[0]
    lowest = max(first - MOST_TITLE_ROWS, 1)
    # In a table of two columns a row of two cells is a record.
    widest = min(WIDEST_TITLE, len(table.columns) - 1)
    while first > lowest and _count_filled(table.sheet.rows[first - 2]) <= widest:
        first -= 1
    return first


def _count_filled(row: Row) -> int:
    return sum(not is_blank(cell) for cell in row)
