"""Whoever sends an unreadable workbook is told what to do, in one language only."""

import logging
import re

import pytest
from django.utils.translation import override

from zhisheng.kit.problems import describe, problem_for
from zhisheng.kit.sheets.errors import SheetRefusedError
from zhisheng.kit.sheets.reading import read_workbook

from .packages import PLAIN, make_parts, write_package

# The only words of another script that a Chinese message needs.
ALLOWED = re.compile(r"\.(?:xlsx?|ods|csv)|WPS|Excel|Word|PDF|CSV UTF-8")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
CONTENTS = {
    "torn package": b"PK\x03\x04" + b"x" * 500,
    "torn xls": COMPOUND + "Workbook".encode("utf-16-le") + bytes(3000),
    "no xls": COMPOUND + "WordDocument".encode("utf-16-le"),
    "pdf": b"%PDF-1.7",
    "empty": b"",
    "binary": b"a\x01b",
    "encoding": b"a,b\0c\n",
    "quotes": b'a,"' + b"x" * 200_000,
}
PACKAGES = {
    "string without its table": {
        **make_parts(PLAIN),
        "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/'
        'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>9</v></c>'
        "</row></sheetData></worksheet>",
    },
    "broken sheet": make_parts("<worksheet><sheetData><row><c></row>"),
    "broken workbook": {**make_parts(PLAIN), "xl/workbook.xml": "<workbook><sheets>"},
    "broken ods": {"mimetype": MIMETYPE, "content.xml": "<office:document-content>"},
    "other archive": {"x.txt": "x"},
}


def refuse(path):
    with pytest.raises(SheetRefusedError) as caught:
        read_workbook(path)
    return caught.value


def check_words(error):
    with override("zh-hans"):
        chinese = describe(error)
        assert problem_for(error).fields == {}
    with override("en"):
        english = describe(error)
    assert not re.search("[A-Za-z]{2,}", ALLOWED.sub("", chinese)), chinese
    assert not re.search("[\u4e00-\u9fff{}]", english), english
    assert re.search("请.*(?:上传|保存)", chinese)
    assert re.search("upload", english, re.IGNORECASE)


@pytest.mark.parametrize("name", CONTENTS)
def test_an_unreadable_file_is_told_in_plain_words(name, tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(CONTENTS[name])

    check_words(refuse(path))


@pytest.mark.parametrize("name", PACKAGES)
def test_an_unreadable_package_is_told_in_plain_words(name, tmp_path):
    check_words(refuse(write_package(tmp_path / "名单.xlsx", PACKAGES[name])))


def test_what_the_library_says_is_in_the_log_only(tmp_path, caplog):
    path = write_package(tmp_path / "a.xlsx", PACKAGES["string without its table"])

    with caplog.at_level(logging.INFO, logger="zhisheng.kit.sheets"):
        error = refuse(path)

    assert str(error) == (
        "文件已损坏，无法读取。请用 WPS 或 Excel 打开后另存为 .xlsx 再上传。"
    )
    detail = error.fields["detail"]
    assert re.search("[A-Za-z]{3,}", detail)
    assert [record.getMessage() for record in caplog.records] == [
        f"a sheet was refused (sheet.broken): {detail}"
    ]
