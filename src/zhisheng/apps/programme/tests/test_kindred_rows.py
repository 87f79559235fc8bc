"""Rows of one file that may be one enterprise, where one or both have no code."""

import re

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import CandidateUnknownError
from zhisheng.apps.programme.models import Engagement, ImportRow, MatchDecision
from zhisheng.apps.programme.selectors import show_reason
from zhisheng.apps.programme.services.matching import Kindred
from zhisheng.apps.programme.sheets import RosterRow
from zhisheng.apps.programme.tests.workbooks import make_code, make_line, name_firm
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs
from zhisheng.methods.linkage import EarlierCandidates, name_key

pytestmark = pytest.mark.django_db


def make_codeless(*names):
    return [make_line(1, 企业名称=name, 统一社会信用代码="") for name in names]


def make_row(number, name, uscc="", sheet="名单"):
    return RosterRow(
        sheet=sheet, row=number, name=name, name_key=name_key(name), uscc=uscc,
        region="131125",
    )  # fmt: skip


def list_rows(read):
    return list(ImportRow.objects.filter(roster_import=read).order_by("row"))


def list_sources(read):
    rows = ImportRow.objects.filter(roster_import=read, is_applied=True)
    return set(rows.values_list("enterprise__uscc", flat=True))


@pytest.fixture
def apply_again(body_user):
    def send(read):
        services.queue_applying(roster_import=read, actor=body_user)
        jobs.run_pending()
        return selectors.get_import(read.code)

    return send


@pytest.mark.parametrize("is_first", [True, False])
def test_a_row_without_a_code_is_asked_about_one_with_a_code(put_in, is_first):
    lines = [*make_codeless(name_firm(1)), make_line(1)]

    done = put_in(lines if is_first else lines[::-1])

    assert Enterprise.unscoped.get().uscc == make_code(1)
    row = ImportRow.objects.get(roster_import=done, status="to_confirm")
    assert (row.uscc, row.is_applied) == ("", False)
    assert row.reasons[-1]["data"] == {
        "row": "3" if is_first else "2", "first": name_firm(1), "uscc": make_code(1),
    }  # fmt: skip
    assert [(one["by"], one["code"]) for one in row.candidates] == [
        ("row", make_code(1))
    ]


def test_a_row_with_a_code_that_stands_in_a_later_part_is_found_too(
    upload, monkeypatch
):
    monkeypatch.setattr("zhisheng.apps.programme.sheets.reading.CHUNK", 2)
    others = [make_line(number) for number in range(2, 6)]

    read = upload([*make_codeless(name_firm(1)), *others, make_line(1)])

    statuses = [row.status for row in list_rows(read)]
    assert statuses == ["to_confirm", *["accepted"] * 5]


@pytest.mark.parametrize("is_applied", [True, False])
@pytest.mark.parametrize("is_first", [True, False])
def test_the_same_takes_the_code_of_the_other_row(
    upload, apply_again, body_user, is_first, is_applied
):
    lines = [*make_codeless(name_firm(1)), make_line(1)]
    read = upload(lines if is_first else lines[::-1])
    if is_applied:
        read = apply_again(read)
    row = ImportRow.objects.get(roster_import=read, status="to_confirm")

    services.decide_row(
        row=row, decision="same", enterprise_code=make_code(1), actor=body_user
    )
    apply_again(read)

    assert Enterprise.unscoped.get().uscc == make_code(1)
    assert list_sources(read) == {make_code(1)}
    assert Engagement.objects.count() == 1
    again = upload(lines)
    assert {row.status for row in list_rows(again)} <= {"accepted", "warning"}
    assert set(MatchDecision.objects.values_list("decision", flat=True)) <= {"same"}


def test_a_new_one_stays_without_the_code(upload, apply_again, body_user):
    lines = [make_line(1), *make_codeless(name_firm(1))]
    read = upload(lines)
    row = ImportRow.objects.get(roster_import=read, status="to_confirm")

    services.decide_row(
        row=row, decision="same", enterprise_code=make_code(1), actor=body_user
    )
    services.decide_row(row=row, decision="new", actor=body_user)
    apply_again(read)

    assert list_sources(read) == {make_code(1), ""}
    again = ImportRow.objects.get(roster_import=upload(lines), uscc="")
    assert (again.status, again.decision) == ("to_confirm", "")
    assert [one["by"] for one in again.candidates] == ["name", "name"]


def test_a_row_left_out_stays_out(upload, apply_again, body_user):
    read = upload([make_line(1), *make_codeless(name_firm(1))])
    row = ImportRow.objects.get(roster_import=read, status="to_confirm")

    services.decide_row(row=row, decision="skip", actor=body_user)
    apply_again(read)

    assert list_sources(read) == {make_code(1)}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_asks_and_takes_the_answer(client, upload, body_user, language):
    read = upload([make_line(1), *make_codeless(name_firm(1))])
    row = ImportRow.objects.get(roster_import=read, status="to_confirm")
    client.force_login(body_user)
    address = reverse("programme:import_detail", args=[read.code])

    page = client.get(address, headers={"Accept-Language": language}).content.decode()
    answers = re.findall(r'name="decision" value="([^"]*)"', page)
    client.post(reverse("programme:decide", args=[read.code, row.pk]),
                {"decision": answers[0]})  # fmt: skip

    assert answers == [f"same:{make_code(1)}", "new:", "skip:"]
    question = {
        "zh-hans": f"这一行没有代码，可能就是第 2 行的“{name_firm(1)}”（{make_code(1)}）。",
        "en": f"This row has no code and may be “{name_firm(1)}” ({make_code(1)}) in row 2.",
    }
    assert question[language] in page
    row.refresh_from_db()
    assert (row.decision, row.uscc) == ("same", make_code(1))


def test_a_row_whose_place_was_settled_later_is_asked_too(upload, body_user):
    lines = make_codeless(name_firm(1))
    lines[0][2] = "鼓楼区"
    read = upload([make_line(1), *lines])
    row = ImportRow.objects.get(roster_import=read, status="to_confirm")

    row = services.decide_row(
        row=row, decision="region", place_code="131125", actor=body_user
    ).row

    assert row.status == "to_confirm"
    assert [one["code"] for one in row.candidates] == [make_code(1)]


def test_rows_with_codes_are_not_compared_among_themselves(monkeypatch):
    monkeypatch.setattr(EarlierCandidates, "keep", None)
    monkeypatch.setattr(EarlierCandidates, "add", None)
    rows = [make_row(number, name_firm(1), make_code(number)) for number in range(9)]

    Kindred(rows).mark(rows)

    assert {row.status for row in rows} == {"accepted"}


def test_each_enterprise_that_a_row_may_be_is_offered_the_certain_first():
    rows = [
        make_row(2, "河北华丰丝网厂(安平)", make_code(1)),
        make_row(3, "安平县华丰丝网厂", make_code(2)),
        make_row(4, "安平县华丰丝网厂", make_code(2)),
        make_row(5, "安平县华丰丝网厂", sheet="补充"),
    ]

    Kindred(rows).mark(rows)

    codes = [one["code"] for one in rows[3].candidates]
    assert codes == [make_code(2), make_code(1)]
    assert rows[3].reasons[-1].data == {
        "row": "3", "sheet": "名单", "first": "安平县华丰丝网厂", "uscc": make_code(2),
    }  # fmt: skip


def test_similar_rows_of_one_file_are_asked_where_neither_has_a_code(upload):
    names = ("安平县华丰丝网厂", "安平县桦峰丝网厂", "河北华丰丝网厂(安平)")

    read = upload(make_codeless(*names))

    rows = list_rows(read)
    assert [row.status for row in rows] == ["warning", "warning", "to_confirm"]
    reason = rows[2].reasons[-1]
    assert (reason["field"], reason["data"]) == (
        "name",
        {"row": "2", "first": "安平县华丰丝网厂"},
    )
    assert show_reason(reason)["message"] == (
        "这一行没有代码，可能就是第 2 行的“安平县华丰丝网厂”。"
    )
    assert rows[2].candidates == []


def test_a_similar_row_of_one_file_names_the_sheet_of_the_first(upload):
    read = upload(
        make_codeless("安平县华丰丝网厂"), hidden=make_codeless("安平华丰丝网厂")
    )

    row = ImportRow.objects.get(roster_import=read, status="to_confirm")
    assert row.reasons[-1]["data"] == {
        "row": "2",
        "sheet": "名单",
        "first": "安平县华丰丝网厂",
    }


def test_a_similar_row_becomes_an_enterprise_only_by_its_own_answer(put_in, body_user):
    done = put_in(make_codeless("安平县华丰丝网厂", "安平华丰丝网厂"))
    assert Enterprise.unscoped.count() == 1
    row = ImportRow.objects.get(roster_import=done, status="to_confirm")

    with pytest.raises(CandidateUnknownError):
        services.decide_row(row=row, decision="same", actor=body_user)
    services.decide_row(row=row, decision="new", actor=body_user)
    services.queue_applying(roster_import=done, actor=body_user)
    jobs.run_pending()

    assert Enterprise.unscoped.count() == 2
