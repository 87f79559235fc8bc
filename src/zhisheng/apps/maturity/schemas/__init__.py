"""The public door to what the pages of evaluations are made of."""

from zhisheng.apps.maturity.schemas.agreement import (
    build_agreement_table,
    build_quarter_table,
    tell_few,
)
from zhisheng.apps.maturity.schemas.cards import build_card
from zhisheng.apps.maturity.schemas.conditions import build_conditions_page
from zhisheng.apps.maturity.schemas.filling import (
    Files,
    Sent,
    Way,
    build_step_page,
    find_step,
    find_step_of,
    list_asked_questions,
    list_deciding,
    name_place,
)
from zhisheng.apps.maturity.schemas.history import build_history_table
from zhisheng.apps.maturity.schemas.papers import build_paper, tell_enterprise
from zhisheng.apps.maturity.schemas.results import (
    build_result_page,
    build_review_card,
    list_papers,
)
from zhisheng.apps.maturity.schemas.reviewing import (
    build_review_cards,
    build_review_page,
    list_files,
    name_question,
)
from zhisheng.apps.maturity.schemas.stating import build_stating_page, find_outcome
from zhisheng.apps.maturity.schemas.wording import name_part

__all__ = [
    "Files",
    "Sent",
    "Way",
    "build_agreement_table",
    "build_card",
    "build_conditions_page",
    "build_history_table",
    "build_paper",
    "build_quarter_table",
    "build_result_page",
    "build_review_card",
    "build_review_cards",
    "build_review_page",
    "build_stating_page",
    "build_step_page",
    "find_outcome",
    "find_step",
    "find_step_of",
    "list_asked_questions",
    "list_deciding",
    "list_files",
    "list_papers",
    "name_part",
    "name_place",
    "name_question",
    "tell_enterprise",
    "tell_few",
]
