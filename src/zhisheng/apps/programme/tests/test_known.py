"""What is known of an entry's questions: the last entry's answers, to whom, until when."""

from datetime import date

import pytest

from zhisheng.apps.conftest import make_bureau, make_officer
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.services import Filled, Remark
from zhisheng.apps.programme.tests.entry_tables import SUMMARY, hand_in, line, upload
from zhisheng.apps.programme.tests.known import (
    LAST,
    SPRING,
    SUMMER,
    open_quarter,
    tell,
)
from zhisheng.apps.programme.tests.reporting import (
    check,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.registry.models import Enterprise

pytestmark = pytest.mark.django_db
TOLD = {
    "revenue": ("3200000", LAST),
    "employees": ("20", LAST),
    "nonconforming_rate": ("2.5", LAST),
}


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprises(1, organisation=owner_organisation)[0]


@pytest.fixture
def last(enterprise, county_unit, officer_county):
    return open_quarter(county_unit, officer_county, **SUMMER).entries.get()


@pytest.fixture
def entry(last, county_unit, officer_county):
    task = open_quarter(county_unit, officer_county)
    return task.entries.get(enterprise=last.enterprise)


def send_back(entry, officer, unit):
    current = reload(entry)
    services.return_entry(
        entry=current,
        unit=unit,
        remarks=[Remark("请核对")],
        version=current.version,
        actor=officer,
    )


def ask_otherwise(task, asked, **changes):
    """Have the form of a task ask one question in another way."""
    fields = task.form_data["fields"]
    changed = [one | changes if one["code"] == asked else one for one in fields]
    task.form_data = task.form_data | {"fields": changed}
    task.save(update_fields=["form_data"])


def test_the_last_answers_are_known_with_their_period(last, entry, owner):
    fill(last, owner, wanted="想有人看检验记录")

    known = selectors.find_known(entry, viewer=owner)

    # What is wanted is asked anew each time.
    assert tell(entry, owner) == TOLD
    assert {code: (one.told, one.is_typed_in) for code, one in known.items()} == {
        "revenue": (f"{LAST}：320万元", False),
        "employees": (f"{LAST}：20", True),
        "nonconforming_rate": (f"{LAST}：2.5", False),
    }
    assert {one.period for one in known.values()} == {"2024年二季度"}
    assert reload(entry).answers == {}


def test_a_draft_tells_nothing(last, entry, owner):
    services.save_entry(
        entry=last, filled=Filled(answers={"employees": "20"}, version=0), actor=owner
    )

    assert tell(entry, owner) == {}


def test_what_came_back_is_not_known_and_the_one_before_is(
    last, entry, owner, officer_county, county_unit
):
    spring = open_quarter(county_unit, officer_county, **SPRING).entries.get()
    fill(spring, owner, employees="18")
    fill(last, owner)
    assert tell(entry, owner) == TOLD

    send_back(last, officer_county, county_unit)

    assert tell(entry, owner)["employees"] == ("18", "上次填报（2024年一季度）")
    fill(reload(last), owner, employees="21")
    assert tell(entry, owner)["employees"] == ("21", LAST)


def test_a_later_quarter_tells_nothing_of_an_earlier_one(last, entry, owner):
    fill(entry, owner)

    assert tell(last, owner) == {}


def test_what_an_office_filled_in_is_named_so_and_gone_once_it_is_disputed(
    last, entry, owner, officer_county, county_unit
):
    fill(last, officer_county)
    assert tell(entry, owner)["employees"] == (
        "20",
        "上次代填，本人还没有核对（2024年二季度）",
    )

    check(last, owner, is_right=False)
    assert (tell(entry, owner), tell(entry, officer_county)) == ({}, {})

    send_back(last, officer_county, county_unit)
    fill(reload(last), owner)
    assert tell(entry, owner) == TOLD


def test_nobody_elses_answers_are_known(
    last, entry, owner, county_unit, officer_county
):
    (neighbour,) = make_enterprises(1)
    both = open_quarter(county_unit, officer_county)
    fill(last, owner)

    theirs = both.entries.get(enterprise=neighbour)

    assert tell(theirs, officer_county) == {}
    assert tell(both.entries.get(enterprise=last.enterprise), owner) == TOLD


def test_an_office_is_not_shown_what_lay_with_another_one(
    last, owner, city_unit, officer_city, officer_county
):
    fill(last, owner)
    other_unit = make_bureau("131102", city_unit)
    other = make_officer("桃城张伟", other_unit)
    Enterprise.unscoped.update(region_id="131102")
    entry = open_quarter(other_unit, other).entries.get()

    assert tell(entry, other) == {}
    # The office above sees both; the enterprise its own.
    assert (tell(entry, officer_city), tell(entry, owner)) == (TOLD, TOLD)


def test_a_link_that_was_sent_shows_its_subjects_own_last_answers(
    county_unit, officer_county, owner, enterprise
):
    (stranger,) = make_enterprises(1)
    summer = open_quarter(county_unit, officer_county, **SUMMER)
    fill(summer.entries.get(enterprise=enterprise), owner, employees="99")
    fill(summer.entries.get(enterprise=stranger), officer_county)
    autumn = open_quarter(county_unit, officer_county)
    entry = autumn.entries.get(enterprise=stranger)
    issued = services.issue_link(entry=entry, actor=officer_county)

    # Who holds one that was handed over may be anybody.
    assert selectors.find_known(entry, viewer=issued.link) == {}
    issued.link.address_masked = "138****0001"
    known = selectors.find_known(entry, viewer=issued.link)

    assert {code: one.answer for code, one in known.items()} == {
        code: answer for code, (answer, _source) in TOLD.items()
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "quarter_revenue"},
        {"label": "本年营业收入"},
        {"unit": "万元"},
        {"kind": "number"},
    ],
)
def test_a_question_that_changed_has_no_last_answer(last, entry, owner, changes):
    fill(last, owner)
    ask_otherwise(last.task, "revenue", prefill="", **changes)

    assert tell(entry, owner) == {
        code: told for code, told in TOLD.items() if code != "revenue"
    }


def test_an_answer_that_todays_form_would_refuse_is_not_offered(last, entry, owner):
    fill(last, owner)
    ask_otherwise(entry.task, "employees", high="10")

    assert "employees" not in tell(reload(entry), owner)


def test_forms_of_before_show_what_is_known_and_type_nothing_in(last, entry, owner):
    fill(last, owner)
    for field in entry.task.form_data["fields"]:
        del field["is_stable"]
    entry.task.save(update_fields=["form_data"])

    known = selectors.find_known(reload(entry), viewer=owner)

    assert {code: one.is_typed_in for code, one in known.items()} == {
        "revenue": False, "employees": False, "nonconforming_rate": False,
    }  # fmt: skip


def test_what_was_cleared_or_handed_in_once_is_not_typed_in_again(
    last, entry, owner, officer_county, county_unit
):
    fill(last, owner)
    cleared = Filled(answers={"employees": ""}, version=0)
    services.keep_answers(entry=entry, filled=cleared, actor=owner)
    assert not selectors.find_known(reload(entry), viewer=owner)[
        "employees"
    ].is_typed_in

    fill(reload(entry), owner, employees="")
    assert selectors.find_known(reload(entry), viewer=owner) == {}
    send_back(entry, officer_county, county_unit)
    known = selectors.find_known(reload(entry), viewer=owner)
    assert (known["employees"].answer, known["employees"].is_typed_in) == ("20", False)


def test_nothing_is_handed_in_that_was_not_sent(last, entry, owner):
    fill(last, owner)

    services.submit_entry(
        entry=entry, filled=Filled(answers={"solved": "1"}, version=0), actor=owner
    )

    assert reload(entry).answers == {"solved": "1"}


def test_the_entries_of_a_record_merged_into_it_are_its_own(last, entry, owner):
    fill(last, owner)
    survivor, merged = entry.enterprise, make_enterprises(1)[0]
    TaskEntry.objects.filter(pk=last.pk).update(enterprise=merged)
    assert tell(entry, owner) == {}

    Enterprise.unscoped.filter(pk=merged.pk).update(merged_into=survivor)

    assert tell(entry, owner) == TOLD


def test_a_body_finds_the_contact_of_its_own_last_return(
    list_entry, nation_unit, officer_nation, body_user, other_body_user
):
    upload(list_entry, body_user, [line(1)])
    hand_in(list_entry, body_user)
    task = plan_task(
        nation_unit,
        officer_nation,
        code="helped-enterprises",
        audience=Audience.BODIES,
        period="2025年",
        opens_on=date(2025, 11, 27),
        due_on=date(2026, 1, 16),
    )
    task = open_now(task, officer_nation)
    own = task.entries.get(organisation=list_entry.organisation)
    source = f"上次填报（{list_entry.task.period}）"

    assert tell(own, body_user) == {
        "contact_name": (SUMMARY["contact_name"], source),
        "contact_mobile": (SUMMARY["contact_mobile"], source),
    }
    assert all(
        one.is_typed_in for one in selectors.find_known(own, viewer=body_user).values()
    )
    others = task.entries.exclude(pk=own.pk).get()
    assert (tell(others, other_body_user), tell(others, officer_nation)) == ({}, {})


def test_more_entries_on_record_cost_no_more_questions(
    django_assert_num_queries, entry, last, owner, county_unit, officer_county
):
    fill(last, owner)
    with django_assert_num_queries(6):
        assert len(tell(entry, owner)) == 3
    for _ in range(3):
        one = open_quarter(county_unit, officer_county, **SPRING).entries.get()
        fill(one, owner)

    with django_assert_num_queries(6):
        assert len(tell(entry, owner)) == 3


def test_a_form_that_knows_nothing_asks_no_question(
    django_assert_num_queries, county_unit, city_unit, officer_city, officer_county
):
    task = plan_task(
        city_unit, officer_city, code="county-ledger", audience=Audience.UNITS
    )
    entry = open_now(task, officer_city).entries.get()
    # The task of the entry is read with it.
    assert entry.task.form == "county-ledger"

    with django_assert_num_queries(0):
        assert tell(entry, officer_county) == {}
