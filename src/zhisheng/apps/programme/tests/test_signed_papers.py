"""Who filled in, who reviewed and who answers for it, as the paper to be sealed says."""

import pytest

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.selectors.papers import Paper, fill_singles
from zhisheng.apps.programme.services import Filled, Remark
from zhisheng.apps.programme.tests.entry_tables import hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.registry.tests.factories import make_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(
    own_files, city_unit, officer_city, county_unit, officer_county,
    owner_organisation, owner,
):  # fmt: skip
    make_enterprises(1, organisation=owner_organisation)
    make_enterprises(1)
    return open_now(plan_task(city_unit, officer_city), officer_city)


@pytest.fixture
def entry(task):
    return task.entries.order_by("pk").first()


def list_signers(paper):
    singles = fill_singles(paper)
    return tuple(singles[name] for name in ("填表人", "审核人", "负责人"))


def sign(entry):
    now = reload(entry)
    return list_signers(Paper(now.task, entry=now))


def pass_at(entry, unit, actor):
    services.pass_entries(task=entry.task, unit=unit, actor=actor)


def test_nobody_signs_a_draft(entry):
    assert sign(entry) == ("", "", "")


def test_who_handed_in_and_who_passed_it_last_stand_on_it(
    task, entry, owner, county_unit, officer_county, officer_city
):
    fill(entry, owner)
    assert sign(entry) == ("厂长王强", "", "")
    pass_at(entry, county_unit, officer_county)
    assert sign(entry) == ("厂长王强", "安平刘丽", "")
    pass_at(entry, task.unit, officer_city)
    assert sign(entry) == ("厂长王强", "衡水孙红", "")


def test_who_filled_in_for_somebody_stands_on_it(entry, officer_county):
    fill(entry, officer_county)

    assert sign(entry) == ("安平刘丽", "", "")


def test_who_passed_what_was_mended_since_does_not(
    task, entry, owner, county_unit, officer_county, officer_city
):
    fill(entry, owner)
    pass_at(entry, county_unit, officer_county)
    services.return_entry(
        entry=entry, unit=task.unit, remarks=[Remark("请改")],
        version=reload(entry).version, actor=officer_city,
    )  # fmt: skip

    fill(reload(entry), owner, employees="21")

    assert sign(entry) == ("厂长王强", "", "")


def test_whose_passing_was_taken_back_does_not(
    task, entry, owner, county_unit, officer_county, officer_city
):
    fill(entry, owner)
    pass_at(entry, county_unit, officer_county)
    pass_at(entry, task.unit, officer_city)
    of_city = Paper(task, unit=task.unit)
    assert list_signers(of_city)[1] == "衡水孙红"

    services.reopen_entry(entry=entry, reason="人数报错了", actor=officer_city)
    assert sign(entry) == ("厂长王强", "", "")
    assert list_signers(of_city)[1] == ""
    services.return_entry(
        entry=entry, unit=task.unit, remarks=[Remark("请改")],
        version=reload(entry).version, actor=officer_city,
    )  # fmt: skip

    assert sign(entry) == ("厂长王强", "", "")
    assert list_signers(Paper(task, unit=county_unit))[1] == ""


def test_what_else_was_passed_is_still_signed(
    task, entry, owner, officer_county, county_unit, officer_city
):
    other = task.entries.exclude(pk=entry.pk).get()
    fill(entry, owner)
    fill(other, officer_county)
    pass_at(entry, county_unit, officer_county)
    services.return_entry(
        entry=entry, unit=task.unit, remarks=[Remark("请改")],
        version=reload(entry).version, actor=officer_city,
    )  # fmt: skip

    assert list_signers(Paper(task, unit=county_unit))[1] == "安平刘丽"


def test_by_a_link_the_line_is_left_to_be_signed(entry, officer_county, task):
    other = task.entries.order_by("pk").last()
    issued = services.issue_link(entry=other, actor=officer_county)
    *_, code, secret, _end = issued.address.split("/")
    key = services.start_link(code=code, secret=secret)
    link = services.resume_link(code=code, key=key)
    services.submit_entry(
        entry=other, filled=Filled(answers=GOOD, version=0), actor=link
    )

    assert sign(other) == ("", "", "")


def test_the_form_names_who_filled_it_in(
    own_files, city_unit, officer_city, county_unit, officer_county
):
    task = plan_task(
        city_unit, officer_city, code="county-ledger", audience=Audience.UNITS,
        level=EntryState.COUNTY,
    )  # fmt: skip
    entry = open_now(task, officer_city).entries.get()
    typed = {
        "name": "安平县示例甲丝网厂", "uscc": make_code(71),
        "willingness": "强", "potential": "大", "selected": "是",
    }  # fmt: skip
    services.add_row(entry=entry, typed=typed, version=0, actor=officer_county)
    filled = Filled(answers={"filled_by": "李红"}, version=1, is_sure=True)

    services.submit_entry(entry=reload(entry), filled=filled, actor=officer_county)

    assert sign(entry) == ("李红", "", "")


def test_a_list_is_signed_by_who_handed_it_in(
    list_entry, body_user, nation_unit, officer_nation
):
    upload(list_entry, body_user, [line(1)])
    handed = hand_in(list_entry, body_user)
    pass_at(handed, nation_unit, officer_nation)

    assert sign(handed) == ("甲机构周杰", "总局赵敏", "")


def test_what_a_unit_reports_is_signed_by_its_own_reviewer(
    task, entry, owner, county_unit, officer_county, city_unit, officer_city
):
    fill(entry, owner)
    assert list_signers(Paper(task, unit=county_unit)) == ("", "", "")
    pass_at(entry, county_unit, officer_county)
    assert list_signers(Paper(task, unit=county_unit)) == ("", "安平刘丽", "")
    assert list_signers(Paper(task, unit=city_unit)) == ("", "", "衡水孙红")
    pass_at(entry, city_unit, officer_city)

    assert list_signers(Paper(task, unit=city_unit)) == (
        "", "衡水孙红", "衡水孙红"
    )  # fmt: skip
    assert list_signers(Paper(task, unit=county_unit)) == ("", "安平刘丽", "")


def test_whoever_downloads_it_is_no_part_of_it(
    task, entry, owner, officer_county, tmp_path
):
    fill(entry, owner)
    paper = selectors.Paper(task, entry=reload(entry))

    services.write_paper(tmp_path / "paper.xlsx", paper=paper, actor=officer_county)

    assert sign(entry)[0] == "厂长王强"
