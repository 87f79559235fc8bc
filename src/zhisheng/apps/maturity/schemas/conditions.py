"""The page of the conditions on which certification can be applied for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.maturity.facts import READINESS
from zhisheng.apps.maturity.selectors import Readiness, find_topic_of
from zhisheng.apps.registry.choices import EnterpriseStatus
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.schemas import name_answer, name_source, tell_age
from zhisheng.kit.language import is_english, join_clauses, join_sentences, join_words
from zhisheng.methods.application_conditions import Finding, Verdict
from zhisheng.reference.application_conditions import Condition, ConditionSet, FactWords
from zhisheng.reference.statements import Topic
from zhisheng.ui.formats import format_date

STATES = {Verdict.YES: "met", Verdict.NO: "unmet", Verdict.NOT_KNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class ConditionLine:
    code: str
    state: str
    rule: str
    fact: str
    cure: str
    action_url: str
    action_label: str


@dataclass(frozen=True, slots=True)
class ConditionsPage:
    """``next_url`` leads to the first open condition that the reader can speak to."""

    enterprise: Enterprise
    summary: str
    rules: str
    is_compared: bool
    lines: tuple[ConditionLine, ...]
    check_url: str
    next_url: str
    open_count: int


def build_conditions_page(readiness: Readiness, *, may_state: bool) -> ConditionsPage:
    counts = Counter(finding.verdict for finding in readiness.findings)
    pairs = list(zip(readiness.rules.conditions, readiness.findings, strict=True))
    asked = [
        topic
        for one, finding in pairs
        if may_state and finding.verdict is Verdict.NOT_KNOWN
        for topic in [find_topic_of(readiness, one)]
        if topic is not None
    ]
    return ConditionsPage(
        enterprise=readiness.enterprise,
        summary=_("满足 {yes} 条，不满足 {no} 条，还不清楚 {open} 条").format(
            yes=counts[Verdict.YES],
            no=counts[Verdict.NO],
            open=counts[Verdict.NOT_KNOWN],
        ),
        rules=name_rules(readiness.rules),
        is_compared=readiness.rules.status == "confirmed",
        lines=tuple(
            _build_line(readiness, *pair, may_state=may_state) for pair in pairs
        ),
        check_url=_find_check(readiness),
        next_url=_find_page(readiness, asked[0]) if asked else "",
        open_count=len(asked),
    )


def name_rules(rules: ConditionSet) -> str:
    return _("{name} {number} 第 {clause} 条").format(
        name=rules.english_name if is_english() else rules.name,
        number=rules.number,
        clause=rules.clause,
    )


def name_state(finding: Finding) -> str:
    words = {
        Verdict.YES: _("满足"),
        Verdict.NO: _("不满足"),
        Verdict.NOT_KNOWN: _("还不清楚"),
    }
    return words[finding.verdict]


def tell_facts(readiness: Readiness, names: Iterable[str]) -> str:
    """Tell facts and whose word they are: …：是；…：否（企业自述，2026年3月5日，3 个月前）."""
    told = []
    for mark, group in groupby(names, key=lambda name: _mark(readiness, name)):
        facts = join_clauses(_tell_fact(readiness, name) for name in group)
        told.append(
            _("{told}（{mark}）").format(told=facts, mark=mark) if mark else facts
        )
    return join_clauses(told)


def _mark(readiness: Readiness, name: str) -> str:
    """Say whose word a fact is, of which day, and how long ago that was."""
    source = readiness.sources.get(name)
    if source is None:
        return ""
    return _("{source}，{day}，{age}").format(
        source=name_source(source.source, readiness.on),
        day=format_date(source.on),
        age=tell_age(source.on, readiness.on),
    )


def _tell_fact(readiness: Readiness, name: str) -> str:
    words = next(one for one in readiness.rules.facts if one.name == name)
    return _("{fact}：{value}").format(fact=_name(words), value=_write(readiness, name))


def _build_line(
    readiness: Readiness, condition: Condition, finding: Finding, *, may_state: bool
) -> ConditionLine:
    words = {one.name: one for one in readiness.rules.facts}
    missing = [words[name] for name in _pick_missing(condition, finding)]
    told = [tell_facts(readiness, finding.used)] if finding.used else []
    if missing:
        told.append(
            _("还不知道：{facts}").format(facts=join_words(map(_name, missing)))
        )
    topic = find_topic_of(readiness, condition)
    url, label = "", ""
    if topic is not None and may_state:
        url = _find_page(readiness, topic)
        label = _name_action(readiness, topic, finding)
    elif topic is None and any(one.name.startswith("maturity.") for one in missing):
        url, label = _find_check(readiness), _("去自查")
    return ConditionLine(
        code=condition.code,
        state=STATES[finding.verdict],
        rule=condition.english if is_english() else condition.text,
        fact=join_clauses(told),
        cure=_find_cure(readiness, condition, finding, missing),
        action_url=url if label else "",
        action_label=label,
    )


def _pick_missing(condition: Condition, finding: Finding) -> list[str]:
    """Return what the first open way lacks; one way is enough, and shorter to read."""
    for way in condition.ways:
        names = [test.fact for test in way.tests if test.fact in finding.missing]
        if names:
            return names
    return []


def _name_action(readiness: Readiness, topic: Topic, finding: Finding) -> str:
    """Name the button; none where nobody asks and nothing was said."""
    last = readiness.stated.get(topic.code)
    if last is not None and last.is_standing:
        return _("改说明")
    if finding.verdict is not Verdict.NOT_KNOWN:
        return ""
    return _("再说一次") if last is not None and last.is_stale else _("去说明")


def _find_cure(
    readiness: Readiness,
    condition: Condition,
    finding: Finding,
    missing: list[FactWords],
) -> str:
    if finding.verdict is Verdict.YES:
        return ""
    if finding.verdict is Verdict.NO:
        return condition.english_cure if is_english() else condition.cure
    asks = [one.english_ask if is_english() else one.ask for one in missing]
    stale = _tell_stale(readiness, condition)
    return join_sentences(*filter(None, (stale, *dict.fromkeys(asks))))


def _tell_stale(readiness: Readiness, condition: Condition) -> str:
    topic = find_topic_of(readiness, condition)
    last = readiness.stated.get(topic.code) if topic else None
    if last is None or not last.is_stale:
        return ""
    return _("上次是 {day} 说的，满 {months} 个月了，请再说一次。").format(
        day=format_date(timezone.localdate(last.stated_at)),
        months=last.topic.fresh_months,
    )


def _find_page(readiness: Readiness, topic: Topic) -> str:
    return reverse("maturity:state", args=[readiness.enterprise.code, topic.code])


def _find_check(readiness: Readiness) -> str:
    return reverse("maturity:start", args=[readiness.enterprise.code, READINESS])


def _name(words: FactWords) -> str:
    return words.english if is_english() else words.label


def _write(readiness: Readiness, name: str) -> str:
    value = readiness.known[name]
    if name in readiness.topics:
        return name_answer(readiness.topics[name].find_question(name), value)
    if name == "registry.status":
        return str(EnterpriseStatus(str(value)).label)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name == "maturity.system_running_months":
        return _("{count} 个月").format(count=f"{value:g}")
    return str(value)
