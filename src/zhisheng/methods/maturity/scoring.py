"""Score one evaluation; what is not known yet gives bounds, never silently the worst."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from zhisheng.methods.maturity.answers import (
    Answers,
    find_level,
    find_range,
    list_asked,
)
from zhisheng.methods.maturity.combining import combine, combine_criteria, find_grade
from zhisheng.reference.maturity import (
    Criterion,
    Dimension,
    Gate,
    MaturityModel,
)

N = TypeVar("N", int, float)


class Pick(Protocol):
    """Either `min` or `max`."""

    def __call__(self, values: list[N], /) -> N:
        """Return one of the values."""


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest and the highest value that is possible; both None if none applies."""

    low: float | None
    high: float | None

    @property
    def is_settled(self) -> bool:
        """Whether no open answer can change the value any more."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate, and whether it is passed; None while open answers decide."""

    gate: Gate
    is_passed: bool | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation says so far.

    Attributes
    ----------
    total : Span
        Score from 1 to the top level.
    lowest_grade, highest_grade : str or None
        Codes of the worst and the best grade still possible; None if nothing applies.
    dimensions, criteria : dict[str, Span]
        By code, in the order of the model.
    gates : tuple[GateState, ...]
        Every gate of the model.
    open_questions : tuple[str, ...]
        Codes of questions that are or may be asked and have no answer.
    asked : frozenset[str]
        Codes of questions that are or may be asked.
    """

    model: str
    version: str
    total: Span
    lowest_grade: str | None
    highest_grade: str | None
    dimensions: dict[str, Span]
    criteria: dict[str, Span]
    gates: tuple[GateState, ...]
    open_questions: tuple[str, ...]
    asked: frozenset[str]

    @property
    def grade(self) -> str | None:
        """Code of the grade, once open answers cannot change it any more."""
        return self.lowest_grade if self.lowest_grade == self.highest_grade else None


@dataclass(frozen=True, slots=True)
class _End:
    """One end of what is possible."""

    total: float | None
    grade: int | None
    dimensions: Sequence[float | None]
    criteria: Sequence[float | None]


def score(model: MaturityModel, answers: Answers) -> Evaluation:
    """Score the answers of one evaluation.

    Parameters
    ----------
    model : MaturityModel
        A model without flaws.
    answers : Mapping[str, Answer]
        Checked answers by code of the question; what is missing or None is not known.

    Returns
    -------
    Evaluation
        With exact bounds: some answers to the open questions reach them.

    Notes
    -----
    An open question counts as the lowest level that some answer to it gives for the
    lowest value, and as the highest for the highest; every combination of answers to open scope questions is tried.
    Source: the model.
    """
    sets = tuple(list_asked(model, answers))
    asked = frozenset[str]().union(*sets)
    lows = _score_sets(model, answers, sets, min)
    highs = _score_sets(model, answers, sets, max)
    low, high = _merge(min, lows), _merge(max, highs)
    return Evaluation(
        model=model.code,
        version=model.version,
        total=Span(low.total, high.total),
        lowest_grade=_name_grade(model, low.grade),
        highest_grade=_name_grade(model, high.grade),
        dimensions=_span(model.dimensions, low.dimensions, high.dimensions),
        criteria=_span(model.criteria, low.criteria, high.criteria),
        gates=tuple(_judge(model, gate, lows, highs) for gate in model.gates),
        open_questions=_list_open(model, answers, asked),
        asked=asked,
    )


def _score_sets(
    model: MaturityModel,
    answers: Answers,
    sets: Iterable[frozenset[str]],
    pick: Pick,
) -> list[_End]:
    levels = _find_levels(model, answers, pick)
    return [_score_set(model, levels, asked) for asked in sets]


def _merge(pick: Pick, ends: Sequence[_End]) -> _End:
    """Keep the worst or the best of every value."""
    return _End(
        total=_pick(pick, (end.total for end in ends)),
        grade=_pick(pick, (end.grade for end in ends)),
        dimensions=_pick_each(pick, [end.dimensions for end in ends]),
        criteria=_pick_each(pick, [end.criteria for end in ends]),
    )


def _find_levels(model: MaturityModel, answers: Answers, pick: Pick) -> dict[str, int]:
    """Return the levels; where the answer is not known, the lowest or the highest."""
    top = model.top_level
    scored = [one for one in model.questions if one.is_scored]
    known = {one.code: find_level(one, top, answers.get(one.code)) for one in scored}
    return {
        one.code: pick([*find_range(one, top)]) if level is None else level
        for one, level in zip(scored, known.values(), strict=True)
    }


def _score_set(
    model: MaturityModel, levels: Mapping[str, int], asked: frozenset[str]
) -> _End:
    criteria = [
        combine(
            model.within,
            [
                (question.weight, levels[question.code])
                for question in criterion.questions
                if question.is_scored and question.code in asked
            ],
        )
        for criterion in model.criteria
    ]
    dimensions, total = combine_criteria(model, criteria)
    return _End(total, find_grade(model, total, criteria), dimensions, criteria)


def _pick(pick: Pick, values: Iterable[N | None]) -> N | None:
    known = [value for value in values if value is not None]
    return pick(known) if known else None


def _pick_each(
    pick: Pick, rows: Sequence[Sequence[float | None]]
) -> tuple[float | None, ...]:
    return tuple(_pick(pick, column) for column in zip(*rows, strict=True))


def _span(
    parts: Sequence[Dimension] | Sequence[Criterion],
    lows: Sequence[float | None],
    highs: Sequence[float | None],
) -> dict[str, Span]:
    spans = map(Span, lows, highs)
    return dict(zip((part.code for part in parts), spans, strict=True))


def _judge(
    model: MaturityModel, gate: Gate, lows: Sequence[_End], highs: Sequence[_End]
) -> GateState:
    """Tell whether a gate is passed however the open questions are answered."""
    place = [criterion.code for criterion in model.criteria].index(gate.criterion)
    if all(_passes(gate, end.criteria[place]) for end in lows):
        return GateState(gate, is_passed=True)
    may_pass = any(_passes(gate, end.criteria[place]) for end in highs)
    return GateState(gate, is_passed=None if may_pass else False)


def _passes(gate: Gate, value: float | None) -> bool:
    """Hold nobody back by a criterion that does not apply."""
    return value is None or value >= gate.least


def _name_grade(model: MaturityModel, place: int | None) -> str | None:
    return None if place is None else model.grades[place].code


def _list_open(
    model: MaturityModel, answers: Answers, asked: frozenset[str]
) -> tuple[str, ...]:
    return tuple(
        one.code
        for one in model.questions
        if one.code in asked and answers.get(one.code) is None
    )
