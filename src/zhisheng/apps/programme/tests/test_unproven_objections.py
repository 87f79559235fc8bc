"""What is objected by a link that was handed over is heard, and proves nothing."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import AllHeldError, UnaskedFinalError
from zhisheng.apps.programme.selectors.checks import Held
from zhisheng.apps.programme.selectors.papers import FILLER, Paper, iterate_lines
from zhisheng.apps.programme.selectors.reporting import count_held
from zhisheng.apps.programme.tests.reporting import (
    fill,
    hand_in_on_time,
    make_enterprises,
    open_now,
    plan_task,
    reload,
    start_link,
)

pytestmark = pytest.mark.django_db
WRONG, REASON = "人数是 12 人", "和三季度社保名册核对过，20 人没有错"
WHY = "11月27日打电话问过厂长本人，数据无误"
UNCHECKED = "代填，未经本人核对"
UNPROVEN = "代填，凭交出的链接有人说有地方不对，未核实是谁"


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵军", county_unit)


@pytest.fixture
def filled(county_unit, officer_county):
    make_enterprises(1, name="安平县无号丝网厂")
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    entry = fill(task.entries.get(), officer_county)
    hand_in_on_time(task)
    return reload(entry)


@pytest.fixture
def disputed(filled, officer_county, colleague):
    link = start_link(services.issue_link(entry=filled, actor=officer_county))
    object_to(filled, link)
    return reload(filled)


def object_to(entry, actor, comment=WRONG):
    services.confirm_entry(
        entry=entry, is_right=False, submission=reload(entry).submission,
        comment=comment, actor=actor,
    )  # fmt: skip


def settle(entry, actor, reason=REASON):
    dispute = selectors.find_dispute(reload(entry))
    services.settle_dispute(entry=entry, dispute=dispute.pk, reason=reason, actor=actor)


def pass_one(entry, actor, comment=""):
    now = reload(entry)
    services.pass_entry(
        entry=now, unit=now.task.unit, version=now.version, comment=comment, actor=actor
    )


def look(client, actor, entry):
    client.force_login(actor)
    address = reverse("programme:entry", args=[entry.task.code, entry.pk])
    return client.get(address).content.decode()


def find_mark(client, actor, task):
    client.force_login(actor)
    address = reverse("programme:task", args=[task.code]) + "?view=all"
    return client.get(address).content.decode()


def read_paper(task):
    (line,) = iterate_lines(Paper(task, unit=task.unit))
    return line[FILLER]


def test_its_answer_releases_nothing(disputed, colleague, client):
    settle(disputed, colleague)

    task = disputed.task
    assert count_held(task, task.unit) == Held(unasked=1)
    with pytest.raises(UnaskedFinalError):
        pass_one(disputed, colleague)
    with pytest.raises(AllHeldError):
        services.pass_entries(task=task, unit=task.unit, actor=colleague)
    assert not reload(disputed).is_final
    page = look(client, colleague, disputed)
    assert "怎么核实的，和谁核实的" in page
    assert "异议已答复" not in page
    assert "异议已答复" not in find_mark(client, colleague, task)


def test_it_becomes_final_with_a_reason_and_says_that_nobody_checked_it(
    disputed, colleague, client
):
    settle(disputed, colleague)

    pass_one(disputed, colleague, comment=WHY)

    page = look(client, colleague, disputed)
    assert "通过，未经本人核对" in page
    assert UNCHECKED in page
    assert UNCHECKED in find_mark(client, colleague, disputed.task)
    assert read_paper(disputed.task) == UNCHECKED


def test_the_answer_to_somebody_known_still_settles_it(
    disputed, colleague, owner_organisation, owner
):
    disputed.enterprise.organisation = owner_organisation
    disputed.enterprise.save()
    object_to(disputed, owner)

    settle(disputed, colleague)

    task = disputed.task
    assert count_held(task, task.unit) == Held()
    assert services.pass_entries(task=task, unit=task.unit, actor=colleague) == 1
    assert read_paper(task) == "代填，异议已答复"


def test_what_it_says_is_nowhere_called_their_own_word(
    disputed, officer_county, colleague, client
):
    page = look(client, colleague, disputed)
    listed = find_mark(client, colleague, disputed.task)

    assert UNPROVEN in page
    assert UNPROVEN in listed
    assert "本人说" not in page + listed
    assert "凭链接核对：有地方不对（未核实是谁）" in page
    assert "本人有异议" not in page
    assert "对方说代填的内容有地方不对" not in page
    told = Message.objects.filter(key__startswith=f"disputed:{disputed.pk}")
    assert {(one.recipient, str(one)) for one in told} == {
        (
            officer_county,
            f"凭交出的链接有人说您替“{disputed.name}”代填的“{disputed.task}”"
            "有地方不对，未核实是谁，请核对。",
        ),
        (
            colleague,
            f"凭交出的链接有人说“{disputed.name}”的“{disputed.task}”有地方不对，"
            "未核实是谁，请处理。",
        ),
    }


def test_a_paper_tells_whose_word_it_is(
    filled, officer_county, colleague, owner_organisation, owner
):
    link = start_link(services.issue_link(entry=filled, actor=officer_county))
    pass_one(filled, colleague, comment=WHY)

    object_to(filled, link)
    unproven = read_paper(filled.task)
    filled.enterprise.organisation = owner_organisation
    filled.enterprise.save()
    object_to(filled, owner)

    assert (unproven, read_paper(filled.task)) == (UNPROVEN, "代填，本人说有地方不对")


def test_that_it_is_right_by_it_is_no_check_of_theirs(
    filled, officer_county, colleague, client
):
    link = start_link(services.issue_link(entry=filled, actor=officer_county))
    services.confirm_entry(
        entry=filled, is_right=True, submission=filled.submission, actor=link
    )

    page = look(client, colleague, filled)

    assert "凭链接核对：没有问题（未核实是谁）" in page
    assert "本人核对无误" not in page
