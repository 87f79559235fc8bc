"""Who helped is found by full name, number or code; what is unclear is told with choices."""

import pytest
from django.urls import reverse

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.tests.factories import BodyOrganisationFactory
from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.errors import HelperUnclearError, HelperUnknownError
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(reference):
    return BodyOrganisationFactory.create(
        name="会同（溪朔）认证有限公司", approval_number="示例-001"
    )


@pytest.mark.parametrize(
    "text", ["会同（溪朔）认证有限公司", " 会同(溪朔)认证有限公司 ", "示例-001"]
)
def test_a_body_is_found_by_name_or_number(text, body):
    assert selectors.find_helper(text) == body
    assert selectors.find_helper(body.code) == body


def test_an_unclear_name_is_told_with_the_choices(body):
    with pytest.raises(HelperUnclearError) as near:
        selectors.find_helper("会同（溪朔）认证公司")
    assert near.value.fields["names"] == "会同（溪朔）认证有限公司（示例-001）"
    other = BodyOrganisationFactory.create(name=body.name, approval_number="示例-002")
    with pytest.raises(HelperUnclearError, match=r"示例-001.*示例-002"):
        selectors.find_helper(body.name)
    assert selectors.find_helper("示例-002") == other


def test_an_enterprise_or_nobody_is_no_helper(body):
    Organisation.objects.create(name="某丝网厂", kind="enterprise")

    for text in ("某丝网厂", "远处检验所"):
        with pytest.raises(HelperUnknownError):
            selectors.find_helper(text)


def test_help_is_recorded_by_the_name_of_the_body(client, year, office, body):
    enterprise = make_enterprise()
    client.force_login(office["actor"])
    address = reverse("programme:enrol", args=[enterprise.code]) + "?year=2024"
    told = {"help": "1", "helper": body.name, "help_kind": "diagnosis"}

    assert client.post(address, told).status_code == 302
    assert Engagement.objects.get().helper == body
    page = client.post(address, told | {"helper": "会同（溪朔）认证公司"})
    assert page.context["help_form"].errors["helper"] == [
        "“会同（溪朔）认证公司”可能是：会同（溪朔）认证有限公司（示例-001）。"
        "请填其中一家的全称、批准号或机构代码。"
    ]
    assert 'value="会同（溪朔）认证公司"' in page.text


def test_bodies_are_suggested_by_a_part_of_name_or_number(client, office, body, owner):
    address = reverse("programme:suggest_helpers")
    client.force_login(office["actor"])

    for text in ("溪朔", "例-00", "会同（溪朔）认证公司"):
        page = client.get(address, {"helper": text})
        assert f'data-value="{body.name}"' in page.text
    assert "data-value" not in client.get(address, {"helper": ""}).text
    client.force_login(owner)
    assert client.get(address, {"helper": "溪朔"}).status_code == 403
