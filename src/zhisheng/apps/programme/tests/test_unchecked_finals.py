"""What an office filled in for somebody is not made final over their head."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.tests.factories import OrganisationFactory, make_person
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    AllHeldError,
    EntryDisputedError,
    UncheckedFinalError,
)
from zhisheng.apps.programme.models import EntryStep
from zhisheng.apps.programme.selectors.checks import Held, sum_disputed_for
from zhisheng.apps.programme.selectors.papers import FILLER, Paper, iterate_lines
from zhisheng.apps.programme.selectors.reporting import count_held
from zhisheng.apps.programme.tests.reporting import (
    check,
    end_check_term,
    fill,
    hand_in_on_time,
    make_enterprises,
    open_now,
    plan_task,
    reload,
    see_now,
)
from zhisheng.kit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
WHY = "企业停业，电话打不通，数据按税务申报表填"


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵军", county_unit)


@pytest.fixture
def owners():
    """Return the owners of four enterprises of the county."""
    return [
        make_person(
            f"厂长{number}", OrganisationFactory.create(kind="enterprise"), "owner"
        )
        for number in range(4)
    ]


@pytest.fixture
def task(county_unit, officer_county, owners):
    for number, owner in enumerate(owners):
        organisation = owner.memberships.get().organisation
        make_enterprises(1, organisation=organisation, name=f"安平县示例{number}丝网厂")
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entries(task, officer_county, owners):
    """Return one filled in by its owner and three filled in for: fresh, right, wrong."""
    own, fresh, right, wrong = task.entries.order_by("pk")
    fill(own, owners[0])
    for entry in (fresh, right, wrong):
        fill(entry, officer_county)
    check(right, owners[2])
    check(wrong, owners[3], is_right=False)
    return own, fresh, right, wrong


def pass_all(task, actor):
    return services.pass_entries(task=task, unit=task.unit, actor=actor)


def pass_one(entry, actor, comment=""):
    now = reload(entry)
    services.pass_entry(
        entry=now, unit=now.task.unit, version=now.version, comment=comment, actor=actor
    )


def list_final(entries):
    return [reload(one).is_final for one in entries]


def open_entry(client, actor, entry):
    client.force_login(actor)
    address = reverse("programme:entry", args=[entry.task.code, entry.pk])
    return client.get(address).content.decode()


def open_task(client, actor, task, view=""):
    client.force_login(actor)
    return client.get(reverse("programme:task", args=[task.code]) + view)


def test_all_that_is_passed_leaves_what_waits_for_its_people(entries, task, colleague):
    assert pass_all(task, colleague) == 2

    assert list_final(entries) == [True, False, True, False]
    assert count_held(task, task.unit) == Held(1, 1)


def test_the_page_says_how_many_it_left_and_lists_them(
    entries, task, colleague, client
):
    hand_in_on_time(task)
    page = open_task(client, colleague, task).content.decode()
    assert "2 份全部通过" in page
    assert "2 份不随“全部通过”定稿" in page

    answer = client.post(
        reverse("programme:pass_waiting", args=[task.code]),
        see_now(),
        follow=True,
    )

    assert answer.redirect_chain[0][0].endswith("?view=held")
    assert [str(one) for one in answer.context["messages"]] == [
        "已通过 2 份。1 份还等本人核对。1 份有人说有地方不对，请先答复或者退回。"
    ]
    table = answer.context["page"].table
    assert [(row.cells[0], str(row.cells[2].text)) for row in table.rows] == [
        (entries[1].name, "代填，待本人核对"),
        (entries[3].name, "代填，本人说有地方不对"),
    ]
    assert "份全部通过</a>" not in answer.content.decode()


def test_what_is_held_is_counted_once_and_only_for_its_own_office(
    entries, task, city_unit, colleague, client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert count_held(task, city_unit) == Held()

    with CaptureQueriesContext(connection) as asked:
        page = open_task(client, colleague, task).context["page"]

    assert page.held == Held(1, 1)
    assert {tab.count for tab in page.tabs if "held" in tab.url} == {2}
    assert sum('AS "disputed"' in one["sql"] for one in asked) == 1


def test_where_all_that_waits_is_left_nothing_is_passed(entries, task, colleague):
    pass_all(task, colleague)
    steps = EntryStep.objects.count()

    with pytest.raises(AllHeldError) as caught:
        pass_all(task, colleague)

    assert caught.value.fields == {"unchecked": 1, "disputed": 1, "unasked": 0}
    assert EntryStep.objects.count() == steps
    assert list_final(entries) == [True, False, True, False]


def test_when_their_time_is_over_only_the_disputed_one_waits(entries, task, colleague):
    end_check_term(task)

    assert pass_all(task, colleague) == 3

    assert list_final(entries) == [True, True, True, False]


def test_below_the_last_step_they_pass_as_ever(
    city_unit, officer_city, county_unit, officer_county, owner_organisation, colleague
):
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    entry = fill(task.entries.get(), officer_county)

    services.pass_entries(task=task, unit=county_unit, actor=colleague)

    assert reload(entry).waiting_at == city_unit.code
    with pytest.raises(AllHeldError):
        pass_all(task, officer_city)


def test_a_single_one_asks_why_it_is_not_waited_for(entries, task, colleague, client):
    fresh = entries[1]
    page = open_entry(client, colleague, fresh)
    assert "本人尚未核对，仍定稿" in page

    with pytest.raises(UncheckedFinalError):
        pass_one(fresh, colleague, comment="  ")
    answer = client.post(
        reverse("programme:pass_entry", args=[task.code, fresh.pk]),
        {"version": reload(fresh).version},
        follow=True,
    )

    assert f"“{fresh.name}”还没有核对填报的内容" in answer.content.decode()
    assert not reload(fresh).is_final
    assert not AuditEntry.objects.filter(action="programme.entries_passed").exists()


def test_with_a_reason_it_is_final_and_marked_until_it_is_checked(
    entries, task, county_unit, colleague, owners, client
):
    fresh = entries[1]
    client.force_login(colleague)
    client.post(
        reverse("programme:pass_entry", args=[task.code, fresh.pk]),
        {"version": reload(fresh).version, "reason": WHY},
    )
    task.entries.exclude(pk=fresh.pk).delete()
    hand_in_on_time(task)

    assert reload(fresh).is_final
    step = EntryStep.objects.get(entry=fresh, act="passed")
    assert (step.comment, step.done_by) == (WHY, colleague)
    page = open_entry(client, colleague, fresh)
    assert "代填，未经本人核对" in page
    assert "通过，未经本人核对" in page
    assert WHY in page
    assert find_mark(client, colleague, task) == "代填，未经本人核对"
    (line,) = iterate_lines(Paper(task, unit=county_unit))
    assert line[FILLER] == "代填，未经本人核对"

    assert "没有问题" in open_entry(client, owners[1], fresh)
    check(fresh, owners[1])

    assert find_mark(client, colleague, task) == "代填，本人已核对"
    (line,) = iterate_lines(Paper(task, unit=county_unit))
    assert line[FILLER] == "代填，本人已核对"
    # What was the case when it passed stays in its history.
    assert "通过，未经本人核对" in open_entry(client, colleague, fresh)


def find_mark(client, actor, task):
    (row,) = open_task(client, actor, task, "?view=all").context["page"].table.rows
    return next(cell.text for cell in row.cells if "代填" in getattr(cell, "text", ""))


def test_called_wrong_after_it_is_final_it_comes_back_to_the_office(
    entries, task, colleague, owners
):
    fresh = entries[1]
    pass_one(fresh, colleague, comment=WHY)

    check(fresh, owners[1], is_right=False)

    assert reload(fresh).is_final
    # Beside the one that was called wrong before and waits.
    assert sum_disputed_for(colleague).lying == {task.code: 2}


def test_a_disputed_one_is_final_only_when_it_was_answered(
    entries, task, county_unit, colleague, client
):
    wrong = entries[3]
    page = open_entry(client, colleague, wrong)
    assert "有人说填报的内容有地方不对。请先在上面答复" in page
    with pytest.raises(EntryDisputedError):
        pass_one(wrong, colleague, comment=WHY)
    assert not reload(wrong).is_final

    services.settle_dispute(
        entry=wrong,
        dispute=selectors.find_dispute(reload(wrong)).pk,
        reason="和社保名册核对过",
        actor=colleague,
    )
    assert count_held(task, county_unit) == Held(1, 0)
    pass_one(wrong, colleague)

    assert reload(wrong).is_final
    task.entries.exclude(pk=wrong.pk).delete()
    hand_in_on_time(task)
    assert find_mark(client, colleague, task) == "代填，异议已答复"
    (line,) = iterate_lines(Paper(task, unit=county_unit))
    assert line[FILLER] == "代填，异议已答复"
    assert "通过，未经本人核对" not in open_entry(client, colleague, wrong)


def test_an_answer_to_an_earlier_handing_in_settles_nothing(
    entries, task, county_unit, colleague, officer_county
):
    wrong = entries[3]
    dispute = selectors.find_dispute(reload(wrong)).pk
    services.settle_dispute(
        entry=wrong, dispute=dispute, reason="核对过", actor=colleague
    )
    services.return_entry(
        entry=wrong,
        unit=county_unit,
        remarks=[services.Remark("人数再核对")],
        version=reload(wrong).version,
        actor=colleague,
    )
    fill(reload(wrong), officer_county, employees="21")

    assert count_held(task, county_unit) == Held(2, 0)


def test_what_was_read_by_nobody_else_says_so_everywhere(
    task, county_unit, officer_county, owners, client
):
    fresh = task.entries.order_by("pk")[0]
    fill(fresh, officer_county)
    pass_one(fresh, officer_county, comment=WHY)
    task.entries.exclude(pk=fresh.pk).delete()
    hand_in_on_time(task)

    told = "代填，未经本人核对，自填自审"
    assert find_mark(client, officer_county, task) == told
    page = open_entry(client, officer_county, fresh)
    assert told in page
    assert "通过，未经本人核对，自填自审" in page
    (line,) = iterate_lines(Paper(task, unit=county_unit))
    assert line[FILLER] == told
    client.force_login(owners[0])
    assert told in client.get(reverse("programme:tasks")).content.decode()


def test_the_api_leaves_them_and_says_how_many(entries, task, colleague, call):
    named = {"entries": [one.pk for one in entries]}

    answer = call(colleague, "tasks:review", f"/tasks/{task.code}/pass", named)

    assert answer.json() == {
        "passed": 2, "held_unchecked": 1, "held_unasked": 0, "held_disputed": 1,
    }  # fmt: skip
    assert list_final(entries) == [True, False, True, False]
