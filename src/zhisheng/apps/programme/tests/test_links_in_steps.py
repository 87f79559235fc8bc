"""What was handed in by a link says so on its way, and where the link went."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from zhisheng.apps.accounts.models import Dispatch
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import EntryStep, TaskLink
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    end_check_term,
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
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    return task.entries.get()


@pytest.fixture
def show(client, officer_county):
    """Return a function that returns who took each step, as the page says it."""

    def list_who(entry):
        client.force_login(
            officer_county, backend="django.contrib.auth.backends.ModelBackend"
        )
        address = reverse("programme:entry", args=[entry.task.code, entry.pk])
        page = client.get(address).context["page"]
        return [(step["what"], step["who"]) for step in page.steps]

    return list_who


def start(address):
    *_, code, secret, _end = address.split("/")
    key = services.start_link(code=code, secret=secret)
    return services.resume_link(code=code, key=key)


def test_a_link_handed_over_names_who_handed_it_over(entry, officer_county, show):
    link = start(services.issue_link(entry=entry, actor=officer_county).address)

    services.submit_entry(
        entry=entry, filled=Filled(answers=GOOD, version=0), actor=link
    )

    step = EntryStep.objects.get()
    assert (step.link, step.done_by) == (link, None)
    assert show(entry) == [("提交", "凭链接，链接由安平刘丽交出，没有核实是谁填的")]


def test_taken_back_by_it_nobody_knows_by_whom(entry, officer_county, show):
    link = start(services.issue_link(entry=entry, actor=officer_county).address)
    services.submit_entry(
        entry=entry, filled=Filled(answers=GOOD, version=0), actor=link
    )

    services.take_back_entry(entry=entry, version=reload(entry).version, actor=link)

    handed_over = "凭链接，链接由安平刘丽交出，"
    assert show(entry) == [
        ("提交", handed_over + "没有核实是谁填的"),
        ("撤回", handed_over + "没有核实是谁撤回的"),
    ]


def test_a_link_that_was_sent_names_the_number_it_went_to(
    entry, county_unit, officer_county, show
):
    services.queue_links(task=entry.task, unit=county_unit, actor=officer_county)
    jobs.run_pending()
    (sent,) = Dispatch.objects.all()
    link = start(sent.secret)
    assert TaskLink.objects.get().address_masked == "138****0002"

    services.submit_entry(
        entry=entry, filled=Filled(answers=GOOD, version=0), actor=link
    )

    assert show(entry) == [("提交", "凭链接，链接用短信发到 138****0002")]


def test_a_check_by_a_link_says_so_as_well(entry, officer_county, show):
    fill(entry, officer_county)
    (sent,) = Dispatch.objects.all()
    link = start(sent.secret)

    services.confirm_entry(
        entry=entry, is_right=True, submission=reload(entry).submission, actor=link
    )

    assert show(entry) == [
        ("代填", "安平刘丽"),
        ("本人核对无误", "凭链接，链接用短信发到 138****0002"),
    ]


def test_who_acted_with_an_account_is_named(entry, officer_county, county_unit, show):
    fill(entry, officer_county)
    end_check_term(entry.task)
    services.pass_entries(task=entry.task, unit=county_unit, actor=officer_county)

    assert show(entry) == [
        ("代填", "安平刘丽"),
        ("通过，未经本人核对，自填自审", "安平县市场监督管理局 · 安平刘丽"),
    ]
    assert [step.link for step in selectors.list_steps_of(entry)] == [None, None]


def test_of_a_link_of_before_nobody_knows_where_it_went(
    entry, county_unit, officer_county, show
):
    link = start(services.issue_link(entry=entry, actor=officer_county).address)
    migration = "zhisheng.apps.programme.migrations.0033_earlier_links"
    import_module(migration).mark_earlier(apps, None)

    services.submit_entry(
        entry=entry, filled=Filled(answers=GOOD, version=0), actor=link
    )

    assert show(entry) == [("提交", "凭链接")]


def test_because_of_a_link_of_before_no_second_text_is_sent(entry, officer_county):
    """It may have been sent, and it still shows what was filled in."""
    services.issue_link(entry=entry, actor=officer_county)
    TaskLink.objects.update(address_masked="?")

    fill(entry, officer_county)

    assert not Dispatch.objects.exists()
