"""How a person gives the ways outside: an e-mail address, WeChat, DingTalk."""

import json
import re
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts import services
from zhisheng.apps.accounts.models import (
    ChannelAddress,
    ChannelBinding,
    Dispatch,
    Message,
    User,
)
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.channels import LocalDelivery, sign
from zhisheng.kit.jobs import run_pending

pytestmark = pytest.mark.django_db
MAILBOX = "wangqiang@example.cn"
BINDINGS = "/api/v1/account/bindings/wechat"
GIVE, CONFIRM = reverse("accounts:give_mailbox"), reverse("accounts:confirm_mailbox")
BIND = reverse("accounts:bind_channel", args=["wechat"])


@pytest.fixture
def owner(client, settings):
    names = ("text", "wechat", "dingtalk", "mail")
    settings.CHANNELS = {name: {"adapter": "local"} for name in names}
    found = UserFactory()
    client.force_login(found, backend="django.contrib.auth.backends.ModelBackend")
    return found


def read(answer):
    return answer.content.decode()


def ask(client, mailbox=MAILBOX):
    return client.post(GIVE, {"mailbox": mailbox})


def read_digits():
    run_pending()
    return re.search(r"\d{6}", LocalDelivery.objects.first().text)[0]


def find_addresses(user):
    return dict(
        ChannelAddress.objects.filter(user=user).values_list("channel", "address")
    )


def test_an_address_counts_once_the_code_sent_there_came_back(client, owner):
    asked = ask(client)
    assert asked.url == CONFIRM
    assert find_addresses(owner) == {}
    digits = read_digits()
    sent = Dispatch.objects.get(template="address_code")
    assert (sent.channel, sent.address, sent.secret) == ("mail", "", "")

    done = client.post(CONFIRM, {"digits": digits}, follow=True)

    assert find_addresses(owner) == {"mail": MAILBOX}
    assert not ChannelBinding.objects.exists()
    assert "w***@example.cn" in read(done)
    assert MAILBOX not in read(done)
    entry = AuditEntry.objects.get(action="accounts.address_bound")
    assert (entry.actor, entry.new) == (owner, {"channel": "mail"})


def test_messages_then_go_there(client, owner):
    ask(client)
    client.post(CONFIRM, {"digits": read_digits()})
    services.send_notice(
        notice=services.Notice("todo", "有事", "T1", "/"),
        recipients=User.objects.filter(pk=owner.pk),
        actor=None,
    )
    Message.objects.update(due_at=timezone.now())

    services.deliver_messages()

    assert Dispatch.objects.get(template="todo").channel == "mail"


def test_five_wrong_codes_and_it_is_over(client, owner):
    ask(client)
    digits = read_digits()
    wrong = f"{(int(digits) + 1) % 10**6:06}"

    tried = [client.post(CONFIRM, {"digits": wrong}).status_code for _ in range(5)]
    late = client.post(CONFIRM, {"digits": digits})

    assert tried == [422] * 5
    assert late.status_code == 422
    assert "验证码不对" in read(late)
    assert find_addresses(owner) == {}


def test_a_code_ends_by_time(client, owner, time_machine):
    ask(client)
    digits = read_digits()
    time_machine.move_to(timezone.now() + timedelta(minutes=10, seconds=1))

    assert client.post(CONFIRM, {"digits": digits}).status_code == 422
    assert find_addresses(owner) == {}


def test_nobody_floods_a_mailbox(client, owner):
    assert [ask(client).status_code for _ in range(6)] == [302] * 5 + [422]
    other = UserFactory()
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert ask(client).status_code == 422
    assert ask(client, "other@example.cn").status_code == 302


def test_a_wrong_address_is_told_beside_its_field(client, owner):
    answer = ask(client, "wangqiang")

    assert answer.status_code == 422
    assert not Dispatch.objects.exists()


def test_where_there_is_no_such_channel_there_is_no_page(client, owner, settings):
    settings.CHANNELS = {"text": {"adapter": "local"}}

    assert client.get(GIVE).status_code == 404
    assert client.get(BIND).status_code == 404
    assert "给一个邮箱" not in read(client.get(reverse("accounts:channels")))


def tell(client, body, *, gateway="shared", address=BINDINGS):
    content, moment = json.dumps(body).encode(), int(time.time())
    return client.post(
        address,
        content,
        content_type="application/json",
        headers={
            "X-Zhisheng-Moment": str(moment),
            "X-Zhisheng-Signature": sign(content, secret=gateway, moment=moment),
        },
    )


def find_code(html):
    return re.search(r"绑定 (\d{8})", html)[1]


@pytest.fixture
def code(client, owner, settings):
    settings.GATEWAY_SECRET = "shared"
    settings.CHANNELS["wechat"] = {"adapter": "gateway"}
    return find_code(read(client.post(BIND)))


def test_the_gateway_tells_who_sent_the_code(client, owner, code):
    body = {"bindings": [{"code": code, "address": "openid-9"}]}

    assert tell(client, body).json() == {"bound": 1}
    assert find_addresses(owner) == {"wechat": "openid-9"}
    page = read(client.get(reverse("accounts:channels")))
    assert "已绑定" in page
    assert "openid-9" not in page
    # A code counts once.
    again = {"bindings": [{"code": code, "address": "openid-of-another"}]}
    assert tell(client, again).json() == {"bound": 0}
    assert find_addresses(owner) == {"wechat": "openid-9"}


@pytest.mark.parametrize(
    ("channel", "gateway", "status"),
    [("dingtalk", "shared", 200), ("text", "shared", 200), ("wechat", "other", 401)],
)
def test_a_code_of_another_channel_or_gateway_binds_nothing(
    client, owner, code, channel, gateway, status
):
    body = {"bindings": [{"code": code, "address": "openid-9"}]}
    address = BINDINGS.replace("wechat", channel)

    assert tell(client, body, gateway=gateway, address=address).status_code == status
    assert find_addresses(owner) == {}


def test_a_code_to_bind_ends_by_time(client, owner, code, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=10, seconds=1))

    body = {"bindings": [{"code": code, "address": "openid-9"}]}
    assert tell(client, body).json() == {"bound": 0}
    assert find_code(read(client.post(BIND))) != code


def test_looking_at_the_page_makes_no_code_and_ends_none(client, owner, code):
    page = read(client.get(BIND))

    assert "获取绑定码" in page
    assert "绑定 " not in page
    assert AuditEntry.objects.filter(action="accounts.binding_asked").count() == 1
    told = {"bindings": [{"code": code, "address": "openid-9"}]}
    assert tell(client, told).json() == {"bound": 1}


def test_nobody_makes_codes_without_end(client, owner):
    made = [client.post(BIND).status_code for _ in range(6)]

    assert made == [200] * 5 + [429]


def test_codes_are_not_tried_out_from_one_address(client, owner, code):
    wrong = [
        {"code": f"{(int(code) + number) % 10**8:08}", "address": "openid-8"}
        for number in range(1, 11)
    ]
    late = {"bindings": [*wrong, {"code": code, "address": "openid-8"}]}

    assert tell(client, late).json() == {"bound": 0}
    assert find_addresses(owner) == {}
    # Somebody else's address is not shut out by it.
    own = {"bindings": [{"code": code, "address": "openid-9"}]}
    assert tell(client, own).json() == {"bound": 1}


def test_who_is_bound_is_told_inside(client, owner, code):
    tell(client, {"bindings": [{"code": code, "address": "openid-9"}]})

    message = Message.objects.get(recipient=owner)
    assert "有一种接收方式绑定到了您的账号。不是您本人绑定的" in str(message)
    assert message.link == reverse("accounts:channels")
    assert message.is_waiting is False
    services.deliver_messages()
    assert not Dispatch.objects.exists()


@pytest.fixture
def waiting(owner):
    """Return a text that waits for the address of before, and one to a mobile."""
    known = {"recipient": owner, "template": "todo", "address": MAILBOX}
    Dispatch.objects.create(**known, channel="text")
    return Dispatch.objects.create(**known, channel="wechat", secret="L")


def list_waiting():
    return [
        (one.channel, one.status, one.address, one.secret)
        for one in Dispatch.objects.order_by("pk")
    ]


LEFT = [("text", "waiting", MAILBOX, ""), ("wechat", "expired", "", "")]


def test_nothing_more_goes_to_an_address_that_was_changed(client, owner, code, waiting):
    tell(client, {"bindings": [{"code": code, "address": "openid-9"}]})

    assert list_waiting() == LEFT


def test_nothing_more_goes_to_an_address_that_was_removed(client, owner, waiting):
    ChannelAddress.objects.create(user=owner, channel="wechat", address="openid-8")

    client.post(reverse("accounts:remove_address", args=["wechat"]))

    assert list_waiting() == LEFT


def test_asking_again_makes_a_fresh_code_and_the_one_before_is_over(
    client, owner, code
):
    fresh = find_code(read(client.post(BIND)))

    old = {"bindings": [{"code": code, "address": "openid-8"}]}
    assert tell(client, old).json() == {"bound": 0}
    assert tell(client, {"bindings": [{"code": fresh, "address": "openid-9"}]}).json() == {
        "bound": 1
    }  # fmt: skip


def test_the_stand_in_binds_by_a_button_where_no_text_can_leave(
    client, owner, settings
):
    code = find_code(read(client.post(BIND)))
    assert client.post(BIND, {"code": code}).status_code == 404

    settings.DEMO = True
    fresh = read(client.post(BIND))
    assert "演示" in fresh
    over = client.post(BIND, {"code": code}, follow=True)
    assert "这个绑定码已经过期" in read(over)
    assert find_addresses(owner) == {}
    client.post(BIND, {"code": find_code(fresh)})

    assert find_addresses(owner) == {"wechat": f"stand-in-{owner.code}"}


def test_what_was_bound_is_removed_again(client, owner):
    ChannelAddress.objects.create(user=owner, channel="mail", address=MAILBOX)
    page = read(client.get(reverse("accounts:channels")))
    remove = reverse("accounts:remove_address", args=["mail"])
    assert remove in page

    client.post(remove)
    again = client.post(remove)

    assert find_addresses(owner) == {}
    assert again.status_code == 404
    entry = AuditEntry.objects.get(action="accounts.address_removed")
    assert entry.old == {"channel": "mail"}


def test_a_closed_account_is_reached_by_nothing(owner):
    ChannelAddress.objects.create(user=owner, channel="mail", address=MAILBOX)

    services.close_account(actor=owner)

    assert not ChannelAddress.objects.exists()


def test_a_person_sees_the_own_addresses_among_all_that_is_held(owner):
    ChannelAddress.objects.create(user=owner, channel="mail", address=MAILBOX)

    found = json.loads(services.export_personal(actor=owner))

    (account,) = next(
        part["内容"] for part in found if part["类别"] == "账号和联系方式"
    )
    assert account["电子邮件、微信、钉钉"] == f"电子邮件 {MAILBOX}"
