"""Build the contexts of the pages of orders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import OrderAct, OrderState
from zhisheng.apps.improvement.models import HelpOrder, HelpOrderStep
from zhisheng.apps.improvement.permissions import Action
from zhisheng.apps.improvement.schemas.plan_lists import Watched
from zhisheng.apps.improvement.schemas.visits import VisitView, build_visits
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.kit.language import is_english
from zhisheng.methods.help_orders import Act, Hand, State, list_acts
from zhisheng.reference.help import load_fields, load_languages
from zhisheng.reference.measures import get_measure
from zhisheng.ui.formats import format_date
from zhisheng.ui.tables import Badge, Column, Row, Table

Kind = Literal["done", "need", "stop", "action", "quiet"]
SHOWN = 100
KINDS: dict[str, Kind] = {
    "choosing": "need",
    "with_office": "action",
    "sent": "action",
    "accepted": "action",
    "done": "need",
    "closed": "done",
    "cancelled": "quiet",
}
WAY_LABELS = (
    gettext_noop("点单"),
    gettext_noop("选人"),
    gettext_noop("接单"),
    gettext_noop("上门"),
    gettext_noop("评单"),
)
# How far each state has come on the way.
PLACES = {
    "choosing": 2, "with_office": 2, "sent": 3, "accepted": 4, "done": 5,
    "closed": 5, "cancelled": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderCard:
    title: str
    about: str
    url: str
    state: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class OrderGroup:
    """The orders of one enterprise, with the way to the next one."""

    name: str
    url: str
    certifiers_url: str
    cards: tuple[OrderCard, ...]


@dataclass(frozen=True, slots=True)
class Event:
    what: str
    who: str
    when: datetime
    detail: str
    kind: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    order: HelpOrder
    title: str
    state: str
    kind: Kind
    steps: tuple[tuple[str, str], ...]
    number: int
    facts: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]
    visits: tuple[VisitView, ...]
    acts: frozenset[str]
    may_choose: bool
    may_write: bool
    waits: str
    review: tuple[tuple[str, str], ...]


def build_groups(actor: Actor) -> list[OrderGroup]:
    """Group the own orders by enterprise; who may only look finds no way to order."""
    own = list(selectors.list_own_enterprises_for(actor, Action.SEE_OWN_ORDERS))
    may_order = set(
        selectors.list_own_enterprises_for(actor, Action.ORDER_HELP)
        .order_by()
        .values_list("pk", flat=True)
    )
    may_choose = selectors.list_own_enterprises_for(actor, Action.CHOOSE_CERTIFIER)
    choosing = set(may_choose.order_by().values_list("pk", flat=True))
    cards: dict[int, list[OrderCard]] = {one.pk: [] for one in own}
    for order in selectors.list_own_orders_for(actor)[:SHOWN]:
        cards[order.enterprise.surviving.pk].append(build_card(order))
    return [
        OrderGroup(
            one.name,
            reverse("improvement:order_help", args=[one.code])
            if one.pk in may_order
            else "",
            reverse("improvement:certifiers", args=[one.code])
            if one.pk in choosing
            else "",
            tuple(cards[one.pk]),
        )
        for one in own
    ]


def build_taken(actor: Actor) -> tuple[OrderCard, ...]:
    taken = selectors.list_taken_orders_for(actor)
    shown = selectors.put_first(taken, OrderState.SENT)[:SHOWN]
    return tuple(build_card(order, is_own=False) for order in shown)


def build_watched(actor: Actor, before: int) -> Watched:
    """List the orders of an officer's enterprises; what waits for the office first."""
    found, following = selectors.page_watched_orders_for(actor, before)
    return Watched(
        table=_build_table(found),
        next_url=f"?before={following}" if following else "",
        shown=_("本页 {count} 张").format(count=len(found)),
    )


def _build_table(found: Iterable[Any]) -> Table:
    """Build it from orders that are marked with what waits for the office."""
    return Table(
        caption=_("本地区的帮扶单子"),
        columns=(
            Column("enterprise", _("企业")),
            Column("what", _("要什么")),
            Column("helper", _("谁来帮")),
            Column("state", _("状态")),
            Column("day", _("点单日期")),
        ),
        rows=tuple(
            Row(
                cells=(
                    one.enterprise.name,
                    name_wish(one),
                    one.helper.name if one.helper else "—",
                    _show_state(one),
                    format_date(one.ordered_at),
                ),
                url=reverse("improvement:order", args=[one.code]),
                state="need" if one.is_waiting else "",
            )
            for one in found
        ),
    )


def _show_state(order: Any) -> Badge:
    """Tell how far it is, and first that the enterprise objects to a visit."""
    if order.is_objected:
        return Badge(_("企业对上门有异议，等您核实"), "need")
    return Badge(OrderState(order.state).label, KINDS[order.state])


def build_card(order: HelpOrder, *, is_own: bool = True) -> OrderCard:
    other = order.helper.name if order.helper else _("还没有选人")
    about = other if is_own else order.enterprise.name
    if order.state == OrderState.SENT and order.answer_by and not is_own:
        about = _("{who} · {day} 前答复").format(
            who=about, day=format_date(order.answer_by)
        )
    return OrderCard(
        title=name_wish(order),
        about=f"{about} · {format_date(order.ordered_at)}",
        url=reverse("improvement:order", args=[order.code]),
        state=str(OrderState(order.state).label),
        kind=KINDS[order.state],
    )


def name_wish(order: HelpOrder) -> str:
    named = load_fields().get(order.field)
    field = (named.english if is_english() else named.name) if named else ""
    return _("{kind}：{field}").format(
        kind=HelpKind(order.help_kind).label, field=field
    )


def build_page(actor: Actor, order: HelpOrder) -> OrderPage:
    hands = selectors.find_hands(actor, order)
    acts = frozenset(act.value for act in list_acts(State(order.state), hands))
    visits = build_visits(actor, order, hands)
    has_visits = selectors.has_standing_visit(order)
    return OrderPage(
        order=order,
        title=name_wish(order),
        state=str(OrderState(order.state).label),
        kind=KINDS[order.state],
        steps=tuple((_(label), "") for label in WAY_LABELS),
        number=PLACES[order.state],
        facts=_list_facts(order),
        events=tuple(_tell_step(one) for one in _list_steps(order)),
        visits=visits,
        acts=acts - ({"cancel", "give_back"} if has_visits else set()),
        may_choose=bool(acts & {Act.CHOOSE.value, Act.DISPATCH.value}),
        may_write=Hand.HELPER in hands and order.state == OrderState.ACCEPTED,
        waits=_tell_waiting(order, hands, is_first=not visits),
        review=_tell_review(order),
    )


def _list_facts(order: HelpOrder) -> tuple[tuple[str, str], ...]:
    region = order.enterprise.region
    facts = [
        (_("企业"), order.enterprise.name),
        (
            _("在哪里"),
            order.enterprise.address or (region.full_name if region else "—"),
        ),
        (_("最好哪天来"), format_date(order.wanted_on)),
        (_("谁来帮"), order.helper.name if order.helper else _("还没有选人")),
    ]
    if order.language in load_languages():
        named = load_languages()[order.language]
        facts.append((_("最好会说"), named.english if is_english() else named.name))
    if order.words:
        facts.append((_("企业的话"), order.words))
    if order.measure:
        measure = get_measure(order.measure)
        facts.append(
            (
                _("来自提升计划"),
                measure.english_action if is_english() else measure.action,
            )
        )
    if order.problem:
        facts.append((_("来自质量问题"), order.problem.text))
    return tuple(facts)


def _list_steps(order: HelpOrder) -> Sequence[HelpOrderStep]:
    return list(order.steps.select_related("helper", "done_by"))


def _tell_step(step: HelpOrderStep) -> Event:
    named = step.act in {OrderAct.CHOOSE, OrderAct.DISPATCH}
    detail = step.text
    if named and step.helper:
        to = _("问的是“{name}”").format(name=step.helper.name)
        detail = f"{to}\n{step.text}" if step.text else to
    kinds = {
        "decline": "need",
        "move_on": "need",
        "give_back": "need",
        "sign": "need",
        "deny": "stop",
        "cancel": "stop",
    }
    return Event(
        what=str(OrderAct(step.act).label),
        who=str(step.done_by) if step.done_by else _("平台（到期自动）"),
        when=step.done_at,
        detail=detail,
        kind=kinds.get(step.act, "done"),
    )


def _tell_waiting(order: HelpOrder, hands: Iterable[Hand], *, is_first: bool) -> str:
    """Tell who is waited for, to whom it is not."""
    held = set(hands)
    if order.state == OrderState.SENT and Hand.HELPER not in held and order.answer_by:
        return _("等“{name}”答复，最晚 {day}；到期没答复会往下转。").format(
            name=order.helper.name if order.helper else "",
            day=format_date(order.answer_by),
        )
    if order.state == OrderState.WITH_OFFICE and Hand.OFFICE not in held:
        return _("监管部门正在帮忙找人；您也可以自己选。")
    if order.state == OrderState.ACCEPTED and Hand.ENTERPRISE in held and is_first:
        return _("已接单，等上门。人来过、写好上门记录，这里才有那次的确认码。")
    if order.state == OrderState.ACCEPTED and Hand.HELPER not in held:
        return _("已接单，等上门。")
    if order.state == OrderState.DONE and Hand.ENTERPRISE not in held:
        return _("等企业评价。")
    return ""


def _tell_review(order: HelpOrder) -> tuple[tuple[str, str], ...]:
    review = getattr(order, "review", None)
    if review is None:
        return ()
    told = [
        (_("帮上忙了吗"), review.is_useful),
        (_("讲得明白吗"), review.is_clear),
        (_("来得及时吗"), review.is_prompt),
    ]
    rows = [(name, _("{mark} 分").format(mark=mark)) for name, mark in told]
    return (*rows, *([(_("企业的话"), review.words)] if review.words else []))
