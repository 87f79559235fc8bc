"""What enterprises told in self-checks, and how that meets the conditions to apply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, When
from django.utils.timezone import localdate

from zhisheng.apps.maturity.choices import EvaluationStatus, ReviewStatus
from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer
from zhisheng.apps.maturity.selectors.evaluations import read_answer
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import (
    StatementView,
    map_latest_statements,
    map_owners,
)
from zhisheng.kit import facts
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.application_conditions import Finding, check_conditions
from zhisheng.reference.application_conditions import ConditionSet, find_condition_sets
from zhisheng.reference.statements import Question, Topic, map_topics

TOLD_STATUSES = (EvaluationStatus.SUBMITTED, EvaluationStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Readiness:
    """How an enterprise meets the conditions of the rules in force.

    ``sources`` are those of the facts of which somebody's word is known, ``topics`` what
    may be stated by fact, ``stated`` what was said last by topic.
    """

    enterprise: Enterprise
    on: date
    rules: ConditionSet
    findings: tuple[Finding, ...]
    known: Mapping[str, object]
    sources: Mapping[str, facts.Told]
    topics: Mapping[str, Topic]
    stated: Mapping[str, StatementView]


def read_readiness(enterprise: Enterprise, on: date) -> Readiness:
    """Check the conditions against every fact that some app tells."""
    rules = next(iter(find_condition_sets(on)), None)
    if rules is None:
        raise NotFoundError
    names = [one.name for one in rules.facts]
    table = facts.ask(names, [enterprise.pk], on)
    known = {
        name: value
        for name in names
        if (value := table.get(name, enterprise.pk)) is not facts.NOT_KNOWN
    }
    sources = {name: table.find_source(name, enterprise.pk) for name in names}
    return Readiness(
        enterprise=enterprise,
        on=on,
        rules=rules,
        findings=check_conditions(rules, known, on),
        known=known,
        sources={name: one for name, one in sources.items() if one is not None},
        topics=map_topics(on),
        stated=map_latest_statements(enterprise, on),
    )


def list_last_stated(
    readiness: Readiness, topic: Topic
) -> tuple[tuple[Question, object], ...]:
    """Return what was stated last about a topic, however old; nothing if taken back."""
    last = readiness.stated.get(topic.code)
    return last.answers if last and last.withdrawn_at is None else ()


def map_submitted_answers(
    enterprise_ids: Sequence[int], model: str, on: date
) -> dict[int, dict[str, facts.Told]]:
    """Return what the latest evaluation submitted by a day says, by enterprise.

    Where an expert confirmed it, the expert's answers come first.
    """
    owners = map_owners(enterprise_ids)
    evaluations = Evaluation.objects.filter(
        enterprise_id__in=list(owners),
        model_code=model,
        status__in=TOLD_STATUSES,
        submitted_at__date__lte=on,
    ).order_by("submitted_at", "pk")
    latest = {owners[one.enterprise_id]: one for one in evaluations}
    answers = _map_rows([one.pk for one in latest.values()])
    return {pk: answers.get(one.pk, {}) for pk, one in latest.items()}


def _map_rows(evaluations: Sequence[int]) -> dict[int, dict[str, facts.Told]]:
    """Return the last answer to each question, the confirming expert's before others."""
    found: dict[int, dict[str, facts.Told]] = {}
    counts = Q(review=None) | Q(review__status=ReviewStatus.CONFIRMED)
    rows = EvaluationAnswer.objects.filter(counts, evaluation__in=evaluations)
    own_first = Case(When(review=None, then=0), default=1)
    for row in rows.order_by(own_first, "answered_at", "pk"):
        answer = read_answer(row.value)
        if row.review_id is None or answer is not None:
            told = facts.Told(answer, _name_source(row), localdate(row.answered_at))
            found.setdefault(row.evaluation_id, {})[row.question] = told
    return found


def _name_source(row: EvaluationAnswer) -> str:
    """Return whose word an answer is, as the rule of precedence calls it."""
    return "self-check" if row.review_id is None else "expert-check"
