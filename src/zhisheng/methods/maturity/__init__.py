"""How far an enterprise's quality management is: score, grade and gaps of an evaluation."""

from zhisheng.methods.maturity.answers import (
    Answer,
    AnswerRefusedError,
    Answers,
    FigureRefusedError,
    check_answer,
    encode,
    find_level,
    list_asked,
)
from zhisheng.methods.maturity.gaps import Gap, list_gaps
from zhisheng.methods.maturity.scoring import (
    Evaluation,
    GateState,
    Span,
    score,
)
from zhisheng.methods.maturity.vectorised import End, Evaluations, score_many

__all__ = [
    "Answer",
    "AnswerRefusedError",
    "Answers",
    "End",
    "Evaluation",
    "Evaluations",
    "FigureRefusedError",
    "Gap",
    "GateState",
    "Span",
    "check_answer",
    "encode",
    "find_level",
    "list_asked",
    "list_gaps",
    "score",
    "score_many",
]
