"""A link that was handed over by hand keeps nobody from being asked by a text message."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from zhisheng.apps.accounts.models import Dispatch
from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import TaskLink
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(county_unit, officer_county):
    make_enterprises(1, contact_phone="13800000002")
    return open_now(
        plan_task(county_unit, officer_county), officer_county
    ).entries.get()


def list_sent():
    return [one.address for one in Dispatch.objects.order_by("pk")]


def fill_again(entry, unit, actor):
    services.return_entry(
        entry=entry, unit=unit, remarks=[Remark("请改")],
        version=reload(entry).version, actor=actor,
    )  # fmt: skip
    return fill(reload(entry), actor)


def test_filled_in_after_a_link_was_handed_over_it_is_asked_about(
    entry, officer_county
):
    services.issue_link(entry=entry, actor=officer_county)

    fill(entry, officer_county)

    assert list_sent() == ["13800000002"]
    alive = TaskLink.objects.filter(ended_at=None).order_by("pk")
    # The one handed over proves nothing, so it does no harm beside the one sent.
    assert [one.address_masked for one in alive] == ["", "138****0002"]


def test_a_link_that_was_sent_and_replaced_by_hand_is_sent_anew(
    entry, county_unit, officer_county
):
    fill(entry, officer_county)
    services.return_entry(
        entry=entry, unit=county_unit, remarks=[Remark("请改")],
        version=reload(entry).version, actor=officer_county,
    )  # fmt: skip
    services.issue_link(entry=reload(entry), actor=officer_county)

    fill(reload(entry), officer_county)

    assert list_sent() == ["13800000002"] * 2


def test_while_the_one_sent_today_still_opens_no_other_is_sent(
    entry, county_unit, officer_county
):
    fill(entry, officer_county)

    fill_again(entry, county_unit, officer_county)

    assert list_sent() == ["13800000002"]
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        fill_again(entry, county_unit, officer_county)
    assert list_sent() == ["13800000002"] * 2


def test_a_link_just_handed_over_is_not_ended_by_links_to_all(
    entry, county_unit, officer_county
):
    issued = services.issue_link(entry=entry, actor=officer_county)

    queued = services.queue_links(
        task=entry.task, unit=county_unit, actor=officer_county
    )
    jobs.run_pending()

    assert (queued, list_sent()) == (0, [])
    assert TaskLink.objects.get(ended_at=None) == issued.link
