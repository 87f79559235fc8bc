"""The public door to what this app can change."""

from zhisheng.apps.improvement.services.case_rules import CaseDraft, Figure
from zhisheng.apps.improvement.services.case_steps import (
    decide_case,
    submit_case,
    withdraw_case,
)
from zhisheng.apps.improvement.services.cases import (
    add_photo,
    begin_case,
    remove_photo,
    rewrite_case,
    set_naming,
)
from zhisheng.apps.improvement.services.common_problems import (
    Solution,
    attach_solution,
    confirm_common_problem,
    dismiss_common_problem,
    find_common_problems,
    note_use,
    start_search,
)
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
from zhisheng.apps.improvement.services.problem_causes import add_cause, remove_cause
from zhisheng.apps.improvement.services.problem_files import attach_file
from zhisheng.apps.improvement.services.problem_rules import Figures, Told
from zhisheng.apps.improvement.services.problem_telling import remind_problems
from zhisheng.apps.improvement.services.problems import (
    Report,
    report_problem,
    take_step,
)

__all__ = [
    "Assignment",
    "CaseDraft",
    "Figure",
    "Figures",
    "Ground",
    "Report",
    "Solution",
    "Terms",
    "Told",
    "add_cause",
    "add_photo",
    "agree_plan",
    "assign_task",
    "attach_file",
    "attach_solution",
    "begin_case",
    "confirm_common_problem",
    "decide_case",
    "dismiss_common_problem",
    "find_common_problems",
    "make_plan",
    "note_use",
    "read_ground",
    "read_terms",
    "remind_problems",
    "remind_tasks",
    "remove_cause",
    "remove_photo",
    "report_problem",
    "rewrite_case",
    "set_naming",
    "solve_plan",
    "start_search",
    "submit_case",
    "take_step",
    "tick_task",
    "withdraw_case",
]
