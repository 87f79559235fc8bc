"""A whole period stands in the column of the start, where that of the end is empty."""

import pytest

from zhisheng.apps.programme.tests.readings import judge, report_all
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx


def read(tmp_path, start, end, header=HEADER):
    line = make_line(帮扶开始日期=start, 帮扶结束日期=end)
    (found,) = report_all(write_xlsx(tmp_path / "a.xlsx", [header, line]))
    return found


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2024年3月5日—7月1日", ("2024-03-05", "2024-07-01")),
        ("2024-03-05至2024-07-01", ("2024-03-05", "2024-07-01")),
        ("3月5日-7月1日", ("2024-03-05", "2024-07-01")),
        ("2024.3-2024.7", ("2024-03-01", "2024-07-31")),
        ("2024年3月至今", ("2024-03-01", None)),
        ("2024年3月", ("2024-03-01", None)),
        ("3月", ("2024-03-01", None)),
    ],
)
@pytest.mark.parametrize("end", [None, "—", "无"])
def test_a_period_beside_an_empty_end_is_both(start, end, expected, tmp_path):
    found = read(tmp_path, start, end)

    assert judge([found]) == [(2, "accepted", [])]
    assert (found["help_start"], found["help_end"]) == expected


def test_a_period_is_both_where_no_column_is_of_the_end(tmp_path):
    header = [*HEADER[:6], "备注", *HEADER[7:]]

    found = read(tmp_path, "2024年3月5日—7月1日", None, header)

    assert (found["help_start"], found["help_end"]) == ("2024-03-05", "2024-07-01")


@pytest.mark.parametrize("end", ["2024-07-01", "至今", "若干"])
def test_a_period_beside_a_written_end_is_refused(end, tmp_path):
    found = read(tmp_path, "2024年3月5日—7月1日", end)

    assert (found["status"], found["help_start"]) == ("refused", None)
    assert "help_start" in found["reasons"]


@pytest.mark.parametrize("start", ["2024.3-5", "5/3/2024", "若干"])
def test_what_is_no_clear_period_is_refused(start, tmp_path):
    found = read(tmp_path, start, None)

    assert judge([found]) == [(2, "refused", ["help_start"])]
