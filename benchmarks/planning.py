"""Claim: a plan out of 200 measures, proven and spread over its months, takes 1 s at most.

The longest run counts: who waits for it is not helped by the median. What is timed is what
a page asks for: the choice, the reasons, the months, or which limit to loosen.
"""

import random
import statistics
import time
from contextlib import suppress

from zhisheng.methods.planning import (
    Aim,
    Candidate,
    Limits,
    NoPlanError,
    Problem,
    Standing,
    Target,
    Wishes,
    make_plan,
)

LIMIT_SECONDS = 1
MEASURES = 200
CRITERIA = 30
FIRMS = 15
STAFF_DAYS_A_MONTH = 10


def build_problem(seed: int, *, weakest_counts: bool) -> Problem:
    """Make a firm with gaps everywhere and money for a tenth of what there is."""
    rng = random.Random(seed)
    standings = tuple(
        Standing(f"c{n}", rng.choice((1, 1.5, 2, 2.5, 3, 4)), 1 / CRITERIA, wanted)
        for n, wanted in enumerate(rng.choices((1.0, 2.0), k=CRITERIA))
    )
    candidates = tuple(
        Candidate(
            f"m{n}",
            rng.choice((0, 200, 500, 1_200, 3_000, 9_000)),
            rng.randint(1, 10),
            rng.randint(7, 120),
            {f"c{c}": rng.randint(1, 2) for c in rng.sample(range(CRITERIA), 3)},
            tuple({f"m{rng.randrange(n)}" for _ in range(rng.randint(0, 2))})
            if n
            else (),
        )
        for n in range(MEASURES)
    )
    return Problem(
        standings=standings,
        candidates=candidates,
        limits=Limits(budget_yuan=40_000, staff_days=STAFF_DAYS_A_MONTH, days=365),
        wishes=Wishes(pinned=frozenset({"m0"}), excluded=frozenset({"m199"})),
        top_level=5,
        weakest_counts=weakest_counts,
        target=Target(2.5 if weakest_counts else 3.4),
        # What is measured is told, not cut off.
        seconds=120.0,
    )


def time_plan(problem: Problem, aim: Aim) -> tuple[float, float]:
    """Return seconds by the clock and of processor time."""
    start, worked = time.perf_counter(), time.process_time()
    # Saying which limit to loosen is work too.
    with suppress(NoPlanError):
        make_plan(problem, aim)
    return time.perf_counter() - start, time.process_time() - worked


def main() -> int:
    times = {
        (aim, weakest_counts): [
            time_plan(build_problem(seed, weakest_counts=weakest_counts), aim)
            for seed in range(FIRMS)
        ]
        for aim in Aim
        for weakest_counts in (False, True)
    }
    longest = 0.0
    for (aim, weakest_counts), found in times.items():
        clock, worked = zip(*found, strict=True)
        longest = max(longest, *clock)
        whole = "weakest criterion" if weakest_counts else "weighted mean"
        print(
            f"planning: {aim}, {whole}, {MEASURES} measures in "
            f"{statistics.median(clock):.2f} s (median of {FIRMS} firms, longest "
            f"{max(clock):.2f} s; processor time {statistics.median(worked):.2f} s, "
            f"longest {max(worked):.2f} s), limit {LIMIT_SECONDS} s"
        )
    print(f"planning: longest of all {longest:.2f} s, limit {LIMIT_SECONDS} s")
    return int(longest > LIMIT_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
