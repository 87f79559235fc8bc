import pytest
import time_machine

from zhisheng.apps.accounts.tests.factories import make_person
from zhisheng.apps.registry.tests.factories import GrantFactory
from zhisheng.apps.returns.models import AreaValue, Return, Value
from zhisheng.apps.returns.tests.conftest import TODAY
from zhisheng.apps.returns.tests.factories import ValueFactory

URL = "/api/v1/returns"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def call(client, make_token):
    def call(organisation, scopes, method, path, payload=None):
        options = {"headers": {"Authorization": make_token(organisation, scopes)}}
        if payload is not None:
            options |= {"data": payload, "content_type": "application/json"}
        return getattr(client, method)(f"{URL}{path}", **options)

    return call


def filled(enterprise, /, **changes):
    return {
        "enterprise": enterprise.code,
        "form": "yearly-effects",
        "period": "2024",
        "values": {"revenue": "1200000", "scrap_rate": "5–15%"},
        **changes,
    }


def test_the_dictionary_by_level(call, enterprise, owner_organisation):
    rows = call(owner_organisation, [], "get", "/indicators?level=chain").json()

    assert [row["code"] for row in rows] == [
        "sales", "export", "full_chain_output", "domestic_content", "local_supply",
        "employment", "product_count", "little_giants_raised",
    ]  # fmt: skip


def test_an_enterprise_submits_and_reads_back(call, enterprise, owner_organisation):
    scopes = ["returns:write", "returns:read"]
    response = call(owner_organisation, scopes, "post", "/", filled(enterprise))

    assert response.status_code == 201
    filing = Return.objects.get()
    assert response.json()["code"] == filing.code
    rows = call(
        owner_organisation, scopes, "get", f"/enterprises/{enterprise.code}/values"
    ).json()
    assert [
        (row["indicator"], row["value"], row["low"], row["high"]) for row in rows
    ] == [
        ("revenue", "1200000.0000", None, None),
        ("scrap_rate", None, "5.0000", "15.0000"),
    ]


def test_a_second_submission_replaces(call, enterprise, owner_organisation):
    scopes = ["returns:write"]
    call(owner_organisation, scopes, "post", "/", filled(enterprise))

    again = filled(enterprise, values={"revenue": "1300000"})
    response = call(owner_organisation, scopes, "post", "/", again)

    assert response.status_code == 201
    assert [int(value.value) for value in Value.objects.all()] == [1_300_000]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"values": {"revenue": "abc"}}, 422, "kit.fields_refused"),
        ({"values": {"product_count": "1"}}, 422, "kit.fields_refused"),
        ({"values": {"revenue": "10", "profit": "20"}}, 422, "returns.reason_missing"),
        ({"form": "survey-example"}, 422, "returns.form_closed"),
        ({"period": "1999"}, 422, "returns.period_refused"),
        ({"enterprise": "E-NONE"}, 404, "kit.not_found"),
    ],
)
def test_problems_have_stable_codes(
    call, enterprise, owner_organisation, changes, status, code
):
    payload = filled(enterprise, **changes)

    response = call(owner_organisation, ["returns:write"], "post", "/", payload)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert Value.objects.count() == 0


def test_scopes_are_asked(call, enterprise, owner_organisation):
    path = f"/enterprises/{enterprise.code}/values"

    assert call(owner_organisation, [], "get", path).status_code == 403
    assert (
        call(owner_organisation, [], "post", "/", filled(enterprise)).status_code == 403
    )


def test_a_body_reads_values_only_through_a_grant(
    call, enterprise, body_organisation, body_user
):
    ValueFactory(enterprise=enterprise)
    path = f"/enterprises/{enterprise.code}/values"
    assert call(body_organisation, ["returns:read"], "get", path).status_code == 404

    grant = GrantFactory(enterprise=enterprise, viewer=body_organisation)
    assert call(body_organisation, ["returns:read"], "get", path).status_code == 404

    grant.fields = ["name", "returns"]
    grant.save()
    assert len(call(body_organisation, ["returns:read"], "get", path).json()) == 1


def test_an_office_enters_and_lists_totals(call, dictionary, officer_county):
    office = officer_county.memberships.get().organisation
    payload = {
        "level": "region",
        "subject_code": "131125",
        "indicator": "credit_support",
        "period": "2024",
        "amount": "6.5亿元",
        "document": "示例文件〔2025〕2号",
    }

    response = call(office, ["returns:write"], "post", "/totals", payload)

    assert response.status_code == 201
    assert AreaValue.objects.get().value == 650_000_000
    [row] = call(office, ["returns:read"], "get", "/totals").json()
    assert (row["indicator"], row["document"]) == (
        "credit_support",
        "示例文件〔2025〕2号",
    )
    for change in (
        {"amount": "很多"},
        {"period": "20241231"},
        {"period": "20２４"},
        {"document": "文" * 201},
    ):
        wrong = {**payload, **change}
        response = call(office, ["returns:write"], "post", "/totals", wrong)
        assert response.status_code == 422
    assert AreaValue.objects.count() == 1


def test_no_office_writes_over_the_total_of_another(
    call, dictionary, officer_county, officer_city
):
    offices = [
        one.memberships.get().organisation for one in (officer_city, officer_county)
    ]
    payload = {
        "level": "chain",
        "subject_code": "wire-mesh",
        "indicator": "full_chain_output",
        "period": "2024",
        "amount": "6.5亿元",
        "document": "示例文件〔2025〕2号",
    }

    codes = [
        call(
            office, ["returns:write"], "post", "/totals", {**payload, "amount": amount}
        )
        for office, amount in zip(offices, ("6.5亿元", "7亿元"), strict=True)
    ]

    assert [response.status_code for response in codes] == [201, 422]
    assert AreaValue.objects.get().value == 650_000_000


def test_others_enter_no_totals(call, dictionary, body_organisation):
    make_person("甲", body_organisation, "body")

    response = call(body_organisation, ["returns:read"], "get", "/totals")

    assert response.status_code == 403
