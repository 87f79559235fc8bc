"""A result archived before results became public stays as it was until its office shows it."""

from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import NoticeStateError
from zhisheng.apps.programme.models import PublicNotice
from zhisheng.apps.programme.tests.notices import publish, reload
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db
MONDAY, AFTER = "2024-03-04T09:00:00+08:00", "2024-03-12T09:00:00+08:00"
RESULT = "公示期内没有收到异议，按名单奖补。"
API = "/api/v1/programme/notices"


@pytest.fixture
def running(county_unit, officer_county):
    with time_machine.travel(MONDAY, tick=False):
        return publish(county_unit, officer_county)


@pytest.fixture
def earlier(running, officer_county):
    """Return a notice that an earlier version archived, as the upgrade leaves it."""
    with time_machine.travel(AFTER, tick=False):
        services.conclude_notice(notice=running, result=RESULT, actor=officer_county)
    keep = import_module("zhisheng.apps.programme.migrations.0046_earlier_results")
    keep.keep_earlier_results(apps, None)
    return reload(running)


def read_public(client, notice):
    return client.get(reverse("notices:notice", args=[notice.code]))


def show(client, notice):
    address = reverse("programme:show_notice_result", args=[notice.code])
    return client.post(address, follow=True)


def test_the_upgrade_makes_nothing_public_and_later_results_are(
    earlier, county_unit, officer_county
):
    with time_machine.travel(MONDAY, tick=False):
        later = publish(county_unit, officer_county)
    with time_machine.travel(AFTER, tick=False):
        services.conclude_notice(notice=later, result=RESULT, actor=officer_county)

    shown = PublicNotice.objects.order_by("pk").values_list("is_result_public")
    assert list(shown) == [(False,), (True,)]


def test_nobody_outside_reads_it_and_is_told_whom_to_ask(earlier, client):
    answer = read_public(client, earlier)

    assert answer.status_code == 410
    page = answer.content.decode()
    assert RESULT not in page
    assert "结果由安平县市场监督管理局存档，没有公开。" in page
    assert client.get(f"{API}/{earlier.code}").json()["code"] == (
        "programme.result_not_public"
    )
    assert earlier.title not in client.get(reverse("notices:index")).content.decode()
    objecting = client.get(reverse("notices:object", args=[earlier.code]))
    assert objecting.status_code == 410


def test_its_office_shows_it(earlier, client, officer_county):
    client.force_login(officer_county)
    own = client.get(reverse("programme:notice", args=[earlier.code]))
    assert "公开结果" in own.content.decode()
    assert "公众看到的" not in own.content.decode()

    page = show(client, earlier).content.decode()

    assert "结果已公开" in page
    assert "公众看到的" in page
    (noted,) = AuditEntry.objects.filter(action="programme.notice_result_shown")
    assert (noted.actor, noted.new) == (
        officer_county,
        {"title": earlier.title, "result": RESULT},
    )
    client.logout()
    assert RESULT in read_public(client, earlier).content.decode()
    assert client.get(f"{API}/{earlier.code}").json()["result"] == RESULT
    assert earlier.title in client.get(reverse("notices:index")).content.decode()


def test_shown_twice_is_refused_and_noted_once(earlier, client, officer_county):
    client.force_login(officer_county)
    show(client, earlier)

    again = show(client, earlier)

    assert again.status_code == 409
    assert "结果已经公开了，不用再按。" in again.content.decode()
    assert (
        AuditEntry.objects.filter(action="programme.notice_result_shown").count() == 1
    )


def test_a_result_that_holds_a_number_is_not_shown(earlier, client, officer_county):
    type(earlier).objects.update(result="请拨 13812345678。")
    client.force_login(officer_county)
    own = client.get(reverse("programme:notice", args=[earlier.code])).content.decode()

    assert "结果不能公开" in own
    assert reverse("programme:show_notice_result", args=[earlier.code]) not in own
    answer = show(client, earlier)
    assert answer.status_code == 409
    assert "这份结果里有手机、证件号码一类的个人信息" in answer.content.decode()
    assert not reload(earlier).is_result_public
    told = AuditEntry.objects.filter(action="programme.notice_result_shown")
    assert not told.exists()


def test_neither_an_office_above_nor_one_beside_shows_it(earlier, client, officer_city):
    client.force_login(officer_city)
    page = client.get(reverse("programme:notice", args=[earlier.code]))

    assert "公开结果" not in page.content.decode()
    assert show(client, earlier).status_code == 403
    with pytest.raises(ForbiddenError):
        services.show_result(notice=earlier, actor=officer_city)
    assert not reload(earlier).is_result_public
    assert not AuditEntry.objects.filter(
        action="programme.notice_result_shown"
    ).exists()


def test_there_is_nothing_to_show_before_it_is_archived(running, officer_county):
    with pytest.raises(NoticeStateError):
        services.show_result(notice=running, actor=officer_county)
