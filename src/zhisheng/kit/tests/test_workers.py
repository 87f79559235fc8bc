"""Several workers at once, and the worker's own loop."""

import signal
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django_tasks_db.models import DBTaskResult

from zhisheng.kit import jobs
from zhisheng.kit.jobs import pulse, registry, schedule, stopping, worker
from zhisheng.kit.jobs.models import Job, JobStatus
from zhisheng.kit.jobs.running import RunningJob
from zhisheng.kit.tests.at_once import run_at_once

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "_registrations", {})
    monkeypatch.setattr(schedule, "_intervals", {})
    yield
    stopping.withdraw_stop()


@pytest.fixture
def own_signals():
    kinds = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(kind) for kind in kinds]
    yield
    for kind, handler in zip(kinds, before, strict=True):
        signal.signal(kind, handler)


@pytest.fixture
def postgresql_only():
    if connection.vendor != "postgresql":
        pytest.skip("threads share SQLite's one test connection; needs PostgreSQL")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_ticks_at_once_enqueue_due_work_once(postgresql_only):
    jobs.periodic("test.minutely", every=timedelta(minutes=1))(lambda job: None)
    jobs.tick(NOW)
    Job.objects.update(status=JobStatus.SUCCEEDED)

    run_at_once(jobs.tick, [NOW + timedelta(seconds=61)] * 4)

    assert Job.objects.count() == 2


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_enqueue_of_one_key_at_once_make_one_job(postgresql_only):
    jobs.job_handler("test.plain")(lambda job: None)

    run_at_once(
        lambda key: jobs.enqueue(name="test.plain", payload={}, key=key), ["a"] * 4
    )

    assert Job.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_workers_run_each_job_once(postgresql_only):
    seen: list[str] = []
    jobs.job_handler("test.plain")(lambda job: seen.append(job.code))
    codes = {jobs.enqueue(name="test.plain", payload={}).code for _ in range(40)}

    run_at_once(jobs.run_pending, [None] * 4)

    assert len(seen) == 40
    assert set(seen) == codes


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_job_whose_transaction_is_open_is_not_reclaimed(postgresql_only):
    job = Job.objects.create(
        name="test.plain",
        status=JobStatus.RUNNING,
        attempt=1,
        heartbeat_at=NOW - timedelta(hours=1),
    )
    reclaimed: list[int] = []
    with transaction.atomic():
        RunningJob(job).save_checkpoint({"row": 1})
        run_at_once(lambda _: reclaimed.append(jobs.reclaim_stale()), [None])

    assert reclaimed == [0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_heartbeat_goes_on_while_the_handler_is_busy(postgresql_only, monkeypatch):
    monkeypatch.setattr(pulse, "HEARTBEAT_SECONDS", 0.02)
    beats: list[datetime | None] = []

    def busy(job: RunningJob) -> None:
        while len(set(beats)) < 3:
            beats.append(Job.objects.get(code=job.code).heartbeat_at)

    jobs.job_handler("test.busy")(busy)
    jobs.enqueue(name="test.busy", payload={})
    jobs.run_pending()

    assert len(set(beats)) == 3


def test_locked_database_only_delays_the_heartbeat(monkeypatch):
    class LockedJob:
        code = "J-1"

        def beat(self) -> bool:
            raise OperationalError("database is locked")

    closed: list[bool] = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))

    pulse._beat_once(LockedJob())

    assert closed == [True]


def test_worker_goes_on_when_the_queue_cannot_be_read(monkeypatch):
    monkeypatch.setattr(worker, "PAUSE_AFTER_FAULT_SECONDS", 0)
    monkeypatch.setattr(connection, "close", lambda: None)

    class FlakyWorker:
        running = True
        runs = 0

        def run(self) -> None:
            self.runs += 1
            if self.runs < 3:
                raise OperationalError("database is locked")

    flaky = FlakyWorker()
    worker._work(flaky)

    assert flaky.runs == 3


@pytest.mark.django_db
def test_clock_ticks_and_survives_a_fault(monkeypatch, caplog):
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(worker, "TICK_SECONDS", 0)
    calls: list[str] = []

    def tick() -> None:
        calls.append("tick")
        if len(calls) == 2:
            stopping.request_stop()
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "tick", tick)

    worker._keep_time()

    assert calls == ["tick", "tick"]
    assert caplog.messages == ["the clock missed a beat"] * 2


@pytest.mark.django_db(transaction=True)
def test_batch_worker_ends_when_nothing_is_left(monkeypatch, own_signals):
    monkeypatch.setattr(worker, "_keep_time", lambda: None)
    seen: list[str] = []
    jobs.job_handler("test.plain")(lambda job: seen.append(job.code))
    job = jobs.enqueue(name="test.plain", payload={})

    jobs.run_worker(interval=0, is_batch=True)

    assert seen == [job.code]


@pytest.mark.django_db(transaction=True)
def test_signal_ends_an_idle_worker(monkeypatch, own_signals):
    monkeypatch.setattr(worker, "_keep_time", lambda: None)
    threading.Timer(0.3, signal.raise_signal, [signal.SIGTERM]).start()

    with pytest.raises(SystemExit) as ending:
        jobs.run_worker(interval=0.05)

    assert ending.value.code == 0
    assert stopping.is_stopping()
