"""The public door to what this app can change."""

from zhisheng.apps.improvement.services.plan_tasks import (
    Assignment,
    assign_task,
    remind_tasks,
    tick_task,
)
from zhisheng.apps.improvement.services.planning import Ground, Terms, solve_plan
from zhisheng.apps.improvement.services.plans import (
    agree_plan,
    make_plan,
    read_ground,
    read_terms,
)

__all__ = [
    "Assignment",
    "Ground",
    "Terms",
    "agree_plan",
    "assign_task",
    "make_plan",
    "read_ground",
    "read_terms",
    "remind_tasks",
    "solve_plan",
    "tick_task",
]
