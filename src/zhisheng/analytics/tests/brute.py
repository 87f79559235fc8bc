"""The same figures by plain Python over lists, as slow and as plain as can be."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import Any

Rows = Sequence[tuple[Any, ...]]
EIGHT = Decimal("0.00000001")


def count_helped(engagements: Rows, people: set[int], year: int) -> int:
    return len({e for e, when, *_ in engagements if when == year and e in people})


def count_helps(engagements: Rows, people: set[int], year: int) -> int:
    return sum(1 for e, when, *_ in engagements if when == year and e in people)


def list_pairs(
    engagements: Rows, values: Rows, people: set[int], indicator: str, year: int
) -> list[tuple[Decimal, Decimal]]:
    """Return before and after of the helped enterprises that have both."""
    exact = {(e, i, p): value for e, i, p, value, *_ in values if value is not None}
    helped = sorted({e for e, when, *_ in engagements if when == year and e in people})
    pairs = [
        (
            exact.get((e, indicator, str(year - 1))),
            exact.get((e, indicator, str(year))),
        )
        for e in helped
    ]
    return [(b, a) for b, a in pairs if b is not None and a is not None]


def read_growth(pairs: list[tuple[Decimal, Decimal]]) -> dict[str, Decimal | None]:
    grown = [a / b - 1 for b, a in pairs if b > 0]
    before, after = sum(b for b, _ in pairs), sum(a for _, a in pairs)
    return {
        "mean_of_growths": sum(grown) / len(grown) if grown else None,
        "growth_of_total": Decimal(after) / Decimal(before) - 1 if before > 0 else None,
        "median_growth": median(grown) if grown else None,
    }


def read_rate(
    pairs: list[tuple[Decimal, Decimal]], bases: list[tuple[Decimal, Decimal]]
) -> dict[str, Decimal | None]:
    kept = [
        (b, a, bb, ba)
        for (b, a), (bb, ba) in zip(pairs, bases, strict=True)
        if bb > 0 and ba > 0
    ]
    points = [a / ba - b / bb for b, a, bb, ba in kept]
    relative = [(a / ba) / (b / bb) - 1 for b, a, bb, ba in kept if b > 0]
    first = sum(r[0] for r in kept) / sum(r[2] for r in kept)
    second = sum(r[1] for r in kept) / sum(r[3] for r in kept)
    return {
        "mean_points": sum(points) / len(points),
        "points_of_total": second - first,
        "median_points": median(points),
        "mean_relative": sum(relative) / len(relative),
        "relative_of_total": second / first - 1,
        "median_relative": median(relative),
    }
