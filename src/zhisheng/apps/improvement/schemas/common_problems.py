"""Build the contexts of the pages of common problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import CommonStatus
from zhisheng.apps.improvement.models import CommonProblem, Problem, ProblemSearch
from zhisheng.apps.places.models import Industry
from zhisheng.kit.language import is_english, join_words
from zhisheng.reference.measures import get_measure
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge, Column, Row, Table

SEARCHES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SearchLine:
    trade: str
    when: datetime
    result: str


@dataclass(frozen=True, slots=True)
class CommonPage:
    office: Unit
    searches: tuple[SearchLine, ...]
    found: Table
    confirmed: Table
    is_running: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What helped others with the same kind of problem."""

    code: str
    name: str
    text: str
    measures: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    use_count: int
    is_used: bool


def build_common_page(actor: Actor, office: Unit) -> CommonPage:
    groups = list(selectors.list_common_problems_for(actor))
    searches = list(selectors.list_searches_for(actor)[:SEARCHES_SHOWN])
    codes = {one.trade for one in groups} | {one.trade for one in searches}
    names = selectors.name_trades(codes)
    return CommonPage(
        office=office,
        searches=tuple(_tell_search(one, names) for one in searches),
        found=_build_table(groups, CommonStatus.FOUND, names),
        confirmed=_build_table(groups, CommonStatus.CONFIRMED, names),
        is_running=any(one.finished_at is None for one in searches),
    )


def build_facts(common: CommonProblem) -> tuple[tuple[str, str], ...]:
    names = selectors.name_trades({common.trade})
    return (
        (_("行业"), name_trade(common.trade, names)),
        (_("常写的词"), join_words(common.keywords) or "—"),
        (_("企业"), _("{count} 家").format(count=common.enterprise_count)),
        (_("问题"), _("{count} 个").format(count=common.problem_count)),
        *_tell_confirmed(common),
        (_("用过办法的企业"), _("{count} 家").format(count=common.uses.count())),
    )


def tell_suggested(common: CommonProblem) -> str:
    """Say how many problems are like a confirmed group and not in it."""
    if common.status != CommonStatus.CONFIRMED:
        return ""
    problems, enterprises = selectors.count_suggested(common)
    if not problems:
        return ""
    if not enterprises:
        told = _("又找到 {problems} 个相似的问题，都是这一类里的企业写的，要不要并入？")
        return told.format(problems=problems)
    told = _(
        "又找到 {problems} 个相似的问题，要不要并入？"
        "并入会多 {enterprises} 家企业，它们就能看到共用的办法。"
    )
    return told.format(problems=problems, enterprises=enterprises)


def build_offers(problem: Problem) -> tuple[Offer, ...]:
    return tuple(
        _build_offer(one, problem) for one in selectors.list_offered_solutions(problem)
    )


def list_files(common: CommonProblem) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            one.file.original_name,
            reverse("improvement:solution_file", args=[common.code, one.number]),
        )
        for one in common.files.select_related("file")
    )


def _tell_confirmed(common: CommonProblem) -> tuple[tuple[str, str], ...]:
    """Say when and by whom a group was confirmed: what is counted was looked at."""
    if common.status != CommonStatus.CONFIRMED or common.confirmed_at is None:
        return ()
    who = common.confirmed_by or _("已注销的人")
    day = format_date(common.confirmed_at)
    told = _("{day}，{who}；家数和个数是确认和并入的，再找也不会自己变")
    return ((_("确认"), told.format(day=day, who=who)),)


def name_trade(code: str, names: dict[str, Industry]) -> str:
    return names[code].name if code in names else _("所有行业")


def _build_offer(common: CommonProblem, problem: Problem) -> Offer:
    measures = [get_measure(code) for code in common.measures]
    return Offer(
        code=common.code,
        name=common.name,
        text=common.solution,
        measures=tuple(
            one.english_action if is_english() else one.action for one in measures
        ),
        files=list_files(common),
        use_count=common.uses.count(),
        is_used=selectors.has_used(common, problem.enterprise),
    )


def _tell_search(search: ProblemSearch, names: dict[str, Industry]) -> SearchLine:
    result = _("正在找，找好了会发消息给您")
    if search.finished_at is not None:
        result = _("看了 {texts} 个问题，找到 {groups} 类，含确认过的").format(
            texts=search.text_count, groups=search.group_count
        )
    return SearchLine(name_trade(search.trade, names), search.started_at, result)


def _build_table(
    groups: Sequence[CommonProblem], status: CommonStatus, names: dict[str, Industry]
) -> Table:
    is_confirmed = status is CommonStatus.CONFIRMED
    return Table(
        caption=_("已确认的") if is_confirmed else _("等您看的"),
        columns=(
            Column("name", _("这一类问题")),
            Column("trade", _("行业")),
            Column("enterprises", _("企业"), is_number=True, unit=_("家")),
            Column("problems", _("问题"), is_number=True, unit=_("个")),
            *(
                [Column("similar", _("等您看的相似问题"), is_number=True, unit=_("个"))]
                if is_confirmed
                else []
            ),
            Column("uses", _("用过办法的"), is_number=True, unit=_("家")),
            Column("state", _("状态")),
        ),
        rows=tuple(_show(one, names) for one in groups if one.status == status),
    )


def _show(common: CommonProblem, names: dict[str, Industry]) -> Row:
    status = CommonStatus(common.status)
    words = join_words(common.keywords)
    is_confirmed = status is CommonStatus.CONFIRMED
    return Row(
        cells=(
            common.name or words or format_date(common.found_at),
            name_trade(common.trade, names),
            common.enterprise_count,
            common.problem_count,
            *([getattr(common, "suggested_count", 0)] if is_confirmed else []),
            getattr(common, "use_count", 0),
            Badge(status.label, "done" if is_confirmed else "need"),
        ),
        url=reverse("improvement:common_problem", args=[common.code]),
    )
