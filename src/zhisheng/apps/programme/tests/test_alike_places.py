"""One answer about a place counts for all rows of the import that wrote the same."""

import hashlib

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import AlikeRefusedError, PlaceUnknownError
from zhisheng.apps.programme.models import ImportRow, PlaceDecision
from zhisheng.apps.programme.services import deciding, rechecking
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    gulou,
    make_line,
    name_firm,
)
from zhisheng.kit import jobs
from zhisheng.kit.audit.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gulou_regions")]
CODELESS = {"统一社会信用代码": ""}


def choose_all(row, kind, code, actor):
    return services.decide_row(
        row=row, decision=kind, place_code=code, all_alike=True, actor=actor
    )


def choose(row, code, actor):
    return services.decide_row(row=row, decision="region", place_code=code, actor=actor)


def apply(read, actor):
    services.queue_applying(roster_import=read, actor=actor)
    jobs.run_pending()


def tell(outcome):
    return outcome.alike, outcome.asking, outcome.applied, outcome.left


def list_rows(*fields):
    return list(ImportRow.objects.order_by("id").values_list(*fields))


def test_one_answer_settles_all_that_wrote_the_same(upload, body_user):
    other = gulou(4, 所在地="铁西")
    read = upload([gulou(1), gulou(2), gulou(3, 从业人员="若干"), other, make_line(5)])
    second = ImportRow.objects.get(row=3)

    outcome = choose_all(second, "region", "350102", body_user)

    assert tell(outcome) == (2, 1, 0, 0)
    assert list_rows("status", "region_code", "decided_by") == [
        ("accepted", "350102", body_user.pk),
        ("accepted", "350102", body_user.pk),
        ("refused", "350102", body_user.pk),
        ("to_confirm", "", None),
        ("accepted", "131125", None),
    ]
    counts = selectors.get_import(read.code).counts
    assert counts == {"accepted": 3, "refused": 1, "to_confirm": 1}
    assert PlaceDecision.objects.get().text == "鼓楼区"
    apply(read, body_user)
    assert ImportRow.objects.filter(is_applied=True).count() == 3


def test_without_the_wish_one_row_is_settled(upload, body_user):
    upload([gulou(1), gulou(2)])

    outcome = choose(ImportRow.objects.get(row=2), "350102", body_user)

    assert tell(outcome) == (0, 0, 0, 0)
    assert list_rows("status") == [("accepted",), ("to_confirm",)]


def test_one_entry_with_the_count(upload, body_user):
    upload([gulou(1), gulou(2), gulou(3)])
    first, second, third = ImportRow.objects.order_by("id")

    choose_all(first, "region", "350102", body_user)

    entry = AuditEntry.objects.get(action="programme.row_decided")
    assert entry.new == {"row": 2, "decision": "region", "place": "350102"}
    assert entry.counts == {"alike": 2, "applied": 0, "left": 0}
    expected = hashlib.sha256(f"{second.pk},{third.pk}".encode()).hexdigest()
    assert entry.rows_hash == expected


def test_rows_applied_meanwhile_stay_and_are_counted(upload, body_user):
    read = upload([gulou(1), gulou(2), gulou(3)])
    first, second, _third = ImportRow.objects.order_by("id")
    choose(second, "320106", body_user)
    apply(read, body_user)

    outcome = choose_all(first, "region", "350102", body_user)

    assert tell(outcome) == (1, 0, 1, 0)
    assert list_rows("region_code", "is_applied") == [
        ("350102", False), ("320106", True), ("350102", False),
    ]  # fmt: skip


def test_a_row_answered_otherwise_or_left_out_stays(put_in, upload, body_user):
    put_in([gulou(3, 所在地="福建省福州市鼓楼区")])
    read = upload([gulou(1), gulou(2), gulou(3, 企业名称="德清县完全不同童装厂")])
    first, second, third = ImportRow.objects.filter(roster_import=read).order_by("id")
    choose(second, "320106", body_user)
    services.decide_row(row=third, decision="skip", actor=body_user)

    outcome = choose_all(first, "region", "350102", body_user)

    assert tell(outcome) == (0, 0, 0, 0)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.region_code, third.region_code) == ("320106", "")
    assert third.decision == "skip"


def test_another_import_is_left_alone(upload, body_user):
    upload([gulou(1)])
    read = upload([gulou(2), gulou(3)])

    choose_all(read.rows.first(), "region", "350102", body_user)

    assert list_rows("region_code") == [("",), ("350102",), ("350102",)]


def test_a_mended_answer_takes_those_answered_alike_along(upload, body_user):
    upload([gulou(1), gulou(2), gulou(3)])
    first, _second, third = ImportRow.objects.order_by("id")
    choose(third, "410204", body_user)
    choose_all(first, "region", "350102", body_user)
    first.refresh_from_db()

    choose_all(first, "region", "320106", body_user)

    assert list_rows("region_code") == [("320106",), ("320106",), ("410204",)]
    assert PlaceDecision.objects.get().code == "320106"


def test_rows_settled_together_are_compared_with_each_other(upload, body_user):
    header = ["帮扶年度", *HEADER]
    lines = [
        [2024, *gulou(1, **CODELESS)],
        [2024, *gulou(1, **CODELESS)],
        [2023, *gulou(1, **CODELESS)],
        [2024, *gulou(2, **CODELESS)],
    ]
    upload(lines, header=header)

    outcome = choose_all(ImportRow.objects.get(row=5), "region", "350102", body_user)

    assert tell(outcome) == (3, 1, 0, 0)
    assert list_rows("status") == [
        ("warning",), ("refused",), ("warning",), ("to_confirm",),
    ]  # fmt: skip
    first, repeated, earlier, kindred = ImportRow.objects.order_by("id")
    assert repeated.reasons[-1]["data"] == {"row": "2"}
    assert kindred.reasons[-1]["data"] == {"row": "2", "first": name_firm(1)}
    ids = [one.new_enterprise_id for one in (first, repeated, earlier, kindred)]
    assert ids[0] == ids[2]
    assert ids[1] is None
    assert ids[3] not in {None, ids[0]}


def test_rows_settled_together_come_out_as_one_by_one(upload, body_user):
    header = ["帮扶年度", *HEADER]
    in_2023 = {"帮扶开始日期": "2023-03-01", "帮扶结束日期": "2023-06-30"}
    lines = [
        [2024, *gulou(1, 所在地="不存在县")],
        [2024, *make_line(1, 统一社会信用代码=gulou(1)[1])],
        [2024, *gulou(2, 所在地="不存在县")],
        [2024, *gulou(2, 所在地="不存在县")],
        [2023, *gulou(2, 所在地="不存在县", **in_2023)],
        [2024, *gulou(2, 所在地="不存在县", 企业名称="德清县完全不同童装厂")],
    ]
    told = "status", "region_code", "reasons", "size_class", "row"
    first = upload(lines, header=header)
    for row in first.rows.exclude(row=3).order_by("id"):
        choose(row, "350102", body_user)
    one_by_one = list(first.rows.order_by("id").values_list(*told))
    PlaceDecision.objects.all().delete()
    second = upload(lines, header=header)

    choose_all(second.rows.order_by("id")[0], "region", "350102", body_user)

    assert list(second.rows.order_by("id").values_list(*told)) == one_by_one
    assert [row[0] for row in one_by_one] == [
        "refused", "accepted", "accepted", "refused", "accepted", "to_confirm",
    ]  # fmt: skip


@pytest.mark.parametrize("most_words", [0, 100])
def test_rows_without_a_code_are_asked_about_those_of_their_file_with_one(
    most_words, upload, body_user, monkeypatch
):
    monkeypatch.setattr(rechecking, "MOST_WORDS", most_words)
    fixed = gulou(2, 所在地="福建省福州市鼓楼区")
    upload(
        [
            gulou(1, **CODELESS),
            gulou(1),
            fixed,
            gulou(2, **CODELESS),
            gulou(3, 企业名称="德清县完全不同童装厂", **CODELESS),
        ]
    )

    outcome = choose_all(ImportRow.objects.get(row=2), "region", "350102", body_user)

    assert tell(outcome) == (3, 1, 0, 0)
    rows = list(ImportRow.objects.order_by("id"))
    # Other names of the tests are near as well; the equal one stands first.
    offered = [[one["code"] for one in row.candidates[:1]] for row in rows]
    assert offered == [[gulou(1)[1]], [], [], [gulou(2)[1]], []]
    assert rows[0].reasons[-1]["data"]["row"] == "3"


def test_a_lent_code_goes_when_the_place_is_answered_anew(upload, body_user):
    upload([gulou(1), gulou(1, **CODELESS)])
    first, lent = ImportRow.objects.order_by("id")
    choose_all(first, "region", "350102", body_user)
    lent = services.decide_row(
        row=lent, decision="same", enterprise_code=first.uscc, actor=body_user
    ).row
    first.refresh_from_db()
    assert (lent.uscc, lent.new_enterprise_id) == (first.uscc, first.new_enterprise_id)

    assert tell(choose_all(first, "region", "320106", body_user)) == (1, 1, 0, 0)

    lent.refresh_from_db()
    assert (lent.uscc, lent.decision, lent.status) == ("", "", "to_confirm")
    assert [one["code"] for one in lent.candidates] == [first.uscc]
    assert lent.reasons[-1]["data"]["row"] == "2"
    assert lent.new_enterprise_id not in {None, first.new_enterprise_id}


def test_industries_are_answered_alike_too(upload, body_user):
    upload(
        [make_line(1, 行业="丝网"), make_line(2, 行业="丝网"), gulou(3, 行业="丝网")]
    )

    outcome = choose_all(ImportRow.objects.get(row=2), "industry", "3340", body_user)

    assert tell(outcome) == (2, 1, 0, 0)
    assert list_rows("industry_code", "status") == [
        ("3340", "accepted"), ("3340", "accepted"), ("3340", "to_confirm"),
    ]  # fmt: skip


def test_empty_cells_are_not_alike(upload, body_user):
    upload([make_line(number, 所在地="", **CODELESS) for number in (1, 2)])

    outcome = choose_all(ImportRow.objects.get(row=2), "region", "131125", body_user)

    assert tell(outcome) == (0, 0, 0, 0)
    assert list_rows("region_code") == [("131125",), ("",)]


def test_what_is_refused_changes_no_row(upload, body_user):
    upload([gulou(1), gulou(2)])
    row = ImportRow.objects.get(row=2)

    with pytest.raises(PlaceUnknownError):
        choose_all(row, "region", "999999", body_user)
    with pytest.raises(AlikeRefusedError):
        choose_all(row, "skip", "", body_user)

    assert list_rows("status", "decision") == [("to_confirm", "")] * 2
    assert not AuditEntry.objects.filter(action="programme.row_decided").exists()


def test_no_more_than_one_call_can_bear(upload, body_user, monkeypatch):
    monkeypatch.setattr(deciding, "MOST_ALIKE", 2)
    upload([gulou(number) for number in range(1, 6)])
    last = ImportRow.objects.get(row=6)

    assert tell(choose_all(last, "region", "350102", body_user)) == (2, 0, 0, 2)
    last.refresh_from_db()
    assert tell(choose_all(last, "region", "350102", body_user)) == (2, 0, 0, 2)


@pytest.mark.parametrize("rows", [2, 40])
def test_as_many_queries_for_many_rows_as_for_two(
    rows, upload, body_user, django_assert_num_queries
):
    upload([gulou(number, **CODELESS) for number in range(1, rows + 1)])
    row = ImportRow.objects.get(row=2)

    with django_assert_num_queries(33):
        choose_all(row, "region", "350102", body_user)


def show(client, read, language="zh-hans"):
    address = reverse("programme:import_detail", args=[read.code])
    return client.get(address, headers={"Accept-Language": language}).text


def test_the_page_offers_it_where_there_are_others(client, upload, body_user):
    read = upload([gulou(1), gulou(2), gulou(3), gulou(4, 所在地="铁西")])
    row = ImportRow.objects.get(row=3)
    client.force_login(body_user)

    page = show(client, read)
    box = '<input class="form-check-input" type="checkbox" name="all_alike" checked>'
    # Beside the candidates and beside the search of three rows; the fourth is alone.
    assert page.count(f"{box}同样写法的其余 2 行也这样") == 6
    assert page.count("all_alike") == 6
    assert "The same for 2 other rows with the same words" in show(client, read, "en")
    done = client.post(
        reverse("programme:decide", args=[read.code, row.pk]),
        {"decision": "region:350102", "all_alike": "on"},
        follow=True,
    )

    assert "第 3 行可以入库" in done.text
    assert "同样写法的其余 2 行也这样处理，可以入库。" in done.text
    assert list_rows("region_code")[:3] == [("350102",)] * 3


def test_a_mending_is_for_one_row_unless_wished(client, upload, body_user):
    read = upload([gulou(1), gulou(2, 从业人员="若干")])
    row = ImportRow.objects.get(row=2)
    client.force_login(body_user)
    address = reverse("programme:decide", args=[read.code, row.pk])

    done = client.post(
        address, {"decision": "region:350102", "all_alike": "on"}, follow=True
    )

    assert "同样写法的其余 1 行也这样处理，其中 1 行还有别的问题。" in done.text
    page = show(client, read)
    assert page.count('name="all_alike">同样写法的其余 1 行也这样') == 4
    client.post(address, {"decision": "region:320106"})
    assert list_rows("region_code") == [("320106",), ("350102",)]


def test_the_api_answers_all_alike(client, upload, make_token, body_organisation):
    read = upload([gulou(1), gulou(2, 从业人员="若干"), gulou(3)])
    row = ImportRow.objects.get(row=2)
    token = make_token(body_organisation, ["roster:import"])

    def call(answer):
        return client.post(
            f"/api/v1/programme/imports/{read.code}/rows/{row.pk}",
            answer,
            content_type="application/json",
            headers={"Authorization": token},
        )

    refused = call({"decision": "new", "all_alike": True})
    assert (refused.status_code, refused.json()["code"]) == (
        422, "programme.alike_refused",
    )  # fmt: skip
    done = call({"decision": "region", "place": "350102", "all_alike": True}).json()

    assert (done["region"], done["status"]) == ("350102", "accepted")
    assert done["alike"] == {"settled": 2, "asking": 1, "applied": 0, "left": 0}
