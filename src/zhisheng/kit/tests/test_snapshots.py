from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhisheng.kit import snapshots
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.snapshots import writing
from zhisheng.kit.snapshots.models import Snapshot

pytestmark = pytest.mark.django_db
SCHEMA = pa.schema([("id", pa.int64()), ("name", pa.string())])


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(writing, "ROWS_PER_GROUP", 4)
    return tmp_path


def make_table(rows: int, *, cut: int) -> snapshots.SnapshotTable:
    table = pa.table({"id": range(rows), "name": ["质"] * rows}, schema=SCHEMA)
    return snapshots.SnapshotTable(SCHEMA, iter(table.to_batches(max_chunksize=cut)))


def write(rows: int = 10, *, cut: int = 3) -> Snapshot:
    tables = {"enterprises": make_table(rows, cut=cut)}
    return snapshots.write_snapshot(tables, year=2024, note="通报")


def test_manifest_tells_rows_schema_and_hash():
    snapshot = write()

    assert snapshot.manifest["year"] == 2024
    table = snapshot.manifest["tables"]["enterprises"]
    assert table["rows"] == 10
    assert table["schema"] == {"id": "int64", "name": "string"}
    path = snapshots.open_snapshot(snapshot.code).paths["enterprises"]
    assert writing.hash_file(path) == table["sha256"]


def test_rows_come_back_in_groups_of_one_size():
    path = snapshots.open_snapshot(write().code).paths["enterprises"]

    assert pq.read_table(path)["id"].to_pylist() == list(range(10))
    with pq.ParquetFile(path) as file:
        groups = [file.metadata.row_group(n).num_rows for n in range(3)]
    assert groups == [4, 4, 2]


def test_same_rows_give_the_same_bytes_however_they_are_cut():
    first, second = write(cut=3), write(cut=7)

    assert first.code != second.code
    assert first.manifest_sha256 == second.manifest_sha256


def test_empty_table_keeps_its_schema():
    path = snapshots.open_snapshot(write(rows=0).code).paths["enterprises"]

    assert pq.read_schema(path).names == ["id", "name"]


def test_failure_midway_leaves_nothing(own_folder):
    def fail() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"id": [1], "name": ["质"]}, schema=SCHEMA)
        raise OSError("disk is full")

    with pytest.raises(OSError, match="disk is full"):
        snapshots.write_snapshot(
            {"enterprises": snapshots.SnapshotTable(SCHEMA, fail())}, year=2024
        )

    assert list((own_folder / "snapshots").iterdir()) == []
    assert Snapshot.objects.count() == 0


@pytest.mark.parametrize("name", ["enterprises.parquet", "manifest.json"])
def test_changed_file_is_refused(own_folder, name):
    snapshot = write()
    path = own_folder / snapshot.path / name
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(snapshots.SnapshotBrokenError, match=name):
        snapshots.open_snapshot(snapshot.code)


def test_missing_file_is_refused(own_folder):
    snapshot = write()
    (own_folder / snapshot.path / "enterprises.parquet").unlink()

    with pytest.raises(snapshots.SnapshotBrokenError):
        snapshots.open_snapshot(snapshot.code)


def test_unknown_snapshot_is_not_found():
    with pytest.raises(NotFoundError):
        snapshots.open_snapshot("S-0")


def test_files_are_read_only(own_folder):
    folder = own_folder / write().path

    modes = {path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {0o444}


def test_catalogue_refuses_changes():
    snapshot = write()

    with pytest.raises(snapshots.SnapshotImmutableError):
        snapshot.save()
    with pytest.raises(snapshots.SnapshotImmutableError):
        Snapshot.objects.update(note="x")
