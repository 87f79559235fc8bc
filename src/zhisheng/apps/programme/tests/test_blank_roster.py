"""The blank roster: what is written below its headings is read back."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import NoTableError
from zhisheng.apps.programme.sheets import list_tables
from zhisheng.apps.programme.sheets.blank import write_blank_roster
from zhisheng.apps.programme.tests.readings import refuse, report_all
from zhisheng.apps.programme.tests.workbooks import make_code, name_firm
from zhisheng.kit.sheets import NoRowsError, read_workbook

ROW = {
    "序号": 1,
    "企业名称": name_firm(1),
    "统一社会信用代码": make_code(1),
    "所属省": "河北省",
    "所属市": "衡水市",
    "所属县": "安平县",
    "行业": "3340",
    "企业类型": "公司",
    "从业人员": 20,
    "帮扶年度": "2024",
    "帮扶开始日期": "2024-03-01",
    "帮扶结束日期": "2024年6月",
    "帮扶方式": "诊断",
    "解决的主要问题": "焊点强度不稳定",
    "提升意愿": "强",
    "提升潜力": "中",
    "提升前营业收入（万元）": 100,
    "提升后营业收入（万元）": 120,
    "联系电话": "0318-7654321",
    "备注": "无",
}


@pytest.fixture
def blank(tmp_path):
    """Return a function that writes rows below the headings of the blank roster."""

    def fill(*rows):
        book = openpyxl.load_workbook(
            BytesIO(write_blank_roster(year=2024, years=[2023, 2024]))
        )
        page = book["帮扶企业名单"]
        titles = [cell.value for cell in page[1]]
        for row in rows:
            page.append([row.get(title) for title in titles])
        path = tmp_path / "blank.xlsx"
        book.save(path)
        return path

    return fill


def test_filled_in_it_is_read_back_without_a_question(blank):
    (found,) = report_all(blank(ROW))

    assert (found["status"], found["reasons"], found["sheet"]) == (
        "accepted",
        [],
        "帮扶企业名单",
    )
    assert (found["name"], found["uscc"], found["region"], found["industry"]) == (
        name_firm(1),
        make_code(1),
        "131125",
        "3340",
    )
    assert found["revenue_before_yuan"] == 1_000_000
    assert (found["help_start"], found["help_end"]) == ("2024-03-01", "2024-06-30")


def test_every_example_of_its_notes_is_accepted(blank):
    page = openpyxl.load_workbook(blank())["填写说明"]
    examples = {title: example for title, _note, example in page.values}

    (found,) = report_all(blank(examples))

    assert (found["status"], found["details"]) == ("accepted", [])
    assert found["name"] == "安平县示例丝网有限公司"


def test_its_examples_are_of_the_year_the_caller_names():
    content = write_blank_roster(year=2031, years=[2024, 2031])
    page = openpyxl.load_workbook(BytesIO(content))["填写说明"]
    examples = {title: example for title, _note, example in page.values}

    assert [
        examples[title] for title in ("帮扶年度", "帮扶开始日期", "帮扶结束日期")
    ] == ["2031", "2031-03-05", "2031年6月"]


def test_as_it_is_it_holds_no_rows(blank):
    assert type(refuse(blank())) is NoRowsError


def test_without_its_heading_it_is_no_roster(blank):
    book = openpyxl.load_workbook(blank())
    book["帮扶企业名单"].delete_rows(1)
    path = blank()
    book.save(path)

    assert type(refuse(path)) is NoTableError


def test_every_column_but_number_and_remark_is_known(blank):
    (table,) = list_tables(read_workbook(blank()), year=2024)

    assert table.unmatched == {}
    assert len(table.columns) == 28


def test_codes_are_texts_and_closed_lists_are_offered(blank):
    page = openpyxl.load_workbook(blank(ROW))["帮扶企业名单"]
    offered = {
        page.cell(1, next(iter(rule.sqref.ranges)).min_col).value: (
            rule.formula1,
            rule.errorStyle,
        )
        for rule in page.data_validations.dataValidation
    }

    assert page.freeze_panes == "A2"
    assert page["C1"].comment.text.startswith("18 位，照营业执照填写")
    assert page.column_dimensions["C"].number_format == "@"
    assert offered == {
        "企业类型": (
            '"公司,个人独资企业,合伙企业,个体工商户,农民专业合作社,其他"',
            None,
        ),
        "帮扶年度": ('"2023,2024"', None),
        "帮扶方式": ('"公开宣贯,标准解读,诊断,咨询,代做内审"', "warning"),
        "提升意愿": ('"强,中,弱"', None),
        "提升潜力": ('"强,中,弱"', None),
    }


def test_it_is_chinese_whoever_asks():
    with override("en"):
        book = openpyxl.load_workbook(BytesIO(write_blank_roster(year=2024, years=[])))

    (method,) = [
        rule.formula1
        for rule in book["帮扶企业名单"].data_validations.dataValidation
        if rule.errorStyle == "warning"
    ]
    assert method == '"公开宣贯,标准解读,诊断,咨询,代做内审"'


@pytest.mark.django_db
def test_the_upload_page_offers_it(client, year, body_user):
    client.force_login(body_user)
    address = reverse("programme:blank_roster")

    assert f'href="{address}"' in client.get(reverse("programme:upload")).text
    answer = client.get(address)

    assert "filename*=utf-8''%E5%B8%AE" in answer["Content-Disposition"]
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames == [
        "帮扶企业名单",
        "填写说明",
    ]


@pytest.mark.django_db
def test_before_any_year_is_opened_its_example_is_this_year(reference):
    content, name = services.make_blank_roster()
    page = openpyxl.load_workbook(BytesIO(content))["填写说明"]
    examples = {title: example for title, _note, example in page.values}

    assert examples["帮扶年度"] == str(timezone.localdate().year)
    assert name == "帮扶企业名单_空白.xlsx"


@pytest.mark.django_db
def test_a_program_gets_it_by_its_own_right(
    client, year, make_token, body_organisation
):
    address = "/api/v1/programme/imports/blank"
    right = {"Authorization": make_token(body_organisation, ["roster:import"])}
    other = {"Authorization": make_token(body_organisation, ["returns:read"])}

    answer = client.get(address, headers=right)

    assert (
        openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[0] == "帮扶企业名单"
    )
    assert client.get(address, headers=other).status_code == 403
