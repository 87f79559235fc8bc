"""Processes that tests kill, each on a database that no other test sees."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

from zhisheng.kit.codes import new_code

SOURCE = Path(__file__).parents[3]
LONGEST_SECONDS = 900


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Give the address of a copy of the tests' own database."""
    if connection.vendor == "sqlite":
        file = folder / "killed.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
        connection.close()
        yield f"sqlite:///{file}"
        return
    name = f"killed_{new_code('x')[2:].lower()}"
    template = connection.settings_dict["NAME"]
    # Nobody may be connected to what is copied.
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def make_environment(address: str, folder: Path) -> dict[str, str]:
    """Return what a process of a test needs to work on a database."""
    return {
        **os.environ,
        "DATABASE_URL": address,
        "PYTHONPATH": f"{SOURCE}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
        "ZHISHENG_DATA_DIR": str(folder),
    }


def run_apart(module: str, *arguments: object, folder: Path) -> dict[str, Any]:
    """Run one of our modules on a database of its own; return what it printed last."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with own_database(folder) as address:
        done = subprocess.run(  # noqa: S603  our own module
            command,
            env=make_environment(address, folder),
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def fork(run: Callable[[], None]) -> int:
    """Run a function in a process of its own; return the process's id."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            run()
            os._exit(0)
        finally:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    return child


def kill(child: int) -> bool:
    """Kill a process at once; tell whether it was still running."""
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def is_running(child: int) -> bool:
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, child, options) is None


def wait_for_end(child: int) -> None:
    """Wait until a process is done; one that failed is an error."""
    _pid, status = os.waitpid(child, 0)
    assert status == 0, f"ended with {status}"


def wait_for_orphans() -> None:
    """Wait until PostgreSQL has rolled back, or committed, for who was killed."""
    if connection.vendor != "postgresql":
        return
    sql = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with connection.cursor() as cursor:
        while cursor.execute(sql).fetchone()[0]:
            cursor.execute("SELECT pg_sleep(0.002)")
