"""Cohen's kappa with quadratic weights, from sums that a database can add up."""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over pairs of levels; those of two sets of pairs add up to those of both.

    Attributes
    ----------
    pairs : int
        How many questions both rated.
    first, second : int
        Sum of the levels the first and the second rater gave.
    first_squares, second_squares : int
        Sum of their squares.
    products : int
        Sum of first times second.
    """

    pairs: int = 0
    first: int = 0
    second: int = 0
    first_squares: int = 0
    second_squares: int = 0
    products: int = 0

    def __add__(self, other: "Moments") -> "Moments":
        """Return the sums over the pairs of both."""
        return Moments(
            *(
                getattr(self, one.name) + getattr(other, one.name)
                for one in fields(self)
            )
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two raters agree.

    Attributes
    ----------
    pairs : int
        How many questions both rated.
    kappa : float or None
        1 if all ratings are equal, 0 if they agree as by chance, below if less; None
        where chance leaves nothing to agree on: no pairs, or both gave one same level.
    mean_difference : float or None
        Mean of second minus first, in levels; None without pairs.
    """

    pairs: int
    kappa: float | None
    mean_difference: float | None


def collect(pairs: Iterable[tuple[int, int]]) -> Moments:
    """Add up the levels of pairs.

    Parameters
    ----------
    pairs : Iterable[tuple[int, int]]
        Level the first and the second rater gave to each question both rated.
    """
    total = Moments()
    for first, second in pairs:
        total += Moments(1, first, second, first**2, second**2, first * second)
    return total


def agree(moments: Moments) -> Agreement:
    """Compute the weighted kappa of the pairs that were added up.

    Parameters
    ----------
    moments : Moments
        Of one set of pairs, or the sum of those of several.

    Notes
    -----
    The weight of a disagreement is the square of the distance. Its mean over the pairs
    is compared with its mean if the same levels were given independently, which is
    var(first) + var(second) + (mean difference)²: the table of all pairs is not needed.
    Source: J. Cohen, Weighted kappa, Psychological Bulletin 70 (1968) 213-220.
    """
    count = moments.pairs
    if not count:
        return Agreement(0, None, None)
    difference = (moments.second - moments.first) / count
    # Times the square of the count both are whole numbers, so that zero is zero.
    squares = moments.first_squares + moments.second_squares
    observed = count * (squares - 2 * moments.products)
    expected = count * squares - 2 * moments.first * moments.second
    kappa = 1 - observed / expected if expected else None
    return Agreement(count, kappa, difference)
