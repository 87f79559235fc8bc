"""Orders of help as the enterprise, who is asked, and the office see them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    When,
)

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, User
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.improvement.choices import (
    PROVING,
    OrderAct,
    OrderState,
    VisitProof,
)
from zhisheng.apps.improvement.models import (
    Helper,
    HelpOrder,
    HelpVisit,
)
from zhisheng.apps.improvement.permissions import Action, may
from zhisheng.apps.improvement.selectors.enterprises import select_own_records_for
from zhisheng.apps.improvement.selectors.impartiality import (
    ShownConflict,
    find_order_conflicts,
)
from zhisheng.apps.improvement.selectors.register import (
    build_candidate,
    list_candidates,
    list_own_entries_for,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.apps.registry.selectors import (
    Place,
    select_record_ids,
)
from zhisheng.kit.errors import NotFoundError
from zhisheng.methods.help_orders import Hand
from zhisheng.methods.referral import Ranking, Wanted, rank

RELATED = (
    "enterprise__region", "enterprise__merged_into", "helper__organisation", "helper__user",
)  # fmt: skip
SHOWN = 100
REFUSING = (OrderAct.DECLINE, OrderAct.MOVE_ON, OrderAct.GIVE_BACK)
CONFIRMED = Q(said_came=True, said_kind=True)
# Denied, or charged for, by the enterprise itself: nobody has looked into it yet.
OBJECTED = Q(found_at=None) & (
    Q(disputed_at__isnull=False) | CONFIRMED & Q(said_free=False, proof__in=PROVING)
)
# What somebody who is asked no longer, or not yet, sees nothing of.
WITH_HELPER = (
    OrderState.SENT, OrderState.ACCEPTED, OrderState.DONE, OrderState.CLOSED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForOffices:
    """How many orders are to be dispatched, and how many visits of them looked into."""

    to_dispatch: Counter[Place]
    objected: Counter[Place]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The ranking with the entries it ranks and the facts behind each conflict."""

    ranking: Ranking
    helpers: Mapping[str, Helper]
    conflicts: Mapping[str, tuple[ShownConflict, ...]]


def list_own_orders_for(
    actor: Actor, action: Action = Action.SEE_OWN_ORDERS
) -> QuerySet[HelpOrder]:
    """Return the orders of the actor's enterprises, the latest first."""
    own = select_own_records_for(actor, action)
    return _relate(HelpOrder.objects.filter(enterprise__in=own))


def list_taken_orders_for(actor: Actor) -> QuerySet[HelpOrder]:
    """Return the orders that the actor is asked for, or has taken."""
    if not may(actor, Action.TAKE_ORDERS):
        return HelpOrder.objects.none()
    entries = list_own_entries_for(actor).order_by().values("pk")
    return _relate(HelpOrder.objects.filter(helper__in=entries, state__in=WITH_HELPER))


def list_visited_orders_for(actor: Actor) -> QuerySet[HelpOrder]:
    """Return the orders with a visit that the actor paid, whoever has them now."""
    if not may(actor, Action.TAKE_ORDERS):
        return HelpOrder.objects.none()
    entries = list_own_entries_for(actor).order_by().values("pk")
    paid = HelpVisit.objects.filter(helper__in=entries, order=OuterRef("pk"))
    return _relate(HelpOrder.objects.filter(Exists(paid)))


def list_watched_orders_for(actor: Actor) -> QuerySet[HelpOrder]:
    """Return the orders of the enterprises an officer governs."""
    if not may(actor, Action.WATCH_ORDERS):
        return HelpOrder.objects.none()
    governed = build_governed_condition(get_scope(actor), actor)
    seen = Enterprise.unscoped.filter(governed, merged_into=None)
    return _relate(HelpOrder.objects.filter(enterprise__in=select_record_ids(seen)))


def page_watched_orders_for(
    actor: Actor, before: int = 0, size: int = SHOWN
) -> tuple[list[HelpOrder], int]:
    """Return a page, what waits for the office first, and where the next begins, or 0."""
    orders = _mark_waiting(list_watched_orders_for(actor))
    last = orders.filter(pk=before).first() if before else None
    if last is not None:
        rest = Q(is_waiting=last.is_waiting, pk__lt=last.pk)
        orders = orders.filter(rest | Q(is_waiting=False) if last.is_waiting else rest)
    rows = list(orders.order_by("-is_waiting", "-pk")[: size + 1])
    return rows[:size], rows[size - 1].pk if len(rows) > size else 0


def _mark_waiting(orders: QuerySet[HelpOrder]) -> QuerySet[Any]:
    """Mark what waits for the office: to be dispatched, or an objection to look into."""
    return orders.annotate(
        is_objected=_has_objected(),
        is_waiting=Case(
            When(Q(state=OrderState.WITH_OFFICE) | _has_objected(), then=True),
            default=False,
            output_field=BooleanField(),
        ),
    )


def _has_objected() -> Exists:
    return Exists(HelpVisit.objects.filter(OBJECTED, order=OuterRef("pk")))


def put_first(orders: QuerySet[HelpOrder], state: OrderState) -> QuerySet[HelpOrder]:
    """Put what is in a state before the rest, so that no cut hides it."""
    rank = Case(When(state=state, then=0), default=1)
    return orders.order_by(rank, "-pk")


def find_same_order(
    enterprise: Enterprise, wished: Mapping[str, Any]
) -> HelpOrder | None:
    """Return an order that wishes the same and has nobody chosen yet."""
    open_ = HelpOrder.objects.filter(enterprise=enterprise, state=OrderState.CHOOSING)
    return open_.filter(**wished).order_by("pk").first()


def get_order_for(*, actor: Actor, code: str) -> HelpOrder:
    """Return an order of the own enterprise, one helped with, or one of the own area."""
    for found in (
        list_own_orders_for(actor),
        list_taken_orders_for(actor),
        list_visited_orders_for(actor),
        list_watched_orders_for(actor),
    ):
        order = found.filter(code=code).first()
        if order is not None:
            return order
    raise NotFoundError


def get_taken_order_for(*, actor: Actor, code: str) -> HelpOrder:
    order = list_taken_orders_for(actor).filter(code=code).first()
    if order is None:
        raise NotFoundError
    return order


def get_order_to_choose_for(*, actor: Actor, code: str) -> HelpOrder:
    """Return an order to whoever chooses, or dispatches, who is asked for it.

    Others see the order, never who else was weighed for it and how.
    """
    order = get_order_for(actor=actor, code=code)
    if not find_hands(actor, order) & {Hand.ENTERPRISE, Hand.OFFICE}:
        raise NotFoundError
    return order


def find_hands(actor: Actor, order: HelpOrder) -> frozenset[Hand]:
    """Tell as what a person may act on an order."""
    is_hand = {
        Hand.ENTERPRISE: list_own_orders_for(actor, Action.ORDER_HELP),
        Hand.HELPER: list_taken_orders_for(actor),
        Hand.OFFICE: list_watched_orders_for(actor)
        if may(actor, Action.DISPATCH_ORDERS)
        else HelpOrder.objects.none(),
    }
    return frozenset(
        hand for hand, found in is_hand.items() if found.filter(pk=order.pk).exists()
    )


def rank_candidates(order: HelpOrder, *, on: date) -> Candidates:
    """Rank the register for an order; who said no to it before is left out of it.

    An organisation that several offices entered stands there once, as it is ranked best.
    """
    refused = list_refusing_ids(order)
    entries = [one for one in list_candidates(order, on) if one.pk not in refused]
    conflicts = find_order_conflicts(
        enterprise=order.enterprise, helpers=entries, kind=order.help_kind, on=on
    )
    wanted = Wanted(
        field=order.field,
        region=order.enterprise.region_id or "",
        on=max(order.wanted_on, on),
        languages=frozenset([order.language] if order.language else []),
    )
    ranking = rank(
        wanted,
        [
            build_candidate(one, on=wanted.on, has_conflict=one.pk in conflicts)
            for one in entries
        ],
    )
    by_code = {one.code: one for one in entries}
    told = {one.code: conflicts[one.pk] for one in entries if one.pk in conflicts}
    return Candidates(_keep_once(ranking, by_code), by_code, told)


def _keep_once(ranking: Ranking, helpers: Mapping[str, Helper]) -> Ranking:
    """Keep of entries of one organisation the best; who can come is not left out too."""
    seen: set[int] = set()
    kept = set()
    codes = [one.code for one in ranking.ranked]
    for code in (*codes, *(one.code for one in ranking.left_out)):
        entry = helpers[code]
        whole = entry.organisation_id if entry.user_id is None else None
        if whole is None or whole not in seen:
            kept.add(code)
        seen |= {whole} if whole else set()
    return Ranking(
        tuple(one for one in ranking.ranked if one.code in kept),
        tuple(one for one in ranking.left_out if one.code in kept),
    )


def list_refusing_ids(order: HelpOrder) -> set[int]:
    """Return who said no, let the time pass, or gave the order back."""
    steps = order.steps.filter(act__in=REFUSING, helper__isnull=False)
    return set(steps.values_list("helper", flat=True))


def list_overdue_orders(today: date) -> QuerySet[HelpOrder]:
    """Return what nobody answered in time; the clock asks as the platform itself."""
    return HelpOrder.objects.filter(
        state=OrderState.SENT, answer_by__lt=today
    ).order_by("pk")


def list_orders_to_remind(today: date) -> QuerySet[HelpOrder]:
    """Return what has to be answered today and was not reminded of."""
    return HelpOrder.objects.filter(
        state=OrderState.SENT, answer_by=today, reminded_on=None
    ).order_by("pk")


def is_dispatched(order: HelpOrder) -> bool:
    """Tell whether it was the office that asked who is asked now."""
    asking = order.steps.filter(act__in=(OrderAct.CHOOSE, OrderAct.DISPATCH))
    last = asking.order_by("pk").last()
    return last is not None and last.act == OrderAct.DISPATCH


def list_undispatched_orders() -> QuerySet[HelpOrder]:
    """Return what lies with an office that was not reminded of it."""
    waiting = HelpOrder.objects.filter(state=OrderState.WITH_OFFICE, reminded_on=None)
    return waiting.order_by("pk")


def list_heads(order: HelpOrder) -> QuerySet[User]:
    """Return who answers for the enterprise of an order."""
    heads = Membership.objects.present().filter(
        organisation=order.enterprise.surviving.organisation_id,
        role__in=(Role.OWNER, Role.PROXY),
    )
    people = User.objects.filter(is_active=True, is_machine=False)
    return people.filter(pk__in=heads.values("user"))


def count_asked_for(actor: Actor) -> int:
    """Return how many orders wait for the actor to accept or decline."""
    asked = list_taken_orders_for(actor).filter(state=OrderState.SENT)
    return asked.order_by().count()


def count_for_offices(enterprises: QuerySet[Enterprise]) -> ForOffices:
    """Count by place what waits for offices, of enterprises one may see."""
    waiting = HelpOrder.objects.filter(enterprise__in=select_record_ids(enterprises))
    to_dispatch, objected = Q(state=OrderState.WITH_OFFICE), Q(_has_objected())
    counted = list(
        waiting.filter(to_dispatch | objected)
        .order_by()
        .values_list("enterprise__region_id", "enterprise__unit__path")
        .annotate(
            dispatch=Count("pk", filter=to_dispatch),
            settle=Count("pk", filter=objected),
        )
    )
    return ForOffices(
        to_dispatch=Counter({(region, path): n for region, path, n, _ in counted}),
        objected=Counter({(region, path): n for region, path, _, n in counted}),
    )


def find_waiting_order_for(actor: Actor) -> HelpOrder | None:
    """Return the own order that waits longest: for a choice, a review, a visit's check."""
    states = Q(state__in=(OrderState.CHOOSING, OrderState.DONE))
    own = list_own_orders_for(actor, Action.ORDER_HELP).filter(
        states | _has_unchecked()
    )
    # A visit in its name first: an order without a helper may wait for long.
    return own.order_by(_has_unchecked().desc(), "updated_at", "pk").first()


def _has_unchecked() -> Exists:
    """Tell of visits nobody answered for yet, or that were only signed for."""
    is_open = Q(said_at=None, order__state=OrderState.ACCEPTED)
    signed = Q(proof=VisitProof.SIGNATURE)
    return Exists(HelpVisit.objects.filter(is_open | signed, order=OuterRef("pk")))


def _relate(orders: QuerySet[HelpOrder]) -> QuerySet[HelpOrder]:
    return orders.select_related(*RELATED).order_by("-ordered_at", "-pk")
