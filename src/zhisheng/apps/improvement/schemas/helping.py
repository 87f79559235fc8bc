"""Build the officers' page of help: figures, and visits to look at."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.models import HelpVisit
from zhisheng.methods.itineraries import Why
from zhisheng.methods.standardisation import Adjusted
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Column, Row, Table


@dataclass(frozen=True, slots=True)
class HelpingPage:
    facts: tuple[tuple[str, str], ...]
    bodies: Table
    clashes: Table
    copies: Table


def build_helping(actor: Actor, now: datetime) -> HelpingPage:
    figures = selectors.count_helping_for(actor, now)
    doubtful = selectors.find_doubtful_visits_for(actor, timezone.localdate(now))
    return HelpingPage(
        facts=_list_facts(figures),
        bodies=_build_bodies(figures),
        clashes=_build_clashes(doubtful),
        copies=_build_copies(doubtful),
    )


def _list_facts(figures: selectors.HelpingFigures) -> tuple[tuple[str, str], ...]:
    return (
        (_("帮扶单子"), _("{count} 张").format(count=figures.order_count)),
        (
            _("{days} 天内有人接的").format(days=figures.within_days),
            _tell(_share(figures.taken_up), figures.taken_up_base),
        ),
        (
            _("从点单到帮完，中间数"),
            _tell(_days(figures.days_to_close), figures.closed_count),
        ),
        (
            _("企业评价，满分 5"),
            _tell(_mark(figures.satisfaction), figures.review_count),
        ),
    )


def _build_bodies(figures: selectors.HelpingFigures) -> Table:
    return Table(
        caption=_("各单位，按帮扶种类和行业的构成调整过"),
        columns=(
            Column("body", _("单位")),
            Column(
                "taken",
                _("请了以后 {days} 天内接单，调整后").format(days=figures.within_days),
            ),
            Column("raw", _("调整前")),
            Column("marks", _("企业评价，调整后")),
            Column("days", _("从请到帮完，中间数")),
        ),
        rows=tuple(
            Row(
                cells=(
                    one.name,
                    _adjusted(one.taken_up, _share),
                    _share(one.taken_up.raw if one.taken_up else None),
                    _adjusted(one.satisfaction, _mark),
                    _tell(_days(one.days_to_close), one.closed_count),
                )
            )
            for one in figures.bodies
        ),
    )


def _build_clashes(doubtful: selectors.DoubtfulVisits) -> Table:
    whys = {Why.OVERLAP: _("时间重叠"), Why.TOO_FAR: _("路上来不及")}
    return Table(
        caption=_("同一个人，两家企业，时间对不上"),
        columns=(
            Column("helper", _("谁")),
            Column("day", _("哪天")),
            Column("first", _("一家")),
            Column("second", _("另一家")),
            Column("why", _("为什么")),
        ),
        rows=tuple(
            _show_pair(
                doubtful.visits[one.first], doubtful.visits[one.second], whys[one.why]
            )
            for one in doubtful.clashes
        ),
    )


def _build_copies(doubtful: selectors.DoubtfulVisits) -> Table:
    return Table(
        caption=_("给不同企业写的，几乎一样"),
        columns=(
            Column("helper", _("谁")),
            Column("day", _("哪天")),
            Column("first", _("一家")),
            Column("second", _("另一家")),
            Column("share", _("相同的部分")),
        ),
        rows=tuple(
            _show_pair(first, second, f"{similarity:.0%}")
            for first, second, similarity in doubtful.copies
        ),
    )


def _show_pair(first: HelpVisit, second: HelpVisit, why: str) -> Row:
    return Row(
        cells=(
            _name_visitor(second),
            format_date(second.visited_on),
            _write_visit(first),
            _write_visit(second),
            why,
        ),
        url=reverse("improvement:order", args=[second.order.code]),
    )


def _name_visitor(visit: HelpVisit) -> str:
    """Name the person too where an organisation was asked: it may send several."""
    if visit.helper is None:
        return "—"
    if visit.helper.user_id or visit.written_by is None:
        return visit.helper.name
    return f"{visit.helper.name} · {visit.written_by}"


def _write_visit(visit: HelpVisit) -> str:
    hours = f"{visit.starts_at:%H:%M}–{visit.ends_at:%H:%M}"
    return f"{visit.order.enterprise.name} {hours}"


def _adjusted(figure: Adjusted | None, write: object) -> str:
    if figure is None or not callable(write):
        return _("太少，不显示")
    return _("{value}（{base} 张，可比 {coverage}）").format(
        value=write(figure.adjusted),
        base=figure.base,
        coverage=f"{figure.coverage:.0%}",
    )


def _tell(value: str, base: int) -> str:
    """Write a figure with its base; of what is hidden the base is hidden too."""
    if base < selectors.LEAST_CASES:
        return value
    return _("{value}（{base} 张）").format(value=value, base=base)


def _share(value: float | None) -> str:
    return _("太少，不显示") if value is None else f"{value:.1%}"


def _days(value: float | None) -> str:
    if value is None:
        return _("太少，不显示")
    return _("{days} 天").format(days=f"{value:.1f}")


def _mark(value: float | None) -> str:
    return _("太少，不显示") if value is None else f"{value:.1f}"
