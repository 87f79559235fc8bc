import io
from datetime import date

import pytest
import xlsxwriter

from zhisheng.kit.sheets import confinement
from zhisheng.kit.sheets.cells import (
    EmptyFormula,
    ErrorCell,
    MergedRange,
    fill_merged,
    get_cell,
)
from zhisheng.kit.sheets.delimited import decode_text, find_delimiter, read_rows
from zhisheng.kit.sheets.errors import (
    NotAWorkbookError,
    SheetBrokenError,
    SheetEncodingError,
    SheetQuotesError,
    SheetTooWideError,
)
from zhisheng.kit.sheets.limits import DEFAULT
from zhisheng.kit.sheets.reading import read_workbook

from .packages import (
    make_content,
    make_parts,
    make_row,
    make_sheet,
    write_ods,
    write_package,
)


def test_every_kind_of_cell_keeps_its_type_and_place(tmp_path):
    path = tmp_path / "types.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("名单")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(2, 1, "=1+1")
    sheet.write_number(2, 2, 0.1)
    sheet.write_boolean(2, 3, True)
    sheet.write_number(2, 4, 1)
    sheet.write_datetime(3, 1, date(2024, 3, 5), day)
    sheet.merge_range(4, 1, 6, 1, "桃城区")
    sheet.write_string(6, 2, "甲公司")
    book.close()

    read = read_workbook(path)

    (sheet,) = read.sheets
    assert (read.kind, sheet.name, len(sheet.rows), sheet.width) == (
        "xlsx",
        "名单",
        7,
        5,
    )
    assert sheet.rows[0] == [None] * 5
    assert sheet.rows[2] == [None, "=1+1", 0.1, True, 1.0]
    assert sheet.rows[2][3] is True
    assert get_cell(sheet, 4, 2) == date(2024, 3, 5)
    assert sheet.merged == (MergedRange(5, 2, 7, 2),)
    assert [row[1] for row in fill_merged(sheet).rows[4:]] == ["桃城区"] * 3
    assert get_cell(sheet, 99, 1) is None


def test_hidden_sheets_are_read_and_known_as_such(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("名单", "旧名单", "底表"):
        book.add_worksheet(name).write_string(0, 0, "甲公司")
    book.worksheets()[1].hide()
    book.worksheets()[2].very_hidden()
    book.close()

    sheets = read_workbook(path).sheets

    assert [(sheet.name, sheet.is_hidden) for sheet in sheets] == [
        ("名单", False),
        ("旧名单", True),
        ("底表", True),
    ]


def test_errors_and_formulas_without_a_value_are_told_from_empty_cells(tmp_path):
    rows = [
        make_row(
            2,
            '<c r="B2" t="e"><f>A1</f><v>#REF!</v></c>',
            '<c r="C2"><f>1+1</f><v/></c>',
        ),
        make_row(
            3,
            '<c r="B3"><f>1+1</f><v>2</v></c>',
            '<c r="C3" t="str"><f>""</f><v></v></c>',
        ),
        make_row(4, '<c r="B4" s="1"/>', '<c r="C4"><f>SUM(B3)</f></c>'),
        make_row(
            5,
            '<c t="inlineStr"><is><t> t="e" </t></is></c>',
            '<c t="e"><v>#N/A</v></c>',
        ),
    ]
    path = write_package(tmp_path / "book.xlsx", make_parts(make_sheet(*rows)))

    (sheet,) = read_workbook(path).sheets

    assert sheet.problems == {
        (2, 2): ErrorCell("#REF!"),
        (2, 3): EmptyFormula(),
        (4, 3): EmptyFormula(),
        (5, 2): ErrorCell("#N/A"),
    }
    assert get_cell(sheet, 3, 2) == 2.0


def test_prefixed_xml_is_scanned_too(tmp_path):
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1"><x:c r="A1" t="e"><x:v>#NAME?</x:v></x:c>'
        '<x:c r="B1"><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = write_package(tmp_path / "book.xlsx", make_parts(sheet))

    (read,) = read_workbook(path).sheets

    assert read.problems == {(1, 1): ErrorCell("#NAME?")}


def test_cells_far_away_are_scanned_across_chunks(tmp_path):
    filler = "<c><v>123456</v></c>" * 20
    rows = [make_row(number, filler) for number in range(1, 8001)]
    rows.append(make_row(8001, '<c r="D8001" t="e"><v>#DIV/0!</v></c>'))
    path = write_package(tmp_path / "book.xlsx", make_parts(make_sheet(*rows)))

    (read,) = read_workbook(path).sheets

    assert read.problems == {(8001, 4): ErrorCell("#DIV/0!")}
    assert len(read.rows) == 8001


def test_styled_but_empty_cells_far_away_do_no_harm(tmp_path):
    rows = [
        make_row(1, '<c r="A1"><v>1</v></c>', '<c r="XFD1" s="1"/>'),
        make_row(1048576, '<c r="A1048576" s="1"></c>'),
    ]
    path = write_package(
        tmp_path / "book.xlsx", make_parts(make_sheet(*rows, dimension="A1:XFD1048576"))
    )

    assert read_workbook(path).sheets[0].rows == [[1.0]]


def test_the_1904_flag_is_told(tmp_path):
    book = make_parts(make_sheet())["xl/workbook.xml"]
    book = str(book).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    path = write_package(tmp_path / "b.xlsx", make_parts(make_sheet(), workbook=book))

    assert read_workbook(path).uses_1904_dates


def test_the_child_never_loads_the_web_framework(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    heavy = "{'django', 'openpyxl', 'xlsxwriter', 'numpy'}"
    program = confinement.PROGRAM.replace("sys.exit(", "(").strip()
    monkeypatch.setattr(
        confinement, "PROGRAM", f"{program}; assert not {heavy} & set(sys.modules)"
    )

    assert read_workbook(path).sheets[0].rows == [["a", "b"], ["1", "2"]]


def test_a_subverted_child_cannot_name_other_classes(tmp_path):
    from zhisheng.kit.sheets.reading import _load

    stream = io.BytesIO(b"cos\nsystem\n(S'true'\ntR.")

    with pytest.raises(SheetBrokenError):
        _load(stream)


NAMES = "企业名称,地址\n𠮷㙍公司,德清\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_usual_encoding_is_known(tmp_path, encoding):
    path = tmp_path / "名单.csv"
    path.write_bytes(NAMES.encode(encoding))

    (sheet,) = read_workbook(path).sheets

    assert sheet.name is None
    assert sheet.rows == [["企业名称", "地址"], ["𠮷㙍公司", "德清"]]


def test_utf_16_of_either_order_is_known():
    assert decode_text(b"\xfe\xff" + NAMES.encode("utf-16-be")) == NAMES
    assert decode_text(b"\xff\xfe" + NAMES.encode("utf-16-le")) == NAMES


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"\xff\xfe" + b"\x00\xd8,\x00", SheetEncodingError),
        (("甲乙丙丁" * 9).encode() + b"\xed\xa0\x80", SheetEncodingError),
        (b"a,b\0c\n", SheetEncodingError),
        ("企业名称".encode("utf-16-le") + b"\0", SheetEncodingError),
        ("甲,乙".encode("utf-16-le"), SheetEncodingError),
        (b"a\0,\0\n\0\0\0", SheetEncodingError),
        (b"a\0\n\0\x78\x03", SheetEncodingError),
        (b"a\0\n\0\0\xd8", SheetEncodingError),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", SheetEncodingError),
        (b"\x81\xff\xff\xff", SheetEncodingError),
        ("德清".encode() * 20 + b"\xb5", SheetEncodingError),
        (b"a\x01b", NotAWorkbookError),
        (b'a,"' + b"x" * 200_000, SheetQuotesError),
        (b"," * 400 + b"x\n", SheetTooWideError),
    ],
)
def test_unreadable_text_is_refused(content, error):
    with pytest.raises(error):
        read_rows(content, limits=DEFAULT)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b;c\n1,5;2;3\n", ";"),
        ("a\tb\n1\t2,3,4\n", "\t"),
        ('a,b\n"x;y;z;w",2\n', ","),
        ("企业名称\n甲公司\n", ","),
    ],
)
def test_the_delimiter_is_found(text, delimiter):
    assert find_delimiter(text) == delimiter


def test_rows_count_as_the_user_counts_them():
    rows = read_rows(b'a,b\r\n\r\n"x\r\ny",2\r\n', limits=DEFAULT)

    assert rows == [["a", "b"], [], ["x\r\ny", "2"]]


def test_a_separator_line_is_no_row():
    assert read_rows(b"sep=;\r\na;b\r\n", limits=DEFAULT) == [["a", "b"]]


def test_ods_is_read(tmp_path):
    row = (
        '<table:table-row><table:table-cell office:value-type="string">'
        "<text:p>甲公司</text:p></table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="3"/></table:table-row>'
    )
    path = write_ods(tmp_path / "book.ods", make_content([row]))

    read = read_workbook(path)

    assert (read.kind, read.sheets[0].rows) == ("ods", [["甲公司", 3.0]])
