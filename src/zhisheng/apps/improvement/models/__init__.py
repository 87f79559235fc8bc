"""The public door to the tables of this app."""

from zhisheng.apps.improvement.models.cases import (
    CaseFigure,
    CasePhoto,
    CaseStep,
    GoodCase,
)
from zhisheng.apps.improvement.models.certifiers import CertifierChoice
from zhisheng.apps.improvement.models.common_problems import (
    CommonProblem,
    ProblemSearch,
    SolutionFile,
    SolutionUse,
)
from zhisheng.apps.improvement.models.orders import (
    HelpOrder,
    HelpOrderStep,
    HelpReview,
    HelpVisit,
    HelpVisitFile,
)
from zhisheng.apps.improvement.models.plans import Plan, PlanTask
from zhisheng.apps.improvement.models.problems import (
    Problem,
    ProblemCause,
    ProblemFile,
    ProblemStep,
)
from zhisheng.apps.improvement.models.register import (
    Helper,
    HelperAbsence,
    HelperQualification,
)

__all__ = [
    "CaseFigure",
    "CasePhoto",
    "CaseStep",
    "CertifierChoice",
    "CommonProblem",
    "GoodCase",
    "HelpOrder",
    "HelpOrderStep",
    "HelpReview",
    "HelpVisit",
    "HelpVisitFile",
    "Helper",
    "HelperAbsence",
    "HelperQualification",
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
