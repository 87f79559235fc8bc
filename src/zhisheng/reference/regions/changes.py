"""Documented changes of divisions, and the bridge between two days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from zhisheng.reference.loader import Status, build_records, read_yaml


class ChangeKind(StrEnum):
    """What happened to the old division."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    RECODED = "recoded"


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A division as it was written at its time."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class RegionChange:
    """Where the area of one old division went on one day.

    Attributes
    ----------
    old : NamedCode
        The division before.
    new : tuple[NamedCode, ...]
        The divisions that hold its area afterwards; several after a split.
    status : Status
        ``confirmed`` if document and day are certain; the codes always are.
    """

    kind: ChangeKind
    old: NamedCode
    new: tuple[NamedCode, ...]
    effective: date
    document: str
    status: Status


@dataclass(frozen=True, slots=True)
class RegionShare:
    """A part of a division's figures.

    Attributes
    ----------
    share : Decimal or None
        Part that belongs to ``code``; None where the split is not known.
    """

    code: str
    share: Decimal | None


@cache
def load_changes() -> tuple[RegionChange, ...]:
    """Load the documented changes, oldest first."""
    content = read_yaml("zhisheng.reference.regions", "changes.yaml")
    changes = build_records(RegionChange, content)
    return tuple(sorted(changes, key=lambda change: change.effective))


def bridge(code: str, from_date: date, to_date: date) -> tuple[RegionShare, ...]:
    """Find where a division's figures belong on another day.

    Parameters
    ----------
    code : str
        Six digits, as valid on ``from_date``.
    from_date, to_date : date
        The day of the code and the day asked for, in either order.

    Returns
    -------
    tuple[RegionShare, ...]
        One share of 1 if the area is inside one division; several shares of None if
        it is spread over more, because no official split of figures is known. A code
        without a change returns itself.
    """
    forward = from_date <= to_date
    first, last = sorted((from_date, to_date))
    days = sorted(
        {c.effective for c in load_changes() if first < c.effective <= last},
        reverse=not forward,
    )
    codes: tuple[str, ...] = (code,)
    is_whole = True
    for day in days:
        steps = [_step(c, day, forward=forward) for c in codes]
        is_whole = is_whole and all(len(step) == 1 for step in steps)
        codes = tuple(dict.fromkeys(c for step in steps for c in step))
    share = Decimal(1) if is_whole else None
    return tuple(RegionShare(c, share) for c in codes)


def _step(code: str, day: date, *, forward: bool) -> tuple[str, ...]:
    changes = [change for change in load_changes() if change.effective == day]
    if forward:
        found = _list_codes(c.new for c in changes if c.old.code == code)
    else:
        found = _list_codes(
            (c.old,) for c in changes if code in {new.code for new in c.new}
        )
    return found or (code,)


def _list_codes(groups: Iterable[tuple[NamedCode, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.code for group in groups for item in group))
