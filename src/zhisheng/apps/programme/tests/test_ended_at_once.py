"""A task is ended while somebody fills in or reviews: either counts, never both halves."""

import pytest
from django.db import connection, transaction

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import TaskStatus
from zhisheng.apps.programme.errors import EntryLockedError
from zhisheng.apps.programme.models import EntryStep
from zhisheng.apps.programme.services import (
    Filled,
    Remark,
    filling,
    reporting,
    reviewing,
)
from zhisheng.apps.programme.tests.reporting import (
    end_check_term,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.tests.at_once import Beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


@pytest.fixture
def task(county_unit, officer_county):
    make_enterprises(2)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task):
    return task.entries.order_by("pk").first()


@pytest.fixture
def handed(entry, officer_county):
    filled = fill(entry, officer_county)
    end_check_term(filled.task)
    return reload(filled)


@pytest.fixture
def end(task, officer_county):
    return lambda: services.close_task(task=task, reason="已汇总", actor=officer_county)


def save(entry, actor):
    filled = Filled(answers={"employees": "21"}, version=entry.version)
    services.save_entry(entry=entry, filled=filled, actor=actor)


def list_acts(entry):
    return [step.act for step in EntryStep.objects.filter(entry=entry)]


def count_missing():
    entry = AuditEntry.objects.get(action="programme.task_closed")
    return entry.counts["missing"], entry.counts["under_review"]


def test_who_hands_in_while_it_is_being_ended_is_told(
    entry, end, officer_county, meanwhile
):
    beside = meanwhile(reporting, "count_by_unit", lambda: fill(entry, officer_county))

    end()

    assert beside.finish() == [EntryLockedError]
    assert (reload(entry).state, list_acts(entry)) == ("unfilled", [])
    assert count_missing() == (2, 0)


def test_what_is_being_handed_in_is_in_before_it_ends(
    task, entry, end, officer_county, meanwhile
):
    beside = meanwhile(filling, "tell_waiting", end)

    fill(entry, officer_county)

    assert beside.finish() == []
    task.refresh_from_db()
    assert (task.status, reload(entry).state) == (TaskStatus.CLOSED, "filled")
    assert count_missing() == (1, 1)


def pass_all(handed, actor):
    task = handed.task
    services.pass_entries(task=task, unit=task.unit, actor=actor)


def pass_one(handed, actor):
    unit = handed.task.unit
    services.pass_entry(entry=handed, unit=unit, version=handed.version, actor=actor)


def send_back(handed, actor):
    services.return_entry(
        entry=handed,
        unit=handed.task.unit,
        remarks=[Remark("请核对人数", field="employees")],
        version=handed.version,
        actor=actor,
    )


@pytest.mark.parametrize("review", [pass_all, pass_one, send_back])
def test_who_reviews_while_it_is_being_ended_is_told(
    task, handed, end, officer_county, meanwhile, review
):
    beside = meanwhile(
        reporting, "count_by_unit", lambda: review(handed, officer_county)
    )

    end()

    assert beside.finish() == [EntryLockedError]
    assert list_acts(handed) == ["filled_for"]
    assert reload(handed).waiting_at == task.unit.code


def test_what_is_being_passed_is_final_before_it_ends(
    task, handed, end, officer_county, meanwhile
):
    beside = meanwhile(reviewing, "level_of", end)

    services.pass_entries(task=task, unit=task.unit, actor=officer_county)

    assert beside.finish() == []
    assert reload(handed).is_final is True
    assert count_missing() == (1, 0)


def test_fillers_do_not_wait_for_each_other(task, entry, officer_county):
    other = task.entries.exclude(pk=entry.pk).get()
    beside = Beside()

    with transaction.atomic():
        fill(entry, officer_county)
        beside.start(lambda: save(other, officer_county))
        assert reload(other).answers == {"employees": "21"}

    assert beside.finish() == []
