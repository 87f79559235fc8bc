"""What shows that it is the enterprise that answers, and what is kept without proof."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Dispatch
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Proof
from zhisheng.apps.programme.errors import ConfirmationProvenError
from zhisheng.apps.programme.models import Engagement, ImportRow
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import grant_access
from zhisheng.kit import jobs
from zhisheng.kit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
RIGHT = {"answer": "right"}
MOBILE = "13800001234"
UNPROVEN = "凭链接确认，未核实身份"


@pytest.fixture
def engagement(put_in):
    put_in([make_line(1)])
    Enterprise.unscoped.update(contact_phone=MOBILE)
    return Engagement.objects.get()


@pytest.fixture
def address(engagement):
    return shorten(services.write_confirmation_address(engagement.pk))


def shorten(address):
    return "/" + address.split("/", 3)[3]


def reload(engagement):
    found = Engagement.objects.get(pk=engagement.pk)
    return found.is_confirmed, found.confirmation_proof


def read(answer):
    return answer.content.decode()


def count(body_user):
    return selectors.count_confirmed_for(actor=body_user, year=2024)


def test_who_only_holds_the_link_is_shown_apart(client, engagement, address, body_user):
    answer = client.post(address, RIGHT, follow=True)

    assert reload(engagement) == (True, Proof.NONE)
    assert "已记下您的回答。还没有核实身份，不算企业已确认。" in read(answer)
    assert count(body_user) == {
        "helps": 1, "confirmed": 0, "disputed": 0, "unproven_yes": 1, "unproven_no": 0,
    }  # fmt: skip
    entry = AuditEntry.objects.get(action="programme.help_confirmed")
    assert (entry.actor, entry.new["proof"]) == (None, "none")
    client.force_login(body_user)
    page = read(client.get(reverse("programme:confirmations")))
    assert UNPROVEN in page


def test_the_office_sees_that_nobody_proved_it(
    client, engagement, address, officer_county
):
    client.post(address, RIGHT)
    client.force_login(officer_county)
    page = reverse("programme:enrol", args=[engagement.enterprise.code])

    assert UNPROVEN in read(client.get(f"{page}?year=2024"))


def test_an_unproven_answer_does_not_keep_a_roster_out(put_in, client, address):
    client.post(address, RIGHT)

    put_in([make_line(1, 帮扶开始日期="2024-05-01")])

    assert f"{Engagement.objects.get().started_on}" == "2024-05-01"


def test_the_last_four_digits_prove_it(client, engagement, address, body_user):
    shown = read(client.get(address))
    answer = client.post(address, RIGHT | {"digits": " 1234 "}, follow=True)

    assert "登记手机号的后四位" in shown
    assert "1234" not in shown
    assert reload(engagement) == (True, Proof.DIGITS)
    assert "已确认属实，谢谢。" in read(answer)
    assert count(body_user)["confirmed"] == 1


def test_wrong_digits_record_nothing_and_keep_what_was_typed(
    client, engagement, address
):
    wrong = client.post(
        address, {"answer": "wrong", "note": "只来过一次电话", "digits": "1235"}
    )

    assert wrong.status_code == 422
    assert "与登记的手机号后四位不符" in read(wrong)
    assert "只来过一次电话" in read(wrong)
    assert reload(engagement) == (None, "")


def test_digits_are_not_tried_out(client, engagement, address):
    tried = [
        client.post(address, RIGHT | {"digits": f"{number:04}"}).status_code
        for number in range(5)
    ]
    late = client.post(address, RIGHT | {"digits": "1234"})

    assert tried == [422] * 5
    assert late.status_code == 422
    assert "约 24 小时后才能再试。现在可以把链接发到登记的手机" in read(late)
    assert reload(engagement) == (None, "")


def test_without_a_proof_few_answers_a_day_are_taken(client, engagement, address):
    said = [client.post(address, RIGHT).status_code for _ in range(5)]
    made = AuditEntry.objects.count()

    refused = client.post(address, RIGHT)

    assert (said, refused.status_code) == ([302] * 5, 422)
    assert "今天已经答复过很多次" in read(refused)
    assert reload(engagement) == (True, Proof.NONE)
    assert AuditEntry.objects.count() == made
    assert client.post(address, RIGHT | {"digits": "1234"}).status_code == 302
    assert reload(engagement) == (True, Proof.DIGITS)


def test_digits_are_not_tried_out_day_by_day(client, engagement, address, time_machine):
    now = timezone.now()
    tried = []
    for number in range(12):
        time_machine.move_to(now + timedelta(days=number // 4), tick=False)
        said = client.post(address, RIGHT | {"digits": f"{number:04}"})
        tried.append("已经试过太多次" in read(said))

    late = client.post(address, RIGHT | {"digits": "1234"})

    assert tried == [False] * 10 + [True] * 2
    assert late.status_code == 422
    assert "请把链接发到登记的手机" in read(late)
    assert reload(engagement) == (None, "")


def test_digits_that_the_body_reported_itself_prove_nothing(
    client, engagement, address
):
    ImportRow.objects.update(contact_phone="138 0000 1234")

    shown = read(client.get(address))
    client.post(address, RIGHT | {"digits": "1234"})

    assert "登记手机号的后四位" not in shown
    assert reload(engagement) == (True, Proof.NONE)


def test_digits_that_the_body_may_look_up_prove_nothing(
    client, engagement, address, body_organisation
):
    grant_access(
        enterprise=engagement.enterprise,
        viewer=body_organisation,
        purpose="帮扶",
        fields=["contact"],
        basis="示例",
        until=timezone.localdate() + timedelta(days=30),
        source="",
        actor=None,
    )

    client.post(address, RIGHT | {"digits": "1234"})

    assert reload(engagement) == (True, Proof.NONE)


def test_a_link_sent_to_the_mobile_on_record_proves_it(
    client, engagement, address, time_machine
):
    time_machine.move_to("2024-11-27T19:59:00+08:00")
    sent = client.post(address, {"text": "1"}, follow=True)

    assert "链接已发到登记的手机" in read(sent)
    text = Dispatch.objects.get(template="task_link")
    assert text.address == MOBILE
    assert reload(engagement) == (None, "")
    client.post(shorten(text.secret), RIGHT)
    assert reload(engagement) == (True, Proof.TEXT)


def test_at_night_it_says_when_the_link_is_sent(
    client, engagement, address, time_machine
):
    time_machine.move_to("2024-11-27T20:01:00+08:00")

    sent = read(client.post(address, {"text": "1"}, follow=True))

    assert "链接早上 8 点发到登记的手机" in sent
    assert "已发到" not in sent
    goes_out = Dispatch.objects.get().next_attempt_at
    assert timezone.localtime(goes_out).isoformat() == "2024-11-28T08:00:00+08:00"


def test_of_what_is_confirmed_no_text_is_sent(client, engagement, address):
    client.post(address, RIGHT | {"digits": "1234"})

    sent = client.post(address, {"text": "1"})

    assert sent.status_code == 409
    assert "已经确认过了" in read(sent)
    assert not Dispatch.objects.exists()


def test_a_mobile_that_the_body_reported_itself_gets_no_text(
    client, engagement, address, body_user
):
    """Else the body proves its own helps by its own telephone."""
    ImportRow.objects.update(contact_phone=MOBILE)

    shown = read(client.get(address))
    sent = client.post(address, {"text": "1"})
    services.queue_asking(year=2024, actor=body_user)
    jobs.run_pending()

    assert "把链接发到登记的手机" not in shown
    assert sent.status_code == 422
    assert "机构自己报来的不算" in read(sent)
    assert not Dispatch.objects.exists()


def test_a_text_a_day_and_five_helps_a_number(client, put_in):
    put_in([make_line(number) for number in range(1, 8)])
    Enterprise.unscoped.update(contact_phone=MOBILE)
    addresses = [
        shorten(services.write_confirmation_address(pk))
        for pk in Engagement.objects.order_by("pk").values_list("pk", flat=True)
    ]

    sent = [client.post(one, {"text": "1"}).status_code for one in addresses]
    again = client.post(addresses[0], {"text": "1"})

    assert sent == [302] * 5 + [429] * 2
    assert again.status_code == 429
    assert Dispatch.objects.filter(template="task_link").count() == 5


@pytest.mark.parametrize("phone", ["", "0318-7000000"])
def test_without_a_mobile_on_record_there_is_nothing_to_ask(
    client, engagement, address, phone
):
    Enterprise.unscoped.update(contact_phone=phone)

    shown = read(client.get(address))
    sent = client.post(address, {"text": "1"})

    assert "登记手机号的后四位" not in shown
    assert "把链接发到登记的手机" not in shown
    assert sent.status_code == 422
    assert not Dispatch.objects.exists()


def test_what_was_proven_is_not_changed_without_proof(client, engagement, address):
    """A body that opens its own link does not get its enterprise's word out of the way."""
    client.post(address, {"answer": "wrong", "note": "没来过", "digits": "1234"})

    over = client.post(address, RIGHT)

    assert over.status_code == 409
    assert "已经有一次说不属实的答复" in read(over)
    assert reload(engagement) == (False, Proof.DIGITS)
    with pytest.raises(ConfirmationProvenError):
        services.answer_confirmation(engagement=engagement, is_right=True, actor=None)


def test_a_word_against_it_stands_until_somebody_proves_otherwise(
    client, engagement, address
):
    client.post(address, {"answer": "wrong", "note": "没来过"})

    over = client.post(address, RIGHT)
    client.post(address, RIGHT | {"digits": "1234"})

    assert over.status_code == 409
    assert reload(engagement) == (True, Proof.DIGITS)


@pytest.mark.parametrize("proof", [Proof.DIGITS, Proof.TEXT])
def test_a_word_of_an_account_against_it_is_changed_by_an_account_alone(
    engagement, proof
):
    answer = partial(services.answer_confirmation, engagement=engagement, actor=None)
    answer(is_right=False, note="没来过", proof=Proof.ACCOUNT)

    with pytest.raises(ConfirmationProvenError):
        answer(is_right=True, proof=proof)
    assert reload(engagement) == (False, Proof.ACCOUNT)
    answer(is_right=True, proof=Proof.ACCOUNT)
    assert reload(engagement) == (True, Proof.ACCOUNT)


def test_who_confirmed_without_proof_may_prove_it_or_take_it_back(
    client, engagement, address
):
    client.post(address, RIGHT)
    shown = read(client.get(address))
    client.post(address, {"answer": "wrong", "note": "点错了"})

    assert "登记手机号的后四位" in shown
    assert reload(engagement) == (False, Proof.NONE)
