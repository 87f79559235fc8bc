"""The compound file around an xls, as far as the guard must look into it.

What does not fit together is passed over, for the reader refuses it anyway. No way
through a chain of sectors comes to the same sector twice.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# The shift of sectors; then, in sectors: directory, small streams' table, more tables.
HEADER = struct.Struct("<30xH16xI4xII4xI")
HEADER_BYTES, FIRST_TABLES = 512, 109
ENTRY = struct.Struct("<64sHB49xII4x")
STREAM, ROOT = 2, 5
SECTOR_SHIFTS = (9, 12)
MINI_BYTES = 64
# From here on the number of a sector is a mark: no more, free, a table.
MARKS = 0xFFFFFFFA
NAMES = ("workbook", "book")
# The globals of a workbook begin its stream, and the record stands among the first.
SEARCHED = 64 * 1024
RECORD = struct.Struct("<HH")
DATE_MODE, END_OF_GLOBALS = 0x0022, 0x000A


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the directory: where its stream begins, and how long it is."""

    name: str
    kind: int
    first: int
    size: int


def uses_1904_dates(content: bytes) -> bool:
    """Tell whether the workbook of a compound file counts its days from 1904."""
    records = _read_workbook(content)
    at = 0
    while at + RECORD.size <= len(records):
        kind, size = RECORD.unpack_from(records, at)
        at += RECORD.size
        if kind == DATE_MODE:
            return records[at : at + 2] == b"\x01\x00"
        if kind == END_OF_GLOBALS:
            break
        at += size
    return False


def _read_workbook(content: bytes) -> bytes:
    """Return the beginning of the stream that holds the workbook."""
    if len(content) < HEADER_BYTES:
        return b""
    shift, directory, cutoff, small, more = HEADER.unpack_from(content)
    if shift not in SECTOR_SHIFTS:
        return b""
    sectors = Sectors(content, 1 << shift)
    table = _read_table(sectors, more)
    entries = _list_entries(sectors.join(table, directory))
    book = _find_workbook(entries)
    if book is None:
        return b""
    if book.size >= cutoff:
        return sectors.join(table, book.first, most=SEARCHED)[: book.size]
    root = next((one.first for one in entries if one.kind == ROOT), MARKS)
    inner = Sectors(sectors.join(table, root), MINI_BYTES, before=0)
    numbers = _read_numbers(sectors.join(table, small))
    return inner.join(numbers, book.first, most=SEARCHED)[: book.size]


@dataclass(frozen=True, slots=True)
class Sectors:
    """Bytes cut into sectors; one of them stands before the first of a file."""

    content: bytes
    size: int
    before: int = 1

    def get(self, number: int) -> bytes:
        start = (number + self.before) * self.size
        return self.content[start : start + self.size]

    def join(
        self, table: Sequence[int], first: int, *, most: int | None = None
    ) -> bytes:
        """Return the sectors of a chain, so many bytes of it at most."""
        count = (len(self.content) if most is None else most) // self.size
        return b"".join(self.get(number) for number in _follow(table, first, count))


def _follow(table: Sequence[int], first: int, most: int) -> Iterator[int]:
    number, seen = first, set[int]()
    while number < len(table) and number not in seen and len(seen) < most:
        seen.add(number)
        yield number
        number = table[number]


def _read_table(sectors: Sectors, more: int) -> list[int]:
    """Return which sector follows which; a long file lists its tables in sectors too."""
    header = sectors.content[HEADER_BYTES - 4 * FIRST_TABLES : HEADER_BYTES]
    places = [number for number in _read_numbers(header) if number < MARKS]
    seen = set[int]()
    while more < MARKS and more not in seen:
        seen.add(more)
        *listed, more = _read_numbers(sectors.get(more)) or [MARKS]
        places += [number for number in listed if number < MARKS]
    return [
        number
        for place in dict.fromkeys(places)
        for number in _read_numbers(sectors.get(place))
    ]


def _read_numbers(content: bytes) -> list[int]:
    whole = len(content) // 4
    return list(struct.unpack_from(f"<{whole}I", content))


def _list_entries(directory: bytes) -> list[Entry]:
    whole = len(directory) // ENTRY.size * ENTRY.size
    return [
        Entry(
            name[: max(length - 2, 0)].decode("utf-16-le", "replace"), kind, first, size
        )
        for name, length, kind, first, size in ENTRY.iter_unpack(directory[:whole])
    ]


def _find_workbook(entries: list[Entry]) -> Entry | None:
    streams = {one.name.lower(): one for one in entries if one.kind == STREAM}
    return next((streams[name] for name in NAMES if name in streams), None)
