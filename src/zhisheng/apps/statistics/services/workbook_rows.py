"""What stands on each sheet of the workbook: one figure a row, its unit beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.content import (
    list_dimensions,
    list_parts,
    make_content,
    name_dimension,
)
from zhisheng.apps.statistics.services.quantities import (
    Cell,
    find_scale,
    measure_cell,
    measure_count,
    measure_reading,
    measure_share,
)
from zhisheng.apps.statistics.services.wording import (
    LineText,
    Plain,
    ReadingText,
    name_part,
    name_reading,
    word_rows,
)
from zhisheng.apps.statistics.services.words import HEADLINES, PERCENT
from zhisheng.kit.language import say

POINTS = "个百分点"
# Medians of parts do not add up to anything and are computed for the whole area only.
GROWTHS = ("mean_of_growths", "growth_of_total")
NAME, WORD, NUMBER, TEXT = 30, 12, 16, 44


@dataclass(frozen=True, slots=True)
class Sheet:
    """`columns` are titles and widths; rows are as long as the columns."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: Sequence[Sequence[Cell]]


def list_sheets(bulletin: Bulletin) -> list[Sheet]:
    return [
        _make_figures(bulletin),
        _make_readings(bulletin),
        *[_make_parts(bulletin, name) for name in list_dimensions(bulletin)],
        _make_notes(bulletin),
    ]


def _make_figures(bulletin: Bulletin) -> Sheet:
    """Give a change one row for each reading, any other figure one row."""
    rows: list[Sequence[Cell]] = []
    for line, row in _pair_lines(bulletin):
        readings = _list_readings(line)
        shown = [item for item in readings if item.key in HEADLINES]
        about = (line.population, line.period, line.now.source)
        if shown:
            rows += [
                (line.name, *_measure_reading(bulletin, line, row, item), *about)
                for item in shown
            ]
        else:
            rows.append((line.name, *_measure_figure(bulletin, line, row), *about))
    return Sheet(
        name=_("主要数字"),
        columns=(
            (_("项目"), NAME),
            *_head_figures(bulletin),
            (_("对象"), WORD),
            (_("时段"), NUMBER),
            (_("来源"), TEXT),
        ),
        rows=rows,
    )


def _make_readings(bulletin: Bulletin) -> Sheet:
    rows = [
        (line.name, *_measure_reading(bulletin, line, row, item), line.formula)
        for line, row in _pair_lines(bulletin)
        for item in _list_readings(line)
    ]
    return Sheet(
        name=_("两种算法"),
        columns=((_("项目"), NAME), *_head_figures(bulletin), (_("说明"), TEXT)),
        rows=rows,
    )


def _make_parts(bulletin: Bulletin, dimension: str) -> Sheet:
    helped, helps, growth = _("帮扶企业"), _("帮扶家次"), _("营收增长")
    year = str(bulletin.year)
    before = str(bulletin.year - 1)
    return Sheet(
        name=name_dimension(dimension),
        columns=(
            (_("分组"), NAME),
            (_head(f"{helped} {before}", _("家")), NUMBER),
            (_head(f"{helped} {year}", _("家")), NUMBER),
            (_head(f"{helps} {year}", _("家次")), NUMBER),
            *((_head(f"{growth} {name_reading(k)}", PERCENT), 24) for k in GROWTHS),
        ),
        rows=[
            (
                name_part(dimension, part),
                measure_cell(part["rows"]["enterprises_helped"][before], unit="家"),
                measure_cell(part["rows"]["enterprises_helped"][year], unit="家"),
                measure_cell(part["rows"]["helps_given"][year], unit="家次"),
                *(
                    measure_reading(part["rows"]["revenue_growth"][year], key)
                    for key in GROWTHS
                ),
            )
            for part in list_parts(bulletin, dimension)
        ],
    )


def _make_notes(bulletin: Bulletin) -> Sheet:
    content = make_content(bulletin)
    rows = [
        *(
            (row["name"], f"{row['definition']} {row['formula']}")
            for row in content["rows"]
        ),
        *((_("说明"), note) for note in content["notes"]),
        (_("通报编号"), content["code"]),
        (_("数据快照"), f"{content['snapshot']} {content['snapshot_sha256']}"),
        (_("数字校验值"), content["figures_sha256"]),
    ]
    return Sheet(
        name=_("口径和说明"),
        columns=((_("项目"), NAME), (_("口径和算法"), 90)),
        rows=rows,
    )


def _pair_lines(bulletin: Bulletin) -> Iterator[tuple[LineText, Plain]]:
    """Yield the words and the figures of each row, in the order of the bulletin."""
    pairs = zip(word_rows(bulletin), bulletin.figures["rows"], strict=True)
    yield from sorted(pairs, key=lambda pair: pair[0].is_empty)


def _list_readings(line: LineText) -> tuple[ReadingText, ...]:
    return line.now.readings or line.before.readings


def _head_figures(bulletin: Bulletin) -> tuple[tuple[str, int], ...]:
    return (
        (_("算法"), 26),
        (str(bulletin.year - 1), NUMBER),
        (str(bulletin.year), NUMBER),
        (pgettext("measure", "单位"), WORD),
        (_("有数据的企业（家）"), WORD),
        (_("应有数据的企业（家）"), WORD),
        (_("缺失比例"), WORD),
        (_("备注"), TEXT),
    )


def _measure_figure(bulletin: Bulletin, line: LineText, row: Plain) -> tuple[Cell, ...]:
    unit, display_unit = row["unit"], row["display_unit"]
    now = row["years"][str(bulletin.year)]
    before = row["years"][str(bulletin.year - 1)]
    return (
        "",
        measure_cell(before, unit=unit, display_unit=display_unit),
        measure_cell(now, unit=unit, display_unit=display_unit),
        find_scale(unit, display_unit)[0],
        *_measure_base(now, now.get("count")),
        _join_notes(line, now),
    )


def _measure_reading(
    bulletin: Bulletin, line: LineText, row: Plain, reading: ReadingText
) -> tuple[Cell, ...]:
    now = row["years"][str(bulletin.year)]
    before = row["years"][str(bulletin.year - 1)]
    is_points = "points" in reading.key
    counts = {item["key"]: item.get("count") for item in now.get("readings", ())}
    return (
        reading.label,
        measure_reading(before, reading.key),
        measure_reading(now, reading.key),
        say(POINTS) if is_points else PERCENT,
        *_measure_base(now, counts.get(reading.key)),
        _join_notes(line, now),
    )


def _measure_base(cell: Plain, count: int | None) -> tuple[Cell, Cell, Cell]:
    return (
        measure_count(count),
        measure_count(cell.get("base")),
        measure_share(cell.get("missing_share")),
    )


def _join_notes(line: LineText, cell: Plain) -> str:
    """Say what numbers cannot: how many areas reported, and the reservations."""
    areas = (line.now.missing,) if cell.get("parts") else ()
    return _("；").join((*areas, *line.now.notes))


def _head(title: str, unit: str) -> str:
    return _("{title}（{unit}）").format(title=title, unit=unit)
