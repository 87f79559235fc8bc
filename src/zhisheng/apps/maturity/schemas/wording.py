"""What the parts of a model and what an evaluation says are called on a page."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.maturity.selectors import Before
from zhisheng.kit.language import is_english
from zhisheng.methods.maturity import Gap, Span
from zhisheng.reference.loader import Status
from zhisheng.reference.maturity import Criterion, Dimension, Grade, MaturityModel
from zhisheng.ui.formats import format_date

Named = MaturityModel | Dimension | Criterion | Grade


def name_part(part: Named) -> str:
    """Return what a part of a model is called in the reader's language."""
    if isinstance(part, MaturityModel):
        return part.english_name if is_english() else part.name
    return part.english if is_english() else part.name


def name_marked(model: MaturityModel) -> str:
    """Name a model, and say of an example that it is one."""
    name = name_part(model)
    is_told = model.status is not Status.EXAMPLE or _("示例") in name
    return name if is_told else _("{name}（示例）").format(name=name)


def write_span(span: Span) -> str:
    """Write 2.8, or 2.1–3.4 while open answers can change it."""
    if span.low is None or span.high is None:
        return "—"
    low, high = f"{span.low:.1f}", f"{span.high:.1f}"
    return low if low == high else f"{low}–{high}"


def write_level(gap: Gap) -> str:
    """Write 2.8 级, 2.1–3.4 级, or that nothing is known; never the worst for nothing."""
    if not gap.is_known:
        return _("还不清楚")
    span = write_span(Span(gap.value, gap.highest))
    return _("{level} 级").format(level=span)


def name_grades(model: MaturityModel, result: Mapping[str, object]) -> str:
    lowest, highest = result.get("lowest_grade"), result.get("highest_grade")
    return name_span(
        model, str(lowest) if lowest else None, str(highest) if highest else None
    )


def name_span(model: MaturityModel, lowest: str | None, highest: str | None) -> str:
    names = {grade.code: name_part(grade) for grade in model.grades}
    if lowest is None or highest is None:
        return "—"
    if lowest == highest:
        return names[lowest]
    return _("{lowest} 到 {highest} 之间").format(
        lowest=names[lowest], highest=names[highest]
    )


def tell_before(model: MaturityModel, one: Before, now: Span) -> str:
    """Tell 上一次（2026年3月5日）：初步系统，2.1 分；这次高 0.6 分."""
    named = _("第一次") if one.is_first else _("上一次")
    moment = one.evaluation.submitted_at or one.evaluation.opened_at
    told = _("{named}（{day}）：{grade}，{score} 分").format(
        named=named,
        day=format_date(timezone.localdate(moment)),
        grade=name_grades(model, one.result),
        score=write_total(one.result),
    )
    return _tell_rise(told, _read_total(one.result), now)


def _tell_rise(told: str, before: Span, now: Span) -> str:
    """Add by how much the score as shown rose, where no open answer can change it."""
    first, last = _settle(before), _settle(now)
    if first is None or last is None:
        return told
    if first == last:
        return _("{told}；这次分数一样").format(told=told)
    text = _("{told}；这次高 {by} 分") if last > first else _("{told}；这次低 {by} 分")
    return text.format(told=told, by=f"{abs(last - first):.1f}")


def _settle(span: Span) -> float | None:
    """Return the score as it is shown; None while it is a span."""
    if span.low is None or span.high is None:
        return None
    low, high = round(span.low, 1), round(span.high, 1)
    return low if low == high else None


def write_total(result: Mapping[str, Any]) -> str:
    return write_span(_read_total(result))


def _read_total(result: Mapping[str, Any]) -> Span:
    low, high = result.get("total", (None, None))
    return Span(low, high)
