"""An administrator sees whether messages go out: counts by channel, never of whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.accounts.models import ChannelOutage, Dispatch
from zhisheng.apps.accounts.selectors import list_traffic
from zhisheng.apps.accounts.services import deliver_messages, dispatching
from zhisheng.kit.channels import ChannelDownError

pytestmark = pytest.mark.django_db
ADDRESS = "/messages/"


@pytest.fixture(autouse=True)
def local_channels(settings):
    settings.CHANNELS = {"text": {"adapter": "local"}}


def make_dispatches(status, number, *, days=0, channel="text"):
    made = timezone.now() - timedelta(days=days, minutes=5)
    for _ in range(number):
        Dispatch.objects.create(
            channel=channel, template="tasks", status=status, created_at=made
        )


@pytest.fixture
def traffic(db):
    make_dispatches("waiting", 2)
    make_dispatches("waiting", 1, days=3)
    make_dispatches("received", 3)
    make_dispatches("handed_over", 1)
    make_dispatches("failed", 4, days=2)
    make_dispatches("failed", 5, days=9)


def test_texts_are_counted_by_what_became_of_them(traffic):
    found = next(one for one in list_traffic() if one.name == "text")

    assert found.waiting == 3
    assert (timezone.now() - found.oldest).days == 3
    assert (found.day.out, found.day.received, found.day.failed) == (4, 3, 0)
    assert (found.week.out, found.week.received, found.week.failed) == (4, 3, 4)
    assert found.down_since is None


@pytest.mark.parametrize("person", ["officer_nation", "owner", "body_user"])
def test_nobody_but_an_administrator_sees_it(
    client, administrator, traffic, request, person
):
    client.force_login(administrator)
    page = client.get(ADDRESS)
    client.force_login(request.getfixturevalue(person))

    assert page.status_code == 200
    assert "等待发送" in page.content.decode()
    assert client.get(ADDRESS).status_code == 403


def test_a_channel_that_is_down_is_named_until_it_takes_again(monkeypatch, db):
    class Down:
        def hand_over(self, parcels):
            raise ChannelDownError

    Dispatch.objects.create(
        channel="text", template="sign_in_code", address="13800000001"
    )
    monkeypatch.setattr(dispatching, "is_quiet", lambda _now: False)
    with monkeypatch.context() as patch:
        patch.setattr(dispatching, "get_channel", lambda _name: Down())
        deliver_messages()
        first = ChannelOutage.objects.get().since
        deliver_messages()

    found = next(one for one in list_traffic() if one.name == "text")
    assert found.down_since == first
    deliver_messages()
    assert not ChannelOutage.objects.exists()
