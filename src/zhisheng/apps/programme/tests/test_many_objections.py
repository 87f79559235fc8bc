"""Many objections to one notice: slowed down, and alike ones answered at once."""

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import ObjectionResult
from zhisheng.apps.programme.errors import (
    ObjectionAnsweredError,
    ReasonMissingError,
    UnsignedTooManyError,
)
from zhisheng.apps.programme.models import Objection
from zhisheng.apps.programme.services.objections import UNSIGNED_PER_NOTICE
from zhisheng.apps.programme.tests.notices import SIGNED, object_to, publish
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import NotFoundError

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2024-03-04T09:00:00+08:00", "2024-03-05T09:00:00+08:00"
HOME, OTHER = "203.0.113.9", "203.0.113.10"
REASON = "证书编号可查，名单没有错。"


@pytest.fixture
def notice(county_unit, officer_county):
    with time_machine.travel(MONDAY, tick=False):
        return publish(county_unit, officer_county)


@pytest.fixture
def objections(notice):
    with time_machine.travel(TUESDAY, tick=False):
        yield [object_without_name(notice, number) for number in range(3)]


@pytest.fixture
def send(client, officer_county, notice):
    """Return a function that answers several objections as an officer of the county."""
    client.force_login(officer_county)

    def act(codes, user=None, **changes):
        if user is not None:
            client.force_login(user)
        data = {"objections": codes, "result": "rejected", "answer": REASON} | changes
        address = reverse("programme:answer_objections", args=[notice.code])
        return client.post(address, data)

    return act


def object_without_name(notice, number, address=""):
    said = services.Statement(text=f"第 {number} 家不该有。")
    return object_to(notice, said, address=address)


def count_open():
    return Objection.objects.filter(result="").count()


def test_alike_ones_are_answered_at_once(objections, send, officer_county):
    first, second, third = objections

    answer = send([first.code, second.code])

    assert answer.status_code == 302
    decided = Objection.objects.exclude(result="").order_by("pk")
    assert [(one.code, one.result, one.answer, one.answered_by) for one in decided] == [
        (one.code, "rejected", REASON, officer_county) for one in (first, second)
    ]
    assert Objection.objects.get(result="") == third
    (noted,) = AuditEntry.objects.filter(action="programme.objections_answered")
    assert noted.new == {"codes": [first.code, second.code], "result": "rejected"}
    assert noted.counts == {"objections": 2}


def test_the_page_offers_what_waits(objections, client, send, notice):
    send([objections[0].code])

    page = client.get(reverse("programme:notice", args=[notice.code])).content.decode()

    assert "一起答复几件" in page
    assert f'value="{objections[0].code}"' not in page
    assert f'value="{objections[1].code}"' in page
    assert "第 1 家不该有。（没有署名，2024年3月5日 09:00）" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"objections": []}, "objections"),
        ({"objections": ["Y-0000000000"]}, "objections"),
        ({"answer": " "}, "answer"),
        ({"result": "x"}, "result"),
    ],
)
def test_what_is_missing_is_told_and_nothing_answered(objections, send, changes, field):
    answer = send([one.code for one in objections], **changes)

    assert answer.status_code == 422
    assert list(answer.context["several"].errors) == [field]
    assert count_open() == 3


def test_one_answered_meanwhile_keeps_all_open(objections, notice, officer_county):
    services.answer_objection(
        objection=objections[0],
        result=ObjectionResult.ACCEPTED,
        answer="属实。",
        actor=officer_county,
    )

    for codes, error in (
        ([one.code for one in objections], ObjectionAnsweredError),
        ([objections[1].code, "Y-0000000000"], NotFoundError),
        ([], NotFoundError),
    ):
        with pytest.raises(error):
            services.answer_objections(
                notice=notice,
                codes=codes,
                result=ObjectionResult.REJECTED,
                answer=REASON,
                actor=officer_county,
            )
    with pytest.raises(ReasonMissingError):
        services.answer_objections(
            notice=notice,
            codes=[objections[1].code],
            result=ObjectionResult.REJECTED,
            answer=" ",
            actor=officer_county,
        )

    assert count_open() == 2
    noted = AuditEntry.objects.filter(action="programme.objections_answered")
    assert not noted.exists()


def test_nobody_else_answers_them(objections, send, officer_city):
    assert send([objections[0].code], user=officer_city).status_code == 403
    assert count_open() == 3


def test_who_does_not_sign_is_slowed_down_on_one_notice(
    notice, county_unit, officer_county
):
    with time_machine.travel(TUESDAY, tick=False):
        beside = publish(county_unit, officer_county)
        for number in range(UNSIGNED_PER_NOTICE):
            object_without_name(notice, number, HOME)
        with pytest.raises(UnsignedTooManyError, match="约 1 小时后再试；署名的现在"):
            object_without_name(notice, 99, HOME)
        assert Objection.objects.count() == UNSIGNED_PER_NOTICE == 5

        object_to(notice, SIGNED, address=HOME)
        object_without_name(notice, 99, OTHER)
        object_without_name(beside, 99, HOME)

    assert Objection.objects.count() == 8
