"""What the pages and the API tell of the ledger of helps."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.programme.models import Enrolment
from zhisheng.apps.programme.sheets.exports import (
    list_ledger_cells,
    list_ledger_columns,
)
from zhisheng.ui.tables import Column, Row, Table


def list_ledger_table(enrolments: Iterable[Enrolment]) -> Table:
    return Table(
        columns=tuple(Column(key, label) for key, label in list_ledger_columns()),
        rows=tuple(
            Row(
                tuple(list_ledger_cells(enrolment)),
                url=_find_address(enrolment),
            )
            for enrolment in enrolments
        ),
        caption=_("帮扶台账"),
    )


def _find_address(enrolment: Enrolment) -> str:
    """Return the page of an entry, or nothing where the reader may not open it."""
    if not getattr(enrolment, "is_readable", True):
        return ""
    address = reverse("programme:enrol", args=[enrolment.enterprise.code])
    return f"{address}?year={enrolment.year}"


def describe_helper(
    helper: Organisation, found: Sequence[Organisation]
) -> tuple[str, str, str]:
    """Return value, label and detail of a picker's option; several may bear a name."""
    number = helper.approval_number or helper.code
    is_alone = sum(one.name == helper.name for one in found) == 1
    return helper.name if is_alone else helper.code, helper.name, number
