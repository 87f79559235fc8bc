"""The headings under which people write indicator values."""

import re
from collections.abc import Collection, Iterable, Iterator

from zhisheng.apps.returns.choices import IndicatorLevel
from zhisheng.apps.returns.models import Indicator
from zhisheng.kit.sheets import ColumnSpec, normalize_header

NAME, USCC, REASON = "name", "uscc", "reason"
YEARS_SHOWN = 8
BEFORE = "(?:帮扶前|提升前|上年度?|去年|上期|期初|前)"
AFTER = "(?:帮扶后|提升后|本年度?|当年|本期|期末|后)"
ALIASES = {
    "revenue": ("营收", "年营业收入", "年营收", "营业额"),
    "sales": ("销售额", "年销售额", "年产品销售额"),
    "profit": ("利润", "年利润", "年利润总额"),
    "quality_cost": ("质量总成本", "年质量成本"),
    "productivity": ("劳动生产率",),
    "scrap_rate": ("报废率", "产品废品率"),
    "nonconforming_rate": ("不良率", "不良品率", "不合格率"),
    "first_pass_yield": ("一次交验合格率", "一次检验合格率", "直通率"),
    "market_share": ("市占率",),
    "new_product_share": ("新产品占比", "新产品销售占比"),
    "ecommerce_sales": ("电商销售额", "线上销售额"),
    "money_gained": ("增收节支", "带来收益"),
    "employees": ("从业人数", "员工人数", "员工数", "职工人数", "年末从业人员"),
    "export": ("出口", "年出口额", "出口总额"),
}


def list_columns(indicators: Iterable[Indicator], year: int) -> list[ColumnSpec]:
    """Return what is looked for in a heading; `revenue@2023` is a value of 2023."""
    years = range(year - YEARS_SHOWN, year + 2)
    specs = [
        ColumnSpec(NAME, ("企业名称", "单位名称", "名称", "企业", "企业全称")),
        ColumnSpec(USCC, ("统一社会信用代码", "信用代码", "社会信用代码", "统一代码")),
        ColumnSpec(REASON, ("说明", "原因", "情况说明", "备注")),
    ]
    for indicator in indicators:
        if IndicatorLevel.ENTERPRISE in indicator.levels and not indicator.derived_from:
            specs.extend(_list_for(indicator, year, years))
    return specs


def holds_values(columns: Collection[str]) -> bool:
    """Tell whether a heading names an enterprise and a value of it."""
    is_named = NAME in columns or USCC in columns
    return is_named and any("@" in field for field in columns)


def split_field(field: str) -> tuple[str, str]:
    """Return the indicator and the period of a column."""
    code, _, period = field.partition("@")
    return code, period


def _list_for(
    indicator: Indicator, year: int, years: Iterable[int]
) -> Iterator[ColumnSpec]:
    names = (indicator.name, *ALIASES.get(indicator.code, ()))
    keys = "|".join(re.escape(normalize_header(name).key) for name in names)
    for one in years:
        told = f"{one}年?度?"
        patterns = [f"{told}(?:{keys})", f"(?:{keys}){told}"]
        if one == year - 1:
            patterns += [f"{BEFORE}(?:{keys})", f"(?:{keys}){BEFORE}"]
        if one == year:
            patterns += [f"{AFTER}?(?:{keys})", f"(?:{keys}){AFTER}"]
        yield ColumnSpec(f"{indicator.code}@{one}", patterns=tuple(patterns))
