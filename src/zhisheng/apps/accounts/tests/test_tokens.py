from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from zhisheng.apps.accounts import selectors, services
from zhisheng.apps.accounts.errors import (
    ScopeMissingError,
    ScopeNotForOrganisationError,
    TokenLifetimeError,
)
from zhisheng.apps.accounts.models import ApiToken
from zhisheng.apps.accounts.tests.factories import OrganisationFactory
from zhisheng.kit.errors import ConflictError, ForbiddenError, RateLimitedError

NOON = "2024-06-03T12:00:00+08:00"


@pytest.fixture
def issued(body_organisation, body_user):
    return services.create_token(
        organisation=body_organisation,
        name="年报接口",
        scopes=["roster:import"],
        lifetime_days=30,
        requests_per_minute=3,
        actor=body_user,
    )


def test_acts_for_its_organisation_alone(issued, body_organisation, body_user):
    token_actor = services.use_token(issued.text)

    assert token_actor is not None
    assert token_actor.organisation == body_organisation
    assert token_actor.user != body_user
    scope = selectors.get_scope(token_actor.user)
    assert scope.organisation_ids == {body_organisation.pk}
    assert scope.roles == {"body"}


def test_keeps_only_the_hash_of_the_secret(issued):
    secret = issued.text.rpartition(".")[2]

    assert len(secret) == 43
    assert ApiToken.objects.filter(secret_hash=secret).count() == 0
    assert len(issued.token.secret_hash) == 64


def test_has_the_scopes_it_was_given_and_no_other(issued):
    token_actor = services.use_token(issued.text)

    selectors.require_scope(token_actor, "roster:import")
    with pytest.raises(ScopeMissingError, match=r"没有“读取名录”权限（registry:read）"):
        selectors.require_scope(token_actor, "registry:read")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text.replace("zs.", "xx."),
        lambda text: "zs.T-0000000000." + text.rpartition(".")[2],
        lambda _text: "",
        lambda _text: "zs..",
    ],
)
def test_refuses_a_spoilt_key(issued, spoil):
    assert services.use_token(issued.text) is not None
    assert services.use_token(spoil(issued.text)) is None


def test_refuses_an_expired_key(issued):
    last_moment = issued.token.expires_at - timedelta(seconds=1)

    assert services.use_token(issued.text, now=last_moment) is not None
    assert services.use_token(issued.text, now=issued.token.expires_at) is None


def test_refuses_a_revoked_key(issued, body_user):
    services.revoke_token(token=issued.token, actor=body_user)

    assert services.use_token(issued.text) is None
    assert selectors.get_scope(issued.token.acts_as) == selectors.Scope(
        issued.token.acts_as.pk, frozenset(), frozenset(), (), ()
    )
    with pytest.raises(ConflictError):
        services.revoke_token(token=issued.token, actor=body_user)


def test_refuses_the_key_of_a_closed_organisation(
    issued, body_organisation, administrator
):
    services.close_organisation(organisation=body_organisation, actor=administrator)

    assert services.use_token(issued.text) is None


def test_limits_calls_within_a_minute(issued):
    with time_machine.travel(NOON, tick=False) as clock:
        ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
        for _call in range(3):
            services.use_token(issued.text)
        with pytest.raises(RateLimitedError) as refused:
            services.use_token(issued.text)
        assert refused.value.retry_after_seconds == 61
        clock.shift(60)
        assert services.use_token(issued.text) is not None
    assert ApiToken.objects.get().window_count == 1


@pytest.mark.parametrize("days", [0, 367])
def test_refuses_a_lifetime_out_of_bounds(body_organisation, body_user, days):
    with pytest.raises(TokenLifetimeError):
        services.create_token(
            organisation=body_organisation,
            name="接口",
            scopes=[],
            lifetime_days=days,
            actor=body_user,
        )
    assert ApiToken.objects.count() == 0


def test_only_leading_members_handle_keys(
    issued, body_organisation, other_body_user, officer_province
):
    for outsider in (other_body_user, officer_province):
        with pytest.raises(ForbiddenError):
            services.create_token(
                organisation=body_organisation,
                name="接口",
                scopes=[],
                lifetime_days=1,
                actor=outsider,
            )
        with pytest.raises(ForbiddenError):
            services.revoke_token(token=issued.token, actor=outsider)
    assert ApiToken.objects.filter(revoked_at=None).count() == 1


def test_me_tells_whom_the_key_acts_for(client, issued, body_organisation):
    response = client.get(
        "/api/v1/account/me", headers={"authorization": f"Bearer {issued.text}"}
    )

    assert response.status_code == 200
    assert response.json() == {
        "token": issued.token.code,
        "organisation": {
            "code": body_organisation.code,
            "name": "示例甲认证有限公司",
            "kind": "certification_body",
        },
        "roles": ["body"],
        "scopes": ["roster:import"],
    }


def test_a_session_never_opens_the_api(client, body_user):
    client.force_login(body_user)

    response = client.get("/api/v1/account/me")

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


def test_too_many_calls_are_answered_429(client, issued):
    headers = {"authorization": f"Bearer {issued.text}"}
    statuses = [
        client.get("/api/v1/account/me", headers=headers).status_code
        for _call in range(4)
    ]

    assert statuses == [200, 200, 200, 429]


@pytest.mark.parametrize("kind", ["owner_organisation", "bank_organisation"])
def test_only_who_may_import_gets_a_key_to_import(kind, administrator, request):
    organisation = request.getfixturevalue(kind)

    with pytest.raises(ScopeNotForOrganisationError, match="不能有“导入名单”权限"):
        services.create_token(
            organisation=organisation,
            name="接口",
            scopes=["registry:read", "roster:import"],
            lifetime_days=1,
            actor=administrator,
        )

    assert not ApiToken.objects.exists()


def test_an_older_key_to_import_is_refused_at_use(
    client, make_token, owner_organisation
):
    headers = {"Authorization": make_token(owner_organisation, ["registry:read"])}
    ApiToken.objects.update(scopes=["roster:import"])

    response = client.get("/api/v1/programme/imports/R-1", headers=headers)

    assert response.status_code == 403
    assert response.json()["code"] == "accounts.scope_not_for_organisation"
    assert (
        response.json()["detail"]
        == "企业的接口密钥不能有“导入名单”权限（roster:import）。"
    )


READING = {"registry:read", "returns:read", "bulletin:read"}
ANSWERING = {"tasks:read", "tasks:fill"}


@pytest.mark.parametrize(
    ("kind", "scopes"),
    [
        (
            "enterprise",
            {
                *READING,
                *ANSWERING,
                "registry:propose",
                "registry:consent",
                "registry:state",
                "returns:write",
                "plans:read",
                "helpers:read",
                "evaluations:read",
                "evaluations:write",
            },
        ),
        (
            "unit",
            {
                *READING,
                "registry:propose",
                "roster:import",
                "returns:write",
                "notices:write",
                "plans:read",
                "helpers:read",
                "grades:read",
                "campaigns:read",
                *ANSWERING,
                "tasks:review",
                "tasks:manage",
                "columns:manage",
            },
        ),
        (
            "certification_body",
            {
                *READING,
                *ANSWERING,
                "roster:import",
                "helpers:read",
                "columns:manage",
            },
        ),
        ("laboratory", READING),
        ("association", READING),
        ("park", READING),
        ("bank", READING),
        ("trainer", READING),
        ("department", READING),
        ("chain_office", READING),
        ("platform", {"roster:import", "bulletin:read"}),
    ],
)
def test_the_form_offers_what_a_key_of_the_kind_can_do(
    client, administrator, kind, scopes
):
    organisation = OrganisationFactory.create(kind=kind)
    client.force_login(administrator)
    address = f"/account/organisation/{organisation.code}/token/"

    form = client.get(address).context["form"]

    assert {scope for scope, _ in form.fields["scopes"].choices} == scopes


def test_a_call_tells_which_scope_the_key_lacks(client, make_token, owner_organisation):
    headers = {"Authorization": make_token(owner_organisation, ["registry:read"])}

    def ask(**language):
        address = "/api/v1/returns/"
        return client.post(address, headers={**headers, **language}).json()

    assert ask()["code"] == "accounts.scope_missing"
    assert ask()["detail"] == (
        "此密钥没有“填报指标”权限（returns:write）。"
        "需要的话，请本单位负责人另建一把有这项权限的密钥。"
    )
    assert ask(Accept_Language="en")["detail"] == (
        "This key lacks the right “Submit indicators” (returns:write). If you need it, "
        "ask the person in charge of your organisation for another key that has it."
    )
