"""Headings of rosters as offices write them: names, staff by year, dates, codes."""

import pytest

from zhisheng.apps.programme.sheets import list_tables, list_unread_columns
from zhisheng.apps.programme.tests.readings import FIRST, pick, read_all, report_all
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
    write_xlsx,
)
from zhisheng.kit.sheets import read_workbook

FIRM, AREA = name_firm(1), "河北省衡水市安平县"


def read_headed(folder, line=None, **headings):
    """Read one row under the usual heading, of which some words are written otherwise."""
    header = [headings.get(word.partition("(")[0], word) for word in HEADER]
    path = write_xlsx(folder / "a.xlsx", [header, line or make_line(1)])
    (found,) = read_all(path)
    return found


@pytest.mark.parametrize(
    ("word", "writings"),
    [
        (
            "企业名称",
            (
                "法人单位名称", "受益企业", "主体名称", "帮扶的小微企业", "客户名称",
                "企业字号名称", "客户单位",
            ),
        ),
        ("统一社会信用代码", ("18位代码", "注册登记号", "代码", "编码")),
        (
            "从业人员",
            (
                "2024年从业人员", "2024年末从业人员", "24年末从业人员(人)", "从业人员2024年",
                "在岗职工(人)", "在职员工数", "期末人数", "2024年末人数", "参保人数",
            ),
        ),
        ("行业", ("GB/T4754代码", "GB/T 4754-2017 行业代码", "产业类别", "所属产业")),
        ("帮扶开始日期", ("首次上门时间", "进驻日期", "签约日期")),
        ("帮扶结束日期", ("验收时间", "办结日期")),
    ],
)  # fmt: skip
def test_a_heading_is_known_however_it_is_written(word, writings, tmp_path):
    for writing in writings:
        header = [writing if one == word else one for one in HEADER]
        path = write_xlsx(tmp_path / "a.xlsx", [header, make_line(1)])

        (found,) = report_all(path)

        assert (writing, pick(found, FIRST)) == (writing, FIRST)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("始", "终"),
        ("启动日期", "结题日期"),
        ("项目启动时间", "项目结项时间"),
        ("始于", "止于"),
        ("起于", "终于"),
        ("开始于", "结束于"),
    ],
)
def test_both_halves_of_a_pair_of_dates_are_read(start, end, tmp_path):
    header = [*HEADER[:5], start, end, *HEADER[7:]]
    path = write_xlsx(tmp_path / "a.xlsx", [header, make_line(1)])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


def test_the_halves_may_stand_below_one_word(tmp_path):
    lines = [
        [*HEADER[:5], "时间", None, *HEADER[7:]],
        [None, None, None, None, None, "始", "终", None, None],
        make_line(1),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", lines, merged=[(0, 5, 0, 6, "时间")])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


@pytest.mark.parametrize(
    ("start", "end", "unread"),
    [("帮扶开始", "末次日期", "末次日期"), ("初始日", "帮扶结束", "初始日")],
)
def test_a_half_nobody_knows_is_named(start, end, unread, tmp_path):
    header = [*HEADER[:5], start, end, *HEADER[7:]]
    path = write_xlsx(tmp_path / "a.xlsx", [header, make_line(1)])

    tables = list_tables(read_workbook(path), year=2024)

    assert list_unread_columns(tables) == {"名单": [unread]}


def test_a_year_in_a_heading_of_staff_is_the_year_of_its_count(tmp_path):
    header = [*HEADER, "2023年末从业人数"]
    path = write_xlsx(tmp_path / "a.xlsx", [header, [*make_line(1), 17]])

    (found,) = read_all(path)

    staff = {
        (one.period, one.value) for one in found.values if one.indicator == "employees"
    }
    assert (found.employees, staff) == (20, {("2024", 20), ("2023", 17)})


def test_without_a_count_of_the_year_the_latest_one_judges_the_size(tmp_path):
    found = read_headed(tmp_path, 从业人员="2023年末从业人数")

    assert found.employees == 20
    assert found.get_value("employees", "2024") is None
    assert found.get_value("employees", "2023") == 20


def test_a_wrong_count_of_a_named_year_is_refused_as_that_of_staff(tmp_path):
    line = make_line(1, 从业人员="若干")

    found = read_headed(tmp_path, line, 从业人员="2024年从业人员")

    assert [(one.field, one.severity, one.column) for one in found.reasons] == [
        ("employees", "refused", 5)
    ]


@pytest.mark.parametrize(
    "heading",
    ["2024年新增从业人员", "2024年女性从业人员", "从业人员增长率", "从业人员培训人次"],
)
def test_a_part_of_the_staff_is_not_the_staff(heading, tmp_path):
    assert read_headed(tmp_path, 从业人员=heading).employees is None


@pytest.mark.parametrize("heading", ["产值(万元)", "2024年产值(万元)", "主营业务"])
def test_output_is_no_revenue_and_a_business_no_industry(heading, tmp_path):
    found = read_headed(tmp_path, 提升后营业收入=heading, 行业=f"{heading}二")

    assert (found.industry, found.get_value("revenue", "2024")) == ("", None)


def test_the_sure_heading_goes_before_the_likely_one(tmp_path):
    header = ["参保人数", "代码", "签约日期", *HEADER]
    line = [3, "甲-1", "2020-01-01", *make_line(1)]
    path = write_xlsx(tmp_path / "a.xlsx", [header, line])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


def test_a_column_of_other_codes_is_no_credit_code(tmp_path):
    found = read_headed(
        tmp_path, make_line(1, 统一社会信用代码="甲-001"), 统一社会信用代码="代码"
    )

    assert (found.uscc, [one.field for one in found.reasons]) == ("", ["uscc"])


def test_a_name_and_a_column_of_codes_are_a_roster(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["客户名称", "代码"], [FIRM, make_code(1)]])

    (found,) = report_all(path)

    assert (found["name"], found["uscc"]) == (FIRM, make_code(1))


def test_a_name_and_a_column_of_other_codes_are_none(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["企业名称", "代码"], [FIRM, "甲-001"]])

    assert report_all(path) == []
