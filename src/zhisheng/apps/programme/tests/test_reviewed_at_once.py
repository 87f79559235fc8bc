"""Two who act on the same entry in the same moment: one wins, the other is told."""

import pytest
from django.db import connection

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import (
    EntryCameBackError,
    EntryFinalError,
    EntryHandedInError,
    EntryMovedOnError,
    EntrySentBackError,
    EntryTakenBackError,
    NothingToReviewError,
    ReviewedAlreadyError,
)
from zhisheng.apps.programme.models import EntryRemark, EntryStep
from zhisheng.apps.programme.services import (
    Filled,
    Remark,
    remarks,
    reviewing,
    taking_back,
)
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    READ,
    end_check_term,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import DomainError
from zhisheng.kit.tests.at_once import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]
MENDED = GOOD | {"employees": "21"}


@pytest.fixture
def colleague(county_unit, officer_county):
    return make_officer("安平赵强", county_unit)


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    """Open a task of a county for one enterprise that has an owner."""
    make_enterprises(1, organisation=owner_organisation)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task):
    return task.entries.get()


@pytest.fixture
def handed(entry, owner):
    return fill(entry, owner)


def pass_all(task, actor):
    return services.pass_entries(task=task, unit=task.unit, actor=actor)


def send_back(entry, actor, text="请核对人数"):
    return services.return_entry(
        entry=entry,
        unit=entry.task.unit,
        remarks=[Remark(text, field="employees")],
        version=entry.version,
        actor=actor,
    )


def save(entry, actor, service=services.save_entry, answers=MENDED):
    filled = Filled(answers=answers, version=entry.version)
    return service(entry=entry, filled=filled, actor=actor)


def list_acts(entry):
    return [step.act for step in EntryStep.objects.filter(entry=entry)]


def count_entries(action):
    return AuditEntry.objects.filter(action=f"programme.{action}").count()


def try_to(act):
    try:
        act()
    except DomainError as error:
        return type(error)
    return None


def test_who_returns_what_is_being_passed_is_told(
    task, handed, officer_county, colleague, meanwhile
):
    Message.objects.all().delete()
    beside = meanwhile(reviewing, "level_of", lambda: send_back(handed, colleague))

    assert pass_all(task, officer_county) == 1

    assert beside.finish() == [EntryFinalError]
    entry = reload(handed)
    assert (entry.is_final, entry.state, entry.waiting_at) == (True, "county", "")
    assert list_acts(entry) == ["submitted", "passed"]
    assert (count_entries("entries_passed"), count_entries("entry_returned")) == (1, 0)
    assert EntryRemark.objects.count() == 0
    assert [one.key[:6] for one in Message.objects.all()] == ["final:"]


def test_who_passes_what_is_being_returned_is_told(
    task, handed, officer_county, colleague, meanwhile
):
    Message.objects.all().delete()
    beside = meanwhile(reviewing, "tell_returned", lambda: pass_all(task, colleague))

    send_back(handed, officer_county)

    assert beside.finish() == [ReviewedAlreadyError]
    entry = reload(handed)
    assert (entry.is_final, entry.is_returned, entry.state) == (False, True, "unfilled")
    assert list_acts(entry) == ["submitted", "returned"]
    assert (count_entries("entries_passed"), count_entries("entry_returned")) == (0, 1)
    assert (EntryRemark.objects.count(), Message.objects.count()) == (1, 1)


def test_of_twenty_each_is_either_passed_or_returned(
    county_unit, officer_county, colleague
):
    make_enterprises(20)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    handed = [fill(entry, officer_county) for entry in task.entries.order_by("pk")]
    end_check_term(task)

    for entry in handed:
        reviewers = [
            lambda one=entry: services.pass_entries(
                task=task, unit=county_unit, actor=colleague, entries=[one.pk]
            ),
            lambda one=entry: send_back(one, officer_county),
        ]
        came_to = run_at_once(try_to, reviewers)

        is_passed = came_to == [None, EntryFinalError]
        assert is_passed or came_to == [ReviewedAlreadyError, None]
        assert reload(entry).is_final is is_passed
        end = "passed" if is_passed else "returned"
        assert list_acts(entry) == ["filled_for", end]
    assert count_entries("entries_passed") + count_entries("entry_returned") == 20


def test_two_who_pass_the_same_pass_it_once(task, handed, officer_county, colleague):
    came_to = run_at_once(
        try_to,
        [lambda one=one: pass_all(task, one) for one in (officer_county, colleague)],
    )

    assert sorted(came_to, key=str) == [ReviewedAlreadyError, None]
    assert list_acts(handed) == ["submitted", "passed"]
    assert count_entries("entries_passed") == 1
    assert reload(handed).version == handed.version + 1


def test_the_same_return_sent_twice_is_sent_once(handed, officer_county):
    Message.objects.all().delete()

    came_to = run_at_once(try_to, [lambda: send_back(handed, officer_county)] * 2)

    assert sorted(came_to, key=str) == [EntrySentBackError, None]
    assert list_acts(handed) == ["submitted", "returned"]
    assert (EntryRemark.objects.count(), Message.objects.count()) == (1, 1)
    assert count_entries("entry_returned") == 1


def test_the_same_answers_handed_in_twice_are_taken_once(entry, owner):
    came_to = run_at_once(try_to, [lambda: fill(entry, owner)] * 2)

    assert sorted(came_to, key=str) == [EntryHandedInError, None]
    assert list_acts(entry) == ["submitted"]
    assert count_entries("entry_submitted") == 1
    assert (reload(entry).answers, reload(entry).version) == (READ, 1)


def test_of_owner_and_office_one_hands_in(entry, owner, officer_county):
    came_to = run_at_once(
        try_to, [lambda one=one: fill(entry, one) for one in (owner, officer_county)]
    )

    assert sorted(came_to, key=str) == [EntryHandedInError, None]
    is_own = came_to[0] is None
    assert list_acts(entry) == ["submitted" if is_own else "filled_for"]
    assert reload(entry).filled_by == (owner if is_own else officer_county)
    told = Message.objects.filter(key__startswith="filled:")
    assert told.count() == (0 if is_own else 1)


@pytest.mark.parametrize("service", [services.save_entry, services.keep_answers])
def test_who_saves_while_it_is_passed_is_told(
    task, handed, owner, officer_county, meanwhile, service
):
    beside = meanwhile(reviewing, "level_of", lambda: save(handed, owner, service))

    pass_all(task, officer_county)

    assert beside.finish() == [EntryHandedInError]
    assert (reload(handed).answers, reload(handed).is_final) == (READ, True)


@pytest.mark.parametrize("service", [services.save_entry, services.keep_answers])
def test_who_saves_while_it_is_returned_is_told(
    handed, owner, officer_county, meanwhile, service
):
    beside = meanwhile(reviewing, "tell_returned", lambda: save(handed, owner, service))

    send_back(handed, officer_county)

    assert beside.finish() == [EntryCameBackError]
    entry = reload(handed)
    assert (entry.answers, entry.is_returned) == (READ, True)
    assert save(entry, owner, service).answers == READ | {"employees": "21"}


def test_what_is_being_remarked_is_not_passed_with_the_rest(
    task, handed, officer_county, colleague, meanwhile
):
    beside = meanwhile(remarks, "_find_place", lambda: pass_all(task, colleague))

    services.write_remark(
        entry=handed,
        unit=task.unit,
        remark=Remark("请核对人数", field="employees"),
        actor=officer_county,
    )

    assert beside.finish() == [NothingToReviewError]
    assert reload(handed).waiting_at == task.unit.code
    assert list_acts(handed) == ["submitted"]


def test_who_remarks_what_is_being_returned_is_told(
    task, handed, officer_county, colleague, meanwhile
):
    def remark():
        services.write_remark(
            entry=handed, unit=task.unit, remark=Remark("缺数"), actor=colleague
        )

    beside = meanwhile(reviewing, "tell_returned", remark)

    send_back(handed, officer_county)

    assert beside.finish() == [EntrySentBackError]
    assert [one.text for one in EntryRemark.objects.all()] == ["请核对人数"]


def test_of_two_who_reopen_one_does(task, handed, officer_county, colleague):
    pass_all(task, officer_county)
    final = reload(handed)

    def reopen(actor):
        services.reopen_entry(entry=final, reason="企业报错单位", actor=actor)

    came_to = run_at_once(
        try_to, [lambda one=one: reopen(one) for one in (officer_county, colleague)]
    )

    assert sorted(came_to, key=str) == [EntryMovedOnError, None]
    assert list_acts(final) == ["submitted", "passed", "reopened"]
    assert count_entries("entry_reopened") == 1


def take_back(entry, actor):
    return services.take_back_entry(entry=entry, version=entry.version, actor=actor)


def test_who_takes_back_what_is_being_passed_is_told(
    task, handed, owner, officer_county, meanwhile
):
    beside = meanwhile(reviewing, "level_of", lambda: take_back(handed, owner))

    assert pass_all(task, officer_county) == 1

    assert beside.finish() == [EntryFinalError]
    assert list_acts(handed) == ["submitted", "passed"]
    assert reload(handed).is_final


def test_who_passes_what_is_being_taken_back_is_told(
    task, handed, owner, officer_county, meanwhile
):
    def act():
        services.pass_entry(
            entry=handed, unit=task.unit, version=handed.version, actor=officer_county
        )

    beside = meanwhile(taking_back, "tell_taken_back", act)

    take_back(handed, owner)

    assert beside.finish() == [EntryTakenBackError]
    assert list_acts(handed) == ["submitted", "taken_back"]
    entry = reload(handed)
    assert (entry.state, entry.waiting_at, entry.is_final) == ("unfilled", "", False)


@pytest.mark.parametrize("round_number", range(5))
def test_of_take_back_and_pass_at_once_exactly_one_is_done(
    task, handed, owner, officer_county, round_number
):
    came_to = run_at_once(
        try_to,
        [lambda: take_back(handed, owner), lambda: pass_all(task, officer_county)],
    )

    is_taken = came_to == [None, ReviewedAlreadyError]
    assert is_taken or came_to == [EntryFinalError, None]
    assert reload(handed).is_final is not is_taken
    end = "taken_back" if is_taken else "passed"
    assert list_acts(handed) == ["submitted", end]
    assert count_entries("entry_taken_back") + count_entries("entries_passed") == 1


def test_of_the_office_and_one_above_one_passes(
    task, handed, officer_county, officer_city
):
    def pass_as(actor, reason):
        return services.pass_entries(
            task=task, unit=task.unit, reason=reason, actor=actor
        )

    came_to = run_at_once(
        try_to,
        [lambda: pass_as(officer_county, ""), lambda: pass_as(officer_city, "停电")],
    )

    assert sorted(came_to, key=str) == [ReviewedAlreadyError, None]
    is_own = came_to[0] is None
    step = EntryStep.objects.get(act="passed")
    assert (step.acted_for_id, step.acting_reason) == (
        (None, "") if is_own else (task.unit_id, "停电")
    )
    assert reload(handed).is_acted_for is not is_own
    told = Message.objects.filter(key__startswith="acted_for")
    assert told.count() == (0 if is_own else 1)
