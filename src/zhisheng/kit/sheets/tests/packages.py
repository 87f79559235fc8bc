"""Smallest workbooks written by hand, so that tests may bend every byte."""

import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from zhisheng.kit.sheets.errors import SheetRefusedError
from zhisheng.kit.sheets.limits import DEFAULT
from zhisheng.kit.sheets.reading import read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CONTENT_TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"
ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
ROOT_RELS = f"""<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"
Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
BOOK = f"""<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>
<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>"""
BOOK_RELS = f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>
</Relationships>"""
STRINGS = f'<sst xmlns="{MAIN}"><si><t>甲公司</t></si><si><t>乙公司</t></si></sst>'


def make_sheet(*rows: str, dimension: str = "") -> str:
    """Return worksheet XML around ready rows."""
    mark = f'<dimension ref="{dimension}"/>' if dimension else ""
    body = "".join(rows)
    return f'<worksheet xmlns="{MAIN}">{mark}<sheetData>{body}</sheetData></worksheet>'


def make_row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def make_parts(sheet: str | bytes, **changes: str | bytes) -> dict[str, str | bytes]:
    """Return the parts of a workbook; ``changes`` keys: workbook, strings, rels."""
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELS,
        "xl/workbook.xml": changes.get("workbook", BOOK),
        "xl/_rels/workbook.xml.rels": changes.get("rels", BOOK_RELS),
        "xl/sharedStrings.xml": changes.get("strings", STRINGS),
        "xl/worksheets/sheet1.xml": sheet,
    }


def write_package(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def make_content(*sheets: Sequence[str]) -> str:
    """Return the content of an ods around ready rows of each sheet."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    tables = "".join(
        f'<table:table table:name="表{number}">{"".join(rows)}</table:table>'
        for number, rows in enumerate(sheets, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def write_ods(path: Path, content: str) -> Path:
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "META-INF/manifest.xml": "<manifest/>",
    }
    return write_package(path, parts)


PLAIN = make_sheet(make_row(1, '<c r="A1" t="s"><v>0</v></c>'))
LONGEST_SECONDS = 15


def refuse(path, *, limits=DEFAULT):
    """Return the code a file is refused with, in bounded time."""
    started = time.monotonic()
    with pytest.raises(SheetRefusedError) as caught:
        read_workbook(path, limits=limits)
    assert time.monotonic() - started < LONGEST_SECONDS
    assert len(str(caught.value)) < 400
    return caught.value.code
