"""Where an evaluation stands among enterprises of the same trade and size."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhisheng.apps.maturity.choices import EvaluationStatus
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.registry.choices import SizeClass

# Fewer others would tell of one of them.
FEWEST = 5
# An industry code begins with its division: 33 is metal products.
DIVISION_DIGITS = 2
CLOSED = (EvaluationStatus.SUBMITTED, EvaluationStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Peers:
    """Other enterprises evaluated by the same model, and how many stand surely lower.

    What open answers leave undecided counts neither as lower nor as higher.
    """

    count: int
    lower: int
    higher: int


def compare_with_peers(evaluation: Evaluation) -> Peers | None:
    """Compare with the same division and size; None with fewer than five others."""
    if evaluation.lowest_score is None or evaluation.highest_score is None:
        return None
    found = _select_peers(evaluation).aggregate(
        count=Count("pk"),
        lower=Count("pk", filter=Q(highest_score__lt=evaluation.lowest_score)),
        higher=Count("pk", filter=Q(lowest_score__gt=evaluation.highest_score)),
    )
    return Peers(**found) if found["count"] >= FEWEST else None


def _select_peers(evaluation: Evaluation) -> QuerySet[Evaluation]:
    """Select the latest closed evaluation of each other enterprise alike."""
    enterprise = evaluation.enterprise
    if not enterprise.industry_id or enterprise.size_class == SizeClass.UNKNOWN:
        return Evaluation.objects.none()
    newer = Evaluation.objects.filter(
        enterprise=OuterRef("enterprise"),
        model_code=OuterRef("model_code"),
        number__gt=OuterRef("number"),
        status__in=CLOSED,
    )
    return Evaluation.objects.filter(
        ~Exists(newer),
        model_code=evaluation.model_code,
        status__in=CLOSED,
        lowest_score__isnull=False,
        enterprise__merged_into=None,
        enterprise__size_class=enterprise.size_class,
        enterprise__industry__code__startswith=enterprise.industry_id[:DIVISION_DIGITS],
    ).exclude(enterprise=enterprise)
