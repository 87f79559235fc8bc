"""An office that has to fill in a task itself is led there from the top of its page."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.tests.reporting import (
    fill,
    on_day,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.programme.tests.test_taking_back import send_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(city_unit, officer_city, county_unit, officer_county):
    plan = plan_task(
        city_unit, officer_city, audience=Audience.UNITS, level=EntryState.COUNTY
    )
    return open_now(plan, officer_city)


def open_page(client, officer, task, day="2024-10-20"):
    client.force_login(officer)
    with on_day(day):
        return client.get(reverse("programme:task", args=[task.code]))


def test_a_county_is_led_to_its_own_form(client, task, officer_county):
    answer = open_page(client, officer_county, task)
    own, page = answer.context["own"], answer.content.decode()

    entry = task.entries.get()
    assert own.title == "本单位要填的"
    assert own.why == "这项任务也要安平县市场监督管理局填一份。"
    assert (own.label, own.due) == ("去填", "2024年10月31日 截止")
    assert own.url == reverse("programme:entry", args=[task.code, entry.pk])
    assert page.index(own.url) < page.index("通知公文")


def test_the_office_that_gave_it_out_is_not(client, task, officer_city):
    assert open_page(client, officer_city, task).context["own"] is None


def test_handed_in_it_is_not_asked_for_and_returned_it_is_again(
    client, task, city_unit, officer_city, officer_county
):
    entry = task.entries.get()
    with on_day("2024-10-09"):
        fill(entry, officer_county)
    assert open_page(client, officer_county, task).context["own"] is None

    with on_day("2024-10-10"):
        send_back(reload(entry), city_unit, officer_city)
    own = open_page(client, officer_county, task, "2024-11-01").context["own"]

    assert (own.label, own.due) == ("去改", "逾期 1 天，2024年10月31日 应交")
