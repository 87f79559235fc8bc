from datetime import date, timedelta

import pytest
import time_machine

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.errors import (
    AlreadyClaimedError,
    ClaimPendingError,
    NothingChangedError,
    ProofMissingError,
    ReasonMissingError,
    ReviewDecidedError,
    TooManyClaimsError,
    UsccTakenError,
)
from zhisheng.apps.registry.models import ChangeProposal, Claim, Enterprise, LifeEvent
from zhisheng.apps.registry.services.claims import (
    CLAIM_PERIOD,
    CLAIMS_PER_ENTERPRISE,
    CLAIMS_PER_PERSON,
)
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit import files
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
PROOF = make_pdf()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation, valid_from=date(2025, 1, 1))


@pytest.fixture
def proposal(enterprise, owner):
    return services.propose_change(
        enterprise=enterprise,
        changes={"name": "安平县新名丝网厂", "address": "乙路"},
        effective_on=DAY,
        reason="换照",
        actor=owner,
    )


def test_a_proposal_changes_nothing_until_it_is_approved(
    proposal, enterprise, officer_county
):
    enterprise.refresh_from_db()
    assert enterprise.name != "安平县新名丝网厂"

    services.decide_proposal(proposal=proposal, is_approved=True, actor=officer_county)

    enterprise.refresh_from_db()
    assert (enterprise.name, enterprise.address) == ("安平县新名丝网厂", "乙路")
    assert enterprise.versions.last().valid_from == DAY
    kinds = LifeEvent.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["moved", "renamed"]
    entry = AuditEntry.objects.get(action="registry.change_approved")
    assert entry.old["address"] == "安平县示例路1号"


def test_a_refusal_gives_its_reason(proposal, enterprise, officer_county):
    with pytest.raises(ReasonMissingError):
        services.decide_proposal(
            proposal=proposal, is_approved=False, actor=officer_county
        )

    decided = services.decide_proposal(
        proposal=proposal, is_approved=False, reason="与执照不符", actor=officer_county
    )

    assert (decided.status, decided.decision_reason) == ("refused", "与执照不符")
    assert enterprise.versions.count() == 1


def test_a_proposal_is_decided_once(proposal, officer_county):
    services.decide_proposal(proposal=proposal, is_approved=True, actor=officer_county)

    with pytest.raises(ReviewDecidedError):
        services.decide_proposal(
            proposal=proposal, is_approved=True, actor=officer_county
        )


@pytest.mark.parametrize(
    "person", ["owner", "stranger_owner", "body_user", "administrator"]
)
def test_only_the_governing_officer_decides(request, proposal, person):
    with pytest.raises(ForbiddenError):
        services.decide_proposal(
            proposal=proposal, is_approved=True, actor=request.getfixturevalue(person)
        )

    assert ChangeProposal.objects.get().status == "pending"


@pytest.mark.parametrize(
    "person", ["stranger_owner", "body_user", "worker", "anonymous"]
)
def test_only_the_owner_proposes(request, enterprise, person):
    with pytest.raises(ForbiddenError):
        services.propose_change(
            enterprise=enterprise,
            changes={"name": "别名"},
            effective_on=DAY,
            actor=request.getfixturevalue(person),
        )

    assert ChangeProposal.objects.count() == 0


def test_an_empty_proposal_is_refused(enterprise, owner):
    with pytest.raises(NothingChangedError):
        services.propose_change(
            enterprise=enterprise,
            changes={"name": enterprise.name},
            effective_on=DAY,
            actor=owner,
        )


def test_a_proposal_holds_what_the_record_can_hold_only(enterprise, owner):
    with pytest.raises(FieldsRefusedError) as refused:
        services.propose_change(
            enterprise=enterprise,
            changes={"address": "路" * 241, "legal_form": "empire", "name": "甲" * 120},
            effective_on=DAY,
            actor=owner,
        )

    assert set(refused.value.refusals) == {"address", "legal_form"}
    assert ChangeProposal.objects.count() == 0


def test_the_owner_withdraws_an_own_proposal(proposal, owner, officer_county):
    with pytest.raises(ForbiddenError):
        services.withdraw_proposal(proposal=proposal, actor=officer_county)

    assert (
        services.withdraw_proposal(proposal=proposal, actor=owner).status == "withdrawn"
    )


def test_an_officer_sees_the_proposals_of_the_own_area(
    proposal, officer_county, officer_city, officer_province, stranger_owner, owner
):
    codes = [view.code for view in selectors.list_pending_proposals_for(officer_county)]
    assert codes == [proposal.code]
    assert len(selectors.list_pending_proposals_for(officer_city)) == 1
    assert selectors.list_pending_proposals_for(owner) == []
    assert selectors.count_pending_for(officer_county) == {("131125", None): 1}
    assert selectors.count_pending_for(owner) == {}
    with pytest.raises(NotFoundError):
        selectors.pick_proposal_for(actor=stranger_owner, code=proposal.code)


def claim(enterprise, actor, proof=PROOF):
    return services.claim_enterprise(
        enterprise=enterprise, proof=proof, proof_name="执照.pdf", actor=actor
    )


def test_an_approved_claim_opens_the_organisation(expert, officer_county):
    one = make_enterprise()

    services.decide_claim(
        claim=claim(one, expert), is_approved=True, actor=officer_county
    )

    one.refresh_from_db()
    assert (one.organisation.kind, one.organisation.name) == ("enterprise", one.name)
    membership = Membership.objects.get(organisation=one.organisation)
    assert (membership.user, membership.role) == (expert, "owner")
    assert AuditEntry.objects.filter(action="registry.claim_approved").count() == 1


def test_the_second_claimant_is_told(expert, bank_user, officer_county):
    one = make_enterprise()
    first, second = claim(one, expert), claim(one, bank_user)

    services.decide_claim(claim=first, is_approved=True, actor=officer_county)

    second.refresh_from_db()
    assert (second.status, second.reason) == (
        "refused",
        "这家企业已由另一位申请人认领。",
    )
    with pytest.raises(ReviewDecidedError):
        services.decide_claim(claim=second, is_approved=True, actor=officer_county)
    assert Membership.objects.filter(role="owner").count() == 1


def test_claims_need_proof_once_and_a_free_record(expert, enterprise):
    one = make_enterprise()
    with pytest.raises(ProofMissingError):
        claim(one, expert, proof=None)
    with pytest.raises(AlreadyClaimedError):
        claim(enterprise, expert)
    claim(one, expert)
    with pytest.raises(ClaimPendingError):
        claim(one, expert)

    assert Claim.objects.count() == 1


@pytest.mark.parametrize("person", ["expert", "owner", "body_user", "administrator"])
def test_only_the_governing_officer_admits(request, expert, person):
    one = make_enterprise()
    opened = claim(one, expert)

    with pytest.raises(ForbiddenError):
        services.decide_claim(
            claim=opened, is_approved=True, actor=request.getfixturevalue(person)
        )

    one.refresh_from_db()
    assert one.organisation is None


def test_one_person_opens_five_claims_in_thirty_days(expert):
    with time_machine.travel(DAY, tick=False) as clock:
        for number in range(CLAIMS_PER_PERSON):
            claim(make_enterprise(uscc=make_code(number)), expert)
        sixth = make_enterprise(uscc=make_code(9))

        with pytest.raises(TooManyClaimsError):
            claim(sixth, expert)
        with pytest.raises(TooManyClaimsError):
            services.register_own_enterprise(
                official={"name": "安平县新登丝网厂"}, proof=PROOF, actor=expert
            )

        assert Claim.objects.count() == CLAIMS_PER_PERSON == 5
        assert Enterprise.unscoped.count() == 6
        opened = AuditEntry.objects.filter(action="registry.enterprise_claim_opened")
        assert opened.count() == 5
        clock.shift(CLAIM_PERIOD)
        claim(sixth, expert)
    assert Claim.objects.count() == 6


def test_taking_claims_back_does_not_start_the_count_anew(expert):
    one = make_enterprise()
    for _ in range(CLAIMS_PER_PERSON):
        services.withdraw_claim(claim=claim(one, expert), actor=expert)

    with pytest.raises(TooManyClaimsError):
        claim(one, expert)


def test_five_claims_wait_on_one_enterprise(body_organisation, expert, officer_county):
    one = make_enterprise()
    people = [make_person(f"第{n}人", body_organisation, "body") for n in range(5)]
    waiting = [claim(one, person) for person in people]
    elsewhere = claim(make_enterprise(), expert)

    with pytest.raises(TooManyClaimsError):
        claim(one, expert)
    assert Claim.objects.filter(enterprise=one).count() == CLAIMS_PER_ENTERPRISE == 5
    services.withdraw_claim(claim=elsewhere, actor=expert)

    services.decide_claim(
        claim=waiting[0], is_approved=False, reason="不符", actor=officer_county
    )
    claim(one, expert)
    assert Claim.objects.filter(status="pending").count() == 5


def test_a_flood_of_claims_does_not_keep_the_owner_out(
    body_organisation, expert, officer_county
):
    one = make_enterprise()
    for number in range(CLAIMS_PER_ENTERPRISE):
        claim(one, make_person(f"第{number}人", body_organisation, "body"))

    opened = claim(one, expert)

    listed = selectors.list_pending_claims_for(officer_county)
    assert [view.waiting for view in listed] == [6] * 6
    assert listed[-1].code == opened.code


def test_expired_proof_goes_and_the_claim_stays(expert):
    opened = claim(make_enterprise(), expert)

    with time_machine.travel(opened.proof.retention_until + timedelta(days=1)):
        assert files.delete_expired() == 1
        assert files.delete_expired() == 0

    with pytest.raises(NotFoundError):
        files.open_file(opened.proof)
    assert Claim.objects.get().proof.sha256 == opened.proof.sha256


def test_an_officer_does_not_admit_the_officer_in_person(officer_county):
    one = make_enterprise()
    opened = claim(one, officer_county)

    with pytest.raises(ForbiddenError):
        services.decide_claim(claim=opened, is_approved=True, actor=officer_county)

    opened.refresh_from_db()
    assert opened.status == "pending"


def test_a_registered_enterprise_stays_unverified_until_approved(
    expert, officer_county
):
    official = {"name": "安平县自报丝网厂", "uscc": make_code(3), "region_id": "131125"}

    opened = services.register_own_enterprise(
        official=official, proof=PROOF, proof_name="执照.pdf", actor=expert
    )

    assert opened.enterprise.status == "unverified"
    services.decide_claim(claim=opened, is_approved=True, actor=officer_county)
    one = Enterprise.unscoped.get()
    assert (one.status, one.organisation.name) == ("active", "安平县自报丝网厂")


def test_a_known_code_is_claimed_not_registered(expert):
    make_enterprise(uscc=make_code(3))

    with pytest.raises(UsccTakenError):
        services.register_own_enterprise(
            official={"name": "甲", "uscc": make_code(3)}, proof=PROOF, actor=expert
        )

    assert (Enterprise.unscoped.count(), Claim.objects.count()) == (1, 0)


def test_proof_is_open_to_claimant_and_officer_only(
    expert, officer_county, body_user, officer_nation
):
    opened = claim(make_enterprise(), expert)

    for person in (expert, officer_county, officer_nation):
        assert selectors.get_proof_for(actor=person, code=opened.code).size == len(
            PROOF
        )
    with pytest.raises(NotFoundError):
        selectors.get_proof_for(actor=body_user, code=opened.code)
