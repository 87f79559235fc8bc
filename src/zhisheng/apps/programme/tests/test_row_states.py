"""Where a row stands is one thing: cards, tabs, lists and calls count the same."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.choices import RowState
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
NOTHING = dict.fromkeys(RowState.values, 0)


@pytest.fixture
def read(put_in, upload):
    """Read three rows to confirm, one of each other kind."""
    put_in([make_line(1)])
    names = ["德清县完全不同童装厂", "德清县又一家童装厂", "德清县第三家童装厂"]
    return upload(
        [
            *(make_line(1, 企业名称=name) for name in names),
            make_line(2),
            make_line(3, 提升前营业收入=1, 提升后营业收入=1200),
            make_line(4, 从业人员="若干"),
        ]
    )


@pytest.fixture
def call(client, make_token, body_organisation):
    token = make_token(body_organisation, ["roster:import"])

    def get(read, path=""):
        address = f"/api/v1/programme/imports/{read.code}{path}"
        return client.get(address, headers={"Authorization": token}).json()

    return get


def answer(read, actor):
    """Answer the first as the same enterprise, leave the second out."""
    first, second, _third = ImportRow.objects.filter(
        roster_import=read, status="to_confirm"
    ).order_by("pk")
    code = first.candidates[0]["code"]
    services.decide_row(row=first, decision="same", enterprise_code=code, actor=actor)
    services.decide_row(row=second, decision="skip", actor=actor)


def apply(read, actor):
    services.queue_applying(roster_import=read, actor=actor)
    jobs.run_pending()


def show(client, read, status="all"):
    address = reverse("programme:import_detail", args=[read.code])
    page = client.get(f"{address}?status={status}").text
    tabs = page[page.index('class="tabs') :].partition("</nav>")[0]
    tiles = page[page.index('<section class="tiles') :]
    tiles = re.split(r'<\w+ class="(?:notice|form-actions)', tiles)[0]
    return page, strip(tabs), strip(tiles)


def strip(markup):
    return " ".join(re.sub(r"<[^>]*>", " ", markup.partition(">")[2]).split())


def list_names(page):
    return re.findall(r'<th scope="row">\s*<strong>(.*?)</strong>', page)


def test_rows_that_were_read(client, read, call, body_user):
    client.force_login(body_user)
    counts = NOTHING | {"accepted": 1, "warning": 1, "refused": 1, "to_confirm": 3}

    _page, tabs, tiles = show(client, read)

    assert selectors.count_rows(read) == counts | {"applicable": 2}
    assert tabs == "全部 6 待确认 3 未通过 1 有提醒 1 可入库 1"
    assert tiles == "可入库 1 行 有提醒，也可入库 1 行 待确认 3 行 未通过 1 行"
    assert call(read)["counts"] == counts | {"applicable": 2}


def test_answered_rows_wait_no_longer(client, read, call, body_user):
    client.force_login(body_user)
    answer(read, body_user)
    counts = NOTHING | {
        "accepted": 1, "warning": 1, "refused": 1, "to_confirm": 1, "answered": 1,
        "left_out": 1,
    }  # fmt: skip

    page, tabs, tiles = show(client, read, "answered")

    assert selectors.count_rows(read) == counts | {"applicable": 3}
    assert selectors.count_open_rows(read) == 1
    assert (
        tabs == "全部 6 待确认 1 未通过 1 有提醒 1 可入库 1 已答复，可入库 1 不导入 1"
    )
    assert tiles == (
        "可入库 1 行 有提醒，也可入库 1 行 待确认 1 行 未通过 1 行 已答复，可入库 1 行 "
        "不导入 1 行"
    )
    assert call(read)["counts"] == counts | {"applicable": 3}
    assert list_names(page) == ["德清县完全不同童装厂"]
    assert strip(page[page.index('<tbody id="row-') :]).count("已答复，可入库") == 1
    page, _tabs, _tiles = show(client, read, "left_out")
    assert list_names(page) == ["德清县又一家童装厂"]


def test_applied_rows_stand_by_themselves(client, read, call, body_user):
    client.force_login(body_user)
    answer(read, body_user)
    apply(read, body_user)
    read.refresh_from_db()
    counts = NOTHING | {"refused": 1, "to_confirm": 1, "left_out": 1, "applied": 3}

    page, tabs, tiles = show(client, read, "to_confirm")

    assert selectors.count_rows(read) == counts | {"applicable": 0}
    assert tabs == "全部 6 待确认 1 未通过 1 有提醒 0 可入库 0 不导入 1 已入库 3"
    assert tiles == (
        "可入库 0 行 有提醒，也可入库 0 行 待确认 1 行 未通过 1 行 不导入 1 行 "
        "已入库 3 行"
    )
    assert call(read)["counts"] == counts | {"applicable": 0}
    assert list_names(page) == ["德清县第三家童装厂"]


def test_each_list_holds_what_its_tab_counts(read, call, body_user):
    answer(read, body_user)
    for _time in range(2):
        counts = selectors.count_rows(read)
        listed = {
            state: selectors.list_rows_for(
                actor=body_user, code=read.code, status=state
            ).items
            for state in RowState.values
        }
        assert {state: len(rows) for state, rows in listed.items()} | {
            "applicable": counts["applicable"]
        } == counts
        for state, rows in listed.items():
            assert {preview.row.state for preview in rows} <= {state}
            told = call(read, f"/rows?status={state}")["items"]
            assert [row["status"] for row in told] == [state] * counts[state]
        assert sum(counts[state] for state in RowState.values) == 6
        apply(read, body_user)


def test_a_state_that_does_not_exist_is_refused_at_its_field(read, call):
    problem = call(read, "/rows?status=none")

    assert problem["status"] == 422
    assert list(problem["fields"]) == ["status"]


def test_the_page_begins_with_what_waits_and_then_with_all(client, read, body_user):
    client.force_login(body_user)
    address = reverse("programme:import_detail", args=[read.code])
    answer(read, body_user)
    assert make_line(2)[0] not in client.get(address).text

    last = ImportRow.objects.get(roster_import=read, row=4)
    services.decide_row(row=last, decision="skip", actor=body_user)

    assert make_line(2)[0] in client.get(address).text


def test_answered_rows_do_not_come_back_marked(client, read, body_user):
    client.force_login(body_user)
    answer(read, body_user)

    marked = client.get(reverse("programme:import_marks", args=[read.code]))

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(marked))).active
    commented = {cell.row for row in sheet.iter_rows() for cell in row if cell.comment}
    assert commented == {4, 7}
