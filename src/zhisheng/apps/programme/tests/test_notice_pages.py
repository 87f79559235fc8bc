"""The pages of notices, as an office, the public and somebody who objects go through them."""

import re

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.programme.models import Objection, PublicNotice
from zhisheng.apps.programme.services import Statement
from zhisheng.apps.programme.services.objections import OBJECTIONS_PER_ADDRESS
from zhisheng.apps.programme.tests.notices import (
    LINES,
    TEXT,
    count_all,
    draft_notice,
    object_to,
    publish,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.forms import read_form_sheet
from zhisheng.kit.sheets import read_workbook
from zhisheng.reference.forms import load_subject_form

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2024-03-04T09:00:00+08:00", "2024-03-05T09:00:00+08:00"
AFTER = "2024-03-12T09:00:00+08:00"
NEW = {
    "unit": "U131125",
    "kind": "award",
    "title": "2024年质量认证奖补名单公示",
    "basis": "安政办〔2024〕8号",
    "text": TEXT,
    "subjects": LINES,
    "working_days": "5",
    "answer_days": "15",
    "contact": "质量股 0318-7512345",
}
SAID = {"text": "第一家没有证书。", "name": "李红", "contact": "13812345678"}


@pytest.fixture
def open_as(client):
    """Return a function that asks for a page as somebody and returns the answer."""

    def ask(user, name, *arguments, data=None, **query):
        if user is not None:
            client.force_login(
                user, backend="django.contrib.auth.backends.ModelBackend"
            )
        address = reverse(name, args=arguments)
        return (
            client.get(address, query) if data is None else client.post(address, data)
        )

    return ask


@pytest.fixture
def notice(county_unit, officer_county, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel(MONDAY, tick=False):
        return publish(county_unit, officer_county)


def read(answer):
    return answer.content.decode()


def test_an_office_drafts_changes_and_publishes(officer_county, county_unit, open_as):
    with time_machine.travel(MONDAY, tick=False):
        assert "还没有公示" in read(open_as(officer_county, "programme:notices"))
        answer = open_as(officer_county, "programme:new_notice", data=NEW)
        found = PublicNotice.objects.get()
        assert answer.url == reverse("programme:notice", args=[found.code])
        page = read(open_as(officer_county, "programme:edit_notice", found.code))
        assert "安平县示例丝网厂\t河北省衡水市安平县\t拟奖补 2 万元" in page
        changed = NEW | {"title": "改过的标题", "version": "1"}
        open_as(officer_county, "programme:edit_notice", found.code, data=changed)
        page = read(open_as(officer_county, "programme:notice", found.code))
        assert "还是草稿" in page
        assert "改过的标题" in page

        asked = read(open_as(officer_county, "programme:publish_notice", found.code))
        assert "不能再改，只能撤下" in asked
        assert '<input type="hidden" name="version" value="2">' in asked
        seen = {"version": "2"}
        open_as(officer_county, "programme:publish_notice", found.code, data=seen)
        page = read(open_as(officer_county, "programme:notice", found.code))

    assert "2024年3月4日发布，公示 5 个工作日，到 2024年3月11日为止" in page
    assert "没有收到异议" in page


def test_what_is_refused_is_told_beside_its_field(officer_county, county_unit, open_as):
    wrong = NEW | {"text": "请找王强 13812345678", "subjects": LINES}

    answer = open_as(officer_county, "programme:new_notice", data=wrong)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "text": ["有不能公开的个人信息：手机号码 138****78。请删去。"]
    }
    assert "请找王强 13812345678" in read(answer)
    assert PublicNotice.objects.count() == 0


def test_a_file_that_is_no_sheet_is_told_beside_it(
    officer_county, county_unit, open_as, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "files"
    file = SimpleUploadedFile("名单.xlsx", b"<html><script>alert(1)</script>")

    answer = open_as(officer_county, "programme:new_notice", data=NEW | {"sheet": file})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["sheet"]
    assert PublicNotice.objects.count() == 0


def test_everybody_reads_what_is_up(notice, open_as, django_assert_max_num_queries):
    with time_machine.travel(TUESDAY, tick=False):
        assert notice.title in read(open_as(None, "desk:landing"))
        with django_assert_max_num_queries(4):
            assert notice.title in read(open_as(None, "notices:index"))
        page = read(open_as(None, "notices:notice", notice.code))

    assert "安平县示例甲丝网厂" in page
    assert "安政办〔2024〕8号《质量认证奖补办法》" in page
    assert "0318-7512345" in page


def test_after_the_term_the_page_is_gone(notice, open_as):
    with time_machine.travel(AFTER, tick=False):
        assert "现在没有公示" in read(open_as(None, "notices:index"))
        for page in ("notices:notice", "notices:object"):
            answer = open_as(None, page, notice.code)
            assert answer.status_code == 410
            told = read(answer)
            assert "这份公示已于 2024年3月11日 期满，名单不再公开。" in told
            assert notice.title not in told
            assert "安平县示例丝网厂" not in told


def test_what_is_written_is_shown_as_text(county_unit, officer_county, open_as):
    hostile = "<script>alert(1)</script>"
    with time_machine.travel(TUESDAY, tick=False):
        notice = publish(
            county_unit, officer_county, text=hostile, title=hostile, lines=hostile
        )
        pages = [
            read(open_as(None, "notices:notice", notice.code)),
            read(open_as(None, "notices:index")),
            read(open_as(None, "notices:object", notice.code)),
        ]

    for page in pages:
        assert hostile not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_somebody_objects_and_looks_up_the_answer(notice, open_as, officer_county):
    with time_machine.travel(TUESDAY, tick=False):
        answer = open_as(None, "notices:object", notice.code, data=SAID)
        filed = Objection.objects.get()
        assert answer.url == f"{reverse('notices:receipt')}?code={filed.code}"
        assert filed.code in read(open_as(None, "notices:receipt", code=filed.code))
        asked = {"code": filed.code, "last": "5678"}
        page = read(open_as(None, "notices:receipt", data=asked))
        assert "会在 2024年3月26日前答复" in page
        assert "13812345678" not in page

        decided = {"result": "partly", "answer": "证书已过期，改为一万元。"}
        open_as(officer_county, "programme:objection", filed.code, data=decided)
        page = read(open_as(None, "notices:receipt", data=asked))

    assert "答复：异议部分成立" in page
    assert "证书已过期，改为一万元。" in page


def test_a_wrong_receipt_tells_nothing(notice, open_as):
    with time_machine.travel(TUESDAY, tick=False):
        filed = object_to(notice)
        answers = [
            open_as(None, "notices:receipt", data={"code": code, "last": last})
            for code, last in ((filed.code, "0000"), ("Y-0000000000", "5678"))
        ]

    assert [answer.status_code for answer in answers] == [422, 422]
    first, second = (answer.context["form"].errors for answer in answers)
    assert first == second
    assert "没有对得上的回执" in str(first)


@pytest.mark.parametrize("written", ["请拨打 13812345678", "Y-123", "Y-0000000000 1"])
def test_a_link_puts_no_words_into_the_page(open_as, reference, written):
    answer = open_as(None, "notices:receipt", code=written)

    assert answer.context["form"].initial == {"code": ""}
    assert "回执编号：" not in read(answer)


def test_without_a_name_there_is_no_receipt(notice, open_as):
    with time_machine.travel(TUESDAY, tick=False):
        answer = open_as(None, "notices:object", notice.code, data={"text": "有误"})

    assert answer.url == reverse("notices:index")
    assert Objection.objects.get().contact == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"text": "长" * 2001}, "text"), ({"contact": ""}, "contact")],
)
def test_an_objection_is_mended_in_its_form(notice, open_as, changes, field):
    with time_machine.travel(TUESDAY, tick=False):
        answer = open_as(None, "notices:object", notice.code, data=SAID | changes)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "李红" in read(answer)
    assert Objection.objects.count() == 0


def test_hostile_evidence_is_told_beside_the_file(notice, open_as):
    file = SimpleUploadedFile("证据.pdf", b"<html><script>alert(1)</script>")
    with time_machine.travel(TUESDAY, tick=False):
        answer = open_as(
            None, "notices:object", notice.code, data=SAID | {"evidence": file}
        )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["evidence"]
    assert Objection.objects.count() == 0


def test_after_the_term_no_objection_is_taken(notice, open_as):
    with time_machine.travel(AFTER, tick=False):
        answer = open_as(None, "notices:object", notice.code, data=SAID)

    assert answer.status_code == 409
    page = read(answer)
    assert "公示已于 2024年3月11日 期满，不再接收异议。" in page
    assert f">{SAID['text']}\n李红\n13812345678</textarea>" in page
    assert Objection.objects.count() == 0


def test_too_many_from_one_address_keep_what_was_typed(notice, open_as):
    with time_machine.travel(TUESDAY, tick=False):
        for number in range(OBJECTIONS_PER_ADDRESS):
            said = SAID | {"text": f"第 {number} 家没有取得证书。"}
            open_as(None, "notices:object", notice.code, data=said)
        answer = open_as(
            None, "notices:object", notice.code, data=SAID | {"text": "又一件。"}
        )

    assert (answer.status_code, answer["Retry-After"]) == (429, "3601")
    assert "操作过于频繁，请约 1 小时后再试。" in read(answer)
    assert "又一件。" in read(answer)
    assert Objection.objects.count() == OBJECTIONS_PER_ADDRESS


def test_the_contact_is_shown_only_when_asked_for(notice, open_as, officer_county):
    with time_machine.travel(TUESDAY, tick=False):
        filed = object_to(notice)
        hostile = object_to(notice, Statement(text="<img src=x onerror=1>"))
        page = read(open_as(officer_county, "programme:objection", filed.code))
        assert "13812345678" not in page
        page = open_as(officer_county, "programme:reveal_objector", filed.code, data={})
        assert "13812345678" in read(page)
        page = read(open_as(officer_county, "programme:objection", hostile.code))

    assert "<img src=x" not in page
    assert "没有署名" in page


def test_the_result_is_written_after_the_term(notice, open_as, officer_county):
    with time_machine.travel(TUESDAY, tick=False):
        filed = object_to(notice)
        page = read(open_as(officer_county, "programme:notice", notice.code))
        assert "写结果并归档" not in page
        assert "还有 1 件异议没有答复" in page
    with time_machine.travel(AFTER, tick=False):
        closing = {"text": "按名单奖补。"}
        answer = open_as(
            officer_county, "programme:close_notice", notice.code, data=closing
        )
        assert answer.status_code == 409
        decided = {"result": "rejected", "answer": "证书编号可查。"}
        open_as(officer_county, "programme:objection", filed.code, data=decided)
        open_as(officer_county, "programme:close_notice", notice.code, data=closing)
        page = read(open_as(officer_county, "programme:notice", notice.code))

    assert PublicNotice.objects.get().status == "archived"
    assert "按名单奖补。" in page


def test_a_notice_is_withdrawn_with_a_reason(notice, open_as, officer_county):
    with time_machine.travel(TUESDAY, tick=False):
        answer = open_as(
            officer_county,
            "programme:close_notice",
            notice.code,
            data={"withdraw": "1"},
        )
        assert answer.status_code == 422
        data = {"withdraw": "1", "text": "名单有误"}
        open_as(officer_county, "programme:close_notice", notice.code, data=data)
        gone = open_as(None, "notices:notice", notice.code)

    assert (gone.status_code, PublicNotice.objects.get().status) == (410, "withdrawn")
    assert "由安平县市场监督管理局撤下，内容不再公开。原因：名单有误" in read(gone)


def test_an_office_above_sees_no_objection(notice, open_as, officer_city):
    with time_machine.travel(TUESDAY, tick=False):
        filed = object_to(notice)
        page = read(open_as(officer_city, "programme:notice", notice.code))
        answer = open_as(officer_city, "programme:objection", filed.code)

    assert answer.status_code == 404
    assert "第一家没有取得证书" not in page
    assert not re.search("撤下公示|写结果并归档", page)


def test_the_list_asks_the_same_for_one_and_for_many(
    notice, county_unit, officer_county, open_as
):
    with time_machine.travel(TUESDAY, tick=False):
        open_as(officer_county, "programme:notices")
        with CaptureQueriesContext(connection) as of_one:
            open_as(officer_county, "programme:notices")
        for _ in range(5):
            publish(county_unit, officer_county)
        with CaptureQueriesContext(connection) as of_many:
            page = read(open_as(officer_county, "programme:notices"))

    assert page.count("2024年质量认证奖补名单公示") == 6
    assert len(of_one) == len(of_many)


def test_a_draft_is_thrown_away_once_that_is_confirmed(
    county_unit, officer_county, officer_city, open_as
):
    draft = draft_notice(county_unit, officer_county)
    address = reverse("programme:delete_notice", args=[draft.code])
    page = read(open_as(officer_county, "programme:notice", draft.code))
    assert address in page
    asked = read(open_as(officer_county, "programme:delete_notice", draft.code))
    assert "删除以后不能恢复" in asked
    other = open_as(officer_city, "programme:delete_notice", draft.code, data={})
    assert (other.status_code, count_all()) == (404, (1, 2, 0))

    seen = {"version": "1"}
    open_as(officer_county, "programme:delete_notice", draft.code, data=seen)

    assert count_all() == (0, 0, 0)
    told = AuditEntry.objects.get(action="programme.notice_deleted")
    assert told.old == {"title": draft.title, "kind": "award"}


def test_what_was_published_is_neither_changed_nor_thrown_away(
    notice, officer_county, open_as
):
    for name in ("programme:edit_notice", "programme:delete_notice"):
        for data in (None, {}):
            answer = open_as(officer_county, name, notice.code, data=data)
            assert answer.status_code == 409

    assert count_all() == (1, 2, 0)
    page = read(open_as(officer_county, "programme:notice", notice.code))
    assert reverse("programme:delete_notice", args=[notice.code]) not in page


def test_the_blank_sheet_of_subjects_has_an_example_that_is_passed_over(
    client, officer_county, tmp_path
):
    client.force_login(officer_county)
    page = client.get(reverse("programme:new_notice")).content.decode()
    answer = client.get(reverse("programme:blank_subjects"))
    path = tmp_path / "blank.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))

    assert reverse("programme:blank_subjects") in page
    second = [*openpyxl.load_workbook(path).worksheets[0].values][1]
    assert str(second[0]).startswith("示例")
    assert list(read_form_sheet(read_workbook(path), load_subject_form())) == []
