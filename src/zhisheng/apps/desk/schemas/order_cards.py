"""Cards about help and good cases: what waits for a helper, an enterprise, an office."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.improvement.models import HelpOrder
from zhisheng.methods.help_orders import State
from zhisheng.ui.cards import ActionCard

MINUTES_PER_ORDER = 2
MINUTES_PER_CASE = 5
MINUTES_PER_VISIT = 10


def answer_orders(count: int) -> ActionCard:
    return ActionCard(
        title=_("答复 {count} 张帮扶单子").format(count=count),
        why=_("企业请您帮忙，接不接都请答复；到期没答复会转给别人。"),
        url=reverse("improvement:orders"),
        label=_("去答复"),
        minutes=count * MINUTES_PER_ORDER,
    )


def dispatch_orders(count: int) -> ActionCard:
    return ActionCard(
        title=_("给 {count} 张帮扶单子派人").format(count=count),
        why=_("企业请您派单，或者它选的人都没有答复。"),
        url=reverse("improvement:orders"),
        label=_("去派单"),
        minutes=count * MINUTES_PER_ORDER,
    )


def go_on_with_cases(count: int) -> ActionCard:
    return ActionCard(
        title=_("办理 {count} 个优良案例").format(count=count),
        why=_("企业写的做法轮到您这一级：推荐、选中或者退回修改，选中的公示、公开。"),
        url=reverse("improvement:cases"),
        label=_("去办理"),
        minutes=count * MINUTES_PER_CASE,
    )


def settle_orders(count: int) -> ActionCard:
    return ActionCard(
        title=_("核实 {count} 张单子上有异议的上门").format(count=count),
        why=_("企业说没有来过、与记录不符，或者收了钱；核实后写一句结果。"),
        url=reverse("improvement:orders"),
        label=_("去核实"),
        minutes=count * MINUTES_PER_VISIT,
    )


def continue_order(order: HelpOrder) -> ActionCard:
    """Lead on to whom to ask, to the review of what was done, or to a visit's check."""
    if order.state == State.DONE:
        return ActionCard(
            title=_("评一评这次帮扶"),
            why=_("三个问题，下次推荐谁会参考您的评价。"),
            url=reverse("improvement:order", args=[order.code]),
            label=_("去评"),
            minutes=1,
        )
    if order.state != State.CHOOSING:
        return ActionCard(
            title=_("核对一次上门帮扶"),
            why=_("来过没有、是不是这样，三个问题；没有来过也请说。"),
            url=reverse("improvement:order", args=[order.code]),
            label=_("去核对"),
            minutes=1,
        )
    return ActionCard(
        title=_("选一位来帮您"),
        why=_("您点的单还没有选人；平台排好了，由您定。"),
        url=reverse("improvement:candidates", args=[order.code]),
        label=_("看谁能来"),
        minutes=2,
    )
