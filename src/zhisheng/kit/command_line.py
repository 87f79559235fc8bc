"""What management commands check before they begin to work."""

import os
from argparse import ArgumentTypeError
from pathlib import Path

from django.core.management.base import CommandError

FIRST_YEAR, LAST_YEAR = 2000, 2100


def read_year(text: str) -> int:
    """Return the year an argument names; two digits are a slip, never a year."""
    if not text.isdecimal() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ArgumentTypeError(
            f"年度要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，写四位数字，不能是 {text}"
        )
    return int(text)


def require_writable(*paths: Path | None) -> None:
    """Refuse a file that cannot be written, before the work is done for nothing."""
    for path in filter(None, paths):
        if not path.parent.is_dir():
            raise CommandError(f"没有这个文件夹：{path.parent}")
        if path.is_dir():
            raise CommandError(f"这是文件夹，不是文件：{path}")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise CommandError(f"这个位置不能写入：{path}")
