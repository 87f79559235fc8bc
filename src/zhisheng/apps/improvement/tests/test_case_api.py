"""Programs read published cases as everybody does, by trade and region."""

import pytest

from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import GoodCase
from zhisheng.apps.improvement.tests.cases import begin, version_of
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
URL = "/api/v1/improvement/cases"


@pytest.fixture
def case(owner_organisation, owner, county_unit):
    firm = make_enterprise(
        organisation=owner_organisation, region_id="131125", industry_id="3340"
    )
    case = begin(firm, owner)
    GoodCase.objects.filter(pk=case.pk).update(
        state="published", office=county_unit, published_at="2026-03-01T00:00:00Z"
    )
    return case


def test_a_case_tells_figures_and_no_name(client, case):
    (item,) = client.get(URL).json()["items"]

    assert (item["code"], item["whose"]) == (case.code, "某金属丝绳及其制品制造企业")
    assert (item["enterprise_name"], item["region_code"]) == (None, "131100")
    assert item["figures"] == [
        {"measured": "焊缝不良率", "unit": "%", "before": "8.5000", "after": "1.6000"}
    ]


def test_the_name_is_told_where_it_was_agreed_to(client, case, owner):
    services.set_naming(case=case, is_named=True, version=version_of(case), actor=owner)

    (item,) = client.get(URL).json()["items"]

    assert item["enterprise_name"] == case.enterprise.name


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("industry=33", 1),
        ("region=131100", 1),
        ("region=330000", 0),
        ("industry=18", 0),
    ],
)
def test_it_is_narrowed_by_trade_and_region(client, case, query, count):
    assert len(client.get(f"{URL}?{query}").json()["items"]) == count


def test_an_unknown_code_is_refused(client, case):
    answer = client.get(f"{URL}?region=999999")

    assert answer.status_code == 422
    assert "region" in answer.content.decode()
