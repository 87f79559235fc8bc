"""What a person writes while a roster is applied or withdrawn is not lost in silence."""

import threading

import pytest
from django.db import connection

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.services import entries, reviewing, withdrawing
from zhisheng.apps.programme.tests.reporting import (
    end_check_term,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.kit import jobs
from zhisheng.kit.errors import NotFoundError

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


@pytest.fixture
def write(officer_county):
    """Return a function that records a consultancy from another connection."""
    threads, errors = [], []

    def record(engagement):
        def act():
            try:
                services.record_engagement(
                    enterprise=engagement.enterprise,
                    year=2024,
                    helper=engagement.helper,
                    help_kind="consultancy",
                    started_on=None,
                    ended_on=None,
                    actor=officer_county,
                )
            except NotFoundError as error:
                errors.append(error)
            finally:
                connection.close()

        threads.append(threading.Thread(target=act))
        threads[-1].start()
        threads[-1].join(2)

    def wait():
        for thread in threads:
            thread.join()
        return errors

    record.wait, record.threads = wait, threads
    return record


def test_an_entry_during_applying_stays(put_in, upload, office, write, monkeypatch):
    put_in([make_line(1)], **office)
    again = upload([make_line(1, 帮扶结束日期="2024-07-31")], **office)
    services.queue_applying(roster_import=again, actor=office["actor"])
    take_over = entries._take_over

    def meanwhile(engagement, row):
        write(engagement)
        return take_over(engagement, row)

    monkeypatch.setattr(entries, "_take_over", meanwhile)
    jobs.run_pending()

    assert write.wait() == []
    assert Engagement.objects.get().help_kind == "consultancy"


def test_an_entry_during_withdrawing_stays(put_in, office, write, monkeypatch):
    done = put_in([make_line(1)], **office)
    put_in([make_line(1)], **office)
    withdraw_meanwhile(done, office["actor"], write, monkeypatch, "list_kept_rows")

    assert write.wait() == []
    assert Engagement.objects.get().help_kind == "consultancy"


def test_who_writes_on_what_goes_is_told(put_in, office, write, monkeypatch):
    done = put_in([make_line(1)], **office)
    withdraw_meanwhile(done, office["actor"], write, monkeypatch, "compare_with_rows")

    assert [type(error) for error in write.wait()] == [NotFoundError]
    assert Engagement.objects.count() == 0


def test_an_entry_handed_in_while_others_are_passed_waits(
    reference, county_unit, officer_county, monkeypatch
):
    make_enterprises(2)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    first, second = task.entries.order_by("pk")
    fill(first, officer_county)
    end_check_term(task)
    find_level = reviewing.level_of

    def act():
        try:
            fill(second, officer_county)
        finally:
            connection.close()

    def meanwhile(unit):
        thread = threading.Thread(target=act)
        thread.start()
        thread.join()
        return find_level(unit)

    monkeypatch.setattr(reviewing, "level_of", meanwhile)

    passed = services.pass_entries(task=task, unit=county_unit, actor=officer_county)

    second = reload(second)
    assert (passed, reload(first).is_final) == (1, True)
    assert (second.is_final, second.waiting_at) == (False, county_unit.code)
    assert [step.act for step in second.steps.all()] == ["filled_for"]


def withdraw_meanwhile(done, actor, write, monkeypatch, moment):
    """Withdraw a roster; at a moment after its rows were read, a person writes."""
    reading = getattr(withdrawing, moment)

    def meanwhile(*args):
        if not write.threads:
            write(Engagement.objects.select_related("enterprise", "helper").get())
        return reading(*args)

    monkeypatch.setattr(withdrawing, moment, meanwhile)
    services.withdraw_roster(roster_import=done, actor=actor)
