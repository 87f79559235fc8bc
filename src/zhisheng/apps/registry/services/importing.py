"""Set-based writing for roster imports; each runs within the importer's transaction."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.choices import SizeClass
from zhisheng.apps.registry.models import (
    Enterprise,
    EnterpriseAttributes,
    EnterpriseVersion,
)
from zhisheng.apps.registry.selectors.pending_changes import (
    STAGED,
    EnterpriseChange,
    list_pending_changes,
    select_changing,
    select_new,
)
from zhisheng.apps.registry.services.name_index import index_names
from zhisheng.apps.registry.services.placing import announce_placed
from zhisheng.kit import audit, bulk

ATTRIBUTES = tuple(
    field.attname for field in EnterpriseAttributes._meta.get_fields() if field.concrete
)


NEW_COLUMNS: Mapping[str, str] = {
    "id": "new_enterprise_id",
    "code": "enterprise_code",
    "name": "name",
    "name_key": "name_key",
    "uscc": "free_uscc",
    "legal_form": "legal_form",
    "region_id": "region_or_null",
    "industry_id": "industry_or_null",
    "unit_id": "unit_or_null",
    "address": "address",
    "size_class": "size_or_unknown",
    "size_basis": "size_basis",
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
    "source": "made_by",
}


@transaction.atomic
def create_enterprises_from(
    *, staging: QuerySet[Any], on: date, source: str, actor: User | None
) -> int:
    """Create the enterprises of staged rows that hold a ``new_enterprise_id``.

    Several rows of one id make one enterprise, as the first row has it. The staging
    columns are those of ``selectors.pending_changes`` and ``new_enterprise_id`` (from
    ``bulk.reserve_ids``), ``enterprise_code``, ``name``, ``name_key``, ``contact_name``,
    ``contact_phone``. A code that another enterprise has taken meanwhile is left out.
    """
    rows = _free_codes(select_new(staging)).annotate(
        region_or_null=NullIf(F("region_code"), Value("")),
        industry_or_null=NullIf(F("industry_code"), Value("")),
        unit_or_null=NullIf(F("unit_code"), Value("")),
        size_or_unknown=Coalesce(
            NullIf(F("size_class"), Value("")), Value(SizeClass.UNKNOWN.value)
        ),
        made_by=Value(source),
    )
    count = bulk.insert_from(Enterprise, rows, NEW_COLUMNS)
    columns = {name: NEW_COLUMNS[name] for name in ATTRIBUTES if name in NEW_COLUMNS}
    _write_versions(rows, columns, "new_enterprise_id", on, source, actor)
    index_names(rows.values_list("new_enterprise_id", "name_key"))
    audit.record(
        action="registry.enterprises_created",
        actor=actor,
        new={"source": source},
        counts={"enterprises": count},
    )
    return count


@transaction.atomic
def update_enterprises_from(
    *, staging: QuerySet[Any], on: date, source: str, actor: User | None
) -> list[EnterpriseChange]:
    """Write what staged rows say anew about known enterprises; return old and new."""
    rows = select_changing(staging, on=on)
    _lock(rows)
    changes = list(list_pending_changes(staging, on=on))
    columns = {
        name: f"next_{name}" if name in STAGED else f"enterprise__{name}"
        for name in ATTRIBUTES
    }
    _write_versions(rows, columns, "enterprise_id", on, source, actor)
    bulk.update_from(
        Enterprise,
        rows,
        on={"id": "enterprise_id"},
        columns={name: f"next_{name}" for name in STAGED},
    )
    announce_placed(
        {
            one.enterprise_id: one.new.get("unit_id", "")
            for one in changes
            if "unit_id" in one.new
        }
    )
    audit.record(
        action="registry.enterprises_updated",
        actor=actor,
        new={"source": source},
        counts={"enterprises": len(changes)},
    )
    return changes


def _free_codes(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate each row's code as ``free_uscc``: empty where another enterprise has it.

    A known enterprise that the same import matched by its name may just have got it.
    """
    holders = Enterprise.unscoped.filter(uscc=OuterRef("uscc"), merged_into=None)
    code: F | Case = F("uscc")
    if rows.exclude(uscc="").filter(Exists(holders)).exists():
        others = holders.exclude(pk=OuterRef("new_enterprise_id"))
        code = Case(
            When(Exists(others), then=Value("")), default=code, output_field=CharField()
        )
    annotated: QuerySet[Any] = rows.annotate(free_uscc=code)
    return annotated


def _lock(rows: QuerySet[Any]) -> None:
    """Hold the enterprises until the end, so that what is told as old stays so."""
    enterprises = Enterprise.unscoped.filter(
        pk__in=rows.order_by().values("enterprise_id")
    )
    locked = enterprises.select_for_update().order_by("pk").values_list("pk")
    for _ in locked.iterator():
        pass


def _write_versions(
    rows: QuerySet[Any],
    columns: Mapping[str, str],
    enterprise: str,
    on: date,
    source: str,
    actor: User | None,
) -> None:
    constants: dict[str, Any] = {
        "from_day": Value(on, DateField()),
        "version_source": Value(source),
    }
    named = {**columns, "enterprise_id": enterprise, "valid_from": "from_day"}
    named["source"] = "version_source"
    if actor is not None:
        constants["recorder"] = Value(actor.pk, BigIntegerField())
        named["recorded_by_id"] = "recorder"
    bulk.insert_from(EnterpriseVersion, rows.annotate(**constants), named)
