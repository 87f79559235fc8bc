"""Texts that are nearly the same: reports written once and handed in again.

Two texts are compared by the runs of five letters both hold (Jaccard similarity). Names
and numbers that were exchanged change few of them.
Source: A. Z. Broder, On the resemblance and containment of documents (1997).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from zhisheng.methods.clustering import keep_letters

RUN = 5
# Shorter texts are alike by chance.
SHORTEST = 30
# What is beyond so many characters is not read: both notes of a visit, whole.
LONGEST = 8_000
ALIKE = 0.8
# In a short note one numeral that was exchanged would change a tenth of all runs.
NUMERALS = re.compile("[〇零一二两三四五六七八九十百千万]+")


@dataclass(frozen=True, slots=True)
class Copy:
    """Two texts by their places, the earlier first, and how much they share."""

    first: int
    second: int
    similarity: float


def find_copies(texts: Sequence[str], least: float = ALIKE) -> tuple[Copy, ...]:
    """Return the pairs of texts that share at least so much, the most alike first.

    Parameters
    ----------
    texts : Sequence[str]
        Some thousands at most: all pairs are compared. What is beyond 8,000 characters
        of a text is not read.
    least : float
        Smallest similarity, above 0 and at most 1.
    """
    runs = [_list_runs(text) for text in texts]
    known: dict[str, int] = {}
    for one in runs:
        for run in one:
            known.setdefault(run, len(known))
    if not known:
        return ()
    lengths = np.array([len(one) for one in runs])
    columns = np.array([known[run] for one in runs for run in sorted(one)])
    rows = np.repeat(np.arange(len(runs)), lengths)
    shape = (len(runs), len(known))
    held = sparse.csr_array(
        (np.ones(len(rows), dtype=np.int32), (rows, columns)), shape
    )
    return _select(held, lengths, least)


def _select(
    held: sparse.csr_array, lengths: np.ndarray, least: float
) -> tuple[Copy, ...]:
    shared = sparse.coo_array(sparse.triu(held @ held.T, k=1))
    first, second = shared.coords
    similarity = shared.data / (lengths[first] + lengths[second] - shared.data)
    kept = np.flatnonzero(similarity >= least)
    found = [
        Copy(int(first[at]), int(second[at]), float(similarity[at])) for at in kept
    ]
    return tuple(
        sorted(found, key=lambda one: (-one.similarity, one.first, one.second))
    )


def _list_runs(text: str) -> set[str]:
    letters = keep_letters(text, most=LONGEST)
    if len(letters) < SHORTEST:
        return set()
    letters = NUMERALS.sub("数", letters)
    return {letters[at : at + RUN] for at in range(len(letters) - RUN + 1)}
