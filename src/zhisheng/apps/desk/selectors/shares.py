"""What an officer's area holds, parted: what is the own office's, what lies below."""

from collections import Counter
from dataclasses import dataclass

from zhisheng.apps.accounts.selectors import StaffedOffices
from zhisheng.apps.registry.selectors import Place


@dataclass(frozen=True, slots=True)
class Share:
    """How many wait for the own office, and how many for offices below with people."""

    own: int = 0
    below: int = 0


def share(waiting: Counter[Place], offices: StaffedOffices) -> Share:
    below = sum(n for place, n in waiting.items() if offices.covers(*place))
    return Share(waiting.total() - below, below)
