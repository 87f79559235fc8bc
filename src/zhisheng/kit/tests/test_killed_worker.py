"""Kill a working process and see that nothing is lost and nothing doubled."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from zhisheng.kit.codes import new_code
from zhisheng.kit.tests.killable import ROWS

pytestmark = pytest.mark.slow
SOURCE = Path(__file__).parents[3]
MODULE = "zhisheng.kit.tests.killable"


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Give the address of an empty database of the kind the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'killed.sqlite3'}"
        return
    name = f"killed_{new_code('x')[2:].lower()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    given = os.environ["DATABASE_URL"]
    try:
        yield f"{given.rpartition('/')[0]}/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def environment(tmp_path, django_db_blocker, settings):
    with django_db_blocker.unblock(), own_database(tmp_path) as address:
        connection.close()
        yield {
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
            "PYTHONPATH": f"{SOURCE}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
            "ZHISHENG_DATA_DIR": str(tmp_path),
        }
        connection.close()


def start(environment, mode: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", MODULE, mode]
    return subprocess.Popen(  # noqa: S603  our own module
        command, env=environment, stdout=subprocess.PIPE, text=True
    )


def run(environment, mode: str) -> str:
    with start(environment, mode) as process:
        output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return output


def wait_for_rows(process: subprocess.Popen[str], count: int) -> None:
    for _ in range(count):
        assert process.stdout is not None
        assert process.stdout.readline(), "the worker ended before its time"


@pytest.mark.django_db(transaction=True)
def test_killed_job_goes_on_and_doubles_nothing(environment):
    run(environment, "prepare")
    for rows, pause in ((4, 0.0), (9, 0.013), (6, 0.027)):
        with start(environment, "work") as process:
            wait_for_rows(process, rows)
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=30)

    halfway = json.loads(run(environment, "inspect"))
    assert 19 <= len(halfway["rows"]) < ROWS
    assert halfway["status"] == "running"
    run(environment, "work")

    found = json.loads(run(environment, "inspect"))
    assert found["rows"] == list(range(ROWS))
    assert (found["status"], found["attempt"]) == ("succeeded", 4)
    assert found["broken_at"] is None


@pytest.mark.django_db(transaction=True)
def test_asked_to_end_the_worker_puts_its_job_back(environment):
    run(environment, "prepare")
    with start(environment, "work") as process:
        wait_for_rows(process, 5)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0

    halfway = json.loads(run(environment, "inspect"))
    assert (halfway["status"], halfway["attempt"]) == ("queued", 0)
    assert halfway["checkpoint"] == {"row": len(halfway["rows"])}
    run(environment, "work")

    found = json.loads(run(environment, "inspect"))
    assert found["rows"] == list(range(ROWS))
    assert (found["status"], found["attempt"]) == ("succeeded", 1)
