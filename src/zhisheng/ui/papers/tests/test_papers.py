"""The same paper as Word file and as PDF, with hostile text in it."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from zhisheng.ui.papers import Paper, Section, write_docx, write_pdf

HOSTILE = "=cmd|' /C calc'!A0 #import \"x\" {{name}} <w:p/> \x00\x0b完"
PAPER = Paper(
    title="改进建议清单",
    subtitle="安平县示例甲丝网厂",
    mark="E-0000000000 · 示例",
    dated=date(2026, 11, 27),
    language="zh",
    sections=(
        Section("一、概况", ("第一段。", HOSTILE)),
        Section("二、清单", table=(("措施", "费用"), ("做台账", "0")), widths=(3, 1)),
        Section(""),
    ),
)


def test_word_holds_every_text_and_column():
    document = Document(BytesIO(write_docx(PAPER)))

    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts == [
        "改进建议清单", "安平县示例甲丝网厂", "一、概况", "第一段。",
        "=cmd|' /C calc'!A0 #import \"x\" {{name}} <w:p/> 完", "二、清单",
    ]  # fmt: skip
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["措施", "费用"], ["做台账", "0"],
    ]  # fmt: skip
    assert "E-0000000000 · 示例" in document.sections[0].footer.paragraphs[0].text
    assert document.core_properties.author == ""


def test_pdf_holds_every_text_and_repeats_its_bytes():
    content = write_pdf(PAPER)

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    for wanted in ("改进建议清单", "第一段。", "做台账", '#import "x"', "E-0000000000"):
        assert wanted in text
    assert write_pdf(PAPER) == content


@pytest.mark.parametrize("write", [write_docx, write_pdf])
def test_a_paper_of_nothing_is_a_paper(write):
    empty = Paper("空", "", "", date(2026, 1, 1), "en", ())
    assert len(write(empty)) > 1000
