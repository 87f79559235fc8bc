"""A body tells values of the enterprises it helped, which it otherwise may not see."""

import openpyxl
import pytest
from django.urls import reverse

from zhisheng.apps.programme.tests.workbooks import make_code, make_line, name_firm
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns import services
from zhisheng.apps.returns.models import Value
from zhisheng.apps.returns.tests.factories import ValueFactory

pytestmark = pytest.mark.django_db
HEAD = ["企业名称", "统一社会信用代码", "2024年质量成本(万元)"]
UNKNOWN = "名录里没有您能填报的这家企业。"


@pytest.fixture
def write(tmp_path):
    def save(*rows, head=HEAD):
        book = openpyxl.Workbook()
        for row in (head, *rows):
            book.active.append(row)
        path = tmp_path / "指标.xlsx"
        book.save(path)
        return path

    return save


def check(path, actor, organisation):
    return services.check_sheet(path, year=2024, actor=actor, organisation=organisation)


def take_in(path, actor, organisation):
    sheet = services.upload_sheet(
        path, original_name=path.name, year=2024, organisation=organisation, actor=actor
    )
    services.check_upload(sheet_import=sheet, actor=actor)
    services.queue_applying(sheet_import=sheet, actor=actor)
    return services.apply_sheet(sheet_import=sheet, actor=actor)


def test_what_it_helped_it_may_tell(put_in, write, body_user, body_organisation):
    put_in([make_line(1)])
    path = write([name_firm(1), make_code(1), 5])
    assert not Enterprise.objects.visible_to(body_user).exists()

    result = take_in(path, body_user, body_organisation)

    value = Value.objects.get(indicator="quality_cost")
    assert (result.inserted, len(result.changed)) == (1, 0)
    assert (value.declared_by, value.value, value.source_kind, value.checked_at) == (
        body_organisation, 50_000, "sheet", None,
    )  # fmt: skip
    assert value.enterprise == Enterprise.unscoped.get()


def test_a_checked_value_stays_and_stands_first(
    put_in, write, body_user, body_organisation, county_unit, officer_county
):
    put_in([make_line(1)])
    one = Enterprise.unscoped.get()
    checked = ValueFactory(
        enterprise=one, indicator_id="quality_cost", period="2024", value=70_000,
        declared_by=county_unit.organisations.get(kind="unit"),
        checked_by=officer_county, checked_at="2025-02-01T00:00Z",
    )  # fmt: skip

    take_in(write([name_firm(1), make_code(1), 5]), body_user, body_organisation)

    first = Value.objects.filter(indicator="quality_cost").effective().get()
    assert (first.pk, first.value) == (checked.pk, 70_000)
    checked.refresh_from_db()
    assert checked.checked_by == officer_county


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("安平县随手编造丝网厂", make_code(1)),
        ("", make_code(1)),
        (name_firm(1), make_code(2)),
    ],
    ids=["made-up name", "no name", "other code"],
)
def test_without_its_name_and_code_nothing_is_told(
    put_in, write, body_user, body_organisation, name, code
):
    put_in([make_line(1)])

    (row,) = check(write([name, code, 5]), body_user, body_organisation)

    assert (row.status, row.enterprise_id) == ("refused", None)
    assert row.faults[0].reason == UNKNOWN


def test_what_others_helped_it_may_not(
    put_in, write, body_user, body_organisation, other_body_organisation
):
    put_in([make_line(1)])
    path = write([name_firm(1), make_code(1), 5])

    (row,) = check(path, body_user, other_body_organisation)

    assert (row.status, row.enterprise_id) == ("refused", None)


def test_what_nobody_helped_it_may_not(year, write, body_user, body_organisation):
    make_enterprise(name=name_firm(1), uscc=make_code(1))

    (row,) = check(write([name_firm(1), make_code(1), 5]), body_user, body_organisation)

    assert (row.status, row.faults[0].reason) == ("refused", UNKNOWN)


def test_no_warning_leans_on_what_it_may_not_see(
    put_in, write, body_user, body_organisation
):
    put_in([make_line(1)])
    one = Enterprise.unscoped.get()
    ValueFactory(
        enterprise=one, indicator_id="quality_cost", period="2023", value=1_000_000_000
    )

    (row,) = check(write([name_firm(1), make_code(1), 5]), body_user, body_organisation)

    assert (row.status, row.faults) == ("accepted", ())


def test_the_way_in_stands_in_the_menu_and_on_the_home_page(client, body_user):
    client.force_login(body_user)

    page = client.get(reverse("desk:home")).content.decode()

    address = reverse("returns:upload")
    # The menu stands twice, for wide and for narrow screens.
    assert page.count(f'href="{address}"') == 3
    assert client.get(address).status_code == 200
