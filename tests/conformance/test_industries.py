import csv

import pytest

from zhisheng.reference.industries import IndustryIndex, load_industries

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def union(cases_dir):
    path = cases_dir / "identifiers" / "gbt4754_2017_union.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write_brackets(name):
    """Fold brackets, which the listings set in either width, often in one name."""
    return name.replace("（", "(").replace("）", ")")


def test_codes_levels_and_sections_are_the_published_ones(union):
    ours = {(i.code, i.level.value, i.section) for i in load_industries()}

    assert ours == {(c["code"], c["level"], c["section"]) for c in union}


def test_names_are_the_published_ones_where_sources_agree(union):
    ours = {i.code: write_brackets(i.name) for i in load_industries()}
    agreed = [c for c in union if c["names_differ"] == "0"]

    assert len(union) - len(agreed) == 13
    assert {c["code"]: ours[c["code"]] for c in agreed} == {
        c["code"]: write_brackets(c["name"]) for c in agreed
    }


def test_every_published_code_is_found_with_its_name(union):
    index = IndustryIndex(load_industries())

    for case in union:
        assert index.resolve(case["code"]).code == case["code"]
        written = f"{case['code']} {case['name']}"
        found = index.resolve(written)
        assert found.code is not None, written
        assert found.code.startswith(case["code"]) or len(case["code"]) == 1
