"""Settle the region and the industry of a row from what its cells say."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.sheets.columns import INDUSTRY_FIELDS
from zhisheng.apps.programme.sheets.rows import Reason, RosterRow
from zhisheng.kit.sheets.values import Parsed
from zhisheng.reference.industries import (
    Industry,
    IndustryIndex,
    IndustryMatch,
    MatchState,
    is_related,
)
from zhisheng.reference.regions import RegionIndex, RegionMatch

if TYPE_CHECKING:
    from zhisheng.apps.programme.sheets.cells import Column
    from zhisheng.apps.programme.sheets.reading import RosterContext

REGION_FIELDS = ("province", "city", "county", "region")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
REGION_END = re.compile(r"[省市州盟县区旗]")
# A numeric cell of three digits may be a class of farming whose zero got lost.
LOST_ZERO = range(100, 1000)
# The columns of what stands above a class, with the digits of its code.
LEVELS = {"industry_group": 3, "industry_division": 2, "industry_section": 1}
LONGEST_TITLE = 60
LONGEST_NAME = 16


def settle_region(
    row: RosterRow, values: dict[str, Parsed[Any]], context: "RosterContext"
) -> None:
    """Find the region in the row's cells, else in the heading, else in the code."""
    texts = [str(values[field].value) for field in REGION_FIELDS if field in values]
    hints = (*_hint_from_code(row), *context.area_codes)
    if texts:
        named = _resolve(context.regions, tuple(texts), hints)
        if row.address and (named.is_hinted or len(named.candidates) > 1):
            named, texts = _ask_address(row.address, texts, named, context)
        _take_region(row, named, " ".join(texts))
        return
    for text in (row.sheet or "", *context.titles):
        match = find_region(text, context.regions, hints)
        if match is not None:
            _take_region_of_heading(row, match, text, context)
            return
    _take_region_of_code(row, context)


def _ask_address(
    address: str, texts: list[str], named: RegionMatch, context: "RosterContext"
) -> tuple[RegionMatch, list[str]]:
    """Let the row's own address settle a name of several regions, before any hint.

    Where it names a region that is none of them, it is asked together with the name: an
    answer about the bare name does not hold for it.
    """
    place = find_region(address, context.regions, ())
    if place is None or not place.code or place.region is None:
        return named, texts
    closer = _resolve(context.regions, tuple(texts), (place.code,))
    if closer.code:
        return closer, texts
    return named, [*texts, place.region.full_name]


@lru_cache(maxsize=50_000)
def _resolve(
    regions: RegionIndex, texts: tuple[str, ...], hints: tuple[str, ...]
) -> RegionMatch:
    """Remember what the same cells came to: neighbours are many in a roster."""
    return regions.resolve(texts=texts, hint_codes=hints)


@lru_cache(maxsize=50_000)
def _resolve_industry(industries: IndustryIndex, text: object) -> IndustryMatch:
    return industries.resolve(text)


def find_region(
    text: str, regions: RegionIndex, hints: tuple[str, ...]
) -> RegionMatch | None:
    """Return the region a title such as 安平县2024年度帮扶名单 names, if any."""
    whole = regions.resolve(texts=(text,), hint_codes=hints) if text else None
    if whole is not None and (whole.code or whole.candidates):
        return whole
    for part in _list_region_names(text[:LONGEST_TITLE]):
        match = regions.resolve(texts=(part,), hint_codes=hints)
        if match.code or len(match.candidates) > 1:
            return match
    return None


@lru_cache(maxsize=256)
def _list_region_names(text: str) -> tuple[str, ...]:
    """Return what may be a region's name in a title, the longest names first."""
    names = {
        run[start:end]
        for run in CHINESE.findall(text)
        for end in (match.end() for match in REGION_END.finditer(run))
        for start in range(max(end - LONGEST_NAME, 0), end - 1)
    }
    return tuple(sorted(names, key=len, reverse=True))


def _take_region_of_heading(
    row: RosterRow, match: RegionMatch, text: str, context: "RosterContext"
) -> None:
    """Take the heading's region; where it is a city's, the code may say more."""
    code = row.uscc[2:8]
    if match.code and match.code.endswith("00") and code.startswith(_trim(match.code)):
        closer = context.regions.resolve(texts=(code,))
        row.region = closer.code or match.code
        row.region_named = match.code
    else:
        _take_region(row, match, text)


def _trim(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4]


def settle_industry(
    row: RosterRow,
    values: dict[str, Parsed[Any]],
    columns: Sequence["Column"],
    context: "RosterContext",
) -> None:
    """Take the industry of the narrowest column; doubt a wider one that contradicts it."""
    matches = {
        field: _read_industry(field, values[field].value, context.industries)
        for field in INDUSTRY_FIELDS
        if field in values
    }
    if not matches:
        return
    field = _choose_industry(matches)
    industry = matches[field].industry
    if industry is None:
        text = str(values[field].value)
        row.reasons.append(_ask_for_industry(text, matches[field]))
        return
    row.industry = industry.code
    wider = {name: one for name, one in matches.items() if name in LEVELS}
    row.reasons += _tell_contradictions(industry, wider, values, columns)


def _ask_for_industry(text: str, match: IndustryMatch) -> Reason:
    if not match.candidates:
        return Reason(
            "industry",
            "refused",
            _("国民经济行业分类（GB/T 4754-2017）里没有“{text}”。"),
            _("请填写行业代码或名称，例如 3340 或 金属丝绳及其制品制造。"),
            text=text,
            data={"text": text},
        )
    names = "、".join(f"{item.code} {item.name}" for item in match.candidates[:4])
    return Reason(
        "industry",
        "to_confirm",
        _("行业“{text}”可能是：{names}。"),
        _("请改填 4 位行业代码。"),
        text=text,
        data={"text": text, "names": names},
        options=_list_options((i.code, i.name) for i in match.candidates),
    )


def _read_industry(
    field: str, value: object, industries: IndustryIndex
) -> IndustryMatch:
    if field in LEVELS and str(value).isdigit():
        return _resolve_industry(industries, str(value).zfill(LEVELS[field]))
    match = _resolve_industry(industries, value)
    if isinstance(value, int) and value in LOST_ZERO:
        return _ask_for_zero(match, industries.resolve(f"0{value}"))
    return match


def _choose_industry(matches: dict[str, IndustryMatch]) -> str:
    """Choose the narrowest field; of those above a class the narrowest that is known."""
    first = next(iter(matches))
    if first not in LEVELS:
        return first
    return next((field for field, one in matches.items() if one.industry), first)


def _tell_contradictions(
    industry: Industry,
    wider: dict[str, IndustryMatch],
    values: dict[str, Parsed[Any]],
    columns: Sequence["Column"],
) -> list[Reason]:
    return [
        _tell_contradiction(
            industry,
            str(values[field].value),
            next(one.number for one in columns if one.field == field),
        )
        for field, match in wider.items()
        if match.industry is not None and not _is_above(match.industry, field, industry)
    ]


def _is_above(wider: Industry, field: str, industry: Industry) -> bool:
    if field == "industry_section":
        # 农业 is a division by its name, and means the section in this column.
        return wider.section == industry.section
    return is_related(wider, industry)


def _tell_contradiction(industry: Industry, text: str, column: int) -> Reason:
    named = f"{industry.code} {industry.name}"
    return Reason(
        "industry",
        "warning",
        _("行业写了“{text}”，又写了“{named}”，两者不符，按“{named}”处理。"),
        _("请核对行业的门类、大类和小类。"),
        text=text,
        column=column,
        data={"text": text, "named": named},
    )


def _list_options(places: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"code": code, "name": name} for code, name in places]


def _ask_for_zero(match: IndustryMatch, padded: IndustryMatch) -> IndustryMatch:
    """Ask whether 133 is the group 133 or the class 0133 whose zero Excel dropped."""
    if padded.industry is None:
        return match
    found = (padded.industry, *([match.industry] if match.industry else ()))
    return IndustryMatch(MatchState.AMBIGUOUS, candidates=found)


def _hint_from_code(row: RosterRow) -> tuple[str, ...]:
    return (row.uscc[2:8],) if row.uscc else ()


def _tell_unread(match: RegionMatch, text: str) -> Reason:
    name = match.region.full_name if match.region else ""
    return Reason(
        "region",
        "warning",
        _("统计用区划里没有“{zone}”，按“{name}”处理。"),
        _("知道在哪个县（市、区）的，请写明县（市、区）。"),
        text=text,
        data={"zone": match.unread, "name": name},
    )


def _take_region(row: RosterRow, match: Any, text: str) -> None:
    if match.code:
        row.region = match.code
        if match.unread:
            row.reasons.append(_tell_unread(match, text))
    elif match.candidates:
        names = "、".join(item.full_name for item in match.candidates[:4])
        row.reasons.append(
            Reason(
                "region",
                "to_confirm",
                _("“{text}”可能是：{names}。"),
                _("请写明省、市、县，或填 6 位区划代码。"),
                text=text,
                data={"text": text, "names": names},
                options=_list_options((r.code, r.full_name) for r in match.candidates),
            )
        )
    else:
        row.reasons.append(
            Reason(
                "region",
                "refused",
                _("行政区划里没有“{text}”，或省、市、县互相矛盾。"),
                _("请填写县（市、区）全称，例如 河北省衡水市安平县。"),
                text=text,
                data={"text": text},
            )
        )


def _take_region_of_code(row: RosterRow, context: "RosterContext") -> None:
    """Without any region cell the code's registration region serves, with a warning."""
    match = context.regions.resolve(texts=_hint_from_code(row) or ("",))
    cure = _("请填写省、市、县。")
    if match.region is None:
        row.reasons.append(Reason("region", "refused", _("没有填写所在地。"), cure))
        return
    row.region, row.region_named = match.region.code, ""
    message = _("没有填写所在地，暂按信用代码的登记地{region}处理。")
    data = {"region": match.region.full_name}
    row.reasons.append(Reason("region", "warning", message, cure, data=data))
