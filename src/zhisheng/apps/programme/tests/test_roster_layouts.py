"""Layouts of rosters: feet, group titles, sums, hints below the heading, several tables."""

import pytest

from zhisheng.apps.programme.tests.readings import FIRST, judge, pick, report_all
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_line,
    write_ods,
    write_xlsx,
)

SUMS = [None, None, None, None, None, None, 200, 240]


@pytest.mark.parametrize(
    "line",
    [
        ["填表人", None, "审核人"],
        ["填表人：某某", None, None, "审核人：某某"],
        ["单位负责人签字："],
        ["（公章）"],
        ["2024年12月31日"],
        ["填报日期：2024.12.31"],
        ["注：1.本表由企业填写"],
        ["2.金额单位为万元"],
        ["说明"],
        ["—以下无正文—"],
        ["以下空白"],
        ["第1页 共2页"],
        ["一、安平县"],
        ["（三）其他"],
        ["安平县"],
        ["名单（续表）"],
        ["附件2"],
        ["例：某某公司", None, "河北省衡水市安平县", "3340", 20],
        ["全县合计", *SUMS],
        ["合  计（万元）", *SUMS],
        ["其中：规上", *SUMS],
        ["平均值", *SUMS],
        ["Total", *SUMS],
        ["安平县", *SUMS],
        ["共2家"],
        list(HEADER),
    ],
)
def test_what_stands_between_and_below_the_rows_is_no_row(line, tmp_path):
    lines = [HEADER, make_line(1), line, make_line(2)]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    assert judge(report_all(path)) == [(2, "accepted", []), (4, "accepted", [])]


@pytest.mark.parametrize(
    "line",
    [
        make_line(2, 统一社会信用代码=None),
        ["某某丝网厂"],
        ["某某丝网厂", None, "安平县"],
        ["第一丝网厂", *SUMS],
        [make_line(2)[0], make_line(2)[1]],
    ],
)
def test_a_poor_row_stays_a_row(line, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(1), line])

    assert [row["row"] for row in report_all(path)] == [2, 3]


@pytest.mark.parametrize(
    "hints",
    [
        ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）", "（7）", "（8）", "（9）"],
        list("ABCDEFGHI"),
        ["甲", "乙", "丙", "丁", 1, 2, 3, 4, 5],
        ["必填", "18位", "选填", "四位代码", "整数", "yyyy-mm-dd", "日期", "万元", "万元"],
        [None, None, None, None, "人", None, None, "万元", "万元"],
    ],
)  # fmt: skip
def test_hints_below_the_heading_are_no_row(hints, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, hints, make_line()])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


def test_a_row_of_units_serves_where_the_heading_names_none(tmp_path):
    header = [*HEADER[:7], "提升前营业收入", "提升后营业收入（元）"]
    units = [None, None, None, None, "人", None, None, "万元", "万元"]
    line = make_line(提升后营业收入=1_200_000)
    path = write_xlsx(tmp_path / "a.xlsx", [header, units, line])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


@pytest.mark.parametrize("years", [(2023, 2024), ("2023年", "2024年"), ("前", "后")])
def test_years_or_sides_stand_below_the_amount(years, tmp_path):
    lines = [
        [*HEADER[:7], "营业收入（万元）", None],
        [None, None, None, None, None, None, None, *years],
        make_line(),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


def test_several_tables_below_each_other_each_keep_their_columns(tmp_path):
    lines = [
        ["安平县帮扶名单（单位：万元）"],
        ["一、上半年"],
        HEADER,
        make_line(1),
        make_line(2),
        [],
        ["二、下半年"],
        ["序号", *HEADER],
        [1, *make_line(3)],
        ["序号", *HEADER],
        [2, *make_line(4)],
        [],
        ["序号", "人数", "说明"],
        ["1", "20", "不含税"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    found = report_all(path)

    assert judge(found) == [(row, "accepted", []) for row in (4, 5, 9, 11)]
    assert {row["revenue_after_yuan"] for row in found} == {1_200_000}


def test_cells_merged_downwards_are_read_alike_in_ods_and_xlsx(tmp_path):
    lines = [
        [*HEADER[:5], "帮扶时间", None, *HEADER[7:]],
        [None, None, None, None, None, "起", "止", None, None],
        make_line(1),
        make_line(2, 所在地=None, 行业=None),
        make_line(3, 所在地=None, 行业=None),
    ]
    across = (0, 5, 0, 6)
    down = [(2, 2, 4, 2), (2, 3, 4, 3), *((0, n, 1, n) for n in (0, 1, 2, 3, 4, 7, 8))]
    texts = [(*block, lines[block[0]][block[1]]) for block in (across, *down)]

    ods = write_ods(tmp_path / "a.ods", lines, merged=[across, *down])
    xlsx = write_xlsx(tmp_path / "a.xlsx", lines, merged=texts)

    found = report_all(ods)
    assert pick(found[0], FIRST) == FIRST
    assert judge(found) == [(row, "accepted", []) for row in (3, 4, 5)]
    assert {(row["region"], row["industry"]) for row in found} == {("131125", "3340")}
    assert found == report_all(xlsx)


def test_empty_cells_merged_below_the_table_do_no_harm(tmp_path):
    blocks = [(3, 0, 4, 0, ""), (0, 11, 1, 11, "")]
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line()], merged=blocks)

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST
