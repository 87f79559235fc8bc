"""What a staged roster would change about enterprises that are known already.

A staging queryset holds rows with ``enterprise_id`` (null for a new one) and the values
``uscc``, ``legal_form``, ``region_code``, ``industry_code``, ``unit_code``, ``address``,
``size_class`` and ``size_basis``; empty text means that the roster is silent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Length, Substr

from zhisheng.apps.registry.choices import SizeClass
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion

REAL_SIZES = (SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL, SizeClass.MICRO)
# Column of the enterprise → what the staged row holds for it.
STAGED = {
    "uscc": "uscc",
    "legal_form": "legal_form",
    "region_id": "region_code",
    "industry_id": "industry_code",
    "unit_id": "unit_code",
    "address": "address",
    "size_class": "size_class",
    "size_basis": "size_basis",
}


@dataclass(frozen=True, slots=True)
class EnterpriseChange:
    """Old and new values of the columns an import changes on one enterprise."""

    enterprise_id: int
    old: Mapping[str, Any]
    new: Mapping[str, Any]


def select_new(staging: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the first staged row of each new enterprise."""
    fresh = staging.exclude(new_enterprise_id=None)
    first = fresh.order_by().values("new_enterprise_id").annotate(first=Min("pk"))
    return fresh.filter(pk__in=first.values("first")).order_by("pk")


def select_changing(staging: QuerySet[Any], *, on: date) -> QuerySet[Any]:
    """Keep the last staged row of each known enterprise, if it changes something.

    Annotates ``next_<column>``. A row says nothing about an enterprise of which a later
    state than ``on`` is recorded, and a wider region or industry that holds the known
    one is no news.
    """
    known = staging.filter(enterprise__isnull=False)
    last = known.order_by().values("enterprise").annotate(last=Max("pk"))
    newest = (
        EnterpriseVersion.objects.filter(enterprise=OuterRef("enterprise_id"))
        .order_by("-valid_from")
        .values("valid_from")[:1]
    )
    rows = (
        known.filter(pk__in=last.values("last"))
        .annotate(newest=Subquery(newest))
        .filter(Q(newest=None) | Q(newest__lte=on))
    )
    return _annotate_next(rows, _list_conditions(rows)).order_by("pk")


def list_pending_changes(
    staging: QuerySet[Any], *, on: date
) -> Iterator[EnterpriseChange]:
    """Tell field by field what applying the staged rows would change."""
    columns = tuple(STAGED)
    names = (
        "enterprise_id",
        *(f"enterprise__{column}" for column in columns),
        *(f"next_{column}" for column in columns),
    )
    for row in select_changing(staging, on=on).values_list(*names).iterator():
        old = dict(zip(columns, row[1 : len(columns) + 1], strict=True))
        new = dict(zip(columns, row[len(columns) + 1 :], strict=True))
        changed = [column for column in columns if old[column] != new[column]]
        yield EnterpriseChange(
            enterprise_id=row[0],
            old={column: old[column] for column in changed},
            new={column: new[column] for column in changed},
        )


def _annotate_next(rows: QuerySet[Any], conditions: Mapping[str, Q]) -> QuerySet[Any]:
    anything = Q(pk__in=[])
    for condition in conditions.values():
        anything |= condition
    following = {
        f"next_{column}": Case(
            When(conditions[_rule_of(column)], then=F(staged)),
            default=F(f"enterprise__{column}"),
        )
        for column, staged in STAGED.items()
    }
    annotated: QuerySet[Any] = (
        rows.annotate(
            known_industry_head=Substr(
                "enterprise__industry_id", 1, Length("industry_code")
            ),
            known_prefecture=Substr("enterprise__region_id", 1, 4),
            known_province=Substr("enterprise__region_id", 1, 2),
            staged_prefecture=Substr("region_code", 1, 4),
            staged_province=Substr("region_code", 1, 2),
        )
        .filter(anything)
        .annotate(**following)
    )
    return annotated


def _rule_of(column: str) -> str:
    return {"size_basis": "size_class"}.get(column, column)


def _list_conditions(rows: QuerySet[Any]) -> dict[str, Q]:
    taken = Enterprise.unscoped.filter(uscc=OuterRef("uscc"), merged_into=None)
    wider = Q(region_code__endswith="00", staged_prefecture=F("known_prefecture")) | Q(
        region_code__endswith="0000", staged_province=F("known_province")
    )
    return {
        "uscc": Q(pk__in=_select_takers(rows)) & Q(~Exists(taken)),
        "legal_form": ~Q(legal_form="")
        & ~_same("legal_form", "legal_form")
        & ~_is_told("legal_form"),
        "region_id": ~Q(region_code="")
        & (Q(enterprise__region=None) | (~_same("region_code", "region_id") & ~wider))
        & ~_is_told("region_id"),
        "industry_id": ~Q(industry_code="")
        & (Q(enterprise__industry=None) | ~Q(industry_code=F("known_industry_head")))
        & ~_is_told("industry_id"),
        "unit_id": ~Q(unit_code="")
        & (Q(enterprise__unit=None) | ~_same("unit_code", "unit_id")),
        "address": ~Q(address="") & ~_same("address", "address") & ~_is_told("address"),
        "size_class": Q(size_class__in=REAL_SIZES) & ~_same("size_class", "size_class"),
    }


def _select_takers(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep, of the rows that bring one code to enterprises without any, the first."""
    bringing = rows.filter(enterprise__uscc="").exclude(uscc="").order_by()
    first: QuerySet[Any] = bringing.values("uscc").annotate(first=Min("pk"))
    return first.values("first")


def _is_told(column: str) -> Q:
    """Match what an administrative record told: a roster leaves it as it stands."""
    return Q(enterprise__administrative_fields__contains=f",{column},")


def _same(staged: str, column: str) -> Q:
    return Q(**{staged: F(f"enterprise__{column}")})
