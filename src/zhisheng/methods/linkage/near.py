"""Find which known names one that is written otherwise may mean."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from zhisheng.methods.linkage.names import NameParts, normalise_name

# Below it two names share little more than the words of their trade.
NEAR = 80.0
# Shorter words are part of too many names.
SHORTEST_PART = 4


def bare_key(text: str) -> str:
    """Return the key of a name without its legal form and what brackets remark.

    Region, own name, trade, branch and numbers stay: each makes another organisation.
    """
    return _join(normalise_name(text))


class NearNames:
    """Known names, taken apart once, to be looked through for many others."""

    def __init__(self, names: Sequence[str]) -> None:
        parts = [normalise_name(name) for name in names]
        self._bare = [_join(one) for one in parts]
        self._sounds = [" ".join(one.pinyin) for one in parts]

    def find(self, text: str, *, most: int = 5) -> list[int]:
        """Return the positions of the names that are near, the nearest first."""
        if not self._bare:
            return []
        parts = normalise_name(text)
        bare = _join(parts)
        scores = np.maximum(
            _score(bare, self._bare), _score(" ".join(parts.pinyin), self._sounds)
        )
        scores[[_is_part(bare, known) for known in self._bare]] = 100.0
        # Stable, so that of equal ones the first comes first.
        order = np.argsort(-scores, kind="stable")[:most]
        return [int(position) for position in order if scores[position] >= NEAR]


def _join(parts: NameParts) -> str:
    numbers = "".join(f"#{number}" for number in parts.numbers)
    return f"{parts.region_prefix}{parts.core}{parts.trade}{parts.branch}{numbers}"


def _score(text: str, known: Sequence[str]) -> NDArray[np.float64]:
    """Return how alike a text is to each of the known ones, from 0 to 100."""
    scores = process.cdist([text], known, scorer=fuzz.ratio, dtype=np.float64)
    return np.asarray(scores[0], dtype=np.float64)


def _is_part(text: str, known: str) -> bool:
    shortest = min(len(text), len(known))
    return shortest >= SHORTEST_PART and (text in known or known in text)
