from datetime import date
from decimal import Decimal

import pytest

from zhisheng.kit.sheets.cells import MergedRange, Sheet
from zhisheng.kit.sheets.headers import (
    ColumnSpec,
    HeaderText,
    find_table,
    normalize_header,
)
from zhisheng.kit.sheets.row_kinds import classify_row, list_rows

COLUMNS = (
    ColumnSpec("number", ("序号", "编号")),
    ColumnSpec("name", ("企业名称", "单位名称")),
    ColumnSpec("uscc", ("统一社会信用代码", "信用代码")),
    ColumnSpec("county", ("县(市、区)", "区县")),
    ColumnSpec("before", ("提升前营业收入",), (r"前.*收入", r"收入前")),
    ColumnSpec("after", ("提升后营业收入",), (r"后.*收入", r"收入后")),
    ColumnSpec("profit_before", ("提升前利润",)),
)
TEN_THOUSAND = Decimal(10000)


@pytest.mark.parametrize(
    ("text", "key", "unit"),
    [
        ("统一社会信用代码(必填)", "统一社会信用代码", None),
        ("营业收入-提升前(万元)", "营业收入提升前", TEN_THOUSAND),
        ("前收入/万元", "前收入", TEN_THOUSAND),
        ("上年营业额（元）", "上年营业额", Decimal(1)),
        ("收入(万元)前", "收入前", TEN_THOUSAND),
        ("从业人员(人)", "从业人员", None),
        ("县(市、区)", "县市区", None),
        ("营业收入(提升前)", "营业收入提升前", None),
        ("企 业\n名　称 *", "企业名称", None),
        ("1.企业名称", "企业名称", None),
        ("利润【单位：百万元】", "利润", Decimal(1000000)),
        ("营业收入，万元", "营业收入", TEN_THOUSAND),
        ("ＵＳＣＣ", "uscc", None),
    ],
)
def test_headings_lose_notes_and_keep_units(text, key, unit):
    assert normalize_header(text) == HeaderText(key, unit)


def test_finds_a_one_line_heading_in_any_order():
    sheet = Sheet(
        "名单",
        [
            ["信用代码", "提升后营业收入(元)", "企业名称", "说明"],
            ["9133", 5.0, "甲公司", None],
        ],
    )

    table = find_table(sheet, columns=COLUMNS)

    assert table is not None
    assert table.header_rows == (1,)
    assert table.first_data_row == 2
    assert {name: match.index for name, match in table.columns.items()} == {
        "uscc": 0,
        "after": 1,
        "name": 2,
    }
    assert table.columns["after"].unit == Decimal(1)
    assert table.unmatched == {3: "说明"}


TWO_LINES = [
    ["附件2", None, None, None, None, None],
    ["帮扶名单", None, None, None, None, None],
    ["填报单位:元氏县某局", None, None, None, None, "单位：万元"],
    ["序号", "企业名称", "信用代码", "提升前", None, "提升后"],
    [None, None, None, "营业收入", "利润(万元)", "营业收入"],
    [1.0, "甲公司", "91", 4190.0, 251.0, 4123.0],
    [None, None, None, None, None, None],
    ["以下为第二批", None, None, None, None, None],
    [2.0, None, "92", 1.0, 1.0, 1.0],
    [3.0, "乙公司", None, None, None, None],
    [4.0, None, None, None, None, None],
    ["合 计", None, None, 4191.0, 252.0, 4124.0],
    ["审核人:甲某", None, None, "填报人:乙某", None, "联系电话:000"],
]


@pytest.mark.parametrize(
    "merged", [(), (MergedRange(4, 4, 4, 5), MergedRange(8, 1, 8, 6))]
)
def test_two_lines_are_read_as_one_heading(merged):
    table = find_table(Sheet("附件", TWO_LINES, merged), columns=COLUMNS)

    assert table is not None
    assert table.header_rows == (4, 5)
    assert {name: match.index for name, match in table.columns.items()} == {
        "number": 0,
        "name": 1,
        "uscc": 2,
        "before": 3,
        "profit_before": 4,
        "after": 5,
    }
    assert table.columns["profit_before"].unit == TEN_THOUSAND
    assert table.columns["before"].unit is None
    assert table.default_unit == TEN_THOUSAND
    kinds = [(number, kind) for number, _, kind in list_rows(table) if kind != "data"]
    assert kinds == [
        (7, "blank"),
        (8, "note"),
        (11, "blank"),
        (12, "total"),
        (13, "note"),
    ]


def test_headings_repeated_on_every_printed_page_are_told():
    heading = ["序号", "企业名称", "信用代码"]
    sheet = Sheet("名单", [heading, [1.0, "甲公司", "91"], list(heading)])
    table = find_table(sheet, columns=COLUMNS)

    assert table is not None
    assert [kind for _, _, kind in list_rows(table)] == ["data", "header"]


def test_rows_numbering_the_columns_belong_to_the_heading():
    sheet = Sheet(
        "名单",
        [
            ["序号", "企业名称", "信用代码"],
            ["甲", 1.0, 2.0],
            [1.0, "甲公司", "91"],
        ],
    )
    table = find_table(sheet, columns=COLUMNS)

    assert table is not None
    assert table.first_data_row == 3


def test_a_poor_record_is_no_note():
    sheet = Sheet("名单", [["序号", "企业名称", "信用代码"], [None, "甲公司", None]])
    table = find_table(sheet, columns=COLUMNS)

    assert table is not None
    assert classify_row(table, sheet.rows[1], number=2) == "data"


def test_leading_empty_rows_and_columns_keep_their_numbers():
    sheet = Sheet(
        "汇总",
        [
            [None] * 5,
            [None, "情况表", None, None, None],
            [None] * 5,
            [None, "县(市、区)", "企业名称", "统一社会信用代码", "收入(万元)前"],
            [None, "桃城区", "甲公司", "91", date(2024, 1, 1)],
        ],
    )
    table = find_table(sheet, columns=COLUMNS)

    assert table is not None
    assert table.header_rows == (4,)
    assert table.columns["county"].index == 1


def test_a_sheet_of_instructions_has_no_table():
    sheet = Sheet("填表说明", [["1. 本表由县级局填写。"], ["2. 金额单位:元。"]])

    assert find_table(sheet, columns=COLUMNS) is None
    assert find_table(Sheet("空", []), columns=COLUMNS) is None


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("前两年的收入", True),
        ("提升前营业收入（单位是元。没有请留空。）", True),
        ("前一年的收入。", False),
        ("前面写单位。后面写收入", False),
    ],
)
def test_a_sentence_heads_no_column(text, is_known):
    sheet = Sheet("说明", [["企业名称", "信用代码", "区县", text]])

    table = find_table(sheet, columns=COLUMNS)

    assert table is not None
    assert ("before" in table.columns) is is_known
