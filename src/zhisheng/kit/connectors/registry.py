"""What apps do with the rows of a file of another system; each registers its part."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zhisheng.reference.connectors import Connector, Layout

if TYPE_CHECKING:
    from django.contrib.auth.models import _User


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A row that was taken: of which enterprise, its key in that system, what it says."""

    enterprise_id: int
    key: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file whose rows are applied now; ``rows`` reads them anew at every call."""

    batch: str
    connector: Connector
    layout: Layout
    as_of: date
    rows: Callable[[], Iterable[TakenRow]]
    actor: "_User | None"


Taker = Callable[[Delivery], Mapping[str, int]]

_takers: dict[tuple[str, str], dict[str, Taker]] = {}


def takes(connector: str, layout: str) -> Callable[[Taker], Taker]:
    """Register what an app does with the rows of a layout, in the applying transaction.

    It writes for all rows at once and returns what it counted, by names of its own.
    """

    def register(taker: Taker) -> Taker:
        name = f"{taker.__module__}.{taker.__qualname__}"
        _takers.setdefault((connector, layout), {})[name] = taker
        return taker

    return register


def deliver(delivery: Delivery) -> Counter[str]:
    """Let every app that registered take the rows; return what they counted."""
    counts: Counter[str] = Counter()
    takers = _takers.get((delivery.connector.code, delivery.layout.code), {})
    for name in sorted(takers):
        counts.update(takers[name](delivery))
    return counts
