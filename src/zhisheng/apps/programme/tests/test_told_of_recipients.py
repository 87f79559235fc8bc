"""Offices below are told who was added or taken out by hand, as they are of a filter."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.conftest import make_bureau, make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.errors import EntryBegunError, ReasonMissingError
from zhisheng.apps.programme.models import RecipientChange
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)
from zhisheng.apps.registry.models import Enterprise

pytestmark = pytest.mark.django_db
NAME = "2024 年三季度进展"
ADDED = f"“{NAME}”加了您这里的“{{name}}”来填报，原因请看增减记录。"
MORE = f"“{NAME}”在您这里增加了填报对象，原因请看增减记录。"
GONE = f"“{NAME}”不再要您这里的“{{name}}”填报，原因请看增减记录。"


@pytest.fixture
def offices(province_unit, city_unit, county_unit, officer_city, officer_county):
    """Return the officers on the way down to the county; one beside is told nothing."""
    make_officer("桃城何军", make_bureau("131102", city_unit))
    return [officer_city, officer_county]


@pytest.fixture
def task(offices, province_unit, officer_province, owner, owner_organisation):
    """Ask the wire makers of the province; the owner's trade is another one."""
    make_enterprises(2, industry_id="3340")
    make_enterprises(1, industry_id="1811", organisation=owner_organisation)
    make_enterprises(1, industry_id="1811", name="安平县示例服装厂")
    plan = plan_task(province_unit, officer_province, industry="3340")
    task = open_now(plan, officer_province)
    Message.objects.all().delete()
    return task


@pytest.fixture
def others(task):
    return list(Enterprise.unscoped.filter(industry_id="1811").order_by("pk"))


def add(task, actor, *enterprises, reason="省里点名"):
    with on_day("2024-10-20"):
        return services.add_recipients(
            task=task, codes=[one.code for one in enterprises], reason=reason,
            actor=actor,
        )  # fmt: skip


def take_out(entry, actor, reason="加错了"):
    with on_day("2024-10-20"):
        services.take_out_recipient(entry=entry, reason=reason, actor=actor)


def list_told():
    told = Message.objects.filter(key__startswith="recipients-below:").order_by("pk")
    return sorted((one.recipient.name, str(one)) for one in told)


def test_the_offices_on_the_way_are_told_of_one_added(task, others, officer_province):
    add(task, officer_province, others[0])

    said = ADDED.format(name=others[0].name)
    assert list_told() == [("安平刘丽", said), ("衡水孙红", said)]
    link = reverse("programme:recipient_changes", args=[task.code]) + "?view=all"
    assert {
        one.link for one in Message.objects.filter(key__startswith="recipients-below:")
    } == {link}


def test_of_many_each_is_told_once(task, others, officer_province):
    add(task, officer_province, *others)

    assert list_told() == [("安平刘丽", MORE), ("衡水孙红", MORE)]


def test_they_are_told_of_one_taken_out_and_put_back(task, others, officer_province):
    entry = task.entries.order_by("pk").first()

    take_out(entry, officer_province)
    assert list_told() == [
        (name, GONE.format(name=entry.name)) for name in ("安平刘丽", "衡水孙红")
    ]
    Message.objects.all().delete()
    with on_day("2024-10-21"):
        services.put_back_recipient(
            change=RecipientChange.objects.get(),
            reason="弄错了",
            actor=officer_province,
        )

    assert list_told() == [
        (name, ADDED.format(name=entry.name)) for name in ("安平刘丽", "衡水孙红")
    ]


def test_what_is_refused_is_told_to_nobody(
    task, others, officer_province, officer_county
):
    begun = fill(task.entries.order_by("pk").first(), officer_county)
    Message.objects.all().delete()

    with pytest.raises(ReasonMissingError):
        add(task, officer_province, others[0], reason=" ")
    with pytest.raises(EntryBegunError):
        take_out(begun, officer_province)

    assert list_told() == []


def test_an_office_that_is_asked_itself_is_told_of_that_alone(
    own_files, year, offices, province_unit, city_unit, officer_province
):
    plan = plan_task(
        province_unit, officer_province, code="county-ledger",
        audience=Audience.UNITS, level=EntryState.COUNTY,
    )  # fmt: skip
    task = open_now(plan, officer_province)
    Message.objects.all().delete()
    (city,) = selectors.list_addable(task, city_unit.name)
    with on_day("2024-10-20"):
        services.add_recipients(
            task=task, codes=[city.code], reason="省里点名",
            actor=officer_province,
        )  # fmt: skip

    assert list_told() == []
    assert [one.recipient.name for one in Message.objects.all()] == ["衡水孙红"]


def test_before_it_opens_nobody_below_is_told(others, task, officer_province):
    task.opens_on = "2024-10-25"
    task.save()

    add(task, officer_province, others[0])

    assert list_told() == []
