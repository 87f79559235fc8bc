"""What is on record of an enterprise stands beside the questions no entry tells of."""

from datetime import date

import pytest

from zhisheng.apps.accounts.tests.factories import BodyOrganisationFactory
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.tests.known import LAST, SUMMER, open_quarter, tell
from zhisheng.apps.programme.tests.reporting import fill, make_enterprises
from zhisheng.apps.programme.tests.workbooks import make_code, make_line, name_firm
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns.models import Indicator, Value
from zhisheng.apps.returns.services import load_reference_indicators
from zhisheng.apps.returns.tests.factories import ValueFactory

pytestmark = pytest.mark.django_db
BODY = "示例丙认证有限公司"


@pytest.fixture
def enterprise(owner_organisation):
    load_reference_indicators()
    return make_enterprises(1, organisation=owner_organisation)[0]


@pytest.fixture
def record(enterprise):
    """Return a function that puts a value of the enterprise on record."""
    body = BodyOrganisationFactory.create(name=BODY)

    def put(indicator, value, **changes):
        return ValueFactory.create(
            enterprise=enterprise,
            declared_by=body,
            indicator=Indicator.objects.get(code=indicator),
            value=value,
            **({"period": "2023"} | changes),
        )

    return put


@pytest.fixture
def entry(enterprise, county_unit, officer_county):
    return open_quarter(county_unit, officer_county).entries.get()


def ask_of_the_year(entry):
    """Let the form ask the revenue of a year, as the value on record is."""
    fields = [
        one | {"prefill": "revenue"} if one["code"] == "revenue" else one
        for one in entry.task.form_data["fields"]
    ]
    entry.task.form_data |= {"fields": fields, "period_kind": "year"}
    entry.task.save(update_fields=["form_data"])


def test_the_figure_of_a_year_is_not_suggested_for_a_quarter(record, entry, owner):
    record("revenue", 12_000_000)
    record("employees", 20)
    told = {"employees": ("20", f"表格导入（{BODY}），2023年")}
    assert tell(entry, owner) == told

    # Nor by a form of before that still names it.
    ask_of_the_year(entry)
    entry.task.form_data |= {"period_kind": ""}
    entry.task.save(update_fields=["form_data"])
    assert tell(entry, owner) == told


def test_values_of_the_last_full_year_are_known_by_who_told_them(record, entry, owner):
    ask_of_the_year(entry)
    record("revenue", 12_000_000)
    record("employees", 18, period="2022")
    record("employees", 20)
    record("profit", 900)
    source = f"表格导入（{BODY}），2023年"

    known = selectors.find_known(entry, viewer=owner)

    assert tell(entry, owner) == {
        "revenue": ("12000000", source),
        "employees": ("20", source),
    }
    assert known["revenue"].told == f"{source}：1,200万元"
    assert (known["revenue"].is_typed_in, known["employees"].is_typed_in) == (
        False,
        True,
    )
    assert known["revenue"].period == "2023"


def test_the_last_entry_goes_before_and_the_record_tells_the_rest(
    record, entry, owner, county_unit, officer_county
):
    ask_of_the_year(entry)
    last = open_quarter(county_unit, officer_county, **SUMMER).entries.get()
    fill(last, owner, revenue="")
    record("revenue", 12_000_000)
    record("employees", 5)

    assert tell(entry, owner) == {
        "revenue": ("12000000", f"表格导入（{BODY}），2023年"),
        "employees": ("20", LAST),
        "nonconforming_rate": ("2.5", LAST),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"period": "2021"},
        {"period": "2024"},
        {"is_approximate": True},
        {"value": None, "low": 5, "high": 15},
        {"value": "20.5"},
    ],
)
def test_what_is_old_rough_or_no_count_is_not_known(record, entry, owner, changes):
    record("employees", **({"value": 20} | changes))

    assert tell(entry, owner) == {}


def test_an_office_sees_the_record_of_whom_it_governs(
    record, entry, owner, officer_county, officer_city
):
    record("employees", 20)
    told = {"employees": ("20", f"表格导入（{BODY}），2023年")}
    assert (tell(entry, officer_county), tell(entry, officer_city)) == (told, told)

    # It moved after the task was opened: the entry stays, its record is no more theirs.
    Enterprise.unscoped.update(region_id="330502")

    assert (tell(entry, officer_county), tell(entry, owner)) == ({}, told)


def test_more_values_on_record_cost_no_more_questions(
    django_assert_num_queries, record, entry, owner, officer_county
):
    ask_of_the_year(entry)
    record("employees", 20)
    assert entry.enterprise.organisation is not None
    with django_assert_num_queries(8):
        assert len(tell(entry, owner)) == 1
    record("revenue", 12_000_000)
    record("revenue", 11_000_000, period="2022")

    with django_assert_num_queries(8):
        assert len(tell(entry, owner)) == 2
    with django_assert_num_queries(13):
        assert len(tell(entry, officer_county)) == 2


def test_a_link_shows_nothing_from_the_record(record, entry, officer_county):
    record("employees", 20)
    issued = services.issue_link(entry=entry, actor=officer_county)

    assert tell(entry, issued.link) == {}


def test_a_neighbours_value_is_not_known(record, entry, owner):
    value = record("employees", 20)
    (neighbour,) = make_enterprises(1)
    Value.objects.filter(pk=value.pk).update(enterprise=neighbour)

    assert tell(entry, owner) == {}


def test_a_value_goes_with_the_roster_that_told_it(
    put_in, county_unit, officer_county, body_user
):
    make_enterprise(name=name_firm(1), uscc=make_code(1))
    done = put_in([make_line(1)])
    entry = open_quarter(
        county_unit, officer_county, opens_on=date(2025, 1, 8), due_on=date(2025, 1, 27)
    ).entries.get()
    ask_of_the_year(entry)
    assert tell(entry, officer_county)["revenue"] == (
        "1200000",
        "帮扶名单（示例甲认证有限公司），2024年",
    )

    services.withdraw_roster(roster_import=done, actor=body_user)

    assert tell(entry, officer_county) == {}
