"""What a start does not load, so that the first page is soon there."""

import subprocess
import sys

import pytest

NEVER_AT_START = (
    "PIL docxtpl duckdb ibis jinja2 ninja openpyxl polars pyarrow pydantic xlsxwriter"
)
WEB = """
from zhisheng.config.wsgi import application
from django.urls import resolve
resolve("/")
"""
WORKER = """
import django
django.setup()
from django.core.management import load_command_class
load_command_class("zhisheng.kit", "worker")
"""


def list_loaded(code, libraries):
    """Return which of the libraries a process has that runs the code."""
    show = f"import sys; print(*sorted(set({libraries.split()}) & set(sys.modules)))"
    done = subprocess.run(  # noqa: S603 - our own fixed code
        [sys.executable, "-c", f"{code}\n{show}"],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize("code", [WEB, WORKER])
def test_a_start_loads_no_large_library(code):
    assert list_loaded(code, NEVER_AT_START) == []
