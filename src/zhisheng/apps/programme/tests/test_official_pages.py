"""The pages of official papers: from the task to the paper that was issued."""

import hashlib
from dataclasses import asdict, replace
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import OfficialDraftedError
from zhisheng.apps.programme.models import OfficialPaper
from zhisheng.apps.programme.tests.official import NUMBER, TEXT, issue, mend

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(official_task):
    return official_task


@pytest.fixture
def paper(official_paper):
    return official_paper


def test_from_task_to_issued_paper(ask, task, officer_province, officer_county):
    assert "起草通知" in ask(officer_province, "task_official_papers", task.code).text
    assert "起草通知" not in ask(officer_county, "task_official_papers", task.code).text

    page = ask(officer_province, "task_official_papers", task.code, data={}).text
    paper = OfficialPaper.objects.get()
    assert "系统起草，人来定稿" in page
    again = ask(officer_province, "task_official_papers", task.code, data={})
    assert again.redirect_chain[0][0] == reverse(
        "programme:official_paper", args=[paper.code]
    )
    assert ask(officer_county, "official_paper", paper.code).status_code == 404

    typed = asdict(TEXT) | {"version": 0}
    refused = ask(
        officer_province, "official_paper", paper.code, data=typed | {"body": ""}
    )
    saved = ask(officer_province, "official_paper", paper.code, data=typed)
    assert (refused.status_code, saved.status_code) == (422, 200)
    assert "已保存" in saved.text
    draft = ask(officer_province, "official_paper_file", paper.code)
    assert Document(BytesIO(b"".join(draft.streaming_content))).paragraphs

    checked = ask(officer_province, "issue_official_paper", paper.code).text
    assert TEXT.body.splitlines()[-1] in checked
    wrong = {"number": "12号", "issued_on": "2024-11-20", "version": 1}
    refused = ask(officer_province, "issue_official_paper", paper.code, data=wrong)
    assert refused.status_code == 422
    assert "请写成" in refused.text
    right = wrong | {"number": NUMBER}
    page = ask(officer_province, "issue_official_paper", paper.code, data=right).text
    paper.refresh_from_db()
    assert paper.file.sha256 in page
    assert "核对并印发" not in page
    served = ask(officer_county, "official_paper_file", paper.code)
    assert hashlib.sha256(b"".join(served.streaming_content)).hexdigest() == (
        paper.file.sha256
    )
    assert NUMBER in ask(officer_county, "task_official_papers", task.code).text


def test_what_was_issued_is_not_asked_for_again(ask, paper, officer_province):
    issue(paper, officer_province)

    again = ask(officer_province, "issue_official_paper", paper.code)

    assert again.url == reverse("programme:official_paper", args=[paper.code])


def test_a_draft_issued_in_between_leads_back_to_the_papers(
    ask, task, paper, officer_province, monkeypatch
):
    def draft(**_):
        issue(paper, officer_province)
        raise OfficialDraftedError

    monkeypatch.setattr(services, "draft_official_paper", draft)
    answer = ask(officer_province, "task_official_papers", task.code, data={})

    address = reverse("programme:task_official_papers", args=[task.code])
    assert (answer.redirect_chain, NUMBER in answer.text) == ([(address, 302)], True)


def test_who_saves_second_sees_both_texts_and_loses_none(ask, paper, officer_province):
    shown = ask(officer_province, "official_paper", paper.code).text
    assert '<input type="hidden" name="version" value="0"' in shown
    mend(paper, officer_province, replace(TEXT, body="同事改的正文"))
    typed = asdict(TEXT) | {"body": "我改的正文", "version": 0}

    refused = ask(officer_province, "official_paper", paper.code, data=typed)

    told = ("刚刚被同事改过", "同事改的正文", "我改的正文</textarea>")
    assert refused.status_code == 422
    assert [one in refused.text for one in told] == [True] * 3
    assert '<input type="hidden" name="version" value="1"' in refused.text
    paper.refresh_from_db()
    assert paper.body == "同事改的正文"
    saved = ask(
        officer_province, "official_paper", paper.code, data=typed | {"version": 1}
    )
    paper.refresh_from_db()
    assert (saved.status_code, paper.body, paper.version) == (200, "我改的正文", 2)


def test_a_text_that_nobody_read_is_not_issued(ask, paper, officer_province):
    shown = ask(officer_province, "issue_official_paper", paper.code).text
    assert '<input type="hidden" name="version" value="0"' in shown
    mend(paper, officer_province)
    typed = {"number": NUMBER, "issued_on": "2024-11-20", "version": 0}

    refused = ask(officer_province, "issue_official_paper", paper.code, data=typed)

    told = ("刚刚被同事改过", TEXT.title, f'value="{NUMBER}"', 'value="2024-11-20"')
    assert refused.status_code == 422
    assert [one in refused.text for one in told] == [True] * 4
    assert '<input type="hidden" name="version" value="1"' in refused.text
    paper.refresh_from_db()
    assert (paper.status, paper.file) == ("draft", None)
    ask(
        officer_province,
        "issue_official_paper",
        paper.code,
        data=typed | {"version": 1},
    )
    paper.refresh_from_db()
    assert paper.status == "issued"


def test_a_text_cannot_be_typed_longer_than_it_is_kept(ask, paper, officer_province):
    shown = ask(officer_province, "official_paper", paper.code).text

    for most in (120, 300, 20_000, 1_000, 200):
        assert f'maxlength="{most}"' in shown
