"""A benchmark that needs a server says in one sentence what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize("address", ["", "sqlite:///x.db"])
def test_a_missing_server_is_told_in_one_sentence(address):
    environment = os.environ | {"DATABASE_URL": address}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.outbox"],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    told = done.stderr.strip()
    assert done.returncode == 1
    assert told.startswith("Set DATABASE_URL to a PostgreSQL server")
    assert "\n" not in told
