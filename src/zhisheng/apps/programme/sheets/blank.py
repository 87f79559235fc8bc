"""The blank roster: the headings that are read, with how each column is filled in.

It is Chinese whoever asks for it, as the rosters that offices collect are.
"""

from collections.abc import Sequence
from io import BytesIO

from django.utils.translation import override

from zhisheng.apps.programme.choices import HelpKind, Strength
from zhisheng.kit.sheets import BlankColumn, write_blank

OFFICIAL = "zh-hans"
NAME = "帮扶企业名单"
FORMS = ("公司", "个人独资企业", "合伙企业", "个体工商户", "农民专业合作社", "其他")
DATE_NOTE = "写到日、月或年都可以。"
MONEY_NOTE = "单位是万元；没有数据请留空，不要填 0。"
STRENGTH_NOTE = "强、中、弱中选一个；不清楚可留空。"


def write_blank_roster(*, year: int, years: Sequence[int]) -> bytes:
    """Return a workbook that is read back as soon as rows stand below its heading.

    Its examples are of one year; the years to choose from are those that were opened.
    """
    out = BytesIO()
    with override(OFFICIAL):
        write_blank(out, NAME, _list_columns(year, years))
    return out.getvalue()


def _list_columns(year: int, years: Sequence[int]) -> list[BlankColumn]:
    return [
        *_list_enterprise_columns(),
        *_list_help_columns(year, years),
        *_list_effect_columns(),
        BlankColumn("联系人", "可留空。", "张三"),
        BlankColumn("联系电话", "可留空。", "0318-7654321", 18, is_text=True),
        BlankColumn("备注", "不会读取。", ""),
    ]


def _list_enterprise_columns() -> list[BlankColumn]:
    return [
        BlankColumn("序号", "不会读取。", "1", 6),
        BlankColumn(
            "企业名称", "必填。营业执照上的全称。", "安平县示例丝网有限公司", 30
        ),
        BlankColumn(
            "统一社会信用代码",
            "18 位，照营业执照填写；个体工商户也有。没有时按名称和地区比对。",
            "91131125RB0000015J",
            22,
            is_text=True,
        ),
        BlankColumn("所属省", "省、市、县写全称；省、市可留空。", "河北省"),
        BlankColumn("所属市", "同上。", "衡水市"),
        BlankColumn("所属县", "必填。县（市、区）的全称。", "安平县"),
        BlankColumn(
            "管辖单位",
            "本单位下属的所、分局或开发区，写全称；由监管部门填，没有分的留空。",
            "",
            20,
        ),
        BlankColumn(
            "行业",
            "国民经济行业分类的 4 位代码，或它的名称。",
            "3340",
            16,
            is_text=True,
        ),
        BlankColumn("企业类型", "照营业执照填写；不清楚可留空。", "公司", 16, FORMS),
        BlankColumn("从业人员", "人数，整数；大概的数可写“约20”。", "20", 10),
    ]


def _list_help_columns(year: int, years: Sequence[int]) -> list[BlankColumn]:
    kinds = tuple(str(kind.label) for kind in HelpKind)
    strengths = tuple(str(one.label) for one in Strength)
    return [
        BlankColumn(
            "帮扶年度",
            "不填时用上传时选的年度。",
            str(year),
            10,
            tuple(map(str, sorted(years))),
        ),
        BlankColumn("帮扶机构", "不填时是上传时选的机构。", "某某认证有限公司", 24),
        BlankColumn("帮扶开始日期", DATE_NOTE, f"{year}-03-05", is_text=True),
        BlankColumn("帮扶结束日期", DATE_NOTE, f"{year}年6月", is_text=True),
        BlankColumn(
            "帮扶方式",
            "选一个；有几种可自己写，用顿号隔开。",
            "诊断",
            14,
            kinds,
            is_closed=False,
        ),
        BlankColumn("解决的主要问题", "一两句话。", "焊点强度不稳定", 30),
        BlankColumn("提升意愿", STRENGTH_NOTE, "强", 10, strengths),
        BlankColumn("提升潜力", STRENGTH_NOTE, "中", 10, strengths),
        BlankColumn("证书编号", "没有获证可留空。", "00124Q00000R0S", 20, is_text=True),
    ]


def _list_effect_columns() -> list[BlankColumn]:
    names = ("营业收入", "利润", "质量成本")
    examples = (("1200", "1350"), ("90", "110"), ("60", "45"))
    return [
        BlankColumn(f"{side}{name}（万元）", MONEY_NOTE, example, 16)
        for name, pair in zip(names, examples, strict=True)
        for side, example in zip(("提升前", "提升后"), pair, strict=True)
    ]
