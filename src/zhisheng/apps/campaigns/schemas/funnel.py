"""Build the funnel as figures, chart and table, and the list behind each figure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.campaigns import selectors
from zhisheng.apps.campaigns.choices import (
    DECLINED,
    REPORTED_STAGES,
    STOPPED,
    UNANSWERED,
    Answer,
    DropOutReason,
    Stage,
)
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.apps.campaigns.schemas.campaigns import show_answer
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.language import join_words
from zhisheng.kit.sheets import OutSheet
from zhisheng.ui.charts import ChartSeries, ChartSpec
from zhisheng.ui.formats import format_count, format_date, format_percent
from zhisheng.ui.tables import Column, Link, Row, Table

UNKNOWN = gettext_noop("还不知道")
DEFINITIONS = {
    Stage.INVITED: gettext_noop(
        "开始邀请时按范围邀请的、现在仍归您管的企业；合并了的算一家。"
    ),
    Stage.YES: gettext_noop("负责人或者代办人答复“参加”的。"),
    Stage.EVALUATED: gettext_noop("答应参加的企业里，邀请以后提交过质量评价的。"),
    Stage.PLANNED: gettext_noop("答应参加的企业里，邀请以后定下过提升计划的。"),
    Stage.HELPED: gettext_noop(
        "答应参加的企业里，帮扶台账记着邀请以后开始的帮扶的；没写哪天的，按登记时间算。"
    ),
    Stage.CERTIFIED: gettext_noop(
        "答应参加的企业里，邀请以后入库的名单写有它的证书号的；发证日期以认证机构为准。"
    ),
}
VIEW_LABELS: dict[str, Any] = {
    **{stage.value: stage.label for stage in Stage},
    UNANSWERED: Answer.NONE.label,
    DECLINED: Answer.NO.label,
    STOPPED: Answer.OUT.label,
}


@dataclass(frozen=True, slots=True)
class FunnelLine:
    """One stage: how many, of how many; ``number`` is None where nobody knows."""

    stage: Stage
    number: int | None
    base: int
    base_label: str

    @property
    def share(self) -> str:
        if self.number is None or not self.base:
            return "—"
        return format_percent(self.number / self.base)


@dataclass(frozen=True, slots=True)
class FunnelPage:
    chart: ChartSpec
    table: Table
    reasons: Table
    has_reasons: bool
    unanswered: int
    unanswered_url: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ViewTab:
    label: str
    url: str
    is_current: bool


def list_lines(funnel: selectors.Funnel) -> list[FunnelLine]:
    """Put each stage beside its base: the invited, later those who said yes."""
    invited, said_yes = _("邀请的企业"), _("答应参加的企业")
    return [
        FunnelLine(stage, funnel.counts[stage], funnel.invited, invited)
        if stage in {Stage.INVITED, Stage.YES}
        else FunnelLine(stage, funnel.counts[stage], funnel.said_yes, said_yes)
        for stage in Stage
    ]


def build_funnel(
    campaign: Campaign, funnel: selectors.Funnel, *, outside: int
) -> FunnelPage:
    """``outside`` is how many invitations lie outside the reader's area by now."""
    lines = list_lines(funnel)
    return FunnelPage(
        chart=build_chart(campaign, lines, funnel),
        table=build_funnel_table(campaign, lines),
        reasons=build_reason_table(funnel),
        has_reasons=bool(funnel.declined or funnel.stopped),
        unanswered=funnel.unanswered,
        unanswered_url=_link(campaign, UNANSWERED),
        notes=tuple(_list_notes(lines, outside)),
    )


def build_chart(
    campaign: Campaign, lines: Sequence[FunnelLine], funnel: selectors.Funnel
) -> ChartSpec:
    finding = _(
        "邀请 {invited} 家，{yes} 家答应参加，{no} 家这次不参加，{rest} 家还没答复。"
    )
    return ChartSpec(
        kind="bar",
        title=_("走到了哪一步"),
        categories=tuple(str(line.stage.label) for line in lines),
        series=(
            ChartSeries(
                name=_("企业"),
                values=tuple(line.number for line in lines),
                notes=tuple(
                    "" if line.number is not None else _(UNKNOWN) for line in lines
                ),
            ),
        ),
        unit=_("家"),
        source=_(
            "邀请的答复，{day}以后的质量评价、提升计划、帮扶台账和入库名单"
        ).format(day=format_date(campaign.opened_at)),
        finding=finding.format(
            invited=format_count(funnel.invited),
            yes=format_count(funnel.said_yes),
            no=format_count(funnel.declined),
            rest=format_count(funnel.unanswered),
        ),
    )


def build_funnel_table(campaign: Campaign, lines: Iterable[FunnelLine]) -> Table:
    return Table(
        caption=_("每一步多少家，怎么算的"),
        columns=(
            Column("stage", _("到了哪一步")),
            Column("number", _("企业"), is_number=True, unit=_("家")),
            Column("base", _("占谁的")),
            Column("share", _("占比"), is_number=True),
            Column("definition", _("口径")),
        ),
        rows=tuple(
            Row(
                (
                    line.stage.label,
                    _show_number(campaign, line),
                    _("{label} {number} 家").format(
                        label=line.base_label, number=format_count(line.base)
                    ),
                    line.share,
                    _(DEFINITIONS[line.stage]),
                )
            )
            for line in lines
        ),
    )


def build_reason_table(funnel: selectors.Funnel) -> Table:
    return Table(
        caption=_("不参加和停下的原因"),
        columns=(
            Column("reason", _("原因")),
            Column("number", _("这次不参加"), is_number=True, unit=_("家")),
            Column("share", _("占不参加的"), is_number=True),
            Column("stopped", _("参加以后停下了"), is_number=True, unit=_("家")),
        ),
        rows=tuple(
            Row(
                (
                    reason.label,
                    format_count(funnel.reasons[reason]),
                    format_percent(funnel.reasons[reason] / funnel.declined)
                    if funnel.declined
                    else None,
                    format_count(funnel.reasons_to_stop[reason]),
                )
            )
            for reason in DropOutReason
            if funnel.reasons[reason] or funnel.reasons_to_stop[reason]
        ),
    )


def list_view_tabs(campaign: Campaign, current: str) -> tuple[ViewTab, ...]:
    return tuple(
        ViewTab(str(label), _link(campaign, view), view == current)
        for view, label in VIEW_LABELS.items()
    )


def build_invitation_list(
    invitations: Iterable[CampaignInvitation], view: str
) -> Table:
    return Table(
        caption=str(VIEW_LABELS[view]),
        columns=(
            Column("name", _("企业")),
            Column("region", _("所在地")),
            Column("answer", _("答复")),
            Column("reason", _("原因")),
            Column("reached", _("答应以后")),
        ),
        rows=tuple(_show_invitation(one) for one in invitations),
    )


def write_funnel_sheets(funnel: selectors.Funnel) -> list[OutSheet]:
    """Write what the page shows: the stages with their definitions, the reasons."""
    stages = OutSheet(
        name=_("走到了哪一步"),
        header=[
            _("到了哪一步"),
            _("企业（家）"),
            _("占谁的"),
            _("基数（家）"),
            _("占比"),
            _("口径"),
        ],
        rows=[
            (
                str(line.stage.label),
                _(UNKNOWN) if line.number is None else line.number,
                line.base_label,
                line.base,
                line.share,
                _(DEFINITIONS[line.stage]),
            )
            for line in list_lines(funnel)
        ],
        widths=(16, 12, 18, 12, 10, 60),
    )
    reasons = OutSheet(
        name=_("不参加和停下的原因"),
        header=[_("原因"), _("这次不参加（家）"), _("参加以后停下了（家）")],
        rows=[
            *(
                (str(one.label), funnel.reasons[one], funnel.reasons_to_stop[one])
                for one in DropOutReason
            ),
            (str(Answer.NONE.label), funnel.unanswered, None),
        ],
        widths=(18, 16, 20),
    )
    return [stages, reasons]


def write_list_sheet(invitations: Iterable[CampaignInvitation], view: str) -> OutSheet:
    return OutSheet(
        name=str(VIEW_LABELS[view]),
        header=[_("企业"), _("所在地"), _("答复"), _("原因"), _("答应以后")],
        rows=(
            tuple(str(getattr(cell, "text", cell)) for cell in row.cells)
            for row in map(_show_invitation, invitations)
        ),
        widths=(36, 24, 14, 30, 36),
    )


def _show_invitation(invitation: CampaignInvitation) -> Row:
    enterprise: Enterprise = invitation.enterprise
    standing = enterprise.merged_into or enterprise
    return Row(
        (
            standing.name,
            str(standing.region or "—"),
            show_answer(invitation),
            _show_reason(invitation),
            join_words(_list_reached(invitation)) or "—",
        ),
        url=reverse("registry:detail", args=[standing.code]),
    )


def _show_reason(invitation: CampaignInvitation) -> str:
    if not invitation.reason:
        return "—"
    label = str(DropOutReason(invitation.reason).label)
    text = _("{reason}：{text}").format(reason=label, text=invitation.text)
    return text if invitation.text else label


def _list_reached(invitation: CampaignInvitation) -> Iterator[str]:
    for stage in selectors.FOLLOWED:
        if getattr(invitation, stage):
            yield str(stage.label)


def _show_number(campaign: Campaign, line: FunnelLine) -> object:
    if line.number is None:
        return _(UNKNOWN)
    return Link(format_count(line.number), _link(campaign, line.stage))


def _link(campaign: Campaign, view: str) -> str:
    return f"{reverse('campaigns:enterprises', args=[campaign.code])}?view={view}"


def _list_notes(lines: Iterable[FunnelLine], outside: int) -> Iterator[str]:
    unknown = [
        str(line.stage.label)
        for line in lines
        if line.number is None and line.stage in REPORTED_STAGES
    ]
    if unknown:
        yield _(
            "“{stages}”还不知道有多少：邀请以后，本地还没有这方面的名单或者台账报来。"
        ).format(stages=join_words(unknown))
    if outside:
        yield _(
            "另有 {number} 家当时邀请了，现在不归您管（迁走了，或者在别的地区），不在上面的数里。"
        ).format(number=format_count(outside))
