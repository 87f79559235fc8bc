"""A help outside the programme year of its row is accepted with a warning."""

import pytest
from django.utils.translation import override

from zhisheng.apps.programme.selectors import show_reason
from zhisheng.apps.programme.tests.readings import judge, read_all, report_all
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, write_xlsx


@pytest.mark.parametrize(
    ("start", "end", "reasons"),
    [
        ("2024-03-01", "2024-06-30", []),
        ("2023-11-01", "2024-02-29", []),
        ("2024-11-01", "2025-02-28", []),
        ("2023-05-01", "2025-05-01", []),
        ("2024-12-31", None, []),
        ("2023-11-01", None, []),
        ("2023-11-01", "至今", []),
        (None, "2024-02-01", []),
        (None, "2025-02-01", []),
        (None, None, []),
        ("2023-03-01", "2023-06-30", ["help_end"]),
        ("2022-03-01", "2023-12-31", ["help_end"]),
        (None, "2023-12-31", ["help_end"]),
        (None, "2026-02-01", ["help_end"]),
        ("2025-01-01", "2025-06-30", ["help_start"]),
        ("2025-01-01", None, ["help_start"]),
        ("2022-12-31", None, ["help_start"]),
    ],
)
def test_only_a_help_that_never_touches_the_year_is_warned_of(
    start, end, reasons, tmp_path
):
    line = make_line(帮扶开始日期=start, 帮扶结束日期=end)
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line])

    expected = "warning" if reasons else "accepted"
    assert judge(report_all(path)) == [(2, expected, reasons)]


def test_an_end_before_the_start_is_told_once(tmp_path):
    line = make_line(帮扶开始日期="2024-03-01", 帮扶结束日期="2023-03-01")
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, line])

    (found,) = report_all(path)

    assert [(one["field"], one["message"]) for one in found["details"]] == [
        ("help_end", "帮扶结束日期（2023年3月1日）早于开始日期（2024年3月1日）。")
    ]
    assert found["status"] == "refused"


def test_the_year_of_the_row_goes_before_the_year_of_the_import(tmp_path):
    lines = [
        ["年度", *HEADER],
        [2023, *make_line(1)],
        [2023, *make_line(2, 帮扶开始日期="2023-03-01", 帮扶结束日期="2023-06-30")],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    found = report_all(path)

    assert judge(found) == [(2, "warning", ["help_start"]), (3, "accepted", [])]
    assert found[0]["details"][0] == {
        "field": "help_start",
        "severity": "warning",
        "message": "帮扶起止（2024年3月1日 至 2024年6月30日）不在 2023 年度之内。",
        "cure": "请核对日期和年度；确实如此可不改。",
        "text": "2024-03-01",
        "column": 7,
        "data": {
            "start": "2024-03-01",
            "start_precision": "day",
            "end": "2024-06-30",
            "end_precision": "day",
            "year": "2023",
        },
        "options": [],
    }


def test_a_period_in_one_cell_is_marked_there(tmp_path):
    header = [*HEADER[:5], "帮扶起止时间", *HEADER[7:]]
    line = make_line()
    cells = [*line[:5], "2022.3-2022.9", *line[7:]]
    path = write_xlsx(tmp_path / "a.xlsx", [header, cells])

    (found,) = report_all(path)

    (reason,) = found["details"]
    assert (reason["field"], reason["column"]) == ("help_end", 6)
    assert reason["message"] == (
        "帮扶起止（2022年3月 至 2022年9月）不在 2024 年度之内。"
    )


def test_days_are_told_in_the_language_of_the_reader(tmp_path):
    line = make_line(帮扶开始日期="2025-02-01", 帮扶结束日期=None)
    (row,) = read_all(write_xlsx(tmp_path / "a.xlsx", [HEADER, line]))

    with override("en"):
        told = show_reason(row.reasons[0].as_dict())

    assert told["message"] == (
        "The help (1 February 2025 to —) lies outside the year 2024."
    )
