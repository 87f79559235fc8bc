"""What enterprises told in self-checks, and how that meets the conditions to apply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Case, Q, When
from django.utils.timezone import localdate

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.maturity.choices import EvaluationStatus, ReviewStatus
from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer
from zhisheng.apps.maturity.selectors.evaluations import read_answer
from zhisheng.apps.registry.choices import ENDED_STATUSES
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.permissions import ROLES_BY_ACTION, Action
from zhisheng.apps.registry.selectors import (
    StatementView,
    map_latest_statements,
    map_owners,
    map_stale_topics,
    select_acted_for,
)
from zhisheng.kit import facts
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.application_conditions import (
    Finding,
    Verdict,
    check_conditions,
)
from zhisheng.reference.application_conditions import (
    Condition,
    ConditionSet,
    find_condition_sets,
)
from zhisheng.reference.statements import Question, Topic, map_topics

# One answers for a few at a time; the next are asked about once these are told.
MOST_ASKED_AGAIN = 3
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


def find_topic_of(readiness: Readiness, condition: Condition) -> Topic | None:
    """Return what the enterprise can state to a condition."""
    tests = (test for way in condition.ways for test in way.tests)
    found = (readiness.topics.get(test.fact) for test in tests)
    return next((one for one in found if one is not None), None)


def list_to_restate_for(actor: Actor, on: date) -> list[tuple[Enterprise, list[Topic]]]:
    """Return the own enterprises whose word grew old, with what to say again.

    Where a record tells it meanwhile, nobody is asked.
    """
    own = select_acted_for(actor, ROLES_BY_ACTION[Action.STATE]).exclude(
        status__in=ENDED_STATUSES
    )
    stale = map_stale_topics(list(own.values_list("pk", flat=True)), on)
    if not stale or not find_condition_sets(on):
        return []
    pairs = (
        (one, _list_asked_again(read_readiness(one, on), stale[one.pk]))
        for one in own.filter(pk__in=stale).order_by("pk")
    )
    return list(islice((pair for pair in pairs if pair[1]), MOST_ASKED_AGAIN))


def _list_asked_again(readiness: Readiness, stale: set[str]) -> list[Topic]:
    pairs = zip(readiness.rules.conditions, readiness.findings, strict=True)
    asked = (
        find_topic_of(readiness, condition)
        for condition, finding in pairs
        if finding.verdict is Verdict.NOT_KNOWN
    )
    return [topic for topic in asked if topic is not None and topic.code in stale]


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
