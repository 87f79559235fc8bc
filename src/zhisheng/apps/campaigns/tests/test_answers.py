"""An enterprise answers for itself, may think otherwise, and only while it is open."""

import pytest

from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.campaigns import selectors, services
from zhisheng.apps.campaigns.choices import Answer
from zhisheng.apps.campaigns.errors import CampaignOverError
from zhisheng.apps.campaigns.models import CampaignInvitation
from zhisheng.apps.campaigns.tests.campaigns import answer, open_now
from zhisheng.apps.registry.services import merge_enterprises
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(campaign, officer_county):
    open_now(campaign, officer_county)
    return CampaignInvitation.objects.get()


def count_answers():
    return AuditEntry.objects.filter(action="campaigns.invitation_answered").count()


def test_yes_then_no_then_yes_again(invitation, owner):
    said = answer(owner)
    assert (said.answer, said.reason, said.answered_by) == ("yes", "", owner)

    said = answer(owner, Answer.NO, reason="no_time", text=" 正赶货 ")
    assert (said.answer, said.reason, said.text) == ("no", "no_time", "正赶货")

    said = answer(owner, reason="no_time", text="正赶货")
    assert (said.answer, said.reason, said.text) == ("yes", "", "")
    assert count_answers() == 3


def test_who_said_yes_may_stop_and_says_why(invitation, owner):
    for said in (Answer.NONE, Answer.NO):
        if said:
            answer(owner, said, reason="no_need")
        with pytest.raises(FieldsRefusedError) as refused:
            answer(owner, Answer.OUT, reason="no_time")
        assert set(refused.value.refusals) == {"answer"}
    answer(owner)
    with pytest.raises(FieldsRefusedError) as refused:
        answer(owner, Answer.OUT)
    assert set(refused.value.refusals) == {"reason"}
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.reason) == ("yes", "")

    said = answer(owner, Answer.OUT, reason="no_money")
    assert (said.answer, said.reason) == ("out", "no_money")
    said = answer(owner, Answer.OUT, reason="other", text="搬厂")
    assert (said.answer, said.reason, said.text) == ("out", "other", "搬厂")
    said = answer(owner)
    assert (said.answer, said.reason, said.text) == ("yes", "", "")
    assert count_answers() == 5


def test_the_same_again_leaves_no_entry(invitation, owner):
    first = answer(owner)
    again = answer(owner)

    assert again.answered_at == first.answered_at
    assert count_answers() == 1


@pytest.mark.parametrize(
    ("said", "reason", "text", "field"),
    [
        (Answer.NO, "", "", "reason"),
        (Answer.NO, "lazy", "", "reason"),
        (Answer.NO, "other", "  ", "text"),
        (Answer.NONE, "", "", "answer"),
    ],
)
def test_half_an_answer_is_refused(invitation, owner, said, reason, text, field):
    with pytest.raises(FieldsRefusedError) as refused:
        answer(owner, said, reason=reason, text=text)

    assert list(refused.value.refusals) == [field]
    invitation.refresh_from_db()
    assert (invitation.answer, count_answers()) == ("", 0)


def test_nobody_answers_after_the_end(invitation, campaign, owner, officer_county):
    answer(owner)
    services.close_campaign(campaign=campaign, reason="办完了", actor=officer_county)
    with pytest.raises(CampaignOverError):
        answer(owner, Answer.NO, reason="no_need")

    invitation.refresh_from_db()
    assert (invitation.answer, count_answers()) == ("yes", 1)


def test_nobody_answers_for_others(
    invitation, stranger_owner, worker, officer_county, expert
):
    for person, error in (
        (stranger_owner, NotFoundError),
        (worker, ForbiddenError),
        (officer_county, ForbiddenError),
        (expert, ForbiddenError),
    ):
        with pytest.raises(error):
            services.answer_invitation(
                invitation=invitation, answer=Answer.YES, actor=person
            )
    invitation.refresh_from_db()
    assert (invitation.answer, count_answers()) == ("", 0)


def test_a_proxy_answers_and_it_is_on_record(invitation, owner_organisation):
    proxy = make_person("代办何平", owner_organisation, "proxy")
    answer(proxy)

    entry = AuditEntry.objects.get(action="campaigns.invitation_answered")
    assert owner_organisation.name in entry.actor_label


def test_the_survivor_answers_for_a_merged_enterprise(
    campaign, enterprise, owner, officer_county
):
    open_now(campaign, officer_county)
    survivor = make_enterprise(name="并入的厂", organisation=None, region_id="131125")
    merge_enterprises(duplicate=enterprise, survivor=survivor, actor=None)

    assert selectors.list_own_invitations_for(owner).count() == 1
    assert answer(owner).answer == "yes"


def test_who_moves_away_still_answers_and_is_not_the_offices_any_more(
    campaign, enterprise, owner, officer_county, officer_nation
):
    opened = open_now(campaign, officer_county)
    enterprise.region_id = "330502"
    enterprise.save()

    assert answer(owner).answer == "yes"
    assert selectors.count_funnel(opened, officer_county).invited == 0
    assert selectors.count_standing(opened) == 1
    assert selectors.count_funnel(opened, officer_nation).said_yes == 1
