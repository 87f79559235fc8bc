"""Hide small cells, and enough of their neighbours that they cannot be worked out.

In a breakdown whose total is published, a cell over 1 to 4 enterprises is hidden.
While the hidden cells are a single one, or hold together fewer than five enterprises,
the smallest cell still shown is hidden as well: total minus shown cells then tells
only of a group of at least five enterprises in at least two cells.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

LIMIT: Final = 5
Place: TypeAlias = tuple[str, str]
Grid: TypeAlias = Mapping[str, Mapping[str, int]]


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


@dataclass(frozen=True, slots=True)
class HiddenGrid:
    """What a table hides: sums of rows, sums of columns, and cells (row, column)."""

    rows: frozenset[str]
    columns: frozenset[str]
    cells: frozenset[Place]


def find_hidden_in_grid(counts: Grid, *, already: Collection[str] = ()) -> HiddenGrid:
    """Choose what a table hides that shows the sums of its rows and its columns.

    Parameters
    ----------
    counts : Mapping[str, Mapping[str, int]]
        Enterprises by row and column; every row has the same columns.
    already : Collection[str]
        Rows hidden for another reason.

    Returns
    -------
    HiddenGrid
        No hidden number follows from the ones shown: each line hides none or at least
        two cells of five enterprises together, and no cell is the only link between
        two groups of lines, which the sums of either group would give away.

    Notes
    -----
    Cells of a table with known sums are the edges of a graph of its lines; just those
    on a circle cannot be computed. Gusfield, A graph theoretic approach to statistical
    data security, SIAM J. Comput. 17 (1988), 552-571.
    """
    columns = sorted({column for cells in counts.values() for column in cells})
    totals = {row: sum(counts[row].values()) for row in counts}
    rows = find_hidden(totals, already=already)
    sums = {name: sum(counts[row][name] for row in counts) for name in columns}
    wide = find_hidden(sums)
    # A line of none is no secret: it shows in its sum.
    kept = [row for row in sorted(counts) if any(counts[row].values())]
    used = [name for name in columns if sums[name]]
    cells = {
        (row, name) for row in kept for name in used if row in rows or name in wide
    }
    while True:
        found = _widen(counts, cells, kept, used, rows, wide)
        if not found:
            return HiddenGrid(rows, wide, frozenset(cells))
        cells |= found


def _widen(
    counts: Grid,
    cells: set[Place],
    kept: list[str],
    used: list[str],
    rows: Collection[str],
    wide: Collection[str],
) -> set[Place]:
    """Return further cells to hide, none if nothing can be worked out."""
    lines = [[(row, name) for name in used] for row in kept if row not in rows]
    lines += [[(row, name) for row in kept] for name in used if name not in wide]
    found: set[Place] = set()
    for line in lines:
        found |= _hide_line(counts, line, cells)
    if found - cells:
        return found - cells
    for row, name in _list_bridges(cells, rows, wide):
        across = [place for line in lines if (row, name) in line for place in line]
        open_ones = sorted(set(across) - cells, key=lambda place: _rank(counts, place))
        if open_ones:
            return {open_ones[0]}
    return set()


def _hide_line(counts: Grid, line: list[Place], cells: set[Place]) -> set[Place]:
    hidden = {
        place
        for place in line
        if place in cells or is_small(counts[place[0]][place[1]])
    }
    shown = sorted(set(line) - hidden, key=lambda place: _rank(counts, place))
    while hidden and shown and _is_thin(counts, hidden):
        hidden.add(shown.pop(0))
    return hidden


def _is_thin(counts: Grid, hidden: Collection[Place]) -> bool:
    return len(hidden) == 1 or sum(counts[r][c] for r, c in hidden) < LIMIT


def _rank(counts: Grid, place: Place) -> tuple[bool, int, Place]:
    """Sort the smallest first; a cell of none hides little, so it comes last."""
    count = counts[place[0]][place[1]]
    return count == 0, count, place


def _list_bridges(
    cells: Collection[Place], rows: Collection[str], wide: Collection[str]
) -> Iterator[Place]:
    """List the hidden cells that no circle of hidden cells holds.

    Lines whose sum is hidden are one: nothing can be computed from them.
    """
    edges: dict[Place, Place] = {
        (row, name): (
            "" if row in rows else f"row {row}",
            "" if name in wide else f"column {name}",
        )
        for row, name in sorted(cells)
    }
    for place, (start, end) in edges.items():
        others = [ends for other, ends in edges.items() if other != place]
        if start != end and not _is_joined(start, end, others):
            yield place


def _is_joined(start: str, end: str, edges: list[Place]) -> bool:
    near: dict[str, set[str]] = {}
    for one, other in edges:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    reached, waiting = {start}, [start]
    while waiting:
        fresh = near.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting += fresh
    return end in reached
