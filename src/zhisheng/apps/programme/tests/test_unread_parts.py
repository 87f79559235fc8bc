"""What of a workbook was not read is told: sheets that hold rows, columns that are filled."""

import pytest
from django.core.management import call_command

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.schemas.api import write_import
from zhisheng.apps.programme.sheets import (
    list_tables,
    list_unread_columns,
    list_unread_sheets,
)
from zhisheng.apps.programme.sheets.blank import write_blank_roster
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_line,
    name_firm,
    write_xlsx,
)
from zhisheng.kit import jobs
from zhisheng.kit.sheets import read_workbook

UNKNOWN = [["甲方", "编码", "何处"], ["甲厂", "1", "安平县"], ["乙厂", "2", "安平县"]]


def survey(path):
    """Return the names of the unread sheets, and the unread columns by sheet."""
    workbook = read_workbook(path)
    tables = list_tables(workbook, year=2024)
    sheets = [sheet.name for sheet in list_unread_sheets(workbook, tables)]
    return sheets, list_unread_columns(tables)


@pytest.fixture
def mixed(tmp_path):
    """Write a known sheet with two columns of no use, and a sheet nobody foresaw."""
    lines = [[*HEADER, "产值(万元)", "空列"], [*make_line(1), 90]]
    return write_xlsx(tmp_path / "a.xlsx", {"名单": lines, "二队": UNKNOWN})


@pytest.fixture
def read_mixed(mixed, year, last_year, own_files, body_organisation, body_user):
    sent = services.upload_roster(
        mixed,
        original_name="名单.xlsx",
        year=2024,
        organisation=body_organisation,
        actor=body_user,
    )
    jobs.run_pending()
    return selectors.get_import(sent.code)


def test_both_sheets_are_read_whose_names_stand_under_other_words(tmp_path):
    other = ["法人单位名称", *HEADER[1:]]
    sheets = {"甲": [HEADER, make_line(1)], "乙": [other, make_line(2)]}
    path = write_xlsx(tmp_path / "a.xlsx", sheets)

    tables = list_tables(read_workbook(path), year=2024)

    assert [table.sheet.name for table in tables] == ["甲", "乙"]
    assert survey(path) == ([], {})


def test_a_sheet_and_a_filled_column_that_are_not_read_are_named(mixed):
    assert survey(mixed) == (["二队"], {"名单": ["产值(万元)"]})


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([["企业名称", "联系电话"], [name_firm(1), "0318-1"]], ["旁表"]),
        ([["2023年 甲", "2024年 乙", "3", "4"], [1, 2, 3, 4]], ["旁表"]),
        ([["填表说明"], ["一、请如实填写。"], ["二、单位为万元。"]], []),
        ([["列名", "怎么填"], ["企业名称", "全称"], ["所在地", "写到县"]], []),
        ([["制表人", "甲某"]], []),
        ([], []),
    ],
    ids=["narrow", "digits", "sentences", "legend", "one line", "empty"],
)
def test_a_sheet_counts_as_unread_where_it_looks_like_a_table(lines, names, tmp_path):
    sheets = {"名单": [HEADER, make_line(1)], "旁表": lines}

    assert survey(write_xlsx(tmp_path / "a.xlsx", sheets))[0] == names


def test_number_and_empty_columns_are_not_told_but_a_remark_is(tmp_path):
    lines = [["序号", *HEADER, "备注", "说明"], [1, *make_line(1), "已回访"]]

    assert survey(write_xlsx(tmp_path / "a.xlsx", lines)) == ([], {"名单": ["备注"]})


def test_the_blank_roster_has_nothing_to_tell_of(tmp_path):
    path = tmp_path / "blank.xlsx"
    path.write_bytes(write_blank_roster(year=2024, years=[2024]))

    assert survey(path) == ([], {})


@pytest.mark.django_db
def test_the_preview_names_what_was_not_read(client, read_mixed, body_user):
    client.force_login(body_user)

    page = client.get(f"/programme/imports/{read_mixed.code}/")

    assert read_mixed.counts == {"accepted": 1}
    assert read_mixed.sheets == [
        {
            "name": "名单",
            "is_hidden": False,
            "is_read": True,
            "unread_columns": ["产值(万元)"],
        },
        {"name": "二队", "is_hidden": False, "is_read": False, "unread_columns": []},
    ]
    assert "没有读取的工作表：二队。" in page.text
    assert "没有读取的列：产值(万元)。" in page.text
    told = write_import(read_mixed, {})
    assert (told.unread_sheets, told.unread_columns) == (["二队"], ["产值(万元)"])
    assert told.hidden_sheets == []


@pytest.mark.django_db
def test_the_preview_of_what_is_read_whole_tells_nothing(client, upload, body_user):
    read = upload([make_line(1)])
    client.force_login(body_user)

    page = client.get(f"/programme/imports/{read.code}/")

    assert "没有读取的" not in page.text


@pytest.mark.django_db
def test_the_command_names_what_was_not_read(mixed, year, capsys):
    call_command("import_roster", mixed, year=2024, dry_run=True)

    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "共 1 行：可入库 1，有提醒 0，待确认 0，未通过 0",
        "没有读取的工作表：二队。里面如果也是名单，请把表头改成和已读的表一样；"
        "或者单独存成一个文件，在“上传名单”页面说明各列的内容，以后不再询问。",
        "工作表“名单”没有读取的列：产值(万元)。",
    ]


@pytest.mark.django_db
def test_a_sheet_that_was_explained_is_read_beside_a_wider_one(
    read_mixed, mixed, upload, body_organisation, body_user
):
    alone = upload(UNKNOWN[1:], header=UNKNOWN[0])
    services.confirm_mapping(
        roster_import=alone, columns={"name": 0, "region": 2}, actor=body_user
    )
    jobs.run_pending()

    again = services.upload_roster(
        mixed,
        original_name="再来.xlsx",
        year=2024,
        organisation=body_organisation,
        actor=body_user,
    )
    jobs.run_pending()
    again = selectors.get_import(again.code)

    assert [one["is_read"] for one in again.sheets] == [True, True]
    assert set(again.rows.values_list("sheet", "name")) == {
        ("名单", name_firm(1)),
        ("二队", "甲厂"),
        ("二队", "乙厂"),
    }
