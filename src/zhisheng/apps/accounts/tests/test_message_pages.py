"""The inbox, the choice of channels, what a gateway reports."""

import json
import time

import pytest
from django.urls import reverse

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import ChannelRefusal, Dispatch, Message, User
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.kit.channels import LocalDelivery, sign

pytestmark = pytest.mark.django_db
RECEIPTS = "/api/v1/account/receipts/text"


@pytest.fixture
def owner(client):
    found = UserFactory(mobile="13800000001")
    client.force_login(found, backend="django.contrib.auth.backends.ModelBackend")
    return found


def send(key, recipient):
    services.send_notice(
        notice=services.Notice(
            "todo", "第 {key} 件事", key, f"/x/{key}/", {"key": key}
        ),
        recipients=User.objects.filter(pk=recipient.pk),
        actor=None,
    )


def test_an_empty_inbox_says_what_will_come(client, owner):
    html = client.get(reverse("accounts:inbox")).content.decode()

    assert "还没有消息" in html
    assert "全部标为已读" not in html


def test_the_inbox_shows_newest_first_and_marks_all_as_read(client, owner):
    send("1", owner)
    send("2", owner)
    html = client.get(reverse("accounts:inbox")).content.decode()
    assert html.index("第 2 件事") < html.index("第 1 件事")
    assert "有 2 条未读" in html
    assert 'href="/x/2/"' in html

    newest = Message.objects.latest("id")
    answer = client.post(reverse("accounts:read"), {"until": newest.pk})

    assert answer.url == reverse("accounts:inbox")
    assert Message.objects.filter(read_at=None).count() == 0


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 30])
def test_a_wrong_number_marks_nothing(client, owner, until):
    send("1", owner)

    client.post(reverse("accounts:read"), {"until": until})

    assert Message.objects.filter(read_at=None).count() == 1


def test_the_inbox_is_paged_at_a_fixed_number_of_queries(
    client, owner, django_assert_max_num_queries
):
    for number in range(60):
        send(str(number), owner)

    with django_assert_max_num_queries(14):
        html = client.get(reverse("accounts:inbox")).content.decode()
    assert html.count('class="panel cluster"') == 50
    older = Message.objects.order_by("-id")[49].pk
    assert f"?after={older}" in html
    html = client.get(reverse("accounts:inbox"), {"after": older}).content.decode()
    assert html.count('class="panel cluster"') == 10


def test_channels_are_chosen_and_kept(client, owner, settings):
    settings.CHANNELS = {"text": {"adapter": "local"}, "mail": {"adapter": "local"}}
    html = client.get(reverse("accounts:channels")).content.decode()
    assert html.count("checked") == 2
    assert "短信" in html
    assert "钉钉" not in html
    assert html.count("还没有您的联系方式") == 1

    client.post(reverse("accounts:channels"), {"channels": ["text", "nonsense"]})

    kept = ChannelRefusal.objects.filter(user=owner).values_list("channel", flat=True)
    assert sorted(kept) == ["dingtalk", "mail", "wechat"]
    html = client.get(reverse("accounts:channels")).content.decode()
    assert html.count("checked") == 1


def test_without_channels_the_page_says_so(client, owner, settings):
    settings.CHANNELS = {}

    assert "只有站内消息" in client.get(reverse("accounts:channels")).content.decode()


def test_what_the_stand_in_took_is_shown_on_a_developers_machine_alone(
    client, settings
):
    LocalDelivery.objects.create(
        channel="text", key="D1", address_masked="138****0001", text="验证码 123456",
        template="sign_in_code",
    )  # fmt: skip
    assert client.get(reverse("accounts:outbox")).status_code == 404

    settings.DEBUG = True
    assert "验证码 123456" in client.get(reverse("accounts:outbox")).content.decode()


def report(client, body, secret, skew=0):
    content, moment = json.dumps(body).encode(), int(time.time()) + skew
    return client.post(
        RECEIPTS,
        content,
        content_type="application/json",
        headers={
            "X-Zhisheng-Moment": str(moment),
            "X-Zhisheng-Signature": sign(content, secret=secret, moment=moment),
        },
    )


def test_a_gateway_reports_what_arrived(client, settings):
    settings.GATEWAY_SECRET = "shared"
    dispatch = Dispatch.objects.create(
        channel="text", template="todo", status="handed_over"
    )
    body = {"receipts": [{"key": dispatch.code, "is_delivered": True}]}

    assert report(client, body, "shared").json() == {"noted": 1}
    assert report(client, body, "shared").json() == {"noted": 0}
    dispatch.refresh_from_db()
    assert dispatch.status == "received"


@pytest.mark.parametrize(
    ("secret", "skew", "known"),
    [("other", 0, "shared"), ("shared", -400, "shared"), ("", 0, "")],
)
def test_a_report_that_is_not_the_gateways_changes_nothing(
    client, settings, secret, skew, known
):
    settings.GATEWAY_SECRET = known
    dispatch = Dispatch.objects.create(
        channel="text", template="todo", status="handed_over"
    )
    body = {"receipts": [{"key": dispatch.code, "is_delivered": False}]}

    answer = report(client, body, secret, skew)

    assert (answer.status_code, answer["Content-Type"]) == (
        401,
        "application/problem+json",
    )
    dispatch.refresh_from_db()
    assert dispatch.status == "handed_over"
