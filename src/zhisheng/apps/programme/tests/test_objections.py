"""Objections: within the term, read by the unit that decides, answered once."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import ObjectionResult
from zhisheng.apps.programme.errors import (
    NoticeWithdrawnError,
    ObjectionAnsweredError,
    ObjectionEarlyError,
    ObjectionLateError,
    ObjectionRefusedError,
    ReasonMissingError,
    ReceiptUnknownError,
)
from zhisheng.apps.programme.models import Objection, PublicNotice
from zhisheng.apps.programme.services.objections import (
    LOOK_UPS_PER_RECEIPT,
    OBJECTIONS_PER_ADDRESS,
)
from zhisheng.apps.programme.tests.notices import (
    SIGNED,
    draft_notice,
    object_to,
    publish,
    reload,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError, RateLimitedError
from zhisheng.kit.files import FileTooLargeError, FileTypeRefusedError, StoredFile
from zhisheng.kit.files.errors import PdfRefusedError
from zhisheng.kit.problems import describe
from zhisheng.kit.tests.documents import NO_DOCUMENTS, make_pdf

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2024-03-04T09:00:00+08:00", "2024-03-05T09:00:00+08:00"
UNSIGNED = services.Statement(text="名单里有一家早就关了。")
WORKED = make_pdf()


@pytest.fixture
def notice(county_unit, officer_county, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel(MONDAY, tick=False):
        return publish(county_unit, officer_county)


@pytest.fixture
def objection(notice):
    with time_machine.travel(TUESDAY, tick=False):
        return object_to(notice)


def answer(objection, actor, **changes):
    given = {"result": ObjectionResult.REJECTED, "answer": "证书编号可查。"} | changes
    return services.answer_objection(objection=objection, actor=actor, **given)


def test_an_objection_is_kept_and_the_office_told(objection, notice, officer_county):
    # 15 working days after 5 March 2024, without a holiday between.
    assert objection.answer_due_on == date(2024, 3, 26)
    assert (objection.result, objection.is_due_provisional) == ("", False)
    message = Message.objects.get()
    assert message.recipient == officer_county
    assert message.data == {"notice": notice.title, "day": "2024年3月26日"}
    entry = AuditEntry.objects.get(action="programme.objection_filed")
    assert entry.new == {"notice": notice.code, "is_signed": True}
    assert entry.actor is None


def test_who_objects_is_encrypted(objection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, contact FROM programme_objection")
        name, contact = cursor.fetchone()

    assert "李红" not in name
    assert "13812345678" not in contact
    kept = Objection.objects.get()
    assert (kept.name, kept.contact) == ("李红", "13812345678")


@pytest.mark.parametrize(
    ("moment", "is_taken"),
    [
        (MONDAY, True),
        ("2024-03-11T23:59:59+08:00", True),
        ("2024-03-12T00:00:00+08:00", False),
    ],
)
def test_an_objection_is_taken_to_the_last_minute(notice, moment, is_taken):
    with time_machine.travel(moment, tick=False):
        if is_taken:
            object_to(notice)
        else:
            with pytest.raises(ObjectionLateError, match="2024年3月11日 期满"):
                object_to(notice)

    assert Objection.objects.count() == is_taken
    assert Message.objects.count() == is_taken


def test_no_objection_before_publishing_or_after_withdrawal(
    notice, county_unit, officer_county
):
    with time_machine.travel(TUESDAY):
        draft = draft_notice(county_unit, officer_county)
        with pytest.raises(ObjectionEarlyError):
            object_to(draft)
        services.withdraw_notice(notice=notice, reason="有误", actor=officer_county)
        with pytest.raises(NoticeWithdrawnError):
            object_to(notice)

    assert Objection.objects.count() == 0


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (services.Statement(text=" "), {"text": "请写明对哪一项有异议、为什么。"}),
        (
            services.Statement(text="长" * 2001),
            {"text": "最多 2000 字，现在 2001 字。"},
        ),
        (
            services.Statement(text="有误", name="李红"),
            {"contact": "署名的，姓名和联系方式都要填，才能凭回执查结果；不想署名就都空着。"},
        ),
        (
            services.Statement(text="有误", contact="13812345678"),
            {"name": "署名的，姓名和联系方式都要填，才能凭回执查结果；不想署名就都空着。"},
        ),
        (
            services.Statement(text="有误", name="李红", contact="1-2-3"),
            {"contact": "联系方式至少 4 位，例如手机号码。"},
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused(notice, statement, told):
    with time_machine.travel(TUESDAY), pytest.raises(ObjectionRefusedError) as caught:
        object_to(notice, statement)

    assert caught.value.refusals == told
    assert Objection.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("证据.pdf", b"<html><script>alert(1)</script>", FileTypeRefusedError),
        (
            "证据.png",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            FileTypeRefusedError,
        ),
        ("证据.pdf", b"PK\x03\x04" + bytes(100), FileTypeRefusedError),
        ("证据.pdf", b"MZ" + bytes(100), FileTypeRefusedError),
        ("证据.pdf", NO_DOCUMENTS["locked"], PdfRefusedError),
        ("证据.pdf", WORKED + bytes(10 * 1024 * 1024), FileTooLargeError),
    ],
)
def test_a_hostile_file_is_refused_with_the_whole_objection(
    notice, name, content, error
):
    file = SimpleUploadedFile(name, content)
    with time_machine.travel(TUESDAY), pytest.raises(error):
        object_to(notice, evidence=file)

    assert (Objection.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert Message.objects.count() == 0


def test_evidence_is_sealed_and_for_the_unit_alone(
    notice, officer_county, officer_city
):
    with time_machine.travel(TUESDAY):
        filed = object_to(notice, evidence=SimpleUploadedFile("证据.pdf", WORKED))

    kept = selectors.get_evidence_for(actor=officer_county, code=filed.code)
    assert (kept.content_type, bool(kept.data_key)) == ("application/pdf", True)
    with pytest.raises(NotFoundError):
        selectors.get_evidence_for(actor=officer_city, code=filed.code)


@pytest.mark.parametrize(
    ("person", "count"),
    [
        ("officer_county", 1),
        ("officer_city", 0),
        ("officer_nation", 0),
        ("administrator", 0),
        ("owner", 0),
        ("body_user", 0),
        ("anonymous", 0),
    ],
)
def test_only_the_unit_that_decides_reads_it(request, notice, objection, person, count):
    actor = request.getfixturevalue(person)

    assert selectors.sum_objections_for(actor)[0] == count
    seen = selectors.list_objections_for(actor=actor, notice=notice).items
    assert seen == ((objection,) if count else ())
    if not count:
        with pytest.raises(NotFoundError):
            selectors.get_objection_for(actor=actor, code=objection.code)


def test_the_second_of_two_answers_is_refused(objection, officer_county, county_unit):
    colleague = make_person("安平周宁", county_unit.organisations.get(), "officer")
    stale = reload(objection)
    answer(objection, officer_county)

    with pytest.raises(ObjectionAnsweredError):
        answer(stale, colleague, result=ObjectionResult.ACCEPTED, answer="成立。")

    kept = reload(objection)
    assert (kept.result, kept.answer) == ("rejected", "证书编号可查。")
    assert kept.answered_by == officer_county
    entries = AuditEntry.objects.filter(action="programme.objection_answered")
    assert entries.count() == 1


def test_an_answer_gives_its_reason(objection, officer_county):
    with pytest.raises(ReasonMissingError):
        answer(objection, officer_county, answer=" \n")

    assert reload(objection).result == ""


@pytest.mark.parametrize("person", ["officer_city", "owner", "administrator"])
def test_others_answer_and_reveal_nothing(request, objection, person):
    actor = request.getfixturevalue(person)
    with pytest.raises(ForbiddenError):
        answer(objection, actor)
    with pytest.raises(ForbiddenError):
        services.reveal_objector(objection=objection, actor=actor)

    assert reload(objection).result == ""
    entries = AuditEntry.objects.filter(action="programme.objector_revealed")
    assert entries.count() == 0


def test_a_look_at_the_contact_is_on_record(objection, officer_county):
    contact = services.reveal_objector(objection=objection, actor=officer_county)

    assert contact == "13812345678"
    entry = AuditEntry.objects.get(action="programme.objector_revealed")
    assert (entry.actor, entry.subject_code) == (officer_county, objection.code)


@pytest.mark.parametrize("last", ["5678", "５６７８", " 5678", "138 1234 5678"])
def test_code_and_last_digits_open_the_receipt(objection, last):
    found = services.look_up_receipt(code=objection.code.lower(), last=last)

    assert found == objection


def test_a_wrong_code_and_wrong_digits_are_told_alike(objection):
    told = []
    for code, last in (
        (objection.code, "5679"),
        (objection.code, ""),
        (objection.code, "78"),
        ("Y-0000000000", "5678"),
        ("Y-0000000000", ""),
    ):
        with pytest.raises(ReceiptUnknownError) as caught:
            services.look_up_receipt(code=code, last=last)
        told.append(str(caught.value))

    assert len(set(told)) == 1


def test_what_was_not_signed_has_no_receipt(notice):
    with time_machine.travel(TUESDAY):
        filed = object_to(notice, UNSIGNED)

    assert (filed.name, filed.contact) == ("", "")
    with pytest.raises(ReceiptUnknownError):
        services.look_up_receipt(code=filed.code, last="")


def test_a_receipt_is_not_guessed(objection):
    for _ in range(LOOK_UPS_PER_RECEIPT):
        with pytest.raises(ReceiptUnknownError):
            services.look_up_receipt(code=objection.code, last="0000")

    with pytest.raises(RateLimitedError):
        services.look_up_receipt(code=objection.code, last="5678")


def test_one_address_is_slowed_down(notice):
    with time_machine.travel(TUESDAY, tick=False):
        for number in range(OBJECTIONS_PER_ADDRESS):
            other = replace(SIGNED, text=f"第 {number} 家没有取得证书。")
            object_to(notice, other, address="203.0.113.9")
        with pytest.raises(RateLimitedError):
            object_to(notice, SIGNED, address="203.0.113.9")
        object_to(notice, SIGNED, address="203.0.113.10")

    assert Objection.objects.count() == OBJECTIONS_PER_ADDRESS + 1 == 21


def test_an_answer_due_beyond_the_calendar_settles_too(objection):
    Objection.objects.update(is_due_provisional=True, answer_due_on=date(2024, 3, 20))

    assert services.settle_terms() == 1

    settled = reload(objection)
    assert settled.answer_due_on == date(2024, 3, 26)
    assert not settled.is_due_provisional


def test_an_unchecked_reason_of_a_withdrawal_is_told_to_nobody(notice, officer_county):
    with time_machine.travel(TUESDAY):
        services.withdraw_notice(notice=notice, reason="有误", actor=officer_county)
    PublicNotice.objects.update(result="请找王芳13800000001")

    for ask in (selectors.get_public_notice, selectors.get_notice_to_object):
        with pytest.raises(NoticeWithdrawnError) as told:
            ask(code=notice.code, on=date(2024, 3, 5))
        assert describe(told.value) == (
            "“2024年质量认证奖补名单公示”已于 2024年3月5日 由安平县市场监督管理局撤下，"
            "内容不再公开。"
            "原因：写有个人信息，不公开，请向安平县市场监督管理局了解"
        )
