"""An office asks an enterprise to look at itself, and learns nothing of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.maturity import errors, services
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db


def invite(enterprise, actor):
    return services.invite_to_evaluate(
        enterprise=enterprise, on=timezone.localdate(), actor=actor
    )


def test_the_owner_is_told_once_a_day_and_led_to_the_first_question(
    client, enterprise, owner, worker, officer_county
):
    client.force_login(officer_county)
    url = reverse("maturity:invite", args=[enterprise.code])
    assert "填没填、怎么填，只有企业自己看得到" in client.get(url).content.decode()
    first = client.post(url, follow=True).content.decode()
    again = client.post(url, follow=True).content.decode()
    assert ("发出去了" in first, "今天已经发过了" in again) == (True, True)
    told = Message.objects.get()
    assert told.recipient == owner
    assert told.link == reverse("maturity:start", args=[enterprise.code, "household"])
    client.force_login(owner)
    assert "料送到了，您怎么查？" in client.get(told.link).content.decode()


def test_of_nobody_nothing_is_sent(officer_county):
    alone = make_enterprise(region_id="131125")
    with pytest.raises(errors.NobodyToInviteError):
        invite(alone, officer_county)
    assert not Message.objects.exists()


def test_only_an_office_of_the_area_asks(enterprise, owner, expert, officer_county):
    elsewhere = make_enterprise(region_id="330502")
    for actor in (owner, expert):
        with pytest.raises(ForbiddenError):
            invite(enterprise, actor)
    with pytest.raises(NotFoundError):
        invite(elsewhere, officer_county)
    assert not Message.objects.exists()
