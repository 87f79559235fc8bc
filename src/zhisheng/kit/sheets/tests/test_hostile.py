"""Workbooks built to harm their reader; each is refused within seconds."""

import socket
import struct
import zipfile
from dataclasses import replace

import pytest

from zhisheng.kit.sheets.limits import DEFAULT
from zhisheng.kit.sheets.reading import read_workbook

from .packages import (
    MAIN,
    OFFICE,
    PLAIN,
    STRINGS,
    make_parts,
    make_row,
    make_sheet,
    refuse,
    write_package,
)


def test_the_plain_package_is_read(tmp_path):
    path = write_package(tmp_path / "a.xlsx", make_parts(PLAIN))

    assert read_workbook(path).sheets[0].rows == [["甲公司"]]


LAUGHS = "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(10)
)
DOCTYPES = [
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:{port}/x">]>',
    f"<!DOCTYPE x [{LAUGHS}]>",
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:{port}/x.dtd">',
    "<!--" + "x" * 9000 + "--><!DOCTYPE x>",
    "x<!DOCTYPE x>",
]


@pytest.fixture
def listener():
    """Yield a server on the loopback address that nobody may call."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    yield server
    with pytest.raises(TimeoutError):
        server.accept()
    server.close()


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]
)
def test_document_types_are_refused(tmp_path, listener, doctype, part):
    parts = make_parts(PLAIN)
    doctype = doctype.replace("{port}", str(listener.getsockname()[1]))
    parts[part] = f"<?xml version='1.0'?>{doctype}{parts[part]}".replace(
        "甲公司", "&e;"
    )

    assert refuse(write_package(tmp_path / "a.xlsx", parts)) == "sheet.dtd"


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"]
)
def test_encodings_that_could_hide_a_document_type_are_refused(tmp_path, encoding):
    strings = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x>{STRINGS}'
    parts = make_parts(PLAIN, strings=strings.encode(encoding))

    code = refuse(write_package(tmp_path / "a.xlsx", parts))

    assert code == "sheet.dtd"


@pytest.mark.parametrize(
    "part", ["xl/comments1.xml", "customXml/item1.xml", "xl/worksheets/odd.dat"]
)
def test_document_types_in_any_other_part_are_refused(tmp_path, part):
    parts = make_parts(PLAIN) | {part: "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}

    assert refuse(write_package(tmp_path / "a.xlsx", parts)) == "sheet.dtd"


def link(kind, target):
    return (
        f'<Relationships><Relationship Id="rId9" Type="{OFFICE}/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:9/x",
        "\\\\host\\share\\a.xlsx",
        "file://host/a.xlsx",
        "HTTPS://a.example/x",
    ],
)
@pytest.mark.parametrize(
    "kind", ["externalLinkPath", "image", "worksheet", "oleObject"]
)
def test_data_from_the_network_is_refused(tmp_path, kind, target):
    parts = make_parts(PLAIN)
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = link(kind, target)

    assert refuse(write_package(tmp_path / "a.xlsx", parts)) == "sheet.external"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "mailto:a@b.example"),
        ("hyperlink", "https://b.example"),
        ("externalLinkPath", "去年名单.xlsx"),
        ("externalLinkPath", "file:///C:/Users/a/b.xlsx"),
    ],
)
def test_links_of_honest_files_are_let_through_unopened(
    tmp_path, listener, kind, target
):
    parts = make_parts(PLAIN) | {
        "xl/worksheets/_rels/sheet1.xml.rels": link(kind, target)
    }

    assert read_workbook(write_package(tmp_path / "a.xlsx", parts)).sheets


def write_zeros(path, mebibytes):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in make_parts("").items():
            if not name.endswith("sheet1.xml"):
                package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w") as stream:
            for _ in range(mebibytes):
                stream.write(bytes(1024 * 1024))
    return path


def test_hundreds_of_megabytes_of_zeros_are_refused_by_their_ratio(tmp_path):
    path = write_zeros(tmp_path / "a.xlsx", 300)

    assert path.stat().st_size < 500_000
    assert refuse(path) == "sheet.bomb"


def test_inflated_bytes_are_bounded_whatever_the_ratio(tmp_path):
    path = write_zeros(tmp_path / "a.xlsx", 50)
    limits = replace(DEFAULT, max_inflated_bytes=40 * 1024 * 1024)

    assert refuse(path, limits=limits) in {"sheet.bomb", "sheet.too_large"}


def test_a_hundred_thousand_tiny_parts_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in make_parts(PLAIN).items():
            package.writestr(name, content)
        for number in range(100_000):
            package.writestr(f"xl/media/{number}", b"")

    assert refuse(path) == "sheet.bomb"


def overlap(path):
    """Let a second directory entry point at the packed bytes of the first."""
    content = path.read_bytes()
    start = struct.unpack_from("<I", content, content.rindex(b"PK\x05\x06") + 16)[0]
    directory = content[start : content.rindex(b"PK\x05\x06")]
    first = directory[: 46 + sum(struct.unpack_from("<3H", directory, 28))]
    end = bytearray(content[content.rindex(b"PK\x05\x06") :])
    count = struct.unpack_from("<H", end, 8)[0] + 1
    struct.pack_into("<2HI", end, 8, count, count, len(directory) + len(first))
    twin = first.replace(b"[Content_Types].xml", b"[Content_Typez].xml")
    path.write_bytes(content[:start] + directory + twin + bytes(end))
    return path


def test_overlapping_parts_are_refused(tmp_path):
    path = overlap(write_package(tmp_path / "a.xlsx", make_parts(PLAIN)))

    assert refuse(path) == "sheet.bomb"


def patch_sizes(path, name, size):
    """Write another inflated size into both headers of one part."""
    content = bytearray(path.read_bytes())
    encoded = name.encode()
    at = content.find(b"PK\x03\x04")
    while at >= 0:
        if content[at + 30 : at + 30 + len(encoded)] == encoded:
            struct.pack_into("<I", content, at + 22, size)
        at = content.find(b"PK\x03\x04", at + 1)
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        if content[at + 46 : at + 46 + len(encoded)] == encoded:
            struct.pack_into("<I", content, at + 24, size)
        at = content.find(b"PK\x01\x02", at + 1)
    path.write_bytes(content)


@pytest.mark.parametrize("size", [10, 2_000_000_000])
def test_lying_sizes_are_refused(tmp_path, size):
    path = write_package(tmp_path / "a.xlsx", make_parts(PLAIN))
    patch_sizes(path, "xl/worksheets/sheet1.xml", size)

    assert refuse(path) in {"sheet.bomb", "sheet.too_large"}


def test_a_nested_package_is_never_opened(tmp_path):
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("zeros", bytes(200 * 1024 * 1024))
    parts = make_parts(PLAIN) | {"xl/embeddings/inner.zip": inner.read_bytes()}

    path = write_package(tmp_path / "a.xlsx", parts)

    assert read_workbook(path).sheets[0].rows == [["甲公司"]]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (1048576, '<c r="XFD1048576"><v>1</v></c>'),
        (1, '<c r="XFD1048576"><v>1</v></c>'),
        (1, "<c r='XFD1048576'><v>1</v></c>"),
        (1, '<c r="XFD1"><v>1</v></c>'),
        (1, '<c r="KO1" t="inlineStr"><is><t>x</t></is></c>'),
        (600000, '<c r="A600000"><v>1</v></c>'),
    ],
)
def test_one_far_cell_is_refused(tmp_path, row, cell):
    sheet = make_sheet(
        make_row(1, '<c r="A1"><v>1</v></c>'),
        make_row(row, cell),
        dimension="A1:XFD1048576",
    )

    assert (
        refuse(write_package(tmp_path / "a.xlsx", make_parts(sheet)))
        == "sheet.too_wide"
    )


@pytest.mark.parametrize(
    "reference", ['r = "XFD1048576"', 'r="&#88;FD1048576"', 'r="KN500000"']
)
def test_a_far_cell_in_disguise_ends_the_child_only(tmp_path, reference):
    sheet = make_sheet(
        make_row(1, '<c r="A1"><v>1</v></c>', f"<c {reference}><v>1</v></c>")
    )

    code = refuse(write_package(tmp_path / "a.xlsx", make_parts(sheet)))

    assert code in {"sheet.memory", "sheet.too_wide", "sheet.broken", "sheet.too_large"}


def test_a_row_of_sixteen_thousand_columns_is_refused(tmp_path):
    sheet = make_sheet(make_row(1, "<c><v>1</v></c>" * 16384))

    assert (
        refuse(write_package(tmp_path / "a.xlsx", make_parts(sheet)))
        == "sheet.too_wide"
    )


def test_a_hundred_thousand_longest_texts_are_refused(tmp_path):
    strings = f'<sst xmlns="{MAIN}"><si><t>{"长" * 32767}</t></si></sst>'
    rows = (make_row(i, f'<c r="A{i}" t="s"><v>0</v></c>') for i in range(1, 100_001))
    parts = make_parts(make_sheet(*rows), strings=strings)

    assert refuse(write_package(tmp_path / "a.xlsx", parts)) == "sheet.memory"


def test_shared_strings_out_of_range_are_refused(tmp_path):
    sheet = make_sheet(make_row(1, '<c r="A1" t="s"><v>999999</v></c>'))

    assert (
        refuse(write_package(tmp_path / "a.xlsx", make_parts(sheet))) == "sheet.broken"
    )
