"""Staging rows for the tests of bulk services; the model belongs to a higher app."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.bulk import reserve_ids
from zhisheng.kit.files import StoredFile
from zhisheng.methods.linkage import name_key


def stage_rows(organisation: Organisation, rows: list[dict[str, Any]]) -> QuerySet[Any]:
    """Save rows as a roster import would have read them and return them."""
    number = apps.get_model("programme", "RosterImport").objects.count()
    roster_import = apps.get_model("programme", "RosterImport").objects.create(
        code=f"I-{number}",
        file=_make_file(number),
        organisation=organisation,
        helper=organisation,
        year=2026,
    )
    row_class = apps.get_model("programme", "ImportRow")
    codes = list(
        dict.fromkeys(filter(None, (row.get("enterprise_code") for row in rows)))
    )
    ids = dict(zip(codes, reserve_ids(Enterprise, len(codes)), strict=True))
    row_class.objects.bulk_create(
        row_class(
            roster_import=roster_import,
            row=position,
            year=2026,
            status="accepted",
            new_enterprise_id=ids.get(row.get("enterprise_code", "")),
            **{"name_key": name_key(row.get("name", "")), **row},
        )
        for position, row in enumerate(rows, start=2)
    )
    return row_class.objects.filter(roster_import=roster_import)


def _make_file(number: int) -> StoredFile:
    return StoredFile.objects.create(
        sha256="0" * 64,
        size=1,
        content_type="text/csv",
        original_name="a.csv",
        kind="roster",
        path=f"files/test/{number}",
        retention_until=timezone.localdate(),
    )


FIRST_DAY = date(2026, 1, 1)
