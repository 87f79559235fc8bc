"""The public door to what this app can read."""

from zhisheng.apps.improvement.selectors.enterprises import list_own_enterprises_for
from zhisheng.apps.improvement.selectors.plans import (
    get_plan_for,
    list_own_plans_for,
    list_watched_plans_for,
)

__all__ = [
    "get_plan_for",
    "list_own_enterprises_for",
    "list_own_plans_for",
    "list_watched_plans_for",
]
