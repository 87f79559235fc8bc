"""How far a declared figure may go before somebody is asked to look again."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from zhisheng.reference.loader import Status, build_records, pick, read_yaml


@dataclass(frozen=True, slots=True)
class Bound:
    """A named rule: what lies beyond its bound is warned of, never refused.

    Attributes
    ----------
    indicators : tuple[str, ...]
        Codes of the indicators it holds for.
    least, most : int or None
        The smallest and the largest figure nobody is asked about, in ``unit``.
    """

    rule: str
    indicators: tuple[str, ...]
    least: int | None
    most: int | None
    unit: str
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None


@cache
def load_bounds() -> tuple[Bound, ...]:
    """Load the bounds of all times."""
    return build_records(Bound, read_yaml(__name__, "bounds.yaml"))


@cache
def find_bound(rule: str, on: date) -> Bound | None:
    """Return the bound of a rule that holds on a day."""
    in_force = pick(load_bounds(), on)
    return next((bound for bound in in_force if bound.rule == rule), None)
