"""The blank sheet of a form, filled in as people do, is read as the page reads."""

import openpyxl
import pytest

from zhisheng.kit.forms import read_form_sheet, write_blank_form, write_filled_form
from zhisheng.kit.forms.errors import NoRowsTableError
from zhisheng.kit.forms.reading import NUMBERS
from zhisheng.kit.sheets import OutSheet, read_workbook, write_xlsx
from zhisheng.reference.forms import Kind, load_forms

FORM = next(form for form in load_forms() if form.code == "county-ledger")
HEADER = [
    "统一社会信用代码",
    "企业名称",
    "潜力",
    "提升意愿",
    "提升潜力",
    "是否列入帮扶",
    "从业人员（人）",
]
GOOD = ["91131125MA0CEXMP0E", "安平县示例丝网厂", "x", "强", "大", "√", "约20人"]


def save(path, header, rows):
    write_xlsx(path, [OutSheet(name="台账", header=header, rows=rows)])
    return read_workbook(path)


def read(workbook):
    return list(read_form_sheet(workbook, FORM))


def test_columns_stand_in_any_order_and_unknown_ones_are_left_alone(tmp_path):
    rows = read(save(tmp_path / "a.xlsx", HEADER, [GOOD]))

    answers = rows[0].record.answers
    assert (answers["name"], answers["willingness"]) == ("安平县示例丝网厂", "强")
    assert (answers["selected"], answers["employees"]) == ("是", "20")


def test_what_is_wrong_is_marked_in_its_cell(tmp_path):
    wrong = [GOOD[0], "", "x", "很强", "大", "是", "很多"]
    row = read(save(tmp_path / "a.xlsx", HEADER, [wrong]))[0]

    marks = row.list_marks()
    assert marks[2, 2] == "“企业名称”必须填写。"
    assert marks[2, 4] == "“提升意愿”只能填：强、中、弱。"
    assert marks[2, 7] == "“很多”不是数字。"


def test_a_sheet_of_something_else_is_refused(tmp_path):
    with pytest.raises(NoRowsTableError, match="表头里要有“企业名称、统一社会信用代码"):
        read(save(tmp_path / "a.xlsx", ["姓名", "电话", "备注"], [["甲", "1", ""]]))


def test_the_blank_sheet_has_the_forms_columns_and_no_lines(tmp_path):
    path = tmp_path / "blank.xlsx"
    write_blank_form(path, FORM)

    workbook = read_workbook(path)
    assert workbook.sheets[0].rows[0][: len(FORM.rows)] == [
        "企业名称",
        "统一社会信用代码",
        "提升意愿",
        "提升潜力",
        "是否列入帮扶",
        "理由",
        "从业人员（人）",
    ]
    assert read(workbook) == []


@pytest.mark.parametrize("form", [one for one in load_forms() if one.rows],
                         ids=lambda form: form.code)  # fmt: skip
def test_the_blank_sheet_shows_how_each_column_is_filled_in(tmp_path, form):
    path = tmp_path / "blank.xlsx"
    write_blank_form(path, form)

    book = openpyxl.load_workbook(path)
    page, about = book.worksheets
    first, *rest = [cell.value for cell in page[2]]
    assert first == f"示例：{form.rows[0].example}"
    assert [text or "" for text in rest] == [field.example for field in form.rows[1:]]
    notes = [cell.comment.text for cell in page[1]]
    assert all("必填。" in one or "可以不填。" in one for one in notes)
    assert [cell.value for cell in about[1]] == ["列名", "怎么填", "示例"]
    assert about.max_row == len(form.rows) + 1
    offered = {
        str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation
    }
    closed = [
        field for field in form.rows if field.choices or field.kind == Kind.YES_NO
    ]
    assert len(offered) == len(closed)
    assert f'"{",".join(closed[0].choices or ("是", "否"))}"' in offered.values()


def test_the_blank_sheet_prints_on_a4_with_its_heading_on_each_page(tmp_path):
    path = tmp_path / "blank.xlsx"
    write_blank_form(path, FORM)

    page = openpyxl.load_workbook(path).worksheets[0]
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$1:$1"
    assert page.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_lines_below_the_example_are_read_and_the_example_is_not(tmp_path):
    path = tmp_path / "blank.xlsx"
    write_blank_form(path, FORM)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(["安平县示例丝网厂", GOOD[0], "强", "大", "是"])
    book.save(path)

    rows = read(read_workbook(path))

    assert [row.record.answers["name"] for row in rows] == ["安平县示例丝网厂"]


def test_what_was_written_is_read_back_the_same(tmp_path):
    answers = {
        "name": "=HYPERLINK(1)",
        "willingness": "强",
        "potential": "大",
        "selected": "否",
        "employees": "1200",
    }
    path = tmp_path / "filled.xlsx"
    write_filled_form(path, FORM, [answers])

    row = read(read_workbook(path))[0]
    assert row.record.answers == answers


def test_figures_are_numbers_and_codes_and_telephones_stay_texts(tmp_path):
    form = next(one for one in load_forms() if one.code == "helped-enterprises")
    numbers = {field.code for field in form.rows if field.kind in NUMBERS}
    answers = {field.code: "1234.5" for field in form.rows if field.code in numbers}
    codes = {Kind.USCC: "911311250000000001", Kind.MOBILE: "13800000001"}
    answers |= {
        field.code: codes[field.kind] for field in form.rows if field.kind in codes
    }
    write_filled_form(tmp_path / "filled.xlsx", form, [answers])

    head, line = openpyxl.load_workbook(tmp_path / "filled.xlsx").active.iter_rows(
        values_only=True
    )
    for field, title, value in zip(form.rows, head, line, strict=True):
        if field.code in numbers:
            assert value == 1234.5
            assert title.endswith(f"（{field.unit}）") or not field.unit
        elif field.kind in codes:
            assert value == codes[field.kind]


def test_a_unit_in_the_heading_is_the_unit_of_its_bare_numbers(tmp_path):
    form = next(one for one in load_forms() if one.code == "helped-enterprises")
    header = [
        "企业名称",
        "统一社会信用代码",
        "所在县（市、区）",
        "提升前营业收入(万元)",
    ]
    cells = ["甲厂", "", "河北省衡水市安平县", 120]
    workbook = save(tmp_path / "a.xlsx", header, [cells])

    row = next(iter(read_form_sheet(workbook, form)))

    assert row.record.answers["revenue_before"] == "1200000"
    assert row.list_marks() == {(2, 2): "“统一社会信用代码”必须填写。"}
