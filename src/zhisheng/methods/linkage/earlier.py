"""Compare the rows of one list with each other, as they come."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from zhisheng.methods.linkage.candidates import Candidate, Verdict
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
        self._keep(side, keys)
        return None if found is None else found[0]

    def keep(self, candidate: Candidate) -> None:
        """Add a candidate that is known to be none of the earlier ones."""
        side = prepare(candidate, regions=self._regions)
        self._keep(side, list_keys(side))

    def find(self, candidate: Candidate) -> list[int]:
        """Return the positions of all that a candidate may be, the certain ones first."""
        side = prepare(candidate, regions=self._regions)
        found = self._list_partners(side, list_keys(side))
        return [at for at, _ in sorted(found, key=lambda pair: pair[1] != "certain")]

    def _keep(self, side: Side, keys: tuple[str, ...]) -> None:
        for key in keys:
            if len(self._positions[key]) < self._limit:
                self._positions[key].append(len(self._sides))
        self._sides.append(side)

    def _list_partners(
        self, side: Side, keys: tuple[str, ...]
    ) -> Iterator[tuple[int, Verdict]]:
        near = {one for key in keys for one in self._positions.get(key, ())}
        for position in sorted(near):
            verdict = compare_sides(self._sides[position], side).verdict
            if verdict != "different":
                yield position, verdict
