"""Page contexts, and what the API takes and gives."""

from zhisheng.apps.returns.schemas.contexts import (
    DetailPage,
    FormHead,
    ReviewPage,
    StepPage,
)
from zhisheng.apps.returns.schemas.pages import (
    build_card,
    build_detail_page,
    build_head,
    build_review_page,
    build_step_page,
    describe_right,
    read_initial,
    tabulate_dictionary,
    tabulate_returns,
    tabulate_totals,
)

__all__ = [
    "DetailPage",
    "FormHead",
    "ReviewPage",
    "StepPage",
    "build_card",
    "build_detail_page",
    "build_head",
    "build_review_page",
    "build_step_page",
    "describe_right",
    "read_initial",
    "tabulate_dictionary",
    "tabulate_returns",
    "tabulate_totals",
]
