"""The fixed words of bulletins, by the codes that figures carry."""

from decimal import Decimal

from django.utils.translation import gettext_noop

READINGS = {
    "mean_of_growths": gettext_noop("企业增长率的平均"),
    "growth_of_total": gettext_noop("总额的增长率"),
    "median_growth": gettext_noop("企业增长率的中位数"),
    "mean_points": gettext_noop("企业比率差的平均"),
    "points_of_total": gettext_noop("合计比率之差"),
    "median_points": gettext_noop("企业比率差的中位数"),
    "mean_relative": gettext_noop("企业比率相对变化的平均"),
    "relative_of_total": gettext_noop("合计比率的相对变化"),
    "median_relative": gettext_noop("企业比率相对变化的中位数"),
}
DECLINES = {
    "mean_of_growths": gettext_noop("企业降幅的平均"),
    "growth_of_total": gettext_noop("总额的降幅"),
    "median_growth": gettext_noop("企业降幅的中位数"),
    "mean_points": gettext_noop("企业质量成本率降幅的平均"),
    "points_of_total": gettext_noop("合计质量成本率的降幅"),
    "median_points": gettext_noop("企业质量成本率降幅的中位数"),
    "mean_relative": gettext_noop("企业质量成本率相对降幅的平均"),
    "relative_of_total": gettext_noop("合计质量成本率的相对降幅"),
    "median_relative": gettext_noop("企业质量成本率相对降幅的中位数"),
}
DECLINE_ROWS = frozenset({"quality_cost_decline"})
DECLINE_NOTE = gettext_noop("降幅是下列变化取相反数，下降为正：")
FORMULAS = {
    "mean_of_growths": gettext_noop(
        "每家企业：本年 ÷ 上年 − 1；再对企业取平均，一家一票。上年不大于零的企业没有增长率，不计入。"
    ),
    "growth_of_total": gettext_noop("全部企业本年之和 ÷ 上年之和 − 1，大企业影响大。"),
    "median_growth": gettext_noop(
        "各企业增长率从低到高排列，取正中一家，不受个别极端值影响。"
    ),
    "mean_points": gettext_noop(
        "每家企业：本年比率 − 上年比率；再对企业取平均，以百分点计。"
    ),
    "points_of_total": gettext_noop("合计的本年比率 − 合计的上年比率，以百分点计。"),
    "median_points": gettext_noop("各企业比率差从低到高排列，取正中一家，以百分点计。"),
    "mean_relative": gettext_noop(
        "每家企业：本年比率 ÷ 上年比率 − 1；再对企业取平均。上年比率不大于零的企业不计入。"
    ),
    "relative_of_total": gettext_noop("合计的本年比率 ÷ 合计的上年比率 − 1。"),
    "median_relative": gettext_noop("各企业比率相对变化从低到高排列，取正中一家。"),
}
COUNT_FORMULAS = {
    "bodies_participating": gettext_noop(
        "当年帮扶过本地区企业的认证机构，同一机构只计一次；协会、实验室等不计。"
    ),
    "enterprises_enrolled": gettext_noop("当年帮扶台账里的企业，同一企业只计一次。"),
    "enterprises_helped": gettext_noop(
        "当年接受过帮扶的企业，同一企业受几家机构帮扶也只计一次。"
    ),
    "enterprises_helped_cumulative": gettext_noop(
        "自有记录起至年末接受过帮扶的企业，同一企业各年合计只计一次。"
    ),
    "helps_given": gettext_noop(
        "当年“企业—帮扶机构”的对数，一家企业受三家机构帮扶计三次。"
    ),
    "helped_confirmed_share": gettext_noop(
        "当年受帮扶企业中，自己答复至少一次帮扶属实、并核实了身份的占比；没有答复的算作未确认；没有核实身份的回答，说属实、说不属实都等同没有答复。"
    ),
    "problems_solved": gettext_noop(
        "本地区企业当年关闭、至今没有复发的质量问题，一个算一个，不论企业有没有受帮扶；基数是有这种问题的企业数。"
    ),
    "good_cases": gettext_noop(
        "本地区企业当年公开发布、现在还能看到的优良案例，一个算一个；撤下、撤回的不算；基数是有这种案例的企业数。"
    ),
}
REPORTED_FORMULA = gettext_noop(
    "各地上报的合计数。本地区自己报了就用自己的；没有报的，把下级报的相加，并写明几个下级报了。"
)
RATE_ROWS = {
    "profit_rate_rise": gettext_noop("利润率 = 利润 ÷ 营业收入，由企业原始数据计算。"),
    "quality_cost_decline": gettext_noop(
        "下降为正。前几行是质量成本金额的下降；后几行是质量成本率（质量成本 ÷ 营业收入）的下降。"
    ),
}
POPULATIONS = {
    "participating": gettext_noop("参与"),
    "trained": gettext_noop("受训"),
    "helped": gettext_noop("帮扶"),
    "certified": gettext_noop("获证"),
    "pilot": gettext_noop("试点"),
    "solving": gettext_noop("解决了质量问题的企业"),
    "publishing": gettext_noop("公开了案例的企业"),
}
PERIODS = {
    "year": gettext_noop("当年"),
    "cumulative": gettext_noop("累计"),
    "point": gettext_noop("时点"),
    "quarter": gettext_noop("季度"),
    "unstated": gettext_noop("未说明累计或当年"),
}
SIZES = {
    "large": gettext_noop("大型"),
    "medium": gettext_noop("中型"),
    "small": gettext_noop("小型"),
    "micro": gettext_noop("微型"),
    "not_applicable": gettext_noop("不适用"),
    "unknown": gettext_noop("资料不足"),
}
SCALES = {"万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
# An amount is kept in yuan. In English each figure names its own scale; the columns of
# a workbook are in yuan, or in millions where Chinese has 亿元.
MONEY = "元"
ENGLISH_SCALES = {"亿元": ("CNY million", Decimal(1_000_000))}
ENGLISH_MONEY = ("CNY", Decimal(1))
PERCENT = "%"
HEADLINES = (
    "mean_of_growths",
    "growth_of_total",
    "median_growth",
    "mean_points",
    "median_points",
    "points_of_total",
    "relative_of_total",
)
