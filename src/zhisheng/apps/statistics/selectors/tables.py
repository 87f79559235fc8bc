"""Hand the records out as Arrow batches, sorted, so that equal records are equal bytes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from zhisheng.analytics.grade_counts import count_beforehand
from zhisheng.analytics.tables import SCHEMAS
from zhisheng.apps.accounts.choices import UnitKind
from zhisheng.apps.accounts.models import Organisation, Unit
from zhisheng.apps.accounts.selectors import match_below
from zhisheng.apps.improvement.selectors import select_published, select_solved
from zhisheng.apps.maturity.choices import Side
from zhisheng.apps.maturity.selectors import select_graded
from zhisheng.apps.places.models import Industry, Region, RegionChange
from zhisheng.apps.programme.models import Engagement, Enrolment
from zhisheng.apps.programme.selectors import PROVEN
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import AreaValue, Indicator
from zhisheng.apps.returns.models import Value as ReturnedValue
from zhisheng.kit.snapshots import SnapshotTable
from zhisheng.reference.maturity import load_models

ROWS_PER_BATCH = 20_000
# The year, the year before, and what that one is compared with.
YEARS_OF_VALUES = 3
# A record merged into another counts as that other one.
OWNER = Coalesce("enterprise__merged_into_id", "enterprise_id")
MEASURED = ("indicator_id", "period", "value", "low", "high", "is_approximate")


def list_snapshot_tables(year: int) -> dict[str, SnapshotTable]:
    """Return every table of a snapshot, read only when it is written."""
    return {
        name: SnapshotTable(schema, _read_batches(name, year))
        for name, schema in SCHEMAS.items()
    }


def count_snapshot(paths: Mapping[str, Path]) -> dict[str, pa.Table]:
    """Count from the files of a snapshot what pages add up, by every model there is."""
    models = {
        (model.code, tuple(grade.code for grade in model.grades))
        for model in load_models()
    }
    return count_beforehand(paths, sorted(models))


def _read_batches(name: str, year: int) -> Iterator[pa.RecordBatch]:
    rows: Iterable[tuple[Any, ...]] = READERS[name](year).iterator(
        chunk_size=ROWS_PER_BATCH
    )
    if name in KEY_WIDTHS and _has_merged_records():
        rows = _drop_repeats(rows, KEY_WIDTHS[name])
    return _batch(rows, SCHEMAS[name])


def _batch(
    rows: Iterable[tuple[Any, ...]], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    remaining = iter(rows)
    width = len(schema)
    while chunk := list(islice(remaining, ROWS_PER_BATCH)):
        columns: Sequence[Sequence[Any]] = list(zip(*chunk, strict=True))[:width]
        yield pa.record_batch(
            [
                pa.array(column, field.type)
                for column, field in zip(columns, schema, strict=True)
            ],
            schema=schema,
        )


def _drop_repeats(
    rows: Iterable[tuple[Any, ...]], width: int
) -> Iterator[tuple[Any, ...]]:
    """Keep the first of rows with equal leading columns; the record's own comes first."""
    last: tuple[Any, ...] = ()
    for row in rows:
        if row[:width] != last:
            last = row[:width]
            yield row


def _has_merged_records() -> bool:
    return Enterprise.unscoped.exclude(merged_into=None).exists()


def _list_enterprises(_year: int) -> QuerySet[Any, Any]:
    return (
        Enterprise.unscoped.filter(merged_into=None)
        .annotate(is_corps=_tell_corps(""))
        .order_by("pk")
        .values_list(
            "pk",
            "region_id",
            "industry_id",
            "size_class",
            "unit__path",
            "is_corps",
            "status",
        )
    )


def _tell_corps(prefix: str) -> Case:
    """Tell whether an enterprise belongs to a unit of 兵团 or one below it."""
    corps = Unit.objects.filter(kind=UnitKind.CORPS).order_by("path")
    is_corps = Q(pk__in=[])
    for path in corps.values_list("path", flat=True):
        is_corps |= match_below(path, f"{prefix}unit__path")
    return Case(When(is_corps, then=True), default=False, output_field=BooleanField())


def _list_evaluations(_year: int) -> QuerySet[Any, Any]:
    """List the grades with where their enterprise belongs now, merged ones followed."""
    merged, own = "enterprise__merged_into__", "enterprise__"
    is_merged = Q(enterprise__merged_into__isnull=False)
    located = {
        "home": Case(
            When(is_merged, then=f"{merged}region_id"), default=f"{own}region_id"
        ),
        "trade": Case(
            When(is_merged, then=f"{merged}industry_id"), default=f"{own}industry_id"
        ),
        "is_corps": Case(
            When(is_merged, then=_tell_corps(merged)), default=_tell_corps(own)
        ),
    }
    sides = [
        select_graded(side)
        .annotate(**located)
        .values_list(
            "owner", "model_code", "side", "place", "times", "lowest", "highest",
            "first_lowest", "first_highest", *located,
        )
        for side in (Side.SELF, Side.EXPERT)
    ]  # fmt: skip
    both: QuerySet[Any, Any] = (
        sides[0]
        .union(sides[1], all=True)
        .order_by("owner", "model_code", "side", "place")
    )
    return both


def _list_engagements(year: int) -> QuerySet[Any, Any]:
    return (
        Engagement.given.filter(year__lte=year)
        .annotate(
            owner=OWNER,
            is_counted=Case(When(PROVEN, then=True), default=Value(value=False)),
        )
        .order_by("owner", "year", "helper_id", _own_first(), "pk")
        .values_list("owner", "year", "helper_id", "help_kind", "is_counted")
    )


def _list_enrolments(year: int) -> QuerySet[Any, Any]:
    return (
        Enrolment.objects.filter(year__lte=year)
        .annotate(owner=OWNER)
        .order_by("owner", "year", _own_first(), "pk")
        .values_list("owner", "year", "is_selected")
    )


def _list_values(year: int) -> QuerySet[Any, Any]:
    """Take the effective values of the years that a bulletin compares."""
    first, after = str(year - YEARS_OF_VALUES + 1), str(year + 1)
    values: QuerySet[ReturnedValue] = ReturnedValue.objects.filter(
        period__gte=first, period__lt=after
    ).effective()
    return (
        values.annotate(owner=OWNER)
        .order_by("owner", "indicator_id", "period", _own_first(), "pk")
        .values_list("owner", *MEASURED)
    )


def _own_first() -> Case:
    return Case(
        When(enterprise__merged_into=None, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )


def _list_area_values(year: int) -> QuerySet[Any, Any]:
    """Rank the totals of a subject: checked before unchecked, then the latest."""
    checked_first = Case(
        When(checked_at__isnull=False, then=Value(0)), default=Value(1)
    )
    standing = Window(
        RowNumber(),
        partition_by=[
            F("subject_kind"),
            F("subject_code"),
            F("indicator_id"),
            F("period"),
        ],
        order_by=[checked_first.asc(), F("recorded_at").desc(), F("pk").desc()],
    )
    return (
        AreaValue.objects.filter(period__lt=str(year + 1))
        .annotate(standing=standing)
        .order_by("subject_kind", "subject_code", "indicator_id", "period", "standing")
        .values_list("subject_kind", "subject_code", *MEASURED, "document", "standing")
    )


def _list_bodies(_year: int) -> QuerySet[Any, Any]:
    helped = Engagement.objects.filter(helper_id=OuterRef("pk"))
    return (
        Organisation.objects.filter(Exists(helped))
        .order_by("pk")
        .values_list("pk", "kind")
    )


def _list_regions(_year: int) -> QuerySet[Any, Any]:
    return (
        Region.objects.annotate(
            parent_code=Coalesce("parent_id", Value("")),
            is_former=Case(
                When(valid_to__isnull=False, then=True),
                default=False,
                output_field=BooleanField(),
            ),
        )
        .order_by("code")
        .values_list("code", "name", "level", "kind", "parent_code", "is_former")
    )


def _list_region_changes(_year: int) -> QuerySet[Any, Any]:
    columns = ("old_code", "new_code", "effective_on")
    return RegionChange.objects.order_by("effective_on", *columns[:2]).values_list(
        *columns
    )


def _list_industries(_year: int) -> QuerySet[Any, Any]:
    return Industry.objects.order_by("code").values_list("code", "name", "section")


def _list_indicators(_year: int) -> QuerySet[Any, Any]:
    columns = SCHEMAS["indicators"].names
    return Indicator.objects.order_by("code").values_list(*columns)


READERS: Mapping[str, Callable[[int], QuerySet[Any, Any]]] = MappingProxyType(
    {
        "enterprises": _list_enterprises,
        "engagements": _list_engagements,
        "enrolments": _list_enrolments,
        "values": _list_values,
        "area_values": _list_area_values,
        "bodies": _list_bodies,
        "evaluations": _list_evaluations,
        "problems": select_solved,
        "cases": select_published,
        "regions": _list_regions,
        "region_changes": _list_region_changes,
        "industries": _list_industries,
        "indicators": _list_indicators,
    }
)
# Leading columns that may stand once; records merged together can repeat them.
KEY_WIDTHS: Mapping[str, int] = MappingProxyType(
    {"engagements": 3, "enrolments": 2, "values": 3}
)
