"""An office fills in for others: not over what they typed, nor passes it alone."""

from importlib import import_module

import pytest
from django.apps import apps

from zhisheng.apps.accounts.models import Membership, Message
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import OwnDraftError, OwnFillingError
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors import Paper
from zhisheng.apps.programme.selectors.checks import Unchecked, sum_disputed_for
from zhisheng.apps.programme.selectors.papers import FILLER, iterate_lines
from zhisheng.apps.programme.selectors.reporting import sum_unchecked_below
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    check,
    end_check_term,
    fill,
    hand_in_on_time,
    make_enterprises,
    open_now,
    plan_task,
    reload,
    see_now,
)
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError
from zhisheng.kit.problems import describe

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    Message.objects.all().delete()
    return task


@pytest.fixture
def entry(task):
    return task.entries.get()


@pytest.fixture
def begun(entry, owner):
    """Let the owner type a first answer and leave it."""
    filled = Filled(answers={"revenue": "88万元"}, version=entry.version)
    services.save_entry(entry=entry, filled=filled, actor=owner)
    return reload(entry)


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵军", county_unit)


def take_over(entry, actor):
    current = reload(entry)
    return services.take_over_entry(entry=current, version=current.version, actor=actor)


def pass_all(entry, unit, actor):
    return services.pass_entries(task=entry.task, unit=unit, actor=actor)


def dispute(entry, owner):
    check(entry, owner, is_right=False)
    return reload(entry)


@pytest.mark.parametrize(
    "write", [services.save_entry, services.keep_answers, services.submit_entry]
)
def test_an_office_does_not_write_over_what_the_owner_typed(
    begun, officer_county, write
):
    filled = Filled(answers=GOOD, version=begun.version)

    with pytest.raises(OwnDraftError) as refused:
        write(entry=begun, filled=filled, actor=officer_county)

    assert "厂长王强在" in describe(refused.value)
    assert reload(begun).answers == {"revenue": "88万元"}


def test_the_page_tells_who_began_before_it_lets_an_office_fill_in(
    begun, officer_county, ask
):
    address = [begun.task.code, begun.pk]
    page = ask(officer_county, "entry", *address).content.decode()
    assert "对方已经开始填写，还没有提交：厂长王强，" in page
    assert "对方填到现在的内容，还没有提交" in page
    assert 'id="answers"' not in page

    page = ask(
        officer_county, "take_over_entry", *address, data={"version": begun.version}
    ).content.decode()

    assert 'id="answers"' in page
    assert "本人先前填的内容" in page
    noted = AuditEntry.objects.get(action="programme.entry_taken_over")
    assert noted.actor == officer_county


def test_both_are_kept_and_shown(begun, officer_county, owner, ask):
    take_over(begun, officer_county)
    filled = fill(reload(begun), officer_county)

    assert filled.own_answers == {"revenue": "88万元"}
    assert filled.answers["revenue"] == "3200000"
    page = ask(owner, "entry", begun.task.code, begun.pk).content.decode()
    assert "88万元" in page
    assert "3,200,000" in page


def test_who_types_on_is_asked_for_again(begun, officer_county, owner):
    stale = take_over(begun, officer_county)
    filled = Filled(answers={"revenue": "99万元"}, version=stale.version)
    services.keep_answers(entry=stale, filled=filled, actor=owner)

    with pytest.raises(OwnDraftError):
        fill(reload(stale), officer_county)
    assert reload(stale).answers["revenue"] == "99万元"


def test_typed_meanwhile_the_office_loses_nothing(entry, owner, officer_county, ask):
    """The page of the office stood open while the owner began."""
    filled = Filled(answers={"revenue": "88万元"}, version=entry.version)
    services.keep_answers(entry=entry, filled=filled, actor=owner)

    answer = ask(
        officer_county, "entry", entry.task.code, entry.pk,
        data={**GOOD, "version": entry.version, "go": "submit"},
    )  # fmt: skip

    assert answer.status_code == 409
    assert "厂长王强在" in answer.content.decode()
    assert reload(entry).answers == {"revenue": "88万元"}


def test_a_stranger_takes_nothing_over(begun, stranger_owner, officer_other_county):
    for actor in (stranger_owner, officer_other_county):
        with pytest.raises(ForbiddenError):
            take_over(begun, actor)
    assert reload(begun).is_own_draft


def test_handed_in_oneself_nothing_is_left_beside_it(begun, owner, officer_county):
    take_over(begun, officer_county)

    fill(reload(begun), owner)

    assert (reload(begun).own_answers, reload(begun).is_own_draft) == ({}, False)


def test_a_colleague_passes_what_one_filled_in(
    entry, county_unit, officer_county, colleague, ask
):
    filled = fill(entry, officer_county)
    end_check_term(entry.task)
    for refuse in (
        lambda: pass_all(filled, county_unit, officer_county),
        lambda: services.pass_entry(
            entry=filled, unit=county_unit, version=filled.version,
            actor=officer_county,
        ),
    ):  # fmt: skip
        with pytest.raises(OwnFillingError):
            refuse()
    page = ask(officer_county, "entry", entry.task.code, entry.pk).content.decode()
    assert "这是您代填的，请由本单位另一位同志通过；您可以退回。" in page
    assert not reload(entry).is_final

    assert pass_all(filled, county_unit, colleague) == 1

    assert (reload(entry).is_final, reload(entry).is_self_passed) == (True, False)


def test_what_others_handed_in_passes_beside_it(
    task, entry, county_unit, officer_county, colleague, ask, owner
):
    TaskEntry.objects.create(
        task=task,
        enterprise=make_enterprises(1)[0],
        name="乙",
        unit_path=entry.unit_path,
    )
    fill(entry, owner)
    fill(task.entries.get(name="乙"), officer_county)
    end_check_term(task)

    answer = ask(officer_county, "pass_waiting", task.code, data=see_now())

    page = answer.content.decode()

    assert "已通过 1 份。另有 1 份是您代填的，请本单位另一位同志审核。" in page
    assert [one.is_final for one in task.entries.order_by("pk")] == [True, False]


def test_alone_in_the_unit_it_is_marked_on_page_and_paper(
    entry, county_unit, officer_county, ask
):
    filled = fill(entry, officer_county)
    end_check_term(entry.task)

    pass_all(filled, county_unit, officer_county)

    final = reload(entry)
    assert (final.is_final, final.is_self_passed) == (True, True)
    hand_in_on_time(entry.task)
    page = ask(officer_county, "entry", entry.task.code, entry.pk).content.decode()
    assert "自填自审" in page
    (line,) = iterate_lines(Paper(entry.task, unit=county_unit))
    assert line[FILLER] == "代填，未经本人核对，自填自审"


def test_a_colleague_who_left_reviews_nothing(
    entry, county_unit, officer_county, colleague, administrator
):
    Membership.objects.filter(user=colleague).update(ended_at="2024-10-01T00:00+08:00")
    filled = fill(entry, officer_county)
    end_check_term(entry.task)

    assert pass_all(filled, county_unit, officer_county) == 1
    assert reload(entry).is_self_passed


def test_once_returned_its_page_says_that_it_was_handed_in(
    begun, officer_county, colleague, owner, county_unit, ask
):
    take_over(begun, officer_county)
    fill(reload(begun), officer_county)
    services.return_entry(
        entry=begun, unit=county_unit, remarks=[services.Remark("人数再核对")],
        version=reload(begun).version, actor=colleague,
    )  # fmt: skip

    page = ask(owner, "entry", begun.task.code, begun.pk).content.decode()

    assert "安平刘丽代您填写并提交过，现在退回待改。您可以自己改、自己提交。" in page
    assert "还没有提交" not in page


def test_disputed_after_the_end_it_is_counted_apart_and_to_be_done(
    entry, county_unit, officer_county, colleague, owner, ask
):
    filled = fill(entry, officer_county)
    end_check_term(entry.task)
    pass_all(filled, county_unit, colleague)
    hand_in_on_time(entry.task)
    Message.objects.all().delete()

    dispute(entry, owner)

    whole = selectors.count_by_unit(entry.task, county_unit)[0]
    assert (whole.total, whole.final, whole.disputed) == (1, 0, 1)
    told = {one.recipient: str(one) for one in Message.objects.all()}
    assert told == {
        officer_county: "“安平县示例丝网厂”说您代填的“2024 年三季度进展”有地方不对，"
        "请核对。",
        colleague: "“安平县示例丝网厂”说代填的“2024 年三季度进展”有地方不对，请处理。",
    }
    assert sum_disputed_for(colleague).lying == {entry.task.code: 1}
    page = ask(colleague, "task", entry.task.code).content.decode()
    assert "定稿后有人说不对" in page
    page = ask(colleague, "entry", entry.task.code, entry.pk).content.decode()
    assert "代填，本人说有地方不对" in page
    (line,) = iterate_lines(Paper(entry.task, unit=county_unit))
    assert line[FILLER] == "代填，本人说有地方不对"


def test_found_right_after_all_it_counts_as_final(
    entry, county_unit, officer_county, colleague, owner
):
    filled = fill(entry, officer_county)
    end_check_term(entry.task)
    pass_all(filled, county_unit, colleague)
    dispute(entry, owner)

    check(entry, owner)

    whole = selectors.count_by_unit(entry.task, county_unit)[0]
    assert (whole.final, whole.disputed) == (1, 0)
    assert sum_disputed_for(colleague).lying == {}


def test_the_view_of_what_is_not_checked_holds_only_that(
    entry, county_unit, officer_county, owner
):
    assert sum_unchecked_below(entry.task, county_unit) == Unchecked()
    fill(entry, officer_county)

    found = selectors.list_entries_below(
        task=entry.task, unit=county_unit, view="unchecked"
    )
    assert [one.pk for one in found.items] == [entry.pk]
    check(entry, owner)
    assert sum_unchecked_below(entry.task, county_unit) == Unchecked()


def test_what_was_disputed_before_is_marked(entry, officer_county, owner):
    fill(entry, officer_county)
    dispute(entry, owner)
    TaskEntry.objects.update(is_disputed=False)

    module = import_module("zhisheng.apps.programme.migrations.0030_own_drafts")
    module.mark_disputed(apps, None)

    assert reload(entry).is_disputed
