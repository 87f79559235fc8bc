"""The search index of names: pairs of neighbouring characters, each as one number."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CHARACTER_BITS = 32
# What nearly every name ends with narrows no search and is not indexed.
COMMON_PAIRS = frozenset({"有限", "限责", "责任", "任公", "公司", "限公"})


def list_pairs(key: str) -> list[int]:
    """Return the distinct indexed pairs of a folded name, in their order."""
    pairs = (key[i : i + 2] for i in range(len(key) - 1))
    return [_encode(pair) for pair in dict.fromkeys(pairs) if pair not in COMMON_PAIRS]


def tabulate_pairs(keys: Sequence[str], ids: Sequence[int]) -> NDArray[np.int64]:
    """Return the rows (pair, id) of many folded names, shape (n, 2), sorted, each once."""
    text = "".join(keys).encode("utf-32-le", "replace")
    characters = np.frombuffer(text, dtype=np.uint32).astype(np.int64)
    owner = np.repeat(np.arange(len(keys)), [len(key) for key in keys])
    pairs = (characters[:-1] << CHARACTER_BITS) | characters[1:]
    is_within = owner[:-1] == owner[1:]
    is_within &= ~np.isin(pairs, [_encode(pair) for pair in COMMON_PAIRS])
    rows = np.stack(
        [pairs[is_within], np.asarray(ids, dtype=np.int64)[owner[:-1][is_within]]],
        axis=1,
    )
    return _sort_once(rows)


def _encode(pair: str) -> int:
    return ord(pair[0]) << CHARACTER_BITS | ord(pair[1])


def _sort_once(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    is_first = np.ones(len(rows), dtype=bool)
    is_first[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return rows[is_first]
