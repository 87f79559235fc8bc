"""Build the contexts of the pages of returns."""

from collections.abc import Collection, Mapping, Sequence

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.returns import choices, selectors, services
from zhisheng.apps.returns.choices import ReturnStatus
from zhisheng.apps.returns.models import (
    AreaValue,
    Form,
    FormField,
    Indicator,
    Return,
    Value,
)
from zhisheng.apps.returns.permissions import Action, may
from zhisheng.apps.returns.schemas.contexts import (
    AnswerRow,
    DetailPage,
    FormHead,
    Refusal,
    ReviewPage,
    StepPage,
    TimelineEntry,
)
from zhisheng.apps.returns.selectors import DueReturn
from zhisheng.kit import audit
from zhisheng.kit.language import join_words, say
from zhisheng.ui.cards import ActionCard
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Column, Row, Table

MISSING = "—"


def build_head(form: Form) -> FormHead:
    return FormHead(
        form=form,
        right=form.get_right_display(),
        is_survey=selectors.is_survey(form),
        is_open=selectors.is_form_open(form, timezone.localdate()),
    )


def build_card(due: DueReturn, *, names_enterprise: bool) -> ActionCard:
    """Say what is due, why, how long it takes and by what right it is asked."""
    title = _("填报 {period} 年《{form}》").format(
        period=due.period, form=say(due.form.name)
    )
    if names_enterprise:
        title = f"{title} · {due.enterprise.name}"
    return ActionCard(
        title=title,
        why=say(due.form.purpose),
        url=_choose_url(due),
        label=_choose_label(due),
        kind="done" if due.is_done else "need",
        minutes=0 if due.is_done else due.form.minutes,
        due=describe_right(due.form),
    )


def describe_right(form: Form) -> str:
    if not selectors.is_survey(form):
        return _("工作资料，自愿填报")
    return _(
        "统计调查表 {number}，{authority}，{approval}，有效期至 {valid_to}"
    ).format(
        number=say(form.form_number),
        authority=say(form.authority),
        approval=say(form.approval_number),
        valid_to=format_date(form.valid_to),
    )


def build_step_page(
    *, filing: Return, form: forms.Form, steps: Sequence[selectors.Step], number: int
) -> StepPage:
    previous = {
        value.indicator_id: value
        for value in services.list_previous_values(filing.enterprise, filing.period)
    }
    unit = read_unit(filing)
    rows = [
        _build_row(form, field, filing, previous.get(field.indicator_id), unit)
        for field in steps[number - 1].fields
    ]
    return StepPage(
        filing=filing,
        head=build_head(filing.form),
        form=form,
        rows=tuple(rows),
        steps=link_steps(filing, steps),
        current=number,
        minutes=_estimate_minutes(filing.form, len(steps), number),
        previous_year=str(int(filing.period) - 1),
        back_url=_link_step(filing, number - 1)
        if number > 1
        else reverse("returns:index"),
    )


def build_review_page(
    *, filing: Return, missing: Collection[str] = (), problem: str = ""
) -> ReviewPage:
    examination = services.examine_return(filing)
    names = services.name_indicators(filing.form)
    steps = selectors.list_steps(filing.form)
    step_of = {
        field.indicator_id: step.number for step in steps for field in step.fields
    }
    refused = services.describe_refusals(filing.form, examination)
    return ReviewPage(
        filing=filing,
        head=build_head(filing.form),
        table=tabulate_answers(filing, steps),
        refusals=tuple(
            Refusal(names[code], text, f"{_link_step(filing, step_of[code])}#id_{code}")
            for code, text in refused.items()
        ),
        findings=tuple(
            services.describe_result(
                result, names, filing.explanations.get(result.key, "")
            )
            for result in examination.warnings
        ),
        missing=frozenset(missing),
        steps=link_steps(filing, steps),
        problem=problem,
        back_url=_link_step(filing, len(steps)),
    )


def build_detail_page(*, filing: Return, actor: Actor) -> DetailPage:
    is_own = selectors.list_own_returns_for(actor).filter(pk=filing.pk).exists()
    names = services.name_indicators(filing.form)
    status = filing.status
    return DetailPage(
        filing=filing,
        head=build_head(filing.form),
        table=tabulate_answers(filing, selectors.list_steps(filing.form)),
        findings=tuple(
            services.describe_stored(
                warning, names, filing.explanations.get(str(warning["key"]), "")
            )
            for warning in filing.warnings
        ),
        entries=tuple(_list_entries(filing)),
        is_own=is_own,
        may_check=may(actor, Action.CHECK_RETURN) and status == ReturnStatus.SUBMITTED,
        may_correct=is_own and status != ReturnStatus.DRAFT,
        may_withdraw=is_own
        and status != ReturnStatus.WITHDRAWN
        and not selectors.is_survey(filing.form),
    )


def tabulate_answers(filing: Return, steps: Sequence[selectors.Step]) -> Table:
    """Show what is known of this year or the last, in the unit it was written in."""
    texts = filing.answers.get("texts", {})
    units = filing.answers.get("units", {})
    default = read_unit(filing)
    previous = {
        value.indicator_id: services.write_value(
            value, value.indicator, units.get(value.indicator_id, default)
        )
        for value in services.list_previous_values(filing.enterprise, filing.period)
    }
    rows = [
        Row(
            (
                services.name_indicator(field.indicator),
                say(
                    services.choose_unit(
                        field.indicator, units.get(field.indicator_id, default)
                    )
                ),
                previous.get(field.indicator_id, MISSING),
                texts.get(field.indicator_id) or MISSING,
            )
        )
        for step in steps
        for field in step.fields
    ]
    columns = (
        Column("name", _("指标")),
        Column("unit", pgettext("measure", "单位")),
        Column(
            "previous",
            _("上年（{year}）").format(year=int(filing.period) - 1),
            is_number=True,
        ),
        Column("value", _("本年（{year}）").format(year=filing.period), is_number=True),
    )
    return Table(columns, tuple(rows), caption=_("填报的数值"))


def tabulate_returns(filings: Sequence[Return]) -> Table:
    rows = [
        Row(
            (
                filing.enterprise.name,
                say(filing.form.name),
                filing.period,
                filing.get_status_display(),
                format_date(filing.submitted_at),
                len(filing.warnings),
            ),
            url=reverse("returns:detail", args=[filing.code]),
            state="need" if filing.warnings and filing.checked_at is None else "",
        )
        for filing in filings
    ]
    columns = (
        Column("enterprise", _("企业")),
        Column("form", _("表单")),
        Column("period", _("年度")),
        Column("status", _("状态")),
        Column("submitted", _("提交日期")),
        Column("warnings", _("提示数"), is_number=True),
    )
    return Table(columns, tuple(rows), caption=_("企业填报"))


def link_steps(
    filing: Return, steps: Sequence[selectors.Step]
) -> tuple[tuple[str, str], ...]:
    pages = [(_(step.label), _link_step(filing, step.number)) for step in steps]
    return (*pages, (_("核对提交"), reverse("returns:review", args=[filing.code])))


def read_unit(filing: Return) -> str:
    return str(filing.answers.get("unit", services.MONEY_UNITS[0]))


def read_initial(filing: Return) -> Mapping[str, str]:
    return {**filing.answers.get("texts", {}), "unit": read_unit(filing)}


def _build_row(
    form: forms.Form, field: FormField, filing: Return, before: Value | None, unit: str
) -> AnswerRow:
    code, indicator = field.indicator_id, field.indicator
    known = filing.answers.get("prefilled", {}).get(code)
    is_untouched = bool(known) and known["text"] == filing.answers["texts"].get(code)
    return AnswerRow(
        field=form[code],
        unit=say(services.choose_unit(indicator, unit)),
        source=known["source"] if known and is_untouched else "",
        previous=services.write_value(before, indicator, unit) if before else "",
        previous_source=selectors.name_source(before) if before else "",
    )


def _estimate_minutes(form: Form, steps: int, number: int) -> int:
    return max(1, round(form.minutes * (steps - number + 1) / steps))


def _link_step(filing: Return, number: int) -> str:
    return reverse("returns:fill", args=[filing.code, number])


def _choose_url(due: DueReturn) -> str:
    if due.filing is None:
        return reverse(
            "returns:start", args=[due.enterprise.code, due.form.code, due.period]
        )
    if due.is_done:
        return reverse("returns:detail", args=[due.filing.code])
    return _link_step(due.filing, 1)


def _choose_label(due: DueReturn) -> str:
    if due.is_done:
        return _("查看")
    return _("开始填写") if due.filing is None else _("继续填写")


def _list_entries(filing: Return) -> list[TimelineEntry]:
    words = {
        "returns.opened": _("开始填写"),
        "returns.submitted": _("提交"),
        "returns.reopened": _("打开更正"),
        "returns.withdrawn": _("撤回"),
        "returns.checked": _("核对无误"),
    }
    return [
        TimelineEntry(what=words[entry.action], who=entry.actor_label, when=entry.at)
        for entry in audit.list_entries_for_subject(filing)
        if entry.action in words
    ]


def tabulate_totals(totals: Sequence[AreaValue]) -> Table:
    rows = [
        Row(
            (
                total.subject_name or total.subject_code,
                services.name_indicator(total.indicator),
                total.period,
                *services.show_measured(total),
                total.get_population_display(),
                total.document,
            ),
            url=reverse("returns:withdraw_total", args=[total.code]),
        )
        for total in totals
    ]
    columns = (
        Column("subject", _("地区或对象")),
        Column("indicator", _("指标")),
        Column("period", _("年度")),
        Column("value", _("数值"), is_number=True),
        Column("unit", pgettext("measure", "单位")),
        Column("population", _("范围")),
        Column("document", _("来源文件")),
    )
    return Table(columns, tuple(rows), caption=_("上报合计数"))


def tabulate_dictionary(indicators: Sequence[Indicator]) -> Table:
    levels = dict(choices.get_indicator_levels())
    rows = [
        Row(
            (
                services.name_indicator(indicator),
                say(indicator.display_unit or indicator.unit),
                join_words(str(levels[level]) for level in indicator.levels),
                indicator.get_period_kind_display(),
                say(indicator.definition),
                say(indicator.source),
            )
        )
        for indicator in indicators
    ]
    columns = (
        Column("name", _("指标")),
        Column("unit", pgettext("measure", "单位")),
        Column("levels", _("层级")),
        Column("period", _("时期")),
        Column("definition", _("口径")),
        Column("source", _("来源")),
    )
    return Table(columns, tuple(rows), caption=_("指标字典"))
