"""Rows of one enterprise that say different things of it are told, wherever they go in."""

import json
import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.selectors import show_reason
from zhisheng.apps.programme.services.contradicting import warn_of_contradictions
from zhisheng.apps.programme.sheets import RosterRow, StagedValue
from zhisheng.apps.programme.tests.readings import read_marks
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
    write_xlsx,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("last_year")]
WIDE = ("帮扶年度", *HEADER, "地址", "主体类型")


def make_wide(year, *, number=1, address=None, form=None, **changes):
    days = {"帮扶开始日期": f"{year}-03-01", "帮扶结束日期": f"{year}-06-30"}
    return [year, *make_line(number, **days | changes), address, form]


def list_told(roster_import):
    """Return of each row its status and what contradicts another, as shown."""
    rows = ImportRow.objects.filter(roster_import=roster_import).order_by("id")
    return {
        row.row: (
            row.status,
            [
                (one["field"], show_reason(one)["message"])
                for one in row.reasons
                if "own" in one["data"]
            ],
        )
        for row in rows
    }


def test_both_rows_are_told_field_by_field(upload):
    read = upload(
        [
            make_wide(2023, address="甲路1号", form="个体工商户"),
            make_wide(
                2024,
                所在地="河北省衡水市桃城区",
                行业="3383",
                address="乙路2号",
                form="有限责任公司",
                提升前营业收入=150,
            ),
        ],
        header=WIDE,
    )

    should = "；同一家企业应当一致。"
    assert list_told(read) == {
        2: (
            "warning",
            [
                ("region", f"这里写的是“河北省衡水市安平县”，第 3 行写的是“河北省衡水市桃城区”{should}"),
                ("industry", f"这里写的是“3340 金属丝绳及其制品制造”，第 3 行写的是“3383 金属制卫生器具制造”{should}"),
                ("address", f"这里写的是“甲路1号”，第 3 行写的是“乙路2号”{should}"),
                ("legal_form", f"这里写的是“个体工商户”，第 3 行写的是“公司”{should}"),
                ("revenue_after", f"这里写的是“120万元”，第 3 行写的是“150万元”{should}"),
            ],
        ),
        3: (
            "warning",
            [
                ("region", f"这里写的是“河北省衡水市桃城区”，第 2 行写的是“河北省衡水市安平县”{should}"),
                ("industry", f"这里写的是“3383 金属制卫生器具制造”，第 2 行写的是“3340 金属丝绳及其制品制造”{should}"),
                ("address", f"这里写的是“乙路2号”，第 2 行写的是“甲路1号”{should}"),
                ("legal_form", f"这里写的是“公司”，第 2 行写的是“个体工商户”{should}"),
                ("revenue_before", f"这里写的是“150万元”，第 2 行写的是“120万元”{should}"),
            ],
        ),
    }  # fmt: skip


def test_rows_that_agree_or_are_silent_are_not_told(upload):
    read = upload(
        [
            make_wide(2023, address="甲路1号", 所在地="河北省", 提升后营业收入=120),
            make_wide(2024, address="安平县甲路1号", 行业="33", 提升前营业收入=120),
            make_wide(2024, number=2, 行业="3383", address="丙路3号"),
        ],
        header=WIDE,
    )

    assert [told for _status, told in list_told(read).values()] == [[], [], []]


def test_a_repeated_row_is_refused_and_contradicts_nobody(upload):
    read = upload([make_line(1), make_line(1, 行业="3383")])

    told = list_told(read)
    assert told == {2: ("accepted", []), 3: ("refused", [])}


def test_rows_on_another_sheet_and_of_another_body_are_told(upload, office):
    header = (*HEADER, "帮扶机构")
    read = upload(
        [[*make_line(1), "甲认证有限公司"]],
        hidden=[[*make_line(1, 从业人员=35), "乙认证有限公司"]],
        header=header,
        **office,
    )

    rows = ImportRow.objects.filter(roster_import=read).order_by("id")
    assert [show_reason(row.reasons[-1])["message"] for row in rows] == [
        "这里写的是“20人”，工作表“旧名单”第 2 行写的是“35人”；同一家企业应当一致。",
        "这里写的是“35人”，工作表“名单”第 2 行写的是“20人”；同一家企业应当一致。",
    ]
    assert [row.reasons[-1]["field"] for row in rows] == ["employees", "employees"]


def test_the_page_and_the_workbook_show_them(client, upload, body_user, tmp_path):
    read = upload(
        [make_wide(2023), make_wide(2024, 行业="3383", 提升前营业收入=120)], header=WIDE
    )
    client.force_login(body_user)
    path = tmp_path / "marked.xlsx"

    address = reverse("programme:import_detail", args=[read.code])
    page = client.get(f"{address}?status=all").content.decode()
    path.write_bytes(services.mark_roster(roster_import=read))

    assert "第 3 行写的是“3383 金属制卫生器具制造”" in page
    assert reverse("programme:import_marks", args=[read.code]) in page
    assert "退回和未确认的行不会入库" not in page
    assert read_marks(path) == {
        "E2": "这里写的是“3340 金属丝绳及其制品制造”，第 3 行写的是“3383 金属制卫生器具制造”；同一家企业应当一致",
        "E3": "这里写的是“3383 金属制卫生器具制造”，第 2 行写的是“3340 金属丝绳及其制品制造”；同一家企业应当一致",
    }


def test_the_page_in_english_writes_amounts_its_own_way(client, upload, body_user):
    read = upload(
        [make_wide(2023, form="个体工商户"), make_wide(2024, form="有限责任公司")],
        header=WIDE,
    )
    client.force_login(body_user)
    address = reverse("programme:import_detail", args=[read.code])

    page = client.get(
        f"{address}?status=all", headers={"Accept-Language": "en"}
    ).content.decode()

    assert "CNY 1.2 million" in page
    assert (
        "“CNY 1.2 million” here, “CNY 1 million” in row 3; one enterprise should be "
        "written alike." in page
    )
    assert not re.search("“[^”]*(元|个体)[^”]*” here", page)


def test_once_applied_there_is_no_workbook_of_them(client, put_in, body_user):
    done = put_in([make_wide(2023), make_wide(2024)], header=WIDE)
    client.force_login(body_user)

    page = client.get(reverse("programme:import_detail", args=[done.code]))

    assert done.counts["contradicting"] == 2
    assert reverse("programme:import_marks", args=[done.code]) not in (
        page.content.decode()
    )


def test_the_command_reports_and_marks_them(year, tmp_path, capsys):
    lines = [
        WIDE,
        make_wide(2023),
        make_wide(2024, 行业="3383", 提升前营业收入=120),
    ]
    path, out = write_xlsx(tmp_path / "a.xlsx", lines), tmp_path / "out.xlsx"
    report = tmp_path / "report.json"

    call_command(
        "import_roster", str(path), "--year=2024", "--dry-run", f"--marked={out}",
        f"--report={report}",
    )  # fmt: skip

    rows = json.loads(report.read_text(encoding="utf-8"))
    assert [(row["row"], row["status"], row["reasons"]) for row in rows] == [
        (2, "warning", ["industry"]),
        (3, "warning", ["industry"]),
    ]
    assert sorted(read_marks(out)) == ["E2", "E3"]
    assert "3 " + name_firm(1) in capsys.readouterr().out
    assert openpyxl.load_workbook(BytesIO(out.read_bytes())).active.max_row == 3


def test_a_place_that_was_settled_later_is_compared_too(upload, body_user):
    read = upload(
        [make_wide(2023, 所在地="无此县"), make_wide(2024, 行业="33")], header=WIDE
    )
    row = ImportRow.objects.get(row=2)
    assert (row.status, list_told(read)[2][1]) == ("refused", [])

    services.decide_row(
        row=row, decision="region", place_code="131102", actor=body_user
    )

    told = "这里写的是“河北省衡水市桃城区”，第 3 行写的是“河北省衡水市安平县”；同一家企业应当一致。"
    assert [one for one in list_told(read)[2][1] if one[0] == "region"] == [
        ("region", told)
    ]
    other = "这里写的是“河北省衡水市安平县”，第 2 行写的是“河北省衡水市桃城区”；同一家企业应当一致。"
    assert ("region", other) in list_told(read)[3][1]
    read.refresh_from_db()
    assert read.counts["contradicting"] == 2
    assert ImportRow.objects.get(row=3).status == "warning"


def test_what_an_answer_settles_contradicts_no_longer(upload, body_user):
    """Of two rows that differ only in a place, an answer to one may end it for both."""
    read = upload([make_wide(2023, 所在地="无此县"), make_wide(2024)], header=WIDE)
    row = ImportRow.objects.get(row=2)
    services.decide_row(
        row=row, decision="region", place_code="131102", actor=body_user
    )
    assert ImportRow.objects.get(row=3).status == "warning"

    services.decide_row(
        row=ImportRow.objects.get(row=2),
        decision="region",
        place_code="131125",
        actor=body_user,
    )

    assert list_told(read)[3] == ("accepted", [])
    read.refresh_from_db()
    assert read.counts == {"accepted": 2}


def make_row(number, revenue, **said):
    row = RosterRow(
        sheet=None, row=number, uscc=make_code(1), year=2000 + number, **said
    )
    if revenue is not None:
        row.values.append(StagedValue("revenue", "2024", value=Decimal(revenue)))
    return row


def test_each_row_is_compared_with_the_first_and_most_exact_one(
    django_assert_num_queries,
):
    rows = [
        make_row(1, None, region="130000"),
        make_row(2, 10, region="131125"),
        make_row(3, 10, region="131124"),
        make_row(4, 20, region="131125"),
    ]

    with django_assert_num_queries(1):
        warn_of_contradictions(rows)

    told = [
        [(one.field, one.data["row"]) for one in row.reasons if "own" in one.data]
        for row in rows
    ]
    assert told == [
        [],
        [("region", "3"), ("revenue_2024", "4")],
        [("region", "2")],
        [("revenue_2024", "2")],
    ]


def test_a_very_long_roster_of_one_enterprise_is_compared_in_one_pass():
    rows = [make_row(number, number) for number in range(1, 20_001)]

    warn_of_contradictions(rows)

    assert {len(row.reasons) for row in rows} == {1}
    assert {row.reasons[0].data["row"] for row in rows[1:]} == {"1"}
