"""The three papers of a diagnosis, as Word files and PDFs."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from zhisheng.apps.maturity import services

pytestmark = pytest.mark.django_db
KINDS = ("feedback", "report", "advice")


def get(client, person, name, code, kind, ending):
    client.force_login(person)
    return client.get(reverse(f"maturity:{name}", args=[code, kind, ending]))


def read_word(answer):
    document = Document(BytesIO(answer.content))
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    rows = [[cell.text for cell in row.cells]
            for table in document.tables for row in table.rows]  # fmt: skip
    return texts, rows


def test_the_report_says_how_and_what(client, submitted, owner):
    answer = get(client, owner, "paper", submitted.code, "report", "docx")

    texts, rows = read_word(answer)
    assert texts[0] == "综合报告"
    assert "没有经过专家确认，是企业自己的看法。" in texts
    assert "等级：初步系统 到 领先型 之间" in " ".join(texts)
    assert "还有 12 题没有答，得分因此是一个范围。" in texts
    assert ["企业名称", submitted.enterprise.name] in rows
    assert "这是帮扶，不是检查；结果不作为处罚或降低待遇的依据。" in texts


def test_the_advice_names_each_measure_once(client, submitted, owner):
    answer = get(client, owner, "paper", submitted.code, "advice", "docx")

    _texts, rows = read_word(answer)
    advice = [row for row in rows if len(row) == 6][1:]
    assert [row[0] for row in advice] == [str(n + 1) for n in range(len(advice))]
    assert len({row[2] for row in advice}) == len(advice) > 5


def test_the_form_for_comment_has_room_to_sign(client, submitted, owner):
    answer = get(client, owner, "paper", submitted.code, "feedback", "docx")

    texts, rows = read_word(answer)
    assert any(text.startswith("企业负责人：") for text in texts)
    assert sum(len(row) == 3 for row in rows) == 6


def test_what_nobody_answered_has_no_level(client, submitted, owner):
    answer = get(client, owner, "paper", submitted.code, "feedback", "docx")
    _texts, opinions = read_word(answer)
    answer = get(client, owner, "paper", submitted.code, "report", "docx")
    _texts, rows = read_word(answer)

    told = [row[1] for row in opinions if len(row) == 3][1:]
    assert told[:2] == ["料放得对：现在 2.0 级", "料到先查：现在 3.0 级"]
    assert [one.partition("：")[2] for one in told[2:]] == ["现在 还不清楚"] * 3
    # A household is spared the clauses, and the empty column with them.
    assert ["项目", "水平"] in rows
    assert ["料放得对", "2.0 级"] in rows
    assert ["出货前查", "还不清楚"] in rows


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_a_pdf_with_its_text(client, submitted, owner, kind):
    answer = get(client, owner, "paper", submitted.code, kind, "pdf")

    text = "".join(
        page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages
    )
    assert submitted.enterprise.name in text
    assert submitted.code in text


def test_in_english_the_paper_is_english(client, submitted, owner):
    client.force_login(owner)
    owner.language = "en"
    owner.save()
    url = reverse("maturity:paper", args=[submitted.code, "report", "docx"])

    texts, _rows = read_word(client.get(url, headers={"Accept-Language": "en"}))

    assert texts[0] == "Report"


def test_a_confirmed_one_names_who_confirmed(client, review, owner, expert):
    services.save_ratings(review=review, answers={"incoming_check": 2}, actor=expert)
    early = get(client, expert, "review_paper", review.code, "report", "docx")
    assert early.status_code == 404
    services.finish_rating(review=review, actor=expert)
    services.confirm_evaluation(review=review, comment="", actor=expert)

    answer = get(client, expert, "review_paper", review.code, "report", "docx")

    texts, _rows = read_word(answer)
    assert "示例质量协会的专家按同样的题独立作答，和企业核对差异后确认。" in texts


def test_nobody_else_and_nothing_else(
    client, submitted, evaluation, owner, stranger_owner
):
    for person, kind, ending in (
        (stranger_owner, "report", "docx"), (owner, "gone", "docx"), (owner, "report", "exe"),
    ):  # fmt: skip
        answer = get(client, person, "paper", submitted.code, kind, ending)
        assert answer.status_code == 404


def test_a_draft_has_no_papers(client, evaluation, owner):
    answer = get(client, owner, "paper", evaluation.code, "report", "docx")
    assert answer.status_code == 404
