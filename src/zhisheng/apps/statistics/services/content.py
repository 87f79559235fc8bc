"""What every document of a bulletin says, as plain values for any layout."""

from typing import Any

from django.utils.translation import gettext as _

from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.wording import (
    CellText,
    LineText,
    ReadingText,
    name_part,
    word_cell,
    word_rows,
)
from zhisheng.ui.formats import format_date

DIMENSIONS = ("region", "trade", "size")
SAMPLE = "示例"
TEXT_KEYS = (
    "title",
    "status",
    "area",
    "year",
    "year_before",
    "code",
    "version",
    "correction",
    "date",
    "snapshot",
    "snapshot_sha256",
    "figures_sha256",
)
LINE_KEYS = (
    "name",
    "unit",
    "population",
    "period",
    "definition",
    "formula",
    "before",
    "now",
    "base",
    "missing",
    "source",
)
PART_KEYS = ("name", "helped_before", "helped", "helps", "growth")
SHOWN_PARTS = ("enterprises_helped", "helps_given", "revenue_growth")


def make_content(bulletin: Bulletin) -> dict[str, Any]:
    """Return texts only: titles, rows in two groups, breakdowns, notes, proof."""
    # Figures first; what nobody has reported yet stands at the end.
    lines = sorted(word_rows(bulletin), key=lambda line: line.is_empty)
    snapshot = bulletin.snapshot
    return {
        "title": make_title(bulletin),
        "status": get_status_line(bulletin),
        "area": bulletin.area_label,
        "year": str(bulletin.year),
        "year_before": str(bulletin.year - 1),
        "code": bulletin.code,
        "version": str(bulletin.version),
        "correction": bulletin.correction_reason,
        "date": format_date(_get_day(bulletin)),
        "rows": [_describe(line) for line in lines],
        "changes": [_describe(line) for line in lines if line.now.readings],
        "breakdowns": [_cut(bulletin, name) for name in list_dimensions(bulletin)],
        "notes": list_notes(),
        "snapshot": snapshot.code if snapshot else "",
        "snapshot_sha256": snapshot.manifest_sha256 if snapshot else "",
        "figures_sha256": bulletin.figures_sha256,
    }


def make_sample_content() -> dict[str, Any]:
    """Return the same keys with sample texts, to try a layout with."""
    line = dict.fromkeys(LINE_KEYS, SAMPLE)
    reading = dict.fromkeys(("label", "now", "count", "before"), SAMPLE)
    row = {**line, "notes": [SAMPLE], "readings": [reading]}
    part = dict.fromkeys(PART_KEYS, SAMPLE)
    return {
        **dict.fromkeys(TEXT_KEYS, SAMPLE),
        "rows": [row],
        "changes": [row],
        "breakdowns": [{"name": SAMPLE, "rows": [part]}],
        "notes": [SAMPLE],
    }


def make_title(bulletin: Bulletin) -> str:
    return _("%(area)s%(year)s年小微企业质量管理体系认证提升行动情况通报") % {
        "area": bulletin.area_label,
        "year": bulletin.year,
    }


def list_notes() -> list[str]:
    """Say what holds for all figures."""
    return [
        _(
            "家按不重复企业计，家次按“企业—帮扶机构”计；人按不重复人员计，人次按每次计，四者分开。"
        ),
        _(
            "增长同时列出两种算法：企业增长率的平均、总额的增长率；比率同时列出相对变化和百分点。"
        ),
        _("分组列出平均和总额的增长率；中位数不能由各组相加得出，只算全地区的。"),
        _(
            "企业数不足 5 家的格写“不显示”；为防止用合计倒推，必要时连同相邻最小的一格也不显示。"
        ),
        _("区间值保留上下限，不取中间数。行政区划有变更的，两年都按现行区划归集。"),
        _("“通报未公布口径”指总局通报只给数字、没有给定义，本平台按所写口径计算。"),
    ]


def name_dimension(dimension: str) -> str:
    return {"region": _("分地区"), "trade": _("分行业"), "size": _("分规模")}[dimension]


def list_dimensions(bulletin: Bulletin) -> list[str]:
    """Return the breakdowns that part anything: a county has no regions below it."""
    return [
        name
        for name in DIMENSIONS
        if any(part["key"] for part in bulletin.figures["breakdowns"][name])
    ]


def list_parts(bulletin: Bulletin, dimension: str) -> list[dict[str, Any]]:
    """Return the parts of a breakdown that have anything to show, in code order."""
    parts = bulletin.figures["breakdowns"][dimension]
    return [part for part in parts if dimension == "region" or _has_people(part)]


def word_part(part: dict[str, Any], year: int) -> dict[str, CellText]:
    units = {"enterprises_helped": "家", "helps_given": "家次", "revenue_growth": "%"}
    return {
        code: word_cell(part["rows"][code][str(year)], unit=units[code])
        for code in SHOWN_PARTS
    }


def _cut(bulletin: Bulletin, dimension: str) -> dict[str, Any]:
    rows = []
    for part in list_parts(bulletin, dimension):
        cells = word_part(part, bulletin.year)
        before = word_part(part, bulletin.year - 1)
        rows.append(
            {
                "name": name_part(dimension, part),
                "helped_before": before["enterprises_helped"].brief,
                "helped": cells["enterprises_helped"].brief,
                "helps": cells["helps_given"].brief,
                "growth": cells["revenue_growth"].brief,
            }
        )
    return {"name": name_dimension(dimension), "rows": rows}


def _has_people(part: dict[str, Any]) -> bool:
    cells = [*part["rows"]["enterprises_helped"].values()]
    cells += part["rows"]["enterprises_enrolled"].values()
    return any(cell["state"] == "hidden" or cell.get("count") for cell in cells)


def _describe(line: LineText) -> dict[str, Any]:
    return {
        "name": line.name,
        "unit": line.unit,
        "population": line.population,
        "period": line.period,
        "definition": line.definition,
        "formula": line.formula,
        "before": line.before.brief,
        "now": line.now.brief,
        "base": line.now.base,
        "missing": line.now.missing,
        "source": line.now.source,
        "notes": list(line.now.notes),
        "readings": [
            {
                "label": now.label,
                "now": now.value,
                "count": now.count,
                "before": earlier,
            }
            for now, earlier in _pair_readings(line)
        ],
    }


def _pair_readings(line: LineText) -> list[tuple[ReadingText, str]]:
    before = {reading.label: reading.value for reading in line.before.readings}
    missing = _("暂无数据")
    return [(now, before.get(now.label, missing)) for now in line.now.readings]


def get_status_line(bulletin: Bulletin) -> str:
    if bulletin.released_at is None:
        return _("代拟稿，未发布")
    return _("%(date)s 发布，第 %(version)s 版") % {
        "date": format_date(bulletin.released_at),
        "version": bulletin.version,
    }


def _get_day(bulletin: Bulletin) -> Any:
    return bulletin.released_at or bulletin.created_at
