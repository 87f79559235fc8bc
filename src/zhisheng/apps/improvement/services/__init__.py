"""The public door to what this app can change."""

from zhisheng.apps.improvement.services.case_notices import (
    NoticeTerms,
    announce_case,
    release_cases,
)
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
from zhisheng.apps.improvement.services.certifiers import (
    choose_certifier,
    withdraw_certifier,
)
from zhisheng.apps.improvement.services.common_problems import (
    Solution,
    answer_suggested,
    attach_solution,
    confirm_common_problem,
    dismiss_common_problem,
    find_common_problems,
    note_use,
    start_search,
)
from zhisheng.apps.improvement.services.impartiality import (
    name_clauses,
    refuse_conflict,
    tell_conflict,
    tell_conflicts,
)
from zhisheng.apps.improvement.services.order_rules import name_bar
from zhisheng.apps.improvement.services.orders import (
    Answer,
    Wish,
    move_order,
    order_help,
    watch_orders,
)
from zhisheng.apps.improvement.services.plan_comparing import Way, compare_aims
from zhisheng.apps.improvement.services.plan_tasks import (
    Assignment,
    assign_task,
    remind_tasks,
    tick_task,
)
from zhisheng.apps.improvement.services.planning import (
    Ground,
    Terms,
    read_ground,
    solve_plan,
)
from zhisheng.apps.improvement.services.plans import (
    agree_plan,
    make_plan,
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
from zhisheng.apps.improvement.services.register import (
    HelperTerms,
    add_absence,
    change_helper,
    end_helper,
    register_helper,
    remove_absence,
    set_capacity,
)
from zhisheng.apps.improvement.services.visit_answers import (
    Said,
    confirm_by_account,
    confirm_by_code,
    confirm_by_signature,
    make_visit_code,
)
from zhisheng.apps.improvement.services.visit_findings import settle_visit
from zhisheng.apps.improvement.services.visits import (
    VisitNotes,
    attach_visit_file,
    change_visit,
    write_visit,
)

__all__ = [
    "Answer",
    "Assignment",
    "CaseDraft",
    "Figure",
    "Figures",
    "Ground",
    "HelperTerms",
    "NoticeTerms",
    "Report",
    "Said",
    "Solution",
    "Terms",
    "Told",
    "VisitNotes",
    "Way",
    "Wish",
    "add_absence",
    "add_cause",
    "add_photo",
    "agree_plan",
    "announce_case",
    "answer_suggested",
    "assign_task",
    "attach_file",
    "attach_solution",
    "attach_visit_file",
    "begin_case",
    "change_helper",
    "change_visit",
    "choose_certifier",
    "compare_aims",
    "confirm_by_account",
    "confirm_by_code",
    "confirm_by_signature",
    "confirm_common_problem",
    "decide_case",
    "dismiss_common_problem",
    "end_helper",
    "find_common_problems",
    "make_plan",
    "make_visit_code",
    "move_order",
    "name_bar",
    "name_clauses",
    "note_use",
    "order_help",
    "read_ground",
    "read_terms",
    "refuse_conflict",
    "register_helper",
    "release_cases",
    "remind_problems",
    "remind_tasks",
    "remove_absence",
    "remove_cause",
    "remove_photo",
    "report_problem",
    "rewrite_case",
    "set_capacity",
    "set_naming",
    "settle_visit",
    "solve_plan",
    "start_search",
    "submit_case",
    "take_step",
    "tell_conflict",
    "tell_conflicts",
    "tick_task",
    "watch_orders",
    "withdraw_case",
    "withdraw_certifier",
    "write_visit",
]
