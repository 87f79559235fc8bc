"""A file for another system, and a blank one to show which columns are read."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from zhisheng.kit.sheets import BlankColumn, OutSheet, write_blank, write_xlsx
from zhisheng.reference.connectors import Column, Layout
from zhisheng.reference.forms import Kind

TEXTS = frozenset({Kind.USCC, Kind.INDUSTRY, Kind.TEXT})
WIDE, NARROW = 30, 18


def write_layout(
    target: Path | BinaryIO, layout: Layout, rows: Iterable[Mapping[str, str]]
) -> None:
    """Write rows under the headings of the layout; no text becomes a formula."""
    sheet = OutSheet(
        name=layout.name,
        header=[column.heading for column in layout.columns],
        rows=([row.get(one.code, "") for one in layout.columns] for row in rows),
        widths=[WIDE if one.kind is Kind.TEXT else NARROW for one in layout.columns],
    )
    write_xlsx(target, [sheet])


def write_blank_layout(target: Path | BinaryIO, layout: Layout) -> None:
    """Write the table of a layout, each column with its note, and a row for example."""
    columns = [_make_blank(one) for one in layout.columns]
    write_blank(target, layout.name, columns, has_example_row=True)


def _make_blank(column: Column) -> BlankColumn:
    return BlankColumn(
        title=column.heading,
        note=_("必填。") if column.is_required else _("没有可以不填。"),
        example=column.example,
        width=WIDE if column.kind is Kind.TEXT else NARROW,
        choices=[choice.value for choice in column.choices],
        is_text=column.kind in TEXTS,
    )
