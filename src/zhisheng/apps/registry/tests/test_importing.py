from datetime import date
from typing import Any

import pytest

from zhisheng.apps.registry import services
from zhisheng.apps.registry.models import (
    Enterprise,
    EnterpriseVersion,
    LifeEvent,
    NamePair,
)
from zhisheng.apps.registry.selectors.name_pairs import list_pairs
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.apps.registry.tests.staging import FIRST_DAY, stage_rows
from zhisheng.kit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
SOURCE = "import:I-1"


def row(**values: Any) -> dict[str, Any]:
    return {
        "name": "安平县华丰丝网制品有限公司",
        "uscc": "",
        "region_code": "131125",
        "industry_code": "3340",
        "size_class": "small",
        "size_basis": {"row": "industry"},
        **values,
    }


@pytest.fixture
def created(body_organisation, body_user):
    """Create two enterprises from four rows, one of which names none."""
    staging = stage_rows(
        body_organisation,
        [
            row(enterprise_code="E-A", uscc=make_code(1), contact_phone="13800005678"),
            row(enterprise_code="E-A", name="另一写法"),
            row(
                enterprise_code="E-B",
                name="浑源黄芪",
                region_code="",
                industry_code="",
                size_class="",
            ),
            row(enterprise_code=""),
        ],
    )

    count = services.create_enterprises_from(
        staging=staging, on=FIRST_DAY, source=SOURCE, actor=body_user
    )
    assert count == 2
    return list(Enterprise.unscoped.order_by("pk"))


def test_creates_what_the_first_row_says(created):
    first, second = created
    assert (first.code, first.name, first.uscc) == ("E-A", row()["name"], make_code(1))
    assert (first.region_id, first.industry_id, first.size_class) == (
        "131125",
        "3340",
        "small",
    )
    assert (first.size_basis, first.contact_phone) == (
        {"row": "industry"},
        "13800005678",
    )
    assert (first.status, first.source, first.organisation) == ("active", SOURCE, None)
    assert (second.region_id, second.industry_id, second.size_class) == (
        None,
        None,
        "unknown",
    )


def test_creates_versions_index_and_one_entry(created, body_user):
    first, _second = created
    versions = EnterpriseVersion.objects.order_by("enterprise_id")
    assert [
        (one.name, one.valid_from, one.recorded_by, one.source) for one in versions
    ] == [
        (first.name, FIRST_DAY, body_user, SOURCE),
        ("浑源黄芪", FIRST_DAY, body_user, SOURCE),
    ]
    pairs = NamePair.objects.filter(enterprise=first).values_list("pair", flat=True)
    assert sorted(pairs) == sorted(list_pairs("安平县华丰丝网制品有限公司"))
    assert len(pairs) == 9
    entry = AuditEntry.objects.get(action="registry.enterprises_created")
    assert entry.counts == {"enterprises": 2}


def update(staging, actor, on=FIRST_DAY):
    return services.update_enterprises_from(
        staging=staging, on=on, source=SOURCE, actor=actor
    )


def test_updates_what_the_roster_says_anew(body_organisation, body_user):
    code = make_code(2)
    one = make_enterprise(
        valid_from=date(2025, 1, 1), region_id="131102", size_class="unknown"
    )
    staging = stage_rows(
        body_organisation,
        [row(enterprise=one, uscc=code, legal_form="sole", address="")],
    )

    changes = update(staging, body_user)

    [change] = changes
    assert change.enterprise_id == one.pk
    assert change.old.keys() == change.new.keys()
    assert {name: (change.old[name], new) for name, new in change.new.items()} == {
        "uscc": ("", code),
        "legal_form": ("company", "sole"),
        "region_id": ("131102", "131125"),
        "size_class": ("unknown", "small"),
        "size_basis": ({}, {"row": "industry"}),
    }
    one.refresh_from_db()
    assert (one.uscc, one.region_id, one.address) == (code, "131125", "安平县示例路1号")
    newest = one.versions.last()
    assert (newest.valid_from, newest.region_id, newest.name) == (
        FIRST_DAY,
        "131125",
        one.name,
    )
    assert one.versions.count() == 2


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"region_code": "131100"},
        {"region_code": "130000"},
        {"industry_code": "33"},
        {"size_class": "unknown"},
        {"size_class": "not_applicable"},
        {"name": "另一个名称"},
    ],
)
def test_wider_empty_or_equal_values_are_no_news(body_organisation, body_user, values):
    one = make_enterprise(valid_from=date(2025, 1, 1), size_basis={"row": "industry"})

    changes = update(
        stage_rows(body_organisation, [row(enterprise=one, **values)]), body_user
    )

    assert changes == []
    assert one.versions.count() == 1


def test_an_older_roster_changes_nothing(body_organisation, body_user):
    one = make_enterprise(valid_from=date(2026, 5, 1), region_id="131102")
    staging = stage_rows(body_organisation, [row(enterprise=one)])

    assert update(staging, body_user) == []
    assert len(update(staging, body_user, on=date(2026, 5, 1))) == 1


def test_a_code_another_enterprise_holds_is_not_taken(body_organisation, body_user):
    make_enterprise(uscc=make_code(3))
    one = make_enterprise(valid_from=date(2025, 1, 1), size_basis={"row": "industry"})
    staging = stage_rows(body_organisation, [row(enterprise=one, uscc=make_code(3))])

    assert update(staging, body_user) == []


def test_the_last_of_several_rows_counts(body_organisation, body_user):
    one = make_enterprise(valid_from=date(2025, 1, 1))
    rows = [row(enterprise=one, address="甲路"), row(enterprise=one, address="乙路")]

    (change,) = update(stage_rows(body_organisation, rows), body_user)

    assert change.new["address"] == "乙路"


def test_withdrawal_takes_everything_back(body_organisation, body_user):
    one = make_enterprise(valid_from=date(2025, 1, 1), region_id="131102")
    before = list(Enterprise.unscoped.values(*ATTRIBUTES))
    pairs = set(NamePair.objects.values_list("pair", "enterprise_id"))
    staging = stage_rows(
        body_organisation, [row(enterprise_code="E-A"), row(enterprise=one)]
    )
    services.create_enterprises_from(
        staging=staging, on=FIRST_DAY, source=SOURCE, actor=body_user
    )
    changes = update(staging, body_user)

    reversal = services.revert_source(source=SOURCE, changes=changes, actor=body_user)

    assert (reversal.deleted, reversal.restored, reversal.kept) == (1, 1, ())
    assert list(Enterprise.unscoped.values(*ATTRIBUTES)) == before
    assert set(NamePair.objects.values_list("pair", "enterprise_id")) == pairs
    assert EnterpriseVersion.objects.count() == 1


ATTRIBUTES = ("name", "region_id", "industry_id", "address", "size_class", "size_basis")


def test_withdrawal_keeps_and_lists_what_came_later(body_organisation, body_user):
    one = make_enterprise(
        valid_from=date(2025, 1, 1), region_id="131102", address="甲路"
    )
    staging = stage_rows(
        body_organisation,
        [row(enterprise_code="E-A"), row(enterprise=one, address="乙路")],
    )
    services.create_enterprises_from(
        staging=staging, on=FIRST_DAY, source=SOURCE, actor=body_user
    )
    changes = update(staging, body_user)
    made = Enterprise.unscoped.get(code="E-A")
    LifeEvent.objects.create(enterprise=made, kind="moved", happened_on=FIRST_DAY)
    Enterprise.unscoped.filter(pk=one.pk).update(address="丙路")

    reversal = services.revert_source(source=SOURCE, changes=changes, actor=body_user)

    assert (reversal.deleted, reversal.restored) == (0, 1)
    assert [(kept.code, kept.reason, kept.fields) for kept in reversal.kept] == [
        (one.code, "changed", ("address",)),
        ("E-A", "referred", ()),
    ]
    one.refresh_from_db()
    assert (one.region_id, one.address) == ("131102", "丙路")


def test_withdrawal_leaves_other_sources_alone(body_organisation, body_user):
    make_enterprise(source="import:I-2")

    reversal = services.revert_source(source=SOURCE, changes=[], actor=body_user)

    assert (reversal.deleted, Enterprise.unscoped.count()) == (0, 1)


def test_of_two_known_enterprises_one_takes_the_code(body_organisation, body_user):
    first, second = (
        make_enterprise(valid_from=date(2025, 1, 1), size_basis={"row": "industry"})
        for _ in range(2)
    )
    rows = [row(enterprise=one, uscc=make_code(4)) for one in (first, second)]

    (change,) = update(stage_rows(body_organisation, rows), body_user)

    assert (change.enterprise_id, change.new) == (first.pk, {"uscc": make_code(4)})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.uscc, second.uscc) == (make_code(4), "")


def test_a_new_enterprise_goes_without_a_code_just_taken(body_organisation, body_user):
    known = make_enterprise(valid_from=date(2025, 1, 1))
    code, other = make_code(5), make_code(6)
    staging = stage_rows(
        body_organisation,
        [
            row(enterprise=known, uscc=code),
            row(enterprise_code="E-A", uscc=code, name="德清县完全不同童装厂"),
            row(enterprise_code="E-B", uscc=other, name="浑源黄芪"),
        ],
    )

    update(staging.exclude(enterprise=None), body_user)
    services.create_enterprises_from(
        staging=staging.filter(enterprise=None),
        on=FIRST_DAY,
        source=SOURCE,
        actor=body_user,
    )

    made = Enterprise.unscoped.exclude(pk=known.pk).order_by("code")
    assert [(one.code, one.uscc) for one in made] == [("E-A", ""), ("E-B", other)]
    assert [one.versions.get().uscc for one in made] == ["", other]
    known.refresh_from_db()
    assert known.uscc == code


def test_a_silent_roster_keeps_the_legal_form(body_organisation, body_user):
    one = make_enterprise(
        valid_from=date(2025, 1, 1),
        legal_form="company",
        size_basis={"row": "industry"},
    )
    staging = stage_rows(body_organisation, [row(enterprise=one, uscc=make_code(7))])

    (change,) = update(staging, body_user)

    assert change.new == {"uscc": make_code(7)}
    one.refresh_from_db()
    assert (one.legal_form, one.versions.last().legal_form) == ("company", "company")
