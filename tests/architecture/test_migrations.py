"""Models and migrations agree, and a migration's name says what it does."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.architecture.sources import PACKAGE, name_of

MEANINGFUL = re.compile(r"^\d{4}_[a-z][a-z0-9]*(_[a-z0-9]+)*$")
SAYING_NOTHING = re.compile(r"^\d{4}_(initial|auto_.*|alter_.*_more|merge.*)$")


def list_migrations() -> list[Path]:
    return sorted(
        path for path in PACKAGE.glob("**/migrations/*.py") if path.stem != "__init__"
    )


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


def test_names_say_what_changes():
    badly_named = {
        name_of(path)
        for path in list_migrations()
        if not MEANINGFUL.match(path.stem) or SAYING_NOTHING.match(path.stem)
    }

    assert badly_named == set()


def test_each_app_has_one_line_of_migrations():
    loader = MigrationLoader(connection=None, ignore_no_migrations=True)

    assert loader.detect_conflicts() == {}


def test_the_migrations_are_found():
    apps = {path.parents[1].name for path in list_migrations()}

    assert apps >= {"accounts", "kit", "places", "programme", "registry", "returns"}
    assert connection.vendor in {"sqlite", "postgresql"}
