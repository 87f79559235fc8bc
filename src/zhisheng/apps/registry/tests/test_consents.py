"""An owner lets others see named fields until a day, and takes it back at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from zhisheng.apps.accounts.models import ProcessingRecord
from zhisheng.apps.accounts.selectors import has_consent
from zhisheng.apps.accounts.services import withdraw_processing
from zhisheng.apps.accounts.tests.factories import OrganisationFactory, make_person
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.tests.consenting import give, make_consenting, see
from zhisheng.apps.registry.tests.factories import (
    make_code,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
LATEST = date(2028, 3, 2)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def enterprise(owner_organisation):
    return make_consenting(owner_organisation)


@pytest.fixture
def given(enterprise, owner, bank_organisation):
    return give(enterprise, owner)


def list_actions():
    entries = AuditEntry.objects.exclude(action__startswith="kit.").order_by("pk")
    return list(entries.values_list("action", flat=True))


def test_the_bank_sees_what_was_ticked_and_nothing_else(enterprise, owner, bank_user):
    assert see(bank_user, enterprise) is None

    grant = give(enterprise, owner)

    row = see(bank_user, enterprise)
    assert (row.uscc, row.region_code) == (make_code(1), "131125")
    assert (row.address, row.contact_phone_masked) == ("", "")
    assert row.hidden == {"address", "contact"}
    assert grant.fields == [
        "established_on", "industry", "legal_form", "name", "region", "returns",
        "size_class", "uscc",
    ]  # fmt: skip


def test_it_is_a_separate_consent_in_the_ledger(
    given, owner, owner_organisation, bank_organisation
):
    record = ProcessingRecord.objects.get()
    assert given.consent == record
    assert (record.basis, record.given_by) == ("separate_consent", owner)
    assert record.subject_organisation == owner_organisation
    assert record.recipient == bank_organisation
    assert (record.purpose, record.until) == ("贷款和授信审查", date(2026, 12, 31))
    assert record.fields == [
        "登记信息：信用代码、主体类型、登记地区、行业、规模、成立日期",
        "填报的指标：营业收入、利润、质量损失等各年的数",
    ]
    assert list_actions() == [
        "accounts.processing_recorded", "registry.consent_given",
    ]  # fmt: skip
    entry = AuditEntry.objects.get(action="registry.consent_given")
    assert (entry.actor_id, entry.new["viewer"]) == (owner.pk, bank_organisation.code)
    assert (entry.new["until"], entry.new["record"]) == ("2026-12-31", record.code)


def test_withdrawing_hides_at_once(
    given, enterprise, owner, bank_user, bank_organisation
):
    services.end_grant(grant=given, actor=owner)

    assert see(bank_user, enterprise) is None
    assert ProcessingRecord.objects.get().withdrawn_at is not None
    assert not has_consent(
        subject=enterprise.organisation,
        recipient=bank_organisation,
        purpose="贷款和授信审查",
        on=TODAY,
    )
    assert list_actions()[2:] == [
        "accounts.processing_withdrawn", "registry.access_ended",
    ]  # fmt: skip


def test_a_withdrawal_in_the_ledger_hides_at_once_too(
    given, enterprise, owner, bank_user
):
    withdraw_processing(record=given.consent, actor=owner)

    assert see(bank_user, enterprise) is None
    [past] = selectors.list_consents_for(actor=owner, code=enterprise.code)
    assert (past.is_live, past.ended_on) == (False, TODAY)


def test_it_ends_by_itself(given, enterprise, bank_user, clock):
    clock.move_to(datetime(2026, 12, 31, 4, tzinfo=UTC))
    assert see(bank_user, enterprise) is not None

    clock.move_to(datetime(2027, 1, 1, 4, tzinfo=UTC))

    assert see(bank_user, enterprise) is None


def test_a_new_consent_of_the_purpose_replaces_the_earlier(
    given, enterprise, owner, bank_user
):
    give(enterprise, owner, groups=["contact"], until=LATEST)

    assert see(bank_user, enterprise).uscc == ""
    assert see(bank_user, enterprise).contact_phone_masked == "138****5678"
    assert [one.withdrawn_at is None for one in ProcessingRecord.objects.order_by("pk")] == [
        False, True,
    ]  # fmt: skip
    assert [one.ended_at is None for one in Grant.objects.order_by("pk")] == [
        False,
        True,
    ]


def test_other_purposes_stand_side_by_side(given, enterprise, owner):
    give(enterprise, owner, purpose="insurance")

    consents = selectors.list_consents_for(actor=owner, code=enterprise.code)
    assert sorted(one.purpose for one in consents if one.is_live) == [
        "保险承保和理赔", "贷款和授信审查",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "role", "is_found"),
    [
        ("bank", "bank", True),
        ("association", "association", True),
        ("park", "association", True),
        ("laboratory", "laboratory", True),
        ("trainer", "trainer", True),
        ("enterprise", "chain_leader", True),
        ("enterprise", "owner", False),
        ("certification_body", "body", False),
        ("unit", "officer", False),
        ("platform", "administrator", False),
    ],
)
def test_who_can_be_let_in(enterprise, owner, kind, role, is_found):
    viewer = OrganisationFactory.create(name="某某单位（安平）", kind=kind)
    make_person("某人", viewer, role)

    for called in (
        viewer.code,
        viewer.name,
        "某某单位(安平)",
        f" {viewer.code.lower()} ",
    ):
        found = selectors.find_recipients(called, giver=enterprise, purpose="credit")
        assert [one.pk for one in found] == [viewer.pk] * is_found

    assert (
        selectors.find_recipients("某某单位", giver=enterprise, purpose="credit") == []
    )


def test_nobody_else_is_named_where_two_have_the_name(
    enterprise, owner, bank_organisation
):
    OrganisationFactory.create(name=bank_organisation.name, kind="bank")

    with pytest.raises(FieldsRefusedError) as refused:
        give(enterprise, owner)

    assert list(refused.value.refusals) == ["recipient"]
    assert "同名" in refused.value.refusals["recipient"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recipient": "示例农村"}, "recipient"),
        ({"recipient": ""}, "recipient"),
        ({"recipient": "安平县示例丝网厂"}, "recipient"),
        ({"groups": []}, "groups"),
        ({"groups": ["record", "secrets"]}, "groups"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"until": date(2026, 3, 1)}, "until"),
        ({"until": date(2028, 3, 3)}, "until"),
    ],
)
def test_what_cannot_be_agreed_to_is_told_and_changes_nothing(
    enterprise, owner, bank_organisation, changes, field
):
    with pytest.raises(FieldsRefusedError) as refused:
        give(enterprise, owner, **changes)

    assert list(refused.value.refusals) == [field]
    assert (Grant.objects.count(), ProcessingRecord.objects.count()) == (0, 0)
    assert list_actions() == []


def test_the_last_day_is_told_as_people_write_it(enterprise, owner, bank_organisation):
    with pytest.raises(FieldsRefusedError) as refused:
        give(enterprise, owner, until=LATEST + timedelta(days=1))

    told = "最长 24 个月，最晚到 2028年3月2日。到期前可以再同意一次。"
    assert refused.value.refusals == {"until": told}


@pytest.mark.parametrize(
    ("on", "latest"),
    [
        (date(2026, 3, 2), LATEST),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2025, 12, 31), date(2027, 12, 31)),
    ],
)
def test_the_longest_time_is_twenty_four_months(on, latest):
    assert services.LONGEST_CONSENT_MONTHS == 24
    assert services.compute_latest_end(on) == latest


@pytest.mark.parametrize("until", [TODAY, LATEST])
def test_the_first_and_the_last_day_are_taken(
    enterprise, owner, bank_organisation, until
):
    assert give(enterprise, owner, until=until).until == until


@pytest.mark.parametrize(
    "person", ["stranger_owner", "worker", "officer_county", "officer_nation",
               "bank_user", "administrator"],
)  # fmt: skip
def test_nobody_agrees_for_another_enterprise(
    request, enterprise, bank_organisation, person
):
    with pytest.raises(ForbiddenError):
        give(enterprise, request.getfixturevalue(person))

    assert Grant.objects.count() == 0


def test_an_owner_elsewhere_does_not_agree_where_she_works(
    enterprise, stranger_owner, owner_organisation, bank_organisation
):
    stranger_owner.memberships.create(organisation=owner_organisation, role="worker")

    with pytest.raises(ForbiddenError):
        give(enterprise, stranger_owner)

    listed = selectors.list_consenting_enterprises_for(stranger_owner)
    assert listed == []


def test_an_office_ends_the_sight_but_not_the_consent(
    given, enterprise, officer_county, bank_user
):
    services.end_grant(grant=given, actor=officer_county)

    assert see(bank_user, enterprise) is None
    assert ProcessingRecord.objects.get().withdrawn_at is None
    assert Enterprise.unscoped.count() == 1
