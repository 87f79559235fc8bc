"""How long after a corrective action 纠正措施 its effect may be verified, as dated data."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from zhisheng.reference.loader import (
    ReferenceDataError,
    Status,
    build_records,
    pick,
    read_yaml,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Days between an action that is done and the look whether it helped.

    Attributes
    ----------
    verify_days : int
        Days before somebody else may verify.
    recheck_days : int
        Days before the person who acted may, where the firm has nobody else.
    """

    verify_days: int
    recheck_days: int
    source: str
    jurisdiction: str
    status: Status
    valid_from: date
    valid_to: date | None


@cache
def load_terms() -> tuple[Terms, ...]:
    """Load the terms of all times."""
    return build_records(Terms, read_yaml(__name__, "terms.yaml"))


@cache
def find_terms(on: date) -> Terms:
    """Return the terms in force on a day.

    Raises
    ------
    ReferenceDataError
        If none is in force.
    """
    found = pick(load_terms(), on)
    if not found:
        raise ReferenceDataError(f"no terms of verification on {on}")
    return found[-1]
