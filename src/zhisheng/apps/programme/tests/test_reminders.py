"""What became of a reminder: whom it reached, whom not and why, who read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.models import Dispatch, Message
from zhisheng.apps.accounts.tests.factories import (
    EnterpriseOrganisationFactory,
    make_person,
)
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    on_day,
    open_now,
    plan_task,
)
from zhisheng.kit.errors import NotFoundError

pytestmark = pytest.mark.django_db
# One enterprise for each way a notice can go.
STATES = ("received", "handed_over", "failed", "expired", "waiting", "")


def add_enterprise(name, number):
    organisation = EnterpriseOrganisationFactory.create(name=name)
    make_enterprises(1, organisation=organisation, name=name)
    return make_person(f"厂长{number}", organisation, "owner")


@pytest.fixture
def people(db, county_unit):
    return [add_enterprise(f"安平县示例{n}厂", n) for n in range(len(STATES) + 1)]


@pytest.fixture
def task(people, county_unit, officer_county):
    make_enterprises(2)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def reminded(task, people, county_unit, officer_county):
    """Remind all on a day; the last one still waits to go out."""
    with on_day("2024-10-09"):
        services.remind_missing(task=task, unit=county_unit, actor=officer_county)
    told = Message.objects.filter(key=f"remind:{task.code}:2024-10-09")
    for person, status in zip(people, STATES, strict=False):
        own = told.filter(recipient=person)
        own.update(is_waiting=False)
        if status:
            own.update(
                dispatch=Dispatch.objects.create(
                    recipient=person, channel="text", template="todo", status=status,
                    problem="空号" if status == "failed" else "",
                )
            )  # fmt: skip
    told.filter(recipient=people[0]).update(read_at="2024-10-09T10:00:00Z")
    return task


def find(task, actor, **wanted):
    with on_day("2024-10-12"):
        return selectors.get_reminders_for(actor=actor, task=task, **wanted)


def test_each_state_is_counted_with_the_list_behind_it(reminded, officer_county):
    counts = find(reminded, officer_county).counts

    assert (counts.total, counts.received, counts.handed_over) == (7, 1, 1)
    assert (counts.failed, counts.waiting, counts.unaddressed) == (2, 2, 1)
    assert counts.read == 1
    named = {
        view: [one.message.recipient.name for one in find(
            reminded, officer_county, view=view).people]
        for view in selectors.REMINDER_VIEWS
    }  # fmt: skip
    assert named == {
        "received": ["厂长0"], "handed_over": ["厂长1"], "failed": ["厂长2", "厂长3"],
        "waiting": ["厂长4", "厂长6"], "unaddressed": ["厂长5"], "read": ["厂长0"],
        "unread": [f"厂长{number}" for number in range(1, 7)],
    }  # fmt: skip


def test_the_latest_day_is_shown_and_earlier_ones_can_be(
    reminded, county_unit, officer_county
):
    with on_day("2024-10-11"):
        services.remind_missing(task=reminded, unit=county_unit, actor=officer_county)

    latest = find(reminded, officer_county)

    assert [day.isoformat() for day in latest.days] == ["2024-10-11", "2024-10-09"]
    assert (latest.counts.total, latest.counts.waiting) == (7, 7)
    assert find(reminded, officer_county, day=latest.days[1]).counts.failed == 2
    assert latest.unreachable == 2


def test_nobody_sees_reminders_of_others(
    reminded, people, officer_city, officer_other_county
):
    assert find(reminded, officer_city).counts.total == 7
    for stranger in (people[0], officer_other_county):
        with pytest.raises(NotFoundError):
            find(reminded, stranger)


def test_the_page_tells_why_and_takes_no_more_queries(
    reminded, people, officer_county, county_unit, client
):
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    address = reverse("programme:reminders", args=[reminded.code])

    def ask(**query):
        with on_day("2024-10-12"), CaptureQueriesContext(connection) as made:
            answer = client.get(address, query)
        return answer.content.decode(), len(made)

    page, _warm = ask()
    page, number = ask()
    assert "2024年10月9日 的催报，提醒了 7 人。" in page
    assert "空号" in page
    assert "安平县示例2厂" in page
    assert "有 2 份的填报对象没有账号，提醒不到" in page
    few, fewer = ask(view="failed")
    assert few.count("row-link") == 2
    assert fewer == number
    assert "提醒了 7 人" in ask(day="x", view="x", after="x" * 99)[0]


def test_a_task_without_reminders_says_so(task, officer_county, client):
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )

    page = client.get(reverse("programme:reminders", args=[task.code]))

    assert "还没有催报过。" in page.content.decode()


def test_the_api_counts_the_same(reminded, officer_county, call):
    with on_day("2024-10-12"):
        told = call(
            officer_county,
            "tasks:read",
            f"/tasks/{reminded.code}/reminders?view=failed",
        ).json()

    assert told["counts"] == {
        "total": 7, "waiting": 2, "handed_over": 1, "received": 1, "failed": 2,
        "unaddressed": 1, "read": 1,
    }  # fmt: skip
    assert [(one["person"], one["problem"]) for one in told["items"]] == [
        ("厂长2", "空号"), ("厂长3", ""),
    ]  # fmt: skip
    assert (told["day"], told["days"]) == ("2024-10-09", ["2024-10-09"])
