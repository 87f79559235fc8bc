"""Official papers: drafted from a task, mended, issued once, kept as issued."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils.translation import override
from docx import Document

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    OfficialChangedError,
    OfficialDraftedError,
    OfficialIssuedError,
    OfficialRefusedError,
)
from zhisheng.apps.programme.models import OfficialPaper
from zhisheng.apps.programme.tests.official import DAY, NUMBER, TEXT, issue, mend
from zhisheng.apps.programme.tests.reporting import pick_form, plan_task
from zhisheng.kit import files
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.word.tests.rendering import render_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(official_task):
    return official_task


@pytest.fixture
def paper(official_paper):
    return official_paper


def read(paper):
    with files.open_file(paper.file) as file:
        return file.read()


def write(paper):
    out = BytesIO()
    services.write_official_paper(out, paper)
    return out.getvalue()


def count_entries():
    return AuditEntry.objects.filter(action__contains="official_paper").count()


def test_a_notice_is_drafted_from_its_task(task, paper, officer_province):
    form = pick_form("quarterly-progress")

    assert paper.title == f"{task.unit.name}关于填报{task.period}{form.name}的通知"
    assert paper.recipients == "有关企业"
    assert paper.body.splitlines()[1::2] == [
        "一、填报对象",
        "二、填报内容",
        "三、填报时间和方式",
        "四、数据用途",
    ]
    assert form.purpose.rstrip("。") in paper.body
    assert (paper.attachments, paper.note) == (
        form.name,
        f"联系人：{officer_province.name}",
    )
    assert (paper.status, paper.number, paper.file) == ("draft", "", None)
    assert paper.layout == ""
    entry = AuditEntry.objects.get(action="programme.official_paper_drafted")
    assert entry.new == {"task": task.code, "title": paper.title}


def test_a_draft_is_chinese_whoever_makes_it(task, officer_province):
    with override("en"):
        paper = services.draft_official_paper(task=task, actor=officer_province)

    assert paper.recipients == "有关企业"


def test_a_task_has_one_draft_at_a_time(task, paper, officer_province):
    with pytest.raises(OfficialDraftedError):
        services.draft_official_paper(task=task, actor=officer_province)
    assert (OfficialPaper.objects.get(), count_entries()) == (paper, 1)
    issue(paper, officer_province)

    again = services.draft_official_paper(task=task, actor=officer_province)
    assert OfficialPaper.objects.count() == 2
    for number in (NUMBER, "冀市监发〔２０２４〕１２号"):
        with pytest.raises(OfficialRefusedError) as refused:
            issue(again, officer_province, number)
        assert refused.value.refusals == {"number": "本单位已经用过这个文号。"}


@pytest.mark.parametrize("name", ["officer_city", "officer_county", "officer_nation",
                                  "body_user", "owner"])  # fmt: skip
def test_nobody_drafts_mends_or_issues_for_another_office(
    request, task, paper, nation_unit, name
):
    stranger = request.getfixturevalue(name)
    before = count_entries()

    with pytest.raises(ForbiddenError):
        services.draft_official_paper(task=task, actor=stranger)
    with pytest.raises(ForbiddenError):
        mend(paper, stranger)
    with pytest.raises(ForbiddenError):
        issue(paper, stranger)
    with pytest.raises(NotFoundError):
        selectors.get_official_paper_for(actor=stranger, code=paper.code)
    paper.refresh_from_db()
    assert (paper.status, count_entries()) == ("draft", before)


def test_who_sees_the_task_reads_what_was_issued(
    task, paper, officer_province, officer_county, owner, other_body_user
):
    issue(paper, officer_province)

    for reader in (officer_county, owner):
        assert selectors.get_official_paper_for(actor=reader, code=paper.code) == paper
    with pytest.raises(NotFoundError):
        selectors.get_official_paper_for(actor=other_body_user, code=paper.code)


def test_a_draft_is_mended_by_its_office(paper, officer_province):
    mend(paper, officer_province)

    paper.refresh_from_db()
    assert (paper.title, paper.copies_to) == (TEXT.title, "河北省人民政府")
    word = Document(BytesIO(write(paper)))
    texts = [one.text for one in word.paragraphs]
    assert [one for one in texts if "附件" in one or "2." in one] == [
        "附件：1.季度进展表",
        "　　　2.名单",
    ]
    assert (
        AuditEntry.objects.filter(action="programme.official_paper_updated").count()
        == 1
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": " "}, {"title": "请填写。"}),
        ({"body": ""}, {"body": "请填写。"}),
        ({"body": "甲" * 20_001}, {"body": "最多 20000 个字。"}),
        ({"note": "甲" * 201}, {"note": "最多 200 个字。"}),
    ],
)
def test_a_text_that_is_too_long_or_missing_is_refused(
    paper, officer_province, changes, told
):
    with pytest.raises(OfficialRefusedError) as refused:
        mend(paper, officer_province, replace(TEXT, **changes))
    assert refused.value.refusals == told
    paper.refresh_from_db()
    assert paper.title != TEXT.title


def test_what_was_issued_is_kept_with_its_hash(paper, officer_province):
    issued = issue(paper, officer_province)

    content = read(issued)
    digest = hashlib.sha256(content).hexdigest()
    assert (issued.status, issued.number, issued.issued_on) == ("issued", NUMBER, DAY)
    assert (issued.issued_by, issued.file.sha256) == (officer_province, digest)
    assert issued.layout == "GB/T 9704-2012"
    assert issued.file.original_name == f"{NUMBER}_{issued.title}.docx"
    entry = AuditEntry.objects.get(action="programme.official_paper_issued")
    assert entry.new == {
        "number": NUMBER,
        "issued_on": "2024-11-20",
        "sha256": digest,
    }
    for act in (
        lambda: issue(paper, officer_province, "冀市监发〔2024〕13号"),
        lambda: mend(paper, officer_province),
    ):
        with pytest.raises(OfficialIssuedError, match="〔2024〕12号"):
            act()
    assert read(OfficialPaper.objects.get()) == content


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("冀市监发[2024]12号", NUMBER),
        ("冀市监发【2024】 12 号", NUMBER),
        ("冀市监发［2023］7号", "冀市监发〔2023〕7号"),
        ("冀市监发﹝2024﹞12号", NUMBER),
        ("冀市监发〔２０２４〕１２号", NUMBER),
    ],
)
def test_a_number_is_written_as_the_standard_wants_it(
    paper, officer_province, typed, number
):
    assert issue(paper, officer_province, typed).number == number


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("冀市监发〔2024〕第12号", "不加“第”"),
        ("冀市监发〔2024〕012号", "不补 0"),
        ("冀市监发（2024）12号", "请写成"),
        ("冀市监发〔24〕12号", "请写成"),
        ("〔2024〕12号", "请写成"),
        ("冀市监发〔2019〕12号", "年份和成文日期对不上"),
        ("冀市监发（２０２４）12号", "请写成"),
        ("冀市监发〔٢٠٢٤〕12号", "请写成"),
        ("", "请写成"),
    ],
)
def test_a_number_that_is_none_is_refused(paper, officer_province, typed, reason):
    with pytest.raises(OfficialRefusedError) as refused:
        issue(paper, officer_province, typed)
    assert reason in refused.value.refusals["number"]
    paper.refresh_from_db()
    assert (paper.status, paper.file) == ("draft", None)
    assert count_entries() == 1


def test_a_paper_is_not_dated_ahead(paper, officer_province):
    with pytest.raises(OfficialRefusedError) as refused:
        issue(paper, officer_province, "冀市监发〔2099〕1号", date(2099, 1, 1))
    assert refused.value.refusals == {"issued_on": "成文日期不能晚于今天。"}


def test_a_paper_half_issued_cannot_be_stored(paper):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialPaper.objects.filter(pk=paper.pk).update(status="issued")


def test_libreoffice_prints_draft_and_issued_paper(paper, officer_province):
    drafted = render_texts(write(paper))
    with time_machine.travel(datetime(2024, 12, 4, 17, tzinfo=UTC)):
        issued = render_texts(read(issue(paper, officer_province)))

    assert all("代拟稿" in page for page in drafted)
    assert "冀市监发" not in "".join(drafted)
    whole = "".join(issued)
    assert "代拟稿" not in whole
    assert f"{paper.unit.name}文件{NUMBER}" in whole
    # The day of printing is that of the clock on the wall.
    assert f"{paper.unit.name}2024年11月20日" in whole
    assert "2024年12月5日印发" in whole
    assert "—1—" in issued[0]


def test_a_title_has_no_space_in_its_period(province_unit, officer_province):
    task = plan_task(province_unit, officer_province, period="2024 年三季度")

    paper = services.draft_official_paper(task=task, actor=officer_province)

    assert "关于填报2024年三季度" in paper.title
    assert paper.body.startswith("为做好2024年三季度")


def test_what_was_issued_keeps_its_layout(paper, officer_province, monkeypatch):
    issued = issue(paper, officer_province)
    monkeypatch.setattr(services.official_papers, "find_layout", None)

    assert Document(BytesIO(write(issued))).paragraphs[0].text.endswith("文件")


def test_who_mends_what_another_mended_meanwhile_is_told(paper, officer_province):
    first = replace(TEXT, body="同事改的正文")
    mend(paper, officer_province, first)
    before = count_entries()

    with pytest.raises(OfficialChangedError):
        mend(paper, officer_province)
    with pytest.raises(OfficialChangedError):
        issue(paper, officer_province)
    kept = OfficialPaper.objects.get()
    assert (kept.body, kept.status, kept.version) == (first.body, "draft", 1)
    assert count_entries() == before
    mend(kept, officer_province)
    assert issue(OfficialPaper.objects.get(), officer_province).body == TEXT.body
