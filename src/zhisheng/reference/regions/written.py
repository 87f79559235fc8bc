"""Names people write that no division of the table bears."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from zhisheng.reference.loader import Status, build_records, read_yaml

_CORPS: Final = re.compile(r"(?:新疆)?(?:生产建设)?兵团(?=.)")
_ARMY_DIVISION: Final = re.compile(
    r"农?业?(?:建设)?第?(十?[一二三四五六七八九十]|1[0-4]|[1-9])师"
)
_NUMERALS: Final = "一二三四五六七八九十"
_TEN: Final = 10


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A usual name and the divisions it stands for.

    Attributes
    ----------
    codes : tuple[str, ...]
        The divisions; several where the name covers more than one.
    is_open : bool
        Whether it only says that the place lies somewhere inside (兵团).
    is_short : bool
        Whether it shortens the division's own name (科左中旗).
    is_certain : bool
        Whether the name alone is enough where it has one code.
    """

    name: str
    codes: tuple[str, ...]
    source: str
    status: Status
    is_open: bool = False
    is_short: bool = False
    is_certain: bool = True


@cache
def load_written_names() -> tuple[WrittenName, ...]:
    """Load the usual names in the order of the file."""
    content = read_yaml("zhisheng.reference.regions", "written.yaml")
    return build_records(WrittenName, content)


def name_corps(cell: str) -> str:
    """Write a division of the corps in one way: 兵团农八师石河子 as 第八师石河子."""
    rest = _CORPS.sub("", cell, count=1) if _CORPS.match(cell) else cell
    found = _ARMY_DIVISION.match(rest)
    return f"第{_write_number(found[1])}师{rest[found.end() :]}" if found else rest


def _write_number(text: str) -> str:
    if not text.isascii():
        return text
    number = int(text)
    if number <= _TEN:
        return _NUMERALS[number - 1]
    return f"十{_NUMERALS[number - _TEN - 1]}"
