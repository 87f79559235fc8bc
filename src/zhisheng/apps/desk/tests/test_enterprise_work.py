"""From an enterprise's page an officer comes to its helps, ledger and values."""

from decimal import Decimal

import pytest
from django.urls import reverse

from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.apps.returns.services import load_reference_indicators
from zhisheng.apps.returns.tests.factories import ValueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise(reference, body_organisation):
    load_reference_indicators()
    one = make_enterprise(region_id="131125")
    Engagement.objects.create(
        enterprise=one, year=2024, helper=body_organisation, help_kind="diagnosis"
    )
    for code, amount in (("revenue", "1200000"), ("market_share", "12.5")):
        ValueFactory(
            enterprise=one, indicator_id=code, period="2024", value=Decimal(amount),
            declared_by=body_organisation,
        )  # fmt: skip
    return one


def list_cells(response, name):
    return [row.cells for row in response.context[name].rows]


def test_the_officer_is_led_to_helps_and_values(
    client, enterprise, officer_county, body_organisation
):
    client.force_login(officer_county)
    address = reverse("desk:enterprise", args=[enterprise.code])
    record = client.get(reverse("registry:detail", args=[enterprise.code]))
    assert f'href="{address}"' in record.content.decode()

    page = client.get(address)

    body = body_organisation.name
    assert list_cells(page, "helps") == [("2024", body, "诊断")]
    assert sorted(list_cells(page, "values")) == [
        ("市场占有率", "2024", "12.5%", body),
        ("营业收入", "2024", "120万元", body),
    ]
    ledger = reverse("programme:enrol", args=[enterprise.code])
    assert page.context["helps"].rows[0].url == f"{ledger}?year=2024"


def test_others_are_not_led_there(client, enterprise, body_user, administrator):
    address = reverse("desk:enterprise", args=[enterprise.code])
    for person in (body_user, administrator):
        client.force_login(person)
        assert client.get(address).status_code == 404
