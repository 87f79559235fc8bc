"""Three papers of a diagnosis come of the notes of its visit, for both sides alone."""

from io import BytesIO

import docx
import pytest
from django.urls import reverse

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.schemas.visit_papers import build_visit_paper
from zhisheng.apps.improvement.tests.ordering import SAID, move, send, visit
from zhisheng.apps.maturity.choices import PaperKind

pytestmark = pytest.mark.django_db
LOOKED_AT = "1、焊丝没有进烘箱\n\n2. 电极头磨到 0.5 毫米还在用"
ADVICE = "· 焊丝开封当天用完\n0.5 毫米就换电极头\n5S 先从焊接工位做起"


@pytest.fixture
def written(order, owner, helper, expert):
    send(order, owner, helper)
    taken = move(order, "accept", expert)
    return visit(taken, expert, looked_at=LOOKED_AT, advice=ADVICE)


def read(client, written, kind, ending="docx"):
    args = [written.order.code, written.number, kind, ending]
    return client.get(reverse("improvement:visit_paper", args=args))


def read_words(answer):
    document = docx.Document(BytesIO(b"".join(answer.streaming_content)
                                     if answer.streaming else answer.content))  # fmt: skip
    rows = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    footer = [one.text for one in document.sections[0].footer.paragraphs]
    return "\n".join([*(one.text for one in document.paragraphs), *rows, *footer])


def test_the_lines_of_the_notes_stand_beside_each_other(written):
    table = build_visit_paper(written, PaperKind.FEEDBACK).sections[1].table
    assert table[1:] == (
        ("1", "焊丝没有进烘箱", "焊丝开封当天用完"),
        ("2", "电极头磨到 0.5 毫米还在用", "0.5 毫米就换电极头"),
        ("3", "—", "5S 先从焊接工位做起"),
    )


def test_each_paper_is_bound_to_the_visit_and_its_notes(client, written, owner, expert):
    mark = f"{written.order.code} 第 1 次上门 · 记录核对码 {written.digest[:12]}"
    for actor in (owner, expert):
        client.force_login(actor)
        for kind, words in (
            ("feedback", "意见反馈表"),
            ("report", "企业点单时说：焊缝老有气孔"),
            ("advice", "5S 先从焊接工位做起"),
        ):
            told = read_words(read(client, written, kind))
            assert mark in told
            assert words in told
    answer = read(client, written, "report", "pdf")
    assert answer["Content-Type"] == "application/pdf"


def test_what_the_enterprise_said_stands_in_the_papers(client, written, owner):
    before = build_visit_paper(written, PaperKind.REPORT).sections[4].paragraphs
    said = services.confirm_by_account(visit=written, said=SAID, actor=owner)
    after = build_visit_paper(said, PaperKind.REPORT).sections[4].paragraphs
    assert before[0] == "以上情况是否属实，有什么不同意见："
    assert after[0].endswith("企业说：来过，帮扶种类对，没有收钱推销（凭企业账号）")


def test_the_page_offers_them_to_both_and_not_to_the_office(client, written, owner, expert, officer_county):  # fmt: skip
    page = reverse("improvement:order", args=[written.order.code])
    found = []
    for actor in (owner, expert, officer_county):
        client.force_login(actor)
        found.append("诊断的三份材料" in client.get(page).content.decode())
    assert found == [True, True, False]


@pytest.mark.parametrize(("kind", "ending"), [("plan", "docx"), ("report", "exe")])
def test_there_is_no_other_paper(client, written, owner, kind, ending):
    client.force_login(owner)
    assert read(client, written, kind, ending).status_code == 404


def test_a_consultancy_leaves_no_papers_of_a_diagnosis(client, written, owner, expert):
    notes = services.VisitNotes(
        written.visited_on, written.starts_at, written.ends_at, "consultancy", "改了"
    )
    services.change_visit(visit=written, notes=notes, actor=expert)
    client.force_login(owner)
    page = reverse("improvement:order", args=[written.order.code])
    assert "诊断的三份材料" not in client.get(page).content.decode()
    assert read(client, written, "report").status_code == 404
