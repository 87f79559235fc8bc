"""How far reviewers agree with the enterprises of an officer's area, and who drifts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count, F, FloatField, QuerySet, Sum
from django.db.models.functions import Cast, ExtractQuarter, ExtractYear

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.maturity.models import Review
from zhisheng.apps.maturity.permissions import Action, require
from zhisheng.apps.registry.selectors import select_governed_ids
from zhisheng.methods.agreement import (
    Agreement,
    Drift,
    Moments,
    PeriodMean,
    agree,
    find_drift,
)

SUMS = {
    "pairs": Sum("pairs"),
    "first": Sum("own_sum"),
    "second": Sum("expert_sum"),
    "first_squares": Sum("own_squares"),
    "second_squares": Sum("expert_squares"),
    "products": Sum("products"),
}
# Of one review: how much milder the expert is than the enterprise, in levels.
MILDER = Cast(F("expert_sum") - F("own_sum"), FloatField()) / F("pairs")
Period = tuple[int, int]
FEWEST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class QuarterAgreement:
    """How far one reviewer agreed in one quarter."""

    year: int
    quarter: int
    reviews: int
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """One reviewer: an organisation by its code, or an expert of one by name."""

    code: str
    name: str
    reviews: int
    agreement: Agreement
    drift: Drift
    quarters: tuple[QuarterAgreement, ...]


def list_agreement_for(actor: Actor) -> list[RaterAgreement]:
    """Return each organisation that reviewed in the actor's area, most reviews first."""
    rated = _select_rated_for(actor)
    return _gather(rated, "organisation__code", "organisation__name")


def list_experts_agreement_for(actor: Actor, organisation: str) -> list[RaterAgreement]:
    """Return the experts of an organisation that reviewed in the actor's area."""
    rated = _select_rated_for(actor).filter(organisation__code=organisation)
    return _gather(rated, "rated_by__code", "rated_by__name")


def _select_rated_for(actor: Actor) -> QuerySet[Review]:
    require(actor, Action.SEE_AGREEMENT)
    governed = select_governed_ids(actor)
    return Review.objects.filter(
        evaluation__enterprise__in=governed, rated_at__isnull=False, pairs__gt=0
    )


def _gather(rated: QuerySet[Review], code: str, name: str) -> list[RaterAgreement]:
    rows = list(
        rated.annotate(
            year=ExtractYear("rated_at"),
            quarter=ExtractQuarter("rated_at"),
            milder=MILDER,
        )
        .values("year", "quarter", code, name)
        .annotate(
            reviews=Count("pk"),
            total=Sum("milder"),
            squares=Sum(F("milder") * F("milder")),
            **{f"sum_{key}": total for key, total in SUMS.items()},
        )
        .order_by("year", "quarter")
    )
    return _fold(rows, code, name)


def _fold(
    rows: Iterable[Mapping[str, Any]], code: str, name: str
) -> list[RaterAgreement]:
    by_rater: dict[str, list[Mapping[str, Any]]] = {}
    means: dict[Period, dict[str, float]] = {}
    for row in rows:
        rater = row[code] or ""
        by_rater.setdefault(rater, []).append(row)
        means.setdefault(_date(row), {})[rater] = row["total"] / row["reviews"]
    found = [
        RaterAgreement(
            code=rater,
            name=str(periods[0][name] or ""),
            reviews=sum(one["reviews"] for one in periods),
            agreement=agree(sum(map(_read_moments, periods), Moments())),
            drift=find_drift([_read_period(one, rater, means) for one in periods]),
            quarters=tuple(map(_read_quarter, periods)),
        )
        for rater, periods in by_rater.items()
    ]
    return sorted(found, key=lambda one: (-one.reviews, one.name))


def _read_moments(row: Mapping[str, Any]) -> Moments:
    return Moments(**{key: row[f"sum_{key}"] for key in SUMS})


def _read_quarter(row: Mapping[str, Any]) -> QuarterAgreement:
    agreement = agree(_read_moments(row))
    return QuarterAgreement(*_date(row), row["reviews"], agreement)


def _read_period(
    row: Mapping[str, Any], rater: str, means: Mapping[Period, Mapping[str, float]]
) -> PeriodMean:
    """Set one rater's period beside the middle of all others in it."""
    others = [mean for code, mean in means[_date(row)].items() if code != rater]
    # Beside one or two others nobody can tell who of them has changed.
    middle = median(others) if len(others) >= FEWEST_OTHERS else None
    return PeriodMean(row["reviews"], row["total"], row["squares"], middle)


def _date(row: Mapping[str, Any]) -> Period:
    return row["year"], row["quarter"]
