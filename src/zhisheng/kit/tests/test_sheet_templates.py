"""An office's template: filled as it looks, refused where it could do harm."""

import re
import zipfile
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from zhisheng.kit.sheets import fill_template, open_template
from zhisheng.kit.sheets.errors import (
    SheetExternalError,
    SheetRefusedError,
    TemplateFormulaError,
    TemplateLinkError,
    TemplateNamesError,
    TemplatePartError,
    TemplateUnfitError,
)

SINGLES = {"任务名称": "三季度进展", "核对码": "K7QF"}
COLUMNS = ("序号", "企业名称", "营业收入")


def make_book():
    """Make a title, a heading, a pattern row, a sum and a footer, as offices have them."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "台账"
    page.append(["{{任务名称}}汇总表"])
    page.merge_cells("A1:C1")
    page.append(["序号", "企业", "营业收入（元）"])
    page.append(["{{序号}}", "{{企业名称}}（示例）", "{{营业收入}}"])
    page["C3"].number_format = "#,##0.00"
    page["B3"].font = Font(bold=True)
    page.row_dimensions[3].height = 30
    page.append(["合计", None, "=SUM(C3:C3)"])
    page.append(["核对码：{{核对码}}", None, "（盖章）"])
    page.merge_cells("A5:B5")
    rule = DataValidation(type="list", formula1='"甲,乙"')
    rule.add("B3")
    page.add_data_validation(rule)
    page.print_title_rows = "1:2"
    page.print_area = "A1:C5"
    return book


def save(book, tmp_path):
    path = tmp_path / "template.xlsx"
    book.save(path)
    return path


def open_it(path):
    return open_template(path, singles=SINGLES, columns=COLUMNS)


def fill(path, lines):
    out = BytesIO()
    written = fill_template(open_it(path), out, singles=SINGLES, lines=lines)
    return out, written


def make_lines(count):
    return [
        {"序号": Decimal(n), "企业名称": f"示例{n}厂", "营业收入": Decimal(n) * 100}
        for n in range(1, count + 1)
    ]


def test_lines_stand_where_the_pattern_stood_and_the_rest_moves(tmp_path):
    out, written = fill(save(make_book(), tmp_path), make_lines(3))

    book = openpyxl.load_workbook(out)
    page = book["台账"]
    assert written == 3
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["三季度进展汇总表", None, None],
        ["序号", "企业", "营业收入（元）"],
        [1, "示例1厂（示例）", 100],
        [2, "示例2厂（示例）", 200],
        [3, "示例3厂（示例）", 300],
        ["合计", None, "=SUM(C3:C5)"],
        ["核对码：K7QF", None, "（盖章）"],
    ]
    assert {str(one) for one in page.merged_cells.ranges} == {"A1:C1", "A7:B7"}
    assert [page.row_dimensions[n].height for n in (3, 4, 5)] == [30, 30, 30]
    assert page["C5"].number_format == "#,##0.00"
    assert page["B5"].font.bold
    assert str(page.data_validations.dataValidation[0].sqref) == "B3:B5"
    assert page.print_area == "'台账'!$A$1:$C$7"
    assert page.print_title_rows == "$1:$2"


def test_without_lines_the_pattern_row_stays_empty(tmp_path):
    out, written = fill(save(make_book(), tmp_path), [])

    page = openpyxl.load_workbook(out).active
    assert written == 0
    assert [page.cell(row, 1).value for row in (2, 3, 4)] == ["序号", None, "合计"]


@pytest.mark.parametrize(
    "text", ["=1+1", '+HYPERLINK("x")', "<b>&'\"", "@SUM(A1)", "\x01甲"]
)
def test_what_a_line_says_stays_text(tmp_path, text):
    out, _ = fill(save(make_book(), tmp_path), [{"序号": text, "企业名称": "甲"}])

    cell = openpyxl.load_workbook(out).active["A3"]
    assert (cell.value, cell.data_type) == (text.replace("\x01", ""), "s")


def test_a_template_is_filled_the_same_again(tmp_path):
    template = open_it(save(make_book(), tmp_path))
    outs = [BytesIO(), BytesIO()]
    for out in outs:
        fill_template(template, out, singles=SINGLES, lines=make_lines(2))

    first, second = (openpyxl.load_workbook(out).active for out in outs)
    assert [*first.values] == [*second.values]


def test_unknown_names_are_told(tmp_path):
    book = make_book()
    book.active["D3"] = "{{法人身份证}}"

    with pytest.raises(TemplateNamesError) as refused:
        open_it(save(book, tmp_path))
    assert str(refused.value) == (
        "模板里有不认识的占位符：法人身份证（D3）。能用的占位符见样例模板。"
    )


def put_in(path, name, content):
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "xl/activeX/a.xml", "xl/embeddings/o.bin"]
)
def test_macros_and_objects_are_refused(tmp_path, name):
    path = put_in(save(make_book(), tmp_path), name, b"x")

    with pytest.raises(TemplateUnfitError, match="宏、控件或外部连接"):
        open_it(path)


def test_what_points_outside_is_refused(tmp_path):
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="r1" Type="x/image" TargetMode="External" '
        'Target="http://attacker.example/a.png"/></Relationships>'
    )
    path = put_in(
        save(make_book(), tmp_path), "xl/drawings/_rels/d.xml.rels", relations
    )

    with pytest.raises(SheetExternalError):
        open_it(path)


@pytest.mark.parametrize(
    "target", ["https://b.example/?t=1", "mailto:a@b.example", "file:///c:/a.exe"]
)
def test_a_cell_that_links_outside_is_refused_and_named(tmp_path, target):
    book = make_book()
    book.active["B2"].hyperlink = target

    with pytest.raises(TemplateLinkError, match="模板 B2 单元格带有指向外部的链接"):
        open_it(save(book, tmp_path))


def test_a_cell_that_links_within_the_workbook_is_fit(tmp_path):
    book = make_book()
    book.active["B2"].hyperlink = Hyperlink(ref="B2", location="A1")

    assert open_it(save(book, tmp_path)).pattern is not None


def test_a_shape_that_links_outside_is_refused(tmp_path):
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="r1" Type="x/hyperlink" TargetMode="External" '
        'Target="http://b.example/"/></Relationships>'
    )
    path = put_in(
        save(make_book(), tmp_path), "xl/drawings/_rels/d.xml.rels", relations
    )

    with pytest.raises(TemplatePartError, match="指向外部的链接"):
        open_it(path)


@pytest.mark.parametrize(
    "formula", ['=WEBSERVICE("http://x")', "=cmd|'/c calc'!A0", "=SUM(A1:A2)+1"]
)
def test_only_sums_are_let_stand(tmp_path, formula):
    book = make_book()
    book.active["C4"] = formula

    with pytest.raises(TemplateFormulaError, match="C4"):
        open_it(save(book, tmp_path))


def test_a_second_pattern_row_is_refused(tmp_path):
    book = make_book()
    book.active["A6"] = "{{企业名称}}"

    with pytest.raises(TemplateUnfitError, match="只能写在一行里"):
        open_it(save(book, tmp_path))


def test_a_merged_pattern_is_refused(tmp_path):
    book = make_book()
    book.active.merge_cells("B3:C3")

    with pytest.raises(TemplateUnfitError, match="不能有合并的单元格"):
        open_it(save(book, tmp_path))


def test_a_word_file_and_a_csv_are_no_template(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_text("{{企业名称}}", encoding="utf-8")

    with pytest.raises(TemplateUnfitError, match="只收"):
        open_it(path)


def test_a_template_that_unpacks_to_more_than_pages_is_refused(tmp_path):
    path = put_in(
        save(make_book(), tmp_path), "xl/media/a.bmp", b"\0" * 40 * 1024 * 1024
    )

    with pytest.raises(SheetRefusedError):
        open_it(path)


def test_many_lines_are_all_there(tmp_path):
    out, written = fill(save(make_book(), tmp_path), make_lines(2_500))

    page = openpyxl.load_workbook(out, read_only=True).active
    values = list(page.iter_rows(min_row=3, max_row=2_502, values_only=True))
    assert written == len(values) == 2_500
    assert values[-1] == (2_500, "示例2500厂（示例）", 250_000)
    package = zipfile.ZipFile(out)
    assert not re.search(b"calcChain", package.read("[Content_Types].xml"))
