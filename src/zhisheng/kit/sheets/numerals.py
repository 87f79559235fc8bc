"""Numbers written in Chinese numerals, turned into digits where they mean one number."""

import re

# 壹贰叁 on invoices, 一二三 in letters.
FORMAL = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾佰仟萬億圆", "一二三四五六七八九十百千万亿元"
)
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
DIGIT = f"[{''.join(DIGITS)}]"
NUMERAL = re.compile(rf"(?<![\d.])(?:{DIGIT}|[十百千])+(?:点{DIGIT}+)?")
PLACES = re.compile(
    rf"(?:({DIGIT}?)千)?[零〇]?(?:({DIGIT}?)百)?[零〇]?(?:({DIGIT}?)十)?[零〇]?({DIGIT})?"
)
# 千百 is no number, and neither ends one in 零 nor begins one after the first place.
BROKEN = re.compile(r".[零〇]$|[十百千][十百千]")


def spell_out(text: str) -> str:
    """Turn the numerals of a text below ten thousand into digits: 二十五 is 25.

    What is no one number, such as 三五, stays as it is.
    """
    return NUMERAL.sub(lambda match: _spell(match[0]), text.translate(FORMAL))


def _spell(numeral: str) -> str:
    whole, point, decimals = numeral.partition("点")
    value = _count(whole)
    if value is None:
        return numeral
    tail = "".join(str(DIGITS[character]) for character in decimals)
    return f"{value}{'.' if point else ''}{tail}"


def _count(numeral: str) -> int | None:
    match = PLACES.fullmatch(numeral)
    if match is None or BROKEN.search(numeral):
        return None
    thousands, hundreds, tens, ones = match.groups()
    total = sum(
        place * DIGITS[digit or "一"]
        for place, digit in ((1000, thousands), (100, hundreds), (10, tens))
        if digit is not None
    )
    return total + DIGITS[ones or "零"] * _place_of_last(numeral)


def _place_of_last(numeral: str) -> int:
    """Return what the last digit counts: 二百五 is 250, 二百零五 is 205."""
    before = numeral[-2:-1]
    return {"百": 10, "千": 100}.get(before, 1)
