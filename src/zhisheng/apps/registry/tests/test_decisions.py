"""A decision that is not taken leads back to the review with all that came with it."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.registry import services
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def proposals(owner, owner_organisation, reference):
    enterprise = make_enterprise(
        organisation=owner_organisation,
        name="安平县示例丝网厂",
        valid_from=date(2025, 1, 1),
    )
    return [
        services.propose_change(
            enterprise=enterprise,
            changes={"address": address},
            effective_on=DAY,
            actor=owner,
        )
        for address in ("乙路", "丙路")
    ]


def decide(client, proposal, **sent):
    return client.post(reverse("registry:decide_proposal", args=[proposal.code]), sent)


def test_who_decides_for_another_without_a_word_is_led_back(
    client, proposals, officer_county, officer_city
):
    one, other = proposals
    client.force_login(officer_city)

    answer = decide(client, one, decision="refuse", reason="<b>不符")

    page = answer.content.decode()
    one.refresh_from_db()
    assert (answer.status_code, one.status) == (422, "pending")
    assert "要代它办，请写明原因，它会看到。" in page
    assert 'name="reason" maxlength="300" value="&lt;b&gt;不符">' in page
    assert "全部待审核" in page
    assert (one.code in page, other.code in page) == (True, False)

    decide(client, one, decision="refuse", reason="不符", acting_reason="县里请假")

    one.refresh_from_db()
    assert (one.status, one.acting_reason) == ("refused", "县里请假")


def test_what_is_decided_already_is_not_shown_again(client, proposals, officer_county):
    one = proposals[0]
    client.force_login(officer_county)
    decide(client, one, decision="approve")

    for sent in ({"decision": "approve"}, {}):
        answer = decide(client, one, **sent)
        assert answer.status_code == 422
        assert "这项申请已经办结，请刷新后查看结果。" in answer.content.decode()


def test_who_may_not_decide_is_shown_nothing(client, proposals, owner):
    client.force_login(owner)

    for sent in ({"decision": "approve"}, {}):
        answer = decide(client, proposals[0], **sent)
        assert answer.status_code == 403
        assert "乙路" not in answer.content.decode()
