from datetime import date, timedelta

import pytest
import time_machine

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.errors import (
    AlreadyMemberError,
    AlreadyWithdrawnError,
    InvitationExpiredError,
    InvitationUsedError,
    LastLeaderError,
    NotWithdrawableError,
    RoleNotForOrganisationError,
)
from zhisheng.apps.accounts.models import Membership, Organisation, Unit, User
from zhisheng.apps.places.models import Region
from zhisheng.kit.errors import (
    ConflictError,
    FieldsRefusedError,
    ForbiddenError,
    NotFoundError,
)
from zhisheng.methods.identifiers import UsccError

PASSWORD = "Wire-mesh-1971"


@pytest.fixture
def issued(owner, owner_organisation):
    return services.invite(
        organisation=owner_organisation, role="worker", invitee="李平", actor=owner
    )


def accept(issued, actor):
    return services.accept_invitation(
        code=issued.invitation.code, secret=issued.secret, actor=actor
    )


def test_invitation_works_once(issued, stranger_owner, expert):
    accept(issued, stranger_owner)

    with pytest.raises(InvitationUsedError):
        accept(issued, expert)
    assert Membership.objects.filter(user=expert).count() == 1


def test_invitation_ends_after_a_fortnight(issued, stranger_owner):
    moment = issued.invitation.expires_at

    with time_machine.travel(moment, tick=False), pytest.raises(InvitationExpiredError):
        accept(issued, stranger_owner)
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        accept(issued, stranger_owner)


def test_withdrawn_invitation_is_refused(issued, owner, stranger_owner):
    services.withdraw_invitation(invitation=issued.invitation, actor=owner)

    with pytest.raises(InvitationExpiredError):
        accept(issued, stranger_owner)


def test_accepted_invitation_cannot_be_withdrawn(issued, owner, stranger_owner):
    accept(issued, stranger_owner)

    with pytest.raises(InvitationUsedError):
        services.withdraw_invitation(invitation=issued.invitation, actor=owner)


@pytest.mark.parametrize("secret", ["", "x" * 43])
def test_wrong_secret_opens_nothing(issued, secret):
    code = issued.invitation.code

    assert services.open_invitation(code=code, secret=issued.secret).code == code
    with pytest.raises(NotFoundError):
        services.open_invitation(code=code, secret=secret)
    with pytest.raises(NotFoundError):
        services.open_invitation(code="I-0000000000", secret=issued.secret)


def test_role_must_fit_the_organisation(owner, owner_organisation):
    with pytest.raises(RoleNotForOrganisationError):
        services.invite(organisation=owner_organisation, role="officer", actor=owner)
    with pytest.raises(RoleNotForOrganisationError):
        services.add_membership(
            user=owner,
            organisation=owner_organisation,
            role="administrator",
            actor=None,
        )


def test_nobody_joins_twice_in_one_role(owner, owner_organisation):
    with pytest.raises(AlreadyMemberError):
        services.add_membership(
            user=owner, organisation=owner_organisation, role="owner", actor=owner
        )
    assert Membership.objects.count() == 1


def test_last_leader_stays(owner, worker, owner_organisation):
    member = Membership.objects.get(user=owner)

    with pytest.raises(LastLeaderError):
        services.end_membership(membership=member, actor=owner)
    with pytest.raises(LastLeaderError):
        services.close_account(actor=owner)
    services.add_membership(
        user=worker, organisation=owner_organisation, role="owner", actor=owner
    )
    services.end_membership(membership=member, actor=owner)
    assert selectors.get_scope(owner).roles == frozenset()
    with pytest.raises(ConflictError):
        services.end_membership(membership=member, actor=owner)


def test_outsiders_end_no_membership(owner, worker, stranger_owner, officer_county):
    member = Membership.objects.get(user=worker)

    for outsider in (stranger_owner, officer_county):
        with pytest.raises(ForbiddenError):
            services.end_membership(membership=member, actor=outsider)
    services.end_membership(membership=member, actor=owner)


@pytest.mark.parametrize(
    ("kind", "allowed", "denied"),
    [
        ("laboratory", "officer_county", "owner"),
        ("certification_body", "administrator", "body_user"),
        ("platform", "administrator", "officer_nation"),
    ],
)
def test_officers_create_partners(request, reference, kind, allowed, denied):
    def create(name):
        actor = request.getfixturevalue(name)
        return services.create_organisation(name="示例", kind=kind, actor=actor)

    assert create(allowed).kind == kind
    with pytest.raises(ForbiddenError):
        create(denied)
    assert Organisation.objects.filter(name="示例").count() == 1


def test_units_come_with_a_tree_only(administrator):
    with pytest.raises(ForbiddenError):
        services.create_organisation(name="示例局", kind="unit", actor=administrator)


def test_wrong_credit_code_is_refused(administrator):
    with pytest.raises(UsccError):
        services.create_organisation(
            name="示例", kind="bank", uscc="91110000", actor=administrator
        )
    assert Organisation.objects.filter(name="示例").count() == 0


def test_officer_creates_units_below_only(officer_county, county_unit, city_unit):
    created = services.create_unit(
        name="城关所", kind="station", parent=county_unit, actor=officer_county
    )

    assert created.path == f"U000000/U130000/U131100/U131125/{created.code}/"
    with pytest.raises(ForbiddenError):
        services.create_unit(
            name="某局", kind="bureau", parent=city_unit, actor=officer_county
        )
    assert Unit.objects.filter(parent=city_unit).count() == 1


@pytest.mark.parametrize("code", ["330502", "130000", "131100", "131102"])
def test_unit_below_takes_no_region_its_creator_does_not_govern(
    officer_county, county_unit, code
):
    with pytest.raises(FieldsRefusedError) as refused:
        services.create_unit(
            name="某所",
            kind="station",
            parent=county_unit,
            region=Region.objects.get(code=code),
            actor=officer_county,
        )

    assert set(refused.value.refusals) == {"region"}
    assert Unit.objects.filter(parent=county_unit).count() == 0


def test_an_officer_does_not_become_the_owner(officer_county, owner_organisation):
    with pytest.raises(ForbiddenError):
        services.add_membership(
            user=officer_county,
            organisation=owner_organisation,
            role="owner",
            actor=officer_county,
        )

    assert not officer_county.memberships.filter(role="owner").exists()


def test_nobody_takes_the_name_of_the_platform(reference):
    with pytest.raises(FieldsRefusedError) as refused:
        services.create_person(
            username="System", password=PASSWORD, name="王强", actor=None
        )

    assert set(refused.value.refusals) == {"username"}


def test_reference_units_load_once(reference):
    assert services.load_reference_units() == 5
    assert services.load_reference_units() == 0
    assert sorted(Unit.objects.values_list("code", flat=True)) == [
        "U000000",
        "U130000",
        "U140000",
        "U330000",
        "UCORPS",
    ]
    assert Organisation.objects.filter(kind="unit").count() == 5


def test_unit_of_a_region_comes_with_those_above(reference):
    unit = services.ensure_unit_for_region("140225")

    assert unit.name == "浑源县市场监督管理局"
    assert unit.path == "U000000/U140000/U140200/U140225/"
    assert services.ensure_unit_for_region("140225") == unit
    assert Unit.objects.count() == 4


def test_scope_of_each_person(officer_city, officer_nation, owner, owner_organisation):
    city = selectors.get_scope(officer_city)
    nation = selectors.get_scope(officer_nation)
    enterprise = selectors.get_scope(owner)

    assert city.officer_unit_paths == ("U000000/U130000/U131100/",)
    assert city.region_prefixes == ("1311",)
    assert city.covers_region_code("131125")
    assert not city.covers_region_code("130100")
    assert nation.region_prefixes == ("",)
    assert enterprise.organisation_ids == {owner_organisation.pk}
    assert enterprise.officer_unit_paths == ()


def test_corps_has_units_but_no_region(reference):
    services.load_reference_units()
    corps = selectors.get_organisation_of_unit("UCORPS")
    person = User.objects.create(username="corps")
    services.add_membership(user=person, organisation=corps, role="officer", actor=None)

    scope = selectors.get_scope(person)

    assert scope.officer_unit_paths == ("U000000/UCORPS/",)
    assert scope.region_prefixes == ()


def test_closed_account_and_organisation_give_no_scope(
    owner, owner_organisation, administrator
):
    services.close_organisation(organisation=owner_organisation, actor=administrator)

    assert selectors.get_scope(owner).organisation_ids == frozenset()


def terms(**changes):
    values = {
        "basis": "separate_consent",
        "purpose": "授信审查",
        "fields": ["revenue"],
        "valid_from": date(2024, 1, 1),
        "until": date(2024, 12, 31),
    }
    return services.ProcessingTerms(**{**values, **changes})


def test_consent_holds_until_its_day_or_withdrawal(
    owner, owner_organisation, bank_organisation
):
    record = services.record_processing(
        subject=owner_organisation,
        recipient=bank_organisation,
        terms=terms(),
        actor=owner,
    )

    def holds(day):
        return selectors.has_consent(
            subject=owner_organisation,
            recipient=bank_organisation,
            purpose="授信审查",
            on=day,
        )

    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [holds(day) for day in days] == [False, True, True, False]
    services.withdraw_processing(record=record, actor=owner)
    assert holds(date(2024, 6, 1)) is False
    with pytest.raises(AlreadyWithdrawnError):
        services.withdraw_processing(record=record, actor=owner)


def test_only_the_subject_consents_and_withdraws(
    owner, stranger_owner, officer_county, administrator, owner_organisation
):
    for other in (stranger_owner, officer_county, administrator):
        with pytest.raises(ForbiddenError):
            services.record_processing(
                subject=owner_organisation, recipient=None, terms=terms(), actor=other
            )
    record = services.record_processing(
        subject=owner_organisation, recipient=None, terms=terms(), actor=owner
    )
    for other in (stranger_owner, officer_county, administrator):
        with pytest.raises(ForbiddenError):
            services.withdraw_processing(record=record, actor=other)


def test_statutory_duty_is_noted_but_not_withdrawn(
    owner, officer_county, owner_organisation
):
    record = services.record_processing(
        subject=owner_organisation,
        recipient=None,
        terms=terms(basis="statutory_duty", basis_text="认证认可条例"),
        actor=officer_county,
    )

    assert list(selectors.list_processing_records_for(owner)) == [record]
    with pytest.raises(NotWithdrawableError):
        services.withdraw_processing(record=record, actor=owner)


def test_records_of_others_are_not_seen(
    owner, worker, stranger_owner, owner_organisation
):
    services.record_processing(
        subject=owner_organisation, recipient=None, terms=terms(), actor=owner
    )
    services.record_processing(
        subject=worker, recipient=None, terms=terms(), actor=worker
    )

    seen = {
        person.name: selectors.list_processing_records_for(person).count()
        for person in (owner, worker, stranger_owner)
    }
    assert seen == {"厂长王强": 1, "检验员李平": 1, "厂长沈芳": 0}


def test_system_user_never_signs_in(reference):
    user = services.get_system_user()

    assert services.get_system_user() == user
    assert (user.is_active, user.is_machine) == (False, True)
    assert not user.has_usable_password()


def test_nobody_accepts_the_own_invitation(officer_county, body_user):
    partner = services.create_organisation(
        name="示例检测中心", kind="laboratory", actor=officer_county
    )
    issued = services.invite(
        organisation=partner, role="laboratory", actor=officer_county
    )

    with pytest.raises(ForbiddenError):
        accept(issued, officer_county)
    assert accept(issued, body_user).organisation == partner


def test_officer_invites_first_persons_of_own_enterprises_only(
    officer_county, stranger_organisation, owner_organisation
):
    def invite(organisation):
        return services.invite(
            organisation=organisation, role="owner", actor=officer_county
        )

    assert invite(owner_organisation).invitation.role == "owner"
    with pytest.raises(ForbiddenError):
        invite(stranger_organisation)
