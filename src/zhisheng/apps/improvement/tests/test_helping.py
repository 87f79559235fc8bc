"""The officers' page: figures with their base, visits that cannot be, copied reports."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.improvement import selectors
from zhisheng.apps.improvement.choices import VisitFinding
from zhisheng.apps.improvement.models import Helper, HelpOrder, HelpReview, HelpVisit
from zhisheng.apps.improvement.tests import ordering
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db
PAGE = reverse("improvement:helping")
TEXT = "看了焊接工位和出货检验台，焊丝没有进烘箱，三个人用三种记录表，建议统一成一张。"


@pytest.fixture
def other(reference):
    return make_enterprise(name="安平县示例丙丝网厂")


def accept(enterprise, helper, *, after_days=1, **others):
    """Make an order that was accepted so many days after it was placed and sent."""
    now = timezone.now()
    made = HelpOrder.objects.create(
        enterprise=enterprise, field="process", help_kind="diagnosis",
        wanted_on=now.date(), helper=helper, state="accepted",
        ordered_at=now - timedelta(days=30), sent_at=now - timedelta(days=30),
        accepted_at=now - timedelta(days=30 - after_days), **others,
    )  # fmt: skip
    step(made, "choose", "sent", helper, 30)
    step(made, "accept", "accepted", helper, 30 - after_days)
    return made


def step(order, act, state, helper, days_ago):
    done_at = timezone.now() - timedelta(days=days_ago)
    order.steps.create(act=act, state=state, helper=helper, done_at=done_at)


def note(order, starts, ends, text=TEXT, **others):
    return HelpVisit.objects.create(
        order=order, number=order.visits.count() + 1,
        starts_at=starts, ends_at=ends, help_kind="diagnosis", looked_at=text,
        helper=order.helper, **{"visited_on": timezone.localdate()} | others,
    )  # fmt: skip


def read(client, person):
    client.force_login(person)
    return client.get(PAGE).content.decode()


def test_one_person_at_two_works_at_once_is_listed(
    client, enterprise, other, helper, officer_county, officer_elsewhere
):
    note(accept(enterprise, helper), time(9), time(11), "甲" * 40)
    note(accept(other, helper), time(10), time(12), "乙" * 40)

    text = read(client, officer_county)
    assert "时间重叠" in text
    assert f"{other.name} 10:00–12:00" in text
    assert "几乎一样</caption>" not in text
    assert other.name not in read(client, officer_elsewhere)


def test_what_an_office_found_not_to_be_so_is_asked_about_no_more(
    enterprise, other, helper, officer_county
):
    note(accept(enterprise, helper), time(9), time(11), "甲" * 40)
    false = note(accept(other, helper), time(10), time(12), "乙" * 40)
    today = timezone.localdate()
    assert len(selectors.find_doubtful_visits_for(officer_county, today).clashes) == 1
    false.finding = VisitFinding.NOT_AS_WRITTEN
    false.save()
    assert selectors.find_doubtful_visits_for(officer_county, today).clashes == ()


def test_a_copy_is_found_though_it_names_the_other_works(
    enterprise, other, helper, officer_county
):
    for firm, begins in ((enterprise, 8), (other, 14)):
        note(accept(firm, helper), time(begins), time(begins + 1), firm.name + TEXT)
    today = timezone.localdate()
    (copy,) = selectors.find_doubtful_visits_for(officer_county, today).copies
    assert copy[2] == 1.0


def test_two_people_of_one_organisation_are_two_places_at_once(
    client, enterprise, other, body_user, county_unit, officer_county
):
    body = body_user.memberships.get().organisation
    entry = ordering.enter(
        county_unit, officer_county, kind="body", name="机构", organisation=body
    )
    colleague = make_person("同事", body, "body")
    today = timezone.localdate()
    note(accept(enterprise, entry), time(9), time(11), "甲" * 40, written_by=body_user)
    note(accept(other, entry), time(9), time(11), "乙" * 40, written_by=colleague)
    found = selectors.find_doubtful_visits_for(officer_county, today)
    assert found.clashes == ()

    third = note(accept(other, entry), time(10), time(12), "丙" * 40, written_by=body_user)  # fmt: skip
    (clash,) = selectors.find_doubtful_visits_for(officer_county, today).clashes
    assert clash.second == str(third.pk)
    assert f"机构 · {body_user}" in read(client, officer_county)


def test_the_latest_is_listed_first(enterprise, other, helper, officer_county):
    today = timezone.localdate()
    seen = []
    for ago in (0, 2, 1):
        day = today - timedelta(days=ago)
        note(accept(enterprise, helper), time(9), time(11), TEXT, visited_on=day)
        seen.append(note(accept(other, helper), time(10), time(12), TEXT, visited_on=day))  # fmt: skip
    found = selectors.find_doubtful_visits_for(officer_county, today)
    order = [str(seen[place].pk) for place in (0, 2, 1)]
    assert [one.second for one in found.clashes] == order
    assert found.copies[0][1] == seen[2]


def test_a_report_written_twice_is_listed_without_its_text(
    client, enterprise, other, helper, officer_county
):
    note(accept(enterprise, helper), time(8), time(9))
    note(accept(other, helper), time(14), time(15), TEXT.replace("焊接", "编织"))
    # The same enterprise may be told the same again.
    note(accept(enterprise, helper), time(17), time(18))

    text = read(client, officer_county)
    assert text.count(f"{enterprise.name} 08:00–09:00") == 1
    assert "焊丝没有进烘箱" not in text


def test_figures_of_few_are_not_shown(enterprise, helper, officer_county):
    for _ in range(4):
        accept(enterprise, helper)
    few = selectors.count_helping_for(officer_county, timezone.now())
    assert (few.order_count, few.taken_up, few.bodies) == (4, None, ())

    accept(enterprise, helper, after_days=8, done_at=timezone.now())
    found = selectors.count_helping_for(officer_county, timezone.now())
    assert (found.taken_up, found.taken_up_base) == (0.8, 5)
    assert (found.days_to_close, found.closed_count) == (None, 1)
    (body,) = found.bodies
    assert (body.name, body.taken_up.adjusted) == ("示例质量协会", 0.8)
    assert body.satisfaction is None


def test_time_to_close_and_marks(enterprise, helper, officer_county):
    now = timezone.now()
    for number in range(5):
        done = now - timedelta(days=30 - 10 - number)
        made = accept(enterprise, helper, done_at=done)
        HelpReview.objects.create(
            order=made, helper=helper, is_useful=5, is_clear=4, is_prompt=3
        )
    found = selectors.count_helping_for(officer_county, now)
    assert found.days_to_close == pytest.approx(12, abs=0.01)
    assert (found.satisfaction, found.review_count) == (4.0, 5)
    assert found.bodies[0].satisfaction.adjusted == 4.0


def test_who_lets_the_time_pass_is_not_blamed_on_the_next(
    enterprise, helper, body_user, county_unit, officer_county
):
    body = body_user.memberships.get().organisation
    slow = ordering.enter(
        county_unit, officer_county, kind="body", name="机构", organisation=body
    )
    now = timezone.now()
    for number in range(5):
        done = now - timedelta(days=12 - number)
        made = accept(enterprise, helper, done_at=done)
        made.steps.all().delete()
        HelpOrder.objects.filter(pk=made.pk).update(sent_at=now - timedelta(days=22))
        step(made, "choose", "sent", slow, 30)
        step(made, "move_on", "sent", slow, 22)
        step(made, "accept", "accepted", helper, 20)
    found = selectors.count_helping_for(officer_county, now)
    assert found.taken_up == 1.0
    figures = {one.name: one for one in found.bodies}
    assert {name: one.taken_up.raw for name, one in figures.items()} == {
        body.name: 0.0, "示例质量协会": 1.0,
    }  # fmt: skip
    prompt = figures["示例质量协会"]
    assert prompt.days_to_close == pytest.approx(12, abs=0.01)
    assert figures[body.name].closed_count == 0


def test_what_is_not_due_yet_counts_for_nobody(enterprise, owner, helper, officer_county):  # fmt: skip
    ordering.order(enterprise, owner)
    found = selectors.count_helping_for(officer_county, timezone.now())
    assert (found.order_count, found.taken_up_base) == (1, 0)


def test_only_officers_look(owner, expert, helper):
    for actor in (owner, expert):
        with pytest.raises(ForbiddenError):
            selectors.count_helping_for(actor, timezone.now())
        with pytest.raises(ForbiddenError):
            selectors.find_doubtful_visits_for(actor, timezone.localdate())


def test_the_page_asks_the_same_however_many(client, enterprise, helper, officer_county):  # fmt: skip
    def count():
        with CaptureQueriesContext(connection) as caught:
            client.get(PAGE)
        return len(caught)

    Helper.objects.update(capacity=50)
    note(accept(enterprise, helper), time(9), time(11))
    client.force_login(officer_county)
    client.get(PAGE)
    few = count()
    for number in range(8):
        firm = make_enterprise(name=f"安平县示例{number}厂")
        note(accept(firm, helper), time(9), time(11))
    assert count() == few
