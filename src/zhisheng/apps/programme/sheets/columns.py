"""What the columns of a roster may be called: aliases for texts, patterns for measures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from zhisheng.apps.programme.choices import PERCENT_MEASURES
from zhisheng.apps.programme.sheets.headings import (
    TEXT_PATTERNS,
    write_count_of_year,
)
from zhisheng.kit.sheets import ColumnMatch, ColumnSpec, normalize_header

TEXT_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": (
        "企业名称",
        "单位名称",
        "企业全称",
        "帮扶企业",
        "帮扶企业名称",
        "组织名称",
        "企业",
        "公司名称",
        "受帮扶企业",
        "受帮扶企业名称",
        "企业名",
        "获证组织名称",
        "小微企业名称",
        "被帮扶企业",
        "被帮扶企业名称",
        "经营主体名称",
        "名称",
    ),
    "uscc": (
        "统一社会信用代码",
        "社会信用代码",
        "信用代码",
        "机构代码",
        "组织机构代码",
        "统一信用代码",
        "统一代码",
        "营业执照号",
        "社会统一信用代码",
        "注册号",
        "统一社会信用代码证号",
    ),
    "code": (),
    "province": (
        "所属省",
        "省",
        "省份",
        "所在省",
        "省(区、市)",
        "省(自治区、直辖市)",
        "所属省份",
    ),
    "city": ("所属市", "市", "地市", "所在市", "市(州)", "所属地市", "地级市"),
    "county": (
        "所属县",
        "县",
        "区县",
        "县区",
        "县(区)",
        "区(县)",
        "县(市、区)",
        "所在县",
        "县市区",
        "所属县区",
        "所属区县",
        "县(区、市)",
    ),
    "region": (
        "所在地",
        "行政区划",
        "所属地区",
        "地区",
        "所在地区",
        "属地",
        "区域",
        "所属区域",
        "行政区划代码",
        "省市县",
        "所属省/市/县",
        "所属省市县",
        "所属行政区划",
        "注册地",
    ),
    "address": (
        "地址",
        "注册地址",
        "通讯地址",
        "企业地址",
        "住所",
        "通讯/注册地址",
        "详细地址",
    ),
    # The levels above a class go before it, for its patterns would take them too.
    "industry_section": ("行业门类", "国民经济行业门类"),
    "industry_division": ("行业大类", "国民经济行业大类"),
    "industry_group": ("行业中类", "国民经济行业中类"),
    "industry": (
        "行业代码",
        "行业",
        "国民经济行业",
        "所属行业",
        "主营行业",
        "行业类别",
        "行业分类",
        "国民经济行业代码",
        "所属国民经济行业",
        "行业小类",
    ),
    "industry_name": ("行业名称", "所属行业名称", "国民经济行业名称"),
    "employees": (
        "从业人员",
        "职工人数",
        "员工数",
        "人数",
        "从业人数",
        "员工规模",
        "员工人数",
        "从业人员数",
        "职工数",
        "企业人数",
        "从业人员人数",
        "组织员工数",
        "期末从业人员",
    ),
    "help_start": (
        "帮扶开始日期",
        "帮扶起",
        "开始",
        "帮扶开始",
        "帮扶开始时间",
        "开始日期",
        "开始时间",
        "起始日期",
        "帮扶起始日期",
        "帮扶起始时间",
        "起始时间",
        "启动时间",
    ),
    "help_end": (
        "帮扶结束日期",
        "帮扶止",
        "结束",
        "帮扶结束",
        "帮扶结束时间",
        "结束日期",
        "结束时间",
        "帮扶完成时间",
        "完成时间",
        "终止日期",
        "截止日期",
        "完成日期",
        "帮扶截止日期",
        "帮扶完成日期",
    ),
    "help_period": (
        "帮扶起止时间",
        "起止日期",
        "帮扶期间",
        "帮扶起止日期",
        "起止时间",
        "帮扶时间",
        "帮扶周期",
        "帮扶日期",
    ),
    "method": ("帮扶方式", "帮扶形式", "帮扶措施", "帮扶类型", "帮扶种类"),
    "problem": (
        "解决的主要问题",
        "主要问题",
        "解决问题",
        "存在问题",
        "质量问题",
        "解决的问题",
        "帮扶解决的主要问题",
    ),
    "helper": (
        "帮扶机构",
        "认证机构",
        "认证机构名称",
        "帮扶单位",
        "机构名称",
        "帮扶机构名称",
    ),
    "unit": (
        "管辖单位",
        "所属所",
        "监管所",
        "所属监管所",
        "市场监管所",
        "所属市场监管所",
        "辖区所",
        "辖区监管所",
        "属地监管所",
        "属地所",
        "管辖所",
        "管辖机构",
        "分局",
        "所属分局",
        "管辖分局",
        "监管单位",
        "日常监管单位",
        "日常监管机构",
        "所属单位",
        "所属开发区",
    ),
    "year": ("帮扶年度", "年度", "年份", "填报年度"),
    "willingness": ("提升意愿", "意愿"),
    "potential": ("提升潜力", "潜力"),
    "legal_form": (
        "企业类型",
        "主体类型",
        "组织形式",
        "组织性质",
        "经济类型",
        "市场主体类型",
        "经营主体类型",
        "企业组织形式",
    ),
    "contact_name": ("联系人", "企业联系人", "联系人姓名", "负责人"),
    "contact_phone": ("联系电话", "电话", "手机", "手机号", "联系方式", "手机号码"),
    "certificate_number": (
        "证书编号",
        "认证证书号",
        "证书号",
        "是否获证/证书编号",
        "是否获证",
    ),
    "sequence": ("序号", "编号", "行号", "No", "NO."),
    "remark": ("备注", "说明"),
}
# Longer words first: 年产值或营收 is revenue, 销售利润 is profit. Income of sales is settled
# by the other columns: see ``sheets/sales.py``.
MEASURES: dict[str, str] = {
    "quality_cost": r"质量(总)?成本|质量损失",
    "profit": r"利润(?!率)|净利",
    "sales_income": r"(?<!电商)(?<!新产品)销售收入",
    "sales": r"(?<!电商)(?<!新产品)销售(额|总额)",
    "revenue": r"营业总?收入|主营业务收入|营收|营业额|(?<!销售)收入|revenue|turnover",
    "scrap_rate": r"废品率|报废率",
    "nonconforming_rate": r"不合格(品)?率|不良(品)?率",
    "first_pass_yield": r"一次(交验)?合格率|直通率",
    "export": r"出口(额|交货值)",
}
STAFF = "employees"
# A rate, a plan or a part of a year is no amount of the year.
NO_AMOUNT = (
    r"率|增长|增幅|增速|增加|同比|环比|占比|比重|比例|人均|目标|预计|预期|计划|"
    r"季度?|半年|(?<!112)月|growth|ratio|target|percapita"
)
STEPS = "(?:提升|帮扶|实施|认证|获证|改进|整改|辅导|服务|咨询|贯标|培育)"
BEFORE = rf"{STEPS}(?:之|以)?前|(?<!上)上一?年|上年度|去年|基期|基准|上期|^前|前$|before|previous"
AFTER = rf"{STEPS}(?:之|以)?后|本年|当年|今年|报告期|本期|^后|后$|after|current"

# The certification body's upload layout; identity numbers are not among the columns kept.
BODY_LAYOUT: dict[str, tuple[str, ...]] = {
    "body_approval": ("认证机构批准号",),
    "key_site": ("实施审核的关键场所名称",),
    "former_name": ("组织原名",),
    "scheme": ("认证项目代码",),
    "scheme_note": ("认证项目代码说明",),
    "first_certified": ("初次获证日期",),
    "is_sub_certificate": ("是否子证书",),
    "main_certificate": ("主认证证书号",),
    "has_several_sites": ("是否有多现场",),
    "business_scope_code": ("业务范围代码",),
    "scope": ("证书覆盖范围",),
    "persons_covered": ("体系相关的员工数",),
    "audit_activity": ("认证审核活动代码",),
    "change_kind": ("证书变更类别代码",),
    "change_during": ("变更时所处的审核活动期间",),
    "is_replaced": ("是否换证",),
    "replace_reason": ("换证原因",),
    "replaced_certificate": ("原证书号",),
    "replaced_body": ("原颁证机构名称",),
    "replaced_on": ("换证日期",),
    "recertifications": ("再认证次数",),
    "surveillances": ("监督次数",),
    "audit_start": ("审核开始日期",),
    "audit_end": ("审核截至日期", "审核截止日期"),
    "audit_days": ("审核人日数",),
    "is_combined": ("是否结合",),
    "fee_paid": ("实收的认证费用",),
    "fee_currency": ("费用币种",),
    "invoice_number": ("发票号码",),
    "risk_factor": ("风险系数",),
    "issued": ("颁证日期",),
    "expires": ("证书截止日期",),
    "certificate_status": ("证书状态",),
    "suspend_reason": ("暂停原因",),
    "suspend_start": ("暂停开始时间",),
    "suspend_end": ("暂停截至时间", "暂停截止时间"),
    "withdraw_reason": ("撤销原因",),
    "withdrawn_on": ("撤销时间",),
    "changed_on": ("变更日期",),
    "taken_from": ("取数开始日期",),
    "taken_to": ("取数截止日期",),
    "accreditation_mark": ("认可标志",),
    "capital": ("注册资本",),
    "country": ("国家和地区代码",),
    "nature": ("组织性质代码",),
}
# What tells of the industry, the narrowest first.
INDUSTRY_FIELDS = (
    "industry", "industry_name", "industry_group", "industry_division", "industry_section",
)  # fmt: skip
CERTIFICATE_FIELDS = frozenset(BODY_LAYOUT) | {"certificate_number"}
CERTIFICATE_DAYS = frozenset({"first_certified", "issued", "expires"})


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator column; `period` is "before", "after" or a year."""

    indicator: str
    period: str


# Without it 企业 may head a count of enterprises and 名称 an explanation of columns.
FULL_NAME = re.compile(r".{2,}(?:名称?|全称|简称)|(?:company|enterprise|firm)name")


def is_roster(columns: Mapping[str, ColumnMatch]) -> bool:
    """Tell whether two columns make a roster: a name, sure by itself or by its code."""
    name = columns.get("name")
    return name is not None and (
        "uscc" in columns
        or FULL_NAME.fullmatch(normalize_header(name.header_text).key) is not None
    )


def parse_measure(field: str) -> Measure | None:
    """Return what a field such as "revenue@before" or "profit@2023" measures."""
    indicator, separator, period = field.partition("@")
    return Measure(indicator, period) if separator else None


@lru_cache(maxsize=16)
def list_column_specs(year: int) -> tuple[ColumnSpec, ...]:
    """Return every column a roster of a year may have; named years go before sides."""
    named_years = range(year - 3, year + 2)
    texts = [
        ColumnSpec(field=field, aliases=aliases, patterns=TEXT_PATTERNS.get(field, ()))
        for field, aliases in (TEXT_COLUMNS | BODY_LAYOUT).items()
    ]
    years = [
        _measure_spec(indicator, words, str(named), _write_year(named))
        for indicator, words in MEASURES.items()
        for named in named_years
    ]
    staff = [
        ColumnSpec(
            field=f"{STAFF}@{period}",
            patterns=(write_count_of_year(when),),
        )
        for period, when in (
            ("before", BEFORE),
            ("after", AFTER),
            *((str(named), _write_year(named)) for named in named_years),
        )
    ]
    sides = [
        _measure_spec(indicator, words, side, pattern)
        for indicator, words in MEASURES.items()
        for side, pattern in (("before", BEFORE), ("after", AFTER))
    ]
    # A count of the year before is a count as well, so that it goes first.
    return (*staff, *texts, *years, *sides)


def _write_year(named: int) -> str:
    """Return the pattern of a year in a heading: 2024年, 2024, 24年."""
    return rf"{named}年?(?!\d)|(?<!\d){named % 100:02d}年"


def _measure_spec(indicator: str, words: str, period: str, side: str) -> ColumnSpec:
    excluded = "" if indicator in PERCENT_MEASURES else rf"(?!.*(?:{NO_AMOUNT}))"
    pattern = rf"{excluded}(?=.*(?:{words}))(?=.*(?:{side})).*"
    return ColumnSpec(field=f"{indicator}@{period}", patterns=(pattern,))
