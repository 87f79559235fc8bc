"""Cut the figures by part of the area, trade or size, small cells and their mates hidden."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhisheng.analytics.cells import (
    HIDDEN,
    count_cell,
    count_changed,
    count_whole,
    read_count,
)
from zhisheng.analytics.figures import Part
from zhisheng.analytics.rows import DIVISIBLE, Row
from zhisheng.analytics.suppression import find_hidden

Groups = Mapping[str, Mapping[str, Any]]


def cut_figures(
    groups: Groups,
    names: Mapping[str, str],
    *,
    year: int,
    keys: Sequence[str] = (),
) -> tuple[Part, ...]:
    """Make the parts of one breakdown in the order of their keys.

    Parameters
    ----------
    groups : Mapping[str, Mapping[str, object]]
        Sums by key; the empty key is what fits no part.
    keys : Sequence[str]
        Parts shown even if nobody takes part there.
    """
    hidden = {
        (row.code, ago): _hide_row(row, groups, ago)
        for row in DIVISIBLE
        for ago in (0, 1)
    }
    order = sorted({*keys, *groups} - {""}) + [""] * ("" in groups)
    return tuple(
        Part(
            key=key,
            name=names.get(key, key),
            rows={
                row.code: {
                    year - ago: HIDDEN
                    if key in hidden[row.code, ago]
                    else count_cell(row, groups.get(key, {}), ago=ago)
                    for ago in (1, 0)
                }
                for row in DIVISIBLE
            },
        )
        for key in order
    )


def _hide_row(row: Row, groups: Groups, ago: int) -> frozenset[str]:
    """Choose the hidden parts of a row; helps and changes follow the helped."""
    if row.count == "enrolled":
        return find_hidden(_count(groups, f"enrolled_{ago}"))
    hidden = find_hidden(_count(groups, f"helped_{ago}"))
    for measure in row.measures:
        for count in (count_whole, count_changed):
            counts = {
                key: count(sums, measure, ago=ago) for key, sums in groups.items()
            }
            hidden |= find_hidden(counts, already=hidden)
    return hidden


def _count(groups: Groups, name: str) -> dict[str, int]:
    return {key: read_count(sums, name) for key, sums in groups.items()}
