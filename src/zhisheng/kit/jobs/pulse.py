"""A thread that renews the heartbeat while the handler is busy between reports."""

import logging
import threading
from collections.abc import Generator
from contextlib import contextmanager

from django.db import OperationalError, connection

from zhisheng.kit.jobs.running import RunningJob

HEARTBEAT_SECONDS = 10.0

logger = logging.getLogger(__name__)


@contextmanager
def beating(job: RunningJob) -> Generator[None]:
    """Keep the job alive for the block."""
    # Another connection cannot see rows of a transaction that is still open.
    if connection.in_atomic_block:
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(job, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat_until(job: RunningJob, done: threading.Event) -> None:
    try:
        while not done.wait(HEARTBEAT_SECONDS):
            _beat_once(job)
    finally:
        connection.close()


def _beat_once(job: RunningJob) -> None:
    try:
        job.beat()
    except OperationalError:
        # SQLite is locked while the handler writes; its own reports keep it alive.
        logger.debug("heartbeat of job %s has to wait", job.code, exc_info=True)
        connection.close()
