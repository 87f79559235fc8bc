"""What stands below a roster is no row; a code or a name always is one."""

import pytest

from zhisheng.apps.programme.tests.readings import judge, report_all
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    write_xlsx,
)

NUMBERED = ("序号", *HEADER)
FEET = [
    "以上合计2家企业", "以上合计 2 家", "以上共2家", "合计：", "合计:2", "合计2家", "合 计", "共 12 家", "共12家企业",
    "共计：12家", "总共12家企业", "共十二家", "企业总数：12", "合计企业12家", "全县合计", "安平县小计", "家数合计",
    "户数：12", "合计金额（万元）", "填表人：张三  审核人：李四", "填表人:张三 日期:2024.1.1", "填表人张三", "填报人 张三",
    "制表单位", "制表单位：安平县市场监督管理局", "填报单位（盖章）：", "负责人（签字）：", "统计人：张三", "校对：李四",
    "领导签字：", "经办人签名", "（盖章）", "注：本表一式两份", "注", "注1：新增", "备注：", "备注", "附注：", "说明：1.金额",
    "1.本表由企业填写", "（此表一式两份）", "数据来源：安平县市场监管局", "截至2024年12月", "数据截止日期：2024年12月31日",
    "统计时间：2024年", "以上数据真实有效", "以上企业均已通过", "特此说明", "温馨提示：请如实填写", "表格填写说明",
    "*为新增企业", "※带星号为重点企业", "安平县市场监督管理局（公章）", "2024年12月31日填", "第 1 页，共 2 页",
    "—完—", "END", "以下空白", "注：以上名单由甲乙认证有限公司提供",
]  # fmt: skip


def place(width, cells):
    return [cells.get(column) for column in range(width)]


LAYOUTS = {
    "name": (HEADER, [], lambda text: {0: text}),
    "sums": (HEADER, [], lambda text: {0: text, 4: 40, 7: 200, 8: "240.5"}),
    "number": (NUMBERED, [1], lambda text: {0: text}),
    "numbered": (NUMBERED, [1], lambda text: {1: text}),
    "counted": (NUMBERED, [1], lambda text: {0: 2, 1: text}),
    "signed": (HEADER, [], lambda text: {0: text, 3: "审核人：李四", 6: "日期：2024.12.1"}),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_foot_is_no_row(layout, tmp_path):
    header, number, lay = LAYOUTS[layout]
    feet = [place(len(header), lay(text)) for text in FEET]
    lines = [header, [*number, *make_line(1)], *feet]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    rows = [row["row"] for row in report_all(path)]

    assert [FEET[row - 3] for row in rows[1:]] == []
    assert rows == [2]


@pytest.mark.parametrize("text", FEET)
def test_a_foot_with_a_code_is_a_row(text, tmp_path):
    lines = [
        HEADER,
        make_line(1),
        [text, make_code(2)],
        [text, make_code(2)[:17], None, None, None, None, None, 200, 240],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    rows = [row["row"] for row in report_all(path)]

    assert rows == [2, 3, 4]


@pytest.mark.parametrize(
    "name",
    [
        "共三家具厂", "以上海鲜店", "企业之家商店", "填表人文具店", "注册通商行", "第一批发部", "总计算机店", "合计划生产厂",
        "小计量器具厂", "共和丝网有限公司", "备注文具有限公司", "完美丝网厂", "说明书印刷厂", "END有限公司", "附城丝网厂",
        "汇总达五金经营部", "全县合作社", "安平县华丰丝网厂（个体工商户）", "*安平县华丰丝网厂",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "rest",
    [[], [None, "安平县"], [None] * 6 + [200, 240], [None, None, None, 20]],
    ids=["alone", "place", "sums", "people"],
)
def test_a_name_like_a_foot_is_a_row(name, rest, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(1), [name, *rest]])

    assert [row["row"] for row in report_all(path)] == [2, 3]


def test_a_sum_beside_which_an_enterprise_stands_is_a_row(tmp_path):
    lines = [
        ("序号", *HEADER),
        [1, *make_line(1)],
        ["合计", "安平县华丰丝网厂", None, "安平县"],
        ["合计", "2家", None, None, None, 40],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    assert judge(report_all(path)) == [(2, "accepted", []), (3, "warning", ["uscc"])]
