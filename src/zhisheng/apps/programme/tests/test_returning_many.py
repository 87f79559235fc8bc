"""Several entries are sent back in one act: all of them as they were read, or none."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import EntryChangedError, RemarkMissingError
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db
WORDS = "请核对从业人员"


@pytest.fixture
def task(county_unit, officer_county):
    make_enterprises(3)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    for entry in task.entries.all():
        fill(entry, officer_county)
    return task


def choose(task, number=2):
    return {one.pk: one.version for one in task.entries.order_by("pk")[:number]}


def send(task, actor, chosen, text=WORDS):
    return services.return_entries(
        task=task, unit=task.unit, chosen=chosen, text=text, actor=actor
    )


def count_returned(task):
    return TaskEntry.objects.filter(task=task, is_returned=True).count()


def test_each_goes_back_with_the_same_words(task, officer_county):
    assert send(task, officer_county, choose(task)) == 2

    returned = TaskEntry.objects.filter(task=task, is_returned=True)
    assert [one.remarks.get().text for one in returned] == [WORDS] * 2
    assert [one.steps.last().comment for one in returned] == [WORDS] * 2
    noted = AuditEntry.objects.get(action="programme.entries_returned")
    assert noted.counts == {"entries": 2}


def test_where_one_has_changed_none_goes_back(task, officer_county):
    chosen = choose(task)
    last = max(chosen)
    chosen[last] -= 1

    with pytest.raises(EntryChangedError):
        send(task, officer_county, chosen)

    assert count_returned(task) == 0


def test_what_makes_no_sense_returns_nothing(
    task, officer_county, officer_other_county
):
    for actor, chosen, text, error in (
        (officer_county, choose(task), " ", RemarkMissingError),
        (officer_county, choose(task) | {10**6: 1}, WORDS, NotFoundError),
        (officer_other_county, choose(task), WORDS, ForbiddenError),
    ):
        with pytest.raises(error):
            send(task, actor, chosen, text)

    assert count_returned(task) == 0


def test_the_page_offers_what_waits_and_returns_what_is_ticked(
    task, officer_county, client
):
    client.force_login(officer_county)
    address = reverse("programme:return_waiting", args=[task.code])
    first, second, third = task.entries.order_by("pk")

    shown = client.get(address).content.decode()
    assert [one.name in shown for one in (first, second, third)] == [True] * 3
    nothing = client.post(address, {"text": WORDS})
    assert (nothing.status_code, count_returned(task)) == (422, 0)
    stale = {"entries": [f"{first.pk}-0"], "text": WORDS}
    refused = client.post(address, stale)
    assert "名单上有几份刚有变动" in refused.content.decode()
    ticked = [f"{one.pk}-{one.version}" for one in (first, third)]
    done = client.post(address, {"entries": ticked, "text": WORDS}, follow=True)

    assert "已退回 2 份。" in done.content.decode()
    assert [reload(one).is_returned for one in (first, second, third)] == [
        True, False, True,
    ]  # fmt: skip


def test_who_acts_for_others_is_led_to_the_task(task, officer_city, client):
    client.force_login(officer_city)
    address = reverse("programme:return_waiting", args=[task.code])

    assert client.get(address).url == reverse("programme:task", args=[task.code])


def test_a_program_returns_several(task, officer_county, call):
    given = [{"number": pk, "version": one} for pk, one in choose(task).items()]
    sent = {"entries": given, "text": WORDS}

    answer = call(officer_county, "tasks:review", f"/tasks/{task.code}/return", sent)

    assert (answer.status_code, answer.json()) == (200, {"returned": 2})
    assert count_returned(task) == 2


def test_the_page_takes_as_many_queries_however_many(
    task, officer_county, client, django_assert_num_queries
):
    client.force_login(officer_county)
    address = reverse("programme:return_waiting", args=[task.code])
    client.get(address)
    with django_assert_num_queries(11):
        client.get(address)
    TaskEntry.objects.filter(pk=task.entries.first().pk).update(waiting_at="")
    with django_assert_num_queries(11):
        client.get(address)
