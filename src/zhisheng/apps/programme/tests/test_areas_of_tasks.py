"""A task of an office reaches no further than what the office answers for."""

from datetime import date

import pytest

from zhisheng.apps.accounts.tests.factories import (
    BodyOrganisationFactory,
    UnitFactory,
)
from zhisheng.apps.places.models import Region
from zhisheng.apps.programme import services
from zhisheng.apps.programme.choices import Audience
from zhisheng.apps.programme.errors import NoLinesInAreaError
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.programme.tests.entry_tables import line, upload
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.programme.tests.workbooks import make_code, make_line, name_firm
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit.errors import FieldsRefusedError

pytestmark = pytest.mark.django_db
WUXING = "浙江省湖州市吴兴区"
OTHER = {
    "企业名称": "湖州吴兴例童装有限公司",
    "统一社会信用代码": make_code(2, region="330502"),
    "所在地": WUXING,
}
OUTSIDE = "不在“安平县市场监督管理局”的辖区内，请删去这一行。"
LISTS = {
    "code": "helped-enterprises",
    "audience": Audience.BODIES,
    "period": "2024年",
    "opens_on": date(2024, 11, 27),
    "due_on": date(2025, 1, 17),
}


@pytest.fixture
def entry(own_files, county_unit, officer_county, body_organisation):
    """Ask the bodies of the county for their lists; return the entry of one."""
    body_organisation.region_id = "131125"
    body_organisation.save()
    task = open_now(plan_task(county_unit, officer_county, **LISTS), officer_county)
    return task.entries.get()


def help_in(year, name, region="131125"):
    """Make a body of elsewhere that helped somebody of a region in a year."""
    helper = BodyOrganisationFactory.create(name=name)
    (enterprise,) = make_enterprises(1, region=region)
    Engagement.objects.create(enterprise=enterprise, year=year, helper=helper)


def name_entries(task):
    return list(task.entries.order_by("name").values_list("name", flat=True))


def take(entry, actor):
    current = reload(entry)
    return services.take_ledger_lines(
        entry=current, version=current.version, actor=actor
    )


def type_line(entry, actor, region):
    typed = {"name": "安平县示例丝网厂", "uscc": make_code(7), "region": region}
    current = reload(entry)
    return services.add_row(
        entry=current, typed=typed, version=current.version, actor=actor
    )


def test_a_county_asks_the_bodies_of_its_area_and_those_that_helped_there(
    county_unit, officer_county
):
    here, elsewhere = (Region.objects.get(code=code) for code in ("131125", "330502"))
    BodyOrganisationFactory.create(name="1 本县的", region=here)
    BodyOrganisationFactory.create(name="外地的", region=elsewhere)
    BodyOrganisationFactory.create(name="没有所在地的")
    help_in(2024, "2 当年帮扶过的")
    help_in(2023, "3 上一年帮扶过的")
    help_in(2022, "更早帮扶过的")
    help_in(2024, "在别处帮扶的", region="131102")

    task = open_now(plan_task(county_unit, officer_county, **LISTS), officer_county)

    assert name_entries(task) == ["1 本县的", "2 当年帮扶过的", "3 上一年帮扶过的"]


def test_a_period_without_a_year_counts_from_the_opening(county_unit, officer_county):
    help_in(2024, "当年帮扶过的")
    draft = plan_task(county_unit, officer_county, **LISTS)
    # As forms without a span of their own may have it.
    draft.period = "全年"
    draft.save()

    task = open_now(draft, officer_county)

    assert name_entries(task) == ["当年帮扶过的"]


def test_the_nation_asks_every_body_or_those_of_a_region(nation_unit, officer_nation):
    help_in(2024, "帮扶过安平的")
    help_in(2024, "帮扶过吴兴的", region="330502")
    BodyOrganisationFactory.create(name="哪里也没有帮扶的")
    area = Region.objects.get(code="130000")

    everybody = plan_task(nation_unit, officer_nation, **LISTS)
    of_hebei = plan_task(nation_unit, officer_nation, area=area, **LISTS)

    assert len(name_entries(open_now(everybody, officer_nation))) == 3
    assert name_entries(open_now(of_hebei, officer_nation)) == ["帮扶过安平的"]


def test_lines_of_elsewhere_are_not_taken_from_the_ledger(entry, put_in, body_user):
    put_in([make_line(1), make_line(2, **OTHER)])
    here = Enterprise.unscoped.get(name=name_firm(1))
    assert (here.region_id, Engagement.objects.count()) == ("131125", 2)

    taken = take(entry, body_user)

    assert (taken.rows.added, taken.left_out) == (1, ())
    assert [row.answers["name"] for row in entry.rows.all()] == [name_firm(1)]


def test_who_helped_elsewhere_alone_is_told_so(entry, put_in, body_user):
    put_in([make_line(2, **OTHER)])

    told = (
        "2024 年的台账里没有本机构在“安平县市场监督管理局”辖区内帮扶的企业；"
        "别处的企业不用报给它。"
    )
    with pytest.raises(NoLinesInAreaError) as refused:
        take(entry, body_user)

    assert str(refused.value) == told
    assert entry.rows.count() == 0


def test_an_uploaded_line_of_elsewhere_comes_back_marked(entry, body_user):
    taken = upload(entry, body_user, [line(1), line(2, region=WUXING)])

    assert (taken.added, taken.refused) == (1, 1)
    assert [row.answers["region"] for row in entry.rows.all()] == ["131125"]
    assert reload(entry).marks == [["名单", 3, 3, OUTSIDE]]


def test_a_typed_line_of_elsewhere_is_refused_beside_its_field(entry, body_user):
    with pytest.raises(FieldsRefusedError) as refused:
        type_line(entry, body_user, WUXING)

    assert refused.value.refusals == {"region": OUTSIDE}
    assert (entry.rows.count(), reload(entry).version) == (0, 0)
    assert type_line(entry, body_user, "安平县").answers["region"] == "131125"


def test_what_the_ledger_gives_can_be_typed_and_uploaded_as_well(
    entry, put_in, body_user, county_unit
):
    """An enterprise that a unit of the office looks after lies where it is registered."""
    put_in([make_line(2, **OTHER)])
    Enterprise.unscoped.update(unit=county_unit)
    assert take(entry, body_user).rows.added == 1
    (row,) = entry.rows.all()
    known = row.answers | {"region": WUXING}

    services.change_row(
        entry=reload(entry), number=row.number, typed=known | {"problem": "退货多"},
        version=reload(entry).version, actor=body_user,
    )  # fmt: skip
    again = upload(entry, body_user, [line(1, region=WUXING, uscc=known["uscc"])])

    assert (again.refused, entry.rows.get().answers["region"]) == (0, "330502")


def test_what_another_office_looks_after_is_not_of_this_one(
    entry, put_in, body_user, city_unit
):
    put_in([make_line(7)])
    Enterprise.unscoped.update(unit=city_unit, uscc=make_code(7))

    with pytest.raises(FieldsRefusedError) as refused:
        type_line(entry, body_user, "安平县")

    assert refused.value.refusals == {"region": OUTSIDE}


def test_the_nation_takes_lines_of_everywhere(list_entry, body_user):
    assert upload(list_entry, body_user, [line(1, region=WUXING)]).added == 1


def test_a_station_without_a_region_asks_its_own_enterprises_alone(
    county_unit, officer_county
):
    station = UnitFactory.create(
        code="US1", name="安平镇所", kind="station", parent=county_unit
    )
    own, _other = make_enterprises(2)
    make_enterprises(1, region="330502")
    Enterprise.unscoped.filter(pk=own.pk).update(unit=station)

    task = open_now(plan_task(station, officer_county), officer_county)

    assert [one.enterprise_id for one in task.entries.all()] == [own.pk]
