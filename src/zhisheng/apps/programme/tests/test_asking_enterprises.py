"""The platform asks helped enterprises itself: in the inbox, or by a text message."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Dispatch, Message
from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.tests.reporting import make_enterprises
from zhisheng.apps.programme.tests.workbooks import make_line, name_firm
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def helps(put_in, owner_organisation):
    """Return helps of four enterprises: account, mobile, landline, nothing known."""
    put_in([make_line(number) for number in range(1, 5)])
    for number, known in enumerate(
        (
            {"organisation": owner_organisation, "contact_phone": "13800000001"},
            {"contact_phone": "13800000002"},
            {"contact_phone": "0318-7000000"},
        ),
        start=1,
    ):
        Enterprise.unscoped.filter(name=name_firm(number)).update(**known)
    return Engagement.objects.order_by("enterprise__name")


def ask(body_user, year=2024):
    asked = services.queue_asking(year=year, actor=body_user)
    jobs.run_pending()
    return asked


def test_owners_are_told_inside_and_others_by_text(helps, body_user, owner):
    assert ask(body_user) == 4

    message = Message.objects.get(recipient=owner)
    assert (
        str(message)
        == "请核对“示例甲认证有限公司”上报的帮扶：有没有、什么时候、怎样帮扶。"
    )
    assert message.link == reverse("programme:helpers")
    assert [one.address for one in Dispatch.objects.filter(template="task_link")] == [
        "13800000002"
    ]
    entry = AuditEntry.objects.get(action="programme.enterprises_asked")
    assert entry.counts == {"people": 1, "texts": 1}
    asked = helps.filter(asked_at__isnull=False)
    assert {one.enterprise.name for one in asked.select_related("enterprise")} == {
        name_firm(1), name_firm(2),
    }  # fmt: skip


def test_nobody_is_asked_again_within_a_week(helps, body_user, owner, time_machine):
    now = timezone.now()
    ask(body_user)
    # Those who could not be reached may have become reachable.
    assert ask(body_user) == 2
    assert Dispatch.objects.filter(template="task_link").count() == 1

    time_machine.move_to(now + timedelta(days=7, minutes=1), tick=False)
    assert ask(body_user) == 4
    assert Dispatch.objects.filter(template="task_link").count() == 2
    assert Message.objects.filter(recipient=owner).count() == 2


def test_what_was_confirmed_is_not_asked(helps, body_user):
    for one in helps:
        services.answer_confirmation(
            engagement=one, is_right=True, proof="digits", actor=None
        )

    assert ask(body_user) == 0
    assert not Dispatch.objects.exists()


def test_one_number_is_not_asked_for_all_of_a_bodys_clients(helps, body_user):
    Enterprise.unscoped.update(organisation=None, contact_phone="13800000009")
    Engagement.objects.bulk_create(
        Engagement(enterprise=one, year=2024, helper=helps.first().helper,
                   help_kind="diagnosis")
        for one in make_enterprises(3, contact_phone="13800000009")
    )  # fmt: skip

    assert ask(body_user) == 7
    assert Dispatch.objects.filter(template="task_link").count() == 5


def test_only_a_body_asks(helps, officer_county, owner):
    for stranger in (officer_county, owner):
        with pytest.raises(ForbiddenError):
            services.queue_asking(year=2024, actor=stranger)
    assert not AuditEntry.objects.filter(action="programme.asking_queued").exists()


def test_a_body_asks_about_its_own_helps_alone(helps, other_body_user):
    assert ask(other_body_user) == 0
    assert not Dispatch.objects.exists()
    assert not Message.objects.filter(link=reverse("programme:helpers")).exists()


def test_the_button_says_how_it_goes_on(client, helps, body_user):
    client.force_login(body_user)
    page = client.get(reverse("programme:confirmations")).content.decode()
    button = f"{reverse('programme:ask_enterprises')}?year=2024"
    answer = client.post(button, follow=True)

    assert f'action="{button}"' in page
    assert "由平台请企业核对" in page
    assert "正在请 4 家企业核对" in answer.content.decode()
    assert answer.redirect_chain == [
        (f"{reverse('programme:confirmations')}?year=2024", 302)
    ]
