"""Counts and amounts of a roster: what is kept of them, and how the report tells it."""

from zhisheng.apps.programme.tests.readings import judge, report_all
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
