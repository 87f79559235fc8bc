"""Where the reference cases are; absent ones skip, except in CI."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def cases_dir() -> Path:
    default = REPOSITORY.parent / "shared" / "cases"
    path = Path(os.environ.get("ZHISHENG_CASES", default))
    if path.is_dir():
        return path
    reason = f"no reference cases at {path}; set ZHISHENG_CASES"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
