"""What every change of an order asks first: whose it is, and whether the page is stale."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.selectors import name_represented
from zhisheng.apps.improvement import errors, selectors
from zhisheng.apps.improvement.choices import OrderAct, OrderState
from zhisheng.apps.improvement.models import Helper, HelpOrder, HelpOrderStep
from zhisheng.kit import audit
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.methods.help_orders import (
    Need,
    Refusal,
    State,
    Transition,
    Verdict,
)
from zhisheng.methods.referral import Bar, Wanted, find_bar
from zhisheng.methods.working_days import compute_term
from zhisheng.reference.help import find_terms


def lock_order(order: HelpOrder, version: int, actor: User) -> HelpOrder:
    """Lock an order the actor sees, if it still is as the page showed it."""
    selectors.get_order_for(actor=actor, code=order.code)
    locked = lock_as_it_is(order.pk)
    if locked.version != version:
        raise errors.OrderChangedError
    return locked


def lock_as_it_is(pk: int) -> HelpOrder:
    found = (
        HelpOrder.objects.select_related("enterprise__region", "helper")
        .select_for_update(of=("self",))
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def refuse(verdict: Verdict, order: HelpOrder) -> Transition:
    """Raise what a verdict refuses; return the line of the table that is gone."""
    if verdict.refusal is None and verdict.transition is not None:
        return verdict.transition
    match verdict.refusal:
        case Refusal.NOT_YOURS:
            raise ForbiddenError
        case Refusal.HELP_GIVEN:
            raise errors.HelpGivenError
        case Refusal.MISSING if Need.CONFIRMED_VISIT in verdict.missing:
            raise errors.VisitNotConfirmedError
        case Refusal.MISSING:
            texts = {
                Need.TEXT: _("请写一句原因。"),
                Need.HELPER: _("请至少选一位。"),
                Need.ANSWERS: _("三个问题都请答一下。"),
            }
            raise FieldsRefusedError({x.value: texts[x] for x in verdict.missing})
    state = str(OrderState(order.state).label)
    raise errors.OrderStepNotNowError(state=state)


def send(order: HelpOrder, helper: Helper, *, at: date) -> None:
    """Ask a helper from now on; whoever cannot take it is told with the reason.

    Raises
    ------
    HelperBarredError, ConflictRefusedError
        If the helper is away, full, unqualified, of another field, or the guard refuses.
    """
    bar = find_bar_of(order, helper, on=at)
    if bar is not None:
        raise errors.HelperBarredError(name=helper.name, why=str(name_bar(bar)))
    order.helper = helper
    order.state = State.SENT
    order.sent_at = timezone.now()
    days = find_terms(at).answer_working_days
    order.answer_by = compute_term(at, days).ends_on
    order.reminded_on = order.accepted_at = None


def lock_helpers(codes: Sequence[str]) -> dict[str, Helper]:
    """Lock some helpers at once, in one order for all: two lists may name them crosswise."""
    locked = Helper.objects.select_for_update(of=("self",)).filter(code__in=codes)
    return {one.code: one for one in locked.order_by("pk")}


def find_bar_of(order: HelpOrder, helper: Helper, *, on: date) -> Bar | None:
    """Ask again, with the helper locked, what keeps it from an order."""
    day = max(order.wanted_on, on)
    locked = Helper.objects.select_for_update(of=("self",)).filter(
        pk=helper.pk, is_active=True
    )
    if not locked.exists():
        return Bar.ABSENT
    current = selectors.attach_standing(Helper.objects.filter(pk=helper.pk), day).get()
    candidate = selectors.build_candidate(current, on=day, has_conflict=False)
    region = order.enterprise.region_id or ""
    return find_bar(Wanted(order.field, region, day), candidate)


def name_bar(bar: Bar) -> str:
    return {
        Bar.CONFLICT: _("会影响认证的公正性"),
        Bar.ABSENT: _("那几天不在"),
        Bar.FULL: _("手上的单子满了"),
        Bar.UNQUALIFIED: _("资格过期了"),
        Bar.OTHER_FIELD: _("不做这个领域"),
        Bar.OUT_OF_REACH: _("到不了这个地区"),
    }[bar]


def keep(order: HelpOrder) -> None:
    order.version += 1
    order.save()


def note(
    order: HelpOrder,
    act: OrderAct,
    actor: User | None,
    *,
    text: str = "",
    helper: Helper | None = None,
) -> None:
    HelpOrderStep.objects.create(
        order=order,
        act=act,
        state=order.state,
        helper=helper or order.helper,
        text=text,
        done_by=actor,
    )


def record(
    action: str,
    order: HelpOrder,
    actor: User | None,
    *,
    old: object = None,
    new: object = None,
) -> None:
    owner = order.enterprise.surviving.organisation_id
    represented = name_represented(actor, owner) if actor else ""
    audit.record(
        action=action,
        subject=order,
        actor=actor,
        old=old,
        new=new,
        proxy_for=represented,
    )
