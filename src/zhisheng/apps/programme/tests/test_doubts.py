"""What looks wrong or undone is asked about once, and shown to the reviewer."""

import pytest

from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.errors import EntryDoubtfulError, EntryIncompleteError
from zhisheng.apps.programme.services import Filled, Remark
from zhisheng.apps.programme.tests.entry_tables import SUMMARY, line, upload
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.registry.tests.factories import make_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(county_unit, officer_county, owner, owner_organisation):
    make_enterprises(1, organisation=owner_organisation)
    return open_now(
        plan_task(county_unit, officer_county), officer_county
    ).entries.get()


@pytest.fixture
def county_entry(own_files, year, city_unit, county_unit, officer_city):
    task = plan_task(
        city_unit, officer_city, code="county-ledger", audience=Audience.UNITS,
        level=EntryState.COUNTY, period="2024年",
    )  # fmt: skip
    return open_now(task, officer_city).entries.get()


def submit(entry, actor, answers, *, is_sure=False):
    filled = Filled(answers=answers, version=reload(entry).version, is_sure=is_sure)
    return services.submit_entry(entry=reload(entry), filled=filled, actor=actor)


def list_doubts(entry, actor, answers):
    with pytest.raises(EntryDoubtfulError) as asked:
        submit(entry, actor, answers)
    assert reload(entry).state == "unfilled"
    return list(asked.value.doubts)


def test_an_empty_return_is_not_handed_in(entry, owner):
    with pytest.raises(EntryIncompleteError) as refused:
        submit(entry, owner, {"revenue": "", "employees": ""}, is_sure=True)

    assert refused.value.refusals == {"answers": "一项都没有填，至少填一项再提交。"}
    assert reload(entry).state == "unfilled"


@pytest.mark.parametrize(
    ("answers", "doubt"),
    [
        ({"revenue": "5"}, "营业收入小得不像，请核对是不是漏写了单位。"),
        (
            {"employees": "99999"},
            "从业人员超过 1000 人，请核对是不是多写了零。",
        ),
    ],
)
def test_a_figure_of_no_small_firm_is_asked_about(entry, owner, answers, doubt):
    assert list_doubts(entry, owner, answers) == [doubt]

    assert submit(entry, owner, answers, is_sure=True).state == "filled"


def test_a_plain_return_is_asked_nothing(entry, owner):
    assert submit(entry, owner, GOOD).doubts == []


def test_the_page_asks_once_and_the_reviewer_sees_it(entry, owner, officer_county, ask):
    address = ["entry", entry.task.code, entry.pk]
    sent = {"revenue": "5", "version": entry.version, "go": "submit"}

    asked = ask(owner, *address, data=sent)

    assert asked.status_code == 422
    assert "请核对是不是漏写了单位" in asked.content.decode()
    assert 'name="is_sure"' in asked.content.decode()
    sent = sent | {"is_sure": "on", "version": reload(entry).version}
    assert "已提交" in ask(owner, *address, data=sent).content.decode()
    page = ask(officer_county, *address).content.decode()
    assert "提交时提示过，提交人确认属实" in page
    assert "请核对是不是漏写了单位" in page


def test_remarks_that_nothing_came_of_are_asked_about(
    entry, owner, county_unit, officer_county
):
    handed = submit(entry, owner, GOOD)
    services.return_entry(
        entry=handed, unit=county_unit, version=handed.version, actor=officer_county,
        remarks=[Remark("请核对", field="revenue")],
    )  # fmt: skip

    assert list_doubts(entry, owner, GOOD) == [
        "有 1 条批注要改的地方和退回时一样，没有改：本季营业收入（元）。"
    ]
    assert submit(entry, owner, GOOD | {"revenue": "300万元"}).doubts == []


def test_lines_that_came_back_are_asked_about(list_entry, body_user):
    for number in (1, 2):
        make_enterprises(1, name=line(number)[0], uscc=make_code(number))
    upload(list_entry, body_user, [line(1), line(2, method="看了看")])

    assert list_doubts(list_entry, body_user, SUMMARY) == [
        "上次上传的表格有 1 行没有收下，还没有改好。"
    ]
    upload(list_entry, body_user, [line(1), line(2)])
    assert submit(list_entry, body_user, SUMMARY).doubts == []


def test_firms_are_compared_with_the_register(county_entry, officer_county):
    make_enterprises(1, name="安平县示例甲丝网厂", uscc=make_code(1))
    make_enterprises(1, name="安平县示例乙丝网厂", uscc=make_code(2))
    told = {"willingness": "强", "potential": "大", "selected": "是"}
    names = ("安平县示例甲丝网厂", "别的厂", "不在名录的厂")
    for number, name in enumerate(names, start=1):
        services.add_row(
            entry=reload(county_entry), version=reload(county_entry).version,
            typed={"name": name, "uscc": make_code(number), **told},
            actor=officer_county,
        )  # fmt: skip

    assert list_doubts(county_entry, officer_county, {"filled_by": "刘丽"}) == [
        "有 1 家的代码不在名录中：不在名录的厂。",
        "有 1 家的名称和名录里登记的不同：别的厂（登记为安平县示例乙丝网厂）。",
    ]
