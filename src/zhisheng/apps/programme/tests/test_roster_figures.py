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


BARE = (*HEADER[:7], "帮扶前营业收入", "帮扶后营业收入")
NO_UNIT = (
    "没有写单位，按元读全年只有 {} 元，一般不会这么少。"
    "请在表头写明单位，如“帮扶前营业收入（万元）”，改好再上传；确实如此可不改。"
)
WRONG_UNIT = (
    "全年只有 {} 元，一般不会这么少，可能是单位写错了。"
    "请核对单位是元还是万元；确实如此可不改。"
)


def tell(found):
    return [
        (one["field"], one["column"], one["message"] + one["cure"])
        for one in found["details"]
    ]


def test_an_amount_without_a_unit_that_cannot_be_is_warned_of(tmp_path):
    tiny, sound, edge, part = report(
        tmp_path,
        make_line(1, 提升前营业收入=80, 提升后营业收入=90),
        make_line(2, 提升前营业收入=8_000_000, 提升后营业收入=9_000_000),
        make_line(3, 提升前营业收入=20_000, 提升后营业收入=19_999.5),
        make_line(4, 提升前营业收入="80元", 提升后营业收入=90),
        header=BARE,
    )

    assert (tiny["status"], tiny["reasons"]) == (
        "warning",
        ["revenue_before", "revenue_after"],
    )
    assert (tiny["revenue_before_yuan"], tiny["revenue_after_yuan"]) == (80, 90)
    assert tell(tiny) == [
        ("revenue_before", 8, NO_UNIT.format("80")),
        ("revenue_after", 9, NO_UNIT.format("90")),
    ]
    assert tiny["details"][0]["data"]["rule"] == "amount_per_head_tiny"
    assert sound["status"] == "accepted"
    assert tell(edge) == [("revenue_after", 9, NO_UNIT.format("19,999.5"))]
    assert tell(part) == [
        ("revenue_before", 8, WRONG_UNIT.format("80")),
        ("revenue_after", 9, NO_UNIT.format("90")),
    ]


@pytest.mark.parametrize("unit", ["（元）", ""])
def test_an_amount_in_yuan_that_cannot_be_is_warned_of(unit, tmp_path):
    header = [*HEADER[:7], f"帮扶前营业收入{unit}", f"帮扶后营业收入{unit}"]
    titles = [] if unit else [["单位：元"]]
    lines = [*titles, header, make_line(1, 提升前营业收入="", 提升后营业收入="60-90")]

    (found,) = report_all(write_xlsx(tmp_path / "a.xlsx", lines))

    assert tell(found) == [("revenue_after", 9, WRONG_UNIT.format("90"))]


def test_a_wrong_unit_is_told_once_a_missing_one_beside_the_slip(tmp_path):
    amounts = {"提升前营业收入": 1, "提升后营业收入": 12_000}
    (named,) = report(tmp_path, make_line(1, **amounts))
    (bare,) = report(tmp_path, make_line(1, **amounts), header=BARE)

    assert named["reasons"] == ["revenue_after"]
    assert bare["reasons"] == ["revenue_after", "revenue_before"]


@pytest.mark.parametrize(
    ("people", "amount", "status"),
    [
        (0, 999, "warning"),
        (0, 1000, "accepted"),
        ("", 999, "warning"),
        (1, 1000, "accepted"),
        (2, 1999, "warning"),
        (2, 0, "accepted"),
    ],
)
def test_how_little_is_too_little_goes_by_the_people(people, amount, status, tmp_path):
    line = make_line(1, 从业人员=people, 提升前营业收入="", 提升后营业收入=amount)

    (found,) = report(tmp_path, line, header=BARE)

    assert found["status"] == status


@pytest.mark.parametrize(
    ("people", "count", "told"),
    [
        (1000, 1000, None),
        ("1,001", 1001, "1,001"),
        ("1万人", 10_000, "10,000"),
        (10_000_000, 10_000_000, "10,000,000"),
    ],
)
def test_more_people_than_a_small_enterprise_has_are_warned_of(
    people, count, told, tmp_path
):
    (found,) = report(
        tmp_path,
        make_line(1, 从业人员=people, 提升前营业收入="100万", 提升后营业收入="110万"),
    )

    assert found["employees"] == count
    assert found["reasons"] == (["employees"] if told else [])
    told_of = [one for one in found["details"] if one["field"] == "employees"]
    assert [(one["severity"], one["message"], one["cure"]) for one in told_of] == (
        [
            (
                "warning",
                f"有 {told} 人，帮扶名单里的企业很少超过 1,000 人。",
                "请核对人数，是否多写了零；确实如此可不改。",
            )
        ]
        if told
        else []
    )


def test_bounds_are_refused_as_a_range_of_people_is(tmp_path):
    found = report(
        tmp_path,
        make_line(1, 从业人员="3人以下"),
        make_line(2, 提升前营业收入="不足100万", 提升后营业收入="500以上"),
        make_line(3, 从业人员="20余人", 提升前营业收入="约100"),
    )

    assert judge(found) == [
        (2, "refused", ["employees"]),
        (3, "refused", ["revenue_before", "revenue_after"]),
        (4, "accepted", []),
    ]
    assert found[0]["employees"] is None
