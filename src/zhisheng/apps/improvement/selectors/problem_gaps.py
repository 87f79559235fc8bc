"""Gaps of the last evaluation, as problems that are known already."""

from dataclasses import dataclass

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.selectors.enterprises import select_own_records_for
from zhisheng.apps.maturity.choices import EvaluationStatus
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.selectors import (
    list_own_evaluations_for,
    read_standing,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import list_record_ids
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.language import is_english
from zhisheng.methods.maturity import list_gaps
from zhisheng.reference.maturity import Criterion

GAPS_SHOWN = 5
STANDARD = "GB/T 19001-2016"


@dataclass(frozen=True, slots=True)
class KnownGap:
    """A criterion below the top in an evaluation that was handed in."""

    evaluation: Evaluation
    criterion: str
    name: str
    # Of GB/T 19001-2016, the only edition the fields of help are listed by.
    clauses: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.evaluation.code}:{self.criterion}"


def list_known_gaps_for(actor: Actor, enterprise: Enterprise) -> list[KnownGap]:
    """Return the gaps of the last evaluation an own enterprise handed in, by gain."""
    latest = (
        list_own_evaluations_for(actor)
        .filter(enterprise__in=list_record_ids(enterprise.pk))
        .exclude(status=EvaluationStatus.DRAFT)
        .first()
    )
    return list_gaps_of(latest)[:GAPS_SHOWN] if latest else []


def get_evaluation_to_help_for(*, actor: Actor, code: str) -> Evaluation:
    """Return an evaluation that was handed in, of an enterprise one may order help for."""
    own = select_own_records_for(actor, Action.ORDER_HELP)
    evaluation = (
        list_own_evaluations_for(actor)
        .filter(enterprise__in=own, code=code)
        .exclude(status=EvaluationStatus.DRAFT)
        .first()
    )
    if evaluation is None:
        raise NotFoundError
    return evaluation


def find_gap_for(*, actor: Actor, key: str, enterprise: Enterprise) -> KnownGap | None:
    """Return the gap a link names, if it is one of the own enterprise.

    A link that names an evaluation alone means the gap that gains most.
    """
    code, _, criterion = key.partition(":")
    records = list_record_ids(enterprise.pk)
    evaluations = list_own_evaluations_for(actor).filter(enterprise__in=records)
    evaluation = evaluations.filter(code=code).first()
    if evaluation is None:
        return None
    found = list_gaps_of(evaluation)
    return next((one for one in found if criterion in {one.criterion, ""}), None)


def list_gaps_of(evaluation: Evaluation) -> list[KnownGap]:
    """Return what an evaluation lacks, by gain; what an expert confirmed counts."""
    standing = read_standing(evaluation)
    criteria = {one.code: one for one in standing.model.criteria}
    gaps = list_gaps(standing.model, standing.outcome)
    return [_build(evaluation, criteria[gap.criterion]) for gap in gaps]


def _build(evaluation: Evaluation, criterion: Criterion) -> KnownGap:
    return KnownGap(
        evaluation,
        criterion.code,
        criterion.english if is_english() else criterion.name,
        tuple(one.number for one in criterion.clauses if one.standard == STANDARD),
    )
