"""The three papers of a diagnosis: for comment, the whole report, what to do."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.maturity import selectors
from zhisheng.apps.maturity.choices import EvaluationStatus, PaperKind
from zhisheng.apps.maturity.schemas.results import describe_grade, list_clauses
from zhisheng.apps.maturity.schemas.wording import (
    name_part,
    name_span,
    tell_before,
    write_level,
    write_span,
)
from zhisheng.apps.maturity.selectors import Sitting
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.language import is_english, join_words
from zhisheng.methods.maturity import Gap, list_gaps
from zhisheng.reference.maturity import Criterion
from zhisheng.reference.measures import get_measure
from zhisheng.ui.formats import format_date
from zhisheng.ui.papers import Paper, Section

# As many as fit the page that is signed.
MAIN_GAPS = 5
NOBODY = "________________"


def build_paper(sitting: Sitting, kind: PaperKind) -> Paper:
    """Write a paper of an evaluation that was submitted."""
    evaluation = sitting.evaluation
    status = evaluation.get_status_display()
    moment = evaluation.submitted_at or evaluation.opened_at
    return Paper(
        title=str(kind.label),
        subtitle=f"{evaluation.enterprise.name} · {name_part(sitting.model)}",
        mark=_("{code} · {status} · 示例模型，不是标准；帮扶，不是检查").format(
            code=evaluation.code, status=status
        ),
        dated=timezone.localdate(moment),
        language="en" if is_english() else "zh",
        sections=WRITERS[kind](sitting),
    )


def _write_feedback(sitting: Sitting) -> tuple[Section, ...]:
    gaps = list_gaps(sitting.model, sitting.outcome)[:MAIN_GAPS]
    return (
        tell_enterprise(sitting.evaluation.enterprise),
        Section(
            _("一、主要意见"), table=_list_opinions(sitting, gaps), widths=(1, 3, 3)
        ),
        Section(
            _("二、企业的意见"),
            (_("以上情况是否属实，有什么不同意见："), NOBODY * 2, NOBODY * 2),
        ),
        Section(
            "",
            (
                _("企业负责人：{blank}  日期：{blank}").format(blank=NOBODY),
                _("专家：{blank}  日期：{blank}").format(blank=NOBODY),
            ),
        ),
    )


def _write_report(sitting: Sitting) -> tuple[Section, ...]:
    gaps = _list_gaps(sitting, list_gaps(sitting.model, sitting.outcome))
    return (
        tell_enterprise(sitting.evaluation.enterprise),
        Section(_("一、怎么评的"), _tell_way(sitting)),
        Section(
            _("二、结果"),
            _tell_result(sitting),
            table=_list_dimensions(sitting),
            widths=(2, 1),
        ),
        Section(_("三、可以提高的地方"), table=gaps, widths=(3, 1, 3)[: len(gaps[0])]),
        Section(_("四、说明"), _list_notes()),
    )


def _write_advice(sitting: Sitting) -> tuple[Section, ...]:
    gaps = list_gaps(sitting.model, sitting.outcome)
    return (
        tell_enterprise(sitting.evaluation.enterprise),
        Section(
            _("建议"),
            (_("按效果从大到小排列。费用和天数是 20 人以下企业的大致数，示例。"),),
            table=_list_advice(sitting, gaps),
            widths=(1, 3, 5, 2, 2, 3),
        ),
        Section("", _list_notes()),
    )


WRITERS: Mapping[PaperKind, Callable[[Sitting], tuple[Section, ...]]] = (
    MappingProxyType(
        {
            PaperKind.FEEDBACK: _write_feedback,
            PaperKind.REPORT: _write_report,
            PaperKind.ADVICE: _write_advice,
        }
    )
)


def tell_enterprise(enterprise: Enterprise) -> Section:
    """Head a paper with whose it is."""
    industry = enterprise.industry
    return Section(
        "",
        table=(
            (_("企业名称"), enterprise.name),
            (_("统一社会信用代码"), enterprise.uscc or "—"),
            (_("行业"), industry.name if industry else "—"),
            (_("规模"), enterprise.get_size_class_display()),
        ),
        widths=(1, 3),
    )


def _tell_way(sitting: Sitting) -> tuple[str, ...]:
    evaluation = sitting.evaluation
    day = format_date(timezone.localdate(evaluation.submitted_at))
    told = [
        _("企业于 {day} 按《{model}》（{version} 版）自评并提交。").format(
            day=day, model=name_part(sitting.model), version=sitting.model.version
        )
    ]
    review = selectors.find_latest_review(evaluation)
    if review is not None and evaluation.status == EvaluationStatus.CONFIRMED:
        told.append(
            _("{organisation}的专家按同样的题独立作答，和企业核对差异后确认。").format(
                organisation=review.organisation.name
            )
        )
    else:
        told.append(_("没有经过专家确认，是企业自己的看法。"))
    return tuple(told)


def _tell_result(sitting: Sitting) -> tuple[str, ...]:
    outcome = sitting.outcome
    grade = name_span(sitting.model, outcome.lowest_grade, outcome.highest_grade)
    told = [
        _("等级：{grade}；得分：{score}（1 到 5 分）。").format(
            grade=grade, score=write_span(outcome.total)
        ),
        describe_grade(sitting.model, outcome),
    ]
    before = selectors.list_before(sitting.evaluation)
    told += [tell_before(sitting.model, one, outcome.total) for one in before]
    if outcome.open_questions:
        told.append(
            _("还有 {count} 题没有答，得分因此是一个范围。").format(
                count=len(outcome.open_questions)
            )
        )
    return tuple(told)


def _list_dimensions(sitting: Sitting) -> tuple[tuple[str, ...], ...]:
    rows = (
        (name_part(one), write_span(sitting.outcome.dimensions[one.code]))
        for one in sitting.model.dimensions
    )
    return ((_("方面"), _("水平（级）")), *rows)


def _list_opinions(
    sitting: Sitting, gaps: tuple[Gap, ...]
) -> tuple[tuple[str, ...], ...]:
    rows = (
        (str(number), _name(sitting, gap), _list_actions(_find(sitting, gap))[0])
        for number, gap in enumerate(gaps, start=1)
    )
    return ((_("序号"), _("现在的情况"), _("建议")), *rows)


def _list_gaps(sitting: Sitting, gaps: tuple[Gap, ...]) -> tuple[tuple[str, ...], ...]:
    """List the gaps; without clauses to name, also without a column for them."""
    heads = (_("项目"), _("水平"), _("对应条款"))
    rows = [
        (
            name_part(_find(sitting, gap)),
            write_level(gap),
            join_words(list_clauses(sitting.model, _find(sitting, gap))),
        )
        for gap in gaps
    ]
    if not any(clauses for _name, _level, clauses in rows):
        return (heads[:2], *(row[:2] for row in rows))
    return (heads, *((name, level, told or "—") for name, level, told in rows))


def _list_advice(
    sitting: Sitting, gaps: tuple[Gap, ...]
) -> tuple[tuple[str, ...], ...]:
    """List each measure once, beside the first gap it closes."""
    rows: dict[str, tuple[str, ...]] = {}
    for gap in gaps:
        criterion = _find(sitting, gap)
        for remedy in criterion.remedies:
            rows.setdefault(
                remedy.measure, (name_part(criterion), *_tell_measure(remedy.measure))
            )
    numbered = ((str(n), *row) for n, row in enumerate(rows.values(), start=1))
    return (
        (
            _("序号"),
            _("项目"),
            _("怎么做"),
            _("费用（元）"),
            _("自己人（天）"),
            _("谁来做"),
        ),
        *numbered,
    )


def _tell_measure(code: str) -> tuple[str, ...]:
    one = get_measure(code)
    return (
        one.english_action if is_english() else one.action,
        str(one.cost_yuan),
        str(one.staff_days),
        one.english_provider if is_english() else one.provider,
    )


def _list_actions(criterion: Criterion) -> list[str]:
    found = [get_measure(remedy.measure) for remedy in criterion.remedies]
    return [one.english_action if is_english() else one.action for one in found]


def _name(sitting: Sitting, gap: Gap) -> str:
    criterion = _find(sitting, gap)
    return _("{part}：现在 {level}").format(
        part=name_part(criterion), level=write_level(gap)
    )


def _find(sitting: Sitting, gap: Gap) -> Criterion:
    return next(one for one in sitting.model.criteria if one.code == gap.criterion)


def _list_notes() -> tuple[str, ...]:
    return (
        _("题目、分档和措施由本平台编写，是示例，不是国家或行业标准，也不是认证。"),
        _("这是帮扶，不是检查；结果不作为处罚或降低待遇的依据。"),
    )
