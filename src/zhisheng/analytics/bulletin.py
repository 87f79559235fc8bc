"""Compute a bulletin's figures for one area and two years from one snapshot."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from zhisheng.analytics.areas import Atlas, name_area, name_parts, read_atlas
from zhisheng.analytics.breakdowns import cut_figures
from zhisheng.analytics.cells import count_cell
from zhisheng.analytics.counting import Tally, tally_people
from zhisheng.analytics.figures import Cell, Figure, Figures, Part, Report
from zhisheng.analytics.reported import Key, read_reports, total_reports
from zhisheng.analytics.rows import ROWS, Row
from zhisheng.analytics.tables import Tables, open_tables


def compute_figures(paths: Mapping[str, Path], *, area: str, year: int) -> Figures:
    """Compute every row for an area in a year and the year before.

    Parameters
    ----------
    paths : Mapping[str, Path]
        The Parquet file of each table of the snapshot.
    area : str
        Six digits; 000000 is the nation, 660000 is 兵团.

    Raises
    ------
    AreaUnknownError
        If the area is not a present region of the snapshot.

    Notes
    -----
    Rows: 市场监管总局通报（2023、2024年度）; see docs/explanation/bulletin.md.
    """
    tables = open_tables(paths)
    atlas = read_atlas(tables)
    name = name_area(atlas, area)
    tally = tally_people(tables, atlas.assign(area), area=area, year=year)
    dictionary = _read_dictionary(tables)
    reports = read_reports(
        tables, atlas, indicators=[row.code for row in ROWS], years=(year - 1, year)
    )
    rows = tuple(
        _make_figure(
            row, dictionary.get(row.code, {}), tally, reports, atlas, area, year
        )
        for row in ROWS
    )
    return Figures(
        area=area,
        area_name=name,
        years=(year - 1, year),
        rows=rows,
        breakdowns=_cut(tables, tally, atlas, area=area, year=year),
    )


def _make_figure(
    row: Row,
    entry: Mapping[str, Any],
    tally: Tally,
    reports: Mapping[Key, tuple[Report, ...]],
    atlas: Atlas,
    area: str,
    year: int,
) -> Figure:
    value_kind = entry.get("value_kind", "count")
    cells = {}
    for ago in (1, 0):
        paper = total_reports(
            reports.get((row.code, year - ago), ()),
            atlas,
            area=area,
            value_kind=value_kind,
        )
        cells[year - ago] = _choose(row, tally, paper, ago)
    return Figure(
        code=row.code,
        name=row.name or entry.get("name", row.code),
        english_name=row.english_name or entry.get("english_name", ""),
        definition=row.definition or entry.get("definition", ""),
        unit=row.unit or entry.get("unit", ""),
        display_unit=entry.get("display_unit", ""),
        value_kind=value_kind,
        population=row.population or entry.get("population", ""),
        period=row.period or entry.get("period_kind", ""),
        source=entry.get("source", ""),
        is_live=row.is_live,
        years=cells,
    )


def _choose(row: Row, tally: Tally, paper: Cell | None, ago: int) -> Cell:
    """Prefer records where there are any; a reported total stands beside them."""
    if not row.is_live:
        return paper or Cell(state="missing")
    bodies = tally.bodies.get(ago, 0)
    live = count_cell(row, tally.whole, ago=ago, bodies=bodies)
    if paper is None:
        return live
    has_records = live.state == "hidden" or bool(live.count)
    return replace(live, reports=paper.reports) if has_records else paper


def _cut(
    tables: Tables, tally: Tally, atlas: Atlas, *, area: str, year: int
) -> dict[str, tuple[Part, ...]]:
    regions, trades = name_parts(atlas, tables.industries.to_pyarrow().to_pylist())
    parts = atlas.list_parts(area)
    return {
        "region": cut_figures(tally.groups["part"], regions, year=year, keys=parts),
        "trade": cut_figures(tally.groups["trade"], trades, year=year),
        "size": cut_figures(tally.groups["size_class"], {}, year=year),
    }


def _read_dictionary(tables: Tables) -> dict[str, dict[str, Any]]:
    rows = tables.indicators.order_by("code").to_pyarrow().to_pylist()
    return {row["code"]: row for row in rows}
