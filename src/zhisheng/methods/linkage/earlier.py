"""Compare the rows of one list with each other, as they come."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from zhisheng.methods.linkage.candidates import Candidate
from zhisheng.methods.linkage.comparing import Side, compare_sides, prepare
from zhisheng.methods.linkage.keys import list_keys


class EarlierCandidates:
    """The candidates of a list so far, by blocking key.

    Parameters
    ----------
    regions : Collection[str]
        As in `normalise_name`.
    limit : int
        With how many candidates of one key the next one is compared at most; without
        it, a list of ten thousand names that begin alike takes fifty million
        comparisons.
    """

    def __init__(
        self, *, regions: Collection[str] = frozenset(), limit: int = 100
    ) -> None:
        self._regions = regions
        self._limit = limit
        self._sides: list[Side] = []
        self._positions: dict[str, list[int]] = defaultdict(list)

    def add(self, candidate: Candidate) -> int | None:
        """Add a candidate; return the position of the first that it may be."""
        side = prepare(candidate, regions=self._regions)
        keys = list_keys(side)
        found = next(self._list_partners(side, keys), None)
        for key in keys:
            if len(self._positions[key]) < self._limit:
                self._positions[key].append(len(self._sides))
        self._sides.append(side)
        return found

    def _list_partners(self, side: Side, keys: tuple[str, ...]) -> Iterator[int]:
        near = {one for key in keys for one in self._positions.get(key, ())}
        for position in sorted(near):
            if compare_sides(self._sides[position], side).verdict != "different":
                yield position
