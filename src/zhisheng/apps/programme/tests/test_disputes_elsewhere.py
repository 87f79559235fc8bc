"""An objection stays in sight of the office that filled in, wherever the entry lies."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.tests.factories import MembershipFactory
from zhisheng.apps.conftest import make_bureau, make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.selectors.checks import Disputed, sum_disputed_for
from zhisheng.apps.programme.selectors.reporting import sum_unchecked_below
from zhisheng.apps.programme.tests.reporting import (
    check,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db
WHERE = "材料现在在衡水市市场监督管理局：由它答复对方，或者退回来改"
FINAL = "已定稿，在衡水市市场监督管理局：由它答复对方，或者重新打开再改"


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵军", county_unit)


@pytest.fixture
def entry(
    city_unit, officer_city, county_unit, officer_county, colleague, owner_organisation,
    owner,
):  # fmt: skip
    """Return one that the county filled in and passed on, which its owner calls wrong."""
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    entry = task.entries.get()
    fill(entry, officer_county)
    services.pass_entries(task=task, unit=county_unit, actor=colleague)
    check(entry, owner, is_right=False)
    return reload(entry)


def open_task(client, actor, task, view=""):
    client.force_login(actor)
    return client.get(reverse("programme:task", args=[task.code]) + view)


def open_entry(client, actor, entry):
    client.force_login(actor)
    address = reverse("programme:entry", args=[entry.task.code, entry.pk])
    return client.get(address).content.decode()


def test_the_card_counts_it_for_the_whole_office(
    entry, officer_county, colleague, officer_city, django_assert_num_queries
):
    code = entry.task.code
    for person in (officer_county, colleague):
        assert sum_disputed_for(person) == Disputed(elsewhere={code: 1})
    assert sum_disputed_for(officer_city) == Disputed(lying={code: 1})
    # One for whose offices the person is of, one for all there is to count.
    with django_assert_num_queries(2):
        sum_disputed_for(officer_county)


def test_the_home_page_leads_there(entry, officer_county, client):
    client.force_login(officer_county)

    page = client.get(reverse("desk:home")).content.decode()

    assert "您单位代填的 1 份，本人说不对" in page
    assert reverse("programme:task", args=[entry.task.code]) + "?view=held" in page


def test_the_tab_counts_and_lists_it(entry, county_unit, officer_county, client):
    with CaptureQueriesContext(connection) as asked:
        page = open_task(client, officer_county, entry.task).context["page"]
    assert [tab.count for tab in page.tabs if "held" in tab.url] == [1]
    told = [one for one in asked if 'filled_office_id" IN (' in one["sql"]]
    assert len(told) == 1

    shown = open_task(client, officer_county, entry.task, "?view=held").context["page"]
    assert [row.cells[0] for row in shown.table.rows] == [entry.name]
    # Nothing is taken off what the office passes itself.
    assert (shown.held.total, shown.passable) == (0, 0)


def test_the_number_of_queries_stays(
    entry, officer_county, client, django_assert_max_num_queries
):
    open_task(client, officer_county, entry.task)
    with django_assert_max_num_queries(40) as asked:
        open_task(client, officer_county, entry.task, "?view=held")
    first = len(asked)
    for other in make_enterprises(3):
        like = reload(entry)
        like.pk, like.enterprise, like.name = None, other, other.name
        like.save()
    with CaptureQueriesContext(connection) as again:
        open_task(client, officer_county, entry.task, "?view=held")
    assert len(again) == first
    assert sum_disputed_for(officer_county).elsewhere == {entry.task.code: 4}


def test_it_reads_where_it_lies_and_changes_nothing(
    entry, officer_county, officer_city, client
):
    page = open_entry(client, officer_county, entry)
    assert WHERE in page
    assert "核实过，内容没有错：答复对方" not in page
    with pytest.raises(ForbiddenError):
        services.settle_dispute(
            entry=entry,
            dispute=selectors.find_dispute(entry).pk,
            reason="没有错",
            actor=officer_county,
        )
    assert reload(entry).is_disputed
    above = open_entry(client, officer_city, entry)
    assert WHERE not in above
    assert "核实过，内容没有错：答复对方" in above


def test_once_it_is_final_it_says_so(entry, officer_county, city_unit, client):
    type(entry).objects.update(is_final=True, waiting_at="")

    assert FINAL in open_entry(client, officer_county, entry)
    assert sum_unchecked_below(entry.task, city_unit).watched == 1


def test_answered_it_is_gone(entry, officer_county, officer_city):
    services.settle_dispute(
        entry=entry,
        dispute=selectors.find_dispute(entry).pk,
        reason="和社保名册核对过",
        actor=officer_city,
    )
    assert sum_disputed_for(officer_county).elsewhere == {}


def test_another_office_does_not_see_it(entry, city_unit):
    other = make_officer("吴兴王芳", make_bureau("330502", city_unit))
    assert sum_disputed_for(other).elsewhere == {}


def count_shown(client, actor, entry):
    page = open_task(client, actor, entry.task, "?view=held").context["page"]
    return len(page.table.rows)


def test_of_two_offices_the_card_counts_what_the_page_shows(
    entry, officer_county, colleague, city_unit, client
):
    """The page of a task shows a person one of their offices, the higher one."""
    other = make_bureau("131102", city_unit)
    MembershipFactory.create(
        user=colleague, organisation=other.organisations.get(), role="officer"
    )

    for filled in (other.code, "U131125"):
        type(entry).objects.update(filled_office=filled)
        assert sum_disputed_for(colleague).elsewhere == {}
        assert count_shown(client, colleague, entry) == 0
    assert sum_disputed_for(officer_county).elsewhere == {entry.task.code: 1}


def test_what_an_office_filled_in_for_a_task_below_is_shown_to_it(
    county_unit, officer_county, city_unit, officer_city, owner_organisation, owner,
    client,
):  # fmt: skip
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    entry = fill(task.entries.get(), officer_city)
    type(entry).objects.update(filled_office=city_unit)
    check(entry, owner, is_right=False)

    assert sum_disputed_for(officer_city) == Disputed(elsewhere={task.code: 1})
    assert count_shown(client, officer_city, entry) == 1


def test_who_left_takes_nothing_away(entry, officer_county, colleague):
    officer_county.memberships.update(ended_at=entry.submitted_at)
    assert sum_disputed_for(colleague).elsewhere == {entry.task.code: 1}
