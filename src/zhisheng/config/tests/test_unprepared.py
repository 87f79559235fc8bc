"""A command on a database that was never set up says what to do, in one sentence."""

import os
import subprocess
import sys

import pytest

from zhisheng.kit.command_line import UNPREPARED


@pytest.mark.parametrize(
    "line",
    ["tick", "audit verify", "demo --enterprises 5", "worker --batch"],
)
def test_it_names_the_command_that_sets_it_up(tmp_path, line):
    environment = {
        name: value for name, value in os.environ.items() if name != "DATABASE_URL"
    } | {"ZHISHENG_DATA_DIR": str(tmp_path)}

    ended = subprocess.run(  # noqa: S603 - our own fixed commands
        [sys.executable, "-m", "zhisheng.config.cli", *line.split()],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (
        1, "", f"错误 error: {UNPREPARED}\n"
    )  # fmt: skip
    assert "zhisheng setup" in UNPREPARED
