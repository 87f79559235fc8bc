"""Why a measure is in a plan or not, and which limit to loosen, each in one sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhisheng.kit.language import is_english, join_sentences, join_words
from zhisheng.methods.planning import (
    Limit,
    Loosening,
    NoPlanError,
    Why,
)
from zhisheng.reference.maturity import MaturityModel
from zhisheng.reference.measures import get_measure

OF_MEASURES = frozenset({Why.NEEDED_BEFORE, Why.NEEDS_WHAT_IS_OUT})


def explain(model: MaturityModel, reason: Mapping[str, Any]) -> str:
    """Say why a measure is in the plan or not, as the plan keeps it."""
    why = Why(reason["why"])
    if why is Why.TOO_SLOW:
        return _("来不及：要比截止日期晚 {days} 天才见效。").format(days=reason["by"])
    if why is Why.BEYOND_LIMIT:
        return _explain_limit(Limit(reason["limit"]), reason["by"])
    about = reason["about"]
    named = name_measures(about) if why in OF_MEASURES else name_criteria(model, about)
    return _list_sentences()[why].format(about=named)


def _explain_limit(limit: Limit, by: int) -> str:
    if limit is Limit.BUDGET:
        return _("钱不够：还差 {amount} 元。").format(amount=f"{by:,}")
    return _("人手不够：每个月还差 {days} 天。").format(days=by)


def _list_sentences() -> dict[Why, str]:
    return {
        Why.LIFTS: _("能把这几项提上去：{about}。"),
        Why.NEEDED_BEFORE: _("先做了它，才能做：{about}。"),
        Why.PINNED: _("您说了一定要做。"),
        Why.AIMED_AT: _("走完它，认证就到手了。"),
        Why.EXCLUDED: _("您说了不要。"),
        Why.DONE: _("您已经做过了。"),
        Why.LIFTS_NOTHING: _("对这次评价里还没到顶的各项没有帮助。"),
        Why.NEEDS_WHAT_IS_OUT: _("要先做“{about}”，而那件做不了。"),
        Why.GAP_IS_CLOSED: _("计划里别的事已经能补上：{about}。"),
        Why.NO_ROOM: _("放进来，有的月份人手就不够。"),
        Why.NOT_NEEDED: _("不做它也能达到，先放一放。"),
    }


def name_criteria(model: MaturityModel, codes: Sequence[str]) -> str:
    names = {
        one.code: one.english if is_english() else one.name for one in model.criteria
    }
    return join_words(names[code] for code in codes)


def name_measure(code: str) -> str:
    measure = get_measure(code)
    return measure.english if is_english() else measure.name


def name_measures(codes: Sequence[str]) -> str:
    return join_words(map(name_measure, codes))


def explain_failure(error: NoPlanError) -> str:
    """Say which limit to loosen and by how much."""
    if error.loosenings:
        ways = [_word(one) for one in error.loosenings]
        if len(ways) == 1:
            return join_sentences(_("这样做不成。改一处就行："), f"{ways[0]}。")
        return join_sentences(
            _("这样做不成。下面改一处就行："), _("；或者").join(ways) + _("。")
        )
    if error.together:
        ways = [_word(one) for one in error.together]
        return join_sentences(
            _("这样做不成。要几处一起改："), join_words(ways) + _("。")
        )
    return _(
        "放宽哪一条都不够：现有的措施到不了。请看看是不是去掉了要紧的几件，或者换一种算法。"
    )


def _word(one: Loosening) -> str:
    if one.limit is Limit.BUDGET:
        return _("多准备 {amount} 元").format(amount=f"{one.by:,}")
    if one.limit is Limit.DAYS:
        return _("把截止日期往后推 {days} 天").format(days=one.by)
    return _("每个月多抽 {days} 天人手").format(days=one.by)
