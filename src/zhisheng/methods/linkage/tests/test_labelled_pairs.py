"""The floors below are the figures printed in docs/explanation/methods/linkage.md."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from zhisheng.methods.linkage import Candidate, compare
from zhisheng.methods.linkage.tests.make_labelled_pairs import SIDES, compose
from zhisheng.reference.regions import list_region_names

PATH = Path(__file__).parent / "labelled_pairs.csv"
REGIONS = frozenset(
    [
        "河北省",
        "衡水市",
        "安平县",
        "深州市",
        "浙江省",
        "湖州市",
        "吴兴区",
        "南浔区",
        "绍兴市",
        "上虞区",
        "越城区",
        "德清县",
        "山西省",
        "大同市",
        "浑源县",
        "太原市",
        "清徐县",
        "阳曲县",
        "江苏省",
        "徐州市",
        "丰县",
        "福建省",
        "泉州市",
        "南安市",
        "上海市",
        "浦东新区",
        "河南省",
        "南阳市",
        "卧龙区",
        "宛城区",
    ]
)


def read_pairs() -> list[tuple[str, str, Candidate, Candidate]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (row["split"], row["label"], *(read_side(row, side) for side in "ab"))
        for row in rows
    ]


def read_side(row: dict[str, str], side: str) -> Candidate:
    name, uscc, region, industry, address = (row[f"{side}_{key}"] for key in SIDES)
    return Candidate(name, uscc, region, industry, address)


def count_verdicts(
    split: str, regions: frozenset[str] = REGIONS
) -> Counter[tuple[str, str]]:
    return Counter(
        (label, compare(a, b, regions=regions).verdict)
        for part, label, a, b in read_pairs()
        if part == split
    )


def test_script_writes_the_stored_pairs():
    assert compose() == PATH.read_text(encoding="utf-8")


@pytest.mark.parametrize("split", ["tune", "held_out"])
def test_the_full_list_of_regions_gives_the_same_figures(split):
    full = count_verdicts(split, list_region_names())

    assert full == count_verdicts(split)


@pytest.mark.parametrize("split", ["tune", "held_out"])
def test_what_is_certain_is_always_right(split):
    counts = count_verdicts(split)

    assert counts["different", "certain"] == 0
    assert counts["unclear", "certain"] == 0


@pytest.mark.parametrize(
    ("split", "certain_recall", "recall", "precision"),
    [("tune", 39 / 131, 121 / 131, 1.0), ("held_out", 40 / 141, 127 / 141, 127 / 129)],
)
def test_recall_and_precision_keep_their_floors(
    split, certain_recall, recall, precision
):
    counts = count_verdicts(split)
    same = sum(n for (label, _), n in counts.items() if label == "same")
    joined = counts["same", "certain"] + counts["same", "to_confirm"]

    assert counts["same", "certain"] / same >= certain_recall
    assert joined / same >= recall
    assert joined / (joined + counts["different", "to_confirm"]) >= precision
