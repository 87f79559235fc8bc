"""A county's ledger is on the platform: taken over with one act, never prepared again."""

from datetime import date

import pytest

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience, EntryState, HelpKind
from zhisheng.apps.programme.errors import NoEnrolmentsError, NoHelpsInAreaError
from zhisheng.apps.programme.models import Engagement, Enrolment
from zhisheng.apps.programme.services import Filled
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.registry.services import merge_enterprises
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.errors import NotFoundError

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(own_files, year, city_unit, county_unit, officer_city):
    task = plan_task(
        city_unit, officer_city, code="county-ledger", audience=Audience.UNITS,
        level=EntryState.COUNTY, period="2024年",
    )  # fmt: skip
    return open_now(task, officer_city).entries.get()


@pytest.fixture
def ledger(entry):
    """Put three enterprises of the county into the ledger, one without its potential."""
    told = [
        {"willingness": "strong", "potential": "medium", "is_selected": True,
         "reason": "客户要求认证"},
        {"willingness": "weak", "potential": "weak", "is_selected": False},
        {"willingness": "medium", "potential": "", "is_selected": None},
    ]  # fmt: skip
    firms = [
        make_enterprises(1, name=f"安平县示例{number}丝网厂", uscc=make_code(number))[0]
        for number in (1, 2, 3)
    ]
    (outside,) = make_enterprises(1, region="131102")
    Enrolment.objects.create(enterprise=outside, year=2024, willingness="strong")
    return [
        Enrolment.objects.create(enterprise=firm, year=2024, **one)
        for firm, one in zip(firms, told, strict=True)
    ]


def take(entry, actor):
    current = reload(entry)
    return services.take_ledger_lines(
        entry=current, version=current.version, actor=actor
    )


def read_lines(entry):
    return [row.answers for row in reload(entry).rows.order_by("number")]


FIRST = {
    "name": "安平县示例1丝网厂", "uscc": make_code(1), "willingness": "强",
    "potential": "中", "selected": "是", "reason": "客户要求认证",
}  # fmt: skip
SECOND = {
    "name": "安平县示例2丝网厂", "uscc": make_code(2), "willingness": "弱",
    "potential": "小", "selected": "否",
}  # fmt: skip


def test_the_ledger_of_the_county_is_its_lines(entry, ledger, officer_county, ask):
    page = ask(officer_county, "entry", entry.task.code, entry.pk).content.decode()
    assert "2024 年的帮扶台账里有本单位辖区的企业 3 家" in page
    assert "取入 3 家" in page

    taken = take(entry, officer_county)

    assert read_lines(entry) == [FIRST, SECOND]
    assert [(one.name, one.text) for one in taken.left_out] == [
        ("安平县示例3丝网厂", "“提升潜力”必须填写。")
    ]


def test_taken_again_what_was_typed_beside_it_stays(entry, ledger, officer_county):
    take(entry, officer_county)
    services.change_row(
        entry=reload(entry), number=1, typed=FIRST | {"employees": "20"},
        version=reload(entry).version, actor=officer_county,
    )  # fmt: skip
    Enrolment.objects.filter(pk=ledger[0].pk).update(potential="strong")

    take(entry, officer_county)

    assert read_lines(entry)[0] == FIRST | {"employees": "20", "potential": "大"}


def test_handed_in_from_the_ledger_alone(entry, ledger, officer_county):
    take(entry, officer_county)

    filled = Filled(answers={"filled_by": "刘丽"}, version=reload(entry).version)
    handed = services.submit_entry(entry=entry, filled=filled, actor=officer_county)

    assert (handed.state, handed.is_filled_for) == ("filled", False)


def test_the_exported_ledger_is_read_by_the_task(
    entry, ledger, officer_county, ask, tmp_path
):
    sheet = tmp_path / "帮扶台账.xlsx"
    answer = ask(officer_county, "export_ledger")
    content = getattr(answer, "streaming_content", None)
    sheet.write_bytes(b"".join(content) if content else answer.content)

    taken = services.upload_rows(
        sheet, original_name=sheet.name, entry=entry, version=0, actor=officer_county
    )

    assert (taken.added, taken.refused) == (2, 1)
    without_reason = {key: text for key, text in FIRST.items() if key != "reason"}
    lines = sorted(read_lines(entry), key=lambda one: one["name"])
    assert lines == [without_reason, SECOND]


def test_an_empty_ledger_is_told(entry, officer_county):
    with pytest.raises(NoEnrolmentsError) as refused:
        take(entry, officer_county)

    assert "安平县市场监督管理局" in str(refused.value)


def test_a_body_takes_nothing_of_the_countys_ledger(
    own_files, year, nation_unit, officer_nation, body_organisation, body_user
):
    task = plan_task(
        nation_unit, officer_nation, code="county-ledger", audience=Audience.BODIES
    )
    entry = open_now(task, officer_nation).entries.get(organisation=body_organisation)

    with pytest.raises(NotFoundError):
        take(entry, body_user)


@pytest.fixture
def helped_entry(own_files, year, city_unit, county_unit, officer_city):
    """Ask the county for who was helped, with the form that bodies have too."""
    task = plan_task(
        city_unit, officer_city, code="helped-enterprises", audience=Audience.UNITS,
        level=EntryState.COUNTY, period="2024年", opens_on=date(2024, 11, 27),
        due_on=date(2025, 1, 17),
    )  # fmt: skip
    return open_now(task, officer_city).entries.get()


def test_who_was_helped_in_the_area_is_taken_once_each(
    ask, helped_entry, officer_county, body_organisation, other_body_organisation
):
    firms = [
        make_enterprises(1, name=f"安平县示例{number}丝网厂", uscc=make_code(number))[0]
        for number in (1, 2)
    ]
    outside, last_year = (*make_enterprises(1, region="131102"), firms[1])
    helps = (
        (firms[0], body_organisation, 2024, HelpKind.DIAGNOSIS),
        (firms[0], other_body_organisation, 2024, HelpKind.PUBLICITY),
        (outside, body_organisation, 2024, HelpKind.DIAGNOSIS),
        (last_year, body_organisation, 2023, HelpKind.DIAGNOSIS),
    )
    page = ask(officer_county, "entry", helped_entry.task.code, helped_entry.pk)
    assert "本单位辖区的企业还没有登记帮扶情况" in page.content.decode()
    assert "台账里还没有本单位辖区的企业" not in page.content.decode()
    with pytest.raises(NoHelpsInAreaError):
        take(helped_entry, officer_county)
    for enterprise, helper, of_year, kind in helps:
        Engagement.objects.create(
            enterprise=enterprise, helper=helper, year=of_year, help_kind=kind
        )

    page = ask(officer_county, "entry", helped_entry.task.code, helped_entry.pk)
    assert "2024 年的台账里有本单位辖区受帮扶的企业 1 家" in page.content.decode()
    take(helped_entry, officer_county)

    assert read_lines(helped_entry) == [
        {"name": "安平县示例1丝网厂", "uscc": make_code(1), "region": "131125",
         "industry": "3340", "method": "诊断"},
    ]  # fmt: skip


@pytest.fixture
def double(entry):
    """Return a record and the double that was merged into it, which the ledger knows."""
    survivor, double = (
        make_enterprises(1, name=name, uscc=code)[0]
        for name, code in (("安平县示例1丝网厂", make_code(1)), ("示例一丝网厂", ""))
    )
    merge_enterprises(duplicate=double, survivor=survivor, actor=None)
    return survivor, double


def test_what_a_merged_record_was_helped_with_is_a_line_of_the_survivor(
    helped_entry, double, officer_county, body_organisation, other_body_organisation
):
    survivor, merged = double
    for enterprise, helper in (
        (merged, body_organisation),
        (survivor, other_body_organisation),
    ):
        Engagement.objects.create(
            enterprise=enterprise, helper=helper, year=2024, help_kind="diagnosis"
        )

    take(helped_entry, officer_county)

    assert [(one["name"], one["uscc"]) for one in read_lines(helped_entry)] == [
        ("安平县示例1丝网厂", make_code(1))
    ]


@pytest.mark.parametrize(("with_its_own", "willingness"), [(False, "弱"), (True, "强")])
def test_the_entry_of_a_merged_record_counts_where_the_survivor_has_none(
    entry, double, officer_county, with_its_own, willingness
):
    survivor, merged = double
    told = {"year": 2024, "potential": "weak", "is_selected": False}
    Enrolment.objects.create(enterprise=merged, willingness="weak", **told)
    if with_its_own:
        Enrolment.objects.create(enterprise=survivor, willingness="strong", **told)

    take(entry, officer_county)

    (line,) = read_lines(entry)
    assert (line["name"], line["willingness"]) == ("安平县示例1丝网厂", willingness)


def test_an_office_is_not_asked_to_remind_itself(
    ask, entry, officer_county, county_unit, officer_city, city_unit
):
    own = ask(officer_county, "task", entry.task.code).content.decode()
    above = ask(officer_city, "task", entry.task.code).content.decode()
    assert ("催报 1 份" in own, "催报 1 份" in above) == (False, True)
    assert ("未填 1 份，退回待改 0 份" in own) is False
    assert "未填 1 份，退回待改 0 份" in above

    def remind(unit, actor):
        return services.remind_missing(task=entry.task, unit=unit, actor=actor)

    assert remind(county_unit, officer_county) == 0
    assert remind(city_unit, officer_city) == 1
