"""One enterprise, one plan 一企一策: the measures that gain most within its limits."""

from zhisheng.methods.planning.making import LIMIT_NAMES, make_plan
from zhisheng.methods.planning.records import (
    Aim,
    Candidate,
    Chosen,
    LeftOut,
    Limit,
    Limits,
    Loosening,
    NegativeLimitError,
    NoPlanError,
    Plan,
    Reason,
    Standing,
    Target,
    UnknownMeasureError,
    Why,
    Wishes,
)
from zhisheng.methods.planning.solving import Problem

__all__ = [
    "LIMIT_NAMES",
    "Aim",
    "Candidate",
    "Chosen",
    "LeftOut",
    "Limit",
    "Limits",
    "Loosening",
    "NegativeLimitError",
    "NoPlanError",
    "Plan",
    "Problem",
    "Reason",
    "Standing",
    "Target",
    "UnknownMeasureError",
    "Why",
    "Wishes",
    "make_plan",
]
