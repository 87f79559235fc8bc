"""The public door to the contexts of the pages of this app."""

from zhisheng.apps.improvement.schemas.plan_lists import (
    build_watched,
    list_groups,
    list_variants,
)
from zhisheng.apps.improvement.schemas.plan_terms import make_terms, suggest_limits
from zhisheng.apps.improvement.schemas.plans import build_plan_page
from zhisheng.apps.improvement.schemas.reasons import explain_failure, name_measure
from zhisheng.kit.problems import describe

__all__ = [
    "build_plan_page",
    "build_watched",
    "describe",
    "explain_failure",
    "list_groups",
    "list_variants",
    "make_terms",
    "name_measure",
    "suggest_limits",
]
