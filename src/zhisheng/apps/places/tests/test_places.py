from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from zhisheng.apps.places import selectors, services
from zhisheng.apps.places.forms import IndustryField, RegionField
from zhisheng.apps.places.models import Industry, Region, RegionChange
from zhisheng.apps.places.schemas import describe_industry
from zhisheng.apps.places.tests.factories import (
    IndustryFactory,
    RegionChangeFactory,
    RegionFactory,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import NotFoundError
from zhisheng.reference import regions


@pytest.mark.parametrize(
    ("code", "bounds"),
    [
        ("", ("0", ":")),
        ("000000", ("0", ":")),
        ("130000", ("13", "14")),
        ("131100", ("1311", "1312")),
        ("131125", ("131125", "131126")),
        ("139900", ("1399", "139:")),
    ],
)
def test_range_of_a_region(code, bounds):
    assert selectors.get_region_range(code) == bounds


def test_range_holds_the_region_and_what_is_below(reference):
    first, after = selectors.get_region_range("131100")

    found = Region.objects.filter(code__gte=first, code__lt=after)
    assert [region.code for region in found] == ["131100", "131102", "131125"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("安平", ["131125"]),
        ("anping", ["131125"]),
        ("ap", ["131125"]),
        ("131125", ["131125"]),
        ("1305", []),
        ("3305", ["330500", "330502", "330521"]),
        ("浙江 吴兴", ["330502"]),
        ("湖州", ["330500", "330502", "330521"]),
        ("不存在", []),
        ("", ["130000", "140000", "330000"]),
    ],
)
def test_finds_regions_by_name_pinyin_or_code(reference, text, codes):
    assert [region.code for region in selectors.search_regions(text)] == codes


def test_does_not_suggest_a_region_that_is_gone(reference):
    RegionFactory.create(
        code="131126", name="旧安平县", full_name="旧安平县", valid_to=date(2020, 1, 1)
    )

    assert [region.code for region in selectors.search_regions("安平")] == ["131125"]
    assert selectors.get_region("131126").name == "旧安平县"


def test_unknown_codes_are_not_found(reference):
    with pytest.raises(NotFoundError):
        selectors.get_region("999999")
    with pytest.raises(NotFoundError):
        selectors.get_industry("9999")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("334", ["334", "3340"]),
        ("C3340", ["3340"]),
        ("c", ["C"]),
        ("金属丝绳", ["334", "3340"]),
        ("jsss", ["334", "3340"]),
        ("", ["C"]),
    ],
)
def test_finds_industries_by_name_pinyin_or_code(reference, text, codes):
    assert [one.code for one in selectors.search_industries(text)] == codes


@pytest.mark.parametrize(
    ("code", "children"),
    [
        ("33", ["334", "3340", "338", "3383"]),
        ("334", ["3340"]),
        ("3340", []),
        ("D", []),
    ],
)
def test_subtree_of_an_industry(reference, code, children):
    condition = selectors.match_industry_subtree(code, field="parent")

    found = Industry.objects.filter(condition).order_by("code")
    assert [industry.code for industry in found] == children


def test_section_holds_all_below(reference):
    condition = selectors.match_industry_subtree("c", field="parent")

    assert Industry.objects.filter(condition).count() == 17


@pytest.fixture
def hangzhou():
    """杭州 2021: 上城 and 江干 became 上城; 余杭 was split into 余杭 and 临平."""
    day = date(2021, 4, 9)
    for old, new in (("330104", "330102"), ("330102", "330102")):
        RegionChangeFactory.create(
            old_code=old, new_code=new, effective_on=day, share=Decimal(1)
        )
    for new in ("330110", "330113"):
        RegionChangeFactory.create(
            old_code="330110", new_code=new, effective_on=day, kind="split"
        )


BEFORE, AFTER = date(2020, 12, 31), date(2021, 12, 31)


@pytest.mark.parametrize(
    ("code", "successors"),
    [
        ("330104", [("330102", Decimal(1))]),
        ("330102", [("330102", Decimal(1))]),
        ("330110", [("330110", None), ("330113", None)]),
        ("131125", [("131125", Decimal(1))]),
    ],
)
def test_figures_follow_their_region(db, hangzhou, code, successors):
    assert selectors.list_successors(code, BEFORE, AFTER) == successors


def test_nothing_moves_outside_the_days(db, hangzhou):
    day = date(2021, 4, 9)

    assert selectors.list_successors("330104", BEFORE, date(2021, 4, 8)) == [
        ("330104", Decimal(1))
    ]
    assert selectors.list_successors("330104", day, AFTER) == [("330104", Decimal(1))]


def test_follows_one_change_after_another(db):
    changes = [
        ("a", "b", 2019, None),
        ("b", "c", 2020, "0.25"),
        ("b", "d", 2020, "0.75"),
    ]
    for old, new, year, share in changes:
        RegionChangeFactory.create(
            old_code=old, new_code=new, effective_on=date(year, 1, 1), share=share
        )

    assert selectors.list_successors("a", date(2018, 1, 1), AFTER) == [
        ("c", Decimal("0.25")),
        ("d", Decimal("0.75")),
    ]


def test_loads_every_industry_and_again(db):
    IndustryFactory.create(name="旧名称", parent=None)

    assert services.load_reference_industries() == 1971
    assert services.load_reference_industries() == 1971
    assert Industry.objects.count() == 1971
    wire = Industry.objects.get(code="3340")
    assert (wire.name, wire.parent.code, wire.section) == (
        "金属丝绳及其制品制造",
        "334",
        "C",
    )
    assert AuditEntry.objects.filter(action="places.industries_loaded").count() == 2


def make_region(code, name, level, parent_code):
    return regions.Region(
        code=code,
        name=name,
        level=regions.RegionLevel(level),
        parent_code=parent_code,
        full_name=name,
        kind=regions.RegionKind("division"),
        short_name=name[:-1],
        pinyin="",
    )


@pytest.fixture
def shipped(monkeypatch):
    """Stand in for the table built at set-up with its part of Zhejiang."""
    table = (
        make_region("330000", "浙江省", "province", ""),
        make_region("330100", "杭州市", "city", "330000"),
        make_region("330102", "上城区", "county", "330100"),
        make_region("330110", "余杭区", "county", "330100"),
        make_region("330113", "临平区", "county", "330100"),
    )
    changes = tuple(
        change
        for change in regions.load_changes()
        if change.old.code.startswith("3301") and change.effective.year == 2021
    )
    monkeypatch.setattr(regions, "load_regions", lambda: table)
    monkeypatch.setattr(regions, "load_changes", lambda: changes)


def test_loads_regions_with_those_that_are_gone(db, shipped):
    assert services.load_reference_regions() == services.load_reference_regions()

    gone = Region.objects.get(code="330104")
    assert (gone.name, gone.parent.code) == ("江干区", "330100")
    assert gone.valid_to.year == 2021
    split_off = Region.objects.get(code="330113")
    assert split_off.valid_from == gone.valid_to.replace(day=gone.valid_to.day + 1)
    assert Region.objects.get(code="330110").valid_from is None
    assert RegionChange.objects.filter(old_code="330110").count() == 2
    entries = AuditEntry.objects.filter(action="places.regions_loaded")
    assert entries.count() == 2


def test_figures_follow_every_shipped_change(db):
    services.load_reference_regions()

    for change in regions.load_changes():
        before = change.effective - timedelta(days=1)
        bridged = regions.bridge(change.old.code, before, change.effective)
        followed = selectors.list_successors(change.old.code, before, change.effective)
        assert followed == sorted((part.code, part.share) for part in bridged)


def test_region_field_reads_what_the_picker_holds(reference):
    field = RegionField()

    for text in ("131125 安平县", "131125", "安平县", "安平"):
        assert field.clean(text).code == "131125"
    assert RegionField(required=False).clean("") is None


def test_region_field_reads_usual_names(reference):
    for text in ("河北安平", "安平县丝网大道1号", "衡水市 安平县"):
        assert RegionField().clean(text).code == "131125"
    with pytest.raises(ValidationError) as zone:
        RegionField().clean("安平高新区")
    assert zone.value.code == "unknown"


def test_region_field_never_guesses(reference):
    RegionFactory.create(code="610102", name="安平县", full_name="陕西省安平县")

    with pytest.raises(ValidationError) as several:
        RegionField().clean("安平县")
    with pytest.raises(ValidationError) as unknown:
        RegionField().clean("999999")
    assert [several.value.code, unknown.value.code] == ["several", "unknown"]


def test_industry_field_reads_what_the_picker_holds(reference):
    field = IndustryField()

    for text in ("3340 金属丝绳", "C3340", "金属丝绳及其制品制造"):
        assert field.clean(text).code == "3340"
    with pytest.raises(ValidationError):
        field.clean("C9999")


def test_picker_answers_scripts_and_htmx(client, reference, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = client.get("/places/regions/suggest/", {"region": "吴兴"})
    partial = client.get(
        "/places/industries/suggest/", {"q": "3340"}, headers={"hx-request": "true"}
    ).content.decode()

    assert found.json() == {
        "options": [
            {
                "value": "330502 吴兴区",
                "label": "吴兴区",
                "detail": "浙江省湖州市吴兴区 330502",
            }
        ]
    }
    assert 'data-value="3340 金属丝绳及其制品制造"' in partial
    assert "小类 C3340" in partial


def test_api_needs_a_key_and_answers(client, make_token, body_organisation):
    headers = {"authorization": make_token(body_organisation, [])}

    assert client.get("/api/v1/places/regions").status_code == 401
    found = client.get("/api/v1/places/regions?q=安平", headers=headers).json()
    assert found == [
        {
            "code": "131125",
            "name": "安平县",
            "full_name": "河北省衡水市安平县",
            "level": "county",
            "kind": "division",
            "parent": "131100",
            "valid_from": None,
            "valid_to": None,
        }
    ]
    children = client.get(
        "/api/v1/places/regions?parent=330500", headers=headers
    ).json()
    assert [region["code"] for region in children] == ["330502", "330521"]
    missing = client.get("/api/v1/places/industries/9999", headers=headers)
    assert missing.status_code == 404
    successors = client.get(
        "/api/v1/places/regions/131125/successors?start=2020-01-01&end=2024-01-01",
        headers=headers,
    ).json()
    assert successors == [{"code": "131125", "share": "1"}]


def test_shares_are_written_in_one_way_and_null_where_none_is_known(
    client, make_token, body_organisation, reference, hangzhou
):
    RegionChangeFactory.create(
        old_code="330106",
        new_code="330105",
        effective_on=date(2021, 5, 1),
        share="0.25",
    )
    headers = {"authorization": make_token(body_organisation, [])}
    asked = {}

    for code in ("330104", "330105", "330106", "330110"):
        RegionFactory.create(code=code)
        asked[code] = client.get(
            f"/api/v1/places/regions/{code}/successors?start={BEFORE}&end={AFTER}",
            headers=headers,
        ).json()

    assert asked == {
        "330104": [{"code": "330102", "share": "1"}],
        "330105": [{"code": "330105", "share": "1"}],
        "330106": [{"code": "330105", "share": "0.25"}],
        "330110": [
            {"code": "330110", "share": None},
            {"code": "330113", "share": None},
        ],
    }


def test_english_pages_name_divisions_and_what_a_class_belongs_to(reference):
    with override("en"):
        assert selectors.name_industry("33", "金属制品业") == (
            "Manufacture of metal products"
        )
        assert selectors.name_industry_with_code("33", "金属制品业") == (
            "33 Manufacture of metal products"
        )
        assert selectors.name_industry_with_code("3340", "金属丝绳及其制品制造") == (
            "3340 (part of: Manufacture of metal products)"
        )
        assert selectors.name_industry_with_code("", "") == ""
    with override("zh-hans"):
        assert selectors.name_industry_with_code("3340", "金属丝绳及其制品制造") == (
            "3340 金属丝绳及其制品制造"
        )


def test_english_picker_tells_classes_of_a_division_apart(reference):
    division, wire = Industry.objects.filter(code__in=("33", "3340")).order_by("code")

    with override("en"):
        assert describe_industry(division) == (
            "33 Manufacture of metal products",
            "Manufacture of metal products",
            "Division C33",
        )
        assert describe_industry(wire) == (
            "3340 金属丝绳及其制品制造",
            "金属丝绳及其制品制造",
            "Class C3340 · Manufacture of metal products",
        )
        assert IndustryField().clean(
            "3340 (part of: Manufacture of metal products)"
        ) == (wire)


def test_divisions_are_found_by_english_words(reference):
    found = selectors.search_industries("metal products")

    assert [industry.code for industry in found] == ["33"]
