"""Write a snapshot: the same rows give the same bytes."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings

from zhisheng.kit.snapshots.models import Snapshot, new_snapshot_code

if TYPE_CHECKING:
    import pyarrow as pa
    from django.contrib.auth.models import _User

Derive: TypeAlias = "Callable[[Mapping[str, Path]], Mapping[str, pa.Table]]"
FOLDER = "snapshots"
MANIFEST = "manifest.json"
ROWS_PER_GROUP = 131_072
READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class SnapshotTable:
    """Rows in the order the caller sorted them; equal input gives equal files."""

    schema: "pa.Schema"
    batches: "Iterator[pa.RecordBatch]"


def write_snapshot(
    tables: Mapping[str, SnapshotTable],
    *,
    year: int,
    derive: "Derive | None" = None,
    note: str = "",
    actor: "_User | None" = None,
) -> Snapshot:
    """Write all tables apart, then put them in place at once and catalogue them.

    ``derive`` makes more tables from the files of those, kept and hashed like them.
    """
    code = new_snapshot_code()
    folder = get_folder(code)
    draft = folder.with_name(f".draft-{code}")
    draft.mkdir(parents=True)
    try:
        manifest = _write_tables(draft, tables, derive, year=year)
        manifest_sha256 = _write_manifest(draft, manifest)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Snapshot.objects.create(
        code=code,
        year=year,
        manifest=manifest,
        manifest_sha256=manifest_sha256,
        path=f"{FOLDER}/{code}",
        note=note,
        actor=actor,
    )


def get_folder(code: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / code


def hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_tables(
    folder: Path,
    tables: Mapping[str, SnapshotTable],
    derive: "Derive | None",
    *,
    year: int,
) -> dict[str, Any]:
    described = _describe_tables(folder, tables)
    if derive is not None:
        paths = {name: folder / f"{name}.parquet" for name in tables}
        more = {
            name: SnapshotTable(table.schema, iter(table.to_batches()))
            for name, table in derive(paths).items()
        }
        described |= _describe_tables(folder, more)
    return {"format": 1, "year": year, "tables": described}


def _describe_tables(
    folder: Path, tables: Mapping[str, SnapshotTable]
) -> dict[str, Any]:
    return {
        name: _write_table(folder / f"{name}.parquet", table)
        for name, table in sorted(tables.items())
    }


def _write_table(path: Path, table: SnapshotTable) -> dict[str, Any]:
    # Loaded on use: Arrow takes half a second, and few processes write a snapshot.
    import pyarrow.parquet as pq

    rows = 0
    with pq.ParquetWriter(path, table.schema, compression="zstd", version="2.6") as out:
        for group in _regroup(table):
            out.write_table(group, row_group_size=ROWS_PER_GROUP)
            rows += group.num_rows
    path.chmod(READ_ONLY)
    schema = {field.name: str(field.type) for field in table.schema}
    return {"rows": rows, "sha256": hash_file(path), "schema": schema}


def _regroup(table: SnapshotTable) -> "Iterator[pa.Table]":
    """Yield groups of equal size, however the batches were cut."""
    # Loaded on use, as above.
    import pyarrow as pa

    waiting = table.schema.empty_table()
    for batch in table.batches:
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch])])
        while waiting.num_rows >= ROWS_PER_GROUP:
            yield waiting.slice(0, ROWS_PER_GROUP).combine_chunks()
            waiting = waiting.slice(ROWS_PER_GROUP)
    if waiting.num_rows:
        yield waiting.combine_chunks()


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> str:
    path = folder / MANIFEST
    path.write_text(
        json.dumps(manifest, sort_keys=True, ensure_ascii=False, indent=1),
        encoding="utf-8",
    )
    path.chmod(READ_ONLY)
    return hash_file(path)
