"""The lines of a task as an export: keys that stay, labels as the form calls them."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from zhisheng.apps.programme.selectors.papers import (
    FILLER,
    NUMBER,
    STATE,
    SUBJECT,
    Line,
    name_headings,
)
from zhisheng.kit.exporting import ExportColumn
from zhisheng.kit.sheets import OutValue
from zhisheng.reference.forms import FormSpec

# No code of a field begins so.
OWN_KEYS: Mapping[str, str] = MappingProxyType(
    {NUMBER: "_number", SUBJECT: "_subject", FILLER: "_filler", STATE: "_state"}
)


def list_task_columns(form: FormSpec) -> tuple[ExportColumn, ...]:
    names = map_names(form)
    headings = name_headings(form)
    return tuple(ExportColumn(key, headings[name]) for key, name in names.items())


def map_names(form: FormSpec) -> dict[str, str]:
    """Return what a line of a paper calls each column, by the key of the column."""
    codes = {field.label: field.code for field in form.rows or form.fields}
    return {OWN_KEYS.get(name) or codes[name]: name for name in name_headings(form)}


def list_task_cells(
    form: FormSpec, lines: Iterable[Line], keys: Iterable[str]
) -> Iterator[list[OutValue]]:
    known = map_names(form)
    names = [known[key] for key in keys]
    return ([line.get(name, "") for name in names] for line in lines)
