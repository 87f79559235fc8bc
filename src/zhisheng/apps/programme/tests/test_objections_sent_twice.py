"""The same objection sent twice, as by a second click, is one, with one receipt."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import ObjectionResult
from zhisheng.apps.programme.models import Objection
from zhisheng.apps.programme.tests.notices import SIGNED, object_to, publish
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.files import StoredFile
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2024-03-04T09:00:00+08:00", "2024-03-05T09:00:00+08:00"
UNSIGNED = services.Statement(text="名单里有一家早就关了。")


@pytest.fixture
def notice(county_unit, officer_county, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel(MONDAY, tick=False):
        return publish(county_unit, officer_county)


def make_proof(pages=1):
    return SimpleUploadedFile("证据.pdf", make_pdf(pages))


@pytest.mark.parametrize("statement", [SIGNED, UNSIGNED])
def test_sent_twice_it_is_one_and_told_once(notice, statement):
    with time_machine.travel(TUESDAY):
        first = object_to(notice, statement)
        again = object_to(notice, replace(statement, text=f" {statement.text}\n"))

    assert again == first
    assert (Objection.objects.count(), Message.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(action="programme.objection_filed").count() == 1


def test_the_page_leads_to_the_same_receipt(notice, client):
    typed = {"text": SIGNED.text, "name": SIGNED.name, "contact": SIGNED.contact}
    address = reverse("notices:object", args=[notice.code])
    with time_machine.travel(TUESDAY):
        answers = [client.post(address, typed) for _ in range(2)]

    code = Objection.objects.get().code
    assert {one.url for one in answers} == {f"/notices/receipt/?code={code}"}


def test_answered_meanwhile_it_is_still_the_same(notice, officer_county):
    with time_machine.travel(TUESDAY):
        first = object_to(notice)
        services.answer_objection(
            objection=first,
            result=ObjectionResult.REJECTED,
            answer="证书编号可查。",
            actor=officer_county,
        )
        again = object_to(notice)

    assert (again.pk, again.result) == (first.pk, "rejected")


@pytest.mark.parametrize(
    "other",
    [
        replace(SIGNED, text="第二家没有取得证书。"),
        replace(SIGNED, contact="13812345679"),
        replace(SIGNED, name="李四"),
        replace(SIGNED, name="", contact=""),
    ],
)
def test_another_text_or_another_person_is_another_objection(notice, other):
    with time_machine.travel(TUESDAY):
        assert object_to(notice) != object_to(notice, other)

    assert Objection.objects.count() == 2


def test_without_a_signature_the_same_words_later_are_somebody_elses(notice):
    with time_machine.travel(TUESDAY, tick=False) as clock:
        first = object_to(notice, UNSIGNED)
        clock.shift(timedelta(minutes=4))
        again = object_to(notice, UNSIGNED)
        clock.shift(timedelta(minutes=2))
        other = object_to(notice, UNSIGNED)

    assert again == first
    assert other != first
    assert Objection.objects.count() == 2


def test_to_another_notice_it_is_another(notice, county_unit, officer_county):
    with time_machine.travel(TUESDAY):
        object_to(notice)
        object_to(publish(county_unit, officer_county))

    assert Objection.objects.count() == 2


def test_the_same_evidence_is_kept_once_and_other_evidence_is_not_lost(notice):
    with time_machine.travel(TUESDAY):
        first = object_to(notice, evidence=make_proof())
        again = object_to(notice, evidence=make_proof())
        assert (again, StoredFile.objects.count()) == (first, 1)
        other = object_to(notice, evidence=make_proof(pages=2))
        without = object_to(notice)

    assert len({first.pk, other.pk, without.pk}) == 3
    assert StoredFile.objects.count() == 2
