"""Hide small cells, and enough of their neighbours that they cannot be worked out.

In a breakdown whose total is published, a cell over 1 to 4 enterprises is hidden.
While the hidden cells are a single one, or hold together fewer than five enterprises,
the smallest cell still shown is hidden as well: total minus shown cells then tells
only of a group of at least five enterprises in at least two cells.
"""

from collections.abc import Collection, Mapping
from typing import Final

LIMIT: Final = 5


def is_small(count: int) -> bool:
    """Tell whether a cell over so many enterprises must not be shown; none is no cell."""
    return 0 < count < LIMIT


def find_hidden(
    counts: Mapping[str, int], *, already: Collection[str] = ()
) -> frozenset[str]:
    """Choose the cells of one breakdown to hide.

    Parameters
    ----------
    counts : Mapping[str, int]
        Enterprises behind each cell; the cells are disjoint and add up to the total.
    already : Collection[str]
        Cells hidden for another reason.

    Returns
    -------
    frozenset[str]
        Keys of the hidden cells; cells over no enterprise are never among them.
    """
    hidden = {key for key, n in counts.items() if is_small(n)}
    hidden |= {key for key in already if counts.get(key, 0)}
    shown = sorted((n, key) for key, n in counts.items() if n and key not in hidden)
    while hidden and shown and _can_be_worked_out(counts, hidden):
        hidden.add(shown.pop(0)[1])
    return frozenset(hidden)


def _can_be_worked_out(counts: Mapping[str, int], hidden: Collection[str]) -> bool:
    return len(hidden) == 1 or sum(counts[key] for key in hidden) < LIMIT


def is_revealing(whole: int, part: int) -> bool:
    """Tell whether two nested counts, both shown, would reveal a small group."""
    return is_small(whole - part)
