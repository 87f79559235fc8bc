"""What counts at each stage, for whom, and what is not known yet."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from zhisheng.apps.campaigns import selectors
from zhisheng.apps.campaigns.choices import Answer, Stage
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.apps.campaigns.schemas.funnel import build_funnel
from zhisheng.apps.campaigns.tests.campaigns import add_step, answer, create, open_now
from zhisheng.apps.improvement import services as improvement
from zhisheng.apps.improvement.tests.plans import TERMS, evaluate
from zhisheng.apps.programme.models import Engagement, ImportRow, RosterImport
from zhisheng.apps.registry.services import merge_enterprises
from zhisheng.apps.registry.tests.factories import EnterpriseFactory, make_enterprise
from zhisheng.kit.files.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(campaign, officer_county):
    for number in range(3):
        make_enterprise(name=f"示例{number}厂")
    return open_now(campaign, officer_county)


def help_out(enterprise, helper, **changes):
    today = timezone.localdate()
    defaults = {
        "year": today.year,
        "help_kind": "diagnosis",
        "started_on": today,
        "started_precision": "day",
    }
    return Engagement.objects.create(
        enterprise=enterprise, helper=helper, **(defaults | changes)
    )


def apply_roster(
    enterprise, body, number, *, applied_at=None, certificate=None, **changes
):
    """Keep a row of an applied roster as the import leaves it."""
    roster = RosterImport.objects.create(
        code=f"R{RosterImport.objects.count()}",
        file=StoredFile.objects.create(
            original_name="名单.xlsx", size=1, retention_until=date(2099, 1, 1)
        ),
        organisation=body,
        helper=body,
        year=timezone.localdate().year,
        status=changes.pop("status", "applied"),
        applied_at=applied_at or timezone.now(),
    )
    return ImportRow.objects.create(
        roster_import=roster,
        row=1,
        status="accepted",
        year=roster.year,
        enterprise=enterprise,
        is_applied=True,
        certificate={"certificate_number": number, "issued": f"{roster.year}-12-31"}
        | (certificate or {}),
    )


def count(campaign, actor):
    return dict(selectors.count_funnel(campaign, actor).counts)


def test_nothing_reported_is_not_known_and_not_nought(opened, owner, officer_county):
    answer(owner)

    assert count(opened, officer_county) == {
        "invited": 4, "yes": 1, "evaluated": 0, "planned": 0,
        "helped": None, "certified": None,
    }  # fmt: skip


def test_each_stage_counts_records_since_the_opening(
    opened, enterprise, owner, officer_county, body_organisation
):
    answer(owner)
    evaluation = evaluate(enterprise, owner)
    assert count(opened, officer_county)["evaluated"] == 1
    plan = improvement.make_plan(evaluation=evaluation, terms=TERMS, actor=owner)
    assert count(opened, officer_county)["planned"] == 0
    improvement.agree_plan(plan=plan, seen=plan.made_at, actor=owner)
    help_out(enterprise, body_organisation)
    apply_roster(enterprise, body_organisation, "00124Q00001R0S")

    assert count(opened, officer_county) == {
        "invited": 4, "yes": 1, "evaluated": 1, "planned": 1,
        "helped": 1, "certified": 1,
    }  # fmt: skip


def test_what_was_before_the_opening_does_not_count(
    opened, enterprise, owner, officer_county, body_organisation
):
    answer(owner)
    evaluate(enterprise, owner)
    yesterday = timezone.localdate() - timedelta(days=1)
    help_out(enterprise, body_organisation, started_on=yesterday)
    apply_roster(enterprise, body_organisation, "甲1")
    Campaign.objects.filter(pk=opened.pk).update(
        opened_at=timezone.now() + timedelta(minutes=1)
    )
    opened.refresh_from_db()

    found = count(opened, officer_county)
    assert found["evaluated"] == 0
    assert (found["helped"], found["certified"]) == (None, None)


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"started_on": None, "started_precision": ""}, 1),
        ({"started_on": date(2020, 1, 1), "started_precision": "year"}, 1),
        ({"started_on": None, "started_precision": "", "year": 2020}, None),
        ({"help_kind": "", "started_on": None, "is_chosen_by_enterprise": True}, None),
    ],
)
def test_help_without_a_day_counts_when_it_was_told(
    opened, enterprise, owner, officer_county, body_organisation, changes, number
):
    answer(owner)
    help_out(enterprise, body_organisation, **changes)

    assert count(opened, officer_county)["helped"] == number


@pytest.mark.parametrize(
    ("text", "status", "number"),
    [
        ("甲1", "applied", 1),
        ("", "applied", None),
        ("否", "applied", None),
        ("已获证", "applied", None),
        ("甲1", "withdrawn", None),
    ],
)
def test_a_certificate_wants_a_number_and_a_roster_that_stands(
    opened, enterprise, owner, officer_county, body_organisation, text, status, number
):
    answer(owner)
    apply_roster(enterprise, body_organisation, text, status=status)

    assert count(opened, officer_county)["certified"] == number


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ({"issued": "2020-01-01"}, None),
        ({"issued": ""}, None),
        ({"issued": "上个月"}, None),
        ({"first_certified": "2020-01-01"}, None),
        ({"first_certified": "2098-01-01", "issued": ""}, 1),
        ({"issued": "2098-01-01", "certificate_status": "有效"}, 1),
        ({"issued": "2098-01-01", "certificate_status": "已撤销"}, None),
    ],
)
def test_only_a_certificate_got_since_counts(
    opened, enterprise, owner, officer_county, body_organisation, told, number
):
    answer(owner)
    apply_roster(enterprise, body_organisation, "甲1", certificate=told)

    assert count(opened, officer_county)["certified"] == number


def test_once_something_is_reported_nought_is_nought(
    opened, owner, officer_county, body_organisation
):
    answer(owner)
    neighbour = make_enterprise(name="没被邀请的厂")
    help_out(neighbour, body_organisation)
    apply_roster(neighbour, body_organisation, "甲1")

    found = count(opened, officer_county)
    assert (found["helped"], found["certified"]) == (0, 0)


def test_who_said_no_is_not_followed(
    opened, enterprise, owner, officer_county, body_organisation
):
    answer(owner, Answer.NO, reason="no_money")
    evaluate(enterprise, owner)

    funnel = selectors.count_funnel(opened, officer_county)
    assert funnel.counts[Stage.EVALUATED] == 0
    assert (funnel.declined, funnel.unanswered) == (1, 3)
    assert funnel.reasons == {
        "no_time": 0, "no_money": 1, "done_before": 0, "no_need": 0, "other": 0,
    }  # fmt: skip
    (row,) = selectors.list_invitations_in(opened, officer_county, "no")
    assert row.evaluated is False


def test_who_stopped_later_stays_counted_and_told_why(
    opened, enterprise, owner, officer_county
):
    answer(owner)
    evaluate(enterprise, owner)
    answer(owner, Answer.OUT, reason="no_money")

    funnel = selectors.count_funnel(opened, officer_county)

    assert (funnel.counts[Stage.YES], funnel.counts[Stage.EVALUATED]) == (1, 1)
    assert (funnel.declined, funnel.stopped, funnel.unanswered) == (0, 1, 3)
    assert set(funnel.reasons.values()) == {0}
    assert funnel.reasons_to_stop == {
        "no_time": 0, "no_money": 1, "done_before": 0, "no_need": 0, "other": 0,
    }  # fmt: skip
    page = build_funnel(opened, funnel, outside=0)
    assert [row.cells for row in page.reasons.rows] == [("没有钱", "0", None, "1")]
    (row,) = selectors.list_invitations_in(opened, officer_county, "out")
    assert (row.enterprise, row.evaluated) == (enterprise, True)


def test_records_of_a_merged_enterprise_count_for_the_survivor(
    opened, enterprise, owner, officer_county, body_organisation
):
    answer(owner)
    evaluate(enterprise, owner)
    help_out(enterprise, body_organisation)
    survivor = make_enterprise(name="并入的厂")
    merge_enterprises(duplicate=enterprise, survivor=survivor, actor=None)

    found = count(opened, officer_county)
    assert (found["invited"], found["evaluated"], found["helped"]) == (4, 1, 1)


def test_each_office_counts_its_own_area(
    enterprise, owner, city_unit, officer_city, officer_county, officer_province
):
    make_enterprise(name="桃城的厂", region_id="131102")
    made = create(city_unit, officer_city)
    add_step(made, officer_city)
    made = open_now(made, officer_city)

    assert count(made, officer_city)["invited"] == 2
    assert count(made, officer_province)["invited"] == 2
    assert count(made, officer_county)["invited"] == 1


def test_a_list_is_paged_and_complete(opened, officer_county):
    CampaignInvitation.objects.bulk_create(
        CampaignInvitation(campaign=opened, enterprise=one)
        for one in EnterpriseFactory.create_batch(60)
    )
    first = selectors.page_invitations_in(opened, officer_county, Stage.INVITED)
    second = selectors.page_invitations_in(
        opened, officer_county, Stage.INVITED, before=first.next_after
    )

    assert (len(first.rows), len(second.rows), second.next_after) == (50, 14, None)
    assert {one.pk for one in first.rows}.isdisjoint(one.pk for one in second.rows)


def test_the_funnel_is_counted_in_few_queries(
    opened, officer_county, django_assert_num_queries
):
    selectors.count_funnel(opened, officer_county)
    # Memberships, units, the counts; the area of the office, two things known or not.
    with django_assert_num_queries(6):
        selectors.count_funnel(opened, officer_county)
