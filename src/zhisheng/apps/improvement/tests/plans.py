"""An enterprise that has evaluated itself, and what it says of its plan."""

from datetime import timedelta

from django.utils import timezone

from zhisheng.apps.improvement.services import Terms
from zhisheng.apps.maturity import services as maturity

# Every rubric at the same level; of the rest what gives that level or the lowest.
ANSWERS = {
    "storage_ways": (),
    "uses_gauges": "no",
    "hires": "no",
}
TODAY = timezone.localdate()
TERMS = Terms(
    budget_yuan=3_000,
    staff_days_a_month=4,
    starts_on=TODAY,
    ends_on=TODAY + timedelta(days=179),
)


def evaluate(enterprise, owner, **answers):
    evaluation = maturity.open_evaluation(
        enterprise=enterprise, model="household", on=TODAY, actor=owner
    )
    maturity.save_answers(
        evaluation=evaluation, answers={**ANSWERS, **answers}, actor=owner
    )
    return maturity.submit_evaluation(evaluation=evaluation, actor=owner)
