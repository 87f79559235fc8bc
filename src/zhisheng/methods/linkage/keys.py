"""The keys of which two candidates share one if they could be the same enterprise."""

import re
from collections.abc import Collection

from zhisheng.methods.linkage.candidates import Candidate
from zhisheng.methods.linkage.comparing import Side, prepare

_LONG_NAME = 4
_BUILDING = re.compile(r"[^\d]{1,2}[0-9]+")


def blocking_keys(
    candidate: Candidate, *, regions: Collection[str] = frozenset()
) -> tuple[str, ...]:
    """List the keys of which two candidates share one if `compare` could join them.

    Store them in an indexed column beside an enterprise and fetch the possible partners
    of a row with one ``key IN (...)``. Kinds: ``u:`` code, ``n:`` folded full name,
    ``h:`` prefecture and first two characters behind the region, ``t:`` prefecture and
    last two of a name proper of four or more, ``a:`` prefecture and house number.

    Notes
    -----
    A candidate whose region is unknown or only a province is found by code and full
    name only. An address whose street is written differently is not found by ``a:``.
    """
    return list_keys(prepare(candidate, regions=regions))


def list_keys(side: Side) -> tuple[str, ...]:
    """List the keys of `blocking_keys` for a prepared candidate."""
    parts, place = side.parts, side.candidate.region_code[:4]
    keys = [f"u:{side.uscc}"] if side.uscc else []
    keys += [f"n:{name}" for name in _list_names(side)]
    if not place or place.endswith("00"):
        return tuple(keys)
    keys.append(f"h:{place}:{(parts.core + parts.trade)[:2]}")
    if len(parts.core) >= _LONG_NAME:
        keys.append(f"t:{place}:{parts.core[-2:]}")
    if building := _BUILDING.search(side.address):
        keys.append(f"a:{place}:{building.group()}")
    return tuple(keys)


def _list_names(side: Side) -> list[str]:
    former = [note.removeprefix("原").lstrip("名") for note in side.parts.brackets]
    return [name for name in (side.parts.full, *former) if name]
