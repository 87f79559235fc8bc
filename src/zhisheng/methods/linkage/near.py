"""Find which known names one that is written otherwise may mean."""

from collections.abc import Sequence

from rapidfuzz import fuzz

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
        self._known = [(_join(one), " ".join(one.pinyin)) for one in parts]

    def find(self, text: str, *, most: int = 5) -> list[int]:
        """Return the positions of the names that are near, the nearest first."""
        parts = normalise_name(text)
        bare, sound = _join(parts), " ".join(parts.pinyin)
        scores = [
            (max(_compare(bare, known), fuzz.ratio(sound, spelt)), -position)
            for position, (known, spelt) in enumerate(self._known)
        ]
        near = sorted((one for one in scores if one[0] >= NEAR), reverse=True)
        return [-position for _score, position in near[:most]]


def _join(parts: NameParts) -> str:
    numbers = "".join(f"#{number}" for number in parts.numbers)
    return f"{parts.region_prefix}{parts.core}{parts.trade}{parts.branch}{numbers}"


def _compare(text: str, known: str) -> float:
    if min(len(text), len(known)) >= SHORTEST_PART and (text in known or known in text):
        return 100.0
    return fuzz.ratio(text, known)
