"""Kill fifty imports at random moments: nothing is lost and nothing doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from zhisheng.apps.programme.tests.killable_imports import ROWS
from zhisheng.kit.tests.test_killed_worker import own_database

pytestmark = pytest.mark.slow
SOURCE = Path(__file__).parents[4]
IMPORTS = 50


@pytest.mark.django_db(transaction=True)
def test_killed_imports_go_on_and_double_nothing(tmp_path, django_db_blocker):
    module = "zhisheng.apps.programme.tests.killable_imports"
    with django_db_blocker.unblock(), own_database(tmp_path) as address:
        connection.close()
        environment = {
            **os.environ,
            "DATABASE_URL": address,
            "PYTHONPATH": f"{SOURCE}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
            "ZHISHENG_DATA_DIR": str(tmp_path),
        }
        done = subprocess.run(  # noqa: S603  our own module
            [sys.executable, "-m", module, str(IMPORTS), "20260705"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        connection.close()

    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    # A worker that was done before its moment came was not killed.
    assert found.pop("killed") > IMPORTS // 2
    assert found == {
        "statuses": ["applied"],
        "jobs": ["succeeded"],
        "staged": IMPORTS * (ROWS + 1),
        "applied": IMPORTS * ROWS,
        "enterprises": IMPORTS * ROWS,
        "repeated": 0,
        "versions": IMPORTS * ROWS,
        "enrolments": IMPORTS * ROWS,
        "engagements": IMPORTS * ROWS,
        "values": IMPORTS * ROWS * 3,
        "dangling": {},
        "broken_at": None,
    }
