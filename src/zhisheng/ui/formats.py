"""Numbers, money, shares and dates as people write them, in Chinese and in English."""

import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TypeAlias

from django.utils import dateformat, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zhisheng.kit.language import write_chinese_date

MISSING = "—"
WAN = Decimal(10_000)
YI = Decimal(100_000_000)
MILLION = Decimal(1_000_000)
# Largest first.
ENGLISH_SCALES = (
    (Decimal(10) ** 12, "trillion"),
    (Decimal(10) ** 9, "billion"),
    (MILLION, "million"),
)
THOUSAND = Decimal(1_000)
ENGLISH_PLACES = 3

Number: TypeAlias = int | float | str | Decimal | None


def format_count(value: Number) -> str:
    """Write a count as 1,234.6万 (Chinese) or 12,345,678 (English)."""
    number = _read_number(value)
    if number is None:
        return MISSING
    if not _is_chinese() or abs(number) < WAN:
        return f"{_trim(number):,f}"
    return _scale(number, places=1)


def format_money(value: Number) -> str:
    """Write an amount in yuan as 元, 万元 or 亿元; as CNY 12.346 million in English."""
    number = _read_number(value)
    if number is None:
        return MISSING
    rounded = _round(number, 2)
    if not _is_chinese():
        return _scale_english(rounded) or format_exact_money(rounded)
    if abs(number) < WAN:
        return format_exact_money(rounded)
    return f"{_scale(number, places=2)}元"


def format_exact_money(value: Number) -> str:
    """Write an amount in yuan to its last digit."""
    number = _read_number(value)
    if number is None:
        return MISSING
    return f"{_trim(number):,f}元" if _is_chinese() else f"CNY {_trim(number):,f}"


def format_exact_count(value: Number) -> str:
    """Write a count to its last digit."""
    number = _read_number(value)
    return MISSING if number is None else f"{_trim(number):,f}"


def format_percent(ratio: Number) -> str:
    """Write the ratio 0.1234 as 12.3%."""
    number = _read_number(ratio)
    return MISSING if number is None else f"{_round(number * 100, 1):,f}%"


def format_signed_percent(ratio: Number) -> str:
    """Write the growth 0.1234 as +12.3%."""
    number = _read_number(ratio)
    return MISSING if number is None else f"{_sign(_round(number * 100, 1))}%"


def format_percentage_points(difference: Number) -> str:
    """Write 0.021, a difference of two ratios, as +2.1个百分点."""
    number = _read_number(difference)
    if number is None:
        return MISSING
    return _("%(points)s个百分点") % {"points": _sign(_round(number * 100, 1))}


def format_date(day: datetime.date | None) -> str:
    """Write a day as 2024年3月5日, or 5 March 2024 in English."""
    if day is None or day == "":
        return MISSING
    if isinstance(day, datetime.datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    if _is_chinese():
        return write_chinese_date(day)
    return dateformat.format(day, "j F Y")


def format_due(day: datetime.date) -> str:
    """Write by when something is due, or for how many days it is late."""
    late = (timezone.localdate() - day).days
    if late > 0:
        text = ngettext(
            "逾期 {days} 天，{day} 应交", "逾期 {days} 天，{day} 应交", late
        )
        return text.format(days=late, day=format_date(day))
    if late == 0:
        return _("今天截止")
    return _("{day} 截止").format(day=format_date(day))


def format_moment(moment: datetime.date | None) -> str:
    """Write a day with the time of day, as 2024年3月5日 14:07; a mere day has none."""
    if not isinstance(moment, datetime.datetime):
        return format_date(moment)
    return f"{format_date(moment)} {timezone.localtime(moment):%H:%M}"


def format_dated(day: datetime.date | None, precision: str) -> str:
    """Write a day no more exactly than it was given: day, month or year."""
    if day is None or precision not in {"month", "year"}:
        return format_date(day)
    if precision == "year":
        return f"{day.year}年" if _is_chinese() else str(day.year)
    if _is_chinese():
        return f"{day.year}年{day.month}月"
    return dateformat.format(day, "F Y")


def _is_chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


def _read_number(value: Number) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _round(number: Decimal, places: int) -> Decimal:
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def _trim(number: Decimal) -> Decimal:
    return (
        number.quantize(Decimal(1))
        if number == number.to_integral()
        else number.normalize()
    )


def _sign(number: Decimal) -> str:
    return f"{number:+,f}" if number else f"{number:,f}"


def _scale(number: Decimal, *, places: int) -> str:
    in_wan = _round(number / WAN, places)
    if abs(in_wan) < WAN:
        return f"{_trim(in_wan):,f}万"
    return f"{_trim(_round(number / YI, places)):,f}亿"


def _scale_english(number: Decimal) -> str:
    """Return CNY 60.85 billion; nothing below a million, which is written out."""
    for position, (scale, word) in enumerate(ENGLISH_SCALES):
        scaled = _round(number / scale, ENGLISH_PLACES)
        if abs(number) >= scale and abs(scaled) < THOUSAND:
            return f"CNY {_trim(scaled):,f} {word}"
        if abs(number) >= scale:
            # 999.9996 million reads 1,000 million: the next word, where there is one.
            return _word_thousand(scaled, ENGLISH_SCALES[:position], word)
    return ""


def _word_thousand(
    scaled: Decimal, larger: tuple[tuple[Decimal, str], ...], word: str
) -> str:
    if larger and abs(scaled) == THOUSAND:
        return f"CNY {_trim(scaled / THOUSAND):,f} {larger[-1][1]}"
    return f"CNY {_trim(scaled):,f} {word}"
