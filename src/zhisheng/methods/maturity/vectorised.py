"""Score many evaluations at once; the rules of `score`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhisheng.methods.maturity.answers import Answer, find_level, list_asked
from zhisheng.methods.maturity.combining import DECIMALS
from zhisheng.reference.maturity import (
    LOWEST_LEVEL,
    Formula,
    MaturityModel,
    Question,
    QuestionKind,
)

Floats = NDArray[np.float64]
Places = NDArray[np.int8]
Rows = slice | NDArray[np.intp]

# Rows worked on at a time, so that what belongs together stays in the cache.
CHUNK: Final = 32_768
NO_GRADE: Final = -1
OPEN: Final = 0


@dataclass(frozen=True, slots=True)
class End:
    """The lowest or the highest values that are possible.

    Attributes
    ----------
    total : NDArray[np.float64], shape (n,)
        Score from 1 to the top level, NaN where nothing applies.
    grade : NDArray[np.int8], shape (n,)
        Place of the grade in the model, -1 where nothing applies.
    dimensions : NDArray[np.float64], shape (dimensions, n)
        NaN where a dimension does not apply.
    criteria : NDArray[np.float64], shape (criteria, n)
        NaN where a criterion does not apply.
    """

    total: Floats
    grade: Places
    dimensions: Floats
    criteria: Floats


@dataclass(frozen=True, slots=True)
class Evaluations:
    """What many evaluations say: the worst and the best that open answers allow."""

    low: End
    high: End


def score_many(
    model: MaturityModel, answers: Mapping[str, NDArray[np.floating]]
) -> Evaluations:
    """Score many evaluations.

    Parameters
    ----------
    model : MaturityModel
        A model without flaws.
    answers : Mapping[str, NDArray[np.floating]], each of shape (n,)
        Checked answers by code of the question, as `encode` writes them; NaN is not
        known yet, as is a question that is left out.

    Notes
    -----
    Source: the model.
    """
    count = max((len(column) for column in answers.values()), default=0)
    found = Evaluations(_prepare(model, count), _prepare(model, count))
    for start in range(0, count, CHUNK):
        part = slice(start, min(start + CHUNK, count))
        columns = _read_columns(model, answers, part)
        levels = {
            one.code: _find_levels(one, model.top_level, columns[one.code])
            for one in model.questions
            if one.is_scored
        }
        ends = Evaluations(_cut(found.low, part), _cut(found.high, part))
        for rows, asked in _list_patterns(model, columns):
            _score_rows(model, levels, rows, asked, ends)
    return found


def _prepare(model: MaturityModel, count: int) -> End:
    return End(
        total=np.full(count, np.nan),
        grade=np.full(count, NO_GRADE, dtype=np.int8),
        dimensions=np.full((len(model.dimensions), count), np.nan),
        criteria=np.full((len(model.criteria), count), np.nan),
    )


def _cut(end: End, part: slice) -> End:
    """Return views, so that what is written there stands in the whole."""
    return End(
        end.total[part],
        end.grade[part],
        end.dimensions[:, part],
        end.criteria[:, part],
    )


def _read_columns(
    model: MaturityModel, answers: Mapping[str, NDArray[np.floating]], part: slice
) -> dict[str, NDArray[np.floating]]:
    unknown = np.full(part.stop - part.start, np.nan)
    return {
        one.code: answers[one.code][part] if one.code in answers else unknown
        for one in model.questions
    }


def _find_levels(
    question: Question, top_level: int, column: NDArray[np.floating]
) -> Places:
    """Return levels, `OPEN` where the answer is not known."""
    is_open = np.isnan(column)
    if question.kind is QuestionKind.NUMBER:
        bounds = [band.bound for band in question.bands]
        levels = np.array([OPEN, *(band.level for band in question.bands)], np.int8)
        places = np.searchsorted(bounds, column, side="right")
    else:
        levels = _tabulate(question, top_level)
        places = np.where(is_open, 0, column).astype(np.intp)
    return np.where(is_open, OPEN, levels[places]).astype(np.int8)


def _tabulate(question: Question, top_level: int) -> Places:
    """Return the level of every number that `encode` can write."""
    answers: list[Answer] = [False, True]
    if question.kind is QuestionKind.RUBRIC:
        answers = list(range(top_level + 1))  # 0 is never written
    elif question.kind is QuestionKind.SEVERAL:
        codes = [option.code for option in question.options]
        answers = [
            tuple(code for place, code in enumerate(codes) if bits >> place & 1)
            for bits in range(1 << len(codes))
        ]
    found = [find_level(question, top_level, answer) for answer in answers]
    return np.array(found, dtype=np.int8)


def _list_patterns(
    model: MaturityModel, columns: Mapping[str, NDArray[np.floating]]
) -> Iterator[tuple[Rows, frozenset[str]]]:
    """List the rows of each combination of scope answers and the questions it asks.

    A row with an open scope stands in every combination it may turn out to be.
    """
    scopes = [one for one in model.questions if not one.is_scored]
    if not scopes:
        yield slice(None), next(list_asked(model, {}))
        return
    for chosen in product(*(range(len(scope.options)) for scope in scopes)):
        fits = np.logical_and.reduce(
            [
                np.isnan(columns[scope.code]) | (columns[scope.code] == place)
                for scope, place in zip(scopes, chosen, strict=True)
            ]
        )
        picked: dict[str, Answer] = {
            scope.code: scope.options[place].code
            for scope, place in zip(scopes, chosen, strict=True)
        }
        if fits.any():
            yield np.flatnonzero(fits), next(list_asked(model, picked))


def _score_rows(
    model: MaturityModel,
    levels: Mapping[str, Places],
    rows: Rows,
    asked: frozenset[str],
    ends: Evaluations,
) -> None:
    """Write what these rows score over what they scored in other combinations."""
    taken = {code: column[rows] for code, column in levels.items() if code in asked}
    for open_level, pick, end in (
        (LOWEST_LEVEL, np.fmin, ends.low),
        (model.top_level, np.fmax, ends.high),
    ):
        filled = {
            code: np.where(column == OPEN, np.int8(open_level), column)
            for code, column in taken.items()
        }
        _write_end(model, filled, rows, pick, end)


def _write_end(
    model: MaturityModel,
    levels: Mapping[str, Places],
    rows: Rows,
    pick: np.ufunc,
    end: End,
) -> None:
    criteria = [
        _combine(
            model.within,
            [(q.weight, levels[q.code]) for q in one.questions if q.code in levels],
        )
        for one in model.criteria
    ]
    rest = iter(criteria)
    dimensions = [
        _combine(model.across, [(one.weight, next(rest)) for one in part.criteria])
        for part in model.dimensions
    ]
    weights = (part.weight for part in model.dimensions)
    total = _combine(model.across, list(zip(weights, dimensions, strict=True)))
    _keep(pick, end.criteria, rows, criteria)
    _keep(pick, end.dimensions, rows, dimensions)
    if total is not None:
        end.total[rows] = pick(end.total[rows], total)
        grades = _find_grades(model, total, criteria)
        before = end.grade[rows]
        end.grade[rows] = np.where(before == NO_GRADE, grades, pick(before, grades))


def _keep(
    pick: np.ufunc, kept: Floats, rows: Rows, values: Sequence[Floats | None]
) -> None:
    for place, column in enumerate(values):
        if column is not None:
            kept[place, rows] = pick(kept[place, rows], column)


def _combine(
    formula: Formula, parts: Sequence[tuple[int, Floats | Places | None]]
) -> Floats | None:
    known = [(weight, column) for weight, column in parts if column is not None]
    if not known:
        return None
    if formula is not Formula.WEIGHTED_MEAN:
        lowest = np.array(known[0][1], dtype=np.float64)
        for _, column in known[1:]:
            np.minimum(lowest, column, out=lowest)
        return np.floor(lowest) if formula is Formula.NO_GAP else lowest
    total = np.zeros(len(known[0][1]))
    for weight, column in known:
        total += np.multiply(column, weight, dtype=np.float64)
    return total / sum(weight for weight, _ in known)


def _find_grades(
    model: MaturityModel, total: Floats, criteria: Sequence[Floats | None]
) -> Places:
    bounds = [grade.threshold for grade in model.grades]
    places = {grade.code: place for place, grade in enumerate(model.grades)}
    values = dict(zip((one.code for one in model.criteria), criteria, strict=True))
    grades = np.searchsorted(bounds, np.round(total, DECIMALS), side="right") - 1
    for gate in model.gates:
        value = values[gate.criterion]
        if value is not None:
            cap = np.minimum(grades, places[gate.highest])
            grades = np.where(value < gate.least, cap, grades)
    return grades.astype(np.int8)
