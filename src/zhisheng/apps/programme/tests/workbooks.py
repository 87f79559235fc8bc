"""Rosters of fictional enterprises, written as people write them."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from zhisheng.methods.identifiers import make_uscc

HEADER = (
    "企业名称", "统一社会信用代码", "所在地", "行业", "从业人员", "帮扶开始日期", "帮扶结束日期",
    "提升前营业收入(万元)", "提升后营业收入(万元)",
)  # fmt: skip
SYLLABLES = "甲乙丙丁戊己庚辛壬癸"
Line = Sequence[object]
# One bare name of four counties.
GULOU = [
    ("320106", "江苏省南京市鼓楼区"),
    ("320302", "江苏省徐州市鼓楼区"),
    ("350102", "福建省福州市鼓楼区"),
    ("410204", "河南省开封市鼓楼区"),
]


def name_firm(number: int) -> str:
    """Return a name that differs from every other one by more than a digit."""
    letters = "".join(SYLLABLES[int(digit)] for digit in f"{number:03d}")
    return f"安平县{letters}例丝网有限公司"


def make_code(number: int, region: str = "131125") -> str:
    """Return a well-formed code of no real enterprise."""
    return make_uscc(
        department="9",
        category="1",
        region=region,
        organisation_body=f"RB{number:06d}",
    ).code


def make_line(number: int = 1, **changes: object) -> list[object]:
    """Return a sound row; ``changes`` are keyed by the words of the heading."""
    sound: dict[str, object] = dict(
        zip(
            HEADER,
            (
                name_firm(number), make_code(number), "河北省衡水市安平县", "3340", 20,
                "2024-03-01", "2024-06-30", 100, 120,
            ),
            strict=True,
        )
    )  # fmt: skip
    short = {key.partition("(")[0]: key for key in HEADER}
    sound.update({short[key]: value for key, value in changes.items()})
    return list(sound.values())


def gulou(number: int = 1, **changes: object) -> list[object]:
    """Return a sound row whose region is one of four; its code does not tell which."""
    code = make_code(number, region="110105")
    return make_line(number, **{"所在地": "鼓楼区", "统一社会信用代码": code} | changes)


def write_xlsx(
    path: Path,
    sheets: dict[str, Sequence[Line]] | Sequence[Line],
    *,
    merged: Sequence[tuple[int, int, int, int, str]] = (),
    hidden: Sequence[str] = (),
    **options: object,
) -> Path:
    """Write sheets by name, or one sheet; merged blocks lie on the first one."""
    named = sheets if isinstance(sheets, dict) else {"名单": sheets}
    book = xlsxwriter.Workbook(str(path), options)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, lines in named.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write(row, column, cell)
    for first_row, first_column, last_row, last_column, text in merged:
        book.worksheets()[0].merge_range(
            first_row, first_column, last_row, last_column, text
        )
    book.close()
    return path


def write_ods(
    path: Path, lines: Sequence[Line], *, merged: Sequence[tuple[int, int, int, int]]
) -> Path:
    """Write a sheet of texts; merged blocks as ``write_xlsx`` takes them."""
    starts = {(top, left): (down - top + 1, right - left + 1)
              for top, left, down, right in merged}  # fmt: skip
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    rows = "".join(
        f"<table:table-row>{''.join(cells)}</table:table-row>"
        for cells in (
            [_write_ods_cell(cell, starts.get((row, column)))
             for column, cell in enumerate(line)]
            for row, line in enumerate(lines)
        )
    )  # fmt: skip
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="名单">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def _write_ods_cell(cell: object, span: tuple[int, int] | None) -> str:
    if cell is None:
        return "<table:covered-table-cell/>"
    spanned = (
        f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
        if span
        else ""
    )
    return (
        f'<table:table-cell office:value-type="string"{spanned}>'
        f"<text:p>{cell}</text:p></table:table-cell>"
    )


def write_csv(
    path: Path, lines: Sequence[Line], *, delimiter: str, encoding: str
) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
