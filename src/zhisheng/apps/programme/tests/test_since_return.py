"""Handed in again: what was mended, what was left, what is new, remark by remark."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.entry_tables import hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import reload
from zhisheng.apps.programme.tests.test_remarks import change, remark, send_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(list_entry, body_user):
    upload(list_entry, body_user, [line(number) for number in range(1, 5)])
    return hand_in(list_entry, body_user)


@pytest.fixture
def returned(handed, nation_unit, officer_nation):
    """Return two cells of line 1, the whole of lines 2 and 3, and a field."""
    for field in ("revenue_before", "method"):
        remark(handed, nation_unit, officer_nation, "请核对", row=1, field=field)
    for row in (2, 3):
        remark(handed, nation_unit, officer_nation, "不是小微企业", row=row)
    return send_back(
        handed, nation_unit, officer_nation, Remark("换个人", field="contact_name")
    )


@pytest.fixture
def mended(returned, body_user):
    """Mend one cell, take one line out and put a new one in; leave the rest."""
    change(returned, 1, body_user, revenue_before="12万")
    current = reload(returned)
    services.remove_row(
        entry=current, number=2, version=current.version, actor=body_user
    )
    upload(returned, body_user, [line(9)])
    return hand_in(returned, body_user)


def tell(entry):
    return [
        (one.row_name[-4:], one.field, one.outcome.value, one.changes)
        for one in selectors.find_answer(reload(entry)).remarks
    ]


def count(entry):
    return {
        view: len(selectors.list_rows_of(entry, view=view).items)
        for view in ("returned", "mended", "left", "added")
    }


def test_each_remark_is_told_apart(mended):
    assert tell(mended) == [
        ("1丝网厂", "method", "left", ()),
        ("3丝网厂", "", "left", ()),
        ("", "contact_name", "left", ()),
        ("2丝网厂", "", "removed", ()),
        (
            "1丝网厂", "revenue_before", "mended",
            (("revenue_before", "1200000", "120000"),),
        ),
    ]  # fmt: skip
    assert count(mended) == {"returned": 0, "mended": 1, "left": 1, "added": 1}
    assert selectors.find_answer(mended).dropped == 1


def test_changed_and_put_back_is_left(returned, body_user):
    change(returned, 1, body_user, revenue_before="12万")
    change(returned, 1, body_user, revenue_before="120万")
    handed = hand_in(returned, body_user)

    assert {one[2] for one in tell(handed)} == {"left"}
    assert count(handed) == {"returned": 0, "mended": 0, "left": 3, "added": 0}


def test_a_new_line_that_is_changed_again_stays_new(returned, body_user):
    upload(returned, body_user, [line(9)])
    change(returned, 5, body_user, method="咨询")
    handed = hand_in(returned, body_user)

    assert count(handed)["added"] == 1
    assert handed.rows.get(number=5).before == {}


def test_it_is_over_once_it_is_passed_or_returned_again(
    mended, body_user, nation_unit, officer_nation
):
    send_back(
        mended, nation_unit, officer_nation, Remark("换个人", field="contact_name")
    )

    assert (tell(mended), count(mended)["added"]) == ([], 0)
    again = hand_in(mended, body_user, contact_name="李红")
    assert [one[1:3] for one in tell(again)] == [("contact_name", "mended")]
    assert count(again) == {"returned": 0, "mended": 0, "left": 0, "added": 0}
    services.pass_entries(task=again.task, unit=nation_unit, actor=officer_nation)
    assert tell(again) == []


def test_the_page_and_the_api_tell_it(mended, officer_nation, client, call):
    client.force_login(
        officer_nation, backend="django.contrib.auth.backends.ModelBackend"
    )
    address = reverse("programme:entry", args=[mended.task.code, mended.pk])

    html = client.get(address).content.decode()

    assert (
        "1 条批注已改，3 条没有改，1 条批注的行已去掉，"
        "表里改了 1 行，新增 1 行，去掉 1 行。"
    ) in html
    assert "1,200,000 → 120,000" in html
    told = call(
        officer_nation, "tasks:read", f"/tasks/{mended.task.code}/entries/{mended.pk}"
    ).json()
    assert [told[f"{name}_lines"] for name in ("mended", "left", "added", "dropped")] == [
        1, 1, 1, 1,
    ]  # fmt: skip
    assert told["answered"][-1] == {
        "row": 1, "row_name": "安平县示例1丝网厂", "field": "revenue_before",
        "text": "请核对", "outcome": "mended", "reply": "",
        "changes": [
            {"field": "revenue_before", "before": "1200000", "after": "120000"}
        ],
    }  # fmt: skip
