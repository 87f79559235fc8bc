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


def send(task, actor, chosen, text=WORDS, **own):
    return services.return_entries(
        task=task, unit=task.unit, chosen=chosen, text=text, actor=actor, **own
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


def list_words(task):
    entries = task.entries.order_by("pk")
    return [[one.text for one in entry.remarks.all()] for entry in entries]


def test_words_of_its_own_stand_for_the_common_ones(task, officer_county):
    chosen = choose(task)
    first, second = sorted(chosen)

    send(task, officer_county, chosen, own={first: "请补营业收入", second: " "})

    assert list_words(task) == [["请补营业收入"], [WORDS], []]


def test_each_may_have_words_of_its_own_alone(task, officer_county):
    chosen = choose(task)
    own = dict(zip(sorted(chosen), ("甲", "乙"), strict=True))

    assert send(task, officer_county, chosen, text="", own=own) == 2
    assert list_words(task) == [["甲"], ["乙"], []]


def test_where_one_has_no_words_none_goes_back(task, officer_county):
    chosen = choose(task)

    with pytest.raises(RemarkMissingError):
        send(task, officer_county, chosen, text="", own={min(chosen): "甲"})

    assert (count_returned(task), list_words(task)) == (0, [[], [], []])


def test_the_page_takes_words_for_single_entries(task, officer_county, client):
    client.force_login(officer_county)
    address = reverse("programme:return_waiting", args=[task.code])
    first, second, third = task.entries.order_by("pk")
    ticked = [f"{one.pk}-{one.version}" for one in (first, second)]
    # What is written beside an entry that is not ticked is said of none.
    own = {f"own-{first.pk}": "请补营业收入", f"own-{third.pk}": "不退"}

    unsaid = client.post(address, {"entries": ticked, **own})
    page = unsaid.content.decode()
    assert (unsaid.status_code, count_returned(task)) == (422, 0)
    assert "请写明要改什么，或者给选中的每一份单独写。" in page
    assert page.count('<details class="more" open>') == 2
    long = client.post(address, {"entries": ticked, "text": "改" * 301})
    assert (long.status_code, count_returned(task)) == (422, 0)
    client.post(address, {"entries": ticked, "text": WORDS, **own})

    assert list_words(task) == [["请补营业收入"], [WORDS], []]


def test_who_has_an_account_is_told(
    task, officer_county, owner_organisation, owner, client
):
    client.force_login(officer_county)
    address = reverse("programme:return_waiting", args=[task.code])
    first, second, _third = task.entries.order_by("pk")
    enterprise = first.enterprise
    enterprise.organisation = owner_organisation
    enterprise.save()

    def give_back(*entries):
        ticked = [f"{one.pk}-{one.version}" for one in entries]
        sent = {"entries": ticked, "text": WORDS}
        return client.post(address, sent, follow=True).content.decode()

    assert "其中" not in give_back(first)
    assert "其中 1 份对方没有账号" in give_back(second)


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

    page = done.content.decode()
    assert "已退回 2 份。 其中 2 份对方没有账号，收不到消息，请另外告诉对方。" in page
    listed = reverse("programme:unreached", args=[task.code]) + "?reason=no_account"
    assert f'<a href="{listed}">看电话名单</a>' in page
    assert first.name in client.get(listed).content.decode()
    assert [reload(one).is_returned for one in (first, second, third)] == [
        True, False, True,
    ]  # fmt: skip


def test_who_acts_for_others_is_led_to_the_task(task, officer_city, client):
    client.force_login(officer_city)
    address = reverse("programme:return_waiting", args=[task.code])

    assert client.get(address).url == reverse("programme:task", args=[task.code])


def test_a_program_returns_several(task, officer_county, call):
    given = [{"number": pk, "version": one} for pk, one in choose(task).items()]
    given[0]["text"] = "请补营业收入"
    sent = {"entries": given, "text": WORDS}

    answer = call(officer_county, "tasks:review", f"/tasks/{task.code}/return", sent)

    assert (answer.status_code, answer.json()) == (
        200, {"returned": 2, "untold": 2}
    )  # fmt: skip
    assert list_words(task) == [["请补营业收入"], [WORDS], []]


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
