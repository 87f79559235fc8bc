"""Who may do what with plans, problems and cases: one table, read everywhere."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.kit.errors import ForbiddenError

OF_THE_ENTERPRISE = frozenset({Role.OWNER, Role.WORKER, Role.PROXY})
ANSWERING = frozenset({Role.OWNER, Role.PROXY})
# Whose organisation an enterprise may let see its problems.
ADVISING = frozenset({Role.EXPERT, Role.BODY, Role.ASSOCIATION, Role.LABORATORY})


class Action(StrEnum):
    SEE_OWN_PLANS = "improvement.see_own_plans"
    WATCH_PLANS = "improvement.watch_plans"
    MAKE_PLAN = "improvement.make_plan"
    AGREE_PLAN = "improvement.agree_plan"
    TICK_TASK = "improvement.tick_task"
    SEE_OWN_PROBLEMS = "improvement.see_own_problems"
    READ_SHARED_PROBLEMS = "improvement.read_shared_problems"
    WATCH_PROBLEMS = "improvement.watch_problems"
    WORK_ON_PROBLEM = "improvement.work_on_problem"
    CLOSE_PROBLEM = "improvement.close_problem"
    GROUP_PROBLEMS = "improvement.group_problems"
    USE_SOLUTION = "improvement.use_solution"
    SEE_OWN_CASES = "improvement.see_own_cases"
    WRITE_CASE = "improvement.write_case"
    REVIEW_CASES = "improvement.review_cases"
    SEE_HELPERS = "improvement.see_helpers"
    KEEP_HELPERS = "improvement.keep_helpers"
    KEEP_OWN_ENTRY = "improvement.keep_own_entry"
    SEE_OWN_ORDERS = "improvement.see_own_orders"
    ORDER_HELP = "improvement.order_help"
    TAKE_ORDERS = "improvement.take_orders"
    WATCH_ORDERS = "improvement.watch_orders"
    DISPATCH_ORDERS = "improvement.dispatch_orders"
    WATCH_CONFLICTS = "improvement.watch_conflicts"
    CHOOSE_CERTIFIER = "improvement.choose_certifier"


# An officer sees what enterprises of the region have agreed on, and changes nothing.
ROLES_BY_ACTION: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.SEE_OWN_PLANS: OF_THE_ENTERPRISE,
        Action.WATCH_PLANS: frozenset({Role.OFFICER}),
        Action.MAKE_PLAN: ANSWERING,
        Action.AGREE_PLAN: ANSWERING,
        Action.TICK_TASK: OF_THE_ENTERPRISE,
        Action.SEE_OWN_PROBLEMS: OF_THE_ENTERPRISE,
        # Only of enterprises that let their organisation see problems.
        Action.READ_SHARED_PROBLEMS: ADVISING,
        # How many and how far, never what they say.
        Action.WATCH_PROBLEMS: frozenset({Role.OFFICER}),
        Action.WORK_ON_PROBLEM: OF_THE_ENTERPRISE,
        Action.CLOSE_PROBLEM: ANSWERING,
        Action.GROUP_PROBLEMS: frozenset({Role.OFFICER}),
        Action.USE_SOLUTION: OF_THE_ENTERPRISE,
        Action.SEE_OWN_CASES: OF_THE_ENTERPRISE,
        # Being named, and telling the public, is for who answers for the enterprise.
        Action.WRITE_CASE: ANSWERING,
        Action.REVIEW_CASES: frozenset({Role.OFFICER}),
        Action.SEE_HELPERS: OF_THE_ENTERPRISE | ADVISING | {Role.OFFICER},
        # Of the own area: the register names who keeps each entry.
        Action.KEEP_HELPERS: frozenset({Role.OFFICER}),
        # Absences and how much is taken on, of the own entry alone.
        Action.KEEP_OWN_ENTRY: ADVISING,
        Action.SEE_OWN_ORDERS: OF_THE_ENTERPRISE,
        Action.ORDER_HELP: ANSWERING,
        Action.TAKE_ORDERS: ADVISING,
        Action.WATCH_ORDERS: frozenset({Role.OFFICER}),
        Action.DISPATCH_ORDERS: frozenset({Role.OFFICER}),
        Action.WATCH_CONFLICTS: frozenset({Role.OFFICER}),
        # Nobody chooses who certifies for the owner.
        Action.CHOOSE_CERTIFIER: frozenset({Role.OWNER}),
    }
)


def may(actor: Actor, action: Action) -> bool:
    return get_scope(actor).has_role(*ROLES_BY_ACTION[action])


def require(actor: Actor, *actions: Action) -> None:
    """Raise unless some role of the actor allows one of the actions."""
    if not any(may(actor, action) for action in actions):
        raise ForbiddenError
