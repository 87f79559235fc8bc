"""Mixed-integer linear programmes, solved to proven optimality by HiGHS."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

import highspy
import numpy as np
from highspy import HighsModelStatus, HighsVarType, MatrixFormat
from numpy.typing import NDArray
from scipy.sparse import csr_array

from zhisheng.methods.planning.records import TookTooLongError

Floats = NDArray[np.float64]

# Measured on 200 measures: after a restart the solver does most of its root work again,
# old cuts slow down every node, and what it searches beside rarely finds better.
# Of its presolve one rule, enumeration, is off: in HiGHS 1.16 it takes plans that exist
# for impossible (`test_what_the_presolve_took_for_impossible_is_found`).
OPTIONS: Final[Mapping[str, bool | int | float]] = {
    "output_flag": False,
    "threads": 1,
    "mip_rel_gap": 0.0,
    "mip_allow_restart": False,
    "mip_pool_soft_limit": 50,
    "presolve_rule_off": 1 << 16,
}


@dataclass(frozen=True, slots=True)
class Programme:
    """Variables within bounds, ``matrix @ x <= most``, and what is to be least.

    Attributes
    ----------
    is_whole : NDArray[np.bool_], shape (variables,)
        Which variables take whole numbers only.
    low, high : Floats, shape (variables,)
    matrix, most : Floats, shapes (rows, variables) and (rows,)
    row : Floats, shape (variables,)
        ``row @ x`` is made as small as possible.
    """

    is_whole: NDArray[np.bool_]
    low: Floats
    high: Floats
    matrix: Floats
    most: Floats
    row: Floats

    def find_ideal(self) -> float:
        """Return what the bounds alone would let the objective come down to."""
        return float(self.row @ np.where(self.row < 0, self.high, self.low))

    def keep(self, most: float, low: Floats) -> "Programme":
        """Return the programme in which the objective stays at most so high."""
        return replace(
            self,
            low=low,
            matrix=np.vstack([self.matrix, self.row]),
            most=np.append(self.most, most),
        )


def minimise(
    programme: Programme, deadline: float, start: Floats | None = None
) -> Floats | None:
    """Return the best values, or None if none are possible.

    Parameters
    ----------
    programme : Programme
    deadline : float
        Until when, by the clock of `time.monotonic`.
    start : Floats or None
        Values that are possible. Where the presolve finds none it runs once more without
        it: what is possible was taken for impossible there.

    Raises
    ------
    TookTooLongError
        If the optimum is not proven by the deadline.
    """
    for presolve in ("choose", "off"):
        left = deadline - monotonic()
        if left <= 0:
            raise TookTooLongError
        found = run(programme, start, {"time_limit": left, "presolve": presolve})
        if found is not None:
            return found
    return None


def run(
    programme: Programme, start: Floats | None, options: Mapping[str, float | str]
) -> Floats | None:
    """Run the solver once; None if nothing is possible, or it finds nothing.

    Parameters
    ----------
    programme : Programme
    start : Floats or None
        Values to begin with.
    options : Mapping[str, float | str]
        What to tell HiGHS beside `OPTIONS`.

    Raises
    ------
    TookTooLongError
        If its time is over.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {**OPTIONS, **options}.items():
        solver.setOptionValue(name, value)
    solver.passModel(_write_model(programme))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        solver.setSolution(solution)
    solver.run()
    status = solver.getModelStatus()
    if status == HighsModelStatus.kTimeLimit:
        raise TookTooLongError
    if status != HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().col_value)


def _write_model(programme: Programme) -> highspy.HighsLp:
    rows, variables = programme.matrix.shape
    sparse = csr_array(programme.matrix)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = variables, rows
    model.col_cost_ = programme.row
    model.col_lower_, model.col_upper_ = programme.low, programme.high
    model.row_lower_ = np.full(rows, -np.inf)
    model.row_upper_ = programme.most
    model.a_matrix_.format_ = MatrixFormat.kRowwise
    model.a_matrix_.start_ = sparse.indptr
    model.a_matrix_.index_ = sparse.indices
    model.a_matrix_.value_ = sparse.data
    model.integrality_ = [
        HighsVarType.kInteger if is_whole else HighsVarType.kContinuous
        for is_whole in programme.is_whole
    ]
    return model
