"""Another filter: who comes in and goes out by name, why, and which offices are told."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import ReasonMissingError
from zhisheng.apps.programme.models import RecipientChange, ReportingTask
from zhisheng.apps.programme.selectors.changed_names import list_changed_names
from zhisheng.apps.programme.selectors.recipients import FilterChange, TaskFilter
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs
from zhisheng.kit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
NAME = "2024 年三季度进展"
WHY = "这一季度只问线材"
TOLD = f"“{NAME}”改了填报条件，您这里的填报对象有增减，原因请看增减记录。"
WIRE = TaskFilter(industry="18")


@pytest.fixture
def task(
    city_unit, officer_city, county_unit, officer_county, owner, owner_organisation
):
    """Ask three of one trade in the county, one of which has begun; one is of another."""
    make_enterprises(1, industry_id="3340", organisation=owner_organisation)
    make_enterprises(2, industry_id="3340")
    make_enterprises(1, industry_id="1811")
    task = open_now(plan_task(city_unit, officer_city, industry="3340"), officer_city)
    fill(task.entries.get(enterprise__organisation=owner_organisation), owner)
    Message.objects.all().delete()
    return ReportingTask.objects.get(pk=task.pk)


def change(task, actor, *, wanted=WIRE, seen=(1, 2, 1), reason=WHY):
    with on_day("2024-10-20"):
        services.queue_filter_change(
            task=task, wanted=wanted, seen=FilterChange(*seen), reason=reason,
            actor=actor,
        )  # fmt: skip
        jobs.run_pending()


def list_told(text=TOLD):
    return [
        one.recipient.name for one in Message.objects.order_by("pk") if str(one) == text
    ]


def preview(client, task, more=""):
    address = reverse("programme:task_filter", args=[task.code])
    with on_day("2024-10-20"):
        return client.get(f"{address}?preview=1&industry=18{more}").content.decode()


def list_names(client, task, which):
    address = reverse("programme:filter_names", args=[task.code])
    with on_day("2024-10-20"):
        return client.get(f"{address}?industry=18&list={which}").context["page"]


def test_the_names_stand_in_three_lists(task, county_unit, owner_organisation):
    def named(which):
        page = list_changed_names(task=task, wanted=WIRE, which=which)
        return [(one.name, one.unit, one.entry) for one in page.items]

    begun = task.entries.get(enterprise__organisation=owner_organisation)
    fresh = Enterprise.unscoped.get(industry_id="1811")
    gone = task.entries.exclude(pk=begun.pk).order_by("pk")
    assert named("adds") == [(fresh.name, county_unit.name, None)]
    assert named("leaves") == [(one.name, county_unit.name, one.pk) for one in gone]
    assert named("begun") == [(begun.name, county_unit.name, begun.pk)]


def test_the_page_shows_the_first_and_leads_to_all(
    task, officer_city, county_unit, client
):
    make_enterprises(11, industry_id="1811")
    client.force_login(officer_city)

    page = preview(client, task)

    assert "要加的 12 家企业" in page
    assert "其余 2 家企业。" in page
    assert "要去掉的 2 家企业" in page
    shown = list_names(client, task, "adds")
    assert len(shown.table.rows) == 12
    assert shown.table.rows[0].cells[2] == county_unit.name
    assert [tab.count for tab in shown.tabs] == [12, 2, 1]
    (row,) = list_names(client, task, "begun").table.rows
    assert client.get(row.url).status_code == 200


def test_the_full_list_has_pages(task, officer_city, client):
    make_enterprises(60, industry_id="1811")
    client.force_login(officer_city)

    first = list_names(client, task, "adds")
    with on_day("2024-10-20"):
        rest = client.get(first.next_url).context["page"]

    assert (len(first.table.rows), len(rest.table.rows), rest.next_url) == (50, 11, "")


def test_a_filter_that_cannot_be_leads_back(task, officer_city, client):
    client.force_login(officer_city)
    address = reverse("programme:filter_names", args=[task.code])
    with on_day("2024-10-20"):
        wrong = client.get(f"{address}?industry=zzzz&list=adds")
        bare = client.get(address)

    assert (wrong.status_code, bare.status_code) == (302, 302)
    assert wrong["Location"].endswith("/filter/?preview=1&industry=zzzz")


@pytest.mark.parametrize(
    ("ask", "most"), [(preview, 23), (lambda *who: list_names(*who, "adds"), 18)]
)
def test_as_many_queries_however_many(
    task, officer_city, client, django_assert_num_queries, ask, most
):
    client.force_login(officer_city)
    ask(client, task)
    with django_assert_num_queries(most):
        ask(client, task)
    make_enterprises(30, industry_id="1811")
    with django_assert_num_queries(most):
        ask(client, task)


def test_nobody_goes_out_without_a_reason(task, officer_city):
    with pytest.raises(ReasonMissingError):
        change(task, officer_city, reason=" ")

    assert task.entries.count() == 3
    assert ReportingTask.objects.get(pk=task.pk).conditions["industry"] == "3340"


def test_who_only_comes_in_needs_none(task, officer_city):
    change(task, officer_city, wanted=TaskFilter(), seen=(1, 0, 0), reason="")

    (added,) = RecipientChange.objects.all()
    assert (added.act, added.reason, task.entries.count()) == ("added", "", 4)


def test_the_reason_stands_where_those_taken_out_are_listed(
    task, officer_city, officer_county, client
):
    change(task, officer_city)

    client.force_login(officer_county)
    address = reverse("programme:recipient_changes", args=[task.code])
    out = client.get(f"{address}?view=out").context["page"].table
    every = client.get(f"{address}?view=all").context["page"].table
    assert [row.cells[1] for row in out.rows] == [WHY] * 2
    assert [str(row.cells[1].text) for row in every.rows] == ["移出", "移出", "增加"]
    assert officer_city.name in str(every.rows[2].cells[3])
    for action in ("programme.filter_change_queued", "programme.filter_changed"):
        assert AuditEntry.objects.get(action=action).new["reason"] == WHY


def test_every_office_below_is_told_once(
    task, officer_city, officer_county, officer_other_county
):
    change(task, officer_city)

    assert list_told() == [officer_county.name]
    message = Message.objects.get(recipient=officer_county)
    assert message.link == (
        reverse("programme:recipient_changes", args=[task.code]) + "?view=all"
    )


def test_the_offices_between_are_told_too(
    nation_unit, officer_nation, officer_province, officer_city, officer_county, task
):
    wide = open_now(
        plan_task(nation_unit, officer_nation, industry="3340"), officer_nation
    )
    Message.objects.all().delete()

    change(wide, officer_nation, seen=(1, 3, 0))

    told = {officer_province.name, officer_city.name, officer_county.name}
    assert (set(list_told()), len(list_told())) == (told, 3)


def test_who_changed_it_below_is_not_told(task, officer_city, officer_nation):
    change(task, officer_nation)

    assert officer_nation.name not in list_told()
    assert officer_city.name not in list_told()


def test_a_region_of_others_shows_nobody_by_page_names_or_program(
    task, officer_city, client, call
):
    told = "“浙江省湖州市吴兴区”不在“衡水市市场监督管理局”的辖区内。"
    make_enterprises(1, industry_id="1811", region="330502")
    client.force_login(officer_city)

    page = preview(client, task, "&area=330502")
    assert told in page
    assert "要加的" not in page
    address = reverse("programme:filter_names", args=[task.code])
    with on_day("2024-10-20"):
        led = client.get(f"{address}?industry=18&area=330502&list=adds")
        asked = {"industry": "18", "area": "330502"}
        answer = call(officer_city, "tasks:manage", f"/tasks/{task.code}/filter", asked)
    assert led.url.partition("?")[0] == reverse(
        "programme:task_filter", args=[task.code]
    )
    assert (answer.status_code, answer.json()["fields"]) == (422, {"area": told})
