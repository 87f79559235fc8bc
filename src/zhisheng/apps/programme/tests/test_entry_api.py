"""Entries by the API: filled in, handed in and mended with a key; returned by an office."""

import pytest

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.programme.models import EntryRemark, EntryRow
from zhisheng.apps.programme.tests.entry_tables import (
    SUMMARY,
    line,
    make_sheet,
)
from zhisheng.apps.programme.tests.reporting import (
    GOOD,
    READ,
    fill,
    make_enterprises,
    open_now,
    plan_task,
    reload,
)
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
LINE = {
    "name": "安平县示例1丝网厂",
    "uscc": make_code(1),
    "region": "河北省衡水市安平县",
    "method": "诊断",
}


@pytest.fixture
def task(county_unit, officer_county, owner_organisation, owner):
    make_enterprises(1, organisation=owner_organisation, name="安平县示例丝网厂")
    make_enterprises(2)
    return open_now(plan_task(county_unit, officer_county), officer_county)


@pytest.fixture
def entry(task, owner_organisation):
    return task.entries.get(enterprise__organisation=owner_organisation)


def path_of(entry, rest=""):
    return f"/tasks/{entry.task.code}/entries/{entry.pk}{rest}"


def test_what_is_asked_of_the_key_is_listed_in_pages(
    call, task, entry, owner, county_unit, officer_county
):
    for _ in range(50):
        open_now(plan_task(county_unit, officer_county), officer_county)
    fill(entry, owner)

    first = call(owner, "tasks:read", "/entries").json()
    rest = call(owner, "tasks:read", f"/entries?after={first['next_after']}").json()
    due = call(owner, "tasks:read", "/entries?is_due=true").json()

    assert (len(first["items"]), rest["next_after"]) == (50, None)
    assert [one["number"] for one in rest["items"]] == [entry.pk]
    assert (len(due["items"]), due["next_after"]) == (50, None)
    assert rest["items"][0] | {"submitted_at": "", "handed_in_at": "", "late_days": 0} == {
        "task": task.code, "task_name": "2024 年三季度进展", "due_on": "2024-10-31",
        "number": entry.pk, "name": "安平县示例丝网厂",
        "enterprise": entry.enterprise.code, "organisation": None, "state": "filled",
        "is_returned": False, "is_final": False, "waiting_at": "U131125", "version": 1,
        "answers": READ, "submitted_at": "", "handed_in_at": "",
        "late_days": 0, "is_filled_for": False, "is_by_link": False, "is_acted_for": False,
        "confirmed_at": None, "is_said_right": False,
        "is_disputed": False, "is_self_passed": False,
    }  # fmt: skip


def test_an_enterprise_saves_a_draft_and_hands_in(call, entry, owner):
    told = call(owner, "tasks:read", path_of(entry)).json()
    assert (told["is_open"], told["version"], told["state"]) == (True, 0, "unfilled")
    assert len(told["open_fields"]) == 5
    draft = {"version": 0, "answers": {"employees": "二十来个"}}
    saved = call(owner, "tasks:fill", path_of(entry, "/answers"), draft).json()
    assert (saved["version"], saved["state"]) == (1, "unfilled")
    assert saved["answers"] == {"employees": "二十来个"}

    whole = {"version": 1, "answers": GOOD}
    sent = call(owner, "tasks:fill", path_of(entry, "/submit"), whole)

    assert sent.status_code == 200
    done = sent.json()
    assert (done["answers"], done["state"], done["waiting_at"]) == (
        READ, "filled", "U131125",
    )  # fmt: skip
    assert (done["is_open"], done["open_fields"]) == (False, [])
    assert (done["lines"], done["remarks"]) == (0, [])
    assert [(one["act"], one["state"]) for one in done["steps"]] == [
        ("submitted", "filled")
    ]
    again = call(owner, "tasks:fill", path_of(entry, "/submit"), whole)
    assert (again.status_code, again.json()["code"]) == (
        409,
        "programme.entry_handed_in",
    )


@pytest.mark.parametrize("act", ["answers", "submit"])
@pytest.mark.parametrize(
    ("sent", "status", "fields"),
    [
        (
            {"version": 0, "answers": {"profit": "1"}},
            422,
            {"profit": "没有这个字段，请去掉。"},
        ),
        ({"answers": GOOD}, 422, {"version": "缺少这一项，请写上。"}),
        (
            {"version": 0, "answers": {"wanted": "长" * 20_001}},
            422,
            {"answers.wanted": "最多 20000 个字。"},
        ),
        ({"version": 7, "answers": GOOD}, 409, {}),
    ],
)
def test_what_cannot_be_taken_changes_nothing(
    call, entry, owner, act, sent, status, fields
):
    answer = call(owner, "tasks:fill", path_of(entry, f"/{act}"), sent)

    assert (answer.status_code, answer.json().get("fields", {})) == (status, fields)
    assert (reload(entry).version, reload(entry).answers) == (0, {})


def test_what_cannot_be_read_is_told_beside_its_field(call, entry, owner):
    sent = {"version": 0, "answers": GOOD | {"employees": "很多"}}

    answer = call(owner, "tasks:fill", path_of(entry, "/submit"), sent)

    assert answer.status_code == 422
    assert answer.json()["code"] == "programme.entry_incomplete"
    assert list(answer.json()["fields"]) == ["employees"]
    assert reload(entry).state == "unfilled"


def test_an_office_that_fills_in_is_named_and_the_person_asked(
    call, entry, owner, officer_county
):
    Message.objects.all().delete()
    sent = {"version": 0, "answers": GOOD}

    done = call(officer_county, "tasks:fill", path_of(entry, "/submit"), sent).json()

    assert (done["is_filled_for"], done["steps"][-1]["act"]) == (True, "filled_for")
    told = Message.objects.get(key__startswith="filled:")
    assert (told.recipient, told.title) == (
        owner,
        "工作人员代您填了“{task}”，请核对。",
    )


def test_the_audit_names_the_organisation_of_the_key(
    call, entry, owner, owner_organisation
):
    sent = {"version": 0, "answers": GOOD}
    call(owner, "tasks:fill", path_of(entry, "/submit"), sent)

    made = AuditEntry.objects.get(action="programme.entry_submitted")

    assert made.organisation_code == owner_organisation.code


def test_an_office_returns_with_remarks_and_only_those_are_open(
    call, entry, owner, officer_county
):
    fill(entry, owner)
    remark = {"field": "employees", "text": "人数和社保不一致"}
    sent = {"version": 1, "remarks": [remark]}

    back = call(officer_county, "tasks:review", path_of(entry, "/return"), sent)

    assert back.status_code == 200
    told = call(owner, "tasks:read", path_of(entry)).json()
    assert (told["is_returned"], told["open_fields"]) == (True, ["employees"])
    number = EntryRemark.objects.get().pk
    assert told["remarks"] == [
        remark | {
            "number": number, "row": None, "unit": "U131125", "is_settled": False,
            "reply": "",
        }
    ]  # fmt: skip
    reviewed = {"version": told["version"], "answers": {"revenue": "1"}}
    locked = call(owner, "tasks:fill", path_of(entry, "/submit"), reviewed)
    assert (locked.status_code, locked.json()["fields"]) == (
        422,
        {"revenue": "这一项已经审过，没有退回，不能改。"},
    )
    mended = {"version": told["version"], "answers": {"employees": "18"}}
    done = call(owner, "tasks:fill", path_of(entry, "/submit"), mended).json()
    assert (done["answers"], done["remarks"]) == (READ | {"employees": "18"}, [])


@pytest.mark.parametrize(
    ("remarks", "field"),
    [
        ([], "remarks"),
        ([{"text": ""}], "remarks.0.text"),
        ([{"text": "x"}, {"text": "长" * 301}], "remarks.1.text"),
        ([{"text": "请改", "field": "profit"}], "remarks.0.field"),
        ([{"text": "请改", "row": 1}], "remarks.0.row"),
        ([{"text": "请改", "row": 2**70}], "remarks.0.row"),
        ([{"text": "请改"}] * 501, "remarks"),
    ],
)
def test_a_remark_that_says_nothing_sends_nothing_back(
    call, entry, owner, officer_county, remarks, field
):
    fill(entry, owner)
    sent = {"version": 1, "remarks": remarks}

    answer = call(officer_county, "tasks:review", path_of(entry, "/return"), sent)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert (reload(entry).state, EntryRemark.objects.count()) == ("filled", 0)


def test_of_two_reviewers_the_second_is_told(call, entry, owner, officer_county):
    fill(entry, owner)
    sent = {"version": 0, "remarks": [{"text": "请改"}]}

    answer = call(officer_county, "tasks:review", path_of(entry, "/return"), sent)

    assert answer.json()["code"] == "programme.entry_moved_on"
    assert (answer.status_code, reload(entry).state) == (409, "filled")


def test_a_body_uploads_its_list_and_mends_single_lines(call, list_entry, body_user):
    entry = list_entry
    sheet = make_sheet([line(1), line(2, region="火星")])
    sent = {"sheet": sheet, "version": 0}

    taken = call(
        body_user, "tasks:fill", path_of(entry, "/sheet"), sent, format="multipart"
    ).json()
    assert (taken["added"], taken["refused"], taken["version"]) == (1, 1, 1)
    assert [(one["row"], one["column"]) for one in taken["marks"]] == [(3, 3)]
    added = {
        "version": 1,
        "answers": LINE | {"name": "安平县示例2丝网厂", "uscc": make_code(2)},
    }
    made = call(body_user, "tasks:fill", path_of(entry, "/lines"), added)
    assert (made.status_code, made.json()["number"]) == (201, 2)
    changed = {"version": 2, "answers": LINE | {"method": "咨询"}}
    done = call(body_user, "tasks:fill", path_of(entry, "/lines/1"), changed).json()
    assert done["answers"]["method"] == "咨询"
    removed = call(
        body_user, "tasks:fill", path_of(entry, "/lines/2/remove"), {"version": 3}
    ).json()
    assert (removed["lines"], removed["version"]) == (1, 4)
    sent = {"version": 4, "answers": SUMMARY, "is_sure": True}
    handed = call(body_user, "tasks:fill", path_of(entry, "/submit"), sent).json()
    assert (handed["state"], handed["lines"]) == ("filled", 1)
    lines = call(body_user, "tasks:read", path_of(entry, "/lines")).json()
    assert [one["answers"]["uscc"] for one in lines["items"]] == [make_code(1)]


def test_what_belongs_into_the_form_is_refused_in_the_address(
    call, list_entry, body_user
):
    """Asked for the whole to be replaced, a call that keeps lines would mislead."""
    sent = {"sheet": make_sheet([line(1)]), "version": 0}

    answer = call(
        body_user, "tasks:fill", path_of(list_entry, "/sheet?is_whole=true"), sent,
        format="multipart",
    )  # fmt: skip

    assert answer.status_code == 422
    assert answer.json()["fields"] == {"is_whole": "没有这个字段，请去掉。"}
    assert list_entry.rows.count() == 0


def test_an_unknown_column_of_a_line_is_refused(call, list_entry, body_user):
    sent = {"version": 0, "answers": LINE | {"colour": "红"}}

    answer = call(body_user, "tasks:fill", path_of(list_entry, "/lines"), sent)

    assert answer.json()["fields"] == {"colour": "没有这个字段，请去掉。"}
    assert EntryRow.objects.count() == 0


def test_lines_come_in_pages_with_their_remarks(
    call, count, list_entry, body_user, officer_nation
):
    sheet = make_sheet([line(number) for number in range(1, 53)])
    sent = {"sheet": sheet, "version": 0}
    call(
        body_user, "tasks:fill", path_of(list_entry, "/sheet"), sent, format="multipart"
    )
    handed = {"version": 1, "answers": SUMMARY, "is_sure": True}
    call(body_user, "tasks:fill", path_of(list_entry, "/submit"), handed)
    back = {"version": 2, "remarks": [{"row": 51, "field": "method", "text": "请核对"}]}
    told = call(officer_nation, "tasks:review", path_of(list_entry, "/return"), back)
    assert (told.json()["lines"], told.json()["returned_lines"]) == (52, 1)

    first = call(body_user, "tasks:read", path_of(list_entry, "/lines")).json()
    rest = call(body_user, "tasks:read", path_of(list_entry, "/lines?after=50")).json()
    returned = call(
        body_user, "tasks:read", path_of(list_entry, "/lines?view=returned")
    ).json()

    assert (len(first["items"]), first["next_after"]) == (50, 50)
    assert [one["number"] for one in rest["items"]] == [51, 52]
    assert rest["items"][0]["remarks"] == [
        {
            "number": EntryRemark.objects.get().pk, "row": 51, "field": "method",
            "text": "请核对", "unit": "U000000", "is_settled": False, "reply": "",
        }
    ]  # fmt: skip
    assert returned["items"] == rest["items"][:1]
    assert count(body_user, "tasks:read", path_of(list_entry, "/lines")) == 18
    after = path_of(list_entry, "/lines?after=50")
    assert count(body_user, "tasks:read", after) == 18
    assert count(body_user, "tasks:read", path_of(list_entry)) == 23
    assert count(body_user, "tasks:read", "/entries") == 8


READING = ["", "/lines", "/lines?after=a"]
FILLING = ["/answers", "/submit", "/lines", "/lines/1", "/lines/1/remove"]


@pytest.mark.parametrize("rest", READING)
def test_a_stranger_does_not_find_an_entry(call, entry, owner, stranger_owner, rest):
    assert call(owner, "tasks:read", path_of(entry, rest)).status_code in {200, 422}
    assert call(stranger_owner, "tasks:read", path_of(entry, rest)).status_code == 404
    assert call(owner, "tasks:fill", path_of(entry, rest)).status_code == 403


@pytest.mark.parametrize("rest", FILLING)
def test_a_stranger_fills_in_nothing(call, entry, owner, stranger_owner, rest):
    sent = {"version": 0, "answers": GOOD}

    foreign = call(stranger_owner, "tasks:fill", path_of(entry, rest), sent)
    unscoped = call(owner, "tasks:read", path_of(entry, rest), sent)

    assert (foreign.status_code, unscoped.status_code) == (404, 403)
    assert (reload(entry).version, reload(entry).answers) == (0, {})
    known = call(owner, "tasks:fill", path_of(entry, rest), sent).status_code
    assert known == (200 if rest in {"/answers", "/submit"} else known)
    assert known not in {401, 403}


def test_only_an_office_that_may_review_it_returns_an_entry(
    call, entry, owner, officer_county, officer_other_county
):
    fill(entry, owner)
    sent = {"version": 1, "remarks": [{"text": "请改"}]}
    address = path_of(entry, "/return")

    unscoped = call(officer_county, "tasks:fill", address, sent)
    foreign = call(officer_other_county, "tasks:review", address, sent)

    assert (unscoped.status_code, foreign.status_code) == (403, 404)
    assert (reload(entry).state, EntryRemark.objects.count()) == ("filled", 0)
    assert call(officer_county, "tasks:review", address, sent).status_code == 200


@pytest.mark.parametrize("number", ["0", "a", "１", "9" * 30, "-1"])
def test_a_number_that_is_none_is_not_found(call, task, owner, number):
    address = f"/tasks/{task.code}/entries/{number}"

    assert call(owner, "tasks:read", address).status_code == 404
