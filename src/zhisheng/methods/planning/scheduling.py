"""When each measure of a plan begins, so that no month asks too much of the firm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhisheng.methods.planning.records import Aim, Candidate, Plan
from zhisheng.methods.planning.solving import Problem

Floats = NDArray[np.float64]
DAYS_OF_MONTH: Final = 30
# What takes no day of the firm's own people takes somebody's attention all the same.
LEAST_WORK: Final = 0.5
# Days are estimates: a month is too full from half a day above what there is.
ROUGH_DAYS: Final = 0.5
# Days between two begins that are tried.
STEP: Final = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """The days from the start on which a measure runs."""

    code: str
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of each measure, in the order they begin.

    Attributes
    ----------
    slots : tuple[Slot, ...]
    months : tuple[float, ...]
        Days the firm's own people work in each span of 30 days.
    over : float
        Days by which months ask more than there are and half a day, all together.
    """

    slots: tuple[Slot, ...]
    months: tuple[float, ...]
    over: float

    @property
    def last_day(self) -> int:
        """Day on which the last measure ends; 0 for no measure."""
        return max((slot.last_day for slot in self.slots), default=0)


@dataclass(frozen=True, slots=True)
class _Work:
    by_code: dict[str, Candidate]
    days: int
    most_a_month: float

    def count_over(self, months: Floats) -> float:
        """Return the days above the most of a month, all together."""
        return float(round(np.maximum(months - self.most_a_month, 0).sum(), 6))

    @property
    def month_count(self) -> int:
        return -(-self.days // DAYS_OF_MONTH)


def schedule_plan(problem: Problem, plan: Plan, staff_days_a_month: float) -> Schedule:
    """Spread a plan over its months.

    Parameters
    ----------
    problem : Problem
        What the plan was made from.
    plan : Plan
    staff_days_a_month : float
        Days a month that the firm's own people have.

    Notes
    -----
    The work of a measure is spread evenly over its days. Measures that gain most for a
    day of work come first, behind what they need; each begins as early as its months
    have room, and always so that all ends by the deadline. Where that leaves a month
    with too much, half a day more is allowed; then those with the least slack come
    first instead. It is a rule of thumb: the choice of measures is the proven optimum, not their order.
    """
    if not plan.chosen:
        return Schedule((), (), 0.0)
    days = problem.limits.days or plan.days
    kept = {chosen.code for chosen in plan.chosen}
    by_code = {one.code: one for one in problem.candidates if one.code in kept}
    exact = _Work(by_code, days, staff_days_a_month)
    rough = _Work(by_code, days, staff_days_a_month + ROUGH_DAYS)
    tails = _find_tails(exact)
    found = [
        _place_all(work, order, tails)
        for order in _list_orders(exact, _find_gains(problem, exact), tails, plan.aim)
        for work in (exact, rough)
    ]
    return next((one for one in found if one.over == 0), found[-1])


def _list_orders(
    work: _Work, gains: dict[str, float], tails: dict[str, int], aim: Aim
) -> list[list[str]]:
    """Put first what gains most for a day's work, or what has the least slack."""
    by_gain = sorted(work.by_code, key=lambda code: (-gains[code], tails[code], code))
    by_slack = sorted(work.by_code, key=lambda code: (-tails[code], -gains[code], code))
    return [by_slack, by_gain] if aim is Aim.FASTEST else [by_gain, by_slack]


def _find_tails(work: _Work) -> dict[str, int]:
    """Return the days from the begin of each measure to the end of all behind it."""
    after: dict[str, list[str]] = {code: [] for code in work.by_code}
    for one in work.by_code.values():
        for need in one.prerequisites:
            if need in after:
                after[need].append(one.code)
    tails: dict[str, int] = {}
    for code in reversed(_order(work, sorted(work.by_code))):
        behind = max((tails[later] for later in after[code]), default=0)
        tails[code] = work.by_code[code].duration_days + behind
    return tails


def _find_gains(problem: Problem, work: _Work) -> dict[str, float]:
    """Return what each measure gains for a day of work, all it needs included."""
    room = dict(
        zip((one.criterion for one in problem.standings), problem.room, strict=True)
    )
    gains = {
        code: sum(
            s.weight * s.wanted * min(room[s.criterion], one.lifts.get(s.criterion, 0))
            for s in problem.standings
        )
        for code, one in work.by_code.items()
    }
    found = {}
    for code in work.by_code:
        chain = [work.by_code[each] for each in _order(work, [code])]
        days = sum(max(one.staff_days, LEAST_WORK) for one in chain)
        found[code] = float(sum(gains[one.code] for one in chain) / days)
    return found


def _order(work: _Work, codes: Sequence[str]) -> list[str]:
    """Keep an order, but put before each measure what it needs."""
    found: dict[str, None] = {}

    def add(code: str) -> None:
        for need in work.by_code[code].prerequisites:
            if need in work.by_code and need not in found:
                add(need)
        found.setdefault(code)

    for code in codes:
        add(code)
    return list(found)


def _place_all(work: _Work, order: Sequence[str], tails: dict[str, int]) -> Schedule:
    months = np.zeros(work.month_count)
    slots: dict[str, Slot] = {}
    for code in _order(work, order):
        one = work.by_code[code]
        ends = [slots[need].last_day for need in one.prerequisites if need in slots]
        first = max(ends, default=0) + 1
        slots[code], added = _place(work, months, one, first, tails[code])
        months += added
    places = list(slots)
    return Schedule(
        tuple(
            sorted(slots.values(), key=lambda s: (s.first_day, places.index(s.code)))
        ),
        tuple(float(round(one, 6)) for one in months),
        work.count_over(months),
    )


def _place(
    work: _Work, months: Floats, one: Candidate, first: int, tail: int
) -> tuple[Slot, Floats]:
    """Take the first begin with room; where none has, the one that asks least too much."""
    before = work.count_over(months)
    found = []
    for begin in _list_begins(first, work.days - tail + 1):
        added = _spread(work, one, begin)
        found.append((work.count_over(months + added) - before, begin, added))
        if found[-1][0] == 0:
            break
    _, begin, added = min(found, key=lambda each: each[:2])
    return Slot(one.code, begin, begin + one.duration_days - 1), added


def _list_begins(first: int, latest: int) -> Iterator[int]:
    """Yield the first possible day, then every few days after it."""
    yield from range(first, max(first, latest) + 1, STEP)


def _spread(work: _Work, one: Candidate, begin: int) -> Floats:
    days = np.arange(begin - 1, begin - 1 + one.duration_days) // DAYS_OF_MONTH
    counts = np.bincount(days, minlength=work.month_count).astype(np.float64)
    return counts * (one.staff_days / one.duration_days)
