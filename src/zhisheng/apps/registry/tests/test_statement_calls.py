"""Statements by the API: said by the own enterprise, read by its offices."""

import json

import pytest

from zhisheng.apps.registry.models import Statement
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
STOPPED = "registry.ordered_to_stop"
BOTH = ("registry:read", "registry:state")


@pytest.fixture
def enterprise(owner_organisation):
    return make_enterprise(organisation=owner_organisation)


@pytest.fixture
def call(client, make_token, enterprise):
    def send(organisation, path="", data=None, scopes=BOTH):
        headers = {"Authorization": make_token(organisation, list(scopes))}
        address = f"/api/v1/enterprises/{enterprise.code}/statements{path}"
        if data is None:
            return client.get(address, headers=headers)
        return client.post(
            address,
            json.dumps(data),
            content_type="application/json",
            headers=headers,
        )

    return send


def test_it_is_said_read_and_taken_back(call, owner_organisation, county_unit):
    said = call(
        owner_organisation,
        data={
            "topic": "sampling_failure",
            "answers": {
                "registry.sampling_failure": True,
                "registry.sampling_failure_on": "2024-05-01",
                "registry.sampling_failure_mended": None,
            },
            "note": "已换料",
        },
    )

    assert said.status_code == 201
    told = said.json()
    assert told["answers"] == {
        "registry.sampling_failure": True,
        "registry.sampling_failure_on": "2024-05-01",
    }
    assert (told["topic_name"], told["note"]) == ("国家监督抽查", "已换料")
    assert (told["is_standing"], told["asked_again_after_months"]) == (True, 12)
    office = county_unit.organisations.get(kind="unit")
    assert call(office, scopes=("registry:read",)).json() == [told]

    taken = call(owner_organisation, f"/{told['code']}/withdraw", {})
    assert (taken.status_code, taken.json()["is_standing"]) == (200, False)
    assert taken.json()["withdrawn_at"]
    assert call(owner_organisation).json() == [taken.json()]


def test_an_office_is_told_the_latest_and_nothing_that_was_taken_back(
    call, owner_organisation, county_unit
):
    office = county_unit.organisations.get(kind="unit")

    def say(stopped, note):
        said = {"topic": "ordered_to_stop", "answers": {STOPPED: stopped}, "note": note}
        return call(owner_organisation, data=said).json()["code"]

    def read():
        told = call(office, scopes=("registry:read",)).json()
        return [(one["note"], one["is_standing"]) for one in told]

    say(True, "去年停过")
    latest = say(False, "早就复工了")
    assert read() == [("早就复工了", True)]
    assert len(call(owner_organisation).json()) == 2

    call(owner_organisation, f"/{latest}/withdraw", {})
    assert read() == []
    assert len(call(owner_organisation).json()) == 2


@pytest.mark.parametrize(
    "data",
    [
        {"topic": "nothing", "answers": {}},
        {"topic": "ordered_to_stop", "answers": {}},
        {"topic": "ordered_to_stop", "answers": {STOPPED: "yes"}},
        {"topic": "ordered_to_stop", "answers": {STOPPED: 1}},
        {"topic": "ordered_to_stop", "answers": {STOPPED: "2024-05-01"}},
        {"topic": "ordered_to_stop", "answers": {"other": True}},
        {
            "topic": "ordered_to_stop",
            "answers": {STOPPED: True},
            "note": "长" * 301,
        },
        {
            "topic": "major_accident",
            "answers": {
                "registry.major_accident_stop": True,
                "registry.major_accident_stop_on": "9999-12-31",
            },
        },
    ],
)
def test_what_cannot_be_is_refused(call, owner_organisation, data):
    answer = call(owner_organisation, data=data)

    assert answer.status_code == 422
    assert not Statement.objects.exists()


def test_the_field_that_is_wrong_is_named(call, owner_organisation):
    answer = call(
        owner_organisation, data={"topic": "ordered_to_stop", "answers": {"x": True}}
    )

    assert answer.json()["fields"] == {STOPPED: "请选一个。", "x": "这里不问这一项。"}


def test_another_enterprise_and_an_office_say_nothing_for_it(
    call, stranger_organisation, county_unit, make_token
):
    said = {"topic": "ordered_to_stop", "answers": {STOPPED: False}}

    assert call(stranger_organisation, data=said).status_code == 404
    assert call(stranger_organisation).status_code == 404
    office = county_unit.organisations.get(kind="unit")
    assert call(office, data=said, scopes=("registry:read",)).status_code == 403
    assert not Statement.objects.exists()


def test_an_unknown_topic_is_told_at_its_field(call, owner_organisation):
    answer = call(owner_organisation, data={"topic": "nothing", "answers": {}})

    assert answer.json()["fields"] == {"topic": "没有这个代码，请从列表中选择。"}
