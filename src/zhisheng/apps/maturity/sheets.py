"""What an answer is on a page: the choices of a question, texts in and out."""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhisheng.kit.sheets.errors import ValueRefusedError
from zhisheng.kit.sheets.values import parse_quantity
from zhisheng.methods.maturity import Answer
from zhisheng.reference.maturity import Question, QuestionKind

UNKNOWN, NOTHING, YES, NO = "unknown", "nothing", "yes", "no"
LONGEST_NUMBER = 30


def list_choices(question: Question, *, in_english: bool) -> list[tuple[str, Any]]:
    """List what can be picked; also that nothing fits or that nobody knows."""
    unknown = (UNKNOWN, _("还不清楚，先空着"))
    if question.kind is QuestionKind.YES_NO:
        return [(YES, _("是")), (NO, _("否")), unknown]
    if question.kind is QuestionKind.RUBRIC:
        levels = [
            (str(level.level), level.english if in_english else level.text)
            for level in question.levels
        ]
        return [*levels, unknown]
    options = [
        (option.code, option.english if in_english else option.text)
        for option in question.options
    ]
    if question.kind is QuestionKind.SEVERAL:
        return [*options, (NOTHING, _("以上都没有"))]
    return [*options, unknown]


def write_texts(answer: Answer) -> list[str]:
    """Write an answer as its field shows it; nothing is picked where none is known."""
    if answer is None:
        return []
    if isinstance(answer, tuple):
        return list(answer) or [NOTHING]
    if isinstance(answer, bool):
        return [YES if answer else NO]
    return [f"{answer:g}" if isinstance(answer, float) else str(answer)]


def read_texts(question: Question, texts: Sequence[str]) -> Answer:
    """Read what a field sent; what cannot be read stays a text, which is refused."""
    if question.kind is QuestionKind.SEVERAL:
        picked = tuple(sorted(set(texts)))
        # Something and nothing at once is refused; neither is guessed away.
        return (() if picked == (NOTHING,) else picked) if picked else None
    text = texts[0] if texts else ""
    if text in {"", UNKNOWN}:
        return None
    if question.kind is QuestionKind.YES_NO:
        return {YES: True, NO: False}.get(text, text)
    if question.kind is QuestionKind.RUBRIC:
        levels = {str(one.level): one.level for one in question.levels}
        return levels.get(text, text[:LONGEST_NUMBER])
    return (
        _read_number(question, text) if question.kind is QuestionKind.NUMBER else text
    )


def _read_number(question: Question, typed: str) -> Answer:
    """Read a figure, also with its unit behind it; 3％ is 3 of a hundred."""
    text = unicodedata.normalize("NFKC", typed).strip()
    text = text.removesuffix(question.unit).strip()
    if question.is_share:
        text = text.removesuffix("%").strip()
    try:
        value = parse_quantity(text[:LONGEST_NUMBER]).value
    except ValueRefusedError:
        return typed
    return float(value) if isinstance(value, Decimal) else typed
