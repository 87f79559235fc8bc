"""Build the contexts of the pages of quality problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import (
    ProblemAct,
    ProblemSource,
    ProblemState,
)
from zhisheng.apps.improvement.models import Problem
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas.problem_drawings import (
    Fishbone,
    Limb,
    draw_fishbone,
    grow_tree,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.files import name_content
from zhisheng.kit.language import shorten
from zhisheng.methods.corrective_action import (
    Act,
    Hand,
    State,
    find_next,
    find_transition,
)
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge, Column, Row, Table

Kind = Literal["done", "need", "stop", "action", "quiet"]
LONGEST_TITLE = 40
SHARED_SHOWN = 100
NEXT_LABELS = {
    Act.CONTAIN: gettext_noop("下一步：先处理，别让毛病出门"),
    Act.FIND_CAUSE: gettext_noop("下一步：找原因"),
    Act.PLAN: gettext_noop("下一步：定措施，让它不再发生"),
    Act.FINISH: gettext_noop("下一步：把措施做完"),
    Act.VERIFY: gettext_noop("下一步：看看有没有效"),
    Act.CLOSE: gettext_noop("下一步：关闭"),
}
BUTTONS = {
    Act.CONTAIN: gettext_noop("处理好了"),
    Act.FIND_CAUSE: gettext_noop("原因找到了"),
    Act.PLAN: gettext_noop("就这么办"),
    Act.FINISH: gettext_noop("做完了"),
    Act.VERIFY: gettext_noop("有效"),
    Act.CLOSE: gettext_noop("关闭这个问题"),
    Act.RETURN: gettext_noop("退回上一步"),
    Act.REOPEN: gettext_noop("重新打开"),
}
# The states as the steps of the way; the last is the end of it.
WAY = tuple(ProblemState)
# Short enough for seven beside each other on a phone.
WAY_LABELS = (
    gettext_noop("发现"),
    gettext_noop("处理"),
    gettext_noop("原因"),
    gettext_noop("措施"),
    gettext_noop("做完"),
    gettext_noop("验证"),
    gettext_noop("解决"),
)


@dataclass(frozen=True, slots=True)
class ProblemCard:
    title: str
    about: str
    url: str
    state: str
    kind: Kind
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The problems of one enterprise."""

    name: str
    code: str
    url: str
    open_cards: tuple[ProblemCard, ...]
    solved_cards: tuple[ProblemCard, ...]


@dataclass(frozen=True, slots=True)
class WatchedPage:
    """What an officer sees: how many, how far, and whose."""

    counts: tuple[tuple[str, int], ...]
    total: int
    table: Table


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline."""

    what: str
    who: str
    when: datetime
    detail: str
    kind: str


@dataclass(frozen=True, slots=True)
class Attachment:
    title: str
    url: str
    kind: str
    size: str
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class ProblemPage:
    problem: Problem
    title: str
    state: str
    kind: Kind
    source: str
    steps: tuple[tuple[str, str], ...]
    number: int
    facts: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]
    attachments: tuple[Attachment, ...]
    limbs: tuple[Limb, ...]
    fishbone: Fishbone | None
    next_label: str
    button: str
    # Where somebody who answers for the enterprise orders help for it.
    order_url: str
    waits: str
    may_change: bool
    may_add_causes: bool
    may_return: bool
    may_reopen: bool


def build_card(problem: Problem, today: date, of: str = "") -> ProblemCard:
    state, kind = describe_state(problem, today)
    about = _("{source} · {day}").format(
        source=ProblemSource(problem.source).label,
        day=format_date(problem.reported_at),
    )
    if problem.due_on and problem.state == ProblemState.PLANNED:
        about = _("{about} · {due} 前做完").format(
            about=about, due=format_date(problem.due_on)
        )
    return ProblemCard(
        title=shorten(problem.text, LONGEST_TITLE),
        about=f"{of} · {about}" if of else about,
        url=reverse("improvement:problem", args=[problem.code]),
        state=state,
        kind=kind,
        is_closed=problem.state == ProblemState.CLOSED,
    )


def describe_state(problem: Problem, today: date) -> tuple[str, Kind]:
    state = ProblemState(problem.state)
    if state is ProblemState.CLOSED:
        return str(state.label), "done"
    if state is ProblemState.PLANNED and problem.due_on and problem.due_on < today:
        return _("措施过期了"), "stop"
    is_waiting = state is ProblemState.DONE and not _is_verifiable(problem, today)
    return str(state.label), "quiet" if is_waiting else "need"


def build_page(
    problem: Problem,
    *,
    may_change: bool,
    actor_id: int | None,
    is_head: bool,
    today: date,
) -> ProblemPage:
    state, kind = describe_state(problem, today)
    source = State(problem.state)
    line = find_next(source)
    causes = selectors.list_causes(problem)
    return ProblemPage(
        problem=problem,
        title=shorten(problem.text, LONGEST_TITLE),
        state=state,
        kind=kind,
        source=str(ProblemSource(problem.source).label),
        steps=tuple((_(label), "") for label in WAY_LABELS),
        number=WAY.index(ProblemState(problem.state)) + 1,
        facts=_list_facts(problem),
        events=_list_events(problem),
        attachments=_list_attachments(problem),
        limbs=grow_tree(causes),
        fishbone=draw_fishbone(problem.text, causes),
        next_label=_(NEXT_LABELS[line.act]) if line else "",
        button=_(BUTTONS[line.act]) if line else "",
        order_url=_link_order(problem)
        if is_head and problem.state != State.CLOSED
        else "",
        waits=_tell_waiting(problem, line.hand, actor_id, today, is_head=is_head)
        if line
        else "",
        may_change=may_change,
        may_add_causes=may_change and source in {State.REPORTED, State.CONTAINED},
        may_return=may_change and find_transition(source, Act.RETURN) is not None,
        may_reopen=may_change and source is State.CLOSED,
    )


def build_groups(actor: Actor, today: date) -> tuple[Group, ...]:
    """Return the problems of each own enterprise, what is open before the last solved."""
    own = selectors.list_own_enterprises_for(actor, Action.SEE_OWN_PROBLEMS)
    problems: dict[int, list[Problem]] = {}
    for problem in selectors.list_listed_problems_for(actor):
        problems.setdefault(problem.enterprise.surviving.pk, []).append(problem)
    return tuple(_build_group(one, problems.get(one.pk, ()), today) for one in own)


def build_shared(actor: Actor, today: date) -> tuple[ProblemCard, ...]:
    return tuple(
        build_card(one, today, of=one.enterprise.name)
        for one in selectors.list_shared_problems_for(actor)[:SHARED_SHOWN]
    )


def build_watched(actor: Actor) -> WatchedPage:
    counts = selectors.count_watched_problems_for(actor)
    return WatchedPage(
        counts=tuple((str(one.label), counts.get(one, 0)) for one in ProblemState),
        total=sum(counts.values()),
        table=_build_watched_table(selectors.list_watched_problems_for(actor)),
    )


def prefill_report(gap: selectors.KnownGap | None) -> dict[str, str]:
    if gap is None:
        return {}
    text = _("评价里的短板：{name}").format(name=gap.name)
    return {"text": text, "source": ProblemSource.EVALUATION}


def _build_group(
    enterprise: Enterprise, problems: Sequence[Problem], today: date
) -> Group:
    cards = [build_card(one, today) for one in problems]
    return Group(
        name=enterprise.name,
        code=enterprise.code,
        url=reverse("improvement:report_problem", args=[enterprise.code]),
        open_cards=tuple(card for card in cards if not card.is_closed),
        solved_cards=tuple(card for card in cards if card.is_closed),
    )


def _build_watched_table(rows: Sequence[selectors.Watched]) -> Table:
    """Show officers whose problems stand where; what they say is not theirs to read."""
    return Table(
        caption=_("最近的问题"),
        columns=(
            Column("enterprise", _("企业")),
            Column("state", _("到哪一步")),
            Column("source", _("从哪里知道的")),
            Column("reported", _("发现日期")),
            Column("recurrences", _("又出现的次数"), is_number=True),
        ),
        rows=tuple(_show_watched(row) for row in rows),
    )


def _show_watched(row: selectors.Watched) -> Row:
    is_solved = row.state == ProblemState.CLOSED
    return Row(
        cells=(
            row.enterprise_name,
            Badge(ProblemState(row.state).label, "done" if is_solved else "action"),
            ProblemSource(row.source).label,
            format_date(row.reported_on),
            row.recurrences,
        )
    )


def _link_order(problem: Problem) -> str:
    url = reverse("improvement:order_help", args=[problem.enterprise.code])
    return f"{url}?problem={problem.code}"


def _tell_waiting(
    problem: Problem, hand: Hand, actor_id: int | None, today: date, *, is_head: bool
) -> str:
    """Tell why the next step is not this person's or not today's; empty where it is."""
    if hand is Hand.HEAD and not is_head:
        return _("由企业负责人或代办人来关闭。")
    if hand is not Hand.OTHER:
        return ""
    is_doer = actor_id in selectors.list_doer_ids(problem)
    if is_doer and selectors.has_other_person(problem):
        return _("措施是您负责做的，请让另一位同事来验证。{day} 起可以验证。").format(
            day=format_date(problem.verify_from)
        )
    first = problem.recheck_from if is_doer else problem.verify_from
    if first is None or first <= today:
        return ""
    told = (
        _("厂里没有别人有账号，所以请您多等些天，{day} 起自己复查，会注明是复查。")
        if is_doer
        else _("措施做完要过些天才看得出效果，{day} 起可以验证。")
    )
    return told.format(day=format_date(first))


def _is_verifiable(problem: Problem, today: date) -> bool:
    return problem.verify_from is not None and problem.verify_from <= today


def _list_facts(problem: Problem) -> tuple[tuple[str, str], ...]:
    # What was measured and saved before it came again is no effect of what is done now.
    is_effect = problem.state in {ProblemState.VERIFIED, ProblemState.CLOSED}
    found = [
        (_("措施"), problem.corrective_action),
        (_("负责人"), str(problem.responsible or problem.responsible_name)),
        (_("做完期限"), format_date(problem.due_on) if problem.due_on else ""),
        (_("改前和改后") if is_effect else _("上一轮的改前和改后"), _compare(problem)),
        (_("一年省下") if is_effect else _("上一轮一年省下"), _write_money(problem)),
        (_("又出现"), _count_recurrences(problem)),
        (_("怎么验证的"), _("同一个人过些天复查的") if problem.is_rechecked else ""),
    ]
    return tuple((name, text) for name, text in found if text)


def _compare(problem: Problem) -> str:
    if problem.value_before is None or problem.value_after is None:
        return ""
    return _("{measured}：{before} → {after} {unit}").format(
        measured=problem.measured,
        before=trim(problem.value_before),
        after=trim(problem.value_after),
        unit=problem.measured_unit,
    )


def _write_money(problem: Problem) -> str:
    saved = problem.saved_yuan
    return "" if saved is None else _("{amount} 元").format(amount=trim(saved))


def _count_recurrences(problem: Problem) -> str:
    count = problem.recurrences
    return _("{count} 次").format(count=count) if count else ""


def trim(number: object) -> str:
    text = f"{number:f}" if not isinstance(number, int) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _list_events(problem: Problem) -> tuple[Event, ...]:
    steps = problem.steps.select_related("done_by").order_by("-pk")
    return tuple(
        Event(
            what=str(ProblemAct(step.act).label),
            who=str(step.done_by) if step.done_by else _("已注销的人"),
            when=step.done_at,
            detail=step.text or (problem.text if step.act == ProblemAct.REPORT else ""),
            kind=_choose_kind(step.act),
        )
        for step in steps
    )


def _choose_kind(act: str) -> str:
    if act in {ProblemAct.RETURN, ProblemAct.REOPEN}:
        return "need"
    return "done" if act == ProblemAct.CLOSE else "action"


def _list_attachments(problem: Problem) -> tuple[Attachment, ...]:
    found = problem.files.select_related("file", "added_by").order_by("number")
    return tuple(
        Attachment(
            title=one.file.original_name,
            url=reverse("improvement:problem_file", args=[problem.code, one.number]),
            kind=name_content(one.file.content_type),
            size=f"{max(1, one.file.size // 1024)} KB",
            who=str(one.added_by) if one.added_by else _("已注销的人"),
            when=one.added_at,
        )
        for one in found
    )
