"""Files that are no workbook, broken, too large or slow are refused in bounded time."""

import time
import zipfile
from dataclasses import replace

import pytest

from zhisheng.kit.sheets.limits import DEFAULT
from zhisheng.kit.sheets.scan import SheetScan

from .packages import (
    BOOK,
    PLAIN,
    make_parts,
    make_row,
    make_sheet,
    refuse,
    write_package,
)


@pytest.mark.parametrize(
    "name",
    ["../../x", "C:\\x", "/etc/x", "xl/CON.txt", "xl/x.", "x" * 300, "a/../../b"],
)
def test_unsafe_names_are_refused(tmp_path, name):
    parts = make_parts(PLAIN) | {name: b"x"}

    assert refuse(write_package(tmp_path / "a.xlsx", parts)) == "sheet.unsafe_name"


def test_symbolic_links_are_refused(tmp_path):
    path = write_package(tmp_path / "a.xlsx", make_parts(PLAIN))
    info = zipfile.ZipInfo("xl/media/image1.png")
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(info, "/etc/passwd")

    assert refuse(path) == "sheet.unsafe_name"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_parts_of_one_name_are_refused(tmp_path):
    path = write_package(tmp_path / "a.xlsx", make_parts(PLAIN))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("XL/workbook.xml", BOOK)

    assert refuse(path) == "sheet.bomb"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        "\ufeff<!DOCTYPE html><html></html>".encode("utf-16"),
        "<!DOCTYPE html>\n<html></html>".encode("utf-16-le"),
        "<!DOCTYPE html>\n<html></html>".encode("utf-16-be"),
        b"\r\n<?xml version='1.0'?><Workbook/>",
        b"%PDF-1.7 <html>",
        b"\x89PNG\r\n\x1a\n",
        b"MIME-Version: 1.0\r\n",
        b"",
        b"  \r\n",
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_other_content_under_a_workbook_name_is_refused(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    assert refuse(path) == "sheet.not_a_workbook"


@pytest.mark.parametrize("part", ["word/document.xml", "ppt/presentation.xml", "x.txt"])
def test_other_packages_are_refused(tmp_path, part):
    path = write_package(tmp_path / "a.xlsx", {part: "<x/>"})

    assert refuse(path) == "sheet.not_a_workbook"


def test_encrypted_workbooks_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le") + bytes(2000))

    assert refuse(path) == "sheet.encrypted"


def test_broken_files_are_refused(tmp_path):
    whole = write_package(tmp_path / "a.xlsx", make_parts(PLAIN)).read_bytes()
    torn = tmp_path / "torn.xlsx"
    for size in range(8, len(whole), 97):
        torn.write_bytes(whole[:size])
        assert refuse(torn) == "sheet.broken"
        if size > 400:
            break


def test_broken_xml_is_refused(tmp_path):
    parts = make_parts("<worksheet><sheetData><row><c></row>")

    assert refuse(write_package(tmp_path / "a.xlsx", parts)) == "sheet.broken"


def test_files_beyond_the_size_limit_are_refused_unread(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 100)

    assert refuse(path, limits=replace(DEFAULT, max_file_bytes=99)) == "sheet.too_large"


def test_a_slow_file_is_given_up(tmp_path):
    rows = (make_row(i, "<c><v>1</v></c>" * 18) for i in range(1, 60_001))
    path = write_package(tmp_path / "a.xlsx", make_parts(make_sheet(*rows)))

    assert refuse(path, limits=replace(DEFAULT, wall_seconds=0)) == "sheet.timeout"


def test_processor_time_is_bounded(tmp_path):
    rows = (make_row(i, "<c><v>1</v></c>" * 40) for i in range(1, 90_001))
    path = write_package(tmp_path / "a.xlsx", make_parts(make_sheet(*rows)))

    assert refuse(path, limits=replace(DEFAULT, cpu_seconds=1)) == "sheet.timeout"


def test_output_is_bounded(tmp_path):
    rows = [make_row(i, "<c><v>1.5</v></c>" * 200) for i in range(1, 3001)]
    path = write_package(tmp_path / "a.xlsx", make_parts(make_sheet(*rows)))

    assert (
        refuse(path, limits=replace(DEFAULT, max_output_bytes=1_000_000))
        == "sheet.memory"
    )
    assert refuse(path, limits=replace(DEFAULT, max_cells=500_000)) == "sheet.too_large"


def test_overlapping_merges_are_refused(tmp_path):
    merged = (
        '<mergeCells count="400">'
        + '<mergeCell ref="A1:ZZ60000"/>' * 400
        + "</mergeCells>"
    )
    sheet = make_sheet(
        make_row(1, '<c r="A1"><v>1</v></c>'), make_row(900, '<c r="C900"><v>1</v></c>')
    )
    sheet = sheet.replace("</sheetData>", "</sheetData>" + merged)

    assert (
        refuse(write_package(tmp_path / "a.xlsx", make_parts(sheet))) == "sheet.broken"
    )


@pytest.mark.parametrize(
    "sheet",
    [
        make_sheet(
            *(make_row(1, "<c><f>A1</f><v>1</v></c>" * 50_000) for _ in range(9))
        ),
        make_sheet(make_row(1, "<c>" + "<f/>" * 300_000 + "</c>")),
        make_sheet(make_row(1, "<c><f/>" * 300_000)),
        make_sheet(make_row(1, "<c" + ' t="e"' * 200_000 + "/>")),
        make_sheet(make_row(1, "<c" + ' r="XFD1"' * 200_000 + "/>")),
        make_sheet("<row>" * 300_000),
    ],
    ids=["formulas", "formulas in a cell", "open cells", "types", "references", "rows"],
)
def test_the_scan_takes_linear_time(sheet):
    scan = SheetScan(replace(DEFAULT, max_problems=10**7))
    content = sheet.encode()
    started = time.process_time()

    for start in range(0, len(content), 1024 * 1024):
        scan.feed(content[start : start + 1024 * 1024])
    scan.finish()

    # Of the processor's time: others may want the machine too.
    assert time.process_time() - started < 3
