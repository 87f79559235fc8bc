"""How every county may be written, and which share of them is found."""

import pytest

from zhisheng.reference.regions import RegionIndex, load_regions


@pytest.fixture(scope="module")
def index():
    return RegionIndex(load_regions())


def list_counties():
    """Return each county-level division with the path of names above it."""
    by_code = {region.code: region for region in load_regions()}
    for region in by_code.values():
        if region.level != "county" or region.kind == "placeholder":
            continue
        above, parent = [], by_code.get(region.parent_code)
        while parent is not None:
            if parent.kind != "placeholder":
                above.insert(0, parent)
            parent = by_code.get(parent.parent_code)
        yield region, above


def join_names(regions, attribute="name"):
    return "".join(getattr(region, attribute) for region in regions)


# How a county may be written → how many of the 2,975 may have to be asked back,
# because another division bears the same name; none may be found as another.
FORMS = {
    "path": (lambda r, above: [join_names([*above, r])], 0),
    "cells": (lambda r, above: [*(a.name for a in above), r.name], 0),
    "short path": (lambda r, above: [join_names([*above, r], "short_name")], 6),
    "short cells": (
        lambda r, above: [*(a.short_name for a in above), r.short_name],
        6,
    ),
    "city and name": (lambda r, above: [above[-1].short_name + r.name], 0),
    "name (city)": (lambda r, above: [f"{r.name}（{above[-1].short_name}）"], 0),
    "city (name)": (lambda r, above: [f"{above[-1].name}({r.name})"], 0),
    "province and name": (lambda r, above: [above[0].short_name, r.name], 16),
    "name": (lambda r, _above: [r.name], 71),
    "short name": (lambda r, _above: [r.short_name], 204),
    "code": (lambda r, _above: [r.code], 0),
    "nine digits": (lambda r, _above: [f"{r.code}001"], 0),
    "twelve digits": (lambda r, _above: [f"{r.code}001002"], 0),
    "code and name": (lambda r, _above: [f"{r.code} {r.name}"], 0),
    "address": (lambda r, above: [join_names([*above, r]) + "人民路18号"], 0),
    "name and address": (lambda r, _above: [f"{r.name}城关镇人民路18号"], 67),
}
# 河北区, 海南区 and 河南县 shorten to a province, 嘉峪关市 is written like its city.
NAMESAKES = {"120105", "150303", "632324", "620201"}


@pytest.mark.parametrize("form", FORMS)
def test_share_of_counties_found(index, form):
    write, limit = FORMS[form]
    asked_back, wrong = [], []
    for region, above in list_counties():
        match = index.resolve(texts=write(region, above))
        if match.state == "ambiguous" and region in match.candidates:
            asked_back.append(region.name)
        elif match.code != region.code and region.code not in NAMESAKES:
            wrong.append((region.full_name, match))

    assert wrong == []
    assert len(asked_back) <= limit


def test_every_province_and_city_is_found_by_its_path(index):
    for region in load_regions():
        if region.level != "county" and region.kind != "placeholder":
            assert index.resolve(texts=[region.full_name]).code == region.code
