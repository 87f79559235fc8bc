"""Which criteria lack most, ordered by what closing each of them gains."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhisheng.methods.maturity.combining import combine_criteria
from zhisheng.methods.maturity.scoring import Evaluation
from zhisheng.reference.maturity import LOWEST_LEVEL, MaturityModel


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion below the top level.

    Attributes
    ----------
    criterion : str
        Its code.
    value, highest : float
        Its lowest and its highest possible value.
    shortfall : float
        Levels up to the top.
    gain : float
        What the lowest possible score rises by if this criterion alone is at the top.
    is_gate : bool
        Whether a gate is closed by it.
    is_settled : bool
        Whether all its questions are answered.
    is_known : bool
        Whether the answers rule out any level at all.
    """

    criterion: str
    value: float
    highest: float
    shortfall: float
    gain: float
    is_gate: bool
    is_settled: bool
    is_known: bool


def list_gaps(model: MaturityModel, evaluation: Evaluation) -> tuple[Gap, ...]:
    """List the criteria below the top level: closed gates first, then by gain.

    Those of which nothing is known come last: nobody has said that they lack anything.

    Parameters
    ----------
    model : MaturityModel
        The version the evaluation was made with.
    evaluation : Evaluation
        As `score` returned it.
    """
    lows = [span.low for span in evaluation.criteria.values()]
    closed = {
        state.gate.criterion for state in evaluation.gates if state.is_passed is False
    }
    gaps = [
        Gap(
            criterion=code,
            value=span.low,
            highest=model.top_level if span.high is None else span.high,
            shortfall=model.top_level - span.low,
            gain=_find_gain(model, lows, place),
            is_gate=code in closed,
            is_settled=span.is_settled,
            is_known=(span.low, span.high) != (LOWEST_LEVEL, model.top_level),
        )
        for place, (code, span) in enumerate(evaluation.criteria.items())
        if span.low is not None and span.low < model.top_level
    ]
    return tuple(
        sorted(
            gaps,
            key=lambda gap: (
                not gap.is_gate,
                not gap.is_known,
                -gap.gain,
                -gap.shortfall,
            ),
        )
    )


def _find_gain(
    model: MaturityModel, values: Sequence[float | None], place: int
) -> float:
    closed = [*values[:place], float(model.top_level), *values[place + 1 :]]
    before, after = (combine_criteria(model, one)[1] for one in (values, closed))
    return 0.0 if before is None or after is None else after - before
