"""The guard: what it refuses with which facts, and what it never does."""

from datetime import date

import pytest
from django.utils import timezone

from zhisheng.apps.improvement import errors, selectors, services
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.improvement.tests.ordering import (
    certify,
    days,
    employ,
    enter,
    help_in_past,
    move,
    send,
    visit,
    walk_to_done,
    write_all,
)
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.methods.referral import Bar

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def body_helper(county_unit, officer_county, body_organisation):
    return enter(
        county_unit, officer_county, kind="body", name="示例甲认证有限公司",
        organisation=body_organisation, group_name="某某集团",
    )  # fmt: skip


def choose(enterprise, body, on=None):
    services.refuse_conflict(
        enterprise=enterprise, certifier=body, on=on or timezone.localdate()
    )


@pytest.mark.parametrize("kind", ["publicity", "interpretation", "diagnosis", ""])
def test_after_a_diagnosis_nothing_is_blocked(enterprise, body_organisation, kind):
    help_in_past(enterprise, body_organisation, kind=kind)
    choose(enterprise, body_organisation)

    # The same help of another kind is refused.
    Engagement.objects.update(help_kind="consultancy")
    with pytest.raises(errors.ConflictRefusedError):
        choose(enterprise, body_organisation)


def test_after_a_consultancy_the_choice_is_refused_with_facts_and_clause(
    enterprise, body_organisation, other_body_organisation
):
    help_in_past(
        enterprise, body_organisation, year=2025,
        ended_on=date(2025, 6, 1), ended_precision="day",
    )  # fmt: skip
    with pytest.raises(errors.ConflictRefusedError) as raised:
        choose(enterprise, body_organisation, date(2027, 5, 31))
    assert raised.value.fields == {
        "facts": "2025年6月1日，“示例甲认证有限公司”给这家企业做过咨询",
        "clause": "GB/T 27021.1—2017 5.2.5",
    }
    choose(enterprise, body_organisation, date(2027, 6, 1))
    choose(enterprise, other_body_organisation, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ({"year": 2024}, date(2026, 12, 31)),
        ({"year": 2024, "ended_on": date(2024, 5, 1), "ended_precision": "month"},
         date(2026, 5, 31)),
        ({"year": 2024, "ended_on": date(2024, 5, 1), "ended_precision": "year"},
         date(2026, 12, 31)),
    ],
)  # fmt: skip
def test_a_day_half_known_counts_to_its_end(enterprise, body_organisation, told, last):
    help_in_past(enterprise, body_organisation, **told)
    with pytest.raises(errors.ConflictRefusedError):
        choose(enterprise, body_organisation, last - days(1))
    choose(enterprise, body_organisation, last)


def test_the_group_and_the_person_count_too(
    enterprise, order, owner, expert, helper, body_organisation, body_helper,
    other_body_organisation, county_unit, officer_county,
):  # fmt: skip
    enter(
        county_unit, officer_county, kind="body", name="乙",
        organisation=other_body_organisation, group_name="某某 集团",
    )  # fmt: skip
    help_in_past(enterprise, body_organisation)
    with pytest.raises(errors.ConflictRefusedError) as by_group:
        choose(enterprise, other_body_organisation)
    assert by_group.value.fields["clause"].endswith("5.2.7")
    Engagement.objects.all().delete()
    choose(enterprise, other_body_organisation)

    walk_to_done(order, owner, helper, expert, help_kind="consultancy")
    choose(enterprise, other_body_organisation)
    employ(expert, other_body_organisation)
    with pytest.raises(errors.ConflictRefusedError) as by_person:
        choose(enterprise, other_body_organisation)
    assert by_person.value.fields["clause"].endswith("5.2.10")
    assert "有同一个人在两边任职" in by_person.value.fields["facts"]


def test_a_consultancy_counts_from_the_moment_it_is_asked_for(
    enterprise, owner, body_helper, body_organisation, body_user
):
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    choose(enterprise, body_organisation)
    send(asked, owner, body_helper)
    before = write_all()
    with pytest.raises(errors.ConflictRefusedError) as unanswered:
        choose(enterprise, body_organisation)
    assert write_all() == before
    assert unanswered.value.fields == {
        "facts": "请“示例甲认证有限公司”给这家企业做咨询的单子还没有答复，"
        "取消那张单子就可以选",
        "clause": "GB/T 27021.1—2017 5.2.5",
    }
    move(asked, "accept", body_user)
    with pytest.raises(errors.ConflictRefusedError) as raised:
        choose(enterprise, body_organisation)
    assert "正在给这家企业做咨询" in raised.value.fields["facts"]


@pytest.mark.parametrize("way", ["decline", "cancel"])
def test_what_was_not_taken_or_was_cancelled_bars_nobody(
    enterprise, owner, body_helper, body_organisation, body_user, way
):
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    send(asked, owner, body_helper)
    move(asked, way, owner if way == "cancel" else body_user, text="排不开")
    choose(enterprise, body_organisation)


def test_who_is_asked_for_a_diagnosis_may_be_chosen(
    enterprise, owner, body_helper, body_organisation
):
    send(ordering.order(enterprise, owner, help_kind="diagnosis"), owner, body_helper)
    choose(enterprise, body_organisation)


@pytest.mark.parametrize("kind", ["consultancy", "internal_audit"])
def test_who_certifies_is_not_asked_for_consultancy(
    enterprise, owner, body_organisation, body_helper, officer_county, kind
):
    certify(enterprise, body_organisation, expires=f"{TODAY + days(90)}")
    asked = ordering.order(enterprise, owner, help_kind=kind)
    found = selectors.rank_candidates(asked, on=TODAY)
    assert [(x.code, x.bar) for x in found.ranking.left_out] == [
        (body_helper.code, Bar.CONFLICT)
    ]
    before = write_all()
    with pytest.raises(errors.ConflictRefusedError) as raised:
        send(asked, owner, body_helper)
    assert write_all() == before
    assert "示例甲认证有限公司" in raised.value.fields["facts"]
    assert "Q-1" in raised.value.fields["facts"]

    move(asked, "ask_office", owner)
    before = write_all()
    with pytest.raises(errors.ConflictRefusedError):
        move(asked, "dispatch", officer_county, helpers=[body_helper.code])
    assert write_all() == before


@pytest.mark.parametrize(
    "told",
    [
        {"expires": f"{TODAY - days(1)}"},
        {"certificate_status": "撤销"},
        {"certificate_number": ""},
        {"certificate_number": "否"},
        {"certificate_number": "未获证"},
    ],
)
def test_a_certificate_that_ended_bars_nobody(
    enterprise, owner, body_organisation, body_helper, told
):
    certify(enterprise, body_organisation, **told)
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    assert send(asked, owner, body_helper).state == "sent"


def test_who_certifies_may_diagnose(enterprise, owner, body_organisation, body_helper):
    certify(enterprise, body_organisation)
    asked = ordering.order(enterprise, owner, help_kind="diagnosis")
    assert send(asked, owner, body_helper).state == "sent"


def test_a_certificate_that_came_meanwhile_is_told_when_it_is_accepted(
    enterprise, owner, body_organisation, body_helper, body_user
):
    asked = ordering.order(enterprise, owner, help_kind="consultancy")
    send(asked, owner, body_helper)
    certify(enterprise, body_organisation)
    with pytest.raises(errors.ConflictRefusedError):
        move(asked, "accept", body_user)


def test_what_was_really_given_is_recorded_and_never_refused(
    enterprise, owner, order, body_organisation, body_helper, body_user
):
    certify(enterprise, body_organisation)
    walk_to_done(order, owner, body_helper, body_user, help_kind="consultancy")
    kinds = Engagement.objects.filter(help_kind="consultancy")
    assert kinds.get().helper == body_organisation


def test_a_merged_record_brings_its_helps_along(
    enterprise, body_organisation, stranger_organisation
):
    former = make_enterprise(merged_into=enterprise)
    help_in_past(former, body_organisation)
    with pytest.raises(errors.ConflictRefusedError):
        choose(enterprise, body_organisation)


def test_a_visit_conflicts_by_the_kind_really_given(enterprise, order, owner, body_organisation, body_helper, body_user):  # fmt: skip
    send(order, owner, body_helper)
    move(order, "accept", body_user)
    visit(order, body_user, help_kind="internal_audit")
    with pytest.raises(errors.ConflictRefusedError) as raised:
        choose(enterprise, body_organisation)
    assert raised.value.fields["clause"].endswith("5.2.6")
