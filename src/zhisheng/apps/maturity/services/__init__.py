"""The public door to what changes evaluations and their reviews."""

from zhisheng.apps.maturity.services.evaluating import (
    open_evaluation,
    save_answers,
    submit_evaluation,
)
from zhisheng.apps.maturity.services.evidence import add_evidence, delete_evidence
from zhisheng.apps.maturity.services.inviting import invite_to_evaluate
from zhisheng.apps.maturity.services.reviewing import (
    ask_review,
    confirm_evaluation,
    finish_rating,
    return_evaluation,
    save_ratings,
    withdraw_review,
    write_remark,
)

__all__ = [
    "add_evidence",
    "ask_review",
    "confirm_evaluation",
    "delete_evidence",
    "finish_rating",
    "invite_to_evaluate",
    "open_evaluation",
    "return_evaluation",
    "save_answers",
    "save_ratings",
    "submit_evaluation",
    "withdraw_review",
    "write_remark",
]
