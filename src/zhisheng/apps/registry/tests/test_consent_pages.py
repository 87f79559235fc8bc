"""The pages and calls by which an owner agrees and takes it back."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.registry.models import Grant
from zhisheng.apps.registry.tests.consenting import fill_in, give, make_consenting, see
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def enterprise(owner_organisation):
    return make_consenting(owner_organisation)


@pytest.fixture
def page(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def given(enterprise, owner, bank_organisation):
    return give(enterprise, owner)


def test_the_page_spells_it_out_before_anything_is_given(
    page, enterprise, bank_organisation, bank_user
):
    address = reverse("registry:give_consent", args=[enterprise.code])
    asked = page.post(address, fill_in()).content.decode()
    for words in (
        "同意示例农村商业银行看您企业的资料",
        "联系方式：联系人和电话号码",
        "贷款和授信审查",
        "2026年12月31日",
        "随时可以撤回",
    ):
        assert words in asked
    assert Grant.objects.count() == 0

    refused = page.post(address, fill_in(decision="refuse"))
    assert 'value="示例农村商业银行"' in refused.content.decode()
    assert Grant.objects.count() == 0

    agreed = page.post(address, fill_in(decision="agree"))
    assert agreed.url == reverse("registry:consents")
    listed = page.get(agreed.url).content.decode()
    assert "示例农村商业银行" in listed
    assert "2026年3月2日" in listed
    page.force_login(bank_user)
    home = page.get(reverse("desk:home")).content.decode()
    assert "查看 1 家企业的资料" in home
    assert enterprise.name in page.get(reverse("registry:index")).content.decode()


def test_a_wrong_name_stands_beside_its_field(page, enterprise, bank_organisation):
    address = reverse("registry:give_consent", args=[enterprise.code])

    html = page.post(address, fill_in(recipient="农村商业银行"))

    assert html.status_code == 422
    assert "没有找到这家单位" in html.content.decode()
    assert 'value="农村商业银行"' in html.content.decode()


def test_withdrawing_asks_first(page, given, enterprise, bank_user):
    address = reverse("registry:withdraw_consent", args=[enterprise.code, given.pk])
    assert "不再让示例农村商业银行看" in page.get(address).content.decode()
    assert see(bank_user, enterprise) is not None

    page.post(address)

    assert see(bank_user, enterprise) is None
    html = page.get(reverse("registry:consents")).content.decode()
    assert "现在没有别的单位能看。" in html
    assert "以前的同意" in html
    assert page.post(address).status_code == 404


def test_an_owner_without_enterprise_is_led_on(page):
    assert "登记或认领企业" in page.get(reverse("registry:consents")).content.decode()


def test_it_reads_in_english(page, given, enterprise):
    page.cookies["django_language"] = "en"

    html = page.get(reverse("registry:consents")).content.decode()

    assert "My consents" in html
    assert "Loans and credit assessment" in html
    assert "Separate consent" in html


def call(client, key, path, payload=None):
    address = f"/api/v1/enterprises/{path}"
    headers = {"Authorization": key}
    if payload is None:
        return client.get(address, headers=headers)
    return client.post(
        address, payload, content_type="application/json", headers=headers
    )


def test_calls_list_give_and_withdraw(
    client, make_token, enterprise, owner_organisation, bank_organisation, bank_user
):
    key = make_token(owner_organisation, ["registry:consent"])
    path = f"{enterprise.code}/consents"
    wish = fill_in(recipient=bank_organisation.code)

    given = call(client, key, path, wish)

    assert given.status_code == 201
    told = given.json()
    assert (told["recipient"], told["is_live"]) == (bank_organisation.code, True)
    assert (told["given_on"], told["until"]) == ("2026-03-02", "2026-12-31")
    assert call(client, key, path).json() == [told]
    assert see(bank_user, enterprise).contact_phone_masked == "138****5678"

    ended = call(client, key, f"{path}/{told['id']}/withdraw", {})

    assert ended.json() == told | {"is_live": False, "ended_on": "2026-03-02"}
    assert see(bank_user, enterprise) is None


def test_a_call_without_the_scope_is_refused(
    client, make_token, enterprise, owner_organisation, bank_organisation
):
    key = make_token(owner_organisation, ["registry:read", "registry:propose"])

    answers = [call(client, key, f"{enterprise.code}/consents", payload)
               for payload in (None, fill_in())]  # fmt: skip

    assert [one.status_code for one in answers] == [403, 403]
    assert Grant.objects.count() == 0


def test_the_chosen_helper_is_listed_and_can_be_stopped(
    enterprise, owner, body_organisation, body_user, page
):
    grant = GrantFactory.create(enterprise=enterprise, viewer=body_organisation)
    assert (
        body_organisation.name
        in page.get(reverse("registry:consents")).content.decode()
    )

    address = reverse("registry:withdraw_consent", args=[enterprise.code, grant.pk])
    assert page.post(address).status_code == 302

    assert see(body_user, enterprise) is None
