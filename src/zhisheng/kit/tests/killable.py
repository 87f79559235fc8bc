"""A worker with one long job, run as a process of its own so that a test can kill it.

``prepare`` enqueues, ``work`` works, ``inspect`` prints what there is.
"""

import json
import sys
import time
from datetime import timedelta

import django

ROWS = 60


def prepare() -> None:
    from zhisheng.kit import jobs

    jobs.enqueue(name="test.killable", payload={})


def work() -> None:
    from django.utils import timezone

    from zhisheng.kit import jobs

    # Stands for the minute after which a silent job counts as lost. A killed
    # process's locks may outlive it for a moment.
    for _ in range(100):
        running = jobs.Job.objects.filter(status="running")
        running.update(heartbeat_at=timezone.now() - timedelta(seconds=61))
        if jobs.reclaim_stale() or not running.exists():
            break
        time.sleep(0.1)
    jobs.run_worker(interval=0.05, is_batch=True)


def inspect() -> None:
    from zhisheng.kit import audit, jobs

    job = jobs.Job.objects.get(name="test.killable")
    entries = audit.AuditEntry.objects.filter(action="test.row_written").order_by("pk")
    found = {
        "rows": [entry.new["row"] for entry in entries],
        "status": job.status,
        "attempt": job.attempt,
        "checkpoint": job.checkpoint,
        "broken_at": audit.verify().broken_at,
    }
    sys.stdout.write(json.dumps(found))


def register() -> None:
    from django.db import transaction

    from zhisheng.kit import audit, jobs

    @jobs.job_handler("test.killable", max_attempts=20)
    def write_rows(job: jobs.RunningJob) -> None:
        for row in range(job.checkpoint.get("row", 0), ROWS):
            with transaction.atomic():
                audit.record(action="test.row_written", new={"row": row})
                job.save_checkpoint({"row": row + 1})
            job.report(row + 1, ROWS)
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
            time.sleep(0.01)


if __name__ == "__main__":
    django.setup()
    register()
    {"prepare": prepare, "work": work, "inspect": inspect}[sys.argv[1]]()
