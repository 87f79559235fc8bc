"""Word files as offices have them, and bent in every byte."""

import zipfile
from io import BytesIO

from docx import Document
from docx.shared import RGBColor

from zhisheng.kit.word.elements import add_field

SINGLES = {"任务名称": "三季度进展", "核对码": "K7QF"}
COLUMNS = ("序号", "企业名称", "营业收入")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def make_document(cells=("{{序号}}", "{{企业名称}}（示例）", "{{营业收入}}")):
    """Make a title, a table with its pattern row, a footer that counts pages."""
    document = Document()
    title = document.add_paragraph()
    # As Word cuts a name once it was typed over.
    for text in ("河北省{", "{任务", "名称}", "}汇总表"):
        title.add_run(text)
    title.runs[1].bold = True
    title.runs[1].font.color.rgb = RGBColor(0xC0, 0, 0)
    table = document.add_table(rows=2, cols=3)
    table.style = "Table Grid"
    for index, text in enumerate(("序号", "企业", "营业收入（元）")):
        table.cell(0, index).text = text
        table.cell(1, index).text = cells[index]
    table.cell(1, 1).paragraphs[0].runs[0].italic = True
    document.add_paragraph("核对码：{{核对码}}　　（盖章）")
    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run("{{任务名称}} 第 ")
    add_field(foot, "PAGE")
    foot.add_run(" 页，共 ")
    add_field(foot, "NUMPAGES")
    return document


def save(document):
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def change_package(content, changes):
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, part in changes.items():
            if part is not None:
                target.writestr(name, part)
    return out.getvalue()


def read_part(content, name):
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read(name).decode()


def change_text(content, name, old, new):
    """Return a package with a text of one part replaced."""
    text = read_part(content, name)
    assert old in text
    return change_package(content, {name: text.replace(old, new, 1)})


def add_body(content, markup):
    """Return a document that begins with more markup."""
    return change_text(content, "word/document.xml", "<w:body>", f"<w:body>{markup}")
