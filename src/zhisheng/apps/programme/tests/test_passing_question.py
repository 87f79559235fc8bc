"""Before all that waits is passed it is said what passes, what stays, and why."""

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse

from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import EntryStep, TaskEntry
from zhisheng.apps.programme.selectors.checks import Held
from zhisheng.apps.programme.selectors.passing import preview_passing
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵强", county_unit)


@pytest.fixture
def task(county_unit, officer_county, owner, owner_organisation, colleague):
    """Hand in: the owner's own, three a colleague filled in, two the reader did."""
    make_enterprises(1, organisation=owner_organisation)
    make_enterprises(5)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    own, *others = task.entries.order_by("pk")
    fill(own, owner)
    for entry, person in zip(
        others, [colleague] * 3 + [officer_county] * 2, strict=True
    ):
        fill(entry, person)
    # They were asked to check what was filled in for them, and their time is over.
    TaskEntry.objects.filter(task=task, is_filled_for=True).update(
        check_asked_at="2024-01-01T00:00Z"
    )
    return task


def ask(client, person, task):
    client.force_login(person)
    return client.get(reverse("programme:pass_waiting", args=[task.code]))


def remark(entry, unit, actor):
    entry.refresh_from_db()
    services.write_remark(
        entry=entry, unit=unit, remark=services.Remark("请核对"), actor=actor
    )


def test_what_passes_and_what_stays_is_what_is_done(
    task, county_unit, officer_county, colleague
):
    third = task.entries.order_by("pk")[2]
    remark(third, county_unit, colleague)
    held = task.entries.order_by("pk")[3]
    TaskEntry.objects.filter(pk=held.pk).update(is_disputed=True)

    told = preview_passing(task, county_unit, officer_county)

    assert (told.passed, told.held, told.own, told.remarked) == (2, Held(0, 1), 2, 1)
    assert [one.pk for one in told.first] == [
        one.pk for one in task.entries.order_by("pk")[:2]
    ]
    passed = services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    assert passed == told.passed


def test_what_nobody_was_asked_about_stays_however_old(
    task, county_unit, officer_county
):
    asked_in_vain = task.entries.order_by("pk")[1:3]
    TaskEntry.objects.filter(pk__in=[one.pk for one in asked_in_vain]).update(
        check_asked_at=None, submitted_at="2024-01-01T00:00Z"
    )

    told = preview_passing(task, county_unit, officer_county)

    assert (told.passed, told.held, told.own) == (2, Held(0, 0, 2), 2)
    passed = services.pass_entries(task=task, unit=county_unit, actor=officer_county)
    assert passed == told.passed
    assert task.entries.filter(is_final=True).count() == told.passed


def test_the_page_asks_and_passes_nothing(task, officer_county, client):
    page = ask(client, officer_county, task).content.decode()

    assert "4 份全部通过？" in page
    assert "4 份通过后就定稿，填报的人会收到消息" in page
    assert "另有 2 份是您代填的，请本单位另一位同志审核。" in page
    assert page.count(f"/programme/tasks/{task.code}/{task.entries.first().pk}/") == 1
    assert not EntryStep.objects.filter(act="passed").exists()


def test_what_goes_on_to_the_next_office_names_it(
    city_unit, officer_city, owner, owner_organisation, officer_county, client
):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    fill(task.entries.get(), owner)

    page = ask(client, officer_county, task).content.decode()

    assert f"1 份通过后转给{city_unit.name}审核" in page


def test_the_first_twenty_are_named(county_unit, officer_county, colleague, client):
    make_enterprises(22)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    for entry in task.entries.all():
        fill(entry, colleague)
    TaskEntry.objects.update(check_asked_at="2024-01-01T00:00Z")

    page = ask(client, officer_county, task)

    assert (len(page.context["page"].names), page.context["page"].rest) == (20, 2)
    assert "?view=waiting" in page.content.decode()


def test_who_has_nothing_to_pass_or_acts_for_others_is_led_to_the_task(
    task, officer_county, officer_city, client
):
    address = reverse("programme:task", args=[task.code])
    assert ask(client, officer_city, task).url == address
    services.pass_entries(task=task, unit=task.unit, actor=officer_county)
    TaskEntry.objects.update(waiting_at="")
    assert ask(client, officer_county, task).url == address


def test_who_has_nothing_to_pass_is_told_why(
    task, county_unit, officer_county, colleague, client
):
    first, *rest = task.entries.order_by("pk")[:4]
    remark(first, county_unit, colleague)
    TaskEntry.objects.filter(pk__in=[one.pk for one in rest]).update(is_disputed=True)
    why = (
        "另有 2 份是您代填的，请本单位另一位同志审核。"
        "3 份有人说有地方不对，请先答复或者退回。"
        "1 份有批注没有发出，请先退回或者删掉批注。"
    )

    answer = ask(client, officer_county, task)
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [why]
    shown = client.get(answer.url)
    assert (shown.context["page"].passable, shown.context["page"].waiting) == (0, 6)
    assert why in shown.content.decode().partition('class="form-actions"')[0]
    assert "份全部通过" not in shown.content.decode().replace("“全部通过”", "")


def test_the_button_counts_what_the_question_does(
    task, county_unit, officer_county, colleague, client
):
    remark(task.entries.order_by("pk")[1], county_unit, colleague)
    client.force_login(officer_county)
    shown = client.get(reverse("programme:task", args=[task.code]))

    assert "3 份全部通过" in shown.content.decode()
    assert shown.context["page"].passable == 3
    assert ask(client, officer_county, task).context["page"].number == 3


def test_what_comes_in_while_it_is_counted_was_not_seen(
    task, owner, officer_county, client
):
    with time_machine.travel("2030-01-01T08:00+08:00", tick=False) as clock:

        def hand_in(execute, sql, params, many, context):
            if "programme_taskentry" in sql:
                clock.move_to("2030-01-01T08:00:01+08:00")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(hand_in):
            page = ask(client, officer_county, task).context["page"]

    assert page.seen_at == "2030-01-01T00:00:00+00:00"


@pytest.mark.parametrize("seen_at", [None, "", "gestern", "2030-01-01T08:00"])
def test_without_the_moment_of_the_page_nothing_passes(
    task, officer_county, client, seen_at
):
    client.force_login(officer_county)
    answer = client.post(
        reverse("programme:pass_waiting", args=[task.code]),
        {} if seen_at is None else {"seen_at": seen_at},
    )

    assert answer.url == reverse("programme:task", args=[task.code])
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [
        "没有通过：页面不完整，请重新打开再通过。"
    ]
    assert not EntryStep.objects.filter(act="passed").exists()


def test_as_many_queries_however_many(
    task, officer_county, colleague, client, django_assert_num_queries
):
    TaskEntry.objects.filter(filled_by=officer_county).update(waiting_at="")
    ask(client, officer_county, task)
    with django_assert_num_queries(24):
        ask(client, officer_county, task)
    TaskEntry.objects.filter(filled_by=colleague).exclude(
        pk=task.entries.filter(filled_by=colleague).first().pk
    ).update(waiting_at="")
    with django_assert_num_queries(24):
        ask(client, officer_county, task)
