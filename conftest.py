"""What every test run stands on: a data folder of its own, and no silent skips in CI.

pytest-django would load the settings before this file is read, so the settings module is
named here and not in pyproject.toml.
"""

import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import django
import pytest

REPOSITORY = Path(__file__).resolve().parent
MARK_BY_FOLDER = {
    REPOSITORY / "tests" / "conformance": "conformance",
    REPOSITORY / "tests" / "e2e": "browser",
}


def prepare_settings() -> tempfile.TemporaryDirectory[str]:
    """Give this process, and so each worker, an empty data folder."""
    folder = tempfile.TemporaryDirectory(
        prefix="zhisheng-tests-", ignore_cleanup_errors=True
    )
    Path(folder.name, "static").mkdir()
    os.environ["ZHISHENG_DATA_DIR"] = folder.name
    os.environ["ZHISHENG_HASHED_STATIC"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhisheng.config.settings")
    return folder


# Bound to the module, so that it lives as long as the process.
DATA_FOLDER = prepare_settings()
django.setup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for folder, mark in MARK_BY_FOLDER.items():
            if folder in item.path.parents:
                item.add_marker(mark)


def list_required_marks() -> frozenset[str]:
    """Name the marks whose tests may not be skipped in this run.

    The run on SQLite may leave the tests of PostgreSQL to the second run.
    """
    if os.environ.get("CI") != "true":
        return frozenset()
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    if on_postgresql or not os.environ.get("ZHISHENG_TEST_POSTGRES"):
        return frozenset({"browser", "conformance", "postgresql"})
    return frozenset({"browser", "conformance"})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    marks = {mark.name for mark in item.iter_markers()}
    if report.skipped and not hasattr(report, "wasxfail"):
        missed = sorted(marks & list_required_marks())
        if missed:
            report.outcome = "failed"
            report.longrepr = f"skipped, but {', '.join(missed)} must run in CI"
    return report


@pytest.fixture(autouse=True)
def begin_in_chinese() -> Iterator[None]:
    """Begin each test in the default language, whatever the one before switched to."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield
