"""Where on a sheet a reason stands that names what is wrong but no cell."""

from collections.abc import Sequence

from zhisheng.apps.programme.sheets.columns import INDUSTRY_FIELDS, STAFF
from zhisheng.kit.sheets import Table

# The columns that may say a thing, the closest first.
COLUMNS_OF = {
    "region": ("region", "county", "city", "province"),
    "industry": INDUSTRY_FIELDS,
    "help_start": ("help_start", "help_period"),
    "help_end": ("help_end", "help_period"),
}


def find_column(
    tables: Sequence[Table], *, sheet: str | None, row: int, field: str, year: int
) -> int:
    """Return the column of a field, from 1; that of the name where it has none."""
    for table in tables:
        if table.sheet.name == sheet and table.first_data_row <= row < table.end_row:
            fields = (*_list_fields(field, year), "name")
            known = next(name for name in fields if name in table.columns)
            return table.columns[known].index + 1
    return 1


def _list_fields(field: str, year: int) -> tuple[str, ...]:
    if field == STAFF:
        return field, f"{field}@after", f"{field}@{year}"
    indicator, _, side = field.rpartition("_")
    if side in {"before", "after"}:
        named = year - 1 if side == "before" else year
        return f"{indicator}@{side}", f"{indicator}@{named}"
    if side.isdecimal():
        return (f"{indicator}@{side}",)
    return COLUMNS_OF.get(field, (field,))
