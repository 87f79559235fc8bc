"""Sample content of `/ui/patterns`; every name and number in it is invented."""

import datetime

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhisheng.ui.cards import ActionCard
from zhisheng.ui.charts import ChartLimit, ChartSeries, ChartSpec
from zhisheng.ui.places import PLACES
from zhisheng.ui.tables import Badge, Column, Row, Table

NOT_COVERED_CODES = {"71", "81", "82"}


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("企业名称"), help_text=_("按营业执照填写全称"))
    employees = forms.IntegerField(label=_("从业人员（人）"), min_value=0)
    kind = forms.ChoiceField(
        label=_("帮扶方式"),
        choices=[
            ("talk", _("公开宣贯")),
            ("explain", _("标准解读")),
            ("diagnose", _("诊断")),
        ],
        required=False,
    )
    willing = forms.ChoiceField(
        label=_("是否愿意参加"),
        choices=[("yes", _("愿意")), ("no", _("暂不参加"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=_("我已看过填报说明"), required=False)


class SampleFileForm(forms.Form):
    proof = forms.FileField(
        label=_("营业执照照片或扫描件"),
        help_text=_("jpg、png、webp 或 pdf，10 MB 以内"),
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp,.pdf"}),
    )


class SampleFilter(forms.Form):
    query = forms.CharField(label=_("名称或代码"), required=False)
    year = forms.ChoiceField(
        label=_("年度"), choices=[("2024", "2024"), ("2023", "2023")], required=False
    )


def sample_cards() -> list[ActionCard]:
    """Show a card of each kind."""
    return [
        ActionCard(
            title=gettext("填报 2024 年数据"),
            why=gettext("去年的数已经填好，只需核对和补充 4 项。"),
            url="#form",
            label=gettext("开始填报"),
            minutes=6,
            due=gettext("截止 2024年6月30日"),
        ),
        ActionCard(
            title=gettext("确认 12 家企业"),
            why=gettext("这些名称和已有企业相近，需要您判断是不是同一家。"),
            url="#table",
            label=gettext("去确认"),
            kind="action",
            minutes=4,
        ),
        ActionCard(
            title=gettext("2023 年通报已发布"),
            why=gettext("可以下载 Word、PDF 和表格。"),
            url="#charts",
            label=gettext("查看通报"),
            kind="done",
        ),
    ]


SAMPLE_STEPS = [
    (_("上传"), "#steps"),
    (_("核对表头"), "#steps"),
    (_("预览"), ""),
    (_("入库"), ""),
]
SAMPLE_TABLE = Table(
    caption=_("示例企业，均为虚构"),
    columns=(
        Column("name", _("企业名称"), sort_url="?sort=name", sorted_as="ascending"),
        Column("region", _("地区")),
        Column("employees", _("从业人员"), is_number=True, unit=_("人")),
        Column("revenue", _("营业收入"), is_number=True, unit=_("万元")),
        Column("stage", _("进度")),
    ),
    rows=(
        Row(
            (_("示例丝网厂"), _("安平县"), "46", "1,234.6", Badge(_("已获证"), "done")),
            url="#table",
        ),
        Row(
            (
                _("示例童装厂"),
                _("吴兴区"),
                "118",
                "3,820.0",
                Badge(_("帮扶中"), "action"),
            ),
            url="#table",
        ),
        Row(
            (_("示例卫浴公司"), _("泉州市"), "9", "—", Badge(_("待确认"), "need")),
            url="#table",
            state="need",
        ),
    ),
)
SAMPLE_TIMELINE = [
    {
        "what": _("名单入库 1,204 行"),
        "who": _("示例县市场监管局 王某"),
        "when": datetime.date(2024, 3, 5),
        "detail": _("退回 12 行，已下载修改"),
        "kind": "done",
    },
    {
        "what": _("退回的 12 行等待修改"),
        "who": _("示例认证公司 李某"),
        "when": datetime.date(2024, 3, 8),
        "kind": "need",
    },
]
SAMPLE_COMPARISON = [
    {
        "label": _("一次交验合格率"),
        "before": "93.1%",
        "after": "96.4%",
        "change": _("+3.3个百分点"),
        "is_changed": True,
    },
    {"label": _("从业人员（人）"), "before": "46", "after": "46", "change": "—"},
]
SAMPLE_EVIDENCE = [
    {
        "title": _("2024年质量手册.pdf"),
        "url": "#evidence",
        "kind": "PDF",
        "size": "1.2 MB",
        "who": _("示例丝网厂"),
        "when": datetime.date(2024, 5, 20),
    }
]
SAMPLE_EXPLANATION = [
    {
        "state": "met",
        "rule": _("属于小型或微型企业"),
        "fact": _("从业人员 46 人、营业收入 1,234.6万元，工业，判为小型"),
    },
    {
        "state": "unmet",
        "rule": _("质量管理体系运行满三个月"),
        "fact": _("自 2024年4月1日 起运行"),
        "cure": _("2024年7月1日 后即满足"),
    },
    {
        "state": "unknown",
        "rule": _("近一年无质量安全事故"),
        "cure": _("请在“我的档案”里补充"),
        "action_url": "#explanation",
        "action_label": _("去补充"),
    },
]
SAMPLE_TABS = [
    {"label": _("接收"), "url": "#tabs", "is_current": True, "count": 1180},
    {"label": _("待确认"), "url": "#tabs", "count": 12},
    {"label": _("退回"), "url": "#tabs", "count": 12},
]
SAMPLE_CHOICES = [
    ("region", _("地区"), True),
    ("employees", _("从业人员"), True),
    ("contact", _("联系人"), False),
]
SAMPLE_OPTIONS = [
    ("131125 安平县", "安平县", "河北省 衡水市"),
    ("341823 泾县", "泾县", "安徽省 宣城市"),
]


def sample_charts() -> dict[str, ChartSpec]:
    source = str(_("虚构数据，仅供展示"))
    return {
        "bar_chart": _sample_bar(source),
        "line_chart": _sample_line(source),
        "radar_chart": _sample_radar(source),
        "scatter_chart": _sample_scatter(source),
        "tile_chart": _sample_tiles(source),
    }


def _sample_bar(source: str) -> ChartSpec:
    return ChartSpec(
        kind="bar",
        title=str(_("帮扶后营业收入平均增长")),
        categories=("2021", "2022", "2023", "2024"),
        series=(
            ChartSeries(
                name=str(_("平均增长")),
                values=(4.1, 5.6, 6.2, 7.9),
                low=(2.9, 4.4, 5.1, 6.8),
                high=(5.3, 6.8, 7.3, 9.0),
            ),
        ),
        unit="%",
        limits=(ChartLimit(str(_("目标")), 6.0),),
        source=source,
        finding=str(_("四年逐年上升，2024年为 7.9%，高于目标 6%。")),
    )


def _sample_line(source: str) -> ChartSpec:
    return ChartSpec(
        kind="line",
        title=str(_("一次交验合格率")),
        categories=("Q1", "Q2", "Q3", "Q4", "Q1 ", "Q2 "),
        series=(
            ChartSeries(
                name=str(_("受帮扶企业")),
                values=(92.0, 92.8, 94.1, 94.9, 95.6, 96.4),
                low=(91.2, 92.1, 93.4, 94.2, 95.0, 95.8),
                high=(92.8, 93.5, 94.8, 95.6, 96.2, 97.0),
            ),
            ChartSeries(
                name=str(_("其他企业")), values=(92.1, 92.3, 92.2, 92.9, 93.0, 93.2)
            ),
        ),
        unit="%",
        source=source,
        finding=str(_("两年里两组的差距扩大到 3.2 个百分点；阴影是 95% 区间。")),
    )


def _sample_radar(source: str) -> ChartSpec:
    return ChartSpec(
        kind="radar",
        title=str(_("成熟度评价")),
        categories=tuple(
            str(label)
            for label in (_("策划"), _("支持"), _("运行"), _("检查"), _("改进"))
        ),
        series=(
            ChartSeries(name=str(_("本次")), values=(3.4, 2.8, 3.9, 3.1, 2.6)),
            ChartSeries(name=str(_("上次")), values=(2.6, 2.5, 3.2, 2.2, 2.0)),
        ),
        unit=str(_("级")),
        source=source,
        finding=str(_("五个方面都有提高，“改进”仍最弱。")),
        maximum=5,
    )


def _sample_scatter(source: str) -> ChartSpec:
    return ChartSpec(
        kind="scatter",
        title=str(_("从业人员与收入增长")),
        categories=(),
        series=(
            ChartSeries(
                name=str(_("金属丝网")),
                values=(3.0, 5.5, 4.2, 8.1),
                positions=(12, 46, 30, 88),
            ),
            ChartSeries(
                name=str(_("童装")), values=(6.1, 2.4, 7.7), positions=(60, 25, 110)
            ),
        ),
        unit="%",
        source=source,
        finding=str(_("规模较大的企业增长略高，样本很小，不作结论。")),
    )


def _sample_tiles(source: str) -> ChartSpec:
    codes = [code for code in PLACES if code not in NOT_COVERED_CODES]
    values = tuple(float(40 + (int(code) * 37) % 160) for code in codes)
    return ChartSpec(
        kind="tiles",
        title=str(_("帮扶企业数")),
        categories=tuple(codes),
        series=(ChartSeries(name=str(_("企业数")), values=values),),
        unit=str(_("家")),
        source=source,
        finding=str(_("32 个省级单位（含兵团）已上报；港澳台未纳入统计。")),
    )


def sample_context() -> dict[str, object]:
    """Gather what the patterns page shows."""
    wrong_form = SampleForm({"name": "", "employees": "约20人", "kind": "talk"})
    wrong_form.is_valid()
    return {
        "cards": sample_cards(),
        "form": SampleForm(initial={"employees": 46}, auto_id="empty_%s"),
        "wrong_form": wrong_form,
        "file_form": SampleFileForm(auto_id="file_%s"),
        "filter_form": SampleFilter(auto_id="filter_%s"),
        "steps": SAMPLE_STEPS,
        "table": SAMPLE_TABLE,
        "timeline": SAMPLE_TIMELINE,
        "comparison": SAMPLE_COMPARISON,
        "evidence": SAMPLE_EVIDENCE,
        "explanation": SAMPLE_EXPLANATION,
        "tabs": SAMPLE_TABS,
        "choices": SAMPLE_CHOICES,
        "options": SAMPLE_OPTIONS,
        "crumbs": [(_("首页"), "/")],
        **sample_charts(),
    }
