"""The days of an xls count from where its workbook says, wherever that stands."""

import struct
import tracemalloc

import pytest

from zhisheng.kit.sheets.compound import uses_1904_dates
from zhisheng.kit.sheets.guard import check_file

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
BEGIN = struct.pack("<HH", 0x0809, 16) + bytes(16)
SINCE_1904 = struct.pack("<HHH", 0x0022, 2, 1)
SINCE_1900 = struct.pack("<HHH", 0x0022, 2, 0)
LAST = struct.pack("<HH", 0x000A, 0)


def make_entry(name, kind, first, size):
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    return struct.pack("<64sHB49xII4x", text, length, kind, first, size)


def make_compound(stream, *, name="Workbook", padding=0):
    """Return a compound file; its stream lies in it from back to front."""
    sectors, follows = [], []

    def add(content, size=SECTOR, places=None, table=None):
        places = sectors if places is None else places
        table = follows if table is None else table
        parts = [content[at : at + size].ljust(size, b"\0")
                 for at in range(0, len(content), size)]  # fmt: skip
        first = len(places) + len(parts) - 1
        places += reversed(parts)
        table += [END, *range(first + 1 - len(parts), first)][: len(parts)]
        return first if parts else END

    add(bytes(padding))
    small = END
    if len(stream) < CUTOFF:
        minis, mini_follows = [], []
        first = add(stream, MINI, minis, mini_follows)
        joined = b"".join(minis)
        root = (add(joined), len(joined))
        count = len(mini_follows)
        small = add(struct.pack(f"<{count}I", *mini_follows))
    else:
        first, root = add(stream), (END, 0)
    entries = [make_entry("Root Entry", 5, *root), make_entry("其他", 2, END, 0)]
    entries += [make_entry(name, 2, first, len(stream)), make_entry("", 0, 0, 0)]
    directory = add(b"".join(entries))
    return _add_tables(sectors, follows, directory, small)


def _add_tables(sectors, follows, directory, small):
    tables = -(-len(follows) // 127) + 3
    places = list(range(len(sectors), len(sectors) + tables))
    follows = [*follows, *[FREE] * (tables * 128 - len(follows))]
    sectors += [
        struct.pack("<128I", *follows[at : at + 128])
        for at in range(0, len(follows), 128)
    ]
    more = END
    for part in reversed([places[at : at + 127] for at in range(109, tables, 127)]):
        part += [FREE] * (127 - len(part))
        sectors.append(struct.pack("<128I", *part, more))
        more = len(sectors) - 1
    listed = (places[:109] + [FREE] * 109)[:109]
    header = struct.pack("<8s22xHH14xI4xII4xI4x109I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                         9, 6, directory, CUTOFF, small, more, *listed)  # fmt: skip
    return header + b"".join(sectors)


@pytest.mark.parametrize("name", ["Workbook", "Book", "WORKBOOK"])
@pytest.mark.parametrize("before", [0, 200, 5_000, 40_000])
def test_the_record_is_found_in_short_and_long_streams(name, before):
    filler = struct.pack("<HH", 0x005C, 100) + bytes(100)
    start = BEGIN + filler * (before // 104)

    for record, expected in ((SINCE_1904, True), (SINCE_1900, False)):
        content = make_compound(start + record + LAST, name=name)
        assert uses_1904_dates(content) is expected


def test_a_long_file_lists_its_tables_in_sectors_of_their_own():
    content = make_compound(
        BEGIN + SINCE_1904 + LAST + bytes(CUTOFF), padding=15_000_000
    )

    assert uses_1904_dates(content)


@pytest.mark.parametrize(
    "stream",
    [
        BEGIN + LAST + SINCE_1904,
        BEGIN,
        BEGIN + SINCE_1904[:5],
        b"",
        BEGIN + bytes(70_000) + SINCE_1904,
    ],
)
def test_what_does_not_say_so_counts_from_1900(stream):
    assert uses_1904_dates(make_compound(stream)) is False


def test_another_stream_says_nothing():
    assert uses_1904_dates(make_compound(BEGIN + SINCE_1904, name="Other")) is False


@pytest.mark.parametrize("length", [0, 8, 75, 511, 512, 600, 1024, 1500, 2000])
def test_a_file_cut_short_does_no_harm(length):
    content = make_compound(BEGIN + SINCE_1904 + LAST)

    assert uses_1904_dates(content[:length]) in {True, False}


def test_chains_that_turn_in_circles_end():
    sound = make_compound(BEGIN * 3_000, padding=200_000)
    places = range(0, len(sound) - 4, 4)
    marks = [at for at in places if sound[at : at + 4] == struct.pack("<I", END)]

    for at in marks[:50]:
        circled = sound[:at] + bytes(4) + sound[at + 4 :]
        assert uses_1904_dates(circled) is False


def test_a_file_that_names_one_sector_over_and_over_takes_no_more_than_itself():
    """Its tables, and the chain of its directory, lead back to the sector of zeros."""
    size = 2_000_000
    header = bytearray(make_compound(BEGIN)[:SECTOR])
    struct.pack_into("<I", header, 48, 0)
    struct.pack_into("<I", header, 68, 0)
    header[76:] = bytes(SECTOR - 76)
    content = bytes(header) + bytes(size)

    tracemalloc.start()
    assert uses_1904_dates(content) is False
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < size


def test_the_guard_tells_it(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(make_compound(BEGIN + SINCE_1904 + LAST))

    findings = check_file(path)

    assert (findings.kind, findings.uses_1904_dates) == ("xls", True)
