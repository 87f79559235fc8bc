"""What an office's roster puts outside its own area is said before and afterwards."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.schemas import tell_applied
from zhisheng.apps.programme.tests.workbooks import make_code, make_line, name_firm
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
WUXING = "浙江省湖州市吴兴区"
TAOCHENG = "河北省衡水市桃城区"
NEW = (
    "{place}不在本单位辖区；作为新企业入库后，由那里的市场监管部门查看，"
    "不在本单位的名录内。"
)
LEAVING = (
    "请确认企业是已迁入，还是仍在原地；已迁入的，入库后由{place}的市场监管部门查看，"
    "不再在本单位的名录内。"
)
LEFT = "入库后由{place}的市场监管部门查看，不再在本单位的名录内。"
CURE = "请确认企业是已迁入，还是仍在原地。"


@pytest.fixture
def known(year):
    return make_enterprise(
        name=name_firm(1), uscc=make_code(1), valid_from=date(2023, 1, 1)
    )


@pytest.fixture
def city_office(city_unit, officer_city):
    unit = city_unit.organisations.get(kind="unit")
    return {"actor": officer_city, "organisation": unit}


@pytest.fixture
def nation_office(nation_unit, officer_nation):
    unit = nation_unit.organisations.get(kind="unit")
    return {"actor": officer_nation, "organisation": unit}


def list_messages(read, actor):
    rows = selectors.list_rows_for(actor=actor, code=read.code).items
    return [
        [(one["severity"], one["message"], one["cure"]) for one in row.messages]
        for row in rows
    ]


def test_a_new_enterprise_outside_the_area_is_told(put_in, office):
    done = put_in([make_line(1, 所在地=WUXING), make_line(2)], **office)

    assert list_messages(done, office["actor"]) == [
        [("warning", NEW.format(place=WUXING), "请核对所在地。")],
        [],
    ]
    assert tell_applied(done.counts["applied"]) == (
        "已入库：新企业 2 家、新帮扶 2 家次、新增指标值 6 个。"
        "其中 1 家企业在本单位辖区之外，由当地市场监管部门查看，不在本单位的名录内。"
    )
    visible = Enterprise.objects.visible_to(office["actor"])
    assert [one.name for one in visible] == [name_firm(2)]


@pytest.mark.parametrize(
    ("place", "sender"),
    [
        (TAOCHENG, "city_office"),
        (WUXING, "nation_office"),
        (WUXING, "body"),
    ],
)
def test_within_the_area_or_for_a_body_nothing_is_told(
    put_in, request, place, sender, body_user
):
    options = {} if sender == "body" else request.getfixturevalue(sender)

    done = put_in([make_line(1, 所在地=place)], **options)

    assert list_messages(done, options.get("actor", body_user)) == [[]]
    assert "outside" not in done.counts["applied"]


def test_a_move_out_of_the_area_is_told_before_and_after(client, known, upload, office):
    read = upload([make_line(1, 所在地=WUXING)], **office)
    row = ImportRow.objects.get()
    asked = list_messages(read, office["actor"])

    services.decide_row(
        row=row, decision="region", place_code="330502", actor=office["actor"]
    )
    answered = list_messages(read, office["actor"])
    services.queue_applying(roster_import=read, actor=office["actor"])
    jobs.run_pending()

    question = f"名录中登记在河北省衡水市安平县，表中写的是{WUXING}"
    assert asked == [[("to_confirm", f"{question}。", LEAVING.format(place=WUXING))]]
    assert answered == [
        [
            (
                "answered",
                f"{question}；按本单位的答复，企业已迁入。",
                LEFT.format(place=WUXING),
            )
        ]
    ]
    client.force_login(office["actor"])
    page = client.get(reverse("programme:import_detail", args=[read.code])).text
    assert "其中 1 家企业在本单位辖区之外，由当地市场监管部门查看" in page
    assert LEFT.format(place=WUXING) in page


def test_who_stays_or_moves_within_the_area_does_not_leave_it(
    known, upload, office, city_office
):
    read = upload([make_line(1, 所在地=WUXING)], **office)
    services.decide_row(
        row=ImportRow.objects.get(), decision="region", place_code="131125",
        actor=office["actor"],
    )  # fmt: skip
    within = upload([make_line(1, 所在地=TAOCHENG)], **city_office)

    assert [cure for _kind, _text, cure in list_messages(read, office["actor"])[0]] == [
        ""
    ]
    ((asked,),) = [list_messages(within, city_office["actor"])[0]]
    assert asked[2] == CURE


def test_an_enterprise_of_the_unit_itself_does_not_leave_with_its_region(
    known, upload, office, county_unit
):
    Enterprise.unscoped.filter(pk=known.pk).update(unit=county_unit)

    read = upload([make_line(1, 所在地=WUXING)], **office)

    assert [cure for _kind, _text, cure in list_messages(read, office["actor"])[0]] == [
        CURE
    ]
