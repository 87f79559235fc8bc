"""Papers in an office's own Word template, beside those in its workbook."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import TemplateKind
from zhisheng.apps.programme.errors import PaperTooLongError
from zhisheng.apps.programme.models import TaskTemplate
from zhisheng.apps.programme.services import papers
from zhisheng.apps.programme.tests.entry_tables import hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    pick_form,
    plan_task,
)
from zhisheng.apps.programme.tests.test_papers import make_template as make_workbook
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.sheets.errors import TemplateNamesError, TemplatePartError
from zhisheng.kit.word.tests.documents import change_package
from zhisheng.kit.word.tests.rendering import render_texts

pytestmark = pytest.mark.django_db
FORM = "quarterly-progress"


@pytest.fixture
def task(own_files, province_unit, officer_province, officer_city, officer_county,
         owner, owner_organisation):  # fmt: skip
    """Open a task of the province; the owner has handed in, two have not."""
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    make_enterprises(2)
    task = open_now(plan_task(province_unit, officer_province), officer_province)
    fill(task.entries.get(enterprise__organisation=owner_organisation), owner)
    return task


def make_template(cells=("{{序号}}", "{{季末从业人员}}", "{{填报对象}}")):
    document = Document()
    document.add_paragraph("关于{{任务名称}}的情况（{{填报单位}}）")
    table = document.add_table(rows=2, cols=3)
    for index, text in enumerate(("序号", "人数", "企业")):
        table.cell(0, index).text = text
        table.cell(1, index).text = cells[index]
    document.add_paragraph("核对码：{{核对码}}，共 {{行数}} 家")
    content = BytesIO()
    document.save(content)
    return SimpleUploadedFile("文稿.docx", content.getvalue())


def use_template(unit, actor, file=None):
    return services.replace_task_template(
        form=pick_form(FORM), unit=unit, file=file or make_template(), actor=actor
    )


def write(paper, actor):
    out = BytesIO()
    services.write_paper(out, paper=paper, kind=TemplateKind.DOCX, actor=actor)
    return out.getvalue()


def test_a_county_writes_in_the_word_template_of_the_province(
    task, province_unit, officer_province, county_unit, officer_county
):
    use_template(province_unit, officer_province)
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    paper = selectors.Paper(task, unit=county_unit)

    word = Document(BytesIO(write(paper, officer_county)))

    code = selectors.find_check_code(paper)
    assert [one.text for one in word.paragraphs] == [
        f"关于2024 年三季度进展的情况（{county_unit.name}）",
        f"核对码：{code}，共 1 家",
    ]
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["序号", "人数", "企业"],
        ["1", "20", "安平县示例丝网厂"],
    ]
    entry = AuditEntry.objects.get(action="programme.paper_written")
    assert entry.new == {
        "of": county_unit.name,
        "kind": "docx",
        "content": "passed",
        "check_code": code,
    }


def test_workbook_and_word_file_of_an_office_are_kept_apart(
    task, province_unit, officer_province
):
    book = use_template(province_unit, officer_province, make_workbook())
    first = use_template(province_unit, officer_province)
    second = use_template(province_unit, officer_province)

    first.refresh_from_db()
    assert (first.is_active, book.kind, second.kind) == (False, "xlsx", "docx")
    assert selectors.find_template(task) == book
    assert selectors.find_template(task, TemplateKind.DOCX) == second


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (make_template(cells=("{{序号}}", "{{法人身份证}}", "甲")), TemplateNamesError),
        (SimpleUploadedFile("a.docm", change_package(
            make_template().read(), {"word/vbaProject.bin": b"x"})), TemplatePartError),
    ],
)  # fmt: skip
def test_an_unfit_word_template_changes_nothing(
    task, province_unit, officer_province, file, error
):
    before = use_template(province_unit, officer_province)
    entries = AuditEntry.objects.count()
    file.seek(0)

    with pytest.raises(error):
        use_template(province_unit, officer_province, file)
    assert TaskTemplate.objects.get() == before
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize(
    "form", ["quarterly-progress", "helped-enterprises", "county-ledger"]
)
def test_the_shipped_word_samples_are_fit_for_their_forms(
    form, province_unit, officer_province, own_files
):
    out = BytesIO()
    services.write_sample(out, pick_form(form), TemplateKind.DOCX)

    template = services.replace_task_template(
        form=pick_form(form),
        unit=province_unit,
        file=SimpleUploadedFile("样例.docx", out.getvalue()),
        actor=officer_province,
    )

    assert (template.kind, template.form) == ("docx", form)


def test_a_list_is_printed_with_what_is_said_once(list_entry, body_user):
    upload(list_entry, body_user, [line(n) for n in range(1, 31)])
    entry = hand_in(list_entry, body_user)
    paper = selectors.Paper(entry.task, entry=entry)

    pages = render_texts(write(paper, body_user))

    code = selectors.find_check_code(paper).replace(" ", "")
    whole = "".join(pages)
    assert len(pages) > 1
    assert all(f"第{n}页，共{len(pages)}页" in page for n, page in enumerate(pages, 1))
    assert all("统一社会信用代码" in page for page in pages[:-1])
    assert [whole.count(f"安平县示例{n}丝网厂") for n in (1, 30)] == [1, 1]
    assert f"核对码：{code}共30行" in pages[-1]
    assert "（盖章）" in pages[-1]


def test_what_word_cannot_hold_goes_into_a_workbook(
    task, county_unit, officer_county, monkeypatch
):
    monkeypatch.setattr(papers, "MOST_WORD_LINES", 0)
    services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    paper = selectors.Paper(task, unit=county_unit)

    with pytest.raises(PaperTooLongError, match="有 1 行，超过 Word 文稿最多的 0 行"):
        write(paper, officer_county)
    assert services.write_paper(BytesIO(), paper=paper, actor=officer_county) == 1
    assert AuditEntry.objects.filter(action="programme.paper_written").count() == 1


def test_an_office_puts_its_word_template_in_use(ask, province_unit, officer_province):
    typed = {"form": FORM, "unit": province_unit.code}
    strange = make_template(cells=("{{序号}}", "{{身份证}}", "甲"))

    refused = ask(officer_province, "templates", data=typed | {"file": strange})
    taken = ask(officer_province, "templates", data=typed | {"file": make_template()})

    assert refused.status_code == 422
    told = "不认识的占位符：身份证（正文第 1 张表第 2 行）"
    assert told in refused.content.decode()
    assert "文稿.docx" in taken.content.decode()


def test_word_file_and_sample_are_served_as_what_they_are(
    task, ask, officer_county, officer_province
):
    sample = ask(officer_province, "word_sample", FORM)
    paper = ask(officer_county, "task_word", task.code)

    for served in (sample, paper):
        assert served["Content-Type"].endswith("wordprocessingml.document")
        assert ".docx" in served["Content-Disposition"]
        assert Document(BytesIO(b"".join(served.streaming_content))).tables


def test_the_samples_head_their_columns_with_the_units(own_files):
    book, document = BytesIO(), BytesIO()
    services.write_sample(book, pick_form(FORM), tells_states=False)
    services.write_sample(document, pick_form(FORM), TemplateKind.DOCX)

    headings = [one.value for one in openpyxl.load_workbook(book).active[3]]
    table = Document(document).tables[0]
    told = [cell.text for cell in table.rows[0].cells]
    assert told == [*headings, "状态"]
    assert told[:2] == ["序号", "填报对象"]
    assert {"季末从业人员（人）", "本季营业收入（元）"} <= {*told}
    aligned = {cell.text: cell.paragraphs[0].alignment for cell in table.rows[1].cells}
    right = WD_ALIGN_PARAGRAPH.RIGHT
    assert aligned["{{本季营业收入}}"] == aligned["{{序号}}"] == right
    assert aligned["{{填报对象}}"] is None
