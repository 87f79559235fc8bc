"""Settle the region and the industry of a row from what its cells say."""

from typing import TYPE_CHECKING, Any

from zhisheng.apps.programme.sheets.rows import Reason, RosterRow
from zhisheng.kit.sheets.values import Parsed

if TYPE_CHECKING:
    from zhisheng.apps.programme.sheets.reading import RosterContext

REGION_FIELDS = ("province", "city", "county", "region")


def settle_region(
    row: RosterRow, values: dict[str, Parsed[Any]], context: "RosterContext"
) -> None:
    """Find the region in the row's cells, else in the sheet's name, else in the code."""
    texts = [str(values[field].value) for field in REGION_FIELDS if field in values]
    hints = (*_hint_from_code(row), *context.area_codes)
    if texts:
        match = context.regions.resolve(texts=tuple(texts), hint_codes=hints)
        _take_region(row, match, " ".join(texts))
        return
    from_sheet = context.regions.resolve(texts=(row.sheet or "",), hint_codes=hints)
    if from_sheet.code:
        row.region = from_sheet.code
        return
    _take_region_of_code(row, context)


def settle_industry(
    row: RosterRow, values: dict[str, Parsed[Any]], context: "RosterContext"
) -> None:
    parsed = values.get("industry")
    if parsed is None:
        return
    match = context.industries.resolve(parsed.value)
    if match.code:
        row.industry = match.code
    elif match.candidates:
        names = "、".join(f"{item.code} {item.name}" for item in match.candidates[:4])
        row.reasons.append(
            Reason(
                "industry",
                "to_confirm",
                f"行业“{parsed.value}”可能是：{names}。",
                "请改填 4 位行业代码。",
                text=str(parsed.value),
            )
        )
    else:
        row.reasons.append(
            Reason(
                "industry",
                "refused",
                f"国民经济行业分类（GB/T 4754-2017）里没有“{parsed.value}”。",
                "请填写行业代码或名称，例如 3340 或 金属丝绳及其制品制造。",
                text=str(parsed.value),
            )
        )


def _hint_from_code(row: RosterRow) -> tuple[str, ...]:
    return (row.uscc[2:8],) if row.uscc else ()


def _take_region(row: RosterRow, match: Any, text: str) -> None:
    if match.code:
        row.region = match.code
    elif match.candidates:
        names = "、".join(item.full_name for item in match.candidates[:4])
        row.reasons.append(
            Reason(
                "region",
                "to_confirm",
                f"“{text}”可能是：{names}。",
                "请写明省、市、县，或填 6 位区划代码。",
                text=text,
            )
        )
    else:
        row.reasons.append(
            Reason(
                "region",
                "refused",
                f"行政区划里没有“{text}”，或省、市、县互相矛盾。",
                "请填写县（市、区）全称，例如 河北省衡水市安平县。",
                text=text,
            )
        )


def _take_region_of_code(row: RosterRow, context: "RosterContext") -> None:
    """Without any region cell the code's registration region serves, with a warning."""
    match = context.regions.resolve(texts=_hint_from_code(row) or ("",))
    if match.code:
        row.region = match.code
        message = f"没有填写所在地，暂按信用代码的登记地{match.region.full_name}处理。"
        severity = "warning"
    else:
        message, severity = "没有填写所在地。", "refused"
    cure = "请填写省、市、县。"
    row.reasons.append(Reason("region", severity, message, cure))  # type: ignore[arg-type]
