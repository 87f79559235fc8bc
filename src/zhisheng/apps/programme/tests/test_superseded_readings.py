"""A reader that another has replaced leaves what the other and a person made of it."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import NoTableError
from zhisheng.apps.programme.models import ImportRow, RosterImport
from zhisheng.apps.programme.services import staging
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def previewed(upload):
    return upload([make_line(1), make_line(2)])


@pytest.fixture
def reading(previewed):
    """Return an import whose reader has not come to its end."""
    RosterImport.objects.filter(pk=previewed.pk).update(status="reading")
    return selectors.get_import(previewed.code)


def put_in(roster_import, actor):
    services.queue_applying(roster_import=roster_import, actor=actor)
    jobs.run_pending()
    assert selectors.get_import(roster_import.code).status == "applied"


def say_nothing(done, total):
    pass


def test_its_end_leaves_what_was_applied_meanwhile(reading, body_user):
    def overtake(done, total):
        fresh = selectors.get_import(reading.code)
        services.read_into_staging(roster_import=fresh, report=say_nothing)
        put_in(fresh, body_user)

    services.read_into_staging(roster_import=reading, report=overtake)

    assert selectors.get_import(reading.code).status == "applied"
    assert ImportRow.objects.filter(is_applied=True).count() == 2


@pytest.mark.parametrize("transactions", [1, 2], ids=["clearing", "staging"])
def test_it_stages_nothing_among_rows_that_were_applied(
    reading, body_user, transactions
):
    opened = []

    @contextmanager
    def fence():
        opened.append(1)
        if len(opened) == transactions + 1:
            fresh = selectors.get_import(reading.code)
            services.read_into_staging(roster_import=fresh, report=say_nothing)
            put_in(fresh, body_user)
        with transaction.atomic():
            yield

    services.read_into_staging(roster_import=reading, report=say_nothing, fence=fence)

    assert selectors.get_import(reading.code).status == "applied"
    assert ImportRow.objects.filter(is_applied=True).count() == 2
    assert ImportRow.objects.count() == 2


def test_its_fault_leaves_what_was_applied_meanwhile(previewed, body_user):
    put_in(previewed, body_user)

    services.fail_import(
        roster_import=selectors.get_import(previewed.code), problem="找不到表头"
    )

    assert selectors.get_import(previewed.code).status == "applied"


@pytest.mark.parametrize("moment", ["before staging", "before the end", "in a fault"])
def test_a_reader_given_up_for_lost_commits_nothing_more(
    previewed, monkeypatch, moment
):
    """Both attempts are of one job, and the import waits for it: only the fence tells."""
    job = previewed.job
    RosterImport.objects.filter(pk=previewed.pk).update(status="uploaded")
    jobs.Job.objects.filter(pk=job.pk).update(status="queued", attempt=0)

    def give_up(*arguments):
        silent = timezone.now() - timedelta(minutes=5)
        jobs.Job.objects.filter(pk=job.pk).update(heartbeat_at=silent)
        assert jobs.reclaim_stale() == 1
        if moment == "in a fault":
            raise NoTableError(searched="前 1 行")

    with monkeypatch.context() as slow:
        if moment == "before the end":
            slow.setattr(jobs.RunningJob, "report", give_up)
        else:
            slow.setattr(staging, "classify_rows", give_up)
        jobs.run_job(job.code)
    given_up = selectors.get_import(previewed.code)
    assert (given_up.status, given_up.job.status) == ("reading", "queued")
    assert ImportRow.objects.count() == (2 if moment == "before the end" else 0)

    jobs.run_pending()

    assert selectors.get_import(previewed.code).status == "previewed"
    assert ImportRow.objects.count() == 2
