"""The page of the spread of grades, and the same as a workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.analytics.graded import OPEN, RISEN
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.statistics import selectors
from zhisheng.apps.statistics.selectors import GradeReading, Taken
from zhisheng.kit.language import is_english, join_sentences, join_words
from zhisheng.kit.sheets import OutSheet, write_xlsx
from zhisheng.ui.charts import ChartSeries, ChartSpec
from zhisheng.ui.formats import format_moment, format_percent
from zhisheng.ui.tables import Column, Row, Table

if TYPE_CHECKING:
    from zhisheng.analytics.grades import Counts, GradeLine, GradeSpread

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Cut:
    """A breakdown; the lines that would be nothing but zeros are named below it."""

    name: str
    table: Table
    without: str


@dataclass(frozen=True, slots=True)
class Level:
    """What the area's enterprises tell at a glance: evaluated, and risen."""

    label: str
    value: str
    unit: str
    base: str
    definition: str
    missing: str


@dataclass(frozen=True, slots=True)
class GradesPage:
    """``cuts`` are empty before there is a snapshot."""

    area_name: str
    above_url: str
    export_url: str
    taken_at: str
    is_current: bool
    levels: tuple[Level, ...]
    chart: ChartSpec | None
    cuts: tuple[Cut, ...]
    notes: tuple[str, ...]
    source: str


def build_grades_page(reading: GradeReading, *, actor: Actor) -> GradesPage:
    taken = reading.taken
    spread = taken.spread if taken else None
    above = selectors.find_area_above(actor, reading.area)
    name = spread.area_name if spread else selectors.name_area(reading.area)
    return GradesPage(
        area_name=_(name),
        above_url=_link("statistics:grades", reading, area=above) if above else "",
        export_url=_link("statistics:export_grades", reading),
        taken_at=format_moment(taken.snapshot.created_at) if taken else "",
        is_current=reading.is_current,
        levels=_list_levels(spread, reading) if spread else (),
        chart=_build_chart(spread, reading) if spread and spread.whole.base else None,
        cuts=tuple(_build_cuts(spread, reading)) if spread else (),
        notes=list_grade_notes(),
        source=_describe_source(reading),
    )


def write_grades(file: BinaryIO, reading: GradeReading, taken: Taken) -> None:
    """Write what the page shows: what it is about, then a sheet for each table."""
    sheets = [OutSheet(name=_("说明"), header=(_("项目"), _("内容")), rows=_explain(reading, taken), widths=(18, 90))]  # fmt: skip
    for dimension, title in _name_dimensions():
        header = [title, *(column.label for column in _list_columns(reading))]
        lines = (taken.spread.whole, *taken.spread.breakdowns[dimension])
        rows = [list_values(line, reading) for line in lines]
        sheets.append(
            OutSheet(name=title, header=list(map(str, header)), rows=rows, widths=(24, *[14] * len(header)))
        )  # fmt: skip
    write_xlsx(file, sheets)


def list_values(line: "GradeLine", reading: GradeReading) -> list[Value]:
    """List a line in the order of the columns; what is hidden says so."""
    counts = [line.base, *(line.grades[code] for code, _name in _list_grades(reading))]
    values: list[Value] = [_or_hidden(count) for count in counts]
    values += [_or_hidden(line.repeated), _or_hidden(line.changes[RISEN])]
    return [_name_line(line), *values, _tell_share(line)]


def _tell_share(line: "GradeLine") -> Value:
    if line.repeated == 0:
        return ""
    share = line.risen_share
    if share is None:
        return _hidden() if None in line.changes.values() else _("还看不出")
    return round(share, 4)


def list_grade_notes() -> tuple[str, ...]:
    return (
        _("每家企业只算一次：按同一种评价方法最近一次提交的评价。自评和专家确认分开统计，不合并。"),
        _("“还定不了”是有些题没有回答，等级有几种可能；不按最差或最好算。"),
        _("“上升”指第一次和最近一次相比，最近一次最差的可能也高于第一次最好的可能；看不出来的不计入分母。"),
        _("不足 5 家的数不显示；能用合计减出来的，也不显示。"),
    )  # fmt: skip


def _name_dimensions() -> tuple[tuple[str, str], ...]:
    return (("region", _("地区")), ("trade", _("行业")))


def _build_cuts(spread: "GradeSpread", reading: GradeReading) -> Iterator[Cut]:
    for dimension, title in _name_dimensions():
        lines = spread.breakdowns[dimension]
        # All of an area without parts would stand in one line without a name.
        if any(line.key for line in lines):
            is_linked = dimension == "region"
            told = [line for line in lines if line.base != 0]
            table = _build_table(told, title, reading, is_linked=is_linked)
            without = join_words(_name_line(line) for line in lines if line.base == 0)
            yield Cut(title, table, without)


def _build_table(
    lines: Sequence["GradeLine"], title: str, reading: GradeReading, *, is_linked: bool
) -> Table:
    rows = [
        Row(
            tuple(_write(value) for value in list_values(line, reading)),
            url=_link("statistics:grades", reading, area=line.key)
            if line.key and is_linked
            else "",
        )
        for line in lines
    ]
    return Table((Column("name", title), *_list_columns(reading)), tuple(rows))


def _list_columns(reading: GradeReading) -> list[Column]:
    grades = [
        Column(code, name, is_number=True) for code, name in _list_grades(reading)
    ]
    return [
        Column("base", _("已评价"), is_number=True),
        *grades,
        Column("repeated", _("评过两次以上"), is_number=True),
        Column("risen", _("其中上升"), is_number=True),
        Column("share", _("上升的占比"), is_number=True),
    ]


def _list_grades(reading: GradeReading) -> list[tuple[str, str]]:
    english = is_english()
    named = [
        (one.code, one.english if english else one.name) for one in reading.model.grades
    ]
    return [*named, (OPEN, _("还定不了"))]


def _write(value: Value) -> str:
    if isinstance(value, float):
        return format_percent(value)
    return f"{value:,}" if isinstance(value, int) else value


def _or_hidden(count: int | None) -> Value:
    return _hidden() if count is None else count


def _hidden() -> str:
    return _("不显示")


def _name_line(line: "GradeLine") -> str:
    return _(line.name) if line.name else _("没有登记")


def _list_levels(spread: "GradeSpread", reading: GradeReading) -> tuple[Level, ...]:
    whole = spread.whole
    undecided = whole.grades[OPEN]
    unsure = whole.changes["unsure"]
    return (
        Level(
            label=_("已评价的企业"),
            value=_write(_or_hidden(whole.base)),
            unit=_("家"),
            base=_("名录里有 {count} 家").format(count=f"{spread.enterprises:,}"),
            definition=reading.side.label + _("：至少提交过一次这种评价的企业"),
            missing=_("等级还定不了的 {count} 家").format(count=_write(_or_hidden(undecided))),
        ),
        Level(
            label=_("至少上升一个等级"),
            value=_write(_tell_share(whole)) or "—",
            unit="",
            base=_("评过两次以上的 {count} 家里，上升的 {risen} 家").format(
                count=_write(_or_hidden(whole.repeated)),
                risen=_write(_or_hidden(whole.changes[RISEN])),
            ),
            definition=_("上升的家数，除以看得出有没有上升的家数"),
            missing=_("看不出有没有上升的 {count} 家").format(count=_write(_or_hidden(unsure))),
        ),
    )  # fmt: skip


def _build_chart(spread: "GradeSpread", reading: GradeReading) -> ChartSpec:
    grades = _list_grades(reading)
    series = ((_("第一次评价"), spread.first), (_("最近一次评价"), spread.whole.grades))
    return ChartSpec(
        kind="bar",
        title=_("各等级的企业数"),
        categories=tuple(name for _code, name in grades),
        series=tuple(
            _build_series(name, counts, [code for code, _name in grades])
            for name, counts in series
        ),
        unit=_("家"),
        source=_describe_source(reading),
        finding=join_sentences(*_list_findings(spread)),
    )


def _list_findings(spread: "GradeSpread") -> Iterator[str]:
    yield _("同样的 {count} 家企业，第一次和最近一次评价各有多少家在这个等级。").format(
        count=_write(_or_hidden(spread.whole.base))
    )
    if None in (*spread.first.values(), *spread.whole.grades.values()):
        yield _("没有柱子、表里写着“不显示”的，是企业太少。")


def _build_series(name: str, counts: "Counts", codes: Sequence[str]) -> ChartSeries:
    return ChartSeries(
        name=name,
        values=tuple(counts[code] for code in codes),
        notes=tuple(_hidden() if counts[code] is None else "" for code in codes),
    )


def _describe_source(reading: GradeReading) -> str:
    if reading.taken is None:
        return ""
    return _("平台记录，数据快照 %(code)s") % {"code": reading.taken.snapshot.code}


def _explain(reading: GradeReading, taken: Taken) -> list[tuple[str, str]]:
    model = reading.model
    return [
        (_("地区"), _(taken.spread.area_name)),
        (_("评价方法"), model.english_name if is_english() else model.name),
        (_("谁评的"), str(reading.side.label)),
        (_("取数时间"), format_moment(taken.snapshot.created_at)),
        (_("来源"), _describe_source(reading)),
        *((_("说明"), note) for note in list_grade_notes()),
    ]


def _link(page: str, reading: GradeReading, *, area: str = "") -> str:
    asked = {
        "area": area or reading.area,
        "model": reading.model.code,
        "side": reading.side.value,
    }
    return f"{reverse(page)}?{urlencode(asked)}"
