"""How our commands speak, and what they check before they begin to work."""

import os
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

UNPREPARED = (
    "数据库还没有准备好，或者还是旧版本的：请先运行 zhisheng setup，再运行这个命令"
)
FIRST_YEAR, LAST_YEAR = 2000, 2100


class PlatformCommand(BaseCommand):
    """A command under its own words, that tells a person plainly what went wrong."""

    # Django sets it; its type stubs leave it out.
    _called_from_command_line: bool

    # Django describes these in English, and only who mends the program needs them.
    suppressed_base_arguments = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
    }

    # Else it is told to prepare the database first; the command that does is not.
    needs_prepared_database = True

    # They load every page and the API, which takes a second and no command needs.
    requires_system_checks = ()

    def create_parser(
        self, prog_name: str, subcommand: str, **kwargs: Any
    ) -> CommandParser:
        words = subcommand.replace("_", " ")
        return super().create_parser(prog_name, words, **kwargs)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; for a person an error is a sentence and an exit code."""
        try:
            return self._execute_prepared(*args, **options)
        except CommandError as error:
            if not self._called_from_command_line or options["traceback"]:
                raise
            self.stderr.write(f"错误 error: {error}")
            raise SystemExit(error.returncode) from error

    def _execute_prepared(self, *args: Any, **options: Any) -> str | None:
        """Look for missing migrations where the database fails; that alone costs time."""
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            if self.needs_prepared_database:
                require_prepared_database(error)
            raise


def require_prepared_database(cause: Exception | None = None) -> None:
    """Refuse to work on a database that lacks a migration."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(UNPREPARED) from cause


def read_year(text: str) -> int:
    """Return the year an argument names; two digits are a slip, never a year."""
    if not text.isdecimal() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ArgumentTypeError(
            f"年度要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，写四位数字，不能是 {text}"
        )
    return int(text)


def read_xlsx_path(text: str) -> Path:
    """Return where a workbook is to be written; Excel opens one by its ending only."""
    if not text.lower().endswith(".xlsx"):
        raise ArgumentTypeError(f"文件名要以 .xlsx 结尾，不能是 {text}")
    return Path(text)


def require_writable(*paths: Path | None) -> None:
    """Refuse a file that cannot be written, before the work is done for nothing."""
    for path in filter(None, paths):
        if not path.parent.is_dir():
            raise CommandError(f"没有这个文件夹：{path.parent}")
        if path.is_dir():
            raise CommandError(f"这是文件夹，不是文件：{path}")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise CommandError(f"这个位置不能写入：{path}")
