"""Score many evaluations at once; the rules of `score`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhisheng.methods.maturity.answers import (
    Answer,
    find_level,
    find_range,
    list_asked,
)
from zhisheng.methods.maturity.combining import DECIMALS
from zhisheng.reference.maturity import (
    Criterion,
    Formula,
    MaturityModel,
    Question,
    QuestionKind,
)

Floats = NDArray[np.float64]
Places = NDArray[np.int8]
Rows = slice | NDArray[np.intp]

# Rows worked on at a time, so that what belongs together stays in the cache.
CHUNK: Final = 16_384
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
    scored = [one for one in model.questions if one.is_scored]
    tables = {one.code: _tabulate(one, model.top_level) for one in scored}
    found = Evaluations(_prepare(model, count), _prepare(model, count))
    for start in range(0, count, CHUNK):
        part = slice(start, min(start + CHUNK, count))
        columns = _read_columns(model, answers, part)
        levels = {
            one.code: _find_levels(one, tables[one.code], columns[one.code])
            for one in scored
        }
        ends = Evaluations(_cut(found.low, part), _cut(found.high, part))
        _score_chunk(model, levels, list(_list_patterns(model, columns)), ends)
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
    question: Question, table: Places, column: NDArray[np.floating]
) -> Places:
    """Return levels, `OPEN` where the answer is not known."""
    is_open = np.isnan(column)
    if question.kind is QuestionKind.NUMBER:
        levels = table[_count_reached(column, [b.bound for b in question.bands]) - 1]
    else:
        levels = table[np.where(is_open, 0, column).astype(np.intp)]
    np.copyto(levels, OPEN, where=is_open)
    return levels


def _count_reached(values: NDArray[np.floating], bounds: Sequence[float]) -> Places:
    """Count how many rising bounds each value reaches; not a number reaches the first.

    Faster than a search where bounds are as few as bands and grades.
    """
    reached = np.ones(len(values), dtype=np.int8)
    for bound in bounds[1:]:
        reached += values >= bound
    return reached


def _tabulate(question: Question, top_level: int) -> Places:
    """Return the level of every number that `encode` can write, or of every band."""
    if question.kind is QuestionKind.NUMBER:
        return np.array([band.level for band in question.bands], dtype=np.int8)
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
    may_be = {
        (scope.code, place): np.isnan(columns[scope.code])
        | (columns[scope.code] == place)
        for scope in scopes
        for place in range(len(scope.options))
    }
    for chosen in product(*(range(len(scope.options)) for scope in scopes)):
        picked = list(zip(scopes, chosen, strict=True))
        fits = np.logical_and.reduce([may_be[one.code, place] for one, place in picked])
        given: dict[str, Answer] = {
            one.code: one.options[place].code for one, place in picked
        }
        if fits.any():
            yield np.flatnonzero(fits), next(list_asked(model, given))


def _score_chunk(
    model: MaturityModel,
    levels: Mapping[str, Places],
    patterns: Sequence[tuple[Rows, frozenset[str]]],
    ends: Evaluations,
) -> None:
    """Write what each combination scores over what its rows scored in others."""
    ranges = {
        one.code: find_range(one, model.top_level)
        for one in model.questions
        if one.is_scored
    }
    for place, (pick, end) in enumerate(((np.fmin, ends.low), (np.fmax, ends.high))):
        filled = _fill(levels, {code: both[place] for code, both in ranges.items()})
        criteria = [
            _score_criterion(model, one, filled, [asked for _, asked in patterns])
            for one in model.criteria
        ]
        for kept, values in zip(end.criteria, criteria, strict=True):
            _keep_criterion(pick, kept, patterns, values)
        for number, (rows, _) in enumerate(patterns):
            taken = [
                None if (value := values[number]) is None else value[rows]
                for values in criteria
            ]
            _write_end(model, taken, rows, pick, end)


def _fill(
    levels: Mapping[str, Places], open_levels: Mapping[str, int]
) -> dict[str, Places]:
    """Put a level where the answer is not known; `OPEN` is 0, so adding does."""
    return {
        code: column + (column == OPEN) * np.int8(open_levels[code] - OPEN)
        for code, column in levels.items()
    }


def _score_criterion(
    model: MaturityModel,
    criterion: Criterion,
    levels: Mapping[str, Places],
    sets: Sequence[frozenset[str]],
) -> list[Floats | None]:
    """Return the values with each set of asked questions, each worked out once.

    Few criteria hang on a scope; the others are the same with every set.
    """
    scored = [one for one in criterion.questions if one.is_scored]
    found: dict[tuple[str, ...], Floats | None] = {}
    values = []
    for asked in sets:
        own = tuple(one.code for one in scored if one.code in asked)
        if own not in found:
            parts = [(q.weight, levels[q.code]) for q in scored if q.code in own]
            found[own] = _combine(model.within, parts)
        values.append(found[own])
    return values


def _keep_criterion(
    pick: np.ufunc,
    kept: Floats,
    patterns: Sequence[tuple[Rows, frozenset[str]]],
    values: Sequence[Floats | None],
) -> None:
    first = values[0]
    if first is not None and all(value is first for value in values):
        kept[:] = first
        return
    for (rows, _), value in zip(patterns, values, strict=True):
        if value is not None:
            kept[rows] = pick(kept[rows], value[rows])


def _write_end(
    model: MaturityModel,
    criteria: Sequence[Floats | None],
    rows: Rows,
    pick: np.ufunc,
    end: End,
) -> None:
    rest = iter(criteria)
    dimensions = [
        _combine(model.across, [(one.weight, next(rest)) for one in part.criteria])
        for part in model.dimensions
    ]
    weights = (part.weight for part in model.dimensions)
    total = _combine(model.across, list(zip(weights, dimensions, strict=True)))
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
        lowest = known[0][1].astype(np.float64)
        for _, column in known[1:]:
            np.minimum(lowest, column, out=lowest)
        return np.floor(lowest) if formula is Formula.NO_GAP else lowest
    total = np.zeros(len(known[0][1]))
    for weight, column in known:
        total += np.multiply(column, weight, dtype=np.float64)
    return np.divide(total, sum(weight for weight, _ in known))


def _find_grades(
    model: MaturityModel, total: Floats, criteria: Sequence[Floats | None]
) -> Places:
    bounds = [grade.threshold for grade in model.grades]
    places = {grade.code: place for place, grade in enumerate(model.grades)}
    values = dict(zip((one.code for one in model.criteria), criteria, strict=True))
    grades = _count_reached(np.round(total, DECIMALS), bounds) - 1
    for gate in model.gates:
        value = values[gate.criterion]
        if value is not None:
            cap = np.minimum(grades, np.int8(places[gate.highest]))
            grades = np.where(value < gate.least, cap, grades)
    return grades
