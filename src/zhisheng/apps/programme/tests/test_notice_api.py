"""Notices by the API: read by everybody, written with a key of the unit itself."""

from datetime import date

import pytest
import time_machine

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import PublicNotice
from zhisheng.apps.programme.tests.notices import (
    LINES,
    TEXT,
    make_draft,
    object_to,
    publish,
    reload,
)

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2024-03-04T09:00:00+08:00", "2024-03-05T09:00:00+08:00"
AFTER = "2024-03-12T09:00:00+08:00"
ROOT = "/api/v1/programme"
NEW = {
    "kind": "award",
    "title": "2024年质量认证奖补名单公示",
    "basis": "安政办〔2024〕8号",
    "text": TEXT,
    "contact": "质量股 0318-7512345",
    "subjects": [
        {"name": "安平县示例丝网厂", "region": "安平县", "remark": "拟奖补 2 万元"}
    ],
}


@pytest.fixture
def notice(county_unit, officer_county):
    with time_machine.travel(MONDAY, tick=False):
        return publish(county_unit, officer_county)


@pytest.fixture
def send(client, make_token):
    """Return a function that calls with a key of an officer's unit, or without one."""

    def call(path, officer=None, data=None, moment=TUESDAY):
        headers = {}
        with time_machine.travel(moment, tick=False):
            if officer is not None:
                organisation = Membership.objects.get(user=officer).organisation
                headers["Authorization"] = make_token(organisation, ["notices:write"])
            if data is None:
                return client.get(ROOT + path, headers=headers)
            return client.post(
                ROOT + path, data, content_type="application/json", headers=headers
            )

    return call


def test_everybody_reads_what_is_up(notice, send):
    listed = send("/notices").json()
    shown = send(f"/notices/{notice.code}").json()

    assert [one["code"] for one in listed["items"]] == [notice.code]
    assert (listed["items"][0]["subjects"], listed["next_after"]) == ([], None)
    assert (shown["starts_on"], shown["ends_on"]) == ("2024-03-04", "2024-03-11")
    assert [one["name"] for one in shown["subjects"]] == [
        line.split("，")[0] for line in LINES.splitlines()
    ]


def test_after_the_term_it_is_gone(notice, send):
    answer = send(f"/notices/{notice.code}", moment=AFTER)

    assert answer.status_code == 410
    assert answer.json()["code"] == "programme.notice_over"
    assert notice.title not in answer.content.decode()
    assert send("/notices", moment=AFTER).json() == {"items": [], "next_after": None}


def test_a_key_of_the_unit_drafts_publishes_and_answers(
    send, officer_county, county_unit
):
    made = send("/notices", officer_county, NEW)
    assert made.status_code == 201
    code = made.json()["code"]
    assert made.json()["subjects"][0]["region"] == "河北省衡水市安平县"
    assert send(f"/notices/{code}").status_code == 404

    seen = {"version": made.json()["version"]}
    published = send(f"/notices/{code}/publish", officer_county, seen).json()
    assert (published["status"], published["ends_on"]) == ("published", "2024-03-12")
    assert send(f"/notices/{code}/publish", officer_county, seen).status_code == 409
    with time_machine.travel(TUESDAY, tick=False):
        filed = object_to(PublicNotice.objects.get())
    objections = send(f"/notices/{code}/objections", officer_county).json()
    assert [one["name"] for one in objections["items"]] == ["李红"]
    assert "13812345678" not in str(objections)

    decided = {"result": "rejected", "answer": "证书编号可查。"}
    done = send(f"/objections/{filed.code}/answer", officer_county, decided)
    assert (done.status_code, done.json()["result"]) == (200, "rejected")
    again = send(f"/objections/{filed.code}/answer", officer_county, decided)
    assert again.json()["code"] == "programme.objection_answered"
    assert again.status_code == 409


def test_a_draft_changed_meanwhile_is_not_published_unseen(
    send, officer_county, county_unit
):
    made = send("/notices", officer_county, NEW).json()
    path = f"/notices/{made['code']}/publish"
    draft = PublicNotice.objects.get()
    with time_machine.travel(TUESDAY, tick=False):
        services.update_notice(
            notice=draft,
            draft=make_draft(title="改过的公示"),
            subjects=services.read_subjects(services.read_lines(LINES)),
            actor=officer_county,
        )

    unsaid = send(path, officer_county, {})
    stale = send(path, officer_county, {"version": made["version"]})

    assert unsaid.status_code == 422
    assert (stale.status_code, stale.json()["code"]) == (
        409, "programme.notice_changed",
    )  # fmt: skip
    assert officer_county.name in stale.json()["detail"]
    assert reload(draft).status == "draft"
    now = send(f"/notices/{made['code']}/draft", officer_county).json()
    assert (now["title"], now["version"]) == ("改过的公示", reload(draft).version)
    seen = {"version": now["version"]}
    assert send(path, officer_county, seen).json()["title"] == "改过的公示"


def test_a_draft_is_read_by_its_own_office_alone(send, officer_county, officer_city):
    made = send("/notices", officer_county, NEW).json()
    path = f"/notices/{made['code']}/draft"

    own, above, nobody = (
        send(path, who).status_code for who in (officer_county, officer_city, None)
    )
    send(f"/notices/{made['code']}/publish", officer_county, {"version": 1})
    published = send(path, officer_county)

    assert (own, above, nobody) == (200, 404, 401)
    assert (published.status_code, published.json()["code"]) == (
        409, "programme.notice_state",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "请找王强 13812345678"}, "text"),
        ({"subjects": [{"name": "甲厂", "remark": "13812345678"}]}, "subjects"),
        ({"text": "长" * 5001}, "text"),
        ({"working_days": 2}, "working_days"),
        ({"subjects": [{"name": "甲厂"}] * 2001}, "subjects"),
    ],
)
def test_what_may_not_be_public_is_refused(
    send, officer_county, county_unit, changes, field
):
    answer = send("/notices", officer_county, NEW | changes)

    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]
    assert PublicNotice.objects.count() == 0


def test_an_office_above_reads_but_does_not_act(notice, send, officer_city):
    with time_machine.travel(TUESDAY, tick=False):
        filed = object_to(notice)
    decided = {"result": "accepted", "answer": "成立。"}

    listed = send(f"/notices/{notice.code}/objections", officer_city).json()
    refused = send(f"/objections/{filed.code}/answer", officer_city, decided)

    assert listed == {"items": [], "next_after": None}
    assert refused.status_code == 404
    assert reload(filed).result == ""
    assert reload(notice).ends_on == date(2024, 3, 11)
