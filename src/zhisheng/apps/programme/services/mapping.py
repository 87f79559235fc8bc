"""Asking what the columns of an unknown sheet mean, once per organisation."""

from collections.abc import Mapping

from django.db import transaction

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.programme.choices import ImportStatus
from zhisheng.apps.programme.errors import ImportStateError, MappingError
from zhisheng.apps.programme.models import ColumnMapping, RosterImport
from zhisheng.apps.programme.permissions import require
from zhisheng.apps.programme.services.uploads import queue_reading
from zhisheng.apps.programme.sheets import MAPPABLE, UnknownTable
from zhisheng.kit import audit


def load_mappings(organisation: Organisation | None) -> dict[str, dict[str, int]]:
    """Return the headings the organisation has explained before."""
    if organisation is None:
        return {}
    return dict(
        ColumnMapping.objects.filter(organisation=organisation).values_list(
            "signature", "columns"
        )
    )


@transaction.atomic
def ask_for_mapping(*, roster_import: RosterImport, unknown: UnknownTable) -> None:
    """Keep the heading for the page that asks what its columns mean."""
    roster_import.status = ImportStatus.MAPPING
    roster_import.mapping = unknown.as_json()
    roster_import.save(update_fields=["status", "mapping"])
    audit.record(
        action="programme.mapping_asked",
        subject=roster_import,
        new={"columns": len(unknown.headers)},
    )


@transaction.atomic
def confirm_mapping(
    *, roster_import: RosterImport, columns: Mapping[str, int], actor: User
) -> RosterImport:
    """Remember what the columns mean, field by position, and read the file again."""
    require(actor, "programme.import_roster")
    locked = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if locked.status != ImportStatus.MAPPING:
        raise ImportStateError(status=locked.get_status_display())
    _check(locked, columns)
    ColumnMapping.objects.update_or_create(
        organisation_id=locked.organisation_id,
        signature=locked.mapping["signature"],
        defaults={"columns": dict(columns), "confirmed_by": actor},
    )
    locked.status = ImportStatus.UPLOADED
    locked.save(update_fields=["status"])
    audit.record(
        action="programme.mapping_confirmed",
        actor=actor,
        subject=locked,
        new={"columns": dict(columns)},
    )
    queue_reading(locked, actor=actor)
    return locked


def _check(roster_import: RosterImport, columns: Mapping[str, int]) -> None:
    offered = {column["index"] for column in roster_import.mapping["columns"]}
    known = {field for field, _label in MAPPABLE}
    positions = list(columns.values())
    if (
        "name" not in columns
        or not known >= columns.keys()
        or not offered >= set(positions)
        or len(set(positions)) != len(positions)
    ):
        raise MappingError
