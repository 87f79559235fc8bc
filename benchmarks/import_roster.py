"""Preview and application of a roster of 100,000 rows and 18 columns, on PostgreSQL.

Against the bare read and COPY of the same rows in the same run, and against
django-import-export (use_bulk, skip_diff, dry run and import into one table), which is
not installed with the product: name a folder that holds it in ZHISHENG_BENCH_EXTRAS
(`uv pip install --target FOLDER --no-deps django-import-export tablib diff-match-patch`).

DATABASE_URL names a server on which the database ``bench_import`` may be made anew;
``--rows`` and ``--rows-other`` shorten the run, and the figures say so.
"""

import argparse
import io
import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import psycopg

from benchmarks.databases import turn_to_new_database
from benchmarks.roster_file import HEADER, write_roster

DATABASE = "bench_import"
MOST_TIMES_BARE, FEWEST_TIMES_FASTER, MOST_MB = 8.0, 8.0, 700


def main() -> int:
    """Print each measure and its bar; return 1 if one is broken."""
    options = _read_options()
    turn_to_new_database(DATABASE)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHISHENG_DATA_DIR"] = folder
        path = Path(folder) / "roster.xlsx"
        write_roster(path, rows=options.rows)
        return _measure(path, options.rows, options.rows_other)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rows-other", type=int, default=10_000)
    return parser.parse_args()


def _measure(path: Path, rows: int, rows_other: int) -> int:
    _prepare()
    preview, apply = _import(path)
    own, child = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    ours = preview + apply
    bare = _copy_barely(path)
    print(f"{rows:,} rows x {len(HEADER)} columns")
    print(f"preview {preview:.1f} s, apply {apply:.1f} s, together {ours:.1f} s")
    print(f"bare read and COPY {bare:.2f} s")
    print(f"ours / bare {ours / bare:.1f}, bar {MOST_TIMES_BARE:.0f}")
    print(f"peak {own:,.0f} MB (reading child {child:,.0f} MB), bar {MOST_MB} MB")
    is_kept = ours / bare <= MOST_TIMES_BARE and max(own, child) < MOST_MB
    return 0 if _compare_other(path, ours / rows, rows_other) and is_kept else 1


def _prepare() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhisheng.config.settings")
    django.setup()
    from django.core.management import call_command

    from zhisheng.apps.accounts.services import get_system_user
    from zhisheng.apps.places.services import (
        load_reference_industries,
        load_reference_regions,
    )
    from zhisheng.apps.programme.services import open_year
    from zhisheng.apps.returns.services import load_reference_indicators

    call_command("migrate", verbosity=0)
    load_reference_regions()
    load_reference_industries()
    load_reference_indicators()
    open_year(
        year=2024, name="2024", opens_on=date(2024, 1, 1), actor=get_system_user()
    )


def _import(path: Path) -> tuple[float, float]:
    """Upload, read and apply as the jobs do; return the seconds of either half."""
    from zhisheng.apps.accounts.models import Organisation
    from zhisheng.apps.accounts.services import get_system_user
    from zhisheng.apps.programme import services
    from zhisheng.kit import jobs

    body = Organisation.objects.create(name="示例认证", kind="certification_body")
    started = time.perf_counter()
    sent = services.upload_roster(
        path,
        original_name=path.name,
        year=2024,
        organisation=body,
        actor=get_system_user(),
    )
    jobs.run_pending()
    read = time.perf_counter()
    sent.refresh_from_db()
    services.queue_applying(roster_import=sent, actor=get_system_user())
    jobs.run_pending()
    applied = time.perf_counter()
    sent.refresh_from_db()
    assert sent.status == "applied", (sent.status, sent.problem)
    print(sent.counts)
    return read - started, applied - read


def _copy_barely(path: Path) -> float:
    from python_calamine import CalamineWorkbook

    started = time.perf_counter()
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        columns = ", ".join(f"c{number} text" for number in range(len(HEADER)))
        connection.execute(f"CREATE TABLE bare ({columns})")
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    return time.perf_counter() - started


def _compare_other(path: Path, seconds_per_row: float, rows: int) -> bool:
    folder = os.environ.get("ZHISHENG_BENCH_EXTRAS", "")
    if not folder:
        print("django-import-export not measured: ZHISHENG_BENCH_EXTRAS is empty")
        return True
    sys.path.append(folder)
    seconds = _import_otherwise(path, rows) / rows
    faster = seconds / seconds_per_row
    print(
        f"django-import-export, {rows:,} rows: {seconds * rows:.1f} s, per row "
        f"{faster:.1f} times ours, bar {FEWEST_TIMES_FASTER:.0f}"
    )
    return faster >= FEWEST_TIMES_FASTER


def _import_otherwise(path: Path, rows: int) -> float:
    """Import into one table: a dry run for the preview, then the import itself."""
    import tablib
    from django.db import connection, models
    from import_export import resources

    fields = {f"c{number}": models.TextField() for number in range(len(HEADER))}
    meta = type("Meta", (), {"app_label": "benchmarks", "db_table": "other"})
    model = type(
        "Other",
        (models.Model,),
        {"__module__": "benchmarks", "Meta": meta, **fields},
    )
    with connection.schema_editor() as editor:
        editor.create_model(model)
    options = type(
        "Meta",
        (),
        {
            "model": model,
            "use_bulk": True,
            "skip_diff": True,
            "batch_size": 1000,
            "import_id_fields": ["c2"],
            "fields": tuple(fields),
        },
    )
    resource_class = type(
        "OtherResource", (resources.ModelResource,), {"Meta": options}
    )
    short = _shorten(path, rows)
    started = time.perf_counter()
    data = tablib.Dataset().load(short, format="xlsx")
    data.headers = list(fields)
    for dry_run in (True, False):
        result = resource_class().import_data(data, dry_run=dry_run, raise_errors=True)
        assert result.total_rows == rows
    return time.perf_counter() - started


def _shorten(path: Path, rows: int) -> bytes:
    """Return the workbook's first rows; writing it anew is not part of the claim."""
    from python_calamine import CalamineWorkbook
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    lines = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    for number, line in enumerate(lines[: rows + 1]):
        sheet.write_row(number, 0, line)
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
