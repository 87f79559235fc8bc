from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from zhisheng.reference.connectors import (
    Basis,
    Direction,
    find_connector,
    find_precedence,
    find_version,
    load_connectors,
)
from zhisheng.reference.connectors import _list_problems as list_problems
from zhisheng.reference.forms import Kind
from zhisheng.reference.loader import Status

TODAY = date(2026, 11, 27)
# Who may be inspected how often is imported for named officers only, and not here.
RISK = ("风险", "risk", "评级", "分类")


def test_six_systems_ship():
    shipped = {
        (one.code, layout.code, str(layout.direction))
        for one in load_connectors()
        for layout in one.layouts
    }

    assert shipped == {
        ("enterprise-register", "entities", "inbound"),
        ("small-micro-directory", "enterprises", "inbound"),
        ("credit-publicity", "abnormal", "inbound"),
        ("credit-publicity", "penalties", "inbound"),
        ("certification-authority", "certificates", "inbound"),
        ("finance-platform", "enterprises", "outbound"),
        ("finance-platform", "results", "inbound"),
        ("random-inspection", "enterprises", "outbound"),
        ("random-inspection", "results", "inbound"),
    }


def test_every_layout_is_an_example_with_its_document():
    for connector in load_connectors():
        assert connector.status is Status.EXAMPLE
        assert connector.source
        assert connector.jurisdiction
        assert connector.english_name


def test_records_are_frozen():
    connector = find_connector("enterprise-register", TODAY)

    with pytest.raises(FrozenInstanceError):
        connector.layouts[0].columns[0].code = "other"


def test_a_day_before_the_rule_finds_none():
    assert find_connector("enterprise-register", date(2022, 2, 28)) is None
    assert find_connector("enterprise-register", date(2022, 3, 1)) is not None
    assert find_connector("unknown", TODAY) is None


def test_a_version_is_found_whatever_the_day():
    assert find_version("enterprise-register", "2024").code == "enterprise-register"
    assert find_version("enterprise-register", "1999") is None


def test_a_layout_tells_its_key_and_what_is_official():
    penalties = find_connector("credit-publicity", TODAY).find_layout("penalties")
    entities = find_connector("enterprise-register", TODAY).find_layout("entities")

    assert penalties.key_column.code == "number"
    assert penalties.telling == ()
    assert entities.key_column.code == "uscc"
    assert [one.code for one in entities.telling] == [
        "name", "legal_form", "status", "region", "address", "industry", "established_on",
    ]  # fmt: skip
    status = next(one for one in entities.columns if one.code == "status")
    assert status.find_meaning("吊销") == "revoked"
    assert status.field.choices == ("存续", "注销", "吊销")


def test_no_column_is_about_risk():
    for connector in load_connectors():
        for layout in connector.layouts:
            for column in layout.columns:
                told = (column.heading, column.english.lower(), *column.aliases)
                assert not [w for w in RISK for one in told if w in one], column.code


def test_only_consent_opens_a_file_for_a_bank():
    platform = find_connector("finance-platform", TODAY)

    assert {(one.basis, one.consent) for one in platform.layouts} == {
        (Basis.CONSENT, "credit")
    }


def test_what_makes_no_sense_is_found():
    connector = find_connector("enterprise-register", TODAY)
    layout = connector.layouts[0]
    code, name = layout.columns[:2]
    faults = {
        "a column or heading stands twice": (code, name, name),
        "one required code says which enterprise a row is about": (name,),
        "a record has one key": (
            replace(code, is_key=True),
            replace(name, is_key=True),
        ),
        "name tells colour": (code, replace(name, attribute="colour")),
        "name: choices belong to a choice": (code, replace(name, kind=Kind.CHOICE)),
    }
    for told, columns in faults.items():
        wrong = replace(layout, columns=columns, happened=())
        found = list(list_problems(replace(connector, layouts=(wrong,))))
        assert found == [f"entities: {told}"]


def test_a_consent_names_its_purpose_and_a_day_is_a_column():
    connector = find_connector("enterprise-register", TODAY)
    layout = connector.layouts[0]
    wrong = (
        replace(layout, basis=Basis.CONSENT),
        replace(layout, code="b", happened=("nowhere",)),
        replace(layout, code="b", direction=Direction.OUTBOUND),
    )

    assert list(list_problems(replace(connector, layouts=wrong))) == [
        "a layout stands twice",
        "entities: a consent names its purpose, and duty none",
        "b: a day of happening is no column",
    ]


@pytest.mark.parametrize(
    ("source", "rank"),
    [
        ("enterprise-register", "enterprise-register"),
        ("", "officer"),
        ("proposal:C-7K3M9Q2X4T", "proposal"),
        ("self", "self"),
        ("R-7K3M9Q2X4T", "roster"),
    ],
)
def test_sources_have_a_rank(source, rank):
    assert find_precedence(TODAY).find_rank(source).code == rank


def test_an_unknown_source_has_none():
    assert find_precedence(TODAY).find_rank("demo") is None


def test_the_register_counts_more_than_the_directory():
    rule = find_precedence(TODAY)

    assert rule.list_above("enterprise-register") == ()
    above = rule.list_above("small-micro-directory")
    assert [one.code for one in above] == ["enterprise-register"]
    assert [one.code for one in rule.list_above("roster")] == [
        "enterprise-register",
        "small-micro-directory",
    ]
