"""A call asks for the right and the thing first, once, and then reads its words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
API = "/api/v1"
STATES = "只能写其中之一：to_confirm、refused、warning、accepted、answered、left_out、applied。"


@pytest.fixture
def make_key(make_token):
    def make(organisation, *scopes):
        return {"Authorization": make_token(organisation, list(scopes))}

    return make


@pytest.mark.parametrize("words", ["", "?after=a", "?status=bogus"])
def test_rows_of_a_foreign_import_are_not_found(
    client, upload, other_body_organisation, make_key, words
):
    read = upload([make_line(1)])
    key = make_key(other_body_organisation, "roster:import")

    answer = client.get(f"{API}/programme/imports/{read.code}/rows{words}", headers=key)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/programme/imports/R-1/kept?after=a", "roster:import"),
        ("/programme/imports/R-1/rows/a", "roster:import"),
        ("/returns/enterprises/{code}/values?period=a", "returns:read"),
        ("/returns/sheets/S-1/kept?after=a", "returns:read"),
    ],
)
def test_what_is_not_found_says_nothing_of_the_words(
    client, year, body_organisation, make_key, path, scope
):
    key = make_key(body_organisation, scope)
    address = f"{API}{path.format(code=make_enterprise().code)}"
    ask = client.post if address.endswith("rows/a") else client.get

    assert ask(address, headers=key).status_code == 404


def test_who_may_not_see_the_ledger_is_told_that_alone(
    client, year, owner_organisation, make_key
):
    key = make_key(owner_organisation, "registry:read")

    answer = client.get(f"{API}/programme/ledger/a?after=a", headers=key)

    assert answer.status_code == 403


def test_words_of_an_own_import_are_judged(client, upload, body_organisation, make_key):
    read = upload([make_line(1)])
    key = make_key(body_organisation, "roster:import")

    answer = client.get(
        f"{API}/programme/imports/{read.code}/rows?status=bogus&after=a", headers=key
    )

    assert (answer.status_code, answer.json()["fields"]) == (
        422,
        {"status": STATES, "after": "请写整数。"},
    )


@pytest.mark.parametrize("status", ["", "accepted"])
def test_an_import_is_looked_for_once(
    client, upload, body_organisation, make_key, status
):
    read = upload([make_line(1)])
    key = make_key(body_organisation, "roster:import")
    address = f"{API}/programme/imports/{read.code}/rows?status={status}"

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, headers=key)

    looked_for = [
        one for one in asked.captured_queries if f"'{read.code}'" in one["sql"]
    ]
    assert len(answer.json()["items"]) == 1
    assert len(looked_for) == 1
