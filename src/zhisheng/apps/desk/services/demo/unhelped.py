"""Enterprises nobody helped: they have no roster, so they come in as a survey would."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
from django.db import transaction
from django.db.models import BigIntegerField, F
from django.db.models import Value as Constant
from django.utils import timezone

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.services import create_organisation
from zhisheng.apps.desk.models import DemoEnterprise, DemoValue
from zhisheng.apps.desk.services.demo.tables import (
    FIRST_YEAR,
    INDICATORS,
    YEARS,
    DemoTables,
    list_unhelped,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import create_enterprises_from
from zhisheng.apps.returns.choices import ValueSource
from zhisheng.apps.returns.services import record_values_from
from zhisheng.kit import bulk
from zhisheng.kit.codes import new_code
from zhisheng.methods.linkage import name_key
from zhisheng.methods.size_class import DEFINITION, classify_sizes

SOURCE = "演示调查"
SURVEYOR = "示例调查队（演示）"
ENTERPRISE_COLUMNS = (
    "id", "new_enterprise_id", "enterprise_code", "name", "name_key", "uscc", "legal_form", "region_code",
    "industry_code", "address", "size_class", "size_basis", "contact_name",
    "contact_phone",
)  # fmt: skip
VALUE_COLUMNS = ("row_id", "indicator_code", "period", "value", "is_approximate")


@transaction.atomic
def register_unhelped(*, tables: DemoTables, actor: User | None = None) -> int:
    """Register them with their yearly values; the staging tables are empty again after."""
    rows = list_unhelped(tables)
    # Before the copying begins, which keeps the connection to itself.
    ids = bulk.reserve_ids(DemoEnterprise, rows.height)
    new_ids = bulk.reserve_ids(Enterprise, rows.height)
    described = _describe(rows, tables, ids, new_ids)
    bulk.copy_rows(DemoEnterprise, ENTERPRISE_COLUMNS, described)
    numbered = rows.select("enterprise").with_columns(
        row=pl.Series(ids, dtype=pl.Int64)
    )
    bulk.copy_rows(DemoValue, VALUE_COLUMNS, _list_values(numbered, tables))
    created = create_enterprises_from(
        # None of them is of a station, branch or zone.
        staging=DemoEnterprise.objects.annotate(unit_code=Constant("")),
        on=timezone.localdate().replace(year=FIRST_YEAR, month=1, day=1),
        source=SOURCE,
        actor=actor,
    )
    _record_values(_find_surveyor(), actor)
    DemoEnterprise.objects.all().delete()
    return created


def _describe(
    rows: pl.DataFrame, tables: DemoTables, ids: list[int], new_ids: list[int]
) -> Iterator[tuple[Any, ...]]:
    latest = tables.yearly.filter(pl.col("year") == FIRST_YEAR + YEARS - 1)
    known = rows.join(latest, on="enterprise", how="left", maintain_order="left")
    sizes = classify_sizes(
        industry_codes=known["industry_code"].to_list(),
        employees=known["employees"].cast(pl.Float64).to_numpy(),
        revenue_yuan=known["revenue"].fill_null(np.nan).to_numpy(),
    )
    columns = (
        "name",
        "uscc",
        "region_code",
        "industry_code",
        "address",
        "contact",
        "phone",
    )
    for pk, new_id, row, size, applied in zip(
        ids, new_ids, known.select(columns).iter_rows(), sizes.size_classes, sizes.row_codes,
        strict=True,
    ):  # fmt: skip
        name, uscc, region, industry, address, contact, phone = row
        basis = {"definition": DEFINITION, "row": str(applied)}
        yield (
            pk, new_id, new_code("E"), name, name_key(name), uscc, "", region, industry, address,
            str(size), basis, contact, phone,
        )  # fmt: skip


def _list_values(
    numbered: pl.DataFrame, tables: DemoTables
) -> Iterator[tuple[Any, ...]]:
    """Yield what a survey would accept: no negative revenue."""
    known = tables.yearly.join(numbered, on="enterprise")
    figures = known.unpivot(on=INDICATORS, index=["row", "year"]).drop_nulls("value")
    accepted = figures.filter(
        (pl.col("variable") != "revenue") | (pl.col("value") >= 0)
    )
    for row, year, indicator, value in accepted.iter_rows():
        yield row, indicator, str(year), Decimal(repr(value)), False


def _record_values(surveyor: Organisation, actor: User | None) -> None:
    staging = DemoValue.objects.annotate(
        enterprise_id=F("row__new_enterprise_id"),
        declared_by_id=Constant(surveyor.pk, output_field=BigIntegerField()),
    )
    record_values_from(
        staging=staging, source_kind=ValueSource.SHEET, source=SOURCE, actor=actor
    )


def _find_surveyor() -> Organisation:
    return create_organisation(
        name=SURVEYOR, kind=OrganisationKind.DEPARTMENT, actor=None
    )
