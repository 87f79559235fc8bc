"""Rows of one enterprise in one file that say different things of the enterprise itself.

Of a new enterprise the first row would stand, of a known one the last, and nobody would
hear of the other. Both rows are told, each with what the other one says. What the rows
say of their helps may differ: these are several.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import ne
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as _

from zhisheng.apps.places.selectors import (
    get_region_prefix,
    map_industry_names,
    map_region_names,
)
from zhisheng.apps.programme.choices import RowStatus
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.selectors import write_plain
from zhisheng.apps.programme.services.matching import identify
from zhisheng.apps.programme.services.official import is_another_industry
from zhisheng.apps.programme.sheets import Reason, RosterRow, StagedValue, tell_place
from zhisheng.apps.registry.selectors import lies_elsewhere

HERE = _("这里写的是“{own}”，第 {row} 行写的是“{other}”；同一家企业应当一致。")
ELSEWHERE = _(
    "这里写的是“{own}”，工作表“{sheet}”第 {row} 行写的是“{other}”；同一家企业应当一致。"
)
CURE = _("请核对后改成一样的。")


PLACES = frozenset({"region", "industry"})


class Said(NamedTuple):
    """What a row says of one thing; rows of other years have it in other columns."""

    row: RosterRow
    field: str
    value: Any


# A thing is a field of the record, or an indicator with its period.
Thing = tuple[str, str]
Pair = tuple[Thing, Said, Said]


def warn_of_contradictions(
    rows: Iterable[RosterRow], *, among: Collection[str] = ()
) -> None:
    """Tell the rows of each enterprise that stands in several which of them differ.

    A row is compared with the first one that says something of the thing, the most exact
    of those that agree, so one pass is enough however often an enterprise is named.
    ``among`` are the only things to compare, if any are named.
    """
    pairs = [
        pair
        for group in _group(rows)
        for pair in _find_differing(group)
        if not among or pair[0][0] in among
    ]
    if not pairs:
        return
    names = _name_places(pairs)
    for thing, own, other in pairs:
        own.row.reasons.append(_tell(thing, own, other, names))


def warn_again_of_places(reads: Sequence[RosterRow], rows: Iterable[RosterRow]) -> None:
    """Compare rows whose place was settled with all of their enterprises, in order."""
    for read in reads:
        read.reasons = [
            one for one in read.reasons if one.data.get("thing") not in PLACES
        ]
    warn_of_contradictions(rows, among=PLACES)


def tell_of_places(row: ImportRow, read: RosterRow) -> bool:
    """Let a staged row say what was found of its places now; false if it does already."""
    kept = [one for one in row.reasons if one["data"].get("thing") not in PLACES]
    told = kept + [reason.as_dict() for reason in read.reasons]
    if told == row.reasons:
        return False
    row.reasons = told
    if row.status in {RowStatus.ACCEPTED, RowStatus.WARNING}:
        is_warned = any(one["severity"] == "warning" for one in told)
        row.status = RowStatus.WARNING if is_warned else RowStatus.ACCEPTED
    return True


def _group(rows: Iterable[RosterRow]) -> Collection[Sequence[RosterRow]]:
    firsts: dict[tuple[str, str], RosterRow] = {}
    groups: dict[tuple[str, str], list[RosterRow]] = {}
    for row in rows:
        if row.status == "refused":
            continue
        identity = identify(row)
        first = firsts.setdefault(identity, row)
        if first is not row:
            groups.setdefault(identity, [first]).append(row)
    return groups.values()


def _find_differing(rows: Sequence[RosterRow]) -> Iterator[Pair]:
    anchors: dict[Thing, Said] = {}
    told: set[Thing] = set()
    for row in rows:
        for thing, said in _list_said(row):
            anchor = anchors.setdefault(thing, said)
            if not _differs(thing, said.value, anchor.value):
                anchors[thing] = max(anchor, said, key=_measure_of(thing))
                continue
            yield thing, said, anchor
            if thing not in told:
                yield thing, anchor, said
            told.add(thing)


def _list_said(row: RosterRow) -> Iterator[tuple[Thing, Said]]:
    # A region that only the code tells is not what the row says.
    region = row.region if row.region_named is None else ""
    record = {
        "region": region,
        "industry": row.industry,
        "address": row.address,
        "legal_form": row.legal_form,
    }
    for field, text in record.items():
        if text:
            yield (field, ""), Said(row, field, text)
    # Two columns may name one value: the later one counts.
    for value in {one[:2]: one for one in row.values}.values():
        if value.value is not None or value.low is not None:
            yield value[:2], Said(row, _name_column(row, value), value)


def _name_column(row: RosterRow, value: StagedValue) -> str:
    if value.indicator == "employees" and value.period == str(row.year):
        return value.indicator
    sides = {str(row.year - 1): "before", str(row.year): "after"}
    return f"{value.indicator}_{sides.get(value.period, value.period)}"


def _differs(thing: Thing, own: Any, other: Any) -> bool:
    compare: Callable[[Any, Any], bool] = COMPARISONS.get(thing[0], _is_another_amount)
    return compare(own, other)


def _is_another_address(own: str, other: str) -> bool:
    """Tell whether neither of two addresses is the end or the start of the other."""
    short, long = sorted(("".join(own.split()), "".join(other.split())), key=len)
    return short not in long


def _is_another_amount(own: StagedValue, other: StagedValue) -> bool:
    return own[2:5] != other[2:5]


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "region": lies_elsewhere,
    "industry": is_another_industry,
    "address": _is_another_address,
    "legal_form": ne,
}


def _measure_of(thing: Thing) -> Callable[[Said], int]:
    """Return what tells the more exact of two that agree; of equal ones the first."""
    if thing[0] == "region":
        return lambda said: len(get_region_prefix(said.value))
    if thing[0] in {"industry", "address"}:
        return lambda said: len(said.value)
    return lambda _said: 0


def _name_places(pairs: Iterable[Pair]) -> Mapping[str, str]:
    """Return what the regions and industries that differ are called, in two queries."""
    codes: dict[str, set[str]] = {"region": set(), "industry": set()}
    for (field, _period), own, _other in pairs:
        if field in codes:
            codes[field].add(own.value)
    names = map_region_names(codes["region"]) if codes["region"] else {}
    if codes["industry"]:
        found = map_industry_names(codes["industry"])
        names |= {code: f"{code} {name}" for code, name in found.items()}
    return names


def _tell(thing: Thing, own: Said, other: Said, names: Mapping[str, str]) -> Reason:
    is_here = other.row.sheet == own.row.sheet
    write = _choose_writing(thing, names)
    data = tell_place(other.row, own.row) | {
        "own": write(own.value),
        "other": write(other.value),
        "thing": thing[0],
    }
    message = HERE if is_here else ELSEWHERE
    return Reason(
        own.field,
        "warning",
        message,
        CURE,
        data["own"],
        data=data,
        kind="contradiction",
    )


def _choose_writing(thing: Thing, names: Mapping[str, str]) -> Callable[[Any], str]:
    if thing[1]:
        return write_plain
    return lambda text: names.get(text, text)
