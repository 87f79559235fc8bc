"""The page on which an enterprise says how things stand, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.maturity.schemas.conditions import name_rules, name_state, tell_facts
from zhisheng.apps.maturity.selectors import Readiness
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.schemas import describe_statements, name_answer, name_topic
from zhisheng.apps.registry.selectors import StatementView
from zhisheng.kit.language import is_english, join_sentences
from zhisheng.methods.application_conditions import Verdict, check_conditions
from zhisheng.reference.application_conditions import Condition, FactWords
from zhisheng.reference.statements import Topic

OWN_WORDS = ("statement", "self-check")


@dataclass(frozen=True, slots=True)
class StatingPage:
    """``stands`` tells of a word that counts before the enterprise's own."""

    enterprise: Enterprise
    title: str
    condition: str
    rules: str
    is_compared: bool
    ask: str
    follows: tuple[str, ...]
    stands: tuple[str, ...]
    months: int
    history: list[dict[str, Any]]
    withdraw_url: str
    back_url: str


def build_stating_page(
    readiness: Readiness, topic: Topic, said: Sequence[StatementView]
) -> StatingPage:
    condition = _find_condition(readiness, topic)
    enterprise = readiness.enterprise
    back = reverse("maturity:conditions", args=[enterprise.code])
    return StatingPage(
        enterprise=enterprise,
        title=name_topic(topic),
        condition=condition.english if is_english() else condition.text,
        rules=name_rules(readiness.rules),
        is_compared=readiness.rules.status == "confirmed",
        ask=_find_ask(readiness, topic),
        follows=tuple(_list_follows(readiness, topic, condition)),
        stands=tuple(_list_stronger(readiness, topic)),
        months=topic.fresh_months,
        history=describe_statements(said),
        withdraw_url=_find_withdrawal(enterprise, said),
        back_url=f"{back}#{condition.code}",
    )


def find_outcome(readiness: Readiness, topic: Topic) -> tuple[str, str]:
    """Return the condition a topic is about, and whether it is met, in a word."""
    condition = _find_condition(readiness, topic)
    (finding,) = [one for one in readiness.findings if one.condition == condition.code]
    return condition.code, name_state(finding)


def _find_condition(readiness: Readiness, topic: Topic) -> Condition:
    """Return the condition that the deciding question of a topic is about."""
    fact = topic.questions[0].fact
    return next(
        one
        for one in readiness.rules.conditions
        if any(test.fact == fact for way in one.ways for test in way.tests)
    )


def _find_ask(readiness: Readiness, topic: Topic) -> str:
    words = _find_words(readiness, topic.questions[0].fact)
    return words.english_ask if is_english() else words.ask


def _find_words(readiness: Readiness, fact: str) -> FactWords:
    return next(one for one in readiness.rules.facts if one.name == fact)


def _list_follows(
    readiness: Readiness, topic: Topic, condition: Condition
) -> list[str]:
    """Tell what each answer to the deciding question would make of the condition."""
    first = topic.questions[0]
    asked = {one.fact for one in topic.questions}
    known = {name: one for name, one in readiness.known.items() if name not in asked}
    told = []
    for value in (False, True):
        (found,) = [
            one
            for one in check_conditions(
                readiness.rules, known | {first.fact: value}, readiness.on
            )
            if one.condition == condition.code
        ]
        answer = name_answer(first, value)
        told.append(
            _("答“{answer}”：{what}").format(
                answer=answer, what=_tell_verdict(found.verdict, condition)
            )
        )
    return told


def _tell_verdict(verdict: Verdict, condition: Condition) -> str:
    cure = condition.english_cure if is_english() else condition.cure
    if verdict is Verdict.YES:
        return _("这一条就满足。")
    if verdict is Verdict.NO:
        return join_sentences(_("这一条就不满足。"), cure)
    return join_sentences(_("还要看下面的答案。"), cure)


def _list_stronger(readiness: Readiness, topic: Topic) -> list[str]:
    """Tell what a record says that counts before the enterprise's own word."""
    return [
        tell_facts(readiness, [one.fact])
        for one in topic.questions
        if one.fact in readiness.sources
        and readiness.sources[one.fact].source not in OWN_WORDS
    ]


def _find_withdrawal(enterprise: Enterprise, said: Sequence[StatementView]) -> str:
    for one in said:
        if one.is_standing or one.is_stale:
            return reverse(
                "maturity:withdraw_statement", args=[enterprise.code, one.code]
            )
    return ""
