"""Build the contexts of the pages of good cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import CaseAct, CaseState
from zhisheng.apps.improvement.models import (
    CaseFigure,
    CaseStep,
    GoodCase,
    Problem,
)
from zhisheng.apps.improvement.schemas.case_notices import (
    CaseNotice,
    build_notice,
    may_announce,
)
from zhisheng.apps.improvement.schemas.problems import Event, trim
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.language import is_english
from zhisheng.methods.case_selection import (
    Act,
    Hand,
    State,
    list_transitions,
)
from zhisheng.reference.maturity import load_models
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge, Column, Row, Table

BADGES: dict[str, Any] = {
    CaseState.DRAFT: "need",
    CaseState.REVIEWED: "action",
    CaseState.SELECTED: "done",
    CaseState.PUBLISHED: "done",
    CaseState.WITHDRAWN: "quiet",
}
DECISIONS = {
    Act.RECOMMEND: gettext_noop("推荐到上一级"),
    Act.SELECT: gettext_noop("选为优良案例"),
    Act.RETURN: gettext_noop("退回修改"),
    Act.PUBLISH: gettext_noop("公开，让大家看到"),
    Act.TAKE_DOWN: gettext_noop("撤下，不再公开"),
}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A figure before and after as `ui/comparison.html` draws it."""

    label: str
    before: str
    after: str
    change: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Photo:
    number: int
    url: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class CaseContent:
    """What a case tells, to everybody who may read it."""

    title: str
    whose: str
    where: str
    problem: str
    measure: str
    gap: str
    lines: tuple[CaseLine, ...]
    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case for the enterprise itself and the offices it was handed in to."""

    case: GoodCase
    content: CaseContent
    state: Badge
    lies_at: str
    events: tuple[Event, ...]
    is_own: bool
    may_change: bool
    may_withdraw: bool
    decisions: tuple[tuple[str, str, bool], ...]
    # The office below whose step it is, where the reader would act in its place.
    turn: str
    notice: CaseNotice | None
    may_announce: bool


@dataclass(frozen=True, slots=True)
class CaseOffer:
    """A public case that closed the same gap."""

    title: str
    whose: str
    url: str


def tell_content(case: GoodCase, *, is_public: bool = False) -> CaseContent:
    return CaseContent(
        title=case.title,
        whose=selectors.name_case(case),
        where=selectors.name_place(case),
        problem=case.problem_text,
        measure=case.measure_text,
        gap=name_gap(case),
        lines=tuple(_compare(one) for one in case.figures.all()),
        photos=tuple(_list_photos(case, is_public=is_public)),
    )


def name_gap(case: GoodCase) -> str:
    if not case.criterion:
        return ""
    named = [
        one.english if is_english() else one.name
        for model in load_models()
        if model.code == case.model_code
        for one in model.criteria
        if one.code == case.criterion
    ]
    return named[-1] if named else ""


def build_page(case: GoodCase, actor: Actor) -> CasePage:
    is_own = selectors.may_write_case(actor, case)
    state = State(case.state)
    acts = {one.act for one in list_transitions(state, Hand.ENTERPRISE, is_top=False)}
    return CasePage(
        case=case,
        content=tell_content(case),
        state=show_state(case),
        lies_at=case.office.name if case.office else "",
        events=_list_events(case),
        is_own=is_own,
        may_change=is_own and state is State.DRAFT,
        may_withdraw=is_own and Act.WITHDRAW in acts,
        decisions=_list_decisions(case, actor),
        turn=case.office.name
        if case.office and selectors.is_acting_on(actor, case)
        else "",
        notice=build_notice(case, actor),
        may_announce=may_announce(case, actor),
    )


def show_state(case: GoodCase) -> Badge:
    return Badge(CaseState(case.state).label, BADGES[case.state])


def build_own_table(cases: Iterable[GoodCase]) -> Table:
    return Table(
        caption=_("我们报送的案例"),
        columns=(
            Column("title", _("案例")),
            Column("state", _("状态")),
            Column("office", _("现在在哪")),
            Column("named", _("写明企业名称")),
        ),
        rows=tuple(
            Row(
                (
                    one.title,
                    show_state(one),
                    one.office.name if one.office else "—",
                    _("同意") if one.is_named else _("不写明"),
                ),
                url=reverse("improvement:case", args=[one.code]),
            )
            for one in cases
        ),
    )


def build_reported_table(cases: Sequence[GoodCase], actor: Actor) -> Table:
    """Show officers what was handed in; what waits for the actor is marked."""
    waiting = selectors.list_waiting_ids(cases, actor)
    return Table(
        caption=_("本地区报送的案例"),
        columns=(
            Column("title", _("案例")),
            Column("enterprise", _("企业")),
            Column("state", _("状态")),
            Column("office", _("现在在哪")),
            Column("day", _("最近办理")),
        ),
        rows=tuple(
            Row(
                (
                    one.title,
                    one.enterprise.name,
                    Badge(_("等您办理"), "need")
                    if one.pk in waiting
                    else show_state(one),
                    one.office.name if one.office else "—",
                    format_date(one.updated_at),
                ),
                url=reverse("improvement:case", args=[one.code]),
                state="need" if one.pk in waiting else "",
            )
            for one in cases
        ),
    )


def build_public_table(cases: Iterable[GoodCase]) -> Table:
    return Table(
        columns=(
            Column("title", _("案例")),
            Column("whose", _("哪里的企业")),
            Column("trade", _("行业")),
            Column("day", _("公开日期")),
        ),
        rows=tuple(
            Row(
                (
                    one.title,
                    " · ".join(
                        part
                        for part in (
                            selectors.name_case(one),
                            selectors.name_place(one),
                        )
                        if part
                    ),
                    selectors.name_trade(one.enterprise),
                    format_date(one.published_at),
                ),
                url=reverse("cases:case", args=[one.code]),
            )
            for one in cases
        ),
    )


def list_offers(cases: Iterable[GoodCase]) -> tuple[CaseOffer, ...]:
    return tuple(
        CaseOffer(
            one.title, selectors.name_case(one), reverse("cases:case", args=[one.code])
        )
        for one in cases
    )


def prefill_case(problem: Problem | None) -> dict[str, object]:
    """Take over what a solved problem says already."""
    if problem is None:
        return {}
    told: dict[str, object] = {
        "problem": problem.text,
        "measure": problem.corrective_action,
        "measured1": problem.measured,
        "unit1": problem.measured_unit,
    }
    if problem.value_before is not None and problem.value_after is not None:
        told["before1"] = trim(problem.value_before)
        told["after1"] = trim(problem.value_after)
    if problem.evaluation is not None and problem.criterion:
        told["gap"] = f"{problem.evaluation.model_code}:{problem.criterion}"
    return told


def retell_case(case: GoodCase) -> dict[str, object]:
    """Return what a case says, as its form asks for it."""
    told: dict[str, object] = {
        "title": case.title,
        "problem": case.problem_text,
        "measure": case.measure_text,
        "gap": f"{case.model_code}:{case.criterion}" if case.criterion else "",
        "version": case.version,
    }
    for one in case.figures.all():
        told |= {
            f"measured{one.number}": one.measured,
            f"unit{one.number}": one.measured_unit,
            f"before{one.number}": trim(one.value_before),
            f"after{one.number}": trim(one.value_after),
        }
    return told


def list_gap_choices(
    actor: Actor, enterprise: Enterprise, case: GoodCase | None = None
) -> list[tuple[str, str]]:
    """Return the gaps a case may name: the known ones, and the one it names already."""
    known = {
        f"{gap.evaluation.model_code}:{gap.criterion}": gap.name
        for gap in selectors.list_known_gaps_for(actor, enterprise)
    }
    if case is not None and case.criterion:
        known.setdefault(f"{case.model_code}:{case.criterion}", name_gap(case))
    return list(known.items())


def _compare(figure: CaseFigure) -> CaseLine:
    before, after = figure.value_before, figure.value_after
    unit = figure.measured_unit
    change = after - before
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return CaseLine(
        label=_("{measured}（{unit}）").format(measured=figure.measured, unit=unit),
        before=trim(before),
        after=trim(after),
        change=f"{sign}{trim(abs(change))}",
        is_changed=change != 0,
    )


def _list_photos(case: GoodCase, *, is_public: bool) -> Iterable[Photo]:
    page = "cases:photo" if is_public else "improvement:case_photo"
    for one in case.photos.all():
        yield Photo(
            number=one.number,
            url=reverse(page, args=[case.code, one.number]),
            remove_url=reverse(
                "improvement:remove_case_photo", args=[case.code, one.number]
            ),
        )


def _list_decisions(case: GoodCase, actor: Actor) -> tuple[tuple[str, str, bool], ...]:
    """Return what the actor may decide: act, words, whether a reason is wanted."""
    if case.office is None or not selectors.may_review_case(actor, case):
        return ()
    is_top = selectors.is_top_office(case.office)
    lines = list_transitions(State(case.state), Hand.OFFICE, is_top=is_top)
    may_publish = case.notice is not None or not selectors.is_acting_on(actor, case)
    return tuple(
        (one.act.value, _(DECISIONS[one.act]), one.needs_reason)
        for one in lines
        if one.act is not Act.PUBLISH or may_publish
    )


def _list_events(case: GoodCase) -> tuple[Event, ...]:
    steps = case.steps.select_related("done_by").order_by("-pk")
    return tuple(
        Event(
            what=_name_act(step),
            who=step.office_name
            or (str(step.done_by) if step.done_by else _("已注销的人")),
            when=step.done_at,
            detail=_tell_details(step),
            kind="need"
            if step.act in {CaseAct.RETURN, CaseAct.TAKE_DOWN}
            else "action",
        )
        for step in steps
    )


def _name_act(step: CaseStep) -> str:
    """Name an act; what an office did in place of one below it says so."""
    act = str(CaseAct(step.act).label)
    if not step.acted_for_name:
        return act
    return _("{act}（代办，代{unit}）").format(act=act, unit=step.acted_for_name)


def _tell_details(step: CaseStep) -> str:
    if not step.acting_reason:
        return step.text
    why = _("代办原因：{reason}").format(reason=step.acting_reason)
    return "\n".join(filter(None, (why, step.text)))
