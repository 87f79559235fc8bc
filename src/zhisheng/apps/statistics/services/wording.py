"""Say figures in words, once for the page and for every document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.words import (
    COUNT_FORMULAS,
    DECLINE_NOTE,
    DECLINE_ROWS,
    DECLINES,
    FORMULAS,
    HEADLINES,
    MONEY,
    PERCENT,
    PERIODS,
    POPULATIONS,
    RATE_ROWS,
    READINGS,
    REPORTED_FORMULA,
    SCALES,
    SIZES,
)
from zhisheng.kit.language import is_english, join_words, say
from zhisheng.reference.industries import find_english_name
from zhisheng.ui.formats import (
    format_count,
    format_money,
    format_percent,
    format_percentage_points,
    format_signed_percent,
)

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReadingText:
    key: str
    label: str
    value: str
    formula: str
    count: str


@dataclass(frozen=True, slots=True)
class ReportText:
    area: str
    document: str
    value: str


@dataclass(frozen=True, slots=True)
class CellText:
    """One year's figure; `value` is empty where `readings` stand instead."""

    state: str
    value: str
    readings: tuple[ReadingText, ...]
    base: str
    missing: str
    source: str
    notes: tuple[str, ...]
    reports: tuple[ReportText, ...]

    @property
    def brief(self) -> str:
        """The figure on one line, both readings of a change beside each other."""
        if self.value:
            return self.value
        return _("；").join(f"{item.label} {item.value}" for item in self.headlines)

    @property
    def headlines(self) -> tuple[ReadingText, ...]:
        return tuple(item for item in self.readings if item.key in HEADLINES)


@dataclass(frozen=True, slots=True)
class LineText:
    """A row of the bulletin in words; `before` is the year before."""

    code: str
    name: str
    unit: str
    population: str
    period: str
    definition: str
    formula: str
    is_live: bool
    before: CellText
    now: CellText

    @property
    def is_empty(self) -> bool:
        """Neither year has a figure or a base."""
        return all(
            cell.state == "missing" and not cell.base
            for cell in (self.before, self.now)
        )


def word_rows(bulletin: Bulletin) -> list[LineText]:
    """Word every row of a computed bulletin."""
    return [_word_row(row, bulletin) for row in bulletin.figures["rows"]]


def word_row(bulletin: Bulletin, code: str) -> LineText | None:
    rows = (row for row in bulletin.figures["rows"] if row["code"] == code)
    row = next(rows, None)
    return None if row is None else _word_row(row, bulletin)


def word_cell(
    cell: Plain, *, unit: str, display_unit: str = "", is_decline: bool = False
) -> CellText:
    """Word one cell, of a row or of a breakdown."""
    return CellText(
        state=cell["state"],
        value=_word_value(cell, unit, display_unit),
        readings=tuple(
            word_reading(item, is_decline=is_decline)
            for item in cell.get("readings", ())
        ),
        base=_word_base(cell),
        missing=_word_missing(cell),
        source=_word_source(cell),
        notes=tuple(_iterate_notes(cell)),
        reports=tuple(
            ReportText(
                area=_(report["area_name"]),
                document=report["document"],
                value=_word_number(report, unit, display_unit),
            )
            for report in cell.get("reports", ())
        ),
    )


def word_reading(reading: Plain, *, is_decline: bool = False) -> ReadingText:
    key, value = reading["key"], reading.get("value")
    count = reading.get("count")
    text = _("不显示") if count is None else _word_change(reading["unit"], value)
    labels = DECLINES if is_decline else READINGS
    return ReadingText(
        key=key,
        label=_(labels[key]),
        value=text,
        formula=(_(DECLINE_NOTE) if is_decline else "") + _(FORMULAS[key]),
        count=""
        if count is None
        else _("%(count)s 家") % {"count": format_count(count)},
    )


def name_reading(key: str) -> str:
    return _(READINGS[key])


def name_part(dimension: str, part: Plain) -> str:
    """Name a part of a breakdown; an empty key is what fits no part."""
    if dimension == "size":
        return translate_known(SIZES, part["key"]) or _("未填")
    if dimension == "region":
        return _(part["name"]) if part["key"] else _("未能归到下级")
    english = find_english_name(part["key"]) if is_english() else ""
    return english or str(part["name"]) or _("行业未填")


def translate_known(words: Mapping[str, str], key: str) -> str:
    return str(_(words[key])) if key in words else key


def _word_row(row: Plain, bulletin: Bulletin) -> LineText:
    unit, display_unit = row["unit"], row["display_unit"]
    before, now = (
        word_cell(
            row["years"][str(year)],
            unit=unit,
            display_unit=display_unit,
            is_decline=row["code"] in DECLINE_ROWS,
        )
        for year in (bulletin.year - 1, bulletin.year)
    )
    return LineText(
        code=row["code"],
        name=_choose_name(row),
        unit=_name_unit(unit, display_unit),
        population=translate_known(POPULATIONS, row["population"]),
        period=translate_known(PERIODS, row["period"]),
        definition=say(row["definition"]) or _("通报未公布口径"),
        formula=_word_formula(row),
        is_live=row["is_live"],
        before=before,
        now=now,
    )


def _choose_name(row: Plain) -> str:
    return str((row["english_name"] if is_english() else "") or row["name"])


def _word_formula(row: Plain) -> str:
    code = row["code"]
    if code in COUNT_FORMULAS:
        return _(COUNT_FORMULAS[code])
    if row["is_live"]:
        both = _("只算上年、本年原始数据都有的企业；区间值不取中间数，按缺失计。")
        return _(RATE_ROWS[code]) + both if code in RATE_ROWS else both
    return _(REPORTED_FORMULA)


def _word_value(cell: Plain, unit: str, display_unit: str) -> str:
    state = cell["state"]
    if state == "hidden":
        return _("不显示")
    if state == "missing":
        return _("暂无数据")
    return "" if cell.get("readings") else _word_number(cell, unit, display_unit)


def _word_number(cell: Plain, unit: str, display_unit: str) -> str:
    if cell.get("value") is not None:
        text = _scale(cell["value"], unit, display_unit)
    else:
        low = _scale(cell["low"], unit, display_unit)
        text = f"{low}–{_scale(cell['high'], unit, display_unit)}"
    if unit == PERCENT:
        return f"{text}%"
    if unit == MONEY and is_english():
        return text
    space = " " if is_english() else ""
    return f"{text}{space}{say(display_unit or unit)}"


def _name_unit(unit: str, display_unit: str) -> str:
    """Name the unit of a row; in English an amount bears its scale itself."""
    is_scaled = unit == MONEY and is_english()
    return say(unit if is_scaled else display_unit or unit)


def _scale(text: str, unit: str, display_unit: str) -> str:
    if unit == MONEY and is_english():
        return format_money(text)
    number = Decimal(text) / SCALES.get(display_unit or unit, Decimal(1))
    plain = f"{number.quantize(Decimal('0.01')):,f}" if number % 1 else f"{number:,.0f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _word_change(unit: str, value: str | None) -> str:
    if value is None:
        return _("无法计算")
    return (
        format_percentage_points(value)
        if unit == "points"
        else format_signed_percent(value)
    )


def _word_base(cell: Plain) -> str:
    # Of nobody there is no missing half either: the figure itself says that there is none.
    if cell.get("count") is None or (cell["state"] == "missing" and not cell["base"]):
        return ""
    if cell.get("readings") or cell["state"] == "missing":
        return _("%(base)s 家中 %(count)s 家有前后数据") % {
            "base": format_count(cell["base"]),
            "count": format_count(cell["count"]),
        }
    return _("%(count)s 家企业") % {"count": format_count(cell["count"])}


def _word_missing(cell: Plain) -> str:
    if cell.get("missing_share") is None:
        return ""
    if cell.get("parts"):
        return _("%(parts)s 个下级地区中 %(reported)s 个已报") % {
            "parts": cell["parts"],
            "reported": cell["parts_reported"],
        }
    return _("缺失 %(share)s") % {"share": format_percent(cell["missing_share"])}


def _word_source(cell: Plain) -> str:
    if cell["state"] == "reported":
        documents = dict.fromkeys(report["document"] for report in cell["reports"])
        return _("上报合计：%(documents)s") % {"documents": join_words(documents)}
    return "" if cell["state"] == "missing" else _("平台记录")


def _iterate_notes(cell: Plain) -> Iterator[str]:
    if cell["state"] == "hidden":
        yield _("企业太少，或能用它推算出企业很少的数字，为保护企业不显示")
    if cell.get("has_extremes"):
        yield _("有企业的变化超过 100 倍，可能是单位填错，平均数和总额受其影响很大")
    if cell.get("ranges"):
        yield _("%(count)s 家填的是区间，按缺失计") % {"count": cell["ranges"]}
    if cell.get("approximate"):
        yield _("%(count)s 家的数据是约数") % {"count": cell["approximate"]}
    if cell["state"] != "reported" and cell.get("reports"):
        documents = join_words(report["document"] for report in cell["reports"])
        yield _("另有上报合计，见“怎么算的”（%(documents)s）") % {
            "documents": documents
        }
