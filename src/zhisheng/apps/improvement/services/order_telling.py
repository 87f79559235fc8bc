"""What people are told of orders; the texts outside never say which."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import OrderState, VisitProof
from zhisheng.apps.improvement.models import Helper, HelpOrder, HelpVisit
from zhisheng.kit.language import write_chinese_date
from zhisheng.methods.help_orders import Act

PASSED = "helper:passed"
ASKED = _("“{enterprise}”请您帮扶，请在 {day} 前答复接不接。")
DUE = _("“{enterprise}”请您帮扶的单子，今天是答复的最后一天。")
ACCEPTED = _("“{helper}”接了您的单子，请看什么时候来。")
DECLINED = _("“{helper}”这次来不了，请看原因，另选一位。")
NEXT_ASKED = _("“{helper}”这次来不了，已按您选的顺序问下一位。")
TO_DISPATCH = _("“{enterprise}”的帮扶单子等您派单。")
UNANSWERED = _("您选的人都没有答复，单子已转给监管部门帮忙找人；您也可以另选。")
BACK = _("“{helper}”这次来不了，单子回到监管部门再找人；您也可以自己选。")
NOT_TAKEN = _("“{enterprise}”的帮扶单子没有派成，请看原因，再派一位。")
PASSED_ON = _("“{enterprise}”请您帮扶的单子到期没有答复，已往下转。")
UNDISPATCHED = _("“{enterprise}”的帮扶单子到期还没有派人，请尽快派单。")
UNDISPATCHED_BELOW = _("“{enterprise}”的帮扶单子，下级单位到期还没有派人，请过问。")
VISITED = _("“{helper}”写了上门记录，请确认。")
CHANGED = _("“{helper}”改了上门记录，请确认。")
SIGNED = _("“{helper}”请人在他手机上签名确认了一次上门，请核对；不是这样也请说。")
DENIED = _("“{enterprise}”说一次上门帮扶没有来过，或与记录不符，请核实。")
CHARGED = _("“{enterprise}”说一次上门帮扶收了钱或推销，请核实。")
DENIED_YOURS = _("“{enterprise}”对您的一次上门有异议，监管部门会核实；记错了请改。")
SETTLED = _("监管部门核实了一次上门帮扶，请看结果。")
FINISHED = _("“{helper}”的帮扶完成了，请花一分钟评一评。")
REVIEWED = _("“{enterprise}”评了您的帮扶。")
CANCELLED = _("“{enterprise}”取消了帮扶单子。")


def tell_act(order: HelpOrder, act: Act, actor: User | None) -> None:
    """Tell whose turn it is now, and the enterprise what became of its order."""
    match act:
        case Act.CHOOSE | Act.DISPATCH:
            _tell_helper(order, ASKED, actor)
        case Act.ASK_OFFICE:
            _tell_office(order, actor)
        case Act.ACCEPT:
            tell_enterprise(order, ACCEPTED, actor, act)
        case Act.FINISH:
            tell_enterprise(order, FINISHED, actor, act)
        case Act.REVIEW:
            _tell_helper(order, REVIEWED, actor)
        case Act.CANCEL if order.helper is not None:
            _tell_helper(order, CANCELLED, actor)


def tell_passed(
    order: HelpOrder, helper: Helper | None, act: Act, actor: User | None
) -> None:
    """Tell that somebody did not take an order, and who has it now."""
    former = helper.name if helper else ""
    if act is Act.MOVE_ON and helper is not None:
        people = selectors.list_account_users(helper)
        _tell(order, PASSED_ON, people, actor, PASSED)
    if order.state == "sent":
        _tell_helper(order, ASKED, actor)
        tell_enterprise(order, NEXT_ASKED, actor, act, helper=former)
    elif order.state == "with_office":
        is_back = selectors.is_dispatched(order)
        _tell_office(order, actor, NOT_TAKEN if is_back else TO_DISPATCH)
        title = BACK if is_back else UNANSWERED
        tell_enterprise(order, title, actor, act, helper=former)
    else:
        tell_enterprise(order, DECLINED, actor, act, helper=former)


def remind_offices(order: HelpOrder) -> None:
    """Remind who is to dispatch; who stands above learns that it lies there."""
    _tell(order, UNDISPATCHED, selectors.list_dispatchers(order), None, "office:due")
    above = selectors.list_officers_above(order)
    _tell(order, UNDISPATCHED_BELOW, above, None, "office:due_below")


def remind_helper(order: HelpOrder) -> None:
    _tell_helper(order, DUE, None, "due")


def tell_answer(order: HelpOrder, visit: HelpVisit, actor: User) -> None:
    """Tell the enterprise what was signed for it, and the office what it objects to."""
    if visit.proof == VisitProof.SIGNATURE:
        tell_enterprise(order, SIGNED, actor, f"signed:{visit.number}")
    if visit.awaits_finding:
        title = CHARGED if visit.is_confirmed else DENIED
        people = selectors.list_dispatchers(order)
        _tell(order, title, people, actor, f"office:denied:{visit.number}")
        people = _list_people(visit.helper)
        _tell(order, DENIED_YOURS, people, actor, f"helper:denied:{visit.number}")


def tell_settled(order: HelpOrder, visit: HelpVisit, actor: User) -> None:
    tell_enterprise(order, SETTLED, actor, f"settled:{visit.number}")
    people = _list_people(visit.helper)
    _tell(order, SETTLED, people, actor, f"helper:settled:{visit.number}")


def tell_enterprise(
    order: HelpOrder, title: str, actor: User | None, what: str, *, helper: str = ""
) -> None:
    _tell(order, title, selectors.list_heads(order), actor, f"own:{what}", helper)


def _tell_helper(
    order: HelpOrder, title: str, actor: User | None, what: str = "asked"
) -> None:
    _tell(order, title, _list_people(order.helper), actor, f"helper:{what}")


def _list_people(helper: Helper | None) -> QuerySet[User]:
    if helper is None:
        return User.objects.none()
    return selectors.list_account_users(helper)


def _tell_office(
    order: HelpOrder, actor: User | None, title: str = TO_DISPATCH
) -> None:
    _tell(order, title, selectors.list_dispatchers(order), actor, "office")


def _tell(
    order: HelpOrder,
    title: str,
    people: QuerySet[User],
    actor: User | None,
    what: str,
    helper: str = "",
) -> None:
    """Tell some people; who was asked, and is no more, is led to the own orders."""
    if actor is not None:
        people = people.exclude(pk=actor.pk)
    data = {"enterprise": order.enterprise.name}
    data["helper"] = helper or (order.helper.name if order.helper else "")
    if order.answer_by is not None:
        data["day"] = write_chinese_date(order.answer_by)
    notice = Notice(
        template="todo",
        title=title,
        key=f"order:{order.code}:{what}:{order.version}",
        link=_find_page(order, what),
        data=data,
    )
    send_notice(notice=notice, recipients=people, actor=actor)


def _find_page(order: HelpOrder, what: str) -> str:
    is_cancelled = what.startswith("helper:") and order.state == OrderState.CANCELLED
    is_of_visit = what.startswith(("helper:denied", "helper:settled"))
    if what == PASSED or (is_cancelled and not is_of_visit):
        return reverse("improvement:orders")
    return reverse("improvement:order", args=[order.code])
