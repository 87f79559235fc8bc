"""代审: an office above reviews in place of the one whose turn it is, and says so."""

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.accounts.tests.factories import MembershipFactory
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    ActingReasonLongError,
    ActingReasonMissingError,
    EntryMovedOnError,
    ReviewedAlreadyError,
)
from zhisheng.apps.programme.models import EntryStep, TaskEntry
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.apps.programme.selectors.papers import Paper, fill_singles
from zhisheng.apps.programme.selectors.taking_back import find_unreviewed
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.reporting import (
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db
WHY = "县局办公系统停电，市局代审"


@pytest.fixture
def colleague(county_unit):
    return make_officer("安平赵强", county_unit)


@pytest.fixture
def task(
    city_unit, officer_city, county_unit, officer_county, colleague,
    owner_organisation, owner,
):  # fmt: skip
    """Open a task of a city for two enterprises of a county."""
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    make_enterprises(1)
    return open_now(plan_task(city_unit, officer_city), officer_city)


@pytest.fixture
def entry(task, owner):
    """Hand it in; it waits at the county."""
    entry = fill(task.entries.order_by("pk").first(), owner)
    Message.objects.all().delete()
    return entry


def act_for(entry, unit, actor, reason=WHY):
    services.pass_entry(
        entry=entry, unit=unit, version=entry.version, reason=reason, actor=actor
    )
    return reload(entry)


def send_back(entry, unit, actor, reason=WHY):
    return services.return_entry(
        entry=entry, unit=unit, remarks=[Remark("请核对人数", field="employees")],
        version=entry.version, reason=reason, actor=actor,
    )  # fmt: skip


def look(entry):
    now = reload(entry)
    acts = [step.act for step in EntryStep.objects.filter(entry=entry)]
    return (now.state, now.waiting_at, now.is_acted_for, now.version, acts)


def read(answer):
    return answer.content.decode()


def test_the_own_office_needs_no_reason_and_leaves_no_mark(
    entry, county_unit, officer_county, city_unit
):
    passed = act_for(entry, county_unit, officer_county, reason="")

    assert look(passed)[:3] == ("county", city_unit.code, False)
    step = EntryStep.objects.last()
    assert (step.unit, step.acted_for, step.acting_reason) == (county_unit, None, "")
    assert not Message.objects.filter(key__startswith="acted_for").exists()


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("", ActingReasonMissingError),
        ("  \n", ActingReasonMissingError),
        ("停" * 301, ActingReasonLongError),
    ],
)
def test_nothing_is_done_for_another_office_without_a_fit_reason(
    entry, county_unit, officer_city, reason, error
):
    before = look(entry)

    with pytest.raises(error):
        act_for(entry, county_unit, officer_city, reason)
    with pytest.raises(error):
        send_back(entry, county_unit, officer_city, reason)
    with pytest.raises(error):
        services.pass_entries(
            task=entry.task, unit=county_unit, reason=reason, actor=officer_city
        )

    assert look(entry) == before
    assert not Message.objects.exists()
    assert not entry.remarks.exists()


def test_a_pass_for_another_office_names_both_and_tells_the_lower(
    entry, county_unit, officer_county, colleague, city_unit, officer_city
):
    passed = act_for(entry, county_unit, officer_city, "停" * 300)

    assert look(passed)[:3] == ("county", city_unit.code, True)
    step = EntryStep.objects.last()
    assert (step.unit, step.acted_for, step.done_by) == (
        city_unit, county_unit, officer_city,
    )  # fmt: skip
    assert (step.state, step.acting_reason) == ("county", "停" * 300)
    told = Message.objects.filter(key__startswith="acted_for").order_by("recipient")
    assert [one.recipient for one in told] == [officer_county, colleague]
    assert {str(one) for one in told} == {
        "“2024 年三季度进展”有材料由衡水市市场监督管理局代您单位审核了。"
        f"原因：{'停' * 300}"
    }
    assert {one.link for one in told} == {
        f"/programme/tasks/{entry.task.code}/{entry.pk}/"
    }
    noted = AuditEntry.objects.get(action="programme.entries_passed")
    assert noted.new == {
        "unit": county_unit.code, "state": "county", "office": city_unit.code,
        "acting_reason": "停" * 300,
    }  # fmt: skip


def test_the_nearest_office_acts_and_who_is_of_the_lower_acts_as_the_lower(
    entry, county_unit, city_unit, officer_city, province_unit, officer_province
):
    for unit in (province_unit, county_unit):
        MembershipFactory.create(
            user=officer_city, organisation=unit.organisations.get(), role="officer"
        )

    assert find_acting_office(officer_city, county_unit) == county_unit
    assert find_acting_office(officer_city, city_unit) == city_unit
    assert find_acting_office(officer_province, county_unit) == province_unit
    assert look(act_for(entry, county_unit, officer_city, ""))[2] is False


def test_who_governs_neither_is_still_forbidden(
    entry, county_unit, officer_other_county, owner
):
    before = look(entry)

    for actor in (officer_other_county, owner):
        with pytest.raises(ForbiddenError):
            act_for(entry, county_unit, actor)
    assert look(entry) == before


def test_what_was_returned_for_another_office_comes_back_to_it(
    entry, owner, county_unit, city_unit, officer_city, officer_county
):
    returned = send_back(entry, county_unit, officer_city)

    assert look(returned)[:3] == ("unfilled", "", True)
    step = EntryStep.objects.last()
    assert (step.act, step.comment, step.acting_reason) == (
        "returned", "请核对人数", WHY,
    )  # fmt: skip
    assert (step.unit, step.acted_for) == (city_unit, county_unit)
    told = Message.objects.filter(recipient=officer_county)
    assert [one.key[:9] for one in told] == ["acted_for"]

    mended = fill(returned, owner, employees="21")

    assert look(mended)[:3] == ("filled", county_unit.code, False)
    assert [one.outcome for one in selectors.find_answer(mended).remarks] == ["mended"]


def test_an_office_above_writes_no_remarks_down_in_the_name_of_the_lower(
    entry, owner, county_unit, officer_county, officer_city
):
    asked = Remark("请核对人数", field="employees")

    def write(actor):
        return services.write_remark(
            entry=entry, unit=county_unit, remark=asked, actor=actor
        )

    with pytest.raises(ForbiddenError):
        write(officer_city)
    assert not entry.remarks.exists()
    # So it holds up neither the pass of the office nor a taking back.
    assert find_unreviewed(reload(entry)) is not None

    written = write(officer_county)
    with pytest.raises(ForbiddenError):
        services.drop_remark(
            entry=entry, unit=county_unit, pk=written.pk, actor=officer_city
        )
    assert entry.remarks.get() == written
    # What the office wrote down goes out with the return in its place.
    back = services.return_entry(
        entry=entry, unit=county_unit, remarks=[], version=entry.version, reason=WHY,
        actor=officer_city,
    )  # fmt: skip
    assert [one.text for one in selectors.list_open_remarks(back)] == ["请核对人数"]


def test_all_is_passed_for_another_office_with_one_reason_and_one_message(
    task, entry, county_unit, officer_county, city_unit, officer_city,
):  # fmt: skip
    other = task.entries.exclude(pk=entry.pk).get()
    fill(other, officer_county)
    Message.objects.all().delete()

    passed = services.pass_entries(
        task=task, unit=county_unit, reason=WHY, actor=officer_city
    )

    assert passed == 2
    steps = EntryStep.objects.filter(act="passed")
    assert {(one.unit, one.acted_for, one.acting_reason) for one in steps} == {
        (city_unit, county_unit, WHY)
    }
    assert TaskEntry.objects.filter(is_acted_for=True).count() == 2
    told = Message.objects.get(recipient=officer_county)
    assert told.link == f"/programme/tasks/{task.code}/?view=all"


def test_many_pass_for_another_office_at_a_fixed_number_of_statements(
    county_unit, officer_county, officer_city, django_assert_max_num_queries
):
    make_enterprises(30)
    task = open_now(plan_task(county_unit, officer_county), officer_county)
    TaskEntry.objects.update(state="filled", waiting_at=county_unit.code)

    # More than of the own office: which office acts, and telling the other one.
    with django_assert_max_num_queries(30):
        services.pass_entries(
            task=task, unit=county_unit, reason=WHY, actor=officer_city
        )
    assert EntryStep.objects.filter(acted_for=county_unit).count() == 30


def test_the_paper_names_who_reviewed_for_another_office(
    task, entry, county_unit, officer_city
):
    act_for(entry, county_unit, officer_city)

    named = "衡水孙红（衡水市市场监督管理局代审）"
    assert fill_singles(Paper(task, entry=reload(entry)))["审核人"] == named
    assert fill_singles(Paper(task, unit=county_unit))["审核人"] == named
    assert fill_singles(Paper(task, unit=task.unit))["审核人"] == ""

    services.pass_entries(task=task, unit=task.unit, actor=officer_city)
    assert fill_singles(Paper(task, entry=reload(entry)))["审核人"] == "衡水孙红"
    assert fill_singles(Paper(task, unit=task.unit))["审核人"] == "衡水孙红"


def test_the_lower_office_that_comes_later_is_told_who_was_first(
    entry, county_unit, officer_county, officer_city
):
    act_for(entry, county_unit, officer_city)

    with pytest.raises(EntryMovedOnError) as told:
        act_for(entry, county_unit, officer_county, "")
    assert told.value.fields["who"] == "衡水市市场监督管理局 衡水孙红"
    with pytest.raises(ReviewedAlreadyError) as told:
        services.pass_entries(task=entry.task, unit=county_unit, actor=officer_county)
    assert told.value.fields["who"] == "衡水市市场监督管理局 衡水孙红"


def test_an_office_above_reopens_in_its_own_name_and_tells_the_one_that_closed_it(
    entry, county_unit, city_unit, officer_county, officer_city, officer_province
):
    services.pass_entry(
        entry=entry, unit=county_unit, version=entry.version, actor=officer_county
    )
    entry = reload(entry)
    services.pass_entry(
        entry=entry, unit=city_unit, version=entry.version, actor=officer_city
    )

    services.reopen_entry(
        entry=reload(entry), reason="企业报错单位", actor=officer_province
    )

    assert look(entry)[1] == city_unit.code
    last = EntryStep.objects.filter(entry=entry).last()
    assert (last.act, last.done_by) == ("reopened", officer_province)
    assert (last.unit.name, last.acted_for) == ("河北省市场监督管理局", city_unit)
    assert (last.comment, last.acting_reason) == ("企业报错单位", "企业报错单位")
    told = Message.objects.get(recipient=officer_city, key__startswith="acted_for")
    assert told.data["reason"] == "企业报错单位"
