"""The page of the conditions on which certification can be applied for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhisheng.apps.maturity.facts import READINESS
from zhisheng.apps.maturity.selectors import Readiness
from zhisheng.apps.registry.choices import EnterpriseStatus
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.language import is_english, join_words
from zhisheng.methods.application_conditions import Finding, Verdict
from zhisheng.reference.application_conditions import Condition, ConditionSet, FactWords

STATES = {Verdict.YES: "met", Verdict.NO: "unmet", Verdict.NOT_KNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class ConditionLine:
    state: str
    rule: str
    fact: str
    cure: str
    cure_url: str


@dataclass(frozen=True, slots=True)
class ConditionsPage:
    enterprise: Enterprise
    summary: str
    rules: str
    is_compared: bool
    lines: tuple[ConditionLine, ...]
    check_url: str


def build_conditions_page(readiness: Readiness) -> ConditionsPage:
    rules = readiness.rules
    counts = Counter(finding.verdict for finding in readiness.findings)
    check_url = reverse("maturity:start", args=[readiness.enterprise.code, READINESS])
    return ConditionsPage(
        enterprise=readiness.enterprise,
        summary=_("满足 {yes} 条，不满足 {no} 条，还不清楚 {open} 条").format(
            yes=counts[Verdict.YES],
            no=counts[Verdict.NO],
            open=counts[Verdict.NOT_KNOWN],
        ),
        rules=_("{name} {number} 第 {clause} 条").format(
            name=rules.english_name if is_english() else rules.name,
            number=rules.number,
            clause=rules.clause,
        ),
        is_compared=rules.status == "confirmed",
        lines=tuple(
            _build_line(rules, one, finding, readiness.known, check_url)
            for one, finding in zip(rules.conditions, readiness.findings, strict=True)
        ),
        check_url=check_url,
    )


def _build_line(
    rules: ConditionSet,
    condition: Condition,
    finding: Finding,
    known: Mapping[str, object],
    check_url: str,
) -> ConditionLine:
    words = {one.name: one for one in rules.facts}
    missing = [words[name] for name in _pick_missing(condition, finding)]
    told = [_tell(words[name], known[name]) for name in finding.used]
    if missing:
        told.append(
            _("还不知道：{facts}").format(facts=join_words(map(_name, missing)))
        )
    asks = any(one.name.startswith("maturity.") for one in missing)
    return ConditionLine(
        state=STATES[finding.verdict],
        rule=condition.english if is_english() else condition.text,
        fact=_("；").join(told),
        cure=_find_cure(condition, finding, missing),
        cure_url=check_url if asks else "",
    )


def _pick_missing(condition: Condition, finding: Finding) -> list[str]:
    """Return what the first open way lacks; one way is enough, and shorter to read."""
    for way in condition.ways:
        names = [test.fact for test in way.tests if test.fact in finding.missing]
        if names:
            return names
    return []


def _find_cure(condition: Condition, finding: Finding, missing: list[FactWords]) -> str:
    if finding.verdict is Verdict.YES:
        return ""
    if finding.verdict is Verdict.NO:
        return condition.english_cure if is_english() else condition.cure
    if not missing:
        return condition.english_ask if is_english() else condition.ask
    asks = [one.english_ask if is_english() else one.ask for one in missing]
    return (" " if is_english() else "").join(dict.fromkeys(asks))


def _name(words: FactWords) -> str:
    return words.english if is_english() else words.label


def _tell(words: FactWords, value: object) -> str:
    return _("{fact}：{value}").format(
        fact=_name(words), value=_write(words.name, value)
    )


def _write(name: str, value: object) -> str:
    if name == "registry.status":
        return str(EnterpriseStatus(str(value)).label)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return date_format(value)
    if name == "maturity.system_running_months":
        return _("{count} 个月").format(count=f"{value:g}")
    return str(value)
