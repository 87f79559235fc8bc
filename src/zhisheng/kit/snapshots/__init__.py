"""Immutable Parquet snapshots: every published number comes from one of them."""

from zhisheng.kit.snapshots.errors import SnapshotBrokenError, SnapshotImmutableError
from zhisheng.kit.snapshots.models import Snapshot
from zhisheng.kit.snapshots.reading import SnapshotFiles, open_snapshot
from zhisheng.kit.snapshots.writing import SnapshotTable, write_snapshot

__all__ = [
    "Snapshot",
    "SnapshotBrokenError",
    "SnapshotFiles",
    "SnapshotImmutableError",
    "SnapshotTable",
    "open_snapshot",
    "write_snapshot",
]
