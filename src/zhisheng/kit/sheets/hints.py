"""Rows between a heading and the data: numbers of columns, units, how to fill in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .cells import CellValue, Row
from .texts import SPACES, narrow, show_cell

UNITS = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万": Decimal(10) ** 4,
    "万元": Decimal(10) ** 4,
    "十万元": Decimal(10) ** 5,
    "百万": Decimal(10) ** 6,
    "百万元": Decimal(10) ** 6,
    "千万": Decimal(10) ** 7,
    "千万元": Decimal(10) ** 7,
    "亿": Decimal(10) ** 8,
    "亿元": Decimal(10) ** 8,
    "yuan": Decimal(1),
    "cny": Decimal(1),
    "rmb": Decimal(1),
    "10kyuan": Decimal(10) ** 4,
    "10,000yuan": Decimal(10) ** 4,
    "millionyuan": Decimal(10) ** 6,
}
# A unit that is written but not understood, such as 万美元: no amount below it counts.
UNKNOWN_UNIT = Decimal("NaN")
FEWEST_HINTS = 3
ORDINALS = "甲乙丙丁戊己庚辛壬癸"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COUNTED = re.compile(r"人|名|个|家|户|%|年|月|日|天|年月日|-|/|—")
INSTRUCTION = re.compile(
    r"(?:非|选|可)?必?[填选](?:项)?|文本|文字|数字|数值|整数|小数|日期|格式.*|yyyy.*|.{0,8}\d*位.{0,6}|"
    r"下拉.*|单选|多选|例如?[:].*|如[:].*|(?:请|按|照|据).*|.*填写.*|全称|省市县|自动生成"
)


@dataclass(frozen=True, slots=True)
class Hints:
    """How many rows of hints there are, and the money units they name by column."""

    rows: int = 0
    units: dict[int, Decimal] = field(default_factory=dict)


def read_hints(rows: Sequence[Row]) -> Hints:
    """Read the rows right below a heading for as long as they are hints."""
    units: dict[int, Decimal] = {}
    count = 0
    for row in rows:
        filled = {
            i: _squeeze(cell) for i, cell in enumerate(row) if not _is_empty(cell)
        }
        if not _are_hints(list(filled.values())):
            break
        count += 1
        units |= {index: UNITS[text] for index, text in filled.items() if text in UNITS}
    return Hints(count, units)


def _squeeze(cell: CellValue) -> str:
    return SPACES.sub("", narrow(show_cell(cell))).strip("()[]")


def _is_empty(cell: CellValue) -> bool:
    return cell is None or cell == ""


def _are_hints(texts: list[str]) -> bool:
    if not texts:
        return False
    if all(text in UNITS or COUNTED.fullmatch(text) for text in texts):
        return any(text in UNITS for text in texts)
    if len(texts) < FEWEST_HINTS:
        return False
    return _are_ordinals(texts) or all(map(_is_hint, texts))


def _is_hint(text: str) -> bool:
    return text in UNITS or bool(COUNTED.fullmatch(text) or INSTRUCTION.fullmatch(text))


def _are_ordinals(texts: list[str]) -> bool:
    """Tell whether cells only number the columns, after 甲 and 乙 or by letters."""
    numbers = [text for text in texts if text not in ORDINALS + "栏次"]
    counted = [str(number) for number in range(1, len(numbers) + 1)]
    return numbers == counted or texts == list(LETTERS[: len(texts)])
