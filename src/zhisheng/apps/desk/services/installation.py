"""Bringing an installation to the state this version needs; repeatable and quick."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from zhisheng.apps.accounts.services import load_reference_units
from zhisheng.apps.places.services import (
    load_reference_industries,
    load_reference_regions,
)
from zhisheng.apps.programme.services import open_year
from zhisheng.apps.returns.services import (
    load_reference_forms,
    load_reference_indicators,
)

FIRST_YEAR = 2020
REFERENCE_KEY = "installation:reference"
STEPS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("地区", load_reference_regions),
    ("行业", load_reference_industries),
    ("管理单位", load_reference_units),
    ("指标", load_reference_indicators),
    ("表单", load_reference_forms),
    ("年度", lambda: open_reference_years()),
)


def prepare_installation() -> Iterator[str]:
    """Migrate, load the reference data and collect static files where they changed."""
    if has_pending_migrations():
        yield "迁移数据库……"
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    mark = hash_tree(settings.PACKAGE_DIR / "reference")
    if cache.get(REFERENCE_KEY) != mark:
        for name, load in STEPS:
            yield f"载入参考数据：{name}"
            load()
        cache.set(REFERENCE_KEY, mark, timeout=None)
    if collect_static_files():
        yield "收集静态文件"


def has_pending_migrations() -> bool:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def open_reference_years() -> None:
    """Open every programme year from the first one to this year."""
    for year in range(FIRST_YEAR, date.today().year + 1):  # noqa: DTZ011 - a calendar year
        open_year(
            year=year,
            name=f"{year}年度提升行动",
            opens_on=date(year, 1, 1),
            actor=None,
        )


def collect_static_files() -> bool:
    """Collect static files if the built front end changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    mark = hash_tree(settings.PACKAGE_DIR / "ui" / "static")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(mark, encoding="utf-8")
    return True


def hash_tree(folder: Path) -> str:
    """Return a mark that changes when any file of a folder does."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            stat = path.stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}".encode())
    return digest.hexdigest()
