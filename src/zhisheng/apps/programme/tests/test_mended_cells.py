"""A remark on one cell opens that cell; the reviewer sees what it said and says now."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import RowPartlyOpenError
from zhisheng.apps.programme.models import EntryStep
from zhisheng.apps.programme.services import Remark
from zhisheng.apps.programme.tests.entry_tables import (
    hand_in,
    line,
    make_sheet,
    upload,
)
from zhisheng.apps.programme.tests.reporting import reload
from zhisheng.apps.programme.tests.test_remarks import change, remark, send_back
from zhisheng.apps.registry.tests.factories import make_code
from zhisheng.kit.errors import FieldsRefusedError

pytestmark = pytest.mark.django_db
LOCKED = "这一项已经审过，没有退回，不能改。"


@pytest.fixture
def handed(list_entry, body_user):
    """Hand in three lines; they wait at the authority."""
    upload(list_entry, body_user, [line(number) for number in (1, 2, 3)])
    return hand_in(list_entry, body_user)


@pytest.fixture
def returned(handed, nation_unit, officer_nation):
    """Return one cell of line 1, and the whole of line 3."""
    remark(
        handed, nation_unit, officer_nation, "收入偏大", row=1, field="revenue_before"
    )
    remark(handed, nation_unit, officer_nation, "不是小微企业", row=3)
    return send_back(handed, nation_unit, officer_nation)


@pytest.fixture
def open_as(client, handed):
    def ask(user, name, *arguments, data=None):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        numbers = [handed.task.code, handed.pk, *arguments]
        address = reverse(f"programme:{name}", args=numbers)
        if data is None:
            return client.get(address)
        version = {"version": reload(handed).version}
        return client.post(address, version | data, follow=True)

    return ask


def read(answer):
    return answer.content.decode()


def get_row(entry, number):
    return entry.rows.get(number=number)


def test_other_cells_of_the_line_are_refused_and_told(returned, body_user):
    before = (reload(returned).version, get_row(returned, 1).answers)

    with pytest.raises(FieldsRefusedError) as refused:
        change(returned, 1, body_user, revenue_before="12万", method="咨询")

    assert refused.value.refusals == {"method": LOCKED}
    assert (reload(returned).version, get_row(returned, 1).answers) == before
    change(returned, 1, body_user, revenue_before="12万")
    assert get_row(returned, 1).answers == before[1] | {"revenue_before": "120000"}
    change(returned, 3, body_user, method="咨询")
    assert get_row(returned, 3).answers["method"] == "咨询"


def test_a_sheet_leaves_other_cells_and_tells_how_many_lines(returned, body_user):
    rows = [
        line(1, method="咨询", revenue=12),
        line(2, method="咨询"),
        line(3, method="咨询"),
    ]

    taken = upload(returned, body_user, rows)

    assert (taken.added, taken.replaced, taken.kept, taken.left) == (0, 2, 1, 1)
    assert get_row(returned, 1).answers == {
        "name": "安平县示例1丝网厂", "uscc": make_code(1), "region": "131125",
        "method": "诊断", "revenue_before": "120000",
    }  # fmt: skip
    assert get_row(returned, 2).answers["method"] == "诊断"
    assert get_row(returned, 3).answers["method"] == "咨询"


def test_a_line_with_a_remark_on_a_cell_is_not_taken_out(returned, body_user):
    current = reload(returned)
    with pytest.raises(RowPartlyOpenError):
        services.remove_row(
            entry=current, number=1, version=current.version, actor=body_user
        )

    upload(returned, body_user, [line(2)], is_whole=True)

    assert [row.number for row in returned.rows.order_by("number")] == [1, 2]


def test_the_page_of_the_line_asks_for_the_cell_alone(returned, body_user, open_as):
    html = read(open_as(body_user, "row", 1))
    assert 'name="revenue_before"' in html
    assert 'name="method"' not in html
    assert "其余各项已审过，保持原样。" in html
    assert "去掉这一行" not in html
    assert 'name="method"' in read(open_as(body_user, "row", 3))

    saved = open_as(body_user, "row", 1, data={"revenue_before": "12万"})

    assert "这一行已保存" in read(saved)
    assert get_row(returned, 1).answers["revenue_before"] == "120000"
    assert get_row(returned, 1).answers["method"] == "诊断"


def test_an_upload_is_told_of_what_stayed(returned, body_user, open_as):
    sheet = make_sheet([line(1, method="咨询", revenue=12)])

    html = read(open_as(body_user, "upload_rows", data={"file": sheet}))

    assert "新增 0 行，更新 1 行，退回 0 行。" in html
    assert "有 1 行里没有批注的项保持原样。" in html


def test_the_reviewer_sees_what_it_said_and_says_now(
    returned, body_user, officer_nation, open_as
):
    change(returned, 1, body_user, revenue_before="12万")
    change(returned, 3, body_user, method="咨询")
    hand_in(returned, body_user)

    table = read(open_as(officer_nation, "rows"))
    assert "1,200,000 → 120,000" in table
    assert "诊断 → 咨询" in table
    page = read(open_as(officer_nation, "row", 1))
    assert "退回前：1,200,000" in page
    assert page.count("退回前：") == 1


def test_put_back_as_it_was_it_is_no_change(
    returned, body_user, officer_nation, open_as
):
    change(returned, 1, body_user, revenue_before="12万")
    change(returned, 1, body_user, revenue_before="120万")
    hand_in(returned, body_user)

    assert "→" not in read(open_as(officer_nation, "rows"))


def test_a_field_shows_what_it_said_before_the_return(
    handed, body_user, nation_unit, officer_nation, open_as
):
    send_back(
        handed, nation_unit, officer_nation, Remark("换个人", field="contact_name")
    )
    assert "退回前：" not in read(open_as(officer_nation, "entry"))

    hand_in(handed, body_user, contact_name="李红")

    html = read(open_as(officer_nation, "entry"))
    assert html.count("退回前：") == 1
    assert "退回前：王强" in html


def test_of_a_whole_return_the_changed_lines_stand_out(
    handed, body_user, nation_unit, officer_nation
):
    send_back(handed, nation_unit, officer_nation, Remark("请全面核对"))
    change(handed, 2, body_user, method="咨询")

    hand_in(handed, body_user)

    mended = selectors.list_rows_of(handed, view="mended").items
    assert [(row.number, row.before["method"]) for row in mended] == [(2, "诊断")]
    services.pass_entries(task=handed.task, unit=nation_unit, actor=officer_nation)
    assert (get_row(handed, 2).before, reload(handed).before) == ({}, {})


def test_the_way_keeps_every_remark(returned, body_user, officer_nation, open_as):
    current = reload(returned)
    services.remove_row(
        entry=current, number=3, version=current.version, actor=body_user
    )

    html = read(open_as(officer_nation, "entry"))

    step = EntryStep.objects.get(entry=returned, act="returned")
    assert [(one["row"], one["field"], one["text"]) for one in step.remarks] == [
        ("安平县示例1丝网厂", "revenue_before", "收入偏大"),
        ("安平县示例3丝网厂", "", "不是小微企业"),
    ]
    assert (
        "安平县示例1丝网厂 · 提升前营业收入（元）：收入偏大<br>"
        "安平县示例3丝网厂：不是小微企业"
    ) in html


def test_settled_remarks_do_not_come_back_with_a_later_return(
    returned, body_user, nation_unit, officer_nation, open_as
):
    change(returned, 1, body_user, revenue_before="12万")
    hand_in(returned, body_user)
    # What was wanted stands beside what was mended.
    assert "收入偏大" in read(open_as(officer_nation, "rows"))
    send_back(returned, nation_unit, officer_nation, Remark("请全面核对"))

    html = read(open_as(body_user, "rows"))
    assert "收入偏大" not in html
    assert "要改的" not in html
    assert "收入偏大" not in read(open_as(body_user, "row", 1))
    assert selectors.count_lines(returned)["mended"] == 0
    hand_in(returned, body_user)
    assert "收入偏大" not in read(open_as(officer_nation, "rows"))
    assert "收入偏大" in read(open_as(officer_nation, "entry"))
