"""Write immutable snapshots of the records."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from zhisheng.apps.accounts.models import User
from zhisheng.apps.statistics import selectors
from zhisheng.apps.statistics.permissions import require
from zhisheng.kit import audit, jobs
from zhisheng.kit.snapshots import Snapshot, write_snapshot

JOB = "statistics.renew_snapshot"


def create_snapshot(
    *, year: int, note: str = "", actor: User | None = None
) -> Snapshot:
    """Write every record a bulletin of the year needs, as it stands now."""
    require(actor, "statistics.create_snapshot")
    # Loaded on use: Arrow takes half a second, and few processes write a snapshot.
    from zhisheng.apps.statistics.selectors.tables import (
        count_snapshot,
        list_snapshot_tables,
    )

    with _reading_one_moment():
        snapshot = write_snapshot(
            list_snapshot_tables(year),
            year=year,
            derive=count_snapshot,
            note=note,
            actor=actor,
        )
        audit.record(
            action="statistics.snapshot_created",
            actor=actor,
            subject=snapshot,
            counts={
                name: table["rows"]
                for name, table in snapshot.manifest["tables"].items()
            },
            rows_hash=snapshot.manifest_sha256,
        )
    return snapshot


def ensure_snapshot(*, year: int, actor: User | None = None) -> Snapshot:
    """Return the newest snapshot if nothing changed since, else write one."""
    current = selectors.find_current_snapshot(year)
    return current or create_snapshot(year=year, actor=actor)


@transaction.atomic
def queue_snapshot(*, actor: User | None = None) -> jobs.Job:
    """Let the worker take the records as they stand, unless it is about to."""
    require(actor, "statistics.create_snapshot")
    year = selectors.get_latest_year()
    job = jobs.enqueue(
        name=JOB, payload={"year": year}, actor=actor, key=f"snapshot:{year}"
    )
    audit.record(action="statistics.snapshot_queued", actor=actor, subject=job)
    return job


@contextmanager
def _reading_one_moment() -> Iterator[None]:
    """Let all tables see the same moment, however long the writing takes.

    SQLite would hold its one writing lock for that time, so there each table is read
    as it stands when its turn comes; rows whose enterprise came later are not counted.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
