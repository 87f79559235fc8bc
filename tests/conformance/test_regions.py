import csv

import pytest

from zhisheng.reference.regions import RegionIndex, load_regions

pytestmark = pytest.mark.conformance


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def published(cases_dir):
    folder = cases_dir / "identifiers"
    names = ("provinces", "cities", "areas")
    return {n: read(folder / f"gbt2260_2023_{n}.csv") for n in names}


def test_divisions_are_the_published_ones(published):
    counts = {name: len(rows) for name, rows in published.items()}
    expected = {
        row["code"].ljust(6, "0"): row["name"]
        for name in ("areas", "provinces", "cities")
        for row in published[name]
    }

    assert counts == {"provinces": 31, "cities": 342, "areas": 2978}
    # 东莞, 中山 and 儋州 repeat the code of their city among the areas.
    assert len(expected) == 31 + 342 + 2978 - 3
    assert {r.code: r.name for r in load_regions()} == expected


def test_every_published_county_is_found_with_its_city_and_province(published):
    index = RegionIndex(load_regions())
    cities = {row["code"]: row["name"] for row in published["cities"]}
    provinces = {row["code"]: row["name"] for row in published["provinces"]}

    for row in published["areas"]:
        cells = [
            provinces[row["provinceCode"]],
            cities[row["cityCode"]],
            row["name"],
        ]
        assert index.resolve(texts=cells).code == row["code"], cells
        assert index.resolve(texts=[row["code"]]).code == row["code"]
