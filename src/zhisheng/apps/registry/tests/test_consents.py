"""An owner lets others see named fields until a day, and takes it back at once."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.accounts.models import ProcessingRecord
from zhisheng.apps.accounts.selectors import has_consent
from zhisheng.apps.accounts.services import withdraw_processing
from zhisheng.apps.accounts.tests.factories import OrganisationFactory, make_person
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.services import ConsentTerms
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
    make_code,
    make_enterprise,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
LATEST = date(2028, 3, 2)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(
        organisation=owner_organisation,
        uscc=make_code(1),
        region_id="131125",
        address="安平县示例路1号",
        contact_phone="13800005678",
    )


@pytest.fixture
def page(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def given(enterprise, owner, bank_organisation):
    return give(enterprise, owner)


def give(enterprise, actor, **changes):
    terms = {
        "recipient": "示例农村商业银行",
        "groups": ["record", "returns"],
        "purpose": "credit",
        "until": date(2026, 12, 31),
    }
    return services.give_consent(
        enterprise=enterprise, terms=ConsentTerms(**terms | changes), actor=actor
    )


def see(actor, enterprise):
    """Return what the actor sees of the enterprise, or None where it sees nothing."""
    try:
        found = selectors.get_enterprise_for(actor=actor, code=enterprise.code)
    except NotFoundError:
        return None
    return found.row


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


def test_the_chosen_helper_is_listed_and_can_be_stopped(
    enterprise, owner, body_organisation, body_user, page
):
    grant = GrantFactory.create(enterprise=enterprise, viewer=body_organisation)
    assert (
        body_organisation.name
        in page.get(reverse("registry:consents")).content.decode()
    )

    address = reverse("registry:withdraw_consent", args=[enterprise.code, grant.pk])
    assert page.post(address).status_code == 302

    assert see(body_user, enterprise) is None


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
        found = selectors.find_recipients(called, giver=enterprise)
        assert [one.pk for one in found] == [viewer.pk] * is_found

    assert selectors.find_recipients("某某单位", giver=enterprise) == []


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


def fill_in(**changes):
    return {
        "recipient": "示例农村商业银行",
        "groups": ["record", "contact"],
        "purpose": "credit",
        "until": "2026-12-31",
    } | changes


def test_the_page_spells_it_out_before_anything_is_given(
    page, enterprise, bank_organisation, bank_user
):
    address = reverse("registry:give_consent", args=[enterprise.code])
    asked = page.post(address, fill_in()).content.decode()
    for words in (
        "同意示例农村商业银行看您企业的资料",
        "联系方式：联系人和电话号码",
        "贷款和授信审查",
        "2026年12月31日",
        "随时可以撤回",
    ):
        assert words in asked
    assert Grant.objects.count() == 0

    refused = page.post(address, fill_in(decision="refuse"))
    assert 'value="示例农村商业银行"' in refused.content.decode()
    assert Grant.objects.count() == 0

    agreed = page.post(address, fill_in(decision="agree"))
    assert agreed.url == reverse("registry:consents")
    listed = page.get(agreed.url).content.decode()
    assert "示例农村商业银行" in listed
    assert "2026年3月2日" in listed
    page.force_login(bank_user)
    home = page.get(reverse("desk:home")).content.decode()
    assert "查看 1 家企业的资料" in home
    assert enterprise.name in page.get(reverse("registry:index")).content.decode()


def test_a_wrong_name_stands_beside_its_field(page, enterprise, bank_organisation):
    address = reverse("registry:give_consent", args=[enterprise.code])

    html = page.post(address, fill_in(recipient="农村商业银行"))

    assert html.status_code == 422
    assert "没有找到这家单位" in html.content.decode()
    assert 'value="农村商业银行"' in html.content.decode()


def test_withdrawing_asks_first(page, given, enterprise, bank_user):
    address = reverse("registry:withdraw_consent", args=[enterprise.code, given.pk])
    assert "不再让示例农村商业银行看" in page.get(address).content.decode()
    assert see(bank_user, enterprise) is not None

    page.post(address)

    assert see(bank_user, enterprise) is None
    html = page.get(reverse("registry:consents")).content.decode()
    assert "现在没有别的单位能看。" in html
    assert "以前的同意" in html
    assert page.post(address).status_code == 404


def test_an_owner_without_enterprise_is_led_on(page):
    assert "登记或认领企业" in page.get(reverse("registry:consents")).content.decode()


def test_it_reads_in_english(page, given, enterprise):
    page.cookies["django_language"] = "en"

    html = page.get(reverse("registry:consents")).content.decode()

    assert "Loans and credit assessment" in html
    assert "Separate consent" in html


def call(client, key, path, payload=None):
    address = f"/api/v1/enterprises/{path}"
    headers = {"Authorization": key}
    if payload is None:
        return client.get(address, headers=headers)
    return client.post(
        address, payload, content_type="application/json", headers=headers
    )


def test_calls_list_give_and_withdraw(
    client, make_token, enterprise, owner_organisation, bank_organisation, bank_user
):
    key = make_token(owner_organisation, ["registry:consent"])
    path = f"{enterprise.code}/consents"
    wish = fill_in(recipient=bank_organisation.code)

    given = call(client, key, path, wish)

    assert given.status_code == 201
    told = given.json()
    assert (told["recipient"], told["is_live"]) == (bank_organisation.code, True)
    assert (told["given_on"], told["until"]) == ("2026-03-02", "2026-12-31")
    assert call(client, key, path).json() == [told]
    assert see(bank_user, enterprise).contact_phone_masked == "138****5678"

    ended = call(client, key, f"{path}/{told['id']}/withdraw", {})

    assert ended.json() == told | {"is_live": False, "ended_on": "2026-03-02"}
    assert see(bank_user, enterprise) is None


def test_a_call_without_the_scope_is_refused(
    client, make_token, enterprise, owner_organisation, bank_organisation
):
    key = make_token(owner_organisation, ["registry:read", "registry:propose"])

    answers = [call(client, key, f"{enterprise.code}/consents", payload)
               for payload in (None, fill_in())]  # fmt: skip

    assert [one.status_code for one in answers] == [403, 403]
    assert Grant.objects.count() == 0


def test_an_office_ends_the_sight_but_not_the_consent(
    given, enterprise, officer_county, bank_user
):
    services.end_grant(grant=given, actor=officer_county)

    assert see(bank_user, enterprise) is None
    assert ProcessingRecord.objects.get().withdrawn_at is None
    assert Enterprise.unscoped.count() == 1
