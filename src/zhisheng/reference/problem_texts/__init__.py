"""Problem texts with their groups, invented, to measure `methods.clustering` against."""

from dataclasses import dataclass
from functools import cache

from zhisheng.reference.loader import build_records, read_rows


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One short text and the kind of problem it tells of; empty where it stands alone."""

    group: str
    text: str


@cache
def load_labelled_texts() -> tuple[LabelledText, ...]:
    """Load the labelled texts 示例: of our own making, no enterprise wrote them."""
    return build_records(LabelledText, read_rows(__name__, "labelled.csv"))
