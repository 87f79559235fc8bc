"""Rosters of fictional enterprises, written as people write them."""

import csv
import io
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


def write_csv(
    path: Path, lines: Sequence[Line], *, delimiter: str, encoding: str
) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
