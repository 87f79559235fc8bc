"""A saved set is changed and deleted as it was seen; theirs is kept and told of."""

import json

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.accounts.errors import ColumnSetChangedError, ColumnSetVersionError
from zhisheng.apps.accounts.models import ColumnSet
from zhisheng.apps.accounts.selectors import get_organisation_of_unit
from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme.tests.test_column_sets import save
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
NOON = "2024-03-04T12:05:00+08:00"
TOLD = (
    "方案“报省局用”在 2024年3月4日 12:05 由安平赵强改过，和您打开时不一样，"
    "没有照旧页面办。请先看现在的列，再决定要不要提交一次。"
)


@pytest.fixture
def overtaken(county_unit, officer_county):
    """Return the set as it was seen before a colleague saved other columns."""
    seen = save(county_unit, officer_county)
    with time_machine.travel(NOON, tick=False):
        save(
            county_unit,
            make_officer("安平赵强", county_unit),
            columns=("uscc", "name"),
            replaced=ColumnSet.objects.get(),
        )
    return seen


@pytest.fixture
def address():
    return reverse("accounts:save_columns", args=["roster"])


def read_keys():
    return [key for key, _label in ColumnSet.objects.get().columns]


def test_the_version_seen_is_carried_along(
    client, county_unit, officer_county, address
):
    saved = save(county_unit, officer_county)
    client.force_login(officer_county)
    choosing = reverse("accounts:choose_columns", args=["roster"])

    opened = client.get(choosing, {"columns": saved.code, "editing": saved.code})
    save(county_unit, officer_county, replaced=saved)
    moved = client.get(
        choosing,
        {
            "columns": ["name", "uscc"],
            "editing": saved.code,
            "version": 1,
            "up": "uscc",
        },
    )
    asked = client.get(
        address, {"columns": ["uscc", "name"], "set": saved.code, "version": 1}
    )

    hidden = '<input type="hidden" name="version" value="1"'
    for page in (opened, moved, asked):
        assert hidden in page.content.decode()


def test_the_later_of_two_sees_both_choices(client, overtaken, officer_county, address):
    client.force_login(officer_county)
    typed = {"columns": ["status"], "set": overtaken.code, "name": "报省局用"}

    refused = client.post(address, typed | {"version": "1"})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert TOLD in page
    assert "<dd>统一社会信用代码、企业名称</dd>" in page
    assert "<dd>登记状态</dd>" in page
    assert 'name="version" value="2"' in page
    assert read_keys() == ["uscc", "name"]
    assert AuditEntry.objects.filter(action="accounts.column_set_saved").count() == 2

    assert client.post(address, typed | {"version": "2"}).status_code == 302
    assert (read_keys(), ColumnSet.objects.get().version) == (["status"], 3)


@pytest.mark.parametrize("version", ["0", "9", "9" * 30])
def test_a_version_that_never_was_changes_nothing(
    client, overtaken, officer_county, address, version
):
    client.force_login(officer_county)

    answer = client.post(
        address,
        {
            "columns": ["status"], "set": overtaken.code, "name": "新", "version": version
        },
    )  # fmt: skip

    assert answer.status_code == 409
    assert f"方案没有第 {version} 版，现在是第 2 版。" in answer.content.decode()
    assert read_keys() == ["uscc", "name"]


def test_a_set_changed_meanwhile_is_not_deleted(client, overtaken, officer_county):
    client.force_login(officer_county)
    deleting = reverse("accounts:delete_column_set", args=[overtaken.code])

    refused = client.post(deleting, {"version": "1"})
    unsaid = client.post(deleting)

    page = refused.content.decode()
    assert (refused.status_code, unsaid.status_code) == (409, 409)
    assert TOLD in page
    assert "统一社会信用代码、企业名称" in page
    assert '<input type="hidden" name="version" value="2">' in page
    assert ColumnSet.objects.count() == 1
    assert client.post(deleting, {"version": "2"}).status_code == 302
    assert not ColumnSet.objects.exists()


def test_what_was_chosen_outlives_the_set(client, overtaken, officer_county, address):
    ColumnSet.objects.all().delete()
    client.force_login(officer_county)

    answer = client.post(
        address,
        {"columns": ["status"], "set": overtaken.code, "name": "新", "version": "1"},
        follow=True,
    )

    page = answer.content.decode()
    assert answer.redirect_chain[0][0].endswith("?columns=status")
    assert "这套方案已经删除了。选好的列还在，可以另存一套。" in page
    assert page.count("checked") == 1
    assert not ColumnSet.objects.exists()


def test_a_program_names_the_version_it_saw(client, overtaken, county_unit, make_token):
    key = make_token(get_organisation_of_unit(county_unit.code), ["columns:manage"])

    def send(**words):
        body = {"export": "roster", "name": "报省局用", "columns": ["status"]}
        return client.post(
            "/api/v1/account/column-sets",
            json.dumps(body | {"code": overtaken.code} | words),
            "application/json",
            headers={"Authorization": key},
        )

    stale, unsaid, odd = send(version=1), send(), send(version=3)

    assert (stale.status_code, stale.json()["code"]) == (
        409, ColumnSetChangedError.code
    )  # fmt: skip
    assert stale.json()["detail"] == TOLD
    assert (odd.status_code, odd.json()["code"]) == (422, ColumnSetVersionError.code)
    assert (unsaid.status_code, unsaid.json()["fields"]) == (
        422, {"version": "请写明看到的是第几版。"}
    )  # fmt: skip
    assert read_keys() == ["uscc", "name"]
    assert (send(version=2).json()["version"], read_keys()) == (3, ["status"])


def test_a_program_deletes_what_it_saw(client, overtaken, county_unit, make_token):
    key = make_token(get_organisation_of_unit(county_unit.code), ["columns:manage"])
    address = f"/api/v1/account/column-sets/{overtaken.code}"

    def delete(words):
        return client.delete(address + words, headers={"Authorization": key})

    unsaid, stale = delete(""), delete("?version=1")

    assert (unsaid.status_code, stale.status_code) == (422, 409)
    assert stale.json()["detail"] == TOLD
    assert ColumnSet.objects.count() == 1
    assert delete("?version=2").status_code == 204
    assert not ColumnSet.objects.exists()
