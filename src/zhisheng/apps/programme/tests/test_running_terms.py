"""Nothing waits for, and nobody tells, an officer whose term or account is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.accounts.models import Membership, Message, User
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(
    city_unit, officer_city, county_unit, officer_county, owner_organisation, owner
):
    make_enterprises(1, organisation=owner_organisation)
    return open_now(plan_task(city_unit, officer_city), officer_city).entries.get()


def end_term(officer):
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=officer).update(until=yesterday)


def leave_today(officer):
    Membership.objects.filter(user=officer).update(until=timezone.localdate())


def lock(officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)


def make_machine(officer):
    User.objects.filter(pk=officer.pk).update(is_machine=True)


@pytest.mark.parametrize("leave", [end_term, lock, make_machine])
def test_an_entry_goes_past_a_unit_whose_only_officer_left(
    entry, owner, officer_county, officer_city, leave
):
    leave(officer_county)
    Message.objects.all().delete()

    handed = fill(entry, owner)

    assert handed.waiting_at == entry.task.unit_id
    assert [one.recipient for one in Message.objects.all()] == [officer_city]


def test_on_the_last_day_it_still_goes_there(entry, owner, officer_county, county_unit):
    leave_today(officer_county)
    Message.objects.all().delete()

    handed = fill(entry, owner)

    assert handed.waiting_at == county_unit.code
    assert [one.recipient for one in Message.objects.all()] == [officer_county]
