import itertools
import json
import re

import pytest

from zhisheng.methods.size_class import classify_size
from zhisheng.reference.size_classes import load_rows

pytestmark = pytest.mark.conformance

WAN = 10_000
LETTERS = {"employees": "X", "revenue": "Y", "total_assets": "Z"}
RANKS = ("micro", "small", "medium", "large")


@pytest.fixture(scope="module")
def table(cases_dir):
    path = cases_dir / "size_class" / "size_table_2017.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_rows_are_those_of_the_regulation(table):
    ours = {
        row.name: {
            LETTERS[t.indicator]: {
                "large": t.large,
                "medium": t.medium,
                "small": t.small,
            }
            for t in row.thresholds
        }
        for row in load_rows()
    }

    assert ours == {i["name"]: i["lower_bounds"] for i in table["industries"]}


def test_every_bound_and_its_neighbour(table):
    for industry in table["industries"]:
        bounds = industry["lower_bounds"]
        edges = [
            [b + d for b in sorted(limits.values()) for d in (-1, 0)]
            for limits in bounds.values()
        ]
        for values in itertools.product(*edges):
            check(industry, dict(zip(bounds, values, strict=True)))


def check(industry, values):
    expected = "micro"
    for rank in RANKS[1:]:
        if all(v >= industry["lower_bounds"][k][rank] for k, v in values.items()):
            expected = rank
    for code in list_codes(industry["gbt4754_2017"]):
        result = classify_size(
            industry_code=code,
            employees=values.get("X"),
            revenue_yuan=None if "Y" not in values else values["Y"] * WAN,
            total_assets_yuan=None if "Z" not in values else values["Z"] * WAN,
        )
        assert result.size_class == expected, (code, values)
        assert result.row is not None
        assert result.row.name == industry["name"]


def list_codes(text):
    """Read "54,55", "54-58", "B,C,D" and "Q(社会工作 85)" as codes."""
    plain = re.sub(r"\(not [^)]*\)", "", text).replace("Q(社会工作 85)", "85")
    spans = re.sub(
        r"(\d\d)-(\d\d)",
        lambda m: ",".join(map(str, range(int(m[1]), int(m[2]) + 1))),
        plain,
    )
    return re.findall(r"\b(?:[A-T]|\d{2,4})\b", re.sub(r"\([^)]*\)", "", spans))


def test_silence_of_the_regulation(table):
    for entry in table["not_covered"]:
        code = (re.findall(r"\d{2,4}", entry) or [entry[0]])[0]
        result = classify_size(
            industry_code=code,
            employees=50,
            revenue_yuan=500 * WAN,
            total_assets_yuan=500 * WAN,
        )
        assert result.size_class == "not_applicable", entry
