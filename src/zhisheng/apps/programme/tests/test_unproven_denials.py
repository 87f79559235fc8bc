"""A "no" to a help counts once it is shown that the enterprise said it; before, as silence."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Dispatch
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Proof
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
WRONG = {"answer": "wrong", "note": "没有来过"}
UNPROVEN = "凭链接说不属实，未核实身份"
AGAIN = "您现在的身份已核实，再答一次就算数。"


@pytest.fixture
def engagement(put_in):
    put_in([make_line(1)])
    Enterprise.unscoped.update(contact_phone="13800001234")
    return Engagement.objects.get()


@pytest.fixture
def address(engagement):
    return "/" + services.write_confirmation_address(engagement.pk).split("/", 3)[3]


def count(body_user):
    counts = selectors.count_confirmed_for(actor=body_user, year=2024)
    return counts["disputed"], counts["unproven_no"]


def read(answer):
    return answer.content.decode()


@pytest.mark.parametrize(("digits", "counted"), [("", (0, 1)), ("1234", (1, 0))])
def test_who_only_held_the_link_is_counted_apart(
    client, engagement, address, body_user, digits, counted
):
    shown = read(client.post(address, WRONG | {"digits": digits}, follow=True))

    assert count(body_user) == counted
    assert ("还没有核实身份，按没有答复算" in shown) is (not digits)
    assert AGAIN not in shown
    client.force_login(body_user)
    page = read(client.get(reverse("programme:confirmations")))
    link = read(
        client.get(reverse("programme:confirmation_link", args=[engagement.pk]))
    )
    assert (UNPROVEN in page, UNPROVEN in link) == (not digits, not digits)
    assert "没有来过" in link


def test_the_owner_is_told_that_the_own_answer_counts(
    client, address, owner, owner_organisation
):
    Enterprise.unscoped.update(organisation=owner_organisation)
    client.post(address, WRONG)
    client.force_login(owner)

    shown = read(client.get(address))

    assert AGAIN in shown
    assert "用下面的一种办法" not in shown


def test_the_office_sees_that_nobody_proved_it(
    client, engagement, address, officer_county
):
    client.post(address, WRONG)
    client.force_login(officer_county)
    page = reverse("programme:enrol", args=[engagement.enterprise.code])

    assert f"{UNPROVEN}：没有来过" in read(client.get(f"{page}?year=2024"))


@pytest.mark.parametrize(("proof", "asked"), [(Proof.NONE, 1), (Proof.DIGITS, 0)])
def test_the_platform_still_asks_while_nobody_proved_it(
    engagement, body_user, proof, asked
):
    services.answer_confirmation(
        engagement=engagement, is_right=False, note="没来过", proof=proof, actor=None
    )
    Engagement.objects.update(asked_at=timezone.now() - timedelta(days=8))

    assert services.queue_asking(year=2024, actor=body_user) == asked
    jobs.run_pending()
    assert Dispatch.objects.filter(template="task_link").count() == asked
