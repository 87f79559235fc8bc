"""撤回: who handed in takes it back as long as nobody has begun to review it."""

from datetime import UTC, datetime

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    EntryCameBackError,
    EntryLockedError,
    EntryMovedOnError,
    EntryTakenBackError,
    ReviewBegunError,
    ReviewedAlreadyError,
)
from zhisheng.apps.programme.models import EntryRow, EntryStep
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.entry_tables import hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import (
    READ,
    check,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(county_unit, officer_county):
    return make_officer("安平赵强", county_unit)


@pytest.fixture
def task(
    city_unit, officer_city, county_unit, officer_county, owner_organisation, owner
):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    return open_now(plan_task(city_unit, officer_city), officer_city)


@pytest.fixture
def entry(task):
    return task.entries.get()


@pytest.fixture
def handed(entry, owner):
    return fill(entry, owner)


def take_back(entry, actor):
    return services.take_back_entry(entry=entry, version=entry.version, actor=actor)


def look(entry):
    now = reload(entry)
    acts = [step.act for step in EntryStep.objects.filter(entry=entry)]
    return (now.state, now.waiting_at, now.version, acts)


def send_back(entry, unit, actor):
    return services.return_entry(
        entry=entry, unit=unit, remarks=[Remark("请核对人数", field="employees")],
        version=reload(entry).version, actor=actor,
    )  # fmt: skip


def test_taken_back_it_is_open_with_its_answers_and_as_if_never_handed_in(
    handed, owner, officer_county, county_unit, task
):
    Message.objects.all().delete()

    taken = take_back(handed, owner)

    assert look(taken) == ("unfilled", "", 2, ["submitted", "taken_back"])
    taken = reload(taken)
    assert (taken.answers, taken.is_open, taken.is_own_draft) == (READ, True, True)
    assert (taken.submitted_at, taken.handed_in_at, taken.filled_by) == (None,) * 3
    assert EntryStep.objects.last().done_by == owner
    assert selectors.count_waiting(task, county_unit) == 0
    told = Message.objects.get()
    assert (told.recipient, str(told)) == (
        officer_county,
        "“安平县示例丝网厂”撤回了“2024 年三季度进展”的材料，暂时不用审核。",
    )
    noted = AuditEntry.objects.get(action="programme.entry_taken_back")
    assert (noted.actor, noted.old) == (owner, {"waiting_at": county_unit.code})

    again = fill(taken, owner, employees="21")
    assert look(again)[:2] == ("filled", county_unit.code)
    assert again.handed_in_at == again.submitted_at
    # The office was told that there is nothing, so it is told that there is again.
    assert Message.objects.filter(key__startswith="review:").count() == 1


def test_an_office_for_which_more_waits_is_not_told(
    city_unit, officer_city, county_unit, officer_county, owner, owner_organisation
):
    make_enterprises(2)
    make_enterprises(1, organisation=owner_organisation)
    task = open_now(plan_task(city_unit, officer_city), officer_city)
    first, *_rest, own = task.entries.order_by("pk")
    fill(first, officer_county)
    handed = fill(own, owner)
    Message.objects.all().delete()

    take_back(handed, owner)

    assert not Message.objects.exists()
    assert selectors.count_waiting(task, county_unit) == 1


@pytest.mark.parametrize(
    "who",
    ["officer_county", "officer_city", "stranger_owner", "worker", "body_user"],
)
def test_nobody_else_takes_back_what_the_owner_handed_in(request, handed, who):
    before = look(handed)

    with pytest.raises(ForbiddenError):
        take_back(handed, request.getfixturevalue(who))
    assert look(handed) == before


def test_what_an_office_filled_in_that_office_takes_back_and_tells_the_owner(
    entry, owner, officer_county, colleague, officer_city
):
    filled = fill(entry, officer_county)
    for other in (owner, officer_city):
        with pytest.raises(ForbiddenError):
            take_back(filled, other)
    Message.objects.all().delete()

    taken = take_back(filled, colleague)

    assert look(taken)[:2] == ("unfilled", "")
    assert (taken.is_filled_for, taken.is_own_draft) == (False, False)
    assert str(Message.objects.get(recipient=owner)) == (
        "工作人员代您填的“2024 年三季度进展”撤回了，暂时不用核对。"
    )
    assert list(selectors.list_entries_to_check_for(owner)) == []
    assert fill(taken, owner).is_filled_for is False


def test_what_was_checked_is_not_taken_back(entry, owner, officer_county):
    filled = fill(entry, officer_county)
    check(filled, owner)
    before = look(filled)

    with pytest.raises(ReviewBegunError):
        take_back(reload(filled), officer_county)
    assert look(filled) == before


def test_what_a_reviewer_writes_remarks_on_is_not_taken_back(
    handed, owner, county_unit, officer_county
):
    remark = Remark("请核对人数", field="employees")
    services.write_remark(
        entry=handed, unit=county_unit, remark=remark, actor=officer_county
    )

    with pytest.raises(ReviewBegunError):
        take_back(handed, owner)
    assert reload(handed).waiting_at == county_unit.code


@pytest.mark.parametrize(
    ("act", "error"), [("pass", EntryMovedOnError), ("return", EntryCameBackError)]
)
def test_who_comes_after_the_review_is_told(
    handed, owner, county_unit, officer_county, act, error
):
    if act == "pass":
        services.pass_entries(task=handed.task, unit=county_unit, actor=officer_county)
    else:
        send_back(handed, county_unit, officer_county)
    before = look(handed)

    with pytest.raises(error):
        take_back(handed, owner)
    with pytest.raises(ReviewBegunError):
        take_back(reload(handed), owner)
    assert look(handed) == before


def test_a_reviewer_who_comes_after_it_is_told(
    handed, owner, county_unit, officer_county
):
    take_back(handed, owner)
    before = look(handed)

    for act in (
        lambda: services.pass_entry(
            entry=handed, unit=county_unit, version=handed.version, actor=officer_county
        ),
        lambda: services.return_entry(
            entry=handed, unit=county_unit, remarks=[Remark("改")],
            version=handed.version, actor=officer_county,
        ),
        lambda: services.write_remark(
            entry=handed, unit=county_unit, remark=Remark("改"), actor=officer_county
        ),
    ):  # fmt: skip
        with pytest.raises(EntryTakenBackError):
            act()
    with pytest.raises(ReviewedAlreadyError) as told:
        services.pass_entries(task=handed.task, unit=county_unit, actor=officer_county)
    assert told.value.fields["act"] == "撤回"
    assert look(handed) == before


def test_nothing_is_taken_back_twice_or_after_the_end(handed, owner, officer_city):
    services.close_task(task=handed.task, reason="收齐了", actor=officer_city)
    with pytest.raises(EntryLockedError):
        take_back(handed, owner)
    handed.task.refresh_from_db()
    services.reopen_task(task=handed.task, reason="还要补", actor=officer_city)

    taken = take_back(handed, owner)
    with pytest.raises(ReviewBegunError):
        take_back(taken, owner)
    assert look(taken)[3] == ["submitted", "taken_back"]


def test_mended_and_taken_back_only_what_was_returned_is_open(
    handed, owner, county_unit, officer_county
):
    handed.__class__.objects.update(handed_in_at=datetime(2024, 10, 9, tzinfo=UTC))
    send_back(handed, county_unit, officer_county)
    mended = fill(reload(handed), owner, employees="21")

    taken = reload(take_back(mended, owner))

    assert (taken.is_returned, taken.answers["employees"]) == (True, "21")
    mendable = selectors.find_mendable(taken)
    assert (mendable.is_whole, mendable.fields) == (False, {"employees"})
    assert taken.handed_in_at == datetime(2024, 10, 9, tzinfo=UTC)
    again = fill(taken, owner, employees="22", revenue="999万元")
    assert (again.waiting_at, again.is_returned) == (county_unit.code, False)
    assert (again.answers["employees"], again.answers["revenue"]) == ("22", "3200000")
    (answered,) = selectors.find_answer(again).remarks
    assert answered.changes == (("employees", "20", "22"),)


def test_mended_lines_taken_back_are_open_as_they_were(
    list_entry, body_user, nation_unit, officer_nation
):
    upload(list_entry, body_user, [line(1), line(2), line(3)])
    handed = hand_in(list_entry, body_user)
    services.return_entry(
        entry=handed, unit=nation_unit,
        remarks=[Remark("改收入", row=1), Remark("改收入", row=2), Remark("删去", row=3)],
        version=handed.version, actor=officer_nation,
    )  # fmt: skip
    upload(list_entry, body_user, [line(1, revenue=130), line(4)])
    third = reload(list_entry)
    services.remove_row(entry=third, number=3, version=third.version, actor=body_user)
    mended = hand_in(list_entry, body_user)
    assert states() == [("mended", False), ("left", False), ("added", False)]

    taken = take_back(mended, body_user)

    assert states() == [("", True), ("", True), ("added", True)]
    assert {one.text for one in selectors.list_open_remarks(taken)} == {"改收入"}
    again = hand_in(list_entry, body_user)
    assert states() == [("mended", False), ("left", False), ("added", False)]
    # The line that was taken out is told of though it went with the first handing in.
    assert selectors.find_answer(again).dropped == 1


def test_lines_taken_out_are_told_of_though_an_office_took_it_over_in_between(
    list_entry, body_user, nation_unit, officer_nation
):
    upload(list_entry, body_user, [line(1), line(2)])
    handed = hand_in(list_entry, body_user)
    services.return_entry(
        entry=handed, unit=nation_unit, remarks=[Remark("删去", row=2)],
        version=handed.version, actor=officer_nation,
    )  # fmt: skip
    now = reload(list_entry)
    services.remove_row(entry=now, number=2, version=now.version, actor=body_user)
    taken = take_back(hand_in(list_entry, body_user), body_user)
    services.take_over_entry(entry=taken, version=taken.version, actor=officer_nation)

    again = hand_in(list_entry, officer_nation)

    acts = [step.act for step in EntryStep.objects.filter(entry=again)]
    assert acts[-3:] == ["taken_back", "taken_over", "filled_for"]
    assert selectors.find_answer(again).dropped == 1


def test_a_reviewer_is_told_again_though_an_office_took_it_over_in_between(
    colleague, handed, owner, officer_county
):
    told = Message.objects.filter(recipient=colleague, key__startswith="review:")
    taken = take_back(handed, owner)
    assert told.count() == 1

    services.take_over_entry(entry=taken, version=taken.version, actor=officer_county)
    fill(reload(taken), officer_county)

    assert told.count() == 2


def test_a_return_of_before_remarks_had_numbers_stays_one_when_taken_back(
    handed, owner, officer_county, city_unit, county_unit, officer_city
):
    services.pass_entries(task=handed.task, unit=county_unit, actor=officer_county)
    send_back(reload(handed), city_unit, officer_city)
    step = EntryStep.objects.get(act="returned")
    step.remarks = [{"row": "", "field": "employees", "text": "请核对人数"}]
    step.save()
    # As long as its remarks are open they say what is to be mended.
    assert selectors.find_mendable(reload(handed)).fields == {"employees"}
    mended = fill(reload(handed), owner, employees="21")

    taken = reload(take_back(mended, owner))

    assert (taken.is_returned, selectors.find_mendable(taken).is_whole) == (True, True)
    again = fill(taken, owner, employees="22", revenue="999万元")
    assert (again.waiting_at, again.answers["revenue"]) == (city_unit.code, "9990000")


def states():
    rows = EntryRow.objects.order_by("number")
    return list(rows.values_list("since_return", "is_returned"))


def test_the_page_offers_it_to_who_handed_in_while_it_may(
    ask, handed, owner, officer_county, county_unit
):
    address = [handed.task.code, handed.pk]
    assert "撤回提交" not in ask(officer_county, "entry", *address).content.decode()
    assert "撤回提交" in ask(owner, "entry", *address).content.decode()

    answer = ask(owner, "take_back_entry", *address, data={"version": handed.version})

    page = answer.content.decode()
    assert "已撤回，填的内容都在。改好后请再提交。" in page
    assert 'id="answers"' in page
    assert "撤回提交" not in page
    fill(reload(handed), owner)
    services.pass_entries(task=handed.task, unit=county_unit, actor=officer_county)
    assert "撤回提交" not in ask(owner, "entry", *address).content.decode()
    late = ask(
        owner, "take_back_entry", *address, data={"version": reload(handed).version - 1}
    )
    assert late.status_code == 409
    assert "审核通过，现在等衡水市市场监督管理局审核。" in late.content.decode()


def test_the_api_takes_back_what_it_handed_in(call, handed, owner, officer_county):
    path = f"/tasks/{handed.task.code}/entries/{handed.pk}/take-back"
    sent = {"version": handed.version}

    assert call(officer_county, "tasks:fill", path, sent).status_code == 403
    told = call(owner, "tasks:fill", path, sent)

    assert told.status_code == 200
    assert (told.json()["is_open"], told.json()["steps"][-1]["act"]) == (
        True, "taken_back",
    )  # fmt: skip
    assert call(owner, "tasks:fill", path, sent).status_code == 409
