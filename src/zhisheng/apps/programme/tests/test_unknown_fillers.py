"""What came by a link that was handed over is told apart and held until it is checked."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from zhisheng.apps.accounts.models import Dispatch, Message
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import (
    AllHeldError,
    CheckAnsweredError,
    EntryDisputedError,
    UnaskedFinalError,
    UncheckedFinalError,
)
from zhisheng.apps.programme.models import EntryStep, TaskLink
from zhisheng.apps.programme.selectors.checks import Held, Unchecked
from zhisheng.apps.programme.selectors.paper_states import count_contents
from zhisheng.apps.programme.selectors.papers import FILLER, Paper, iterate_lines
from zhisheng.apps.programme.selectors.reporting import (
    count_held,
    sum_unchecked_below,
)
from zhisheng.apps.programme.tests.reporting import (
    check,
    end_check_term,
    fill,
    fill_by_link,
    hand_in_on_time,
    make_enterprises,
    open_now,
    plan_task,
    reload,
    start_link,
)
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db
UNKNOWN = "由交出的链接填报，未核实是谁填的"
WHY = "11月27日打电话问过厂长本人，数据无误"


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵军", county_unit)


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    """Ask one that has an account, one with a mobile on record, one with neither."""
    make_enterprises(1, organisation=owner_organisation, name="安平县有号丝网厂")
    make_enterprises(1, contact_phone="13800000002", name="安平县有机丝网厂")
    make_enterprises(1, name="安平县无号丝网厂")
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entries(task, officer_county):
    """Return the three, each handed in by a link that was handed over."""
    found = list(task.entries.order_by("pk"))
    for entry in found:
        fill_by_link(entry, officer_county)
    hand_in_on_time(task)
    return found


def pass_all(task, actor):
    return services.pass_entries(task=task, unit=task.unit, actor=actor)


def pass_one(entry, actor, comment=""):
    now = reload(entry)
    services.pass_entry(
        entry=now, unit=now.task.unit, version=now.version, comment=comment, actor=actor
    )


def list_fillers(task):
    return [line[FILLER] for line in iterate_lines(Paper(task, unit=task.unit))]


def open_task(client, actor, task, view=""):
    client.force_login(actor)
    return client.get(reverse("programme:task", args=[task.code]) + view)


def take_check_link(entry):
    """Open the link that was sent to the number on record, as its owner does."""
    link = TaskLink.objects.exclude(address_masked="").get(entry=entry)
    parcel = Dispatch.objects.get(template="task_link")
    *_, code, secret, _end = parcel.secret.split("/")
    assert code == link.code
    key = services.start_link(code=code, secret=secret)
    return services.resume_link(code=code, key=key)


def test_it_is_told_apart_and_who_can_be_asked_is(entries, owner):
    own, mobile, nobody = map(reload, entries)

    assert all(one.is_by_link and one.awaits_check for one in (own, mobile, nobody))
    assert [bool(one.check_asked_at) for one in (own, mobile, nobody)] == [
        True, True, False,
    ]  # fmt: skip
    told = Message.objects.filter(recipient=owner, key__startswith="filled:")
    assert [one.title for one in told] == [
        "有人用交出的链接替您单位填了“{task}”，请核对。"
    ]
    sent = TaskLink.objects.exclude(address_masked="").get()
    assert (sent.entry, sent.ended_at) == (mobile, None)


def test_one_sent_to_the_number_on_record_is_known(task, officer_county):
    entry = task.entries.get(name="安平县有机丝网厂")
    services.send_links(task=task, unit=task.unit, actor=officer_county)

    fill(entry, take_check_link(entry))

    assert not reload(entry).needs_check
    assert pass_all(task, officer_county) == 1


def test_all_that_is_passed_leaves_them_and_says_why(entries, task, colleague, client):
    assert count_held(task, task.unit) == Held(unchecked=2, unasked=1)
    page = open_task(client, colleague, task).content.decode()
    assert "3 份不随“全部通过”定稿" in page
    assert "1 份没有人能收到核对的通知，请核实后逐份通过。" in page
    steps = EntryStep.objects.count()

    with pytest.raises(AllHeldError) as caught:
        pass_all(task, colleague)

    assert caught.value.fields == {"unchecked": 2, "disputed": 0, "unasked": 1}
    assert EntryStep.objects.count() == steps


def test_when_the_time_is_over_who_was_not_asked_is_still_held(
    entries, task, colleague
):
    nobody = entries[2]
    end_check_term(task)
    task.entries.filter(pk=nobody.pk).update(check_asked_at=None)

    assert pass_all(task, colleague) == 2

    assert not reload(nobody).is_final
    with pytest.raises(UnaskedFinalError):
        pass_one(nobody, colleague, comment="  ")
    pass_one(nobody, colleague, comment=WHY)
    assert reload(nobody).is_final
    assert EntryStep.objects.get(entry=nobody, act="passed").comment == WHY


def test_who_was_asked_is_waited_for(entries, colleague):
    with pytest.raises(UncheckedFinalError) as caught:
        pass_one(entries[0], colleague)
    assert caught.value.code == "programme.unchecked_final"
    assert not reload(entries[0]).is_final


def test_their_own_word_releases_it(entries, task, colleague, owner):
    own, mobile, _nobody = entries

    check(own, owner)
    check(mobile, take_check_link(mobile))

    assert pass_all(task, colleague) == 2
    assert list_fillers(task) == ["由交出的链接填报，本人已核对"] * 2


def test_handed_in_again_by_its_own_people_it_is_theirs(
    entries, task, county_unit, colleague, owner
):
    own = entries[0]
    services.return_entry(
        entry=own, unit=county_unit, remarks=[services.Remark("人数再核对")],
        version=reload(own).version, actor=colleague,
    )  # fmt: skip

    fill(reload(own), owner, employees="21")

    assert not reload(own).needs_check
    assert pass_all(task, colleague) == 1
    assert list_fillers(task) == ["自填"]


def test_called_wrong_it_is_answered_first(entries, task, colleague, owner):
    check(entries[0], owner, is_right=False)

    with pytest.raises(EntryDisputedError):
        pass_one(entries[0], colleague, comment=WHY)

    assert count_held(task, task.unit) == Held(unchecked=1, disputed=1, unasked=1)


def test_by_the_link_that_handed_it_in_nothing_is_checked(
    entries, officer_county, task
):
    link = TaskLink.objects.get(entry=entries[2])
    with pytest.raises(ForbiddenError):
        check(entries[2], link)
    assert reload(entries[2]).awaits_check


def test_a_link_handed_over_does_not_overrule_a_known_word(task, officer_county, owner):
    """Somebody who began by a link has it still when an office fills in and they check."""
    entry = task.entries.order_by("pk")[0]
    link = start_link(services.issue_link(entry=entry, actor=officer_county))
    fill(reload(entry), officer_county)
    check(entry, owner, is_right=False)

    for is_right in (True, False):
        with pytest.raises(CheckAnsweredError):
            services.confirm_entry(
                entry=entry,
                is_right=is_right,
                submission=reload(entry).submission,
                comment="别的话",
                withdraws=True,
                actor=link,
            )

    assert reload(entry).is_disputed
    assert EntryStep.objects.filter(entry=entry, act="confirmed").count() == 0


def test_lists_papers_and_history_say_so(entries, task, colleague, client):
    nobody = entries[2]
    pass_one(nobody, colleague, comment=WHY)

    assert list_fillers(task) == [UNKNOWN]
    assert count_contents(task, task.unit).by_link == 3
    assert sum_unchecked_below(task, task.unit) == Unchecked(by_link=3)
    found = open_task(client, colleague, task, "?view=by_link").context["page"]
    assert [tab.count for tab in found.tabs if "by_link" in tab.url] == [3]
    assert [str(row.cells[2].text) for row in found.table.rows] == [UNKNOWN] * 3
    address = reverse("programme:entry", args=[task.code, nobody.pk])
    page = client.get(address).content.decode()
    assert "通过，未核实是谁填的" in page
    paper = client.get(reverse("programme:task_paper", args=[task.code]))
    assert UNKNOWN in paper.content.decode()


def test_the_api_tells_it_apart(entries, task, colleague, call):
    answer = call(colleague, "tasks:read", f"/tasks/{task.code}/entries?view=by_link")

    assert [one["is_by_link"] for one in answer.json()["items"]] == [True] * 3
    passed = call(
        colleague, "tasks:review", f"/tasks/{task.code}/pass",
        {"entries": [entries[0].pk, entries[2].pk]},
    )  # fmt: skip
    assert passed.status_code == 409
    assert passed.json()["code"] == "programme.all_held"


def test_the_page_of_its_people_asks_whether_it_is_right(entries, task, owner, client):
    client.force_login(owner)
    address = reverse("programme:entry", args=[task.code, entries[0].pk])

    page = client.get(address).content.decode()

    assert "下面的内容是有人用交出的链接填的，没有核实是谁。对吗？" in page
    assert "没有问题" in page


def test_what_came_before_is_told_apart(
    entries, task, county_unit, officer_county, owner
):
    """Earlier versions kept neither who can be asked nor by which kind of link it came."""
    own, mobile, nobody = entries
    services.return_entry(
        entry=mobile, unit=county_unit, remarks=[services.Remark("人数再核对")],
        version=reload(mobile).version, actor=officer_county,
    )  # fmt: skip
    fill(reload(mobile), officer_county, employees="21")
    task.entries.update(needs_check=False, check_asked_at=None, filled_office=None)

    module = import_module(
        "zhisheng.apps.programme.migrations.0052_earlier_held_entries"
    )
    module.tell_held(apps, None)

    own, mobile, nobody = map(reload, entries)
    assert [one.is_by_link for one in (own, mobile, nobody)] == [True, False, True]
    assert (mobile.needs_check, mobile.filled_office) == (True, county_unit)
    assert mobile.check_asked_at == mobile.submitted_at


def test_the_query_of_the_list_does_not_grow(
    entries, task, county_unit, colleague, client, django_assert_max_num_queries
):
    client.force_login(colleague)
    with django_assert_max_num_queries(44):
        client.get(reverse("programme:task", args=[task.code]) + "?view=by_link")
