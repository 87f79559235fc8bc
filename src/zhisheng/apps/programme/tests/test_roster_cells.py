"""Cells of a roster as people write them: dates, numbers, amounts, places, trades."""

from datetime import date

import pytest

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
    write_xlsx,
)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024.3.5", "2024年3月", ("2024-03-05", "2024-03-31")),
        ("2024年2月", "2024年2月", ("2024-02-01", "2024-02-29")),
        ("2024", "2024年", ("2024-01-01", "2024-12-31")),
        ("20240305", "45382", ("2024-03-05", "2024-03-31")),
        ("２０２４．３．５", "二〇二四年三月三十一日", ("2024-03-05", "2024-03-31")),
        (45356, date(2024, 3, 31), ("2024-03-05", "2024-03-31")),
        ("—", "未统计", (None, None)),
    ],
)
def test_dates_as_people_write_them(start, end, expected, tmp_path):
    line = make_line(帮扶开始日期=start, 帮扶结束日期=end)
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line])

    (found,) = report_all(path)

    assert (found["help_start"], found["help_end"]) == expected
    assert found["status"] == "accepted"


@pytest.mark.parametrize("text", ["2024-03-15", "2024/3/15", "2024.3.15", "24-03-15"])
def test_one_day_in_a_period_column_is_that_day(text, tmp_path):
    header = ["企业名称", "统一社会信用代码", "所在地", "帮扶时间"]
    line = ["安平县示例丝网厂", make_code(1), "131125", text]
    path = write_xlsx(tmp_path / "a.xlsx", [header, line])

    (found,) = report_all(path)

    assert found["status"] == "accepted"
    assert (found["help_start"], found["help_end"]) == ("2024-03-15", "2024-03-15")


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2024.3-5",
        "09.3.5",
        "19年3月",
        "3/5/2024",
        "3.5",
        24.9,
        "2月30日",
        "今年3月",
        "约2024年3月5日",
        "2024年底",
        "至今",
        "春节后",
    ],
)
def test_dates_that_cannot_be_told_are_refused(text, tmp_path):
    line = make_line(帮扶开始日期=text)
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line])

    assert judge(report_all(path)) == [(2, "refused", ["help_start"])]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("24.3.5", "24年6月", ("2024-03-05", "day", "2024-06-30", "month")),
        ("3月", "9月", ("2024-03-01", "month", "2024-09-30", "month")),
        ("3月5日", "六月底", ("2024-03-05", "day", "2024-06-30", "month")),
        ("自2024年3月起", "至2024年6月止", ("2024-03-01", "month", "2024-06-30", "month")),
        ("约2024年3月", "2024年底", ("2024-03-01", "month", "2024-12-31", "year")),
        ("上半年", "2024年三季度", ("2024-01-01", "year", "2024-09-30", "year")),
        ("2024 1 2", "2024。6。3", ("2024-01-02", "day", "2024-06-03", "day")),
        ("2024-03-05", "至今在帮", ("2024-03-05", "day", None, "")),
        ("2024-03-05", "未结束", ("2024-03-05", "day", None, "")),
    ],
)  # fmt: skip
def test_dates_cut_short_take_the_year_of_their_row(start, end, expected, tmp_path):
    line = make_line(帮扶开始日期=start, 帮扶结束日期=end)
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line])

    (row,) = read_all(path)
    found = report_row(row)

    assert (
        found["help_start"], row.help_start_precision,
        found["help_end"], row.help_end_precision,
    ) == expected  # fmt: skip
    assert found["status"] == "accepted"


def test_the_year_column_goes_before_the_year_of_the_import(tmp_path):
    header = ["年度", *HEADER]
    lines = [
        ["23年", *make_line(1, 帮扶开始日期="3月", 帮扶结束日期="23.9.1")],
        ["二〇二四年", *make_line(2, 帮扶开始日期="3月", 帮扶结束日期="9月")],
        ["2023-2024", *make_line(3)],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", [header, *lines])

    found = report_all(path)

    assert [(row["help_start"], row["help_end"]) for row in found[:2]] == [
        ("2023-03-01", "2023-09-01"),
        ("2024-03-01", "2024-09-30"),
    ]
    assert judge(found[2:]) == [(4, "refused", ["year"])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024.3-至今", ("2024-03-01", None)),
        ("2024年3月至今在帮", ("2024-03-01", None)),
        ("2024年3月起", ("2024-03-01", None)),
        ("3月-9月", ("2024-03-01", "2024-09-30")),
        ("3-9月", ("2024-03-01", "2024-09-30")),
        ("24.3-24.9", ("2024-03-01", "2024-09-30")),
        ("24年3月5日至9月1日", ("2024-03-05", "2024-09-01")),
        ("2024年上半年", ("2024-01-01", "2024-06-30")),
        ("2024-03-05\n2024-05-20", ("2024-03-05", "2024-05-20")),
        ("2024.3.5/2024.5.20", ("2024-03-05", "2024-05-20")),
        ("2024年3月5日开始，2024年5月20日结束", ("2024-03-05", "2024-05-20")),
        ("2024年3月上旬至5月下旬", ("2024-03-01", "2024-05-31")),
    ],
)
def test_periods_in_one_cell(text, expected, tmp_path):
    header = [*HEADER[:5], "帮扶起止时间", *HEADER[7:]]
    line = make_line()
    path = write_xlsx(tmp_path / "a.xlsx", [header, [*line[:5], text, *line[7:]]])

    (found,) = report_all(path)

    assert (found["help_start"], found["help_end"]) == expected
    assert found["status"] == "accepted"


@pytest.mark.parametrize(
    ("text", "number", "approximate"),
    [
        ("约20人", 20, True),
        ("20余人", 20, True),
        ("20+", 20, True),
        ("近百人", 100, True),
        ("二百五十人", 250, False),
        ("共20人（含临时工）", 20, False),
        ("员工20人", 20, False),
        ("'20", 20, False),
        ("贰拾人", 20, False),
        ("1,200", 1200, False),
        ("二十人", 20, False),
        ("３５", 35, False),
        ("—", None, False),
        ("无", None, False),
        ("0", 0, False),
    ],
)
def test_numbers_of_people(text, number, approximate, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(从业人员=text)])

    (row,) = read_all(path)

    people = [value for value in row.values if value.indicator == "employees"]
    assert row.employees == number
    assert [value.is_approximate for value in people] == [approximate] * len(people)
    assert len(people) == (number is not None)


@pytest.mark.parametrize(
    "text", ["-5", "若干", "15-20", "2O", "20.5", "三五", "几十人", "20(另有5人)"]
)
def test_numbers_of_people_that_are_none_are_refused(text, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(从业人员=text)])

    assert judge(report_all(path)) == [(2, "refused", ["employees"])]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1.2亿", 120_000_000),
        ("3,500万元", 35_000_000),
        ("350", 3_500_000),
        ("３５０", 3_500_000),
        ("1580000元", 1_580_000),
        ("人民币6152万元整", 61_520_000),
        ("3.5千万", 35_000_000),
        ("叁佰伍拾万元整", 3_500_000),
        ("一点二亿", 120_000_000),
        ("1.2个亿", 120_000_000),
        ("12,3456元", 123_456),
        ("120万元/年", 1_200_000),
        ("120万元（不含税）", 1_200_000),
        ("一亿二千万", 120_000_000),
        ("12.345", 123_450),
        ("0.00015", 1.5),
        ("0", 0),
        ("无", None),
        ("未统计", None),
        ("/", None),
    ],
)
def test_amounts_come_to_yuan(text, yuan, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(提升后营业收入=text)])

    (found,) = report_all(path)

    assert found["revenue_after_yuan"] == yuan
    assert found["status"] in {"accepted", "warning"}


@pytest.mark.parametrize(
    "text", ["-3", "1.2亿美元", "12,34", "保密", "1万2", "亏损3", "几百万"]
)
def test_amounts_that_are_none_are_refused(text, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(提升后营业收入=text)])

    assert judge(report_all(path)) == [(2, "refused", ["revenue_after"])]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3340", "3340"),
        (3340, "3340"),
        ("C3340", "3340"),
        ("C", "C"),
        ("33", "33"),
        ("金属丝绳及其制品制造", "3340"),
        ("3340 金属丝绳及其制品制造", "3340"),
        ("金属丝绳及其制品制造(3340)", "3340"),
        ("C制造业", "C"),
        ("181", "181"),
        ("0133", "0133"),
    ],
)
def test_industry_by_code_or_name(text, code, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(行业=text)])

    (found,) = report_all(path)

    assert (found["status"], found["industry"]) == ("accepted", code)


def test_industry_name_serves_where_the_code_is_missing(tmp_path):
    header = [*HEADER[:3], "行业代码", "行业名称", *HEADER[4:]]
    line = make_line(1)
    line[3:4] = ["", "金属丝绳及其制品制造"]
    path = write_xlsx(tmp_path / "a.xlsx", [header, line])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


@pytest.mark.parametrize(
    "cell", ["3340金属丝绳", 133, "3340、3491", "金属丝绳及其制品"]
)
def test_industry_that_may_be_another_is_asked(cell, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(行业=cell)])

    assert judge(report_all(path)) == [(2, "to_confirm", ["industry"])]


@pytest.mark.parametrize("text", ["9999", "造梦业"])
def test_industry_that_does_not_exist_is_refused(text, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(行业=text)])

    assert judge(report_all(path)) == [(2, "refused", ["industry"])]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("安平", "131125"),
        ("衡水安平", "131125"),
        ("河北省/衡水市/安平县", "131125"),
        ("131125", "131125"),
        (131125, "131125"),
        ("河北省衡水市安平县安平镇", "131125"),
        ("福州鼓楼区", "350102"),
        ("衡水市", "131100"),
        ("东莞市", "441900"),
        ("石河子市", "659001"),
    ],
)
def test_region_by_name_at_any_level_or_code(text, code, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(所在地=text)])

    (found,) = report_all(path)

    assert (found["status"], found["region"]) == ("accepted", code)


@pytest.mark.parametrize(
    ("uscc", "area", "expected"),
    [
        ("", (), ("to_confirm", ["region"], None)),
        ("", ("350100",), ("warning", ["uscc"], "350102")),
        (make_code(5, "320106"), ("350100",), ("accepted", [], "320106")),
        (make_code(5), (), ("to_confirm", ["region"], None)),
    ],
)
def test_a_name_of_several_regions(uscc, area, expected, tmp_path):
    line = make_line(所在地="鼓楼区", 统一社会信用代码=uscc)
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line])

    (found,) = report_all(path, area=area)

    assert (found["status"], found["reasons"], found["region"]) == expected


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("x","y")',
        "@SUM(1)",
        "+cmd|' /C calc'!A0",
        "名" * 121,
        None,
        12345,
        "—",
    ],
)
def test_names_that_are_no_names_are_refused(name, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, make_line(企业名称=name)])

    assert judge(report_all(path)) == [(2, "refused", ["name"])]


def test_a_name_beginning_with_a_minus_is_a_name(tmp_path):
    line = make_line(企业名称="-5 °C 冷库有限公司")
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line])

    (found,) = report_all(path)

    assert (found["status"], found["name"]) == ("accepted", "-5 °C 冷库有限公司")


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        lambda code: f"{code[:6]} {code[6:]}",
        lambda code: "".join(chr(ord(letter) + 0xFEE0) for letter in code),
        lambda code: f"'{code}\n",
        lambda code: f"统一社会信用代码：{code}",
        lambda code: f'="{code}"',
    ],
)
def test_codes_as_people_write_them(write, tmp_path):
    line = make_line(统一社会信用代码=write(make_code(1)))
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line])

    (found,) = report_all(path)

    assert pick(found, FIRST) == FIRST


@pytest.mark.parametrize(
    "write",
    [
        lambda code: code.replace("0", "O", 1),
        lambda code: code[:17],
        lambda code: f"{code}1",
        lambda code: f"{code}/{code}",
        lambda _code: 9.113e17,
    ],
)
def test_codes_with_slips_are_refused(write, tmp_path):
    line = make_line(统一社会信用代码=write(make_code(1)))
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line])

    assert judge(report_all(path)) == [(2, "refused", ["uscc"])]
