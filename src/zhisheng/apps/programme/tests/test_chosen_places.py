"""Rows whose region or industry may be several wait for a person to choose one."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import (
    PlaceOpenError,
    PlaceUnknownError,
    RowDecidedError,
)
from zhisheng.apps.programme.models import ImportRow, PlaceDecision
from zhisheng.apps.programme.tests.workbooks import (
    GULOU,
    HEADER,
    gulou,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.kit import jobs
from zhisheng.kit.audit.models import AuditEntry
from zhisheng.kit.errors import ForbiddenError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gulou_regions")]


def choose(row, kind, code, actor):
    return services.decide_row(row=row, decision=kind, place_code=code, actor=actor)


def tell(row):
    return [(one["field"], one["severity"]) for one in row.reasons]


def apply(read, actor):
    services.queue_applying(roster_import=read, actor=actor)
    jobs.run_pending()


def describe(row):
    row.refresh_from_db()
    return {
        name: getattr(row, name)
        for name in (
            "status", "reasons", "region_code", "industry_code", "decision",
            "decided_by_id", "enterprise_id", "new_enterprise_id",
        )
    }  # fmt: skip


def test_a_chosen_region_makes_the_row_accepted(upload, body_user):
    read = upload([gulou()])
    row = ImportRow.objects.get()
    assert (row.status, row.region_code, tell(row)) == (
        "to_confirm", "", [("region", "to_confirm")],
    )  # fmt: skip
    assert [(o["code"], o["name"]) for o in row.reasons[0]["options"]] == GULOU

    decided = choose(row, "region", "350102", body_user)

    row.refresh_from_db()
    assert decided.row == row
    assert (row.status, row.region_code) == ("accepted", "350102")
    assert (row.decided_by, tell(row)) == (body_user, [("region", "answered")])
    assert selectors.get_import(read.code).counts == {"accepted": 1}
    apply(read, body_user)
    assert Enterprise.unscoped.get().region_id == "350102"


def test_a_chosen_industry_gives_the_size_class(upload, body_user):
    upload([make_line(1, 行业="丝网", 从业人员=400, 提升后营业收入=5000)])
    row = ImportRow.objects.get()
    assert (row.status, row.industry_code, row.size_class) == (
        "to_confirm", "", "unknown",
    )  # fmt: skip

    choose(row, "industry", row.reasons[0]["options"][0]["code"], body_user)

    row.refresh_from_db()
    assert (row.status, row.industry_code) == ("accepted", "3340")
    assert row.size_class == "medium"


def test_the_same_text_is_not_asked_again(upload, body_user):
    upload([gulou()])
    choose(ImportRow.objects.get(), "region", "350102", body_user)

    again = upload([gulou(), gulou(2), gulou(3, 所在地="铁西")])

    assert again.counts == {"accepted": 2, "to_confirm": 1}
    rows = ImportRow.objects.filter(roster_import=again)
    assert list(rows.values_list("region_code", flat=True)) == ["350102", "350102", ""]
    page = selectors.list_rows_for(actor=body_user, code=again.code)
    assert page.items[0].messages[0]["message"] == (
        "“鼓楼区”按本单位的答复作：福建省福州市鼓楼区。"
    )


def test_another_organisation_is_asked_itself(
    upload, body_user, other_body_user, other_body_organisation
):
    upload([gulou()])
    choose(ImportRow.objects.get(), "region", "350102", body_user)

    theirs = upload(
        [gulou()], actor=other_body_user, organisation=other_body_organisation
    )

    assert theirs.counts == {"to_confirm": 1}


def test_an_answer_can_be_mended_before_the_row_is_applied(upload, body_user):
    read = upload([gulou()])
    row = ImportRow.objects.get()
    choose(row, "region", "350102", body_user)

    choose(row, "region", "320106", body_user)

    row.refresh_from_db()
    assert (row.status, row.region_code) == ("accepted", "320106")
    assert PlaceDecision.objects.get().code == "320106"
    apply(read, body_user)
    with pytest.raises(RowDecidedError):
        choose(row, "region", "350102", body_user)
    assert PlaceDecision.objects.get().code == "320106"


def test_a_place_nobody_knows_can_be_chosen_too(upload, body_user):
    read = upload([make_line(1, 所在地="不存在县", 行业="不存在的行业")])
    row = ImportRow.objects.get()
    assert (row.status, tell(row), row.new_enterprise_id) == (
        "refused", [("region", "refused"), ("industry", "refused")], None,
    )  # fmt: skip

    choose(row, "region", "131125", body_user)
    row.refresh_from_db()
    assert (row.status, selectors.get_import(read.code).counts) == (
        "refused", {"refused": 1},
    )  # fmt: skip
    choose(row, "industry", "3340", body_user)

    row.refresh_from_db()
    assert (row.status, row.region_code, row.industry_code) == (
        "accepted", "131125", "3340",
    )  # fmt: skip
    assert selectors.get_import(read.code).counts == {"accepted": 1}
    apply(read, body_user)
    assert Enterprise.unscoped.get().uscc == make_code(1)
    assert upload([make_line(2, 所在地="不存在县")]).counts == {"accepted": 1}


def test_an_empty_cell_is_no_text_to_remember(upload, body_user):
    upload([make_line(1, 所在地="", 统一社会信用代码="")])
    row = ImportRow.objects.get()
    assert row.status == "refused"

    choose(row, "region", "131125", body_user)

    row.refresh_from_db()
    assert (row.status, row.region_code) == ("warning", "131125")
    assert PlaceDecision.objects.count() == 0


def test_another_reason_remains(upload, body_user):
    upload([gulou(从业人员="若干")])
    row = ImportRow.objects.get()
    assert row.status == "refused"

    choose(row, "region", "350102", body_user)

    row.refresh_from_db()
    assert (row.status, tell(row)) == (
        "refused", [("employees", "refused"), ("region", "answered")],
    )  # fmt: skip
    assert row.new_enterprise_id is None


def test_the_settled_row_is_compared_with_the_registry(put_in, upload, body_user):
    put_in([make_line(1, 统一社会信用代码="")])
    known = Enterprise.unscoped.get()
    upload([make_line(1, 统一社会信用代码="", 所在地="安平镇")])
    row = ImportRow.objects.get(is_applied=False)
    assert row.status == "refused"

    choose(row, "region", "131125", body_user)

    row.refresh_from_db()
    assert (row.status, row.enterprise) == ("warning", known)


def test_the_settled_row_is_compared_with_its_file(upload, body_user):
    same = {"统一社会信用代码": ""}
    upload(
        [
            make_line(1, 所在地="福建省福州市鼓楼区", **same),
            make_line(1, 所在地="鼓楼区", **same),
            make_line(2, 所在地="鼓楼区", **same),
        ]
    )
    first, second, third = ImportRow.objects.order_by("id")

    choose(second, "region", "350102", body_user)
    choose(third, "region", "350102", body_user)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.status, second.reasons[-1]["field"]) == ("refused", "duplicate")
    assert second.reasons[-1]["data"] == {"row": "2"}
    assert (third.status, third.reasons[-1]["data"]) == (
        "to_confirm",
        {"row": "2", "first": name_firm(1)},
    )
    assert third.new_enterprise_id not in {None, first.new_enterprise_id}


def test_rows_of_one_new_enterprise_share_its_id(upload, body_user):
    header = ["帮扶年度", *HEADER]
    dates = {"帮扶开始日期": "2023-03-01", "帮扶结束日期": "2023-06-30"}
    lines = [[2023, *gulou(提升后营业收入=100, **dates)], [2024, *gulou()]]
    upload(lines, header=header)

    for row in ImportRow.objects.all():
        choose(row, "region", "350102", body_user)

    ids = ImportRow.objects.values_list("new_enterprise_id", flat=True)
    assert len(set(ids)) == 1
    assert list(ImportRow.objects.values_list("status", flat=True)) == ["accepted"] * 2


def test_the_place_goes_before_the_question_of_identity(put_in, upload, body_user):
    put_in([gulou(所在地="福建省福州市鼓楼区")])
    upload([gulou(企业名称="德清县完全不同童装厂")])
    row = ImportRow.objects.get(is_applied=False)
    known = Enterprise.unscoped.get().code
    assert tell(row) == [("region", "to_confirm"), ("name", "to_confirm")]
    before = describe(row)

    with pytest.raises(PlaceOpenError):
        services.decide_row(
            row=row, decision="same", enterprise_code=known, actor=body_user
        )
    assert describe(row) == before

    choose(row, "region", "350102", body_user)
    row.refresh_from_db()
    assert (row.status, tell(row)) == (
        "to_confirm", [("region", "answered"), ("name", "to_confirm")],
    )  # fmt: skip
    services.decide_row(
        row=row, decision="same", enterprise_code=known, actor=body_user
    )
    row.refresh_from_db()
    assert row.decision == "same"


def test_a_row_left_out_stays_out_at_the_next_upload(upload, body_user):
    upload([make_line(1)])
    name = "德清县完全不同童装厂"
    first = upload([make_line(1), make_line(1, 企业名称=name)])
    row = ImportRow.objects.get(roster_import=first, status="to_confirm")
    services.decide_row(row=row, decision="skip", actor=body_user)

    again = upload([make_line(1), make_line(1, 企业名称=name)])
    apply(again, body_user)

    rows = ImportRow.objects.filter(roster_import=again).order_by("id")
    assert list(rows.values_list("status", "decision", "is_applied")) == [
        ("accepted", "", True),
        ("to_confirm", "skip", False),
    ]


@pytest.mark.parametrize(
    ("uscc", "told", "decisions"),
    [
        (make_code(1, region="110105"), "已记下，以后遇到同样的企业不再询问。", "skip"),
        (
            None,
            "已记下，这一行不导入。没有代码、又不知道在哪里，下次还会再问。",
            "",
        ),
    ],
)
def test_a_row_whose_place_is_open_is_left_out_for_good_by_its_code(
    upload, body_user, client, uscc, told, decisions
):
    client.force_login(body_user)
    line = gulou(1, 统一社会信用代码=uscc)
    upload([line])
    row = ImportRow.objects.get()

    page = client.post(
        reverse("programme:decide", args=[row.roster_import.code, row.pk]),
        {"decision": "skip:"},
        follow=True,
    )

    assert [str(one) for one in page.context["messages"]] == [told]
    again = upload([line])
    row = ImportRow.objects.get(roster_import=again)
    assert (row.status, row.decision) == ("to_confirm", decisions)


@pytest.mark.parametrize(
    ("kind", "code", "error"),
    [
        ("region", "999999", PlaceUnknownError),
        ("region", "3340", PlaceUnknownError),
        ("region", "", PlaceUnknownError),
        ("industry", "3340", RowDecidedError),
    ],
)
def test_what_cannot_be_chosen_changes_nothing(kind, code, error, upload, body_user):
    upload([gulou()])
    row = ImportRow.objects.get()
    before, entries = describe(row), AuditEntry.objects.count()

    with pytest.raises(error):
        choose(row, kind, code, body_user)

    assert describe(row) == before
    assert PlaceDecision.objects.count() == 0
    assert AuditEntry.objects.count() == entries


def test_who_may_not_import_may_not_choose(upload, body_user, owner):
    upload([gulou()])
    row = ImportRow.objects.get()
    before = describe(row)

    with pytest.raises(ForbiddenError):
        choose(row, "region", "350102", owner)
    assert describe(row) == before
    assert PlaceDecision.objects.count() == 0

    choose(row, "region", "350102", body_user)
    assert PlaceDecision.objects.get().decided_by == body_user


def test_one_audit_entry_for_an_answer(upload, body_user):
    upload([gulou()])

    choose(ImportRow.objects.get(), "region", "350102", body_user)

    entry = AuditEntry.objects.get(action="programme.row_decided")
    assert entry.new == {"row": 2, "decision": "region", "place": "350102"}


ADDRESSED = (*HEADER, "地址")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("江苏省南京市鼓楼区中山北路1号", "320106"),
        ("南京市鼓楼区中山北路1号", "320106"),
        ("江苏省徐州市淮海路2号", "320302"),
        ("徐州市鼓楼区", "320302"),
    ],
)
def test_the_address_of_a_row_settles_a_name_of_several_regions(upload, address, code):
    read = upload([[*gulou(), address]], header=ADDRESSED)

    row = read.rows.get()
    assert (row.region_code, row.status) == (code, "accepted")


def test_an_answer_about_the_bare_name_leaves_rows_whose_address_says_more(
    upload, body_user
):
    first = upload([gulou()]).rows.get()
    choose(first, "region", "350102", body_user)

    again = upload(
        [
            [*gulou(2), "江苏省徐州市淮海路2号"],
            [*gulou(3), "四川省成都市武侯区一环路3号"],
            [*gulou(4), ""],
        ],
        header=ADDRESSED,
    )

    assert [(row.region_code, row.status) for row in again.rows.order_by("row")] == [
        ("320302", "accepted"),
        ("", "to_confirm"),
        ("350102", "accepted"),
    ]
