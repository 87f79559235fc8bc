"""What the registry holds of others is not told to who may not see it.

Typing codes must not be a way to read the registry: a code that stands under another
name is told as that, without the name. Where names are alike the name and the county
are told, as the business licence publishes them, or nobody could answer. No more than
these two is told of what merely stands in the ledger of the sender: anybody gets there
by answering that a code is right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop as _

from zhisheng.apps.programme.selectors import (
    Sender,
    find_reported,
    find_visible,
)
from zhisheng.apps.programme.sheets import Reason, RosterRow
from zhisheng.apps.registry.selectors import Partner

ANOTHER_NAME = _("名录中这个代码登记的是另一个名称，请核对代码和名称。")
# What is left of a candidate, by how it was found; its code is needed to answer.
KEPT = {
    "code": frozenset({"code", "by"}),
    "name": frozenset({"code", "by", "name", "region", "region_name"}),
}


def conceal_candidates(
    rows: Sequence[RosterRow], partners: Sequence[Partner], sender: Sender
) -> None:
    """Leave of the candidates only what the sender may know."""
    asked = [row for row in rows if row.candidates]
    offered = {str(one["code"]) for row in asked for one in row.candidates}
    ids = {one.id: one.code for one in partners if one.code in offered}
    foreign = set(ids) - find_visible(sender, ids) if ids else set()
    if not foreign:
        return
    reported = {ids[pk] for pk in find_reported(sender, foreign)}
    codes = {ids[pk] for pk in foreign}
    for row in asked:
        _conceal(row, codes, reported)


def _conceal(row: RosterRow, foreign: set[str], reported: set[str]) -> None:
    for position, candidate in enumerate(row.candidates):
        if candidate["code"] not in foreign:
            continue
        by = "name" if candidate["code"] in reported else str(candidate["by"])
        row.candidates[position] = _strip(candidate, KEPT[by])
        if by == "code":
            row.reasons = [_speak_of_none(reason) for reason in row.reasons]


def _strip(candidate: Mapping[str, Any], kept: frozenset[str]) -> dict[str, Any]:
    return {key: value if key in kept else "" for key, value in candidate.items()}


def _speak_of_none(reason: Reason) -> Reason:
    """Take the name on record out of the question whether it is the same enterprise."""
    if reason.kind != "code":
        return reason
    return replace(reason, message=ANOTHER_NAME, data={})
