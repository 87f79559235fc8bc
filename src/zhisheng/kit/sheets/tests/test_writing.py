import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhisheng.kit.sheets.delimited import read_rows, strip_guard
from zhisheng.kit.sheets.limits import DEFAULT
from zhisheng.kit.sheets.reading import read_workbook
from zhisheng.kit.sheets.writing import (
    NameGiver,
    OutSheet,
    add_guard,
    iterate_csv,
    write_csv,
    write_xlsx,
)

DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+86 139 0000 0000",
    "-5 °C 冷库有限公司",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    '"=1',
    "\ufeff=1",
    "'=1",
    "''=1",
    "\u3000=1",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_never_begins_a_cell_with_a_formula(tmp_path, text):
    path = tmp_path / "a.csv"
    write_csv(path, header=["企业名称", "说明"], rows=[[text, "x"]])

    stored = path.read_bytes().decode("utf-8-sig").split("\r\n", 1)[1]
    (sheet,) = read_workbook(path).sheets

    assert stored.startswith("\"'")
    assert sheet.rows[1] == [text, "x"]


@given(st.text())
def test_the_guard_comes_off_exactly_once(text):
    assert strip_guard(add_guard(text)) == text


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(DANGEROUS)), max_size=6))
def test_texts_survive_csv(rows):
    content = "".join(iterate_csv(header=["甲", "乙", "丙"], rows=rows))

    read = read_rows(content.encode("utf-8-sig"), limits=DEFAULT)

    assert [[cell or "" for cell in row] for row in read[1:]] == [
        list(row) for row in rows
    ]


def test_csv_writes_plain_numbers_and_dates(tmp_path):
    rows = [[-5.5, Decimal("1.20"), date(2024, 3, 5), True, None, "a\x00b\ud800"]]
    path = tmp_path / "a.csv"
    write_csv(path, header=["x"], rows=rows)

    line = path.read_text("utf-8-sig").splitlines()[1]

    assert line == '-5.5,1.20,"2024-03-05","是","","ab?"'


@pytest.mark.parametrize(
    "text", [*DANGEROUS, "http://x.example", "mailto:a@b", "007", "1e5"]
)
def test_xlsx_texts_stay_texts(tmp_path, text):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [OutSheet("名单", ["企业名称"], [[text]])])

    page = openpyxl.load_workbook(path).active
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml")

    assert (page["A2"].data_type, b"<f" in xml, b"hyperlink" in xml) == (
        "s",
        False,
        False,
    )
    (sheet,) = read_workbook(path).sheets
    assert sheet.rows[1][0].replace("\r", "\n") == text.replace("\r", "\n")


def test_xlsx_keeps_types_and_exact_long_numbers():
    stream = io.BytesIO()
    moment = datetime(2024, 3, 5, 8, 30, tzinfo=UTC)
    row = [1, Decimal("0.1"), date(2024, 3, 5), moment, True, None, 12345678901234567]
    write_xlsx(
        stream, [OutSheet("a/b", ["x"], [row], widths=[20])], constant_memory=False
    )

    page = openpyxl.load_workbook(stream).active

    assert page.title == "a_b"
    assert [cell.value for cell in page[2]] == [
        1,
        0.1,
        datetime.fromisoformat("2024-03-05"),
        datetime.fromisoformat("2024-03-05T08:30"),
        True,
        None,
        "12345678901234567",
    ]


def test_sheet_names_are_allowed_and_differ():
    names = NameGiver()

    assert names.give("浦东[新]区") == "浦东_新_区"
    assert names.give("浦东[新]区") == "浦东_新_区(2)"
    assert names.give("'") == "表"
    assert len(names.give("长" * 40)) == 31
    assert names.give("长" * 40) == "长" * 28 + "(2)"
