"""From filled in to final: level by level, returned and mended, never twice."""

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import UnitFactory, UnitOrganisationFactory
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    EntryIncompleteError,
    EntryLockedError,
    NothingToReviewError,
    RemarkMissingError,
)
from zhisheng.apps.programme.models import EntryRemark, EntryStep, TaskEntry
from zhisheng.apps.programme.services import Filled, Remark, reviewing
from zhisheng.apps.programme.tests.reporting import (
    READ,
    check,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.errors import ForbiddenError, NotFoundError

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(county_unit):
    unit = UnitFactory.create(
        code="US1", name="城关所", kind="station", parent=county_unit
    )
    UnitOrganisationFactory.create(unit=unit)
    return unit


@pytest.fixture
def officer_station(station):
    return make_officer("城关所李红", station)


@pytest.fixture
def task(
    province_unit, officer_province, officer_city, officer_county, officer_station,
    station, owner_organisation,
):  # fmt: skip
    """Open a task of the province for two enterprises of a station, one with an owner."""
    make_enterprises(1, unit=station, organisation=owner_organisation)
    make_enterprises(1, unit=station)
    return open_now(plan_task(province_unit, officer_province), officer_province)


@pytest.fixture
def entry(task):
    return task.entries.order_by("id").first()


def pass_at(task, unit, actor, **changes):
    return services.pass_entries(task=task, unit=unit, actor=actor, **changes)


def test_an_entry_goes_up_level_by_level_to_final(
    task, entry, owner, station, officer_station, county_unit, officer_county,
    city_unit, officer_city, province_unit, officer_province,
):  # fmt: skip
    entry = fill(entry, owner)
    assert (entry.state, entry.waiting_at) == ("filled", station.code)
    assert entry.answers == READ
    offices = (
        (station, officer_station, "station", county_unit.code),
        (county_unit, officer_county, "county", city_unit.code),
        (city_unit, officer_city, "city", province_unit.code),
        (province_unit, officer_province, "province", ""),
    )
    for unit, officer, state, next_unit in offices:
        assert pass_at(task, unit, officer) == 1
        entry = reload(entry)
        assert (entry.state, entry.waiting_at) == (state, next_unit)
    assert entry.is_final
    steps = EntryStep.objects.filter(entry=entry)
    assert [(step.act, step.state) for step in steps] == [
        ("submitted", "filled"),
        ("passed", "station"),
        ("passed", "county"),
        ("passed", "city"),
        ("passed", "province"),
    ]


def test_what_is_handed_in_meanwhile_is_not_passed(
    task, entry, owner, station, officer_station, monkeypatch
):
    fill(entry, owner)
    other = task.entries.exclude(pk=entry.pk).get()
    find_level = reviewing.level_of

    def meanwhile(unit):
        fill(other, officer_station)
        return find_level(unit)

    monkeypatch.setattr(reviewing, "level_of", meanwhile)

    assert pass_at(task, station, officer_station) == 1

    assert reload(entry).state == "station"
    other = reload(other)
    assert (other.state, other.waiting_at) == ("filled", station.code)
    assert [step.act for step in other.steps.all()] == ["filled_for"]


def test_a_level_without_people_is_passed_over(
    task, entry, owner, officer_station, county_unit
):
    officer_station.memberships.update(ended_at="2024-01-01T00:00Z")

    assert fill(entry, owner).waiting_at == county_unit.code


def test_what_cannot_be_read_is_not_handed_in(entry, owner):
    with pytest.raises(EntryIncompleteError) as refused:
        fill(entry, owner, employees="很多")

    assert list(refused.value.refusals) == ["employees"]
    assert reload(entry).state == "unfilled"


def test_a_draft_keeps_what_was_typed_as_it_was_typed(entry, owner):
    saved = services.save_entry(
        entry=entry,
        filled=Filled(answers={"employees": "很多"}, version=0),
        actor=owner,
    )

    assert (saved.answers, saved.version) == ({"employees": "很多"}, 1)


def test_a_draft_keeps_neither_a_book_nor_what_was_not_asked(entry, owner):
    typed = {"wanted": "长" * 30_000, "is_final": "yes"}
    saved = services.save_entry(
        entry=entry, filled=Filled(answers=typed, version=0), actor=owner
    )

    assert saved.answers == {"wanted": "长" * 20_000}


def test_of_two_who_fill_in_at_once_the_second_is_told(entry, owner):
    services.save_entry(
        entry=entry, filled=Filled(answers={"employees": "20"}, version=0), actor=owner
    )

    with pytest.raises(EntryChangedError):
        fill(entry, owner)
    assert reload(entry).state == "unfilled"


def test_of_two_reviewers_the_second_finds_nothing(
    task, entry, owner, station, officer_station
):
    fill(entry, owner)
    pass_at(task, station, officer_station)

    with pytest.raises(NothingToReviewError):
        pass_at(task, station, officer_station)
    assert EntryStep.objects.filter(act="passed").count() == 1


def test_returned_with_remarks_mended_and_straight_back(
    task, entry, owner, station, officer_station, county_unit, officer_county
):
    fill(entry, owner)
    pass_at(task, station, officer_station)
    Message.objects.all().delete()
    returned = services.return_entry(
        entry=entry,
        unit=county_unit,
        remarks=[Remark("请核对人数", field="employees")],
        version=reload(entry).version,
        actor=officer_county,
    )
    assert (returned.state, returned.is_returned) == ("unfilled", True)
    remark = EntryRemark.objects.get()
    assert (remark.field, remark.text, remark.unit) == (
        "employees",
        "请核对人数",
        county_unit,
    )
    assert (
        str(Message.objects.get())
        == "“2024 年三季度进展”有要改的地方，改好后请再提交。"
    )

    mended = fill(reload(entry), owner, employees="21")

    assert (mended.waiting_at, mended.is_returned) == (county_unit.code, False)
    assert EntryRemark.objects.get().is_settled


def test_nothing_is_returned_without_a_word(
    task, entry, owner, station, officer_station
):
    entry = fill(entry, owner)

    with pytest.raises(RemarkMissingError):
        services.return_entry(
            entry=entry, unit=station, remarks=[Remark("  ")], version=entry.version,
            actor=officer_station,
        )  # fmt: skip
    assert reload(entry).waiting_at == station.code


def test_a_return_after_somebody_passed_it_is_told(
    task, entry, owner, station, officer_station
):
    entry = fill(entry, owner)
    pass_at(task, station, officer_station)

    with pytest.raises(EntryChangedError):
        services.return_entry(
            entry=entry, unit=station, remarks=[Remark("改")], version=entry.version,
            actor=officer_station,
        )  # fmt: skip


def finish(task, entry, owner, offices):
    fill(entry, owner)
    for unit, officer in offices:
        pass_at(task, unit, officer)


@pytest.fixture
def offices(
    station, officer_station, county_unit, officer_county, city_unit, officer_city,
    province_unit, officer_province,
):  # fmt: skip
    return (
        (station, officer_station),
        (county_unit, officer_county),
        (city_unit, officer_city),
        (province_unit, officer_province),
    )


def test_final_is_locked_and_reopening_is_logged(
    task, entry, owner, offices, officer_county, officer_province, province_unit
):
    finish(task, entry, owner, offices)
    with pytest.raises(EntryLockedError):
        fill(reload(entry), owner)
    with pytest.raises(ForbiddenError):
        services.reopen_entry(entry=entry, reason="改数", actor=officer_county)
    with pytest.raises(RemarkMissingError):
        services.reopen_entry(entry=entry, reason=" ", actor=officer_province)

    services.reopen_entry(entry=entry, reason="企业报错单位", actor=officer_province)

    entry = reload(entry)
    assert (entry.is_final, entry.waiting_at) == (False, province_unit.code)
    last = EntryStep.objects.last()
    assert (last.act, last.comment, last.done_by) == (
        "reopened",
        "企业报错单位",
        officer_province,
    )


def test_nothing_moves_once_the_task_is_closed(
    task, entry, owner, station, officer_station, officer_province
):
    filled = fill(entry, owner)
    services.close_task(task=task, reason="收齐了", actor=officer_province)
    task.refresh_from_db()

    with pytest.raises(EntryLockedError):
        pass_at(task, station, officer_station)
    other = task.entries.order_by("id").last()
    with pytest.raises(EntryLockedError):
        fill(other, officer_station)
    assert reload(filled).waiting_at == station.code


def test_an_office_fills_in_for_somebody_who_then_confirms(
    task, entry, owner, officer_station, officer_county
):
    Message.objects.all().delete()

    filled = fill(entry, officer_station)

    assert (filled.is_filled_for, filled.filled_by) == (True, officer_station)
    told = Message.objects.get()
    assert (told.recipient, str(told)) == (
        owner,
        "工作人员代您填了“2024 年三季度进展”，请核对。",
    )
    with pytest.raises(ForbiddenError):
        check(filled, officer_county)
    check(filled, owner)
    assert reload(entry).confirmed_at is not None
    check(filled, owner, is_right=False)
    assert reload(entry).confirmed_at is None
    assert [step.act for step in EntryStep.objects.all()] == [
        "filled_for",
        "confirmed",
        "disputed",
    ]


def test_what_one_filled_in_oneself_needs_no_confirmation(entry, owner):
    fill(entry, owner)

    with pytest.raises(ForbiddenError):
        check(entry, owner)


@pytest.mark.parametrize(
    "who", ["stranger_owner", "body_user", "expert", "bank_user", "worker"]
)
def test_nobody_else_fills_in_or_sees_it(request, task, entry, who):
    actor = request.getfixturevalue(who)

    with pytest.raises(NotFoundError):
        selectors.get_entry_for(actor=actor, task=task, entry=entry.pk)
    with pytest.raises(ForbiddenError):
        fill(entry, actor)
    assert reload(entry).state == "unfilled"


def test_an_office_reviews_for_itself_and_below_alone(
    task, entry, owner, station, officer_station, officer_county, county_unit
):
    fill(entry, owner)

    with pytest.raises(ForbiddenError):
        pass_at(task, county_unit, officer_station)
    assert pass_at(task, station, officer_county, reason="所里停电") == 1


def test_the_missing_are_reminded_once_a_day(
    task, entry, owner, station, officer_station
):
    Message.objects.all().delete()

    assert services.remind_missing(task=task, unit=station, actor=officer_station) == 1
    assert services.remind_missing(task=task, unit=station, actor=officer_station) == 0
    assert Message.objects.get().recipient == owner
    fill(entry, owner)
    Message.objects.all().delete()
    assert services.remind_missing(task=task, unit=station, actor=officer_station) == 0


def test_many_pass_in_one_act_at_a_fixed_number_of_statements(
    county_unit, officer_county, django_assert_max_num_queries
):
    make_enterprises(30)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    TaskEntry.objects.update(state="filled", waiting_at=county_unit.code)

    # Six of them tell who handed in, one asks whether the reviewer filled in for others,
    # one whether anything is left to pass; PostgreSQL locks the task too.
    with django_assert_max_num_queries(22):
        assert pass_at(task, county_unit, officer_county) == 30
    assert EntryStep.objects.filter(act="passed", unit=county_unit).count() == 30


def test_progress_counts_without_ranking(
    task, entry, owner, station, province_unit, city_unit
):
    fill(entry, owner)

    whole, city = selectors.count_by_unit(task, province_unit)

    assert (whole.unit, city.unit) == (province_unit, city_unit)
    assert (whole.total, whole.missing, whole.under_review, whole.final) == (2, 1, 1, 0)
    assert (city.total, city.handed_in) == (2, 1)


def test_lists_show_what_is_asked(task, entry, owner, station, officer_station):
    fill(entry, owner)
    other = task.entries.order_by("id").last()

    def ids(view):
        page = selectors.list_entries_below(task=task, unit=station, view=view)
        return [one.pk for one in page.items]

    assert ids("missing") == [other.pk]
    assert ids("waiting") == [entry.pk]
    assert ids("all") == [entry.pk, other.pk]
    assert ids("final") == ids("returned") == []
