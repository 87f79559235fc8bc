"""What a key of the API may do in the registry, and what it tells of itself."""

from datetime import date

import pytest

from zhisheng.apps.registry import services
from zhisheng.apps.registry.models import ChangeProposal
from zhisheng.apps.registry.tests.factories import (
    GrantFactory,
    make_enterprise,
)
from zhisheng.kit.audit import AuditEntry, get_acting_organisation
from zhisheng.kit.errors import ForbiddenError

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation, valid_from=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("scope", "status", "count"),
    [
        ("registry:propose", 201, 1),
        ("registry:read", 403, 0),
        ("returns:write", 403, 0),
    ],
)
def test_only_a_key_that_may_propose_proposes(
    client, enterprise, owner_organisation, make_token, scope, status, count
):
    response = client.post(
        f"/api/v1/enterprises/{enterprise.code}/proposals",
        {"effective_on": "2026-03-01", "address": "安平县示例路2号"},
        content_type="application/json",
        headers={"Authorization": make_token(owner_organisation, [scope])},
    )

    assert response.status_code == status
    assert ChangeProposal.objects.count() == count


@pytest.mark.parametrize("name", ["\\ud800", "甲\\u0000乙"])
def test_texts_that_cannot_be_stored_are_refused(
    client, enterprise, owner_organisation, make_token, name
):
    response = client.post(
        f"/api/v1/enterprises/{enterprise.code}/proposals",
        f'{{"effective_on": "2026-03-01", "name": "{name}"}}',
        content_type="application/json",
        headers={"Authorization": make_token(owner_organisation, ["registry:propose"])},
    )

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert not ChangeProposal.objects.exists()


def test_a_call_of_the_api_tells_through_which_key_it_came(
    client, enterprise, owner_organisation, make_token
):
    key = make_token(owner_organisation, ["registry:propose"])
    client.post(
        f"/api/v1/enterprises/{enterprise.code}/proposals",
        {"effective_on": "2026-03-01", "address": "安平县示例路2号"},
        content_type="application/json",
        headers={"Authorization": key},
    )

    entry = AuditEntry.objects.get(action="registry.change_proposed")
    assert entry.organisation_code == owner_organisation.code
    assert entry.actor.username == f"machine-{key.split('.')[1].lower()}"
    assert entry.actor_label == f"{owner_organisation.name} · 测试"
    assert get_acting_organisation() == ""


def test_a_key_does_no_more_than_its_organisation(
    client, enterprise, stranger_organisation, make_token
):
    GrantFactory.create(
        enterprise=enterprise, viewer=stranger_organisation, fields=["region"]
    )
    scopes = ["registry:read", "registry:propose"]
    headers = {"Authorization": make_token(stranger_organisation, scopes)}
    machine = stranger_organisation.memberships.get(user__is_machine=True).user

    response = client.post(
        f"/api/v1/enterprises/{enterprise.code}/proposals",
        {"effective_on": "2026-03-01", "name": "别人改的名"},
        content_type="application/json",
        headers=headers,
    )

    assert response.status_code == 403
    assert ChangeProposal.objects.count() == 0
    with pytest.raises(ForbiddenError):
        services.reveal_contact(enterprise=enterprise, actor=machine)


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ("region=131125&industry=33", None),
        ("region=000000&industry=c", None),
        ("region=139999", {"region": "没有这个区划代码，请写六位代码，例如 131125。"}),
        (
            "region=安平&industry=C33",
            {
                "region": "没有这个区划代码，请写六位代码，例如 131125。",
                "industry": (
                    "没有这个行业代码，请写门类字母或二到四位数字，例如 C、33、3340。"
                ),
            },
        ),
    ],
)
def test_codes_of_no_place_and_no_industry_are_refused(
    client, enterprise, owner_organisation, make_token, asked, refused
):
    response = client.get(
        f"/api/v1/enterprises/?{asked}",
        headers={"Authorization": make_token(owner_organisation, ["registry:read"])},
    )

    assert response.status_code == (422 if refused else 200)
    assert response.json().get("fields") == refused
