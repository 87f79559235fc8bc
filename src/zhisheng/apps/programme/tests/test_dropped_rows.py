"""A list that stands for the whole: what goes is told first, and can be taken back."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import ListSource
from zhisheng.apps.programme.errors import EntryChangedError, EntryLockedError
from zhisheng.apps.programme.models import EntryRow
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.entry_tables import (
    hand_in,
    line,
    make_sheet,
    upload,
)
from zhisheng.apps.programme.tests.reporting import reload
from zhisheng.apps.programme.tests.workbooks import make_line, name_firm
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db
SECOND = "安平县示例2丝网厂"


@pytest.fixture
def entry(list_entry, body_user):
    upload(list_entry, body_user, [line(1), line(2), line(3)])
    return list_entry


@pytest.fixture
def dropped(entry, body_user):
    upload(entry, body_user, [line(1)], is_whole=True)
    return reload(entry)


def list_names(entry):
    rows = reload(entry).rows.order_by("number")
    return [row.answers["name"][5:6] for row in rows]


def drop(entry, actor, source=ListSource.SHEET, version=None):
    version = reload(entry).version if version is None else version
    return services.drop_unnamed_rows(
        entry=reload(entry), source=source, version=version, actor=actor
    )


def take_back(entry, actor):
    current = reload(entry)
    return services.take_back_rows(entry=current, version=current.version, actor=actor)


def send_sheet(client, entry, rows):
    data = {
        "file": make_sheet(rows), "is_whole": "on", "version": reload(entry).version,
    }  # fmt: skip
    address = [entry.task.code, entry.pk]
    return client.post(
        reverse("programme:upload_rows", args=address), data, follow=True
    )


def test_a_sheet_with_one_line_asks_before_the_others_go(entry, body_user, client):
    client.force_login(body_user)

    page = send_sheet(client, entry, [line(1, revenue=130), line(4)])

    assert list_names(entry) == ["1", "2", "3", "4"]
    shown = page.content.decode()
    assert "要去掉 2 行吗？" in shown
    assert "另有 2 行这份表格里没有；去掉后剩 2 行。" in shown
    assert shown.count("<li>安平县示例") == 2
    assert "新增 1 行，更新 1 行，退回 0 行。" in shown
    data = {"version": reload(entry).version}
    told = client.post(page.request["PATH_INFO"], data, follow=True).content.decode()
    assert "已删除 2 行，提交以前可以找回。" in told
    assert "去掉了 2 行，提交以前可以找回。" in told
    assert list_names(entry) == ["1", "4"]
    last = AuditEntry.objects.get(action="programme.entry_rows_dropped")
    assert (last.actor, last.counts) == (body_user, {"lines": 2})


def test_a_sheet_that_names_every_line_asks_nothing(entry, body_user, client):
    client.force_login(body_user)

    page = send_sheet(client, entry, [line(1), line(2), line(3, method="看了看")])

    assert page.request["PATH_INFO"].endswith(f"/{entry.pk}/")
    assert list_names(entry) == ["1", "2", "3"]


def test_what_the_ledger_does_not_name_is_asked_about_as_well(
    list_entry, put_in, body_user, client
):
    put_in([make_line(1)])
    upload(list_entry, body_user, [line(700)])
    client.force_login(body_user)
    address = [list_entry.task.code, list_entry.pk]
    data = {"is_whole_ledger": "on", "version": reload(list_entry).version}

    page = client.post(reverse("programme:take_lines", args=address), data, follow=True)

    assert "另有 1 行台账里没有；去掉后剩 1 行。" in page.content.decode()
    assert drop(list_entry, body_user, ListSource.LEDGER) == 1
    rows = reload(list_entry).rows.all()
    assert [row.answers["name"] for row in rows] == [name_firm(1)]


def test_lines_that_went_can_be_taken_back(dropped, body_user, client):
    client.force_login(body_user)
    address = [dropped.task.code, dropped.pk]

    told = client.post(
        reverse("programme:take_back_rows", args=address),
        {"version": dropped.version},
        follow=True,
    ).content.decode()

    assert "已找回 2 行。" in told
    assert "提交以前可以找回" not in told
    assert list_names(dropped) == ["1", "2", "3"]
    last = AuditEntry.objects.get(action="programme.entry_rows_taken_back")
    assert (last.actor, last.counts) == (body_user, {"lines": 2})


def test_a_line_that_stands_again_is_not_doubled(dropped, body_user):
    upload(dropped, body_user, [line(2, revenue=7)])

    back = take_back(dropped, body_user)

    assert (back.returned, back.left) == (1, 1)
    assert list_names(dropped) == ["1", "2", "3"]
    row = reload(dropped).rows.get(answers__name=SECOND)
    assert row.answers["revenue_before"] == "70000"


def test_one_line_taken_out_comes_back_as_well(entry, body_user):
    services.remove_row(
        entry=entry, number=2, version=reload(entry).version, actor=body_user
    )

    assert take_back(entry, body_user).returned == 1
    assert list_names(entry) == ["1", "3", "2"]


def test_handed_in_what_went_is_gone(dropped, body_user):
    hand_in(dropped, body_user)

    assert list_names(dropped) == ["1"]
    assert EntryRow.every.filter(entry=dropped).count() == 1
    with pytest.raises(EntryLockedError):
        take_back(dropped, body_user)


def test_a_remark_goes_and_comes_with_its_line(
    entry, body_user, nation_unit, officer_nation
):
    handed = hand_in(entry, body_user)
    services.return_entry(
        entry=handed,
        unit=nation_unit,
        remarks=[Remark("请核对", row=2)],
        version=handed.version,
        actor=officer_nation,
    )
    upload(entry, body_user, [line(1)], is_whole=True)
    assert list_names(entry) == ["1", "3"]

    take_back(entry, body_user)

    row = reload(entry).rows.get(answers__name=SECOND)
    assert (row.is_returned, row.remarks.get().text) == (True, "请核对")


def test_of_two_at_once_the_second_is_told(entry, body_user):
    upload(entry, body_user, [line(1)])
    with pytest.raises(EntryChangedError):
        drop(entry, body_user, version=reload(entry).version - 1)

    assert list_names(entry) == ["1", "2", "3"]


def test_another_body_takes_nothing_out_or_back(dropped, other_body_user):
    for act in (drop, take_back):
        with pytest.raises(ForbiddenError):
            act(dropped, other_body_user)

    assert list_names(dropped) == ["1"]
