"""Rosters of the same kind as the reference cases: other headings, layouts, writings."""

from datetime import date

import pytest
from openpyxl import Workbook as OpenWorkbook

from zhisheng.apps.programme.sheets import report_row
from zhisheng.apps.programme.tests.readings import (
    FIRST,
    judge,
    pick,
    read_all,
    report_all,
)
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
    write_csv,
    write_xlsx,
)

BODY_LAYOUT = (
    "认证机构批准号", "实施审核的关键场所名称", "组织名称", "组织名称(英文)", "组织原名", "组织机构代码",
    "认可标志", "所属行业", "国家和地区代码", "行政区划代码", "通讯/注册地址", "邮编", "电话", "传真",
    "法定代表人", "组织性质代码", "注册资本", "币种", "组织员工数", "体系相关的员工数", "初次获证日期",
    "认证证书号", "是否子证书", "主认证证书号", "是否有多现场", "认证项目代码", "认证项目代码说明",
    "业务范围代码", "证书覆盖范围", "认证审核活动代码", "证书变更类别代码", "变更时所处的审核活动期间",
    "是否换证", "换证原因", "原证书号", "原颁证机构名称", "换证日期", "再认证次数", "监督次数",
    "审核开始日期", "审核截至日期", "审核人日数", "是否结合", "评定人员名单", "实收的认证费用", "费用币种",
    "发票号码", "风险系数", "颁证日期", "证书截止日期", "证书状态", "暂停原因", "暂停开始时间",
    "暂停截至时间", "撤销原因", "撤销时间", "变更日期", "取数开始日期", "取数截止日期",
)  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        ("被帮扶单位名称", "统一社会信用代码（18位）", "县区", "所属行业（GB/T4754）", "从业人员数（人）",
         "帮扶起始", "帮扶终止", "2023年营业收入（万元）", "2024年营业收入（万元）"),
        ("小微企业全称", "社会信用代码/组织机构代码", "企业所在地", "国民经济行业分类", "职工总数",
         "开始帮扶时间", "结束帮扶时间", "帮扶前年营业收入（万元）", "帮扶后年营业收入（万元）"),
        ("企业(单位)名称", "统一社会\n信用代码", "所在省市县", "行业代码（四位）", "员工总数",
         "服务开始日期", "服务结束日期", "上年度营业收入/万元", "本年度营业收入/万元"),
        ("单位全称", "信用代码(18位)", "行政区域", "行业门类", "在职人数", "辅导开始日期", "辅导结束日期",
         "基期营收（万）", "报告期营收（万）"),
        ("*企业名称", "*统一社会信用代码", "*所在区县", "*行业名称", "*员工人数", "*开始日期",
         "*结束日期", "*认证前营业收入（万元）", "*认证后营业收入（万元）"),
        ("1.公司名称", "2.统一社会信用代码", "3.企业所在县（市、区）", "4.主营行业代码", "5.用工人数",
         "6.启动日期", "7.完成日期", "8.提升前年营业额（万元）", "9.提升后年营业额（万元）"),
        ("Company Name", "Unified Social Credit Code", "Region", "Industry", "Number of employees",
         "Start Date", "End Date", "Revenue before (10k yuan)", "Revenue after (10k yuan)"),
        ("企业名称\n（全称）", "信用代码*", "所在地\n（省市县）", "行业", "从业人员（人）", "开始", "结束",
         "23年营业收入（万元，不含税）", "24年营业收入万元"),
    ],
)  # fmt: skip
def test_headings_are_known_by_other_names(header, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [header, make_line()])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


@pytest.mark.parametrize(
    "title", ["单位：万元", "单位：人、万元", "2024年名单（万元）"]
)
def test_the_unit_stands_in_the_title(title, tmp_path):
    header = [*HEADER[:7], "提升前营业收入", "提升后营业收入"]
    path = write_xlsx(tmp_path / "a.xlsx", [[title], header, make_line()])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


@pytest.mark.parametrize("unit", ["万美元", "USD", "K元"])
def test_amounts_below_a_unit_nobody_knows_are_refused(unit, tmp_path):
    header = [*HEADER[:8], f"提升后营业收入（{unit}）"]
    path = write_xlsx(tmp_path / "a.xlsx", [header, make_line()])

    assert judge(report_all(path)) == [(2, "refused", ["revenue_after"])]


def test_a_zero_below_a_unit_nobody_knows_is_refused_too(tmp_path):
    header = [*HEADER[:8], "提升后营业收入（万美元）"]
    path = write_xlsx(tmp_path / "a.xlsx", [header, [*make_line()[:8], 0]])

    assert judge(report_all(path)) == [(2, "refused", ["revenue_after"])]


@pytest.mark.parametrize(
    "heading",
    [
        "提升后营业收入增长率（%）",
        "提升后营业收入同比增长",
        "提升后人均营业收入（万元）",
        "提升后营业收入目标（万元）",
        "2024年1-6月营业收入（万元）",
        "上上年营业收入（万元）",
    ],
)
def test_rates_plans_and_parts_of_a_year_are_no_amount_of_it(heading, tmp_path):
    header = [*HEADER[:7], heading]
    path = write_xlsx(tmp_path / "a.xlsx", [header, make_line()[:8]])

    (row,) = read_all(path)

    assert [value.indicator for value in row.values] == ["employees"]
    assert row.status == "accepted"


def test_two_line_heading_below_titles_with_the_unit_in_the_title(tmp_path):
    lines = [
        ["附件1"],
        ["2024年帮扶名单（单位：万元）"],
        ["序号", "企业信息", None, None, "帮扶时间", None, "营业收入", None],
        [None, "名称", "信用代码", "所在县", "开始", "结束", "提升前", "提升后"],
        [1, name_firm(1), make_code(1), "安平县", "2024年3月", "2024/6", 100, 120],
        ["合计", None, None, None, None, None, 100, 120],
        ["注：以上数据为初步统计"],
    ]
    blocks = [(2, 1, 2, 3, "企业信息"), (2, 4, 2, 5, "帮扶时间")]
    path = write_xlsx(
        tmp_path / "a.xlsx", lines, merged=[*blocks, (2, 6, 2, 7, "营业收入")]
    )

    (found,) = report_all(path)

    expected = FIRST | {"industry": None, "employees": None}
    assert pick(found, expected) == expected
    assert found["row"] == 5


@pytest.mark.parametrize(
    ("suffix", "delimiter", "encoding"),
    [
        ("csv", ",", "utf-8"),
        ("csv", ",", "utf-8-sig"),
        ("csv", ";", "utf-8-sig"),
        ("csv", ",", "gb18030"),
        ("csv", "\t", "gb18030"),
        ("csv", "\t", "utf-16"),
        ("csv", ",", "utf-16"),
    ],
)
def test_texts_are_read_in_every_coding(suffix, delimiter, encoding, tmp_path):
    path = write_csv(
        tmp_path / f"a.{suffix}",
        [["安平县帮扶名单"], HEADER, make_line(), make_line(2, 从业人员="２１")],
        delimiter=delimiter,
        encoding=encoding,
    )

    found = report_all(path)

    assert pick(found[0], FIRST) == FIRST
    assert [row["sheet"] for row in found] == [None, None]
    assert [(row["row"], row["employees"]) for row in found] == [(3, 20), (4, 21)]


def test_dates_of_a_1904_workbook(tmp_path):
    line = make_line(帮扶开始日期=date(2024, 3, 1), 帮扶结束日期=44011)
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line], date_1904=True)

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


def drop_region(line):
    return [*line[:2], *line[3:]]


@pytest.mark.parametrize(
    ("sheet", "title", "expected"),
    [
        ("桃城区", "", ("accepted", "131102")),
        ("安平县名单", "", ("accepted", "131125")),
        ("Sheet1", "安平县2024年度帮扶小微企业名单", ("accepted", "131125")),
        ("Sheet1", "填报单位：安平县市场监督管理局（盖章）", ("accepted", "131125")),
        ("Sheet1", "河北省2024年度帮扶小微企业名单", ("accepted", "131125")),
        ("鼓楼区", "", ("to_confirm", None)),
        ("Sheet1", "帮扶小微企业名单", ("warning", "131125")),
    ],
)
def test_region_in_the_sheet_name_or_title(sheet, title, expected, tmp_path):
    lines = [[title], drop_region(HEADER), drop_region(make_line())]
    path = write_xlsx(tmp_path / "a.xlsx", {sheet: lines})

    (found,) = report_all(path)

    assert (found["status"], found["region"]) == expected


def test_year_and_body_of_each_row_and_what_stands_between(tmp_path):
    header = ["帮扶年度", "帮扶机构", *HEADER]
    in_2023 = {"帮扶开始日期": "2023-03-01", "帮扶结束日期": "2023-06-30"}
    lines = [
        header,
        [2023, "示例甲认证有限公司", *make_line(1, **in_2023)],
        ["2024年度", "示例乙认证有限公司", *make_line(2)],
        [],
        header,
        ["2024", "同上", *make_line(3)],
        ["安平县小计", None, "安平县小计", None, None, None, 60, None, None, 300, 360],
        ["", "", "总计（3家）", None, None, None, 60, None, None, 300, 360],
        ["填表说明：1.请如实填写"],
        ["审核人：某某", None, None, "日期：2024年12月1日"],
    ]
    path = write_xlsx(
        tmp_path / "a.xlsx", {"名单": lines, "说明": [["填表说明"], ["1. 单位为万元"]]}
    )

    rows = read_all(path)

    assert [(row.row, row.year, row.helper_name, row.status) for row in rows] == [
        (2, 2023, "示例甲认证有限公司", "accepted"),
        (3, 2024, "示例乙认证有限公司", "accepted"),
        (6, 2024, "示例乙认证有限公司", "accepted"),
    ]
    assert [value.period for value in rows[0].values] == ["2023", "2022", "2023"]


def test_several_sheets_are_one_roster_for_repeated_rows(tmp_path):
    other_body = ["示例乙认证有限公司", *make_line(1)]
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "一": [["帮扶机构", *HEADER], ["示例甲认证有限公司", *make_line(1)]],
            "二": [["帮扶机构", *HEADER], ["示例甲认证有限公司", *make_line(1)]],
            "三": [["帮扶机构", *HEADER], other_body],
            "四": [
                ["帮扶机构", *HEADER],
                ["示例甲认证有限公司", *make_line(1, 企业名称="德清完全不同童装厂")],
            ],
        },
    )

    found = report_all(path)

    assert [(row["sheet"], row["status"], row["reasons"]) for row in found] == [
        ("一", "accepted", []),
        ("二", "refused", ["duplicate"]),
        ("三", "accepted", []),
        ("四", "to_confirm", ["name"]),
    ]
    assert "工作表“一”第 2 行" in found[1]["details"][0]["message"]
    assert "工作表“一”第 2 行" in found[3]["details"][0]["message"]


def test_the_upload_layout_of_a_certification_body(tmp_path):
    line = dict.fromkeys(BODY_LAYOUT, "")
    line |= {
        "认证机构批准号": "CNCA-R-9999-001",
        "组织名称": name_firm(1),
        "组织机构代码": make_code(1),
        "所属行业": "3340",
        "国家和地区代码": "156",
        "行政区划代码": "131125",
        "法定代表人": "某某",
        "组织员工数": "20",
        "体系相关的员工数": "18",
        "认证证书号": "0001",
        "颁证日期": "2024年5月6日",
    }
    codeless = line | {"组织名称": name_firm(2), "组织机构代码": "000000000"}
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [BODY_LAYOUT, list(line.values()), list(codeless.values())],
    )

    rows = read_all(path)

    assert judge(map(report_row, rows)) == [
        (2, "accepted", []),
        (3, "warning", ["uscc"]),
    ]
    assert (rows[0].region, rows[0].industry, rows[0].employees) == (
        "131125",
        "3340",
        20,
    )
    assert rows[0].certificate == {
        "body_approval": "CNCA-R-9999-001",
        "certificate_number": "0001",
        "country": "156",
        "issued": "2024-05-06",
        "persons_covered": "18",
    }


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("否", {}),
        ("是", {}),
        ("未获证", {}),
        ("无", {}),
        ("00124Q30001R0S", {"certificate_number": "00124Q30001R0S"}),
    ],
)
def test_yes_and_no_are_no_number_of_a_certificate(text, kept, tmp_path):
    lines = [[*HEADER, "是否获证"], [*make_line(), text]]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    (row,) = read_all(path)

    assert row.certificate == kept


def test_identity_numbers_are_not_read(tmp_path):
    header = [
        *HEADER,
        "审核员姓名",
        "证件类型",
        "证件号码",
        "身份证号",
        "法人身份证号码",
    ]
    number = "131125190001010011"
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [header, [*make_line(), "某某", "身份证", number, number, number]],
    )

    (row,) = read_all(path)

    assert number not in repr(row)
    assert row.status == "accepted"


def test_merged_region_and_blank_code_column(tmp_path):
    header = ["县区", *HEADER[:2], *HEADER[3:]]
    lines = [
        header,
        *(
            [place, *drop_region(make_line(number, 统一社会信用代码=None))]
            for number, place in ((1, "桃城区"), (2, None), (3, "安平县"))
        ),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", lines, merged=[(1, 0, 2, 0, "桃城区")])

    found = report_all(path)

    assert [(row["status"], row["region"]) for row in found] == [
        ("warning", "131102"),
        ("warning", "131102"),
        ("warning", "131125"),
    ]


def test_a_formula_without_result_and_one_that_failed(tmp_path):
    book = OpenWorkbook()
    book.active.append(HEADER)
    book.active.append(make_line(1, 提升后营业收入="=1+1"))
    book.active.append(make_line(2, 提升后营业收入="#DIV/0!"))
    book.active["I3"].data_type = "e"
    path = tmp_path / "a.xlsx"
    book.save(path)

    assert judge(report_all(path)) == [
        (2, "warning", ["revenue_after"]),
        (3, "refused", ["revenue_after"]),
    ]


def test_a_name_that_was_never_calculated_is_refused(tmp_path):
    book = OpenWorkbook()
    book.active.append(HEADER)
    book.active.append(make_line(1, 企业名称='="甲"&"乙"'))
    book.active.append(make_line(2, 所在地="=A1"))
    path = tmp_path / "a.xlsx"
    book.save(path)

    assert judge(report_all(path)) == [
        (2, "refused", ["name"]),
        (3, "warning", ["region"]),
    ]
