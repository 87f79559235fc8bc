"""An office's Word template: filled as it looks, its names found however they are cut."""

from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import RGBColor

from zhisheng.kit.word import fill_template, open_template, write_template

from .documents import COLUMNS, SINGLES, W, add_body, make_document, read_part, save
from .rendering import render_pages, render_texts


@pytest.fixture
def fill(tmp_path):
    """Return a function that fills a template and gives the file and its lines."""

    def run(content, lines=(), singles=SINGLES):
        path = tmp_path / "template.docx"
        path.write_bytes(content)
        template = open_template(path, singles=SINGLES, columns=COLUMNS)
        out = BytesIO()
        written = fill_template(template, out, singles=singles, lines=lines)
        return out.getvalue(), written

    return run


def make_lines(count):
    return [
        {"序号": Decimal(n), "企业名称": f"示例{n}厂", "营业收入": Decimal(n) * 100}
        for n in range(1, count + 1)
    ]


def read_table(content):
    table = Document(BytesIO(content)).tables[0]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_name_cut_over_runs_is_filled_in_the_looks_it_begins_with(fill):
    content, _ = fill(save(make_document()))

    title = Document(BytesIO(content)).paragraphs[0]
    assert title.text == "河北省三季度进展汇总表"
    assert [run.text for run in title.runs] == ["河北省三季度进展", "", "", "汇总表"]


def test_the_looks_of_a_run_stay(fill):
    document = make_document()
    document.paragraphs[0].clear()
    run = document.paragraphs[0].add_run("{{任务名称}}")
    run.bold, run.font.color.rgb = True, RGBColor(0xC0, 0, 0)
    content, _ = fill(save(document), make_lines(2))

    word = Document(BytesIO(content))
    title = word.paragraphs[0].runs[0]
    assert (title.text, title.bold) == ("三季度进展", True)
    assert title.font.color.rgb == RGBColor(0xC0, 0, 0)
    cells = [row.cells[1].paragraphs[0].runs[0] for row in word.tables[0].rows[1:]]
    assert [(run.text, run.italic) for run in cells] == [
        ("示例1厂（示例）", True),
        ("示例2厂（示例）", True),
    ]


def test_the_pattern_row_comes_once_for_each_line(fill):
    content, written = fill(save(make_document()), make_lines(3))

    assert written == 3
    assert read_table(content) == [
        ["序号", "企业", "营业收入（元）"],
        ["1", "示例1厂（示例）", "100"],
        ["2", "示例2厂（示例）", "200"],
        ["3", "示例3厂（示例）", "300"],
    ]
    assert Document(BytesIO(content)).paragraphs[-1].text == "核对码：K7QF　　（盖章）"


def test_without_lines_one_empty_row_stays(fill):
    content, written = fill(save(make_document()))

    assert written == 0
    assert read_table(content)[1:] == [["", "（示例）", ""]]


def test_the_heading_comes_again_on_each_page(fill):
    content, _ = fill(save(make_document()), make_lines(2))

    rows = Document(BytesIO(content)).tables[0].rows
    marks = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in rows]
    assert [mark is not None for mark in marks] == [True, False, False]


def test_the_fields_that_count_pages_stay(fill):
    content, _ = fill(save(make_document()))

    foot = read_part(content, "word/footer1.xml")
    assert " PAGE " in foot
    assert " NUMPAGES " in foot
    assert "三季度进展 第 " in foot


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<w:p/>&amp; \"'", "<w:p/>&amp; \"'"),
        ("{{核对码}}", "{{核对码}}"),
        ("{{7*7}} {% raw %}", "{{7*7}} {% raw %}"),
        ("\ue0000\ue001", "\ue0000\ue001"),
        ("甲\x01乙\ufffe", "甲乙"),
        ("第一行\r\n第二行", "第一行\n第二行"),
    ],
)
def test_what_a_value_says_stays_text(fill, value, shown):
    lines = [{"序号": "1", "企业名称": value, "营业收入": "2"}]
    content, _ = fill(save(make_document()), lines, SINGLES | {"任务名称": value})

    assert read_table(content)[1] == ["1", f"{shown}（示例）", "2"]
    assert Document(BytesIO(content)).paragraphs[0].text == f"河北省{shown}汇总表"


def test_names_in_a_text_box_and_a_header_are_filled(fill):
    document = make_document()
    document.sections[0].header.paragraphs[0].text = "{{核对码}}"
    box = (
        f'<w:p xmlns:w="{W}"><w:r><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:'
        'vml"><w:txbxContent><w:p><w:r><w:t>{{核对</w:t></w:r><w:r><w:t>码}}</w:t></w:r>'
        "</w:p></w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    )
    content, _ = fill(add_body(save(document), box))

    assert Document(BytesIO(content)).sections[0].header.paragraphs[0].text == "K7QF"
    assert read_part(content, "word/document.xml").count("K7QF") == 2


def test_a_control_is_cut_off_its_data(fill):
    control = (
        '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent><w:p>'
        "<w:r><w:t>{{核对码}}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    content, _ = fill(add_body(save(make_document()), control))

    text = read_part(content, "word/document.xml")
    assert "dataBinding" not in text
    assert text.count("K7QF") == 2


def test_a_template_is_filled_the_same_again(fill):
    first, _ = fill(save(make_document()), make_lines(2))
    again, _ = fill(save(make_document()), make_lines(2))

    part = "word/document.xml"
    assert read_part(first, part) == read_part(again, part)


def test_libreoffice_prints_all_lines_under_their_heading(fill):
    content, written = fill(save(make_document()), make_lines(120))

    pages = render_texts(content)

    whole = "".join(pages)
    assert (written, len(pages)) == (120, 3)
    assert all("序号企业营业收入（元）" in page for page in pages)
    assert [whole.count(f"示例{n}厂") for n in (1, 60, 120)] == [1, 1, 1]
    assert "河北省三季度进展汇总表" in pages[0]
    assert "核对码：K7QF" in pages[-1]
    feet = [f"三季度进展第{n}页，共3" for n in (1, 2, 3)]
    assert all(foot in page for foot, page in zip(feet, pages, strict=True))


def test_the_sample_is_a_fit_template_on_a4(fill, tmp_path):
    write_template(
        tmp_path / "sample.docx",
        title="{{任务名称}}",
        subtitle="核对码：{{核对码}}",
        columns={one: one for one in COLUMNS} | {"营业收入": "营业收入（元）"},
        numbers=("序号", "营业收入"),
        footers=("填表人：　　审核人：　　负责人：　　（盖章）",),
    )
    content, _ = fill((tmp_path / "sample.docx").read_bytes(), make_lines(80))

    pages = render_pages(content)
    texts = ["".join(page.extract_text().split()) for page in pages]
    sizes = {tuple(round(float(one) / 72 * 25.4) for one in page.mediabox[2:])
             for page in pages}  # fmt: skip
    assert sizes == {(210, 297)}
    assert all("序号企业名称营业收入（元）" in text for text in texts)
    assert f"第1页，共{len(pages)}页" in texts[0]
    assert "（盖章）" in texts[-1]
    cells = Document(BytesIO(content)).tables[0].rows[-1].cells
    told = [(one.text, one.paragraphs[0].alignment) for one in cells]
    right = WD_ALIGN_PARAGRAPH.RIGHT
    assert told == [("80", right), ("示例80厂", None), ("8,000", right)]
    assert Document(BytesIO(content)).core_properties.author == ""
