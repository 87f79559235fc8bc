"""The public door to the tables of this app."""

from zhisheng.apps.improvement.models.plans import Plan, PlanTask
from zhisheng.apps.improvement.models.problems import (
    Problem,
    ProblemCause,
    ProblemFile,
    ProblemStep,
)

__all__ = [
    "Plan",
    "PlanTask",
    "Problem",
    "ProblemCause",
    "ProblemFile",
    "ProblemStep",
]
