"""Run the library's worker, and beside it the clock that keeps our promises."""

import logging
import os
import signal
import socket
import threading
from types import FrameType

from django.db import OperationalError, connection
from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from zhisheng.kit.boundary import Boundary
from zhisheng.kit.codes import new_code
from zhisheng.kit.jobs import stopping
from zhisheng.kit.jobs.schedule import tick
from zhisheng.kit.jobs.upkeep import reclaim_stale

TICK_SECONDS = 5.0
PAUSE_AFTER_FAULT_SECONDS = 2.0

logger = logging.getLogger(__name__)


def run_pending(limit: int | None = None) -> int:
    """Run what is due in this process and return how many deliveries were run."""
    worker = _build_worker(interval=0)
    done = 0
    while (limit is None or done < limit) and (result := _claim_next(worker)):
        worker.run_task(result)
        done += 1
    return done


def _claim_next(worker: Worker) -> "DBTaskResult[..., object] | None":
    ready = DBTaskResult.objects.ready().filter(backend_name=worker.backend_name)
    with exclusive_transaction():
        result = ready.get_locked()
        if result is not None:
            result.claim(worker.worker_id)
    return result


def run_worker(*, interval: float = 0.5, is_batch: bool = False) -> None:
    """Work until a signal asks to end; a running job stops at its next report."""
    stopping.withdraw_stop()
    worker = _build_worker(interval=interval, is_batch=is_batch)
    _listen_to_signals(worker)
    clock = threading.Thread(target=_keep_time, name="clock", daemon=True)
    clock.start()
    try:
        _work(worker)
    finally:
        stopping.request_stop()
        clock.join(timeout=TICK_SECONDS)


def _work(worker: Worker) -> None:
    while worker.running:
        try:
            worker.run()
        except OperationalError:
            # A long write holds SQLite, or PostgreSQL restarts: wait and go on.
            logger.exception("the queue could not be read, trying again")
            connection.close()
            stopping.wait_for_stop(PAUSE_AFTER_FAULT_SECONDS)
        else:
            return


def _keep_time() -> None:
    """Enqueue due work and reclaim lost jobs, at once and then every few seconds."""
    try:
        while True:
            with Boundary() as outcome:
                reclaim_stale()
                tick()
            if outcome.error is not None:
                logger.error("the clock missed a beat", exc_info=outcome.error)
                connection.close()
            if stopping.wait_for_stop(TICK_SECONDS):
                return
    finally:
        connection.close()


def _listen_to_signals(worker: Worker) -> None:
    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.request_stop()
        worker.shutdown(signum, frame)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _build_worker(*, interval: float, is_batch: bool = False) -> Worker:
    host = socket.gethostname()[:30]
    return Worker(
        queue_names=["*"],
        interval=interval,
        batch=is_batch,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{host}-{os.getpid()}-{new_code('W')}",
        excluded_queue_names=[],
    )
