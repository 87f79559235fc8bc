"""Which short texts tell of the same kind of problem 共性问题.

Characters that stand beside each other are counted, reduced to a few directions, and
texts that lie densely together make a group. No dictionary and no segmenter is needed,
and a text that resembles nothing stays by itself.

Source: Campello, Moulavi and Sander (2013), HDBSCAN; Zhang, Ramakrishnan and Livny
(1996), BIRCH; Deerwester et al. (1990), latent semantic analysis; as in scikit-learn.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import svds

# Chosen on one half of the labelled groups; the agreement is told for the other.
COMPONENTS = 20
RADIUS = 0.2
# Where one would be left with more points than this, wider ones are taken together.
MOST_POINTS = 4_000
WIDER = 1.25
LEAST = 3
NEIGHBOURS = 2
LONGEST_TEXT = 300
MOST_GRAMS = 20_000
FEW = 1_000
KEYWORDS = 6
LEFT_OUT = -1
# Points of one group are linked by steps no longer than this between unit vectors.
LONGEST_STEP = 0.8
# Where all are of one kind, their common words weigh little: longer steps are allowed.
LONGEST_STEP_ALONE = 0.9
# Of the length 1 that a text has before its directions are reduced.
FAINTEST = 0.1
NO_WORD = re.compile(r"[\W\d_]+")
# What people write in whatever kind of problem.
FILLERS = re.compile(
    "客户|投诉|要求|发现|没有|出现|导致|产品|一批|整批|我们|不合格|返工|报废|退货|车间|"
    "工人|还在|的|了|就"
)


@dataclass(frozen=True, slots=True)
class TextGroup:
    """One group of alike texts.

    Attributes
    ----------
    label : int
        The value in `TextGroups.labels`, from 0 on, the largest group first.
    size : int
        How many texts are in it.
    keywords : tuple[str, ...]
        Up to six pieces of two to four characters that set it apart, the best first.
    """

    label: int
    size: int
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextGroups:
    """All groups.

    Attributes
    ----------
    labels : NDArray[np.int64], shape (n,)
        The group of each text in the order given, -1 where it is in none.
    groups : tuple[TextGroup, ...]
        The groups in the order of their labels.
    """

    labels: NDArray[np.int64]
    groups: tuple[TextGroup, ...]

    @property
    def share_left_out(self) -> float:
        """Share of texts in no group, from 0 to 1; 0 where there are no texts."""
        return float(np.mean(self.labels == LEFT_OUT)) if len(self.labels) else 0.0


def group_texts(texts: Sequence[str], *, least: int = LEAST) -> TextGroups:
    """Group alike texts; the same texts give the same groups in whatever order.

    Parameters
    ----------
    texts : Sequence[str]
        Short texts of one trade, n of them; what is beyond 300 characters is not read.
    least : int
        A group of fewer texts is none.

    Raises
    ------
    ValueError
        If ``least`` is below 2.

    Notes
    -----
    The memory is bounded by 4,000 points compared with each other and by the counted
    characters of all texts, which are sparse.
    """
    if least < LEAST - 1:
        raise ValueError(f"a group has at least 2 texts, not {least}")
    plain = [keep_letters(text) for text in texts]
    labels = np.full(len(plain), LEFT_OUT, dtype=np.int64)
    # In the order of the alphabet: who wrote first makes no difference.
    filled = np.array([place for place in _sort(plain) if plain[place]], dtype=np.int64)
    if len(filled) >= least:
        points = _reduce([plain[place] for place in filled])
        labels[filled] = _find_dense(points, least)
    labels = _order_by_size(labels, least)
    return TextGroups(labels, _describe(plain, labels))


def _sort(texts: Sequence[str]) -> list[int]:
    return sorted(range(len(texts)), key=texts.__getitem__)


def keep_letters(text: str, *, most: int = LONGEST_TEXT) -> str:
    """Return what of a text is counted: no figures, marks, spaces or fillers.

    Parameters
    ----------
    text : str
        As somebody wrote it.
    most : int
        What is beyond so many characters is not read.
    """
    narrow = unicodedata.normalize("NFKC", text[:most]).lower()
    words = NO_WORD.sub("", narrow)
    return FILLERS.sub("", words) or words


def _reduce(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return a unit vector a text, or zeros where it shares nothing with any other."""
    # Loaded on use: only the worker that groups waits for it.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    grams = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 2), min_df=1, max_features=MOST_GRAMS
    )
    counted = grams.fit_transform(texts)
    counted = counted[:, np.asarray((counted > 0).sum(axis=0)).ravel() > 1]
    reduced = _find_directions(counted.astype(np.float64))
    # A text of which the directions tell next to nothing is like no other.
    reduced[np.linalg.norm(reduced, axis=1) < FAINTEST] = 0
    points: NDArray[np.float64] = normalize(reduced)
    return points


def _find_directions(counted: Any) -> NDArray[np.float64]:
    """Return the coordinates along the strongest directions, the same at each call."""
    if not counted.shape[1]:
        return np.zeros((counted.shape[0], 1))
    if counted.shape[1] <= COMPONENTS + 1:
        return np.asarray(counted.toarray())
    if counted.shape[0] <= FEW:
        # Of few texts ARPACK may run out of directions and go on from a random one.
        weights, vectors = np.linalg.eigh((counted @ counted.T).toarray())
        strength = np.sqrt(np.maximum(weights[-COMPONENTS:], 0))
        return np.asarray(vectors[:, -COMPONENTS:] * strength)
    count = min(COMPONENTS, min(counted.shape) - 1)
    left, strength, _ = svds(counted, k=count, v0=np.ones(min(counted.shape)))
    return np.asarray(left * strength)


def _find_dense(points: NDArray[np.float64], least: int) -> NDArray[np.int64]:
    from sklearn.preprocessing import normalize

    centres, nearest = _take_together(points)
    found = _find_groups(normalize(centres))
    # Many texts at one point are a group, though no other point is near.
    weights = np.bincount(nearest, minlength=len(centres))
    alone = (found == LEFT_OUT) & (weights >= least)
    found[alone] = found.max(initial=LEFT_OUT) + 1 + np.arange(alone.sum())
    labels: NDArray[np.int64] = found[nearest]
    labels[~points.any(axis=1)] = LEFT_OUT
    return labels


def _find_groups(centres: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the group of each centre; where no place is denser, steps alone decide."""
    from sklearn.cluster import DBSCAN, HDBSCAN

    if len(centres) > LEAST:
        dense = HDBSCAN(
            min_cluster_size=LEAST,
            min_samples=NEIGHBOURS,
            cluster_selection_method="leaf",
            algorithm="kd_tree",
            copy=True,
        )
        found = dense.fit_predict(centres).astype(np.int64)
        if found.max() != LEFT_OUT:
            return _split_apart(centres, found)
    linked = DBSCAN(eps=LONGEST_STEP_ALONE, min_samples=1).fit(centres)
    return np.asarray(linked.labels_, dtype=np.int64)


def _split_apart(
    points: NDArray[np.float64], labels: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Split groups whose parts lie far apart: density alone knows no distance."""
    from sklearn.cluster import DBSCAN

    parts = np.full(len(labels), LEFT_OUT, dtype=np.int64)
    for label in range(int(labels.max(initial=LEFT_OUT)) + 1):
        inside = np.flatnonzero(labels == label)
        linked = DBSCAN(eps=LONGEST_STEP, min_samples=1).fit(points[inside])
        parts[inside] = linked.labels_ + parts.max(initial=LEFT_OUT) + 1
    return parts


def _take_together(
    points: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return centres of near points and which centre each point belongs to.

    Points are read by parts, so that never more than twice the most are compared.
    """
    radius, centres = RADIUS, points[:0]
    nearest = np.zeros(0, dtype=np.int64)
    for start in range(0, len(points), MOST_POINTS):
        part = points[start : start + MOST_POINTS]
        added = len(centres) + np.arange(len(part))
        nearest = np.concatenate([nearest, added])
        centres = np.concatenate([centres, part])
        centres, owners, radius = _merge_near(centres, radius)
        nearest = owners[nearest]
    return centres, nearest


def _merge_near(
    points: NDArray[np.float64], radius: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], float]:
    """Merge what lies within the radius, a wider one where too many points are left."""
    from sklearn.cluster import Birch

    owners = np.arange(len(points))
    while True:
        tree: Any = Birch(threshold=radius, n_clusters=None).fit(points)
        owners = tree.labels_.astype(np.int64)[owners]
        points = tree.subcluster_centers_
        if len(points) <= MOST_POINTS:
            return points, owners, radius
        radius *= WIDER


def _order_by_size(labels: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    """Give the groups numbers by size, and dissolve those with too few texts."""
    found, counts = np.unique(labels[labels != LEFT_OUT], return_counts=True)
    order = [found[place] for place in np.argsort(-counts, kind="stable")]
    kept = {old: new for new, old in enumerate(order)}
    sizes = dict(zip(found, counts, strict=True))
    return np.array(
        [
            kept[label] if label != LEFT_OUT and sizes[label] >= least else LEFT_OUT
            for label in labels
        ],
        dtype=np.int64,
    )


def _describe(texts: Sequence[str], labels: NDArray[np.int64]) -> tuple[TextGroup, ...]:
    members: dict[int, list[str]] = {}
    for text, label in zip(texts, labels.tolist(), strict=True):
        if label != LEFT_OUT:
            members.setdefault(label, []).append(text)
    inside = {label: _count_grams(own) for label, own in members.items()}
    everywhere: Counter[str] = Counter()
    for counts in inside.values():
        everywhere.update(counts)
    return tuple(
        TextGroup(label, len(own), _pick_keywords(inside[label], everywhere, len(own)))
        for label, own in sorted(members.items())
    )


def _count_grams(texts: Sequence[str]) -> Counter[str]:
    """Count in how many texts each piece of two to four characters stands."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(
            {
                text[start : start + length]
                for length in (2, 3, 4)
                for start in range(len(text) - length + 1)
            }
        )
    return counts


def _pick_keywords(
    counts: Counter[str], everywhere: Counter[str], size: int
) -> tuple[str, ...]:
    """Pick what many texts of the group have and few of others, longer ones first."""
    weighed = sorted(
        (
            (count / size) * (count / everywhere[gram]) * len(gram) ** 0.5
            if count > 1
            else 0.0,
            gram,
        )
        for gram, count in counts.items()
    )
    picked: list[str] = []
    for weight, gram in reversed(weighed):
        if weight > 0 and not any(gram in one or one in gram for one in picked):
            picked.append(gram)
        if len(picked) == KEYWORDS:
            break
    return tuple(picked)
