"""How values of parts become the value of the whole; parts that do not apply are left out."""

import math
from collections.abc import Iterable, Sequence

from zhisheng.reference.maturity import Formula, MaturityModel

# Scores are compared with thresholds: a sum of shares must not miss one by 1e-16.
DECIMALS = 9


def combine(
    formula: Formula, parts: Iterable[tuple[int, float | None]]
) -> float | None:
    """Combine weighted values; None if no part applies.

    Parameters
    ----------
    formula : Formula
    parts : Iterable[tuple[int, float or None]]
        Weight and value, from 1 to the top level; None where a part does not apply.
    """
    known = [(weight, value) for weight, value in parts if value is not None]
    if not known:
        return None
    if formula is Formula.WEIGHTED_MEAN:
        total = sum(weight * value for weight, value in known)
        return total / sum(weight for weight, _ in known)
    lowest = min(value for _, value in known)
    return float(math.floor(lowest)) if formula is Formula.NO_GAP else lowest


def combine_criteria(
    model: MaturityModel, values: Sequence[float | None]
) -> tuple[list[float | None], float | None]:
    """Return the values of the dimensions and of the whole.

    Parameters
    ----------
    model : MaturityModel
    values : Sequence[float or None], shape (criteria,)
        In the order of the model.
    """
    rest = iter(values)
    dimensions = [
        combine(model.across, [(one.weight, next(rest)) for one in part.criteria])
        for part in model.dimensions
    ]
    weights = [part.weight for part in model.dimensions]
    return dimensions, combine(model.across, zip(weights, dimensions, strict=True))


def find_grade(
    model: MaturityModel, total: float | None, criteria: Sequence[float | None]
) -> int | None:
    """Return the place of the grade a score reaches with the gates; None without a score.

    A criterion that does not apply holds nobody back.
    """
    if total is None:
        return None
    reached = sum(one.threshold <= round(total, DECIMALS) for one in model.grades) - 1
    return min([reached, *_list_caps(model, criteria)])


def _list_caps(model: MaturityModel, criteria: Sequence[float | None]) -> Iterable[int]:
    places = {grade.code: place for place, grade in enumerate(model.grades)}
    values = dict(zip((one.code for one in model.criteria), criteria, strict=True))
    for gate in model.gates:
        value = values[gate.criterion]
        if value is not None and value < gate.least:
            yield places[gate.highest]
