"""When each measure of a plan runs, so that no month asks more of the firm than it has."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import ceil, inf
from typing import Final

from zhisheng.methods.planning.problem import DAYS_OF_MONTH, Problem, share_months
from zhisheng.methods.planning.records import Aim, Candidate

# What takes no day of the firm's own people takes somebody's attention all the same.
LEAST_WORK: Final = 0.5
# Days between two begins that are tried.
STEP: Final = 5
# What a sum of parts of days may differ by.
ROUNDING: Final = 1e-6


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
    """

    slots: tuple[Slot, ...]
    months: tuple[float, ...]

    @property
    def last_day(self) -> int:
        """Day on which the last measure ends; 0 for no measure."""
        return max((slot.last_day for slot in self.slots), default=0)


def find_schedule(
    problem: Problem, codes: Iterable[str], aim: Aim = Aim.BEST
) -> Schedule | None:
    """Spread measures over the months; None if they find no room by the deadline.

    Parameters
    ----------
    problem : Problem
        Its limits say how many days a month there are, and by when all must end.
    codes : Iterable[str]
        What is to be done.
    aim : Aim
        The fastest plan tries first what has the least slack.

    Notes
    -----
    The work of a measure is spread evenly over its days. Measures that gain most for a
    day of work come first, behind what they need; each begins as soon as its months have
    room for it. Where none has, its work goes where there is room, and it takes longer
    if it must. If so some end too late, all is tried with no waiting for even room, and
    with what has the least slack first. It is a rule of thumb: another order might find
    room.
    """
    work = _prepare(problem, codes)
    if work is None:
        return None
    orders = _list_orders(work, _find_gains(problem, work), aim)
    for order, waits in product(orders, (True, False)):
        found = _place_all(work, order, waits=waits)
        if found is not None:
            return found
    return None


def find_least_staff_days(problem: Problem, codes: Collection[str]) -> int | None:
    """Return the fewest days a month with which measures end in time, None if none do.

    Parameters
    ----------
    problem : Problem
    codes : Collection[str]
    """

    def try_with(days: int | None) -> Schedule | None:
        limits = replace(problem.limits, staff_days=days)
        return find_schedule(replace(problem, limits=limits), codes)

    free = try_with(None)
    if free is None:
        return None
    most = _count_most(problem, free)
    return bisect_left(range(most), x=True, key=lambda days: bool(try_with(days)))


def find_least_days(problem: Problem, codes: Collection[str]) -> int | None:
    """Return the first deadline by which measures end; None if they never do.

    Parameters
    ----------
    problem : Problem
    codes : Collection[str]
    """

    def try_by(days: int | None) -> Schedule | None:
        limits = replace(problem.limits, days=days)
        return find_schedule(replace(problem, limits=limits), codes)

    free = try_by(None)
    if free is None:
        return None
    # By the end of that month there is as much room as without a deadline.
    last = free.last_day
    end = -(-last // DAYS_OF_MONTH) * DAYS_OF_MONTH
    return bisect_left(range(end), x=True, lo=last, key=lambda days: bool(try_by(days)))


def _count_most(problem: Problem, free: Schedule) -> int:
    """Return as many days a month as the fullest one takes; the last may be a short one."""
    if problem.limits.days is None:
        return int(any(free.months))
    pairs = zip(free.months, share_months(problem.limits.days), strict=True)
    return ceil(max((days / share for days, share in pairs), default=0) - ROUNDING)


@dataclass(frozen=True)
class _Work:
    """What is to be done: by which day, and with how many days in each month."""

    by_code: dict[str, Candidate]
    days: int
    capacity: tuple[float, ...]

    @cached_property
    def tails(self) -> dict[str, int]:
        """Days from the begin of each measure to the end of all behind it."""
        after: dict[str, list[str]] = {code: [] for code in self.by_code}
        for one in self.by_code.values():
            for need in one.prerequisites:
                if need in after:
                    after[need].append(one.code)
        tails: dict[str, int] = {}
        for code in reversed(self.order(sorted(self.by_code))):
            behind = max((tails[later] for later in after[code]), default=0)
            tails[code] = self.by_code[code].duration_days + behind
        return tails

    def order(self, codes: Sequence[str]) -> list[str]:
        """Keep an order, but put before each measure what it needs."""
        found: dict[str, None] = {}

        def add(code: str) -> None:
            for need in self.by_code[code].prerequisites:
                if need in self.by_code and need not in found:
                    add(need)
            found.setdefault(code)

        for code in codes:
            add(code)
        return list(found)


def _prepare(problem: Problem, codes: Iterable[str]) -> _Work | None:
    wanted = set(codes)
    by_code = {one.code: one for one in problem.candidates if one.code in wanted}
    a_month = problem.limits.staff_days
    days = problem.limits.days
    if days is None:
        days = _find_horizon(by_code.values(), a_month)
    if days is None:
        return None
    most = inf if a_month is None else a_month
    return _Work(by_code, days, tuple(most * share for share in share_months(days)))


def _find_horizon(measures: Iterable[Candidate], a_month: int | None) -> int | None:
    """Return a day by which all of it is done, one after the other; None for never."""
    kept = list(measures)
    days = sum(one.duration_days for one in kept)
    work = sum(one.staff_days for one in kept)
    if not work or a_month is None:
        return days
    if a_month == 0:
        return None
    return days + (ceil(work / a_month) + len(kept)) * DAYS_OF_MONTH


def _list_orders(work: _Work, gains: dict[str, float], aim: Aim) -> list[list[str]]:
    """Put first what gains most for a day's work, or what has the least slack."""
    tails = work.tails
    by_gain = sorted(work.by_code, key=lambda code: (-gains[code], tails[code], code))
    by_slack = sorted(work.by_code, key=lambda code: (-tails[code], -gains[code], code))
    return [by_slack, by_gain] if aim is Aim.FASTEST else [by_gain, by_slack]


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
        chain = [work.by_code[each] for each in work.order([code])]
        days = sum(max(one.staff_days, LEAST_WORK) for one in chain)
        found[code] = float(sum(gains[one.code] for one in chain) / days)
    return found


@dataclass(frozen=True, slots=True)
class _Run:
    """The days on which a measure runs, and what it works in each month."""

    first_day: int
    last_day: int
    months: dict[int, float]


def _place_all(work: _Work, order: Sequence[str], *, waits: bool) -> Schedule | None:
    """Place one after the other; None as soon as one ends too late."""
    used = [0.0] * len(work.capacity)
    runs: dict[str, _Run] = {}
    for code in work.order(order):
        one = work.by_code[code]
        ends = [runs[need].last_day for need in one.prerequisites if need in runs]
        first = max(ends, default=0) + 1
        latest = work.days - work.tails[code] + one.duration_days
        free = [most - taken for most, taken in zip(work.capacity, used, strict=True)]
        found = _place(free, one, range(first, latest + 1), waits=waits)
        if found is None:
            return None
        runs[code] = found
        for month, days in found.months.items():
            used[month] += days
    slots = [Slot(code, one.first_day, one.last_day) for code, one in runs.items()]
    return Schedule(
        tuple(sorted(slots, key=lambda slot: slot.first_day)),
        tuple(round(days, 6) for days in used),
    )


def _place(
    free: Sequence[float], one: Candidate, days: range, *, waits: bool
) -> _Run | None:
    """Take the first begin with room; where none has, or it may not wait, the first end.

    Of two begins with the same end the later one is taken.
    """
    first = _find_room(free, days.start) if one.staff_days else days.start
    begins = range(first, days.stop - one.duration_days + 1, STEP)
    if waits:
        for begin in begins:
            even = _spread(one, begin)
            if all(work <= free[m] + ROUNDING for m, work in even.months.items()):
                return even
    best: _Run | None = None
    for begin in begins:
        run = _stretch(free, one, begin, days.stop)
        # Who begins later has no more room and ends no sooner.
        if run is None or (best is not None and run.last_day > best.last_day):
            break
        best = run
    return best


def _find_room(free: Sequence[float], begin: int) -> int:
    """Return the first day from begin on in a month that is not full."""
    months = range(_month_of(begin), len(free))
    found = next((month for month in months if free[month] > ROUNDING), len(free))
    return max(begin, found * DAYS_OF_MONTH + 1)


def _spread(one: Candidate, begin: int) -> _Run:
    """Spread the work evenly over the days the measure takes."""
    end = begin + one.duration_days - 1
    rate = one.staff_days / one.duration_days
    months = {
        month: rate * _count_days(month, begin, end)
        for month in range(_month_of(begin), _month_of(end) + 1)
    }
    return _Run(begin, end, months if rate else {})


def _stretch(
    free: Sequence[float], one: Candidate, begin: int, stop: int
) -> _Run | None:
    """Work as early as the months leave room for it; None if that ends too late.

    One works a whole day at most, more where the measure itself asks for more at once.
    """
    pace = max(1.0, one.staff_days / one.duration_days)
    left, months = float(one.staff_days), dict[int, float]()
    end = begin + one.duration_days - 1
    for month in range(_month_of(begin), len(free)):
        if left <= ROUNDING:
            break
        first = max(begin, month * DAYS_OF_MONTH + 1)
        most = pace * _count_days(month, begin, stop - 1)
        days = max(0.0, min(left, free[month], most))
        if days > ROUNDING:
            months[month], left = days, left - days
            end = max(end, first + ceil(days / pace - ROUNDING) - 1)
    return _Run(begin, end, months) if left <= ROUNDING and end < stop else None


def _month_of(day: int) -> int:
    return (day - 1) // DAYS_OF_MONTH


def _count_days(month: int, begin: int, end: int) -> int:
    """Return how many days from begin to end lie in a month."""
    first, last = month * DAYS_OF_MONTH + 1, (month + 1) * DAYS_OF_MONTH
    return max(0, min(end, last) - max(begin, first) + 1)
