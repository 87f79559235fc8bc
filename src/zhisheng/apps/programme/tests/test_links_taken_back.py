"""Who handed in by a link sees when and where it is, and takes it back before a review."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import EntryTakenBackError, ReviewBegunError
from zhisheng.apps.programme.models import EntryStep, TaskLink
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    READ,
    fill,
    fill_by_link,
    make_enterprises,
    open_now,
    plan_task,
    reload,
    start_link,
)
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(county_unit, officer_county):
    make_enterprises(1, contact_phone="13800000002")
    make_enterprises(1)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task):
    return task.entries.order_by("pk")[1]


@pytest.fixture
def issued(entry, officer_county):
    return services.issue_link(entry=entry, actor=officer_county)


@pytest.fixture
def phone(issued):
    """Return the browser that handed in by the link."""
    phone = Client()
    landing = phone.get(issued.address, follow=True)
    phone.post(landing.request["PATH_INFO"])
    phone.post(fill_address(issued), GOOD | {"version": "0", "go": "submit"})
    return phone


def fill_address(issued):
    return reverse("programme:fill_by_link", args=[issued.link.code])


def take_back(phone, issued, entry, **changes):
    sent = {"take_back": "yes", "version": reload(entry).version} | changes
    return phone.post(fill_address(issued), sent, follow=True)


def test_its_page_says_when_it_was_handed_in_and_where_it_is(phone, issued, entry):
    page = phone.get(fill_address(issued)).content.decode()

    assert "<title>已提交" in page
    assert "已提交，现在等安平县市场监督管理局审核。" in page
    assert "平台没有核实是谁填的" in page
    assert "撤回提交" in page
    assert "没有问题" not in page


def test_taken_back_it_is_open_again_with_its_answers(phone, issued, entry):
    told = take_back(phone, issued, entry)

    assert "已撤回，填的内容都在。" in told.content.decode()
    assert 'name="revenue"' in told.content.decode()
    now = reload(entry)
    assert (now.state, now.waiting_at, now.answers) == ("unfilled", "", READ)
    assert (now.needs_check, now.submitted_at) == (False, None)
    step = EntryStep.objects.filter(entry=entry).last()
    assert (step.act, step.done_by, step.link) == ("taken_back", None, issued.link)
    noted = AuditEntry.objects.get(action="programme.entry_taken_back")
    assert (noted.actor, noted.new["link"]) == (None, issued.link.code)

    again = phone.post(
        fill_address(issued), GOOD | {"version": now.version, "go": "submit"}
    )
    assert again.status_code == 302
    assert reload(entry).is_by_link


def test_by_one_link_it_is_taken_back_three_times_a_day(
    phone, issued, entry, officer_county
):
    review = Message.objects.filter(recipient=officer_county, key__startswith="review:")
    for _time in range(3):
        take_back(phone, issued, entry)
        typed = GOOD | {"version": reload(entry).version, "go": "submit"}
        phone.post(fill_address(issued), typed)
    before = reload(entry)
    told = Message.objects.count()

    refused = take_back(phone, issued, entry)

    assert "操作过于频繁，请约 24 小时后再试。" in refused.content.decode()
    assert refused.status_code == 200
    now = reload(entry)
    assert (now.state, now.version) == ("filled", before.version)
    assert Message.objects.count() == told
    # Once as ever, and once more since it was taken back.
    assert review.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        link = TaskLink.objects.get(pk=issued.link.pk)
        services.take_back_entry(entry=entry, version=now.version, actor=link)
    assert reload(entry).state == "unfilled"


def test_where_the_number_on_record_was_asked_it_is_taken_back_too(
    task, officer_county
):
    asked = task.entries.order_by("pk")[0]
    link = fill_by_link(asked, officer_county)
    assert reload(asked).check_asked_at is not None
    assert TaskLink.objects.filter(entry=asked, ended_at=None).count() == 2

    services.take_back_entry(entry=asked, version=reload(asked).version, actor=link)

    assert reload(asked).check_asked_at is None


def test_reviewed_it_stays(phone, issued, entry, county_unit, officer_county):
    seen = reload(entry).version
    services.write_remark(
        entry=entry,
        unit=county_unit,
        remark=services.Remark("人数"),
        actor=officer_county,
    )
    assert "撤回提交" not in phone.get(fill_address(issued)).content.decode()

    late = take_back(phone, issued, entry, version=seen)

    assert late.status_code == 409
    assert ReviewBegunError.message[:8] in late.content.decode()
    assert reload(entry).state == "filled"


def test_no_other_link_takes_it_back(task, entry, phone, officer_county):
    other = task.entries.exclude(pk=entry.pk).get()
    link = start_link(services.issue_link(entry=other, actor=officer_county))
    with pytest.raises(ForbiddenError):
        services.take_back_entry(entry=entry, version=reload(entry).version, actor=link)
    assert reload(entry).state == "filled"


def test_what_an_office_filled_in_no_link_takes_back(entry, issued, officer_county):
    link = start_link(issued)
    fill(reload(entry), officer_county)
    with pytest.raises(ForbiddenError):
        services.take_back_entry(entry=entry, version=reload(entry).version, actor=link)
    assert reload(entry).is_filled_for


def test_twice_at_once_it_is_taken_back_once(phone, issued, entry):
    seen = reload(entry).version
    take_back(phone, issued, entry, version=seen)

    again = take_back(phone, issued, entry, version=seen)

    assert again.status_code == 409
    assert EntryStep.objects.filter(entry=entry, act="taken_back").count() == 1
    assert EntryTakenBackError.code.startswith("programme.")


def test_elsewhere_a_used_link_says_that_it_was_handed_in(phone, issued):
    other = Client().get(issued.address, follow=True)

    assert other.status_code == 409
    page = other.content.decode()
    assert "<title>已经提交" in page
    assert "内容已变动" not in page
    assert "已提交，现在等安平县市场监督管理局审核。" in page
    assert "要改的话，请找发链接的单位退回。" in page


def test_a_used_link_that_handed_nothing_in_says_so(issued):
    start_link(issued)

    page = Client().get(issued.address, follow=True).content.decode()

    assert "<title>这条链接已经打开过" in page
    assert "这条链接已经在别的手机或浏览器上打开过" in page


def test_once_it_is_over_its_own_browser_is_told_how_far_it_is(phone, issued):
    TaskLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    late = phone.get(fill_address(issued))

    assert late.status_code == 409
    assert "<title>已经提交" in late.content.decode()


def test_without_its_secret_nothing_is_told(phone, issued, entry):
    page = Client().get(reverse("programme:link", args=[issued.link.code]))

    assert page.status_code == 409
    assert entry.name not in page.content.decode()


def test_what_was_handed_in_otherwise_is_not_to_be_filled_in(
    entry, issued, officer_county
):
    type(entry).objects.filter(pk=entry.pk).update(waiting_at="U131125", state="filled")

    page = Client().get(issued.address, follow=True)

    assert page.status_code == 409
    assert "开始填写" not in page.content.decode()
