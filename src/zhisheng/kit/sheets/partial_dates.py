"""Dates that leave their year, or half of it, to the row they stand in."""

import re

# A roster tells of its own year and its neighbours; '05 beside 2024 stays a riddle.
NEAR_YEARS = 3
LAST_MONTH = 12
RANGE = "[-~∼〜至到]"
SHORT_YEAR = re.compile(rf"'?(\d{{2}})(?:(年)|(?=[-./]\d{{1,2}}(?:[-./]|{RANGE}|$)))")
MONTH_FIRST = re.compile(rf"\d{{1,2}}(?:{RANGE}\d{{1,2}})?月")
PART_OF_YEAR = re.compile(r"[上下]半年|第?[1-4]季度|q[1-4]|全年")
TURN_OF_YEAR = re.compile(r"年[初底末]")
MAY_NEED_YEAR = re.compile(r"\d|[年月季〇一二三四五六七八九十]")


def complete_year(text: str, year: int) -> str:
    """Put the year of the row before 3月5日, and the century before 24.9.1.

    The text is plain: half-width, digits for numerals, no spaces. What fits no
    single year comes back as it was.
    """
    if match := SHORT_YEAR.match(text):
        return _complete_century(match, text, year)
    if MONTH_FIRST.match(text) or PART_OF_YEAR.fullmatch(text):
        return f"{year}年{text}"
    if TURN_OF_YEAR.fullmatch(text):
        return f"{year}{text}"
    return text


def _complete_century(match: re.Match[str], text: str, year: int) -> str:
    """Read 24 as 2024 where it is no month and lies near the year of the row."""
    number = int(match[1])
    full = 2000 + number
    is_year = match[2] is not None or number > LAST_MONTH
    if not is_year or abs(full - year) > NEAR_YEARS:
        return text
    return f"{full}{text[match.end(1) :]}"


def may_need_year(text: str) -> bool:
    """Tell whether a text that is no date by itself may be one within its row."""
    return bool(MAY_NEED_YEAR.search(text))
