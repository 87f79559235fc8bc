"""The public door to the tables of this app."""

from zhisheng.apps.improvement.models.cases import (
    CaseFigure,
    CasePhoto,
    CaseStep,
    GoodCase,
)
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
    "CaseFigure",
    "CasePhoto",
    "CaseStep",
    "CommonProblem",
    "GoodCase",
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
