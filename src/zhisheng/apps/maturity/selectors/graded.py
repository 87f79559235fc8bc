"""The grades of submitted evaluations, each beside the first of its enterprise."""

from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, FirstValue, RowNumber

from zhisheng.apps.maturity.choices import EvaluationStatus, Side
from zhisheng.apps.maturity.models import Evaluation

SUBMITTED = (EvaluationStatus.SUBMITTED, EvaluationStatus.CONFIRMED)
# A record merged into another counts as that other one.
OWNER = Coalesce("enterprise__merged_into_id", "enterprise_id")


def select_graded(side: Side) -> QuerySet[Any]:
    """Select what one side said: the enterprise itself, or what an expert confirmed.

    ``place`` of ``times`` counts the evaluations of an enterprise by one model as they
    were submitted; open answers give a grade two ends.
    """
    is_own = side == Side.SELF
    kept = SUBMITTED if is_own else (EvaluationStatus.CONFIRMED,)
    result = "result" if is_own else "confirmed_result"
    alike: list[F | Coalesce] = [OWNER, F("model_code")]
    ordered = ["submitted_at", "pk"]
    ends = {end: KT(f"{result}__{end}_grade") for end in ("lowest", "highest")}
    firsts = {
        f"first_{end}": Window(FirstValue(grade), partition_by=alike, order_by=ordered)
        for end, grade in ends.items()
    }
    return Evaluation.objects.filter(status__in=kept).annotate(
        owner=OWNER,
        side=Value(side.value, output_field=CharField()),
        place=Window(RowNumber(), partition_by=alike, order_by=ordered),
        times=Window(Count("pk"), partition_by=alike),
        **ends,
        **firsts,
    )
