"""An office sees what is late on top, what lies with it, and who has not handed in."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.tests.factories import (
    EnterpriseOrganisationFactory,
    make_person,
)
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.desk.tests.test_home import open_home
from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience, EntryState
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.notices import object_to, publish
from zhisheng.apps.programme.tests.reporting import (
    check,
    fill,
    make_enterprises,
    on_day,
    open_now,
    plan_task,
    reload,
)

pytestmark = pytest.mark.django_db
MOST_QUERIES = 60


def list_cards(client, officer, day):
    with on_day(day):
        return open_home(client, officer).context["page"].cards


def give(unit, officer, **changes):
    return open_now(plan_task(unit, officer, **changes), officer)


@pytest.fixture
def three(county_unit, officer_county, owner_organisation):
    make_enterprises(1, organisation=owner_organisation)
    make_enterprises(2)


def fill_own(task, owner, owner_organisation, day):
    entry = task.entries.get(enterprise__organisation=owner_organisation)
    with on_day(day):
        fill(entry, owner)
    return entry


def test_a_county_sees_who_has_not_handed_in_for_the_province(
    client, three, province_unit, officer_province, officer_county
):
    task = give(province_unit, officer_province, name="全省进展")

    card = list_cards(client, officer_county, "2024-10-20")[0]

    assert card.title == "3 家没有报，请催报：全省进展"
    assert card.due == "2024年10月31日 截止"
    assert card.kind == "need"
    address = reverse("programme:task", args=[task.code])
    assert card.url == f"{address}?view=outstanding"
    with on_day("2024-10-20"):
        page = client.get(card.url).content.decode()
    assert "催报 3 份" in page


def test_nothing_is_asked_for_once_all_is_handed_in(
    client, province_unit, officer_province, officer_county
):
    make_enterprises(1, region="130102")
    give(province_unit, officer_province)

    titles = [one.title for one in list_cards(client, officer_county, "2024-10-20")]

    assert titles == ["上传第一份帮扶名单"]


def test_one_s_own_task_is_shown_only_when_it_is_due_soon(
    client, three, county_unit, officer_county
):
    give(county_unit, officer_county, due_on=date(2024, 11, 29))

    early = [one.title for one in list_cards(client, officer_county, "2024-10-20")]
    soon = [one.title for one in list_cards(client, officer_county, "2024-11-16")]

    assert early == ["上传第一份帮扶名单"]
    assert soon[0] == "3 家没有报，请催报：2024 年三季度进展"


def test_a_task_from_above_with_much_time_left_comes_after_all_else(
    client, three, county_unit, officer_county, province_unit, officer_province
):
    give(province_unit, officer_province, name="明年", due_on=date(2025, 3, 31))
    object_to(publish(county_unit, officer_county))

    titles = [one.title for one in list_cards(client, officer_county, "2024-10-20")]

    assert titles == [
        "答复 1 件公示异议", "3 家没有报，请催报：明年", "上传第一份帮扶名单",
    ]  # fmt: skip


def test_what_is_late_is_on_top_and_says_by_how_many_days(
    client, three, county_unit, officer_county, city_unit, officer_city,
    owner, owner_organisation,
):  # fmt: skip
    late = give(city_unit, officer_city, name="迟了", due_on=date(2024, 10, 18))
    soon = give(county_unit, officer_county, name="快了", due_on=date(2024, 10, 25))
    fill_own(soon, owner, owner_organisation, "2024-10-20")

    cards = list_cards(client, officer_county, "2024-10-21")

    assert [(one.title, one.due, one.kind) for one in cards] == [
        ("3 家没有报，请催报：迟了", "逾期 3 天，2024年10月18日 应交", "stop"),
        ("审 1 份填报任务的材料", "2024年10月25日 截止", "need"),
        ("2 家没有报，请催报：快了", "2024年10月25日 截止", "need"),
    ]
    assert (
        cards[0].why == "衡水市市场监督管理局下发的任务，列表里逐家列明，按一下就提醒。"
    )
    assert late.entries.count() == 3


def test_what_has_to_be_mended_keeps_its_deadline(
    client, county_unit, officer_county, city_unit, officer_city
):
    task = give(
        city_unit, officer_city, audience=Audience.UNITS, level=EntryState.COUNTY
    )
    entry = task.entries.get()
    with on_day("2024-10-20"):
        fill(entry, officer_county)
        entry = reload(entry)
        services.return_entry(
            entry=entry,
            unit=city_unit,
            remarks=[Remark("请核对人数", field="employees")],
            version=entry.version,
            actor=officer_city,
        )

    card = list_cards(client, officer_county, "2024-10-20")[0]
    late = list_cards(client, officer_county, "2024-11-04")[0]

    assert card.why == "审核时指出了要改的地方，请在 2024年10月31日 前改好再交。"
    assert (card.due, card.label) == ("2024年10月31日 截止", "去改")
    assert late.due == "逾期 4 天，2024年10月31日 应交"


def test_what_waits_for_its_own_people_is_not_to_be_reviewed(
    client, three, county_unit, officer_county, owner, owner_organisation
):
    colleague = make_officer("安平赵军", county_unit)
    task = give(county_unit, officer_county)
    filled = task.entries.get(enterprise__organisation=owner_organisation)
    with on_day("2024-10-20"):
        fill(filled, colleague)

    held = list_cards(client, officer_county, "2024-10-20")
    with on_day("2024-10-20"):
        check(filled, owner, is_right=False)
    disputed = list_cards(client, officer_county, "2024-10-20")

    assert [one.title for one in held] == [
        "2 家没有报，请催报：2024 年三季度进展", "上传第一份帮扶名单",
    ]  # fmt: skip
    assert [one.title for one in disputed] == [
        "处理 1 份本人说不对的材料",
        "2 家没有报，请催报：2024 年三季度进展",
        "上传第一份帮扶名单",
    ]


def test_what_is_left_out_is_told_beside(
    client, three, county_unit, officer_county, owner, owner_organisation
):
    task = give(county_unit, officer_county)
    asked = EnterpriseOrganisationFactory.create(name="示例二厂")
    make_person("厂长二", asked, "owner")
    other = task.entries.exclude(enterprise__organisation=owner_organisation).first()
    other.enterprise.organisation = asked
    other.enterprise.save()
    fill_own(task, owner, owner_organisation, "2024-10-20")
    with on_day("2024-10-20"):
        fill(other, officer_county)

    card = list_cards(client, officer_county, "2024-10-20")[0]

    assert card.title == "审 1 份填报任务的材料"
    assert card.why == (
        "下级或企业已经交来，等您通过或退回。另有 1 份还等本人核对，先不用审。"
    )


def test_what_nobody_could_be_asked_about_waits_for_the_office(
    client, three, county_unit, officer_county
):
    task = give(county_unit, officer_county)
    with on_day("2024-10-10"):
        fill(task.entries.filter(enterprise__organisation=None).first(), officer_county)

    first = list_cards(client, officer_county, "2024-10-11")[0]
    later = list_cards(client, officer_county, "2024-10-18")[0]

    call = "1 份没有人可通知核对，先打电话核实。"
    assert first.title == later.title == "审 1 份填报任务的材料"
    assert first.why == f"下级或企业已经交来，等您通过或退回。{call}"
    assert later.why == f"其中 1 份交来已满 7 天还没有审，请尽快审。{call}"


def test_what_lies_for_a_week_comes_before_what_is_due(
    client, three, county_unit, officer_county, owner, owner_organisation
):
    task = give(county_unit, officer_county, due_on=date(2024, 11, 29))
    fill_own(task, owner, owner_organisation, "2024-10-10")
    with on_day("2024-10-10"):
        object_to(publish(county_unit, officer_county))

    before = list_cards(client, officer_county, "2024-10-16")
    after = list_cards(client, officer_county, "2024-10-18")

    objection, review = "答复 1 件公示异议", "审 1 份填报任务的材料"
    assert [one.title for one in before[:2]] == [objection, review]
    assert [one.title for one in after[:2]] == [review, objection]
    assert after[0].kind == "stop"
    assert after[0].why == "其中 1 份交来已满 7 天还没有审，请尽快审。"


def test_more_tasks_take_no_more_queries(
    client, three, province_unit, officer_province, county_unit, officer_county,
    django_assert_num_queries,
):  # fmt: skip
    give(province_unit, officer_province, name="第一项")
    list_cards(client, officer_county, "2024-10-20")
    with CaptureQueriesContext(connection) as one:
        list_cards(client, officer_county, "2024-10-20")
    for number in range(3):
        give(province_unit, officer_province, name=f"第{number}项")

    with django_assert_num_queries(len(one)):
        list_cards(client, officer_county, "2024-10-20")
    assert len(one) <= MOST_QUERIES
