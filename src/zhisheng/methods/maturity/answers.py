"""What an answer is, which level it has, and which questions are asked."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import product

from zhisheng.methods.errors import DomainError
from zhisheng.reference.maturity import (
    LOWEST_LEVEL,
    MaturityModel,
    Question,
    QuestionKind,
)

# A level of a rubric, yes or no, the codes of the options that are true, a figure, or
# the code of the one option of a scope question; None is "not known yet".
Answer = int | float | bool | str | tuple[str, ...] | None
Answers = Mapping[str, Answer]


class AnswerRefusedError(DomainError):
    """An answer is none of those the question allows."""

    code = "maturity.answer_refused"
    message = "“{question}”的答案不能是“{answer}”。{cure}"
    translated = frozenset({"cure"})


class FigureRefusedError(AnswerRefusedError):
    """A figure is none, out of range, or has too many decimals."""

    code = "maturity.figure_refused"
    message = "请填 {least} 到 {most} 之间的{kind}，例如 {example}。不清楚就空着。"
    translated = frozenset({"kind"})


def check_answer(question: Question, top_level: int, answer: Answer) -> None:
    """Refuse an answer the question does not allow; not known yet is always allowed.

    Parameters
    ----------
    question : Question
    top_level : int
        Of the model.
    answer : Answer

    Raises
    ------
    AnswerRefusedError
    """
    if answer is not None and not _is_allowed(question, top_level, answer):
        if question.least is not None and question.most is not None:
            raise FigureRefusedError(
                least=question.least,
                most=question.most,
                kind=_WHOLE if question.decimals == 0 else _FIGURE,
                example=question.example,
            )
        cure = _CURES[question.kind]
        raise AnswerRefusedError(question=question.text, answer=answer, cure=cure)


def find_level(question: Question, top_level: int, answer: Answer) -> int | None:
    """Return the level of a checked answer; None if it is not known or has none.

    Parameters
    ----------
    question : Question
    top_level : int
        Of the model.
    answer : Answer
        One that `check_answer` lets pass.
    """
    match question.kind, answer:
        case QuestionKind.YES_NO, bool(is_true):
            return top_level if is_true else LOWEST_LEVEL
        case QuestionKind.RUBRIC, int(level):
            return level
        case QuestionKind.NUMBER, int(figure) | float(figure):
            return _find_band(question, figure)
        case QuestionKind.SEVERAL, tuple(ticked) if question.bands:
            return _find_band(question, len(set(ticked)))
        case QuestionKind.SEVERAL, tuple(ticked):
            return _climb(question, set(ticked))
    return None


def find_range(question: Question, top_level: int) -> tuple[int, int]:
    """Return the lowest and the highest level that some answer to a question gives.

    Parameters
    ----------
    question : Question
        Of a model without flaws; not one of scope, which has no level.
    top_level : int
    """
    match question.kind:
        case QuestionKind.NUMBER:
            levels = [band.level for band in question.bands]
        case QuestionKind.SEVERAL if question.bands:
            counts = range(len(question.options) + 1)
            levels = [_find_band(question, count) for count in counts]
        case QuestionKind.SEVERAL:
            every = {option.code for option in question.options}
            levels = [_climb(question, set()), _climb(question, every)]
        case _:
            levels = [LOWEST_LEVEL, top_level]
    return min(levels), max(levels)


def list_asked(model: MaturityModel, answers: Answers) -> Iterator[frozenset[str]]:
    """List the sets of questions that may be asked, one unless a scope is open.

    Parameters
    ----------
    model : MaturityModel
        A model without flaws.
    answers : Mapping[str, Answer]
        Of these only those to scopes matter.
    """
    scopes = [one for one in model.questions if not one.is_scored]
    choices = [_list_choices(scope, answers) for scope in scopes]
    seen: set[frozenset[str]] = set()
    for chosen in product(*choices):
        picked = dict(zip((scope.code for scope in scopes), chosen, strict=True))
        asked = _find_asked(model, picked)
        if asked not in seen:
            seen.add(asked)
            yield asked


def encode(question: Question, answer: Answer) -> float:
    """Write an answer as the number it has in a snapshot; NaN is not known yet.

    Rubric: the level. Yes or no: 1 or 0. Several: a bit per option, the first one the
    lowest. Number: the figure. Scope: the place of the option, from 0.

    Parameters
    ----------
    question : Question
    answer : Answer
        One that `check_answer` lets pass.
    """
    if answer is None:
        return math.nan
    codes = [option.code for option in question.options]
    if isinstance(answer, str):
        return float(codes.index(answer))
    if isinstance(answer, tuple):
        return float(sum(1 << codes.index(code) for code in set(answer)))
    return float(answer)


def _list_choices(scope: Question, answers: Answers) -> list[str]:
    answer = answers.get(scope.code)
    if isinstance(answer, str):
        return [answer]
    return [option.code for option in scope.options]


def _find_asked(model: MaturityModel, picked: Mapping[str, str]) -> frozenset[str]:
    """Return what is asked; a question hangs on scopes that are asked themselves."""
    asked: set[str] = set()
    waiting = list(model.questions)
    while True:
        ready = [one for one in waiting if _is_asked(one, picked, asked)]
        if not ready:
            return frozenset(asked)
        asked |= {one.code for one in ready}
        waiting = [one for one in waiting if one.code not in asked]


def _is_asked(question: Question, picked: Mapping[str, str], asked: set[str]) -> bool:
    return all(
        condition.question in asked and picked[condition.question] in condition.answers
        for condition in question.when
    )


def _is_allowed(question: Question, top_level: int, answer: Answer) -> bool:
    codes = {option.code for option in question.options}
    match question.kind, answer:
        case QuestionKind.YES_NO, bool():
            return True
        case _, bool():
            return False
        case QuestionKind.RUBRIC, int(level):
            return LOWEST_LEVEL <= level <= top_level
        case QuestionKind.NUMBER, int(figure) | float(figure):
            return math.isfinite(figure) and _fits(question, figure)
        case QuestionKind.SEVERAL, tuple(ticked):
            return set(ticked) <= codes
        case QuestionKind.SCOPE, str(option):
            return option in codes
    return False


def _fits(question: Question, figure: float) -> bool:
    if question.least is None or question.most is None:
        return True
    is_within = float(question.least) <= figure <= float(question.most)
    return is_within and round(figure, question.decimals) == figure


def _climb(question: Question, ticked: set[str]) -> int:
    """Return the highest level that is wanted and has nothing missing up to it."""
    steps = [(option.level or LOWEST_LEVEL, option.code) for option in question.options]
    first_gap = min(
        (level for level, code in steps if code not in ticked), default=None
    )
    reached = [level for level, _ in steps if first_gap is None or level < first_gap]
    return max(reached, default=LOWEST_LEVEL)


def _find_band(question: Question, figure: float) -> int:
    bounds = [band.bound for band in question.bands]
    return question.bands[bisect_right(bounds, figure) - 1].level


_WHOLE, _FIGURE = "整数", "数字"
_CURES: dict[QuestionKind, str] = {
    QuestionKind.RUBRIC: "请选一级。",
    QuestionKind.YES_NO: "请选是或否。",
    QuestionKind.SEVERAL: "请从列出的选项里选；选了“以上都没有”就不能再选别的。",
    QuestionKind.NUMBER: "请填一个数字。",
    QuestionKind.SCOPE: "请从列出的选项里选一个。",
}
