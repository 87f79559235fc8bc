"""Open a snapshot only if every byte is as it was written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.snapshots.errors import SnapshotBrokenError
from zhisheng.kit.snapshots.models import Snapshot
from zhisheng.kit.snapshots.writing import MANIFEST, get_folder, hash_file


@dataclass(frozen=True, slots=True)
class SnapshotFiles:
    """``paths`` names the Parquet file of each table."""

    code: str
    year: int
    manifest_sha256: str
    paths: Mapping[str, Path]


def open_snapshot(code: str, *, only: Collection[str] = ()) -> SnapshotFiles:
    """Check the hash of every file, or of the tables named, and return the files."""
    snapshot = Snapshot.objects.filter(code=code).first()
    if snapshot is None:
        raise NotFoundError
    folder = get_folder(code)
    _check(snapshot, folder / MANIFEST, snapshot.manifest_sha256)
    wanted = only or snapshot.manifest["tables"]
    paths = {name: folder / f"{name}.parquet" for name in wanted}
    for name, path in paths.items():
        _check(snapshot, path, snapshot.manifest["tables"][name]["sha256"])
    return SnapshotFiles(code, snapshot.year, snapshot.manifest_sha256, paths)


def _check(snapshot: Snapshot, path: Path, sha256: str) -> None:
    if not path.is_file() or hash_file(path) != sha256:
        raise SnapshotBrokenError(snapshot=snapshot.code, file=path.name)
