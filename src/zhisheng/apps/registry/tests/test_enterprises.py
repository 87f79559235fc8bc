from datetime import date

import pytest

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import (
    FieldNotOfficialError,
    NameMissingError,
    NothingChangedError,
    UsccTakenError,
)
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion, NamePair
from zhisheng.apps.registry.selectors.name_pairs import list_pairs
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
    make_code,
    make_enterprise,
)
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError
from zhisheng.kit.events import OutboxEvent
from zhisheng.methods.identifiers import UsccError

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def official(**values):
    return {"name": "安平县华丰丝网厂", "region_id": "131125", **values}


def test_register_writes_row_version_index_news_and_audit(officer_county):
    code = make_code(1)

    one = services.register_enterprise(
        official=official(uscc=code, industry_id="3340"), on=DAY, actor=officer_county
    )

    assert (one.name_key, one.uscc, one.status) == ("安平县华丰丝网厂", code, "active")
    version = one.versions.get()
    assert (version.valid_from, version.uscc, version.recorded_by) == (
        DAY,
        code,
        officer_county,
    )
    assert NamePair.objects.filter(enterprise=one).count() == 7
    assert OutboxEvent.objects.get().payload == {
        "enterprise_code": one.code, "on": "2026-03-01"
    }  # fmt: skip
    entry = AuditEntry.objects.get(action="registry.enterprise_registered")
    assert (entry.subject_code, entry.new) == (
        one.code,
        {"name": one.name, "uscc": code},
    )


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": " "}, NameMissingError),
        ({"uscc": "913"}, UsccError),
        ({"uscc": make_code(7)}, UsccTakenError),
        ({"region_id": "999999"}, FieldsRefusedError),
        ({"region_id": "330502"}, FieldsRefusedError),
        ({"status": "closed"}, FieldNotOfficialError),
    ],
)
def test_register_refuses_and_nothing_changes(officer_county, values, error):
    make_enterprise(uscc=make_code(7))

    with pytest.raises(error):
        services.register_enterprise(official=official(**values), actor=officer_county)

    assert Enterprise.unscoped.count() == 1
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    "person", ["owner", "body_user", "bank_user", "administrator", "anonymous"]
)
def test_only_officers_register(request, person):
    with pytest.raises(ForbiddenError):
        services.register_enterprise(
            official=official(), actor=request.getfixturevalue(person)
        )

    assert Enterprise.unscoped.count() == 0


def test_update_renames_in_row_version_and_index(officer_county):
    one = make_enterprise(name="安平县华丰丝网厂", valid_from=date(2025, 1, 1))

    services.update_enterprise(
        enterprise=one,
        changes={"name": "安平县华锋丝网厂"},
        on=DAY,
        actor=officer_county,
    )

    one.refresh_from_db()
    assert (one.name, one.name_key) == ("安平县华锋丝网厂", "安平县华锋丝网厂")
    pairs = NamePair.objects.filter(enterprise=one).values_list("pair", flat=True)
    assert sorted(pairs) == sorted(list_pairs("安平县华锋丝网厂"))
    entry = AuditEntry.objects.get(action="registry.enterprise_updated")
    assert (entry.old, entry.new["name"]) == ({"name": "安平县华丰丝网厂"}, one.name)


def test_attributes_are_read_as_of_a_day(officer_county):
    one = make_enterprise(
        valid_from=date(2025, 1, 1), region_id="131102", address="甲路"
    )
    services.update_enterprise(
        enterprise=one, changes={"region_id": "131125"}, on=DAY, actor=None
    )

    def region(day):
        return selectors.get_attributes(one, on=day).region_id

    assert [region(date(2024, 1, 1)), region(date(2026, 2, 28)), region(DAY)] == [
        "131102", "131102", "131125"
    ]  # fmt: skip


def test_a_late_correction_is_carried_on_to_later_states():
    one = make_enterprise(
        valid_from=date(2025, 1, 1), address="甲路", region_id="131102"
    )
    services.update_enterprise(
        enterprise=one, changes={"region_id": "131125"}, on=DAY, actor=None
    )

    services.update_enterprise(
        enterprise=one, changes={"address": "乙路"}, on=date(2025, 6, 1), actor=None
    )

    rows = EnterpriseVersion.objects.values_list("valid_from", "region_id", "address")
    assert list(rows) == [
        (date(2025, 1, 1), "131102", "甲路"),
        (date(2025, 6, 1), "131102", "乙路"),
        (DAY, "131125", "乙路"),
    ]
    assert (one.region_id, one.address) == ("131125", "乙路")


def test_a_late_correction_leaves_a_newer_value_alone():
    one = make_enterprise(valid_from=date(2025, 1, 1), address="甲路")
    services.update_enterprise(
        enterprise=one, changes={"address": "丙路"}, on=DAY, actor=None
    )

    services.update_enterprise(
        enterprise=one, changes={"address": "乙路"}, on=date(2025, 6, 1), actor=None
    )

    assert list(one.versions.values_list("address", flat=True)) == [
        "甲路",
        "乙路",
        "丙路",
    ]
    assert one.address == "丙路"


def test_update_refuses_what_changes_nothing(officer_county):
    one = make_enterprise()

    with pytest.raises(NothingChangedError):
        services.update_enterprise(
            enterprise=one, changes={"name": f" {one.name} "}, actor=officer_county
        )

    assert one.versions.count() == 1


@pytest.mark.parametrize(
    "person", ["owner", "body_user", "stranger_owner", "administrator", "anonymous"]
)
def test_only_the_governing_officer_updates(request, owner_organisation, person):
    one = make_enterprise(organisation=owner_organisation)

    with pytest.raises(ForbiddenError):
        services.update_enterprise(
            enterprise=one,
            changes={"name": "别名"},
            actor=request.getfixturevalue(person),
        )

    one.refresh_from_db()
    assert one.name != "别名"


def test_the_owner_changes_the_contact_and_the_audit_masks_it(
    owner, owner_organisation
):
    one = make_enterprise(organisation=owner_organisation)

    services.update_contact(
        enterprise=one, contact_name="王强", contact_phone="13800005678", actor=owner
    )

    entry = AuditEntry.objects.get(action="registry.contact_updated")
    assert entry.new == {"name": "王强", "phone": "138****5678"}


def test_revealing_a_number_is_on_record(officer_county):
    one = make_enterprise(contact_phone="13800005678")

    assert (
        services.reveal_contact(enterprise=one, actor=officer_county) == "13800005678"
    )
    assert AuditEntry.objects.filter(action="registry.contact_revealed").count() == 1


def test_a_body_reveals_only_with_a_grant_of_the_contact(
    body_user, other_body_user, body_organisation
):
    one = make_enterprise(contact_phone="13800005678")
    grant = GrantFactory.create(enterprise=one, viewer=body_organisation)
    with pytest.raises(ForbiddenError):
        services.reveal_contact(enterprise=one, actor=body_user)
    grant.fields = ["contact"]
    grant.save()

    assert services.reveal_contact(enterprise=one, actor=body_user) == "13800005678"
    with pytest.raises(ForbiddenError):
        services.reveal_contact(enterprise=one, actor=other_body_user)


def test_classify_keeps_the_row_that_was_applied(officer_county):
    one = make_enterprise(valid_from=date(2025, 1, 1), size_class="unknown")

    result = services.classify_enterprise(
        enterprise=one,
        facts=services.SizeFacts(employees=60, revenue_yuan=8_000_000),
        on=DAY,
        actor=officer_county,
    )

    assert (result.size_class, one.size_class) == ("small", "small")
    assert one.size_basis["definition"] == "statistical-2017"
    assert (one.size_basis["row"], one.size_basis["missing"]) == (result.row.code, [])


def test_classify_names_what_is_missing(officer_county):
    one = make_enterprise(valid_from=date(2025, 1, 1))

    services.classify_enterprise(
        enterprise=one,
        facts=services.SizeFacts(employees=60),
        on=DAY,
        actor=officer_county,
    )

    assert (one.size_class, one.size_basis["missing"]) == ("unknown", ["revenue_yuan"])
