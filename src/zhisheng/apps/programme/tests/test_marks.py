"""What comes back is marked where it has to be mended."""

from io import BytesIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import RosterImport
from zhisheng.apps.programme.tests.readings import AMBER, RED, read_marks
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
    write_xlsx,
)

pytestmark = pytest.mark.django_db
WIDE = ("序号", "单位名称", "统一社会信用代码", "县（市、区）", "行业", "起止日期")
AREA = "安平县"


@pytest.fixture
def mark(upload, tmp_path):
    def send(*lines, header=WIDE):
        read = upload(lines, header=header)
        path = tmp_path / "marked.xlsx"
        path.write_bytes(services.mark_roster(roster_import=read))
        return read_marks(path)

    return send


def test_what_is_not_written_is_marked_in_its_column(mark):
    line = [1, name_firm(1), None, None, "3340", "2024.3-2024.6"]

    assert mark(line) == {
        "C2": "没有统一社会信用代码，将按名称、地区和地址比对",
        "D2": "没有填写所在地",
    }


def test_a_warning_has_another_colour_than_what_is_wrong(upload, tmp_path):
    slip = make_line(1, 提升前营业收入=1, 提升后营业收入=12_000, 从业人员="若干")
    nameless = [1, name_firm(2), None, "无此县", "3340", None]
    path = tmp_path / "marked.xlsx"

    for header, line, red, amber in (
        (HEADER, slip, ["E2"], ["I2"]),
        (WIDE, nameless, ["D2"], ["C2"]),
    ):
        read = upload([line], header=header)
        path.write_bytes(services.mark_roster(roster_import=read))
        assert sorted(read_marks(path, [RED])) == red
        assert sorted(read_marks(path, [AMBER])) == amber


def test_a_cell_that_is_wrong_and_doubted_is_wrong(upload, tmp_path):
    read = upload(
        [[1, "甲", None, None, "无此行业", None]], header=("备注", "企业名称")
    )
    path = tmp_path / "marked.xlsx"
    path.write_bytes(services.mark_roster(roster_import=read))

    assert (list(read_marks(path, [RED])), read_marks(path, [AMBER])) == (["B2"], {})


def test_what_has_no_column_is_marked_at_the_name(mark):
    assert mark(["甲", name_firm(1), "好"], header=("备注", "企业名称", "评价")) == {
        "B2": "没有填写所在地"
    }


def test_each_reason_stands_in_the_column_it_speaks_of(mark):
    marks = mark(
        [1, name_firm(1), make_code(1), "无此县", "无此行业", "2024.3-2024.6"],
        [2, name_firm(2), make_code(2), AREA, "3340", "2024.6-2024.3"],
        [3, name_firm(3), make_code(3), AREA, "3340", None],
        [4, name_firm(3), make_code(3), AREA, "3340", None],
    )

    assert {cell: text[:8] for cell, text in marks.items()} == {
        "D2": "行政区划里没有“",
        "E2": "国民经济行业分类",
        "F3": "帮扶结束日期（2",
        "B5": "与第 4 行重复",
    }


def test_a_slip_of_units_is_marked_at_the_later_amount(mark):
    line = make_line(1, 提升前营业收入=1, 提升后营业收入=12_000)
    line[2] = "无此县"

    marks = mark(line, header=HEADER)

    assert marks["I2"] == "前后两个数相差 12,000 倍，可能是单位填错"
    assert sorted(marks) == ["C2", "I2"]


def test_an_amount_is_marked_in_the_year_of_its_own_row(upload, tmp_path):
    amounts = [f"{year}年营业收入(万元)" for year in (2022, 2023, 2024)]
    line = make_line(1, 从业人员="若干")[:7]
    lines = [["帮扶年度", *HEADER[:7], *amounts], [2023, *line, 100, 1_000_000, 100]]
    source, out = write_xlsx(tmp_path / "a.xlsx", lines), tmp_path / "out.xlsx"
    read = upload(lines[1:], header=lines[0])
    path = tmp_path / "marked.xlsx"
    path.write_bytes(services.mark_roster(roster_import=read))

    call_command(
        "import_roster", str(source), "--year=2024", "--dry-run", f"--marked={out}"
    )

    marks = read_marks(path)
    assert marks["J2"] == "前后两个数相差 10,000 倍，可能是单位填错"
    assert "K2" not in marks
    assert read_marks(out) == marks


def test_sentences_in_english_stand_apart(upload):
    read = upload([make_line(1, 从业人员="若干")])

    with override("en"):
        content = services.mark_roster(roster_import=read)

    page = openpyxl.load_workbook(BytesIO(content)).active
    assert page["E2"].comment.text == (
        "“若干” is not a number. "
        "Enter digits only, such as 120; leave the cell empty if there is no figure."
    )


def test_rows_of_a_lower_table_are_marked_in_its_own_columns(upload, tmp_path):
    other = ("序号", "备注", "县（市、区）", "企业名称", "信用代码")
    read = upload(
        [
            [1, name_firm(1), make_code(1), AREA, "3340", None],
            other,
            [1, None, "无此县", name_firm(2), make_code(2)],
        ],
        header=WIDE,
    )
    path = tmp_path / "marked.xlsx"
    path.write_bytes(services.mark_roster(roster_import=read))

    assert list(read_marks(path)) == ["C4"]
    assert openpyxl.load_workbook(path).active["G1"].value == "处理结果"


def test_the_command_marks_the_same_cells(year, tmp_path):
    lines = [WIDE, [1, name_firm(1), None, None, "3340", None]]
    path, out = write_xlsx(tmp_path / "a.xlsx", lines), tmp_path / "out.XLSX"
    command = ("import_roster", str(path), "--year=2024", "--dry-run", "--marked")

    call_command(*command, str(out))

    assert list(read_marks(out)) == ["C2", "D2"]
    with pytest.raises(CommandError, match="不能是 x"):
        call_command(*command, "x.csv")
    assert not RosterImport.objects.exists()
