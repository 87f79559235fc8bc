"""How far found groups agree with labelled ones; a text in no group is one of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from zhisheng.methods.clustering import LEFT_OUT, group_texts
from zhisheng.reference.problem_texts import LabelledText


@dataclass(frozen=True, slots=True)
class Agreement:
    adjusted_rand: float
    adjusted_information: float
    share_left_out: float
    groups: int


def measure(texts: Sequence[LabelledText]) -> Agreement:
    found = group_texts([one.text for one in texts])
    theirs = [one.group or f"alone{place}" for place, one in enumerate(texts)]
    ours = [
        f"alone{place}" if label == LEFT_OUT else str(label)
        for place, label in enumerate(found.labels)
    ]
    return Agreement(
        adjusted_rand_score(theirs, ours),
        adjusted_mutual_info_score(theirs, ours),
        found.share_left_out,
        len(found.groups),
    )


def split(
    texts: Sequence[LabelledText],
) -> tuple[list[LabelledText], list[LabelledText]]:
    """Return the half the settings were chosen on and the half they were not."""
    names = sorted({one.group for one in texts} - {""})
    chosen: list[LabelledText] = []
    unseen: list[LabelledText] = []
    for place, one in enumerate(texts):
        number = names.index(one.group) if one.group else place + 1
        (unseen if number % 2 else chosen).append(one)
    return chosen, unseen
