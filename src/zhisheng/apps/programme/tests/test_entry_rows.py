"""A body's list of helped enterprises: uploaded, returned marked, mended, handed in."""

from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import (
    EntryChangedError,
    EntryIncompleteError,
    EntryLockedError,
)
from zhisheng.apps.programme.models import EntryRow
from zhisheng.apps.programme.tests.entry_tables import (
    HEADER,
    hand_in,
    line,
    make_sheet,
    upload,
)
from zhisheng.apps.programme.tests.reporting import reload
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.forms.errors import NoRowsTableError

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(list_entry):
    return list_entry


def test_fit_lines_are_in_and_the_others_come_back_marked(entry, body_user):
    taken = upload(
        entry, body_user, [line(1), line(2, method="看了看"), line(3, uscc="123")]
    )

    assert (taken.added, taken.replaced, taken.refused) == (1, 0, 2)
    row = EntryRow.objects.get()
    assert row.answers == {
        "name": "安平县示例1丝网厂",
        "uscc": make_code(1),
        "region": "131125",
        "method": "诊断",
        "revenue_before": "1200000",
    }
    book = openpyxl.load_workbook(BytesIO(services.mark_rows(entry=reload(entry))))
    comments = {
        cell.coordinate: cell.comment.text
        for cells in book["名单"].iter_rows()
        for cell in cells
        if cell.comment
    }
    assert set(comments) == {"B4", "D3"}
    assert (
        "“帮扶方式”只能填：公开宣贯、标准解读、诊断、咨询、代做内审。" in comments["D3"]
    )


def test_the_mended_sheet_adds_only_what_was_missing(entry, body_user):
    upload(entry, body_user, [line(1), line(2, method="看了看")])

    taken = upload(entry, body_user, [line(1, revenue=130), line(2)])

    assert (taken.added, taken.replaced, taken.refused) == (1, 1, 0)
    assert [
        row.answers["revenue_before"] for row in reload(entry).rows.order_by("number")
    ] == [
        "1300000",
        "1200000",
    ]
    with pytest.raises(NotFoundError):
        services.mark_rows(entry=reload(entry))


def test_the_same_enterprise_twice_in_a_sheet_is_refused(entry, body_user):
    taken = upload(entry, body_user, [line(1), line(1, revenue=5)])

    assert (taken.added, taken.refused) == (1, 1)
    assert reload(entry).marks == [["名单", 3, 1, "和第 2 行是同一家，请只留一行。"]]


def test_a_sheet_of_something_else_changes_nothing(entry, body_user):
    with pytest.raises(NoRowsTableError):
        upload(entry, body_user, [["甲", "乙"]], header=["姓名", "电话"])

    assert (reload(entry).version, EntryRow.objects.count()) == (0, 0)


def test_of_two_uploads_at_once_the_second_is_told(entry, body_user):
    stale = reload(entry)
    upload(entry, body_user, [line(1)])

    with pytest.raises(EntryChangedError):
        services.upload_rows(
            make_sheet([line(2)]), original_name="a.xlsx", entry=stale, version=0,
            actor=body_user,
        )  # fmt: skip
    assert EntryRow.objects.count() == 1


def test_another_body_uploads_nothing(entry, body_user, other_body_user):
    upload(entry, body_user, [line(1)])

    with pytest.raises(ForbiddenError):
        upload(entry, other_body_user, [line(2)])
    assert EntryRow.objects.count() == 1


def test_summary_contact_and_list_are_handed_in_together(
    entry, body_user, nation_unit, officer_nation
):
    with pytest.raises(EntryIncompleteError) as refused:
        hand_in(entry, body_user)
    assert refused.value.refusals == {
        "rows": "还没有帮扶企业，请先上传表格或逐行填写。"
    }
    upload(entry, body_user, [line(1)])
    with pytest.raises(EntryIncompleteError) as refused:
        hand_in(entry, body_user, contact_mobile="123", summary="短")
    assert sorted(refused.value.refusals) == ["contact_mobile", "summary"]

    handed = hand_in(entry, body_user)

    assert (handed.state, handed.waiting_at) == ("filled", nation_unit.code)
    with pytest.raises(EntryLockedError):
        upload(entry, body_user, [line(2)])
    services.pass_entries(task=handed.task, unit=nation_unit, actor=officer_nation)
    assert reload(entry).is_final


def test_a_sheet_can_stand_for_the_whole_list(entry, body_user):
    upload(entry, body_user, [line(1), line(2), line(3)])

    taken = upload(entry, body_user, [line(2), line(3, method="看了看")], is_whole=True)

    assert (taken.added, taken.replaced, taken.refused) == (0, 1, 1)
    names = [row.answers["name"] for row in EntryRow.objects.order_by("number")]
    assert names == ["安平县示例2丝网厂", "安平县示例3丝网厂"]


def test_many_lines_take_a_fixed_number_of_statements(
    entry, body_user, django_assert_max_num_queries
):
    rows = [line(number) for number in range(1, 301)]

    with django_assert_max_num_queries(31):
        assert upload(entry, body_user, rows).added == 300


@pytest.mark.parametrize(
    ("language", "blank", "filled"),
    [
        (
            "zh-hans",
            "帮扶小微企业情况材料_空白表.xlsx",
            "帮扶小微企业情况材料.xlsx",
        ),
        (
            "en",
            "Return on small enterprises helped_blank.xlsx",
            "Return on small enterprises helped.xlsx",
        ),
    ],
)
def test_its_sheets_are_named_in_the_language_of_the_page(
    client, entry, body_user, language, blank, filled
):
    upload(entry, body_user, [line(1)])
    client.force_login(body_user)
    client.cookies["django_language"] = language

    named = [
        read_name(client.get(reverse("programme:blank_rows", args=[entry.task.code]))),
        read_name(
            client.get(
                reverse("programme:export_rows", args=[entry.task.code, entry.pk])
            )
        ),
    ]

    assert named == [blank, f"{entry.name}_{filled}"]


def read_name(answer):
    assert answer["Cache-Control"] == "private, no-store"
    # Whoever reads to the end closes the file.
    assert b"".join(answer.streaming_content).startswith(b"PK")
    named = unquote(answer["Content-Disposition"]).partition("filename")[2]
    return named.strip('*="').removeprefix("utf-8''")


def test_the_heading_that_was_read_takes_the_added_titles(entry, body_user):
    """A note with more words than the heading would be taken for one, were it guessed."""
    words = [*HEADER, "联系人", "备注"]
    notes = ["填写说明", "必填", "必填", "必填", "必填", "选填", "选填", "选填", "选填"]
    first = ["帮扶企业名单", *["—"] * (len(notes) - 1)]
    rows = [notes, words, [*line(1), "王强", ""], line(2, method="看了看")]
    upload(entry, body_user, rows, header=first)

    book = openpyxl.load_workbook(BytesIO(services.mark_rows(entry=reload(entry))))

    titles = {
        cell.row
        for cells in book["名单"].iter_rows()
        for cell in cells
        if cell.value == "处理结果"
    }
    assert titles == {3}
