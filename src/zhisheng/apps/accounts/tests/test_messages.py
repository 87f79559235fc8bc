"""What people are told: once, in the inbox at once, outside when it may go there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.models import (
    ChannelAddress,
    Dispatch,
    Message,
    User,
)
from zhisheng.apps.accounts.services import Notice
from zhisheng.apps.accounts.tests.factories import UserFactory
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.channels import LocalDelivery
from zhisheng.kit.retention import erase_overdue

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2024, 3, 5, 12, tzinfo=SHANGHAI)
LATER = NOON + timedelta(minutes=6)


@pytest.fixture(autouse=True)
def channels(settings):
    settings.CHANNELS = {
        name: {"adapter": "local"} for name in ("text", "wechat", "mail")
    }
    settings.PUBLIC_URL = "https://zs.example"


@pytest.fixture
def owner():
    return UserFactory(mobile="13800000001")


def make_notice(key="T1", template="todo", link="/programme/tasks/T1/"):
    return Notice(
        template=template,
        title="“{task}”等您填报，请在 {day} 前提交。",
        key=key,
        link=link,
        data={"task": "2024 年帮扶名单", "day": "2024年3月31日"},
    )


def send(*people, actor=None, **changes):
    everybody = User.objects.filter(pk__in=[one.pk for one in people])
    return services.send_notice(
        notice=make_notice(**changes), recipients=everybody, actor=actor
    )


def deliver_at(moment):
    with time_machine.travel(moment, tick=False):
        return services.deliver_messages()


def list_texts():
    return [one.text for one in LocalDelivery.objects.order_by("id")]


def find_link():
    """Return the link of the one text: it leads to what waits, after a code."""
    return f"https://zs.example/account/t/{Dispatch.objects.get().code}/"


def test_a_notice_stands_in_the_inbox_at_once_and_says_what_it_is_about(owner):
    with time_machine.travel(NOON, tick=False):
        assert send(owner) == 1

    page = selectors.list_messages_for(actor=owner)
    assert [str(one) for one in page.rows] == [
        "“2024 年帮扶名单”等您填报，请在 2024年3月31日 前提交。"
    ]
    assert selectors.count_unread_for(owner) == 1
    assert AuditEntry.objects.get().counts == {"sent": 1}


def test_outside_nothing_is_said_but_that_something_waits(owner):
    with time_machine.travel(NOON, tick=False):
        send(owner)

    assert deliver_at(LATER) == 1
    assert list_texts() == [f"【质升】您有 1 项待办，请打开链接查看：{find_link()}"]
    delivery = LocalDelivery.objects.get()
    assert delivery.address_masked == "138****0001"


def test_who_reads_english_is_told_in_english(owner):
    User.objects.filter(pk=owner.pk).update(language="en")
    with time_machine.travel(NOON, tick=False):
        send(owner)

    deliver_at(LATER)

    assert list_texts() == [f"【质升】You have 1 item(s) to do. Open: {find_link()}"]


def test_the_same_is_told_once(owner):
    with time_machine.travel(NOON, tick=False):
        assert send(owner) == 1
        assert send(owner) == 0

    deliver_at(LATER)
    assert Message.objects.count() == 1
    assert deliver_at(LATER + timedelta(hours=1)) == 0
    assert len(list_texts()) == 1


def test_several_matters_become_one_text(owner):
    with time_machine.travel(NOON, tick=False):
        send(owner, key="T1")
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        send(owner, key="T2", link="/programme/tasks/T2/")

    deliver_at(LATER)

    assert list_texts() == [f"【质升】您有 2 项待办，请打开链接查看：{find_link()}"]
    assert Dispatch.objects.get().messages.count() == 2


def test_nobody_is_disturbed_at_night(owner):
    night = NOON.replace(hour=20)
    with time_machine.travel(night, tick=False):
        send(owner)

    assert deliver_at(night + timedelta(hours=11, minutes=59)) == 0
    assert deliver_at(night + timedelta(hours=12)) == 1


def test_what_came_due_before_the_night_waits_for_the_morning(owner):
    with time_machine.travel(NOON.replace(hour=19, minute=50), tick=False):
        send(owner)

    assert deliver_at(NOON.replace(hour=20, minute=5)) == 0
    assert deliver_at(NOON.replace(day=6, hour=8)) == 1


def test_a_code_goes_out_at_night_and_is_kept_no_longer_than_needed(owner):
    with time_machine.travel(NOON.replace(hour=23), tick=False):
        services.send_secret(
            template="sign_in_code",
            mobile="13800000001",
            secret="123456",
            lifetime=timedelta(minutes=5),
        )
        assert services.deliver_messages() == 1

    assert list_texts() == ["【质升】验证码 123456，5 分钟内有效，请勿告诉他人。"]
    dispatch = Dispatch.objects.get()
    assert (dispatch.secret, dispatch.address, dispatch.status) == (
        "",
        "",
        "handed_over",
    )


def test_a_code_that_comes_too_late_is_dropped():
    with time_machine.travel(NOON, tick=False):
        services.send_secret(
            template="sign_in_code",
            mobile="13800000001",
            secret="123456",
            lifetime=timedelta(minutes=5),
        )

    assert deliver_at(LATER) == 0
    assert list_texts() == []
    assert Dispatch.objects.get().status == "expired"


def test_the_secret_is_in_no_table_and_no_entry_in_clear(owner):
    services.send_secret(
        template="sign_in_code",
        mobile="13800000001",
        secret="987654",
        lifetime=timedelta(minutes=5),
    )

    raw = Dispatch.objects.extra(select={"raw": "secret", "where": "address"})
    stored = f"{raw.values_list('raw', 'where')[0]} {AuditEntry.objects.get().new}"
    assert "987654" not in stored
    assert "13800000001" not in stored


def test_who_refused_a_channel_is_told_by_another(owner):
    owner.channel_addresses.create(channel="mail", address="owner@example.org")
    services.choose_channels(wanted=frozenset({"mail"}), actor=owner)
    with time_machine.travel(NOON, tick=False):
        send(owner)

    deliver_at(LATER)

    assert LocalDelivery.objects.get().channel == "mail"


def test_who_refused_all_channels_finds_it_in_the_inbox(owner):
    services.choose_channels(wanted=frozenset(), actor=owner)
    with time_machine.travel(NOON, tick=False):
        send(owner)

    assert deliver_at(LATER) == 0
    assert selectors.count_unread_for(owner) == 1
    assert not Message.objects.get().is_waiting


def test_what_the_law_demands_goes_out_all_the_same(owner):
    services.choose_channels(wanted=frozenset(), actor=owner)
    with time_machine.travel(NOON, tick=False):
        send(owner, template="statutory")

    deliver_at(LATER)

    told = f"【质升】您有 1 项法定事项通知，请打开链接查看：{find_link()}"
    assert list_texts() == [told]


def test_wechat_is_taken_first_where_it_is_known(owner):
    ChannelAddress.objects.create(user=owner, channel="wechat", address="openid-1")
    with time_machine.travel(NOON, tick=False):
        send(owner)

    deliver_at(LATER)

    assert LocalDelivery.objects.get().channel == "wechat"


def test_who_left_is_told_nothing(owner):
    with time_machine.travel(NOON, tick=False):
        send(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert deliver_at(LATER) == 0
    assert Dispatch.objects.count() == 0


def test_reading_marks_only_what_was_shown(owner):
    send(owner, key="T1")
    shown = Message.objects.get()
    send(owner, key="T2")

    assert services.read_messages(actor=owner, until=shown.pk) == 1
    assert selectors.count_unread_for(owner) == 1


def test_nobody_reads_for_somebody_else(owner):
    other = UserFactory()
    send(owner)

    assert services.read_messages(actor=other, until=10**9) == 0
    assert selectors.list_messages_for(actor=other).rows == ()
    assert selectors.count_unread_for(owner) == 1


def test_sending_to_many_takes_few_statements(django_assert_max_num_queries):
    people = [UserFactory(mobile=f"138{number:08d}") for number in range(30)]

    with django_assert_max_num_queries(6):
        assert send(*people) == 30


def test_a_receipt_is_noted_once(owner):
    with time_machine.travel(NOON, tick=False):
        send(owner)
    deliver_at(LATER)
    code = Dispatch.objects.get().code

    assert services.note_receipts("text", [(code, True), ("D-unknown", True)]) == 1
    assert services.note_receipts("text", [(code, False)]) == 0
    dispatch = Dispatch.objects.get()
    assert dispatch.status == "received"
    assert dispatch.receipt_at <= timezone.now()


def test_messages_and_records_of_sending_go_when_their_time_is_over(owner):
    with time_machine.travel(NOON, tick=False):
        send(owner)
    deliver_at(LATER)
    created = Message.objects.get().created_at

    erase_overdue(created + timedelta(days=365, hours=1))
    assert (Message.objects.count(), Dispatch.objects.count()) == (1, 0)
    erase_overdue(created + timedelta(days=730, hours=1))
    assert Message.objects.count() == 0


def test_what_was_said_of_a_matter_is_said_anew(owner):
    send(owner, key="open:T1")
    send(owner, key="open:T2")

    told = services.restate_notices(
        about="T1", data={"day": "2024年3月10日"}, actor=None
    )

    assert told == 1
    days = {one.key: one.data["day"] for one in Message.objects.all()}
    assert days == {"open:T1": "2024年3月10日", "open:T2": "2024年3月31日"}
    assert {one.data["task"] for one in Message.objects.all()} == {"2024 年帮扶名单"}
