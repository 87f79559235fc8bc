"""What a withdrawal keeps is listed: which enterprise, what of it, who, when."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import Engagement, Enrolment, KeptChange
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line, name_firm
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.services import update_enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
NEXT_DAY = datetime(2026, 3, 3, 4, tzinfo=UTC)


@pytest.fixture
def office(officer_county, county_unit):
    """Let rosters be uploaded by the county's office, which may change records."""
    return {
        "actor": officer_county,
        "organisation": county_unit.organisations.get(kind="unit"),
    }


@pytest.fixture
def clock():
    with time_machine.travel(DAY, tick=False) as clock:
        yield clock


def list_kept():
    return [
        (one.enterprise_name, one.kind, one.reason, one.field, one.period,
         one.changed_by, one.changed_at)
        for one in KeptChange.objects.all()
    ]  # fmt: skip


def test_a_value_of_a_later_roster(put_in, clock, body_user, body_organisation):
    put_in([make_line(1)])
    second = put_in([make_line(1, 提升后营业收入=150)])
    clock.shift(86400)
    put_in([make_line(1, 提升后营业收入=170)])

    counts = services.withdraw_roster(roster_import=second, actor=body_user)

    assert list_kept() == [
        (name_firm(1), "value", "changed", "revenue", "2024",
         body_organisation.name, NEXT_DAY)
    ]  # fmt: skip
    assert counts["kept"] == 1


def test_a_record_an_officer_changed(put_in, clock, office, officer_city):
    put_in([make_line(1)], **office)
    second = put_in([make_line(1, 行业="3383")], **office)
    clock.shift(86400)
    enterprise = Enterprise.unscoped.get()
    update_enterprise(
        enterprise=enterprise,
        changes={"industry_id": "3340"},
        on=date(2026, 3, 3),
        actor=officer_city,
    )

    services.withdraw_roster(roster_import=second, actor=office["actor"])

    kept = KeptChange.objects.get(kind="record")
    assert (kept.field, kept.reason) == ("industry_id", "changed")
    assert kept.changed_by == officer_city.memberships.get().organisation.name
    assert kept.changed_at == NEXT_DAY
    enterprise.refresh_from_db()
    assert enterprise.industry_id == "3340"


def test_a_help_an_officer_corrected(put_in, clock, office):
    put_in([make_line(1)], **office)
    second = put_in([make_line(1, 帮扶结束日期="2024-07-31")], **office)
    clock.shift(86400)
    services.record_engagement(
        enterprise=Enterprise.unscoped.get(),
        year=2024,
        helper=office["organisation"],
        help_kind="diagnosis",
        started_on=date(2024, 3, 1),
        ended_on=date(2024, 8, 31),
        actor=office["actor"],
    )

    services.withdraw_roster(roster_import=second, actor=office["actor"])

    assert list_kept() == [
        (name_firm(1), "engagement", "changed", "ended_on", "2024",
         office["organisation"].name, NEXT_DAY)
    ]  # fmt: skip
    assert Engagement.objects.get().ended_on == date(2024, 8, 31)


def test_a_help_a_later_roster_changed(put_in, clock, body_user, body_organisation):
    put_in([make_line(1)])
    second = put_in([make_line(1, 帮扶结束日期="2024-07-31")])
    clock.shift(86400)
    put_in([make_line(1, 帮扶结束日期="2024-08-31")])

    services.withdraw_roster(roster_import=second, actor=body_user)

    assert list_kept() == [
        (name_firm(1), "engagement", "changed", "ended_on", "2024",
         body_organisation.name, NEXT_DAY)
    ]  # fmt: skip


def test_a_method_of_another_kind_is_kept_as_one_thing(put_in, clock, body_user):
    wide = (*HEADER, "帮扶方式")
    put_in([[*make_line(1), "诊断"]], header=wide)
    second = put_in([[*make_line(1), "标准解读"]], header=wide)
    clock.shift(86400)
    put_in([[*make_line(1), "咨询"]], header=wide)

    services.withdraw_roster(roster_import=second, actor=body_user)

    assert [one[1:5] for one in list_kept()] == [
        ("engagement", "changed", "method", "2024")
    ]


def correct_help(office, **changes):
    """Write the help of line 1 anew as an officer does, with some of it changed."""
    made = Engagement.objects.get(enterprise__name=name_firm(1))
    terms = ("enterprise", "year", "helper", "help_kind", "started_on", "ended_on")
    services.record_engagement(
        **{name: getattr(made, name) for name in terms} | changes,
        actor=office["actor"],
    )


def test_a_help_the_roster_made_and_an_officer_corrected(put_in, clock, office):
    done = put_in([make_line(1), make_line(2)], **office)
    clock.shift(86400)
    correct_help(office, ended_on=date(2024, 8, 31))

    counts = services.withdraw_roster(roster_import=done, actor=office["actor"])

    assert list_kept() == [
        (name_firm(1), "engagement", "changed", "ended_on", "2024",
         office["organisation"].name, NEXT_DAY),
        (name_firm(1), "enrolment", "used", "", "2024", "", None),
        (name_firm(1), "record", "used", "", "", "", None),
    ]  # fmt: skip
    help_kept = Engagement.objects.get()
    assert help_kept.ended_on == date(2024, 8, 31)
    assert help_kept.enterprise.name == name_firm(1)
    assert [one.enterprise.name for one in Enrolment.objects.all()] == [name_firm(1)]
    assert (counts["engagements"], counts["enrolments"]) == (1, 1)
    assert (counts["enterprises"], counts["kept"]) == (1, 3)


def test_a_help_an_officer_left_as_the_roster_says(put_in, clock, office):
    done = put_in([make_line(1)], **office)
    clock.shift(86400)
    made = Engagement.objects.get()
    correct_help(office)

    services.withdraw_roster(roster_import=done, actor=office["actor"])

    assert list_kept()[0] == (
        name_firm(1), "engagement", "changed", "", "2024",
        office["organisation"].name, NEXT_DAY,
    )  # fmt: skip
    assert Engagement.objects.get() == made


def test_a_help_the_enterprise_chose_since(
    put_in, clock, body_organisation, body_user, owner, owner_organisation
):
    done = put_in([make_line(1)])
    clock.shift(86400)
    Enterprise.unscoped.update(organisation=owner_organisation)
    enterprise = Enterprise.unscoped.get()
    services.choose_helper(
        enterprise=enterprise, year=2024, helper=body_organisation, actor=owner
    )

    services.withdraw_roster(roster_import=done, actor=body_user)

    assert list_kept()[0] == (
        name_firm(1), "engagement", "changed", "", "2024",
        owner_organisation.name, NEXT_DAY,
    )  # fmt: skip
    assert Engagement.objects.get().is_chosen_by_enterprise


def test_a_help_the_roster_made_and_a_later_one_changed(
    put_in, clock, body_user, body_organisation
):
    first = put_in([make_line(1)])
    clock.shift(86400)
    put_in([make_line(1, 帮扶结束日期="2024-08-31")])

    services.withdraw_roster(roster_import=first, actor=body_user)

    assert list_kept()[0] == (
        name_firm(1), "engagement", "changed", "ended_on", "2024",
        body_organisation.name, NEXT_DAY,
    )  # fmt: skip
    assert Engagement.objects.get().ended_on == date(2024, 8, 31)


def test_a_help_whose_later_roster_was_withdrawn(put_in, clock, body_user):
    first = put_in([make_line(1)])
    clock.shift(86400)
    second = put_in([make_line(1, 帮扶结束日期="2024-08-31")])
    services.withdraw_roster(roster_import=second, actor=body_user)

    counts = services.withdraw_roster(roster_import=first, actor=body_user)

    assert list_kept() == []
    assert (counts["engagements"], Engagement.objects.count()) == (1, 0)


def test_an_enterprise_in_use_and_its_ledger_entry(
    put_in, clock, office, other_body_organisation
):
    done = put_in([make_line(1)], **office)
    clock.shift(86400)
    services.record_engagement(
        enterprise=Enterprise.unscoped.get(),
        year=2024,
        helper=other_body_organisation,
        help_kind="diagnosis",
        actor=office["actor"],
    )

    services.withdraw_roster(roster_import=done, actor=office["actor"])

    assert [one[:5] for one in list_kept()] == [
        (name_firm(1), "enrolment", "used", "", "2024"),
        (name_firm(1), "record", "used", "", ""),
    ]
    assert Enterprise.unscoped.count() == 1


def test_a_ledger_entry_an_officer_wrote_on(put_in, clock, office):
    done = put_in([make_line(1)], **office)
    clock.shift(86400)
    services.enrol_enterprise(
        enterprise=Enterprise.unscoped.get(),
        year=2024,
        is_selected=True,
        actor=office["actor"],
    )

    services.withdraw_roster(roster_import=done, actor=office["actor"])

    assert list_kept() == [
        (name_firm(1), "enrolment", "changed", "", "2024",
         office["organisation"].name, NEXT_DAY),
        (name_firm(1), "record", "used", "", "", "", None),
    ]  # fmt: skip
    assert Enrolment.objects.get().is_selected
    assert Engagement.objects.count() == 0


def test_nothing_kept_nothing_listed(put_in, body_user):
    done = put_in([make_line(1)])

    assert services.withdraw_roster(roster_import=done, actor=body_user)["kept"] == 0
    assert KeptChange.objects.count() == 0


def test_page_and_call_list_them_in_pages(
    client,
    put_in,
    body_user,
    body_organisation,
    make_token,
    django_assert_max_num_queries,
):
    lines = [make_line(n) for n in range(60)]
    put_in(lines)
    second = put_in([make_line(n, 提升后营业收入=150) for n in range(60)])
    put_in([make_line(n, 提升后营业收入=170) for n in range(60)])
    client.force_login(body_user)

    done = client.post(reverse("programme:withdraw", args=[second.code]))

    address = reverse("programme:kept", args=[second.code])
    detail = reverse("programme:import_detail", args=[second.code])
    assert done.url == detail
    assert "撤回中" in client.get(detail).content.decode()
    jobs.run_pending()
    with django_assert_max_num_queries(20):
        first = client.get(address)
    rest = client.get(address, {"after": first.context["next_after"]})
    assert [len(page.context["table"].rows) for page in (first, rest)] == [50, 10]
    html = first.content.decode()
    assert body_organisation.name in html
    assert "营业收入" in html
    assert "60 项保留了下来" in client.get(detail).content.decode()
    headers = {"Authorization": make_token(body_organisation, ["roster:import"])}
    call = f"/api/v1/programme/imports/{second.code}/kept"
    one = client.get(call, headers=headers).json()
    two = client.get(call, {"after": one["next_after"]}, headers=headers).json()
    assert (len(one["items"]), len(two["items"]), two["next_after"]) == (50, 10, None)
    names = {item["name"] for item in one["items"] + two["items"]}
    assert names == {name_firm(n) for n in range(60)}
    assert one["items"][0]["changed_by"] == body_organisation.name
