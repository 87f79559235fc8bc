"""The public door to the tables of this app."""

from zhisheng.apps.improvement.models.common_problems import (
    CommonProblem,
    ProblemSearch,
    SolutionFile,
    SolutionUse,
)
from zhisheng.apps.improvement.models.plans import Plan, PlanTask
from zhisheng.apps.improvement.models.problems import (
    Problem,
    ProblemCause,
    ProblemFile,
    ProblemStep,
)

__all__ = [
    "CommonProblem",
    "Plan",
    "PlanTask",
    "Problem",
    "ProblemCause",
    "ProblemFile",
    "ProblemSearch",
    "ProblemStep",
    "SolutionFile",
    "SolutionUse",
]
