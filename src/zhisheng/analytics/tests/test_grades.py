"""The spread of grades over an area, against plain counting."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from zhisheng.analytics.areas import AreaUnknownError
from zhisheng.analytics.grade_counts import HOMES, count_beforehand, name_counts
from zhisheng.analytics.grades import (
    NAMES,
    GradeSpread,
    Side,
    list_tables,
    spread_grades,
)
from zhisheng.analytics.tests.small import write_small
from zhisheng.analytics.tests.test_bulletin import ANPING, make_enterprise

TAOCHENG, CITY = "131102", "131100"
GRADES = ("initial", "working", "improving")
Row = tuple[Any, ...]


def evaluate(
    enterprise: int, *grades: str, side: Side = "self", model: str = "four"
) -> list[Row]:
    """Make the evaluations of an enterprise; "low..high" is a grade with two ends."""
    ends = [
        (low, high or low) for low, _, high in (one.partition("..") for one in grades)
    ]
    return [
        (enterprise, model, side, place, len(ends), *one, *ends[0])
        for place, one in enumerate(ends, start=1)
    ]


def spread(
    folder: Path,
    evaluations: Sequence[Row],
    enterprises: Sequence[Row] = (),
    *,
    area: str = CITY,
    side: Side = "self",
) -> GradeSpread:
    firms = enterprises or [make_enterprise(i, ANPING) for i in range(40)]
    homes = {firm[0]: firm[1:3] for firm in firms}
    located = [(*row, *homes[row[0]], False) for row in evaluations]
    paths = write_small(folder, enterprises=firms, evaluations=located)
    found = read(paths, area=area, side=side)
    assert read(write_counts(folder, paths), area=area, side=side) == found
    return found


def read(paths: Mapping[str, Path], *, area: str, side: Side = "self") -> GradeSpread:
    return spread_grades(paths, area=area, model="four", side=side, grades=GRADES)


def write_counts(folder: Path, paths: Mapping[str, Path]) -> dict[str, Path]:
    """Count beforehand; of what was counted only the counts are left."""
    left = {name: paths[name] for name in NAMES}
    for name, table in count_beforehand(paths, [("four", GRADES)]).items():
        left[name] = folder / f"{name}.parquet"
        pq.write_table(table, left[name])
    return left


def test_the_latest_evaluation_counts_and_an_open_grade_stands_apart(
    tmp_path: Path,
) -> None:
    rows = [row for i in range(10) for row in evaluate(i, "initial", "working")]
    rows += [row for i in range(10, 16) for row in evaluate(i, "initial..improving")]
    rows += [
        row for i in range(16, 20) for row in evaluate(i, "initial", model="other")
    ]

    found = spread(tmp_path, rows)

    assert (found.enterprises, found.whole.base) == (40, 16)
    assert found.whole.grades == {
        "initial": 0,
        "working": 10,
        "improving": 0,
        "open": 6,
    }
    assert found.first == {"initial": 10, "working": 0, "improving": 0, "open": 6}


def test_a_rise_is_counted_only_where_it_is_sure(tmp_path: Path) -> None:
    rows = [row for i in range(6) for row in evaluate(i, "initial", "working")]
    rows += [row for i in range(6, 12) for row in evaluate(i, "working", "working")]
    rows += [
        row for i in range(12, 17) for row in evaluate(i, "initial..working", "working")
    ]
    rows += [row for i in range(17, 22) for row in evaluate(i, "improving")]

    whole = spread(tmp_path, rows).whole

    assert whole.repeated == 17
    assert whole.changes == {"risen": 6, "kept": 6, "unsure": 5}
    assert whole.risen_share == 0.5


def test_what_an_expert_confirmed_is_counted_apart(tmp_path: Path) -> None:
    rows = [row for i in range(20) for row in evaluate(i, "improving")]
    rows += [row for i in range(8) for row in evaluate(i, "working", side="expert")]

    own, confirmed = (
        spread(tmp_path, rows, side="self"),
        spread(tmp_path, rows, side="expert"),
    )

    assert own.whole.grades["improving"] == 20
    assert confirmed.whole.base == 8
    assert confirmed.whole.grades["working"] == 8


def test_small_groups_are_hidden_also_by_subtraction(tmp_path: Path) -> None:
    """Three of 桃城区 stand at the top grade; neither row nor column tells it."""
    firms = [make_enterprise(i, ANPING if i < 30 else TAOCHENG) for i in range(60)]
    rows = [row for i in range(20) for row in evaluate(i, "improving")]
    rows += [row for i in range(20, 50) for row in evaluate(i, "initial")]
    rows += [row for i in range(50, 53) for row in evaluate(i, "improving")]

    found = spread(tmp_path, rows, firms)

    assert found.whole.grades == {
        "initial": 30,
        "working": 0,
        "improving": 23,
        "open": 0,
    }
    parts = {line.key: line for line in found.breakdowns["region"]}
    assert (parts[ANPING].base, parts[TAOCHENG].base) == (30, 23)
    assert parts[TAOCHENG].grades == {
        "initial": None, "working": 0, "improving": None, "open": 0,
    }  # fmt: skip
    assert parts[ANPING].grades["improving"] is None
    assert parts[ANPING].grades["initial"] is None


def test_how_many_were_evaluated_once_is_hidden_where_they_are_few(
    tmp_path: Path,
) -> None:
    """All others rose from the lowest grade, so the three are known to be there still."""
    rows = [row for i in range(6) for row in evaluate(i, "initial", "improving")]
    rows += [row for i in range(6, 9) for row in evaluate(i, "initial")]

    found = spread(tmp_path, rows)

    assert (found.whole.base, found.whole.repeated) == (9, None)
    assert set(found.whole.changes.values()) == {None}
    (trade,) = found.breakdowns["trade"]
    assert (trade.base, trade.repeated) == (9, None)


def test_of_a_few_enterprises_nothing_is_told(tmp_path: Path) -> None:
    found = spread(tmp_path, [row for i in range(4) for row in evaluate(i, "initial")])

    assert found.whole.base is None
    assert set(found.whole.grades.values()) == set(found.first.values()) == {None}


def test_nobody_evaluated_is_no_secret(tmp_path: Path) -> None:
    found = spread(tmp_path, [])

    assert (found.whole.base, found.whole.repeated, found.whole.risen_share) == (
        0,
        0,
        None,
    )
    assert [line.key for line in found.breakdowns["region"]] == [TAOCHENG, ANPING]


def test_the_counts_are_read_where_there_are_some_for_these_very_grades() -> None:
    known = {name_counts("four", GRADES), HOMES, "evaluations", "enterprises"}

    assert list_tables("four", GRADES, known) == [*NAMES, name_counts("four", GRADES), HOMES]  # fmt: skip
    for model, grades in (("four", (*GRADES, "leading")), ("five", GRADES)):
        assert list_tables(model, grades, known) == [*NAMES, "enterprises", "evaluations"]  # fmt: skip


def test_the_whole_nation_adds_up_whoever_lives_nowhere(tmp_path: Path) -> None:
    firms = [make_enterprise(i, (ANPING, None)[i % 2]) for i in range(40)]
    rows = [row for i in range(40) for row in evaluate(i, "initial", "working")]

    found = spread(tmp_path, rows, firms, area="000000")

    assert (found.enterprises, found.whole.base) == (40, 40)
    assert [one.base for one in found.breakdowns["region"] if one.base] == [20, 20]


def test_a_former_area_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AreaUnknownError):
        spread(tmp_path, [], area="330103")


def test_counts_are_those_of_plain_counting(tmp_path: Path) -> None:
    dice = np.random.default_rng(4)
    texts = [*GRADES, "initial..working", "working..improving"]
    told = {
        i: [str(text) for text in dice.choice(texts, dice.integers(1, 4))]
        for i in range(3_000)
    }
    firms = [make_enterprise(i, (ANPING, TAOCHENG)[i % 3 // 2]) for i in told]
    rows = [row for i, grades in told.items() for row in evaluate(i, *grades)]

    found = spread(tmp_path, rows, firms)

    latest = Counter(_name(grades[-1]) for grades in told.values())
    assert found.whole.grades == {name: latest[name] for name in (*GRADES, "open")}
    assert found.first == _count_first(told)
    assert found.whole.changes == _count_changes(told)
    for name, count in found.whole.grades.items():
        cells = [line.grades[name] for line in found.breakdowns["region"]]
        assert sum(cell or 0 for cell in cells) == count


def _name(text: str) -> str:
    return "open" if ".." in text else text


def _count_first(told: Mapping[int, list[str]]) -> dict[str, int]:
    first = Counter(_name(grades[0]) for grades in told.values())
    return {name: first[name] for name in (*GRADES, "open")}


def _count_changes(told: Mapping[int, list[str]]) -> dict[str, int]:
    counts = {"risen": 0, "kept": 0, "unsure": 0}
    for grades in told.values():
        if len(grades) == 1:
            continue
        first, last = (_read(grades[end]) for end in (0, -1))
        sure_rise, sure_not = last[0] > first[1], last[1] <= first[0]
        counts["risen" if sure_rise else "kept" if sure_not else "unsure"] += 1
    return counts


def _read(text: str) -> tuple[int, int]:
    low, _, high = text.partition("..")
    return GRADES.index(low), GRADES.index(high or low)
