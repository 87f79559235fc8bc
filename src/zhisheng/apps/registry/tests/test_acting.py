"""An office above decides in place of the one in charge: 代办, with a reason."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.models import Membership, Message
from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.models import ChangeProposal, Claim
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.tests.documents import make_pdf

pytestmark = pytest.mark.django_db
WHY = "县局搬家，来函请代办"
COUNTY = "安平县市场监督管理局"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def proposal(owner, owner_organisation):
    return services.propose_change(
        enterprise=make_enterprise(
            organisation=owner_organisation,
            name="安平县示例丝网厂",
            valid_from=date(2025, 1, 1),
        ),
        changes={"address": "乙路"},
        effective_on=date(2026, 3, 1),
        actor=owner,
    )


@pytest.fixture
def claim(stranger_owner, reference):
    return services.claim_enterprise(
        enterprise=make_enterprise(name="安平县待认领丝网厂"),
        proof=make_pdf(),
        actor=stranger_owner,
    )


def decide(thing, actor, **given):
    if isinstance(thing, Claim):
        return services.decide_claim(
            claim=thing, is_approved=True, actor=actor, **given
        )
    return services.decide_proposal(
        proposal=thing, is_approved=True, actor=actor, **given
    )


def told(person):
    found = Message.objects.filter(recipient=person).order_by("pk")
    return [one.title.format(**one.data) for one in found]


@pytest.fixture(params=["claim", "proposal"])
def thing(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    "person", ["officer_city", "officer_province", "officer_nation"]
)
@pytest.mark.parametrize("reason", ["", "  ", "代" * 301])
def test_nobody_decides_for_the_office_in_charge_without_a_reason(
    request, thing, officer_county, person, reason
):
    entries = AuditEntry.objects.count()

    with pytest.raises(FieldsRefusedError) as refused:
        decide(thing, request.getfixturevalue(person), acting_reason=reason)

    assert set(refused.value.refusals) == {"acting_reason"}
    thing.refresh_from_db()
    assert (thing.status, thing.acted_for_name) == ("pending", "")
    assert (AuditEntry.objects.count(), Message.objects.count()) == (entries, 0)


def test_with_one_it_is_on_record_and_the_office_in_charge_is_told(
    thing, officer_county, officer_nation
):
    decide(thing, officer_nation, acting_reason=f" {WHY} ")

    thing.refresh_from_db()
    assert (thing.status, thing.office_name, thing.acted_for_name) == (
        "approved", "国家市场监督管理总局", COUNTY
    )  # fmt: skip
    assert thing.acting_reason == WHY
    kind = "claim" if isinstance(thing, Claim) else "change"
    entry = AuditEntry.objects.get(action=f"registry.{kind}_approved")
    assert (entry.new["office"], entry.new["acting_reason"]) == ("U000000", WHY)
    what = "的认领" if kind == "claim" else "申请的变更"
    assert told(officer_county) == [
        f"“{thing.enterprise.name}”{what}由国家市场监督管理总局代您单位审核了。原因：{WHY}"
    ]


def test_the_office_in_charge_needs_no_reason(thing, officer_county, officer_city):
    decide(thing, officer_county)

    thing.refresh_from_db()
    assert (thing.status, thing.office_name, thing.acted_for_name) == (
        "approved", COUNTY, ""
    )  # fmt: skip
    assert Message.objects.count() == 0


def test_without_people_below_the_next_office_above_is_in_charge(
    thing, officer_county, officer_city, officer_province
):
    Membership.objects.filter(user=officer_county).update(until="2024-01-01")
    with pytest.raises(FieldsRefusedError):
        decide(thing, officer_province)

    decide(thing, officer_city)

    thing.refresh_from_db()
    assert (thing.office_name, thing.acted_for_name) == ("衡水市市场监督管理局", "")


def test_the_history_names_the_office_and_for_whom_it_acted(
    proposal, officer_county, officer_nation
):
    decide(proposal, officer_nation, acting_reason=WHY)

    lines = selectors.list_history_for(
        actor=officer_county, code=proposal.enterprise.code
    )
    assert lines[0].recorded_by == (
        f"{officer_nation}（国家市场监督管理总局代{COUNTY}）"
    )
    (shown,) = selectors.list_proposals_of_for(
        actor=officer_county, code=proposal.enterprise.code
    )
    assert shown.decided_in == (
        f"由国家市场监督管理总局代{COUNTY}审核。代办原因：{WHY}"
    )


def test_the_page_says_whose_turn_it_is_and_asks_why(
    client, thing, officer_county, officer_city
):
    page = reverse("registry:reviews")
    kind = "claim" if isinstance(thing, Claim) else "proposal"
    address = reverse(f"registry:decide_{kind}", args=[thing.code])
    client.force_login(officer_county)
    own = client.get(page).content.decode()
    client.force_login(officer_city)
    above = client.get(page).content.decode()

    assert "为什么代办" not in own
    assert f"这件事归“{COUNTY}”办。您来办就是代办" in above
    assert 'name="acting_reason" maxlength="300" required' in above
    assert client.post(address, {"decision": "approve"}).status_code == 422
    thing.refresh_from_db()
    assert thing.status == "pending"
    client.post(address, {"decision": "approve", "acting_reason": WHY})
    thing.refresh_from_db()
    assert thing.status == "approved"


def test_more_proposals_cost_no_more_queries(
    owner, proposal, officer_county, officer_city
):
    def count():
        with CaptureQueriesContext(connection) as asked:
            found = selectors.list_pending_proposals_for(officer_city)
        return len(found), len(asked)

    _one, few = count()
    for number in range(4):
        proposal.pk, proposal.code = None, f"C-{number}"
        proposal.save()

    assert count() == (5, few)
    assert ChangeProposal.objects.count() == 5
