"""Counts and amounts of a roster: what is kept of them, and how the report tells it."""

import pytest

from zhisheng.apps.programme.tests.readings import judge, read_all, report_all
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx


def report(path, *lines, header=HEADER):
    return report_all(write_xlsx(path / "a.xlsx", [header, *lines]))


def test_all_that_holds_a_row_up_is_named(tmp_path):
    found = report(
        tmp_path,
        make_line(1, 从业人员="20-30人", 行业="丝网"),
        make_line(2, 从业人员="20-30人", 统一社会信用代码=None),
        make_line(3, 行业="丝网", 统一社会信用代码=None),
    )

    # A warning holds nothing up.
    assert judge(found) == [
        (2, "refused", ["employees", "industry"]),
        (3, "refused", ["employees"]),
        (4, "to_confirm", ["industry"]),
    ]


def test_the_ends_of_a_range_are_told_only_where_there_is_one(tmp_path):
    plain, ranged = report(
        tmp_path, make_line(1), make_line(2, 提升前营业收入="20-30.5")
    )

    assert {key for key in ranged if key not in plain} == {
        "revenue_before_low_yuan",
        "revenue_before_high_yuan",
    }
    assert ranged["status"] == "accepted"
    assert (
        ranged["revenue_before_yuan"],
        ranged["revenue_before_low_yuan"],
        ranged["revenue_before_high_yuan"],
        ranged["revenue_after_yuan"],
    ) == (None, 200_000, 305_000, 1_200_000)


def write_staff(before, after):
    """Return a heading of two lines, the upper of each pair merged."""
    upper = [*HEADER[:4], *before[:1], *after[:1], *HEADER[5:]]
    lower = [*[""] * 4, *before[1:], *after[1:], *[""] * 4]
    line = make_line(1)
    return [upper, lower, [*line[:4], 11, 13, *line[5:]]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("从业人员", "帮扶前"), ("", "帮扶后")),
        (("从业人员（人）", "提升前"), ("", "提升后")),
        (("提升前", "员工人数"), ("提升后", "员工人数")),
        (("职工人数", "上年"), ("", "本年")),
        (("职工人数", "2023年"), ("", "2024年")),
        (("帮扶前从业人员", ""), ("帮扶后从业人员", "")),
        (("从业人员（帮扶前）", ""), ("从业人员（帮扶后）", "")),
        (("上年末从业人员", ""), ("本年末从业人员", "")),
    ],
)
def test_staff_before_and_after_is_that_of_two_years(before, after, tmp_path):
    across = after[0] == ""
    merged = [(0, 4, 0, 5, before[0])] if across else []
    path = tmp_path / "a.xlsx"
    write_xlsx(path, write_staff(before, after), merged=merged)

    (row,) = read_all(path)

    counts = {v.period: v.value for v in row.values if v.indicator == "employees"}
    assert (row.employees, counts) == (13, {"2023": 11, "2024": 13})
    assert row.status == "accepted"


def test_a_wrong_count_of_the_year_before_is_told_as_that(tmp_path):
    header = [*HEADER[:4], "帮扶前从业人员", "帮扶后从业人员", *HEADER[5:]]
    lines = [make_line(number) for number in (1, 2)]
    staff = [("若干", 13), (11, "若干")]
    path = write_xlsx(
        tmp_path / "a.xlsx",
        [
            header,
            *([*a[:4], *two, *a[5:]] for a, two in zip(lines, staff, strict=True)),
        ],
    )

    first, second = read_all(path)

    assert [(one.field, one.column) for one in first.reasons] == [
        ("employees_before", 5)
    ]
    assert [(one.field, one.column) for one in second.reasons] == [("employees", 6)]
