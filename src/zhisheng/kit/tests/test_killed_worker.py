"""Kill a working process and see that nothing is lost and nothing doubled."""

import json
import signal
import subprocess
import sys
import time

import pytest

from zhisheng.kit.tests.killable import ROWS
from zhisheng.kit.tests.killing import make_environment, own_database

pytestmark = pytest.mark.slow
MODULE = "zhisheng.kit.tests.killable"


@pytest.fixture
def environment(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), own_database(tmp_path) as address:
        yield make_environment(address, tmp_path)


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
