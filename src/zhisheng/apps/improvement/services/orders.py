"""An enterprise orders help 点单 and chooses, or asks the office to dispatch 派单."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import OrderAct
from zhisheng.apps.improvement.errors import ConflictRefusedError
from zhisheng.apps.improvement.models import (
    Helper,
    HelpOrder,
    HelpReview,
    Plan,
    Problem,
)
from zhisheng.apps.improvement.models.orders import LONGEST_WORDS
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.services.impartiality import (
    hold_guard,
    refuse_order_conflict,
)
from zhisheng.apps.improvement.services.order_rules import (
    find_bar_of,
    keep,
    lock_as_it_is,
    lock_helpers,
    lock_order,
    note,
    record,
    refuse,
    send,
)
from zhisheng.apps.improvement.services.order_telling import (
    remind_helper,
    remind_offices,
    tell_act,
    tell_passed,
)
from zhisheng.apps.improvement.services.visit_ledger import note_given_helps
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.programme.choices import HelpKind
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import audit, bulk
from zhisheng.kit.errors import FieldsRefusedError, NotFoundError
from zhisheng.methods.help_orders import Act, Facts, Hand, Need, State, judge
from zhisheng.methods.working_days import compute_term
from zhisheng.reference.help import find_terms, load_fields, load_languages

LOWEST_MARK, HIGHEST_MARK = 1, 5
LONGEST_AHEAD_DAYS = 365


@dataclass(frozen=True, slots=True)
class Wish:
    """What an enterprise wants help for, and what it starts from."""

    field: str
    help_kind: str
    wanted_on: date
    words: str = ""
    language: str = ""
    evaluation: Evaluation | None = None
    criterion: str = ""
    plan: Plan | None = None
    measure: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told with an act: a reason, whom to ask in which order, three marks."""

    text: str = ""
    helpers: Sequence[str] = ()
    marks: tuple[int, int, int] | None = None


@transaction.atomic
def order_help(*, enterprise: Enterprise, wish: Wish, actor: User) -> HelpOrder:
    """Write an order down; who is asked is chosen next.

    Sent again before anybody is chosen, as by a double tap, it is the same order.
    """
    require(actor, Action.ORDER_HELP)
    own = selectors.list_own_enterprises_for(actor, Action.ORDER_HELP)
    if not own.filter(pk=enterprise.pk).exists():
        raise NotFoundError
    _check_wish(enterprise, wish, timezone.localdate())
    wished = _read_wish(wish)
    bulk.hold_lock(f"improvement.orders:{enterprise.pk}")
    twin = selectors.find_same_order(enterprise, wished)
    if twin is not None:
        return twin
    order = HelpOrder.objects.create(enterprise=enterprise, ordered_by=actor, **wished)
    note(order, OrderAct.ORDER, actor)
    record(
        "improvement.help_ordered",
        order,
        actor,
        new={"field": wish.field, "help_kind": wish.help_kind},
    )
    return order


def _read_wish(wish: Wish) -> dict[str, Any]:
    told = {one.name: getattr(wish, one.name) for one in fields(Wish)}
    return told | {"words": wish.words.strip()}


@transaction.atomic
def move_order(
    *, order: HelpOrder, act: Act, answer: Answer, version: int, actor: User
) -> HelpOrder:
    """Take an order one step on; a refused step changes nothing.

    Raises
    ------
    OrderChangedError
        If somebody changed it since the page was made.
    ConflictRefusedError
        If the guard of impartiality refuses who is to be asked.
    """
    locked = lock_order(order, version, actor)
    _check_answer(answer)
    hands = selectors.find_hands(actor, locked)
    return _take(locked, act, answer, hands, actor)


def watch_orders(*, today: date) -> int:
    """Pass on what nobody answered in time and remind of what is due; return how many.

    Each order is its own transaction, and asked again under its lock: the job may run
    twice at once and stop anywhere.
    """
    moved = 0
    for pk in _list_ids(selectors.list_overdue_orders(today)):
        moved += _move_overdue(pk, today)
    for pk in _list_ids(selectors.list_orders_to_remind(today)):
        moved += _remind(pk, today)
    for pk in _list_ids(selectors.list_undispatched_orders()):
        moved += _remind_office(pk, today)
    return moved


def _list_ids(orders: QuerySet[HelpOrder]) -> list[int]:
    return list(orders.values_list("pk", flat=True))


def _take(
    order: HelpOrder,
    act: Act,
    answer: Answer,
    hands: Collection[Hand],
    actor: User | None,
) -> HelpOrder:
    today = timezone.localdate()
    following = _find_next(order, today) if act in _PASSING_ON else None
    facts = _gather(order, answer, hands, today)
    facts = replace(facts, has_next=following is not None)
    line = refuse(judge(act, facts), order)
    old = {"state": order.state, "helper": order.helper_id}
    former = order.helper
    _carry_out(order, act, answer, following, today, actor)
    order.state = line.target
    keep(order)
    note(
        order,
        OrderAct(act.value),
        actor,
        text=answer.text.strip(),
        helper=former if act in _LEAVING else None,
    )
    if act in _LEAVING:
        tell_passed(order, former, act, actor)
    else:
        tell_act(order, act, actor)
    record(
        "improvement.order_moved",
        order,
        actor,
        old=old,
        new={"act": act.value, "state": order.state, "helper": order.helper_id},
    )
    return order


# After these the next of the list is asked; after no other act anybody is looked for.
_PASSING_ON = frozenset({Act.DECLINE, Act.MOVE_ON})
_LEAVING = frozenset({Act.DECLINE, Act.MOVE_ON, Act.GIVE_BACK})


def _gather(
    order: HelpOrder, answer: Answer, hands: Collection[Hand], today: date
) -> Facts:
    is_given = {
        Need.TEXT: bool(answer.text.strip()),
        Need.HELPER: bool(answer.helpers),
        Need.CONFIRMED_VISIT: selectors.has_confirmed_visit(order),
        Need.ANSWERS: answer.marks is not None,
    }
    return Facts(
        state=State(order.state),
        hands=hands,
        given=frozenset(need for need, given in is_given.items() if given),
        is_dispatched=selectors.is_dispatched(order),
        is_overdue=order.answer_by is not None and order.answer_by < today,
        has_visit=selectors.has_standing_visit(order),
    )


def _carry_out(
    order: HelpOrder,
    act: Act,
    answer: Answer,
    following: Helper | None,
    today: date,
    actor: User | None,
) -> None:
    match act:
        case Act.CHOOSE | Act.DISPATCH:
            _ask_first(order, answer, act, today)
        case Act.ACCEPT:
            _accept(order, today)
        case Act.DECLINE | Act.MOVE_ON | Act.GIVE_BACK:
            _leave(order, following, today)
        case Act.FINISH if actor is not None:
            _finish(order, actor)
        case Act.REVIEW if actor is not None and answer.marks is not None:
            _review(order, answer, answer.marks, actor)
        case Act.ASK_OFFICE | Act.CANCEL:
            order.queue = []


def _ask_first(order: HelpOrder, answer: Answer, act: Act, today: date) -> None:
    hold_guard(order.enterprise)
    chosen = list(dict.fromkeys(answer.helpers))
    most = find_terms(today).most_asked if act is Act.CHOOSE else 1
    if len(chosen) > most:
        told = _("一次最多选 {most} 位。").format(most=most)
        raise FieldsRefusedError({"helper": told})
    known = selectors.map_helpers(chosen)
    if len(known) < len(chosen):
        raise NotFoundError
    for code in chosen:
        refuse_order_conflict(
            enterprise=order.enterprise, helper=known[code], kind=order.help_kind,
            on=today,
        )  # fmt: skip
    if act is Act.DISPATCH and not answer.text.strip():
        _require_first(order, chosen[0], today)
    send(order, known[chosen[0]], at=today)
    order.queue = chosen[1:]


def _require_first(order: HelpOrder, code: str, today: date) -> None:
    """Ask an office for its reason where it passes over who is ranked first."""
    ranked = selectors.rank_candidates(order, on=today).ranking.ranked
    if ranked and ranked[0].code != code:
        told = _("没有派给排在最前的一位，请写一句原因。")
        raise FieldsRefusedError({"text": told})


def _accept(order: HelpOrder, today: date) -> None:
    """Let the helper take it, unless the guard refuses meanwhile."""
    if order.helper is not None:
        hold_guard(order.enterprise)
        refuse_order_conflict(
            enterprise=order.enterprise, helper=order.helper, kind=order.help_kind,
            on=today,
        )  # fmt: skip
    order.accepted_at = timezone.now()


def _leave(order: HelpOrder, following: Helper | None, today: date) -> None:
    if following is not None:
        order.queue = order.queue[order.queue.index(following.code) + 1 :]
        send(order, following, at=today)
        return
    order.helper, order.queue = None, []
    order.answer_by = order.accepted_at = order.reminded_on = None


def _find_next(order: HelpOrder, today: date) -> Helper | None:
    """Return whom the enterprise named next and who can still take it."""
    # Before the helpers, as whoever asks first does.
    hold_guard(order.enterprise)
    known = lock_helpers(order.queue)
    for code in order.queue:
        helper = known.get(code)
        if helper is None or find_bar_of(order, helper, on=today) is not None:
            continue
        try:
            refuse_order_conflict(
                enterprise=order.enterprise, helper=helper, kind=order.help_kind,
                on=today,
            )  # fmt: skip
        except ConflictRefusedError:
            continue
        return helper
    return None


def _finish(order: HelpOrder, actor: User) -> None:
    order.done_at = timezone.now()
    note_given_helps(order, actor)


def _review(
    order: HelpOrder, answer: Answer, marks: tuple[int, int, int], actor: User
) -> None:
    useful, clear, prompt = marks
    HelpReview.objects.create(
        order=order,
        helper=order.helper,
        is_useful=useful,
        is_clear=clear,
        is_prompt=prompt,
        words=answer.text.strip(),
        reviewed_by=actor,
    )


@transaction.atomic
def _move_overdue(pk: int, today: date) -> int:
    order = lock_as_it_is(pk)
    is_due = order.answer_by is not None and order.answer_by < today
    if order.state != State.SENT or not is_due:
        return 0
    _take(order, Act.MOVE_ON, Answer(), {Hand.CLOCK}, None)
    return 1


@transaction.atomic
def _remind(pk: int, today: date) -> int:
    order = lock_as_it_is(pk)
    if order.state != State.SENT or order.reminded_on or order.answer_by != today:
        return 0
    order.reminded_on = today
    order.save(update_fields=["reminded_on"])
    remind_helper(order)
    audit.record(action="improvement.order_reminded", subject=order)
    return 1


@transaction.atomic
def _remind_office(pk: int, today: date) -> int:
    """Remind the office of what it let lie as long as a helper may, and the one above it."""
    order = lock_as_it_is(pk)
    days = find_terms(today).answer_working_days
    came = selectors.find_when_it_came(order)
    term = compute_term(timezone.localdate(came), days)
    if order.state != State.WITH_OFFICE or order.reminded_on or today <= term.ends_on:
        return 0
    order.reminded_on = today
    order.save(update_fields=["reminded_on"])
    remind_offices(order)
    audit.record(action="improvement.order_reminded", subject=order)
    return 1


def _check_answer(answer: Answer) -> None:
    refused: dict[str, str] = {}
    if len(answer.text) > LONGEST_WORDS:
        refused["text"] = _("最多 {most} 字，现在 {count} 字。").format(
            most=LONGEST_WORDS, count=len(answer.text)
        )
    marks = answer.marks or ()
    if any(not LOWEST_MARK <= mark <= HIGHEST_MARK for mark in marks):
        refused["answers"] = _("请从 1 到 5 里选。")
    if refused:
        raise FieldsRefusedError(refused)


def _check_wish(enterprise: Enterprise, wish: Wish, today: date) -> None:
    refused: dict[str, str] = {}
    if wish.field not in load_fields():
        refused["field"] = _("请从列出的里面选。")
    if wish.help_kind not in HelpKind.values:
        refused["help_kind"] = _("请从列出的里面选。")
    if wish.language and wish.language not in load_languages():
        refused["language"] = _("请从列出的里面选。")
    if not 0 <= (wish.wanted_on - today).days <= LONGEST_AHEAD_DAYS:
        refused["wanted_on"] = _("请选今天起一年以内的日子。")
    if len(wish.words) > LONGEST_WORDS:
        refused["words"] = _("最多 {most} 字，现在 {count} 字。").format(
            most=LONGEST_WORDS, count=len(wish.words)
        )
    if refused:
        raise FieldsRefusedError(refused)
    for origin in (wish.evaluation, wish.plan, wish.problem):
        if origin is not None and origin.enterprise.surviving != enterprise:
            raise NotFoundError
