"""A sheet of values comes back marked at its own heading, in the reader's language."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from zhisheng.apps.returns import services
from zhisheng.kit import jobs
from zhisheng.kit.sheets import marking

HEAD = ["企业名称", "2024年营业收入(万元)"]


@pytest.fixture
def mark(tmp_path, mesh, office, officer_county):
    """Return a function that uploads lines and returns the sheet that comes back."""

    def send(*lines):
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        out = BytesIO()
        book.save(out)
        sheet = services.upload_sheet(
            SimpleUploadedFile("a.xlsx", out.getvalue()),
            original_name="a.xlsx",
            year=2024,
            organisation=office,
            actor=officer_county,
        )
        jobs.run_pending()
        sheet.refresh_from_db()
        content = services.mark_sheet(sheet_import=sheet)
        return openpyxl.load_workbook(BytesIO(content)).active

    return send


@pytest.mark.parametrize(
    "titles",
    [
        [],
        [["安平县", "指标", "汇总", "表", "（试行）"]],
        [["单位", "万元", "填报人", "张三", "日期"]],
    ],
    ids=["none", "title", "facts"],
)
def test_the_added_columns_stand_beside_the_heading_that_was_read(titles, mark, mesh):
    page = mark(*titles, HEAD, [mesh.name, "若干"])

    heads = [row for row in page.iter_rows(values_only=True) if "处理结果" in row]
    assert [row[:2] for row in heads] == [tuple(HEAD)]
    assert page.cell(len(titles) + 2, 2).fill.fgColor.rgb == "FFFFC7CE"


def test_of_a_very_long_sheet_only_the_marked_rows_come_back(mark, mesh, monkeypatch):
    monkeypatch.setattr(marking, "MOST_ROWS", 1)

    page = mark(["指标表"], HEAD, [mesh.name, 100], ["无此企业", 100])

    names = [row[0] for row in page.iter_rows(values_only=True)]
    assert (mesh.name in names, names[-1]) == (False, "无此企业")


def test_sentences_in_english_stand_apart(tmp_path, mesh, officer_county):
    path, out = tmp_path / "a.xlsx", tmp_path / "marked.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append([mesh.name, "若干"])
    book.save(path)

    with override("en"):
        rows = services.check_sheet(path, year=2024, actor=officer_county)
        services.write_marks(path, rows, out=out, year=2024)

    assert openpyxl.load_workbook(out).active["B2"].comment.text == (
        "“若干” is not a number. "
        "Enter digits only, such as 120; leave the cell empty if there is no figure."
    )
