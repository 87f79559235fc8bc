"""One enterprise, one plan 一企一策: the measures that gain most within its limits."""

from zhisheng.methods.planning.loosening import explain_nothing
from zhisheng.methods.planning.making import LIMIT_NAMES, make_plan
from zhisheng.methods.planning.preparing import (
    Reached,
    find_last_steps,
    find_next_target,
    find_reached,
    lift_levels,
    prepare_problem,
)
from zhisheng.methods.planning.problem import DAYS_OF_MONTH, Problem
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
    TookTooLongError,
    UnknownMeasureError,
    Why,
    Wishes,
)
from zhisheng.methods.planning.scheduling import Schedule, Slot, find_schedule

__all__ = [
    "DAYS_OF_MONTH",
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
    "Reached",
    "Reason",
    "Schedule",
    "Slot",
    "Standing",
    "Target",
    "TookTooLongError",
    "UnknownMeasureError",
    "Why",
    "Wishes",
    "explain_nothing",
    "find_last_steps",
    "find_next_target",
    "find_reached",
    "find_schedule",
    "lift_levels",
    "make_plan",
    "prepare_problem",
]
