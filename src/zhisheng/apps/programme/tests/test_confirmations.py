"""The helped enterprise says itself whether a reported help took place."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Proof
from zhisheng.apps.programme.errors import ConfirmationDoneError
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.services.confirming import SALT
from zhisheng.apps.programme.tests.workbooks import make_line, name_firm
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement(put_in):
    put_in([make_line(1), make_line(2)])
    return Engagement.objects.order_by("pk").first()


@pytest.fixture
def address(engagement):
    return "/" + services.write_confirmation_address(engagement.pk).split("/", 3)[3]


def reload(engagement):
    return Engagement.objects.get(pk=engagement.pk)


def confirm(engagement, *, is_right=True, proof=Proof.DIGITS):
    return services.answer_confirmation(
        engagement=engagement, is_right=is_right, proof=proof, actor=None
    )


def test_the_link_says_who_reports_what(client, address):
    shown = client.get(address).content.decode()

    assert name_firm(1) in shown
    assert "示例甲认证有限公司 上报说帮扶过贵企业" in shown


def test_a_link_that_was_handed_out_before_still_opens_and_proves_nothing(
    client, engagement
):
    token = signing.dumps(engagement.pk, salt=SALT)

    asked = services.read_confirmation(token, actor=None)

    assert (asked.help, asked.proof) == (engagement, Proof.NONE)
    page = client.get(reverse("programme:confirm_help", args=[token]))
    assert page.status_code == 200


def test_what_is_disputed_says_why_and_may_be_answered_again(
    client, engagement, address
):
    client.post(address, {"answer": "wrong", "note": " 只来过一次电话 "})
    disputed = reload(engagement)
    confirm(engagement)

    assert (disputed.is_confirmed, disputed.confirmed_note) == (False, "只来过一次电话")
    assert reload(engagement).is_confirmed is True
    assert reload(engagement).confirmed_note == ""


def test_who_disputes_says_what_is_wrong(client, engagement, address):
    unsaid = client.post(address, {"answer": "wrong", "note": "  "})

    assert unsaid.status_code == 422
    assert "请写明哪里不对。" in unsaid.content.decode()
    assert reload(engagement).is_confirmed is None


def test_who_says_neither_is_told_beside_the_question(client, engagement, address):
    for sent in ({}, {"answer": "maybe"}):
        page = client.post(address, sent)
        assert page.status_code == 422
        assert "请按“属实”，或写明哪里不对再提交。" in page.content.decode()
    assert reload(engagement).is_confirmed is None


def test_confirmed_is_confirmed(client, engagement, address):
    confirm(engagement)

    again = client.post(address, {"answer": "wrong", "note": "不对"})

    assert again.status_code == 409
    assert "这次帮扶已经确认过了" in again.content.decode()
    assert reload(engagement).is_confirmed is True
    with pytest.raises(ConfirmationDoneError):
        confirm(engagement, is_right=False)


@pytest.mark.parametrize("who", ["body_user", "other_body_user", "officer_county"])
def test_nobody_answers_for_the_enterprise(client, request, engagement, address, who):
    client.force_login(request.getfixturevalue(who))

    seen, said = client.get(address), client.post(address, {"answer": "right"})

    assert (seen.status_code, said.status_code) == (403, 403)
    assert "帮扶由受帮扶的企业确认" in said.content.decode()
    assert reload(engagement).is_confirmed is None


def test_the_owner_confirms_on_the_own_page(
    client, engagement, owner, owner_organisation
):
    Enterprise.unscoped.filter(pk=engagement.enterprise_id).update(
        organisation=owner_organisation
    )
    client.force_login(owner)
    page = client.get(reverse("programme:helpers")).content.decode()
    address = page.split("核对这次帮扶")[0].rpartition('href="')[2].partition('"')[0]

    client.post("/" + address.split("/", 3)[3], {"answer": "right"})

    assert reload(engagement).recorded_by == owner
    assert reload(engagement).confirmation_proof == Proof.ACCOUNT
    assert "您已确认" in client.get(reverse("programme:helpers")).content.decode()


def test_a_link_that_was_tampered_with_or_is_old_opens_nothing(
    client, engagement, address
):
    other = address.replace(address[-6], "x" if address[-6] != "x" else "y")

    assert client.get(other).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        late = client.post(address, {"answer": "right"})
    assert late.status_code == 422
    assert "这个链接已过期" in late.content.decode()
    assert reload(engagement).is_confirmed is None


def test_one_browser_does_not_answer_for_all_of_a_bodys_clients(client, put_in):
    put_in([make_line(number) for number in range(1, 7)])
    said = [
        client.post(
            "/" + services.write_confirmation_address(pk).split("/", 3)[3],
            {"answer": "right"},
        ).status_code
        for pk in Engagement.objects.order_by("pk").values_list("pk", flat=True)
    ]

    assert said == [302] * 5 + [422]
    assert Engagement.objects.filter(is_confirmed=True).count() == 5


def test_a_confirmed_help_stays_as_it_is(put_in, engagement, body_user):
    """A later roster does not change it, and a withdrawal of its roster leaves it."""
    confirm(engagement)

    later = put_in([make_line(1, 帮扶开始日期="2024-05-01")])
    services.queue_withdrawing(roster_import=later, actor=body_user)
    jobs.run_pending()

    assert reload(engagement).started_on == engagement.started_on
    assert reload(engagement).is_confirmed is True


def test_a_disputed_help_stays_disputed_when_its_roster_goes_and_comes_anew(
    client, put_in, body_user
):
    first = put_in([make_line(1)])
    services.answer_confirmation(
        engagement=Engagement.objects.get(),
        is_right=False,
        note="没来过",
        proof=Proof.DIGITS,
        actor=None,
    )

    services.queue_withdrawing(roster_import=first, actor=body_user)
    jobs.run_pending()
    put_in([make_line(1, 帮扶开始日期="2024-05-01")])

    found = Engagement.objects.get()
    assert (found.is_confirmed, found.confirmed_note) == (False, "没来过")
    assert found.confirmation_proof == Proof.DIGITS


def test_what_an_officer_writes_anew_has_to_be_confirmed_anew(
    engagement, officer_county
):
    confirm(engagement)

    services.record_engagement(
        enterprise=engagement.enterprise,
        year=2024,
        helper=engagement.helper,
        help_kind="consultancy",
        actor=officer_county,
    )

    anew = reload(engagement)
    assert (anew.is_confirmed, anew.confirmed_at) == (None, None)
    assert (anew.confirmation_proof, anew.confirmed_note) == ("", "")


def test_a_body_sees_its_own_helps_and_takes_their_links(
    client, engagement, body_user, other_body_user
):
    confirm(engagement)
    client.force_login(body_user)
    page = client.get(reverse("programme:confirmations")).content.decode()
    sheet = client.get(reverse("programme:confirmation_links"))
    one = client.get(reverse("programme:confirmation_link", args=[engagement.pk]))
    client.force_login(other_body_user)
    foreign = client.get(reverse("programme:confirmation_link", args=[engagement.pk]))

    assert page.count(name_firm(1)) == page.count(name_firm(2)) > 0
    assert "已确认" in page
    lines = list(openpyxl.load_workbook(BytesIO(sheet.content)).active.values)
    assert [line[0] for line in lines] == ["企业名称", name_firm(2)]
    assert "/programme/confirm/" in lines[1][3]
    assert one.status_code == 200
    assert foreign.status_code == 404


def test_a_link_tells_no_registered_name(client, engagement, address):
    Enterprise.unscoped.update(name="登记在册的另一个名称")

    shown = client.get(address).content.decode()

    assert name_firm(1) in shown
    assert "登记在册的另一个名称" not in shown


def test_the_list_asks_the_same_number_of_queries_for_any_number_of_helps(
    client, put_in, body_user, django_assert_num_queries
):
    put_in([make_line(1)])
    client.force_login(body_user)
    address = reverse("programme:confirmations")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    put_in([make_line(number) for number in range(2, 40)])

    with django_assert_num_queries(len(few)):
        assert name_firm(39) in client.get(address).content.decode()
