"""What pages and the API show."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.analytics.areas import NATION
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.statistics import services
from zhisheng.apps.statistics.choices import BulletinStatus
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.permissions import may_for_area
from zhisheng.apps.statistics.services import LineText
from zhisheng.ui.charts import ChartSeries, ChartSpec
from zhisheng.ui.formats import MISSING, format_date, format_moment
from zhisheng.ui.tables import Column, Row, Table

KEY_ROWS = (
    "enterprises_helped",
    "helps_given",
    "bodies_participating",
    "revenue_growth",
    "profit_rate_rise",
    "quality_cost_decline",
)
CHARTED_CHANGES = ("mean_of_growths", "median_growth", "growth_of_total")
BADGES = {
    BulletinStatus.COMPUTING: "action",
    BulletinStatus.DRAFT: "need",
    BulletinStatus.RELEASED: "done",
    BulletinStatus.CORRECTED: "quiet",
    BulletinStatus.FAILED: "stop",
}


@dataclass(frozen=True, slots=True)
class Badge:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the main table with the address of "how computed"."""

    text: LineText
    url: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    name: str
    table: Table


@dataclass(frozen=True, slots=True)
class BulletinPage:
    bulletin: Bulletin
    title: str
    badge: Badge
    lead: str
    key_lines: tuple[Line, ...]
    lines: tuple[Line, ...]
    empty_lines: tuple[Line, ...]
    has_extremes: bool
    breakdowns: tuple[Breakdown, ...]
    charts: tuple[ChartSpec, ...]
    notes: tuple[str, ...]
    may_release: bool
    may_correct: bool

    @property
    def has_breakdowns(self) -> bool:
        return any(breakdown.table.rows for breakdown in self.breakdowns)


def build_list_table(bulletins: Iterable[Bulletin]) -> Table:
    columns = (
        Column("name", _("通报")),
        Column("status", _("状态")),
        Column("version", _("版次"), is_number=True),
        Column("day", _("时间")),
        Column("snapshot", _("数据快照")),
    )
    rows = tuple(
        Row(
            cells=(
                services.make_title(bulletin),
                bulletin.get_status_display(),
                str(bulletin.version),
                format_moment(bulletin.released_at or bulletin.created_at),
                bulletin.snapshot.code if bulletin.snapshot else MISSING,
            ),
            url=reverse("statistics:detail", args=[bulletin.code]),
            state="need" if bulletin.status == BulletinStatus.DRAFT else "",
        )
        for bulletin in bulletins
    )
    return Table(columns, rows)


def build_page(bulletin: Bulletin, *, actor: Actor) -> BulletinPage:
    """Put the page of a computed bulletin together."""
    lines = tuple(_link(text, bulletin) for text in services.word_rows(bulletin))
    by_code = {line.text.code: line for line in lines}
    status = bulletin.status
    return BulletinPage(
        bulletin=bulletin,
        title=services.make_title(bulletin),
        badge=Badge(BADGES[BulletinStatus(status)], bulletin.get_status_display()),
        lead=_describe_state(bulletin),
        key_lines=tuple(by_code[code] for code in KEY_ROWS),
        lines=tuple(line for line in lines if not line.text.is_empty),
        empty_lines=tuple(line for line in lines if line.text.is_empty),
        has_extremes=_has_extremes(bulletin),
        breakdowns=tuple(
            Breakdown(services.name_dimension(name), _build_parts_table(bulletin, name))
            for name in services.list_dimensions(bulletin)
        ),
        charts=tuple(_build_charts(bulletin)),
        notes=tuple(services.list_notes()),
        may_release=status == BulletinStatus.DRAFT
        and may_for_area(actor, "statistics.release_bulletin", bulletin.area_code),
        may_correct=status == BulletinStatus.RELEASED
        and may_for_area(actor, "statistics.correct_bulletin", bulletin.area_code),
    )


def build_readings_table(line: LineText, bulletin: Bulletin) -> Table:
    """Show every reading of a change beside the year before."""
    before = {reading.label: reading.value for reading in line.before.readings}
    columns = (
        Column("reading", _("算法")),
        Column("before", str(bulletin.year - 1), is_number=True),
        Column("now", str(bulletin.year), is_number=True),
        Column("count", _("企业数"), is_number=True),
        Column("formula", _("怎么算")),
    )
    rows = tuple(
        Row((now.label, before.get(now.label, "—"), now.value, now.count, now.formula))
        for now in line.now.readings
    )
    return Table(columns, rows)


def build_source_table(bulletin: Bulletin) -> Table:
    """Tell what the snapshot holds."""
    tables = bulletin.snapshot.manifest["tables"] if bulletin.snapshot else {}
    names = {
        "enterprises": _("企业"),
        "engagements": _("帮扶"),
        "enrolments": _("台账"),
        "values": _("指标值"),
        "area_values": _("上报合计"),
        "bodies": _("帮扶机构"),
    }
    columns = (
        Column("table", _("数据表")),
        Column("rows", _("行数"), is_number=True),
        Column("hash", _("校验值")),
    )
    rows = tuple(
        Row((name, f"{tables[key]['rows']:,}", tables[key]["sha256"][:16]))
        for key, name in names.items()
        if key in tables
    )
    return Table(columns, rows)


def _link(text: LineText, bulletin: Bulletin) -> Line:
    return Line(text, reverse("statistics:figure", args=[bulletin.code, text.code]))


def _describe_state(bulletin: Bulletin) -> str:
    if bulletin.released_at is None:
        return _("代拟稿只有本辖区监管部门看得到；核对后再发布。")
    return _("%(date)s 发布，第 %(version)s 版") % {
        "date": format_date(bulletin.released_at),
        "version": bulletin.version,
    }


def _build_parts_table(bulletin: Bulletin, dimension: str) -> Table:
    before, now = bulletin.year - 1, bulletin.year
    columns = (
        Column("part", services.name_dimension(dimension)),
        Column("before", _("帮扶企业 %(year)s") % {"year": before}, is_number=True),
        Column("now", _("帮扶企业 %(year)s") % {"year": now}, is_number=True),
        Column("helps", _("帮扶家次 %(year)s") % {"year": now}, is_number=True),
        Column("growth", _("营收增长 %(year)s") % {"year": now}),
    )
    rows = []
    for part in services.list_parts(bulletin, dimension):
        cells = services.word_part(part, now)
        earlier = services.word_part(part, before)
        rows.append(
            Row(
                (
                    services.name_part(dimension, part),
                    earlier["enterprises_helped"].brief,
                    cells["enterprises_helped"].brief,
                    cells["helps_given"].brief,
                    cells["revenue_growth"].brief,
                )
            )
        )
    return Table(columns, tuple(rows))


def _build_charts(bulletin: Bulletin) -> Iterable[ChartSpec]:
    if bulletin.area_code == NATION:
        yield _build_tiles(bulletin)
    # Next to a change of 4,000 % the bars of all others vanish.
    changes = None if _has_extremes(bulletin) else _build_change_chart(bulletin)
    if changes is not None:
        yield changes


def _has_extremes(bulletin: Bulletin) -> bool:
    return any(
        cell.get("has_extremes")
        for row in bulletin.figures["rows"]
        for cell in row["years"].values()
    )


def _build_tiles(bulletin: Bulletin) -> ChartSpec:
    parts = [part for part in bulletin.figures["breakdowns"]["region"] if part["key"]]
    cells = [part["rows"]["enterprises_helped"][str(bulletin.year)] for part in parts]
    values = tuple(_read_number(cell) for cell in cells)
    hidden = sum(cell["state"] == "hidden" for cell in cells)
    return ChartSpec(
        kind="tiles",
        title=_("%(year)s年帮扶企业数") % {"year": bulletin.year},
        categories=tuple(part["key"] for part in parts),
        series=(
            ChartSeries(
                name=_("帮扶企业"),
                values=values,
                notes=tuple(
                    _("不显示") if cell["state"] == "hidden" else "" for cell in cells
                ),
            ),
        ),
        unit=_("家"),
        source=_describe_source(bulletin),
        finding=_(
            "%(shown)s 个省级地区列出数字，另有 %(hidden)s 个因企业太少不显示。港澳台未纳入统计。"
        )
        % {"shown": sum(value is not None for value in values), "hidden": hidden},
    )


def _build_change_chart(bulletin: Bulletin) -> ChartSpec | None:
    row = next(
        row for row in bulletin.figures["rows"] if row["code"] == "revenue_growth"
    )
    years = (bulletin.year - 1, bulletin.year)
    readings = {
        year: {
            item["key"]: item for item in row["years"][str(year)].get("readings", ())
        }
        for year in years
    }
    if not readings[bulletin.year]:
        return None
    return ChartSpec(
        kind="bar",
        title=_("营收增长的几种算法"),
        categories=tuple(services.name_reading(key) for key in CHARTED_CHANGES),
        series=tuple(
            ChartSeries(
                name=str(year),
                values=tuple(
                    _read_percent(readings[year].get(key)) for key in CHARTED_CHANGES
                ),
            )
            for year in years
        ),
        unit="%",
        source=_describe_source(bulletin),
        finding=_("同一批企业，算法不同，增长率不同；引用时请写明是哪一种。"),
    )


def _describe_source(bulletin: Bulletin) -> str:
    code = bulletin.snapshot.code if bulletin.snapshot else ""
    return _("平台记录，数据快照 %(code)s") % {"code": code}


def _read_number(cell: dict[str, Any]) -> float | None:
    value = cell.get("value")
    return None if value is None else float(value)


def _read_percent(reading: dict[str, Any] | None) -> float | None:
    if reading is None or reading.get("value") is None:
        return None
    return float((Decimal(reading["value"]) * 100).quantize(Decimal("0.1")))
