"""Opening invites whom the filter means, once, and tells each person once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.campaigns import selectors, services
from zhisheng.apps.campaigns.errors import (
    CampaignStateError,
    NobodyInvitedError,
    NobodyToRemindError,
    NoStepsError,
    ReminderEarlyError,
)
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.apps.campaigns.services import opening
from zhisheng.apps.campaigns.tests.campaigns import (
    add_step,
    answer,
    create,
    list_answers,
    open_now,
)
from zhisheng.apps.maturity import services as maturity
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme.models import Enrolment
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import merge_enterprises
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.kit.jobs import Job

pytestmark = pytest.mark.django_db


def count_entries(action):
    return AuditEntry.objects.filter(action=f"campaigns.{action}").count()


def list_messages(user):
    found = Message.objects.filter(recipient=user, key__startswith="campaign:")
    return list(found.order_by("pk").values_list("title", flat=True))


def test_opening_invites_the_area_and_tells_the_owner(campaign, owner, officer_county):
    other = make_enterprise(name="没有账号的厂")
    make_enterprise(name="外地的厂", region_id="330502")
    make_enterprise(name="注销的厂", status="cancelled")

    opened = open_now(campaign, officer_county)

    assert opened.status == "open"
    assert opened.opened_at is not None
    assert list_answers(campaign) == [
        ("安平县示例丝网厂", "", ""),
        (other.name, "", ""),
    ]
    assert list_messages(owner) == ["请看一看“{campaign}”，参不参加由您定。"]
    assert count_entries("campaign_opening") == 1
    entry = AuditEntry.objects.get(action="campaigns.campaign_opened")
    assert entry.counts == {"invitations": 2}


def test_opening_again_invites_and_tells_nobody_twice(campaign, owner, officer_county):
    opened = open_now(campaign, officer_county)

    assert services.open_campaign(campaign=opened, actor=officer_county) == 1
    with pytest.raises(CampaignStateError):
        services.queue_opening(campaign=opened, actor=officer_county)

    assert CampaignInvitation.objects.count() == 1
    assert len(list_messages(owner)) == 1
    assert count_entries("campaign_opened") == 1


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"industry": "3340"}, {"丝网甲", "安平县示例丝网厂"}),
        ({"size_class": "micro"}, {"童装乙"}),
        ({"enrolled_year": 2024}, {"丝网甲"}),
        ({"size_class": "small"}, {"丝网甲", "安平县示例丝网厂"}),
    ],
)
def test_the_filter_narrows_and_never_by_who_evaluated_itself(
    enterprise, owner, county_unit, officer_county, changes, names
):
    wire = make_enterprise(name="丝网甲")
    make_enterprise(name="童装乙", industry_id="1819", size_class="micro")
    Enrolment.objects.create(enterprise=wire, year=2024)
    evaluation = maturity.open_evaluation(
        enterprise=enterprise,
        model="four-grades",
        on=timezone.localdate(),
        actor=owner,
    )
    maturity.save_answers(
        evaluation=evaluation, answers={"owner_reviews": 2}, actor=owner
    )
    maturity.submit_evaluation(evaluation=evaluation, actor=owner)
    made = create(county_unit, officer_county, **changes)

    assert selectors.count_invited(made) == len(names)
    add_step(made, officer_county)
    open_now(made, officer_county)
    assert {name for name, _answer, _reason in list_answers(made)} == names


def test_an_empty_audience_and_no_steps_are_refused(
    enterprise, county_unit, officer_county
):
    made = create(county_unit, officer_county, enrolled_year=1999)
    with pytest.raises(NoStepsError):
        services.queue_opening(campaign=made, actor=officer_county)
    add_step(made, officer_county)
    with pytest.raises(NobodyInvitedError):
        services.queue_opening(campaign=made, actor=officer_county)

    made.refresh_from_db()
    assert (made.status, Job.objects.count()) == ("draft", 0)
    assert count_entries("campaign_opening") == 0


def test_an_audience_that_is_gone_by_the_opening_leaves_it_to_be_tried_again(
    campaign, enterprise, officer_county
):
    services.queue_opening(campaign=campaign, actor=officer_county)
    Enterprise.unscoped.filter(pk=enterprise.pk).update(status="cancelled")
    jobs.run_pending()

    campaign.refresh_from_db()
    assert campaign.status == "opening"
    assert selectors.has_stopped_opening(campaign)
    assert CampaignInvitation.objects.count() == 0

    recalled = services.recall_campaign(campaign=campaign, actor=officer_county)
    assert (recalled.status, recalled.job) == ("draft", None)


def test_killed_half_way_leaves_nothing_and_goes_on(
    campaign, owner, officer_county, monkeypatch
):
    class Killed(BaseException):
        pass

    def die(*_arguments):
        raise Killed

    services.queue_opening(campaign=campaign, actor=officer_county)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "tell_invited", die)
        with pytest.raises(Killed):
            services.open_campaign(campaign=campaign, actor=officer_county)
    assert CampaignInvitation.objects.count() == 0
    assert list_messages(owner) == []

    assert services.open_campaign(campaign=campaign, actor=officer_county) == 1
    assert len(list_messages(owner)) == 1


def test_nothing_is_changed_or_closed_while_it_opens(campaign, officer_county):
    services.queue_opening(campaign=campaign, actor=officer_county)
    draft = services.CampaignDraft(name="改", words="改", basis="改")
    for act in (
        lambda: services.close_campaign(
            campaign=campaign, reason="不办了", actor=officer_county
        ),
        lambda: services.update_campaign(
            campaign=campaign, draft=draft, actor=officer_county
        ),
        lambda: services.delete_campaign(campaign=campaign, actor=officer_county),
        lambda: services.recall_campaign(campaign=campaign, actor=officer_county),
        lambda: add_step(campaign, officer_county),
    ):
        with pytest.raises(CampaignStateError):
            act()

    campaign.refresh_from_db()
    assert (campaign.name, campaign.status) == ("丝网质量月", "opening")
    assert campaign.steps.count() == 1


def test_the_filter_stays_once_it_is_open(campaign, officer_county):
    opened = open_now(campaign, officer_county)
    make_enterprise(name="后来的厂")
    draft = services.CampaignDraft(name="改", words="改", basis="改", industry="3340")
    with pytest.raises(CampaignStateError):
        services.update_campaign(campaign=opened, draft=draft, actor=officer_county)

    assert opened.conditions["industry"] == ""
    assert CampaignInvitation.objects.count() == 1


def test_a_merged_enterprise_is_invited_once(
    campaign, enterprise, owner, officer_county
):
    twin = make_enterprise(name="安平县示例丝网厂（旧）")
    open_now(campaign, officer_county)
    merge_enterprises(duplicate=twin, survivor=enterprise, actor=None)

    assert selectors.list_own_invitations_for(owner).count() == 1
    assert selectors.count_funnel(campaign, officer_county).invited == 1


def test_a_reminder_comes_at_most_once_a_week(
    campaign, owner, officer_county, time_machine
):
    opened = open_now(campaign, officer_county)
    with pytest.raises(ReminderEarlyError):
        services.remind_unanswered(campaign=opened, actor=officer_county)

    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    assert services.remind_unanswered(campaign=opened, actor=officer_county) == 1
    with pytest.raises(ReminderEarlyError):
        services.remind_unanswered(campaign=opened, actor=officer_county)
    assert count_entries("unanswered_reminded") == 1
    assert len(list_messages(owner)) == 2

    time_machine.move_to(timezone.now() + timedelta(days=8))
    answer(owner)
    with pytest.raises(NobodyToRemindError):
        services.remind_unanswered(campaign=opened, actor=officer_county)
    assert len(list_messages(owner)) == 2


def test_closing_wants_a_reason_and_tells_who_has_not_answered(
    campaign, owner, officer_county
):
    opened = open_now(campaign, officer_county)
    with pytest.raises(FieldsRefusedError):
        services.close_campaign(campaign=opened, reason=" ", actor=officer_county)
    assert Campaign.objects.get().status == "open"

    closed = services.close_campaign(
        campaign=opened, reason="活动办完了", actor=officer_county
    )

    assert (closed.status, closed.closing_reason) == ("closed", "活动办完了")
    assert list_messages(owner)[-1] == "“{campaign}”结束了，不用再答复。"
    assert AuditEntry.objects.get(action="campaigns.campaign_closed").counts == {
        "unanswered": 1
    }


def test_drafts_are_written_changed_and_thrown_away(
    campaign, county_unit, officer_county
):
    draft = services.CampaignDraft(name="质量年", words="话", basis="方案")
    services.update_campaign(campaign=campaign, draft=draft, actor=officer_county)
    assert Campaign.objects.get().name == "质量年"
    step = campaign.steps.get()
    services.remove_step(step=step, actor=officer_county)
    with pytest.raises(NotFoundError):
        services.remove_step(step=step, actor=officer_county)
    services.delete_campaign(campaign=campaign, actor=officer_county)

    assert not Campaign.objects.exists()
    for action in ("campaign_created", "campaign_changed", "campaign_deleted",
                   "step_added", "step_removed"):  # fmt: skip
        assert count_entries(action) == 1


def test_an_area_of_others_and_a_step_nowhere_are_refused(
    campaign, county_unit, officer_county
):
    with pytest.raises(FieldsRefusedError) as refused:
        create(county_unit, officer_county, area=Region.objects.get(code="330502"))
    assert "area" in refused.value.refusals
    with pytest.raises(FieldsRefusedError):
        add_step(campaign, officer_county, place=" ")

    assert (Campaign.objects.count(), campaign.steps.count()) == (1, 1)


def test_offices_above_manage_and_nobody_else(
    campaign, officer_city, officer_nation, owner, expert
):
    add_step(campaign, officer_city)
    add_step(campaign, officer_nation)
    for stranger in (owner, expert):
        with pytest.raises(ForbiddenError):
            add_step(campaign, stranger)
    assert campaign.steps.count() == 3


def test_an_office_below_or_beside_cannot_manage(
    enterprise, city_unit, officer_city, officer_county
):
    made = create(city_unit, officer_city)
    with pytest.raises(ForbiddenError):
        add_step(made, officer_county)
    assert made.steps.count() == 0
