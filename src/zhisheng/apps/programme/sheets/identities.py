"""Identity numbers of persons are never stored, in whatever column they stand."""

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.rows import Reason
from zhisheng.kit.sheets import CellValue
from zhisheng.methods.personal_data import drop_identity_numbers

FEWEST_CHARACTERS = 18


def drop_identities(cells: list[CellValue]) -> frozenset[int]:
    """Take identity numbers out of the cells, in place; return where some stood."""
    found = set()
    for position, cell in enumerate(cells):
        text = _write(cell)
        if len(text) < FEWEST_CHARACTERS:
            continue
        kept = drop_identity_numbers(text)
        if kept != text:
            found.add(position)
            cells[position] = kept.strip() or None
    return frozenset(found)


def tell_dropped(field: str, column: int) -> Reason:
    return Reason(
        field,
        "warning",
        _("这一格写了身份证号码，没有读取，也不保存。"),
        _("名单里请不要写身份证号码。"),
        column=column,
    )


def _write(cell: CellValue) -> str:
    """Return a text as it stands, and a number as its digits."""
    if isinstance(cell, str):
        return cell
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return f"{cell:.0f}" if is_number else ""
