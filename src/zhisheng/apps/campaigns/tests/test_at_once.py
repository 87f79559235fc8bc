"""Two workers open one campaign, or one ends it while somebody answers."""

import pytest
from django.db import connection

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.campaigns import services
from zhisheng.apps.campaigns.errors import CampaignOverError, CampaignStateError
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.apps.campaigns.tests.campaigns import answer, open_now
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.tests.at_once import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


def count_entries(action):
    return AuditEntry.objects.filter(action=f"campaigns.{action}").count()


def test_two_workers_invite_and_tell_once(campaign, owner, officer_county):
    services.queue_opening(campaign=campaign, actor=officer_county)

    def act(_number):
        return services.open_campaign(campaign=campaign, actor=officer_county)

    assert run_at_once(act, (0, 1)) == [1, 1]
    assert CampaignInvitation.objects.count() == 1
    assert Message.objects.filter(recipient=owner, key__contains="invited").count() == 1
    assert count_entries("campaign_opened") == 1


def test_of_two_who_invite_at_once_one_does(campaign, officer_county, officer_city):
    def act(actor):
        try:
            return services.queue_opening(campaign=campaign, actor=actor).status
        except CampaignStateError:
            return "refused"

    found = run_at_once(act, (officer_county, officer_city))

    assert sorted(found) == ["opening", "refused"]
    assert count_entries("campaign_opening") == 1


def test_the_end_waits_for_an_answer_or_refuses_it(campaign, owner, officer_county):
    open_now(campaign, officer_county)

    def act(number):
        try:
            if number:
                return answer(owner).answer
            services.close_campaign(
                campaign=campaign, reason="办完了", actor=officer_county
            )
        except CampaignOverError:
            return "refused"
        return "closed"

    closing, answering = run_at_once(act, (0, 1))

    assert closing == "closed"
    assert Campaign.objects.get().status == "closed"
    kept = CampaignInvitation.objects.get().answer
    assert kept == ("yes" if answering == "yes" else "")
