"""A check holds for what was handed in: a review in between changes nothing of it."""

import pytest
from django.test import Client
from django.urls import reverse

from zhisheng.apps.accounts.models import Dispatch, Message
from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import CheckOvertakenError
from zhisheng.apps.programme.models import EntryStep, TaskLink
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)

pytestmark = pytest.mark.django_db
COMMENT = "人数是 18，不是 20"
CHANGED = "您看的时候，代填的内容被退回或改过了。请看现在的内容再答。"


@pytest.fixture
def task(city_unit, officer_city, county_unit, officer_county, owner_organisation):
    make_enterprises(1, organisation=owner_organisation)
    make_enterprises(1, contact_phone="13800000002")
    return open_now(plan_task(city_unit, officer_city), officer_city)


@pytest.fixture
def entry(task, owner, officer_county):
    """Have the county fill in for the one with an account."""
    found = task.entries.get(enterprise__organisation__isnull=False)
    entry = fill(found, officer_county)
    Message.objects.all().delete()
    return entry


@pytest.fixture
def say(client, owner):
    """Return a function that answers as the owner to what was seen."""

    def send(seen, answer, comment=""):
        client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("programme:confirm_entry", args=[seen.task.code, seen.pk])
        said = {"answer": answer, "submission": seen.submission, "comment": comment}
        return client.post(address, said)

    return send


@pytest.fixture
def phone(task, officer_county):
    """Fill in for the one with a mobile, and start the link it was sent."""
    fill(task.entries.get(enterprise__organisation=None), officer_county)
    (sent,) = Dispatch.objects.all()
    browser = Client()
    browser.get("/" + sent.secret.split("/", 3)[3])
    browser.post(reverse("programme:link", args=[TaskLink.objects.get().code]))
    return browser


def pass_at(entry, unit, actor):
    services.pass_entries(task=entry.task, unit=unit, entries=[entry.pk], actor=actor)


def send_back(entry, unit, actor):
    current = reload(entry)
    services.return_entry(
        entry=current, unit=unit, remarks=[Remark("请改")], version=current.version,
        actor=actor,
    )  # fmt: skip


def list_acts(entry):
    return [step.act for step in EntryStep.objects.filter(entry=entry)]


def read(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("answer", "act"), [("right", "confirmed"), ("wrong", "disputed")]
)
def test_what_was_passed_meanwhile_is_still_checked(
    entry, county_unit, officer_county, say, answer, act
):
    pass_at(entry, county_unit, officer_county)

    assert say(entry, answer, COMMENT).status_code == 302

    assert list_acts(entry) == ["filled_for", "passed", act]
    assert (reload(entry).confirmed_at is not None) is (answer == "right")
    assert EntryStep.objects.filter(entry=entry).last().comment == COMMENT


def test_a_check_stands_in_no_reviewers_way(entry, county_unit, officer_county, say):
    say(entry, "right")

    services.return_entry(
        entry=entry, unit=county_unit, remarks=[Remark("请改")], version=entry.version,
        actor=officer_county,
    )  # fmt: skip

    assert reload(entry).is_returned


def test_a_comment_on_what_was_filled_in_anew_stays_in_the_form(
    entry, county_unit, officer_county, say
):
    send_back(entry, county_unit, officer_county)
    other = fill(reload(entry), officer_county, employees="21")
    before = list_acts(entry)

    answer = say(entry, "wrong", COMMENT)

    html = read(answer)
    assert answer.status_code == 409
    assert CHANGED in html
    assert f">{COMMENT}</textarea>" in html
    assert html.count(COMMENT) == 1
    assert f'name="submission" value="{other.submission}"' in html
    assert list_acts(entry) == before
    assert say(other, "wrong", COMMENT).status_code == 302


def test_a_comment_on_what_was_returned_is_kept_on_the_page(
    entry, county_unit, officer_county, say
):
    send_back(entry, county_unit, officer_county)

    answer = say(entry, "wrong", COMMENT)

    assert answer.status_code == 409
    assert CHANGED in read(answer)
    assert f">{COMMENT}</textarea>" in read(answer)
    # What is filled in on the page shown goes to the entry, not to the check.
    address = reverse("programme:entry", args=[entry.task.code, entry.pk])
    assert f'<form method="post" id="answers" action="{address}" class="panel"' in read(
        answer
    )
    assert list_acts(entry) == ["filled_for", "returned"]
    with pytest.raises(CheckOvertakenError):
        services.confirm_entry(
            entry=entry, is_right=True, submission=entry.submission,
            actor=entry.enterprise.organisation.memberships.get().user,
        )  # fmt: skip


def test_the_same_said_twice_is_noted_once_and_another_word_told_again(
    entry, officer_county, say
):
    for comment in (COMMENT, COMMENT, "收入也不对"):
        assert say(entry, "wrong", comment).status_code == 302

    assert list_acts(entry) == ["filled_for", "disputed", "disputed"]
    told = Message.objects.filter(key__startswith="disputed:")
    assert [one.recipient for one in told] == [officer_county] * 2


def test_by_a_link_a_comment_is_kept_as_well(task, phone, county_unit, officer_county):
    entry = task.entries.get(enterprise__organisation=None)
    address = reverse("programme:fill_by_link", args=[TaskLink.objects.get().code])
    said = {"answer": "wrong", "comment": COMMENT, "submission": entry.submission}
    send_back(entry, county_unit, officer_county)

    returned = phone.post(address, said)

    assert returned.status_code == 409
    assert CHANGED in read(returned)
    assert f">{COMMENT}</textarea>" in read(returned)
    assert 'name="employees"' in read(returned)
    fill(reload(entry), officer_county, employees="21")
    anew = phone.post(address, said)
    assert anew.status_code == 409
    assert CHANGED in read(anew)
    assert f">{COMMENT}</textarea>" in read(anew)
    assert 'value="wrong"' in read(anew)
    assert list_acts(entry) == ["filled_for", "returned", "filled_for"]
