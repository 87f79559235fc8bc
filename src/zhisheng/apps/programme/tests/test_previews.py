"""The preview shows what was read of each row, and what it would change."""

import re

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.schemas import describe_rows
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db


def show(client, read, language="zh-hans"):
    address = reverse("programme:import_detail", args=[read.code])
    page = client.get(address, headers={"Accept-Language": language}).content.decode()
    table = page[page.index("<tbody") : page.rindex("</tbody>")]
    cells = re.findall(r"<td[^>]*data-label[^>]*>(.*?)</td>", table, re.DOTALL)
    return [" ".join(re.sub(r"<wbr>", "", cell).split()) for cell in cells]


def test_the_values_read_are_shown_as_people_write_them(client, upload, body_user):
    line = make_line(
        1, 从业人员="约20人", 帮扶开始日期="2024年3月", 帮扶结束日期="2024年6月30日",
        提升前营业收入="1234.567", 提升后营业收入="1.2亿",
    )  # fmt: skip
    read = upload([line])
    client.force_login(body_user)

    assert show(client, read) == [
        "河北省衡水市安平县",
        "3340 金属丝绳及其制品制造",
        "2024年3月至2024年6月30日",
        "约20",
        '<span title="12,345,670元">1,234.57万元</span>',
        '<span title="120,000,000元">1.2亿元</span>',
    ]
    assert show(client, read, "en") == [
        "河北省衡水市安平县",
        "3340 金属丝绳及其制品制造",
        "March 2024 to 30 June 2024",
        "about 20",
        '<span title="CNY 12,345,670">CNY 12.346 million</span>',
        '<span title="CNY 120,000,000">CNY 120 million</span>',
    ]


def test_what_was_not_read_is_a_dash(client, upload, body_user):
    line = make_line(
        1, 从业人员="若干", 行业="", 帮扶结束日期="仍在帮扶", 提升前营业收入="未统计"
    )
    read = upload([line])
    client.force_login(body_user)

    assert show(client, read) == [
        "河北省衡水市安平县",
        "—",
        "2024年3月1日起",
        "—",
        "—",
        '<span title="1,200,000元">120万元</span>',
    ]


def test_values_without_a_column_stand_below_the_row(upload, body_user):
    header = [
        *HEADER,
        "2022年营业收入(万元)",
        "废品率(提升后)",
        "企业类型",
    ]
    read = upload([[*make_line(1), "500万左右", "5%-15%", "合伙企业"]], header=header)

    (preview,) = selectors.list_rows_for(actor=body_user, code=read.code).items
    (view,) = describe_rows([preview])

    assert {label: (one.text, one.exact) for label, one in view.more} == {
        "主体类型": ("合伙企业", ""),
        "企业规模": ("微型", ""),
        "2022年营业收入": ("约500万元", "5,000,000元"),
        "提升后废品率": ("5.0%至15.0%", ""),
        "帮扶年度": ("2024", ""),
    }


def test_changes_are_told_field_by_field_in_words(put_in, upload, office):
    header = [*HEADER, "企业类型", "地址"]
    put_in([[*make_line(1), "有限责任公司", "安平县甲路1号"]], header=header, **office)
    changed = make_line(1, 行业="3383", 从业人员=400, 提升后营业收入=5000)

    read = upload([[*changed, "个体工商户", "安平县乙路2号"]], header=header, **office)

    (preview,) = selectors.list_rows_for(actor=office["actor"], code=read.code).items
    assert [
        (one.field, one.old, one.new, one.label, one.old_text, one.new_text)
        for one in preview.changes
        if one.kind == "record"
    ] == [
        ("legal_form", "company", "household", "主体类型", "公司", "个体工商户"),
        ("industry_id", "3340", "3383", "行业", "3340 金属丝绳及其制品制造",
         "3383 金属制卫生器具制造"),
        ("address", "安平县甲路1号", "安平县乙路2号", "地址", "安平县甲路1号",
         "安平县乙路2号"),
        ("size_class", "micro", "medium", "企业规模", "微型", "中型"),
    ]  # fmt: skip


def test_the_page_tells_the_changed_legal_form(client, put_in, upload, office):
    header = [*HEADER, "企业类型"]
    put_in([[*make_line(1), "有限责任公司"]], header=header, **office)
    read = upload([[*make_line(1), "个体工商户"]], header=header, **office)
    client.force_login(office["actor"])

    page = client.get(reverse("programme:import_detail", args=[read.code])).text

    assert "<strong>主体类型</strong>：公司 → 个体工商户" in page


def test_the_api_gives_the_values_and_the_changes(
    client, put_in, upload, office, make_token
):
    put_in([make_line(1)], **office)
    read = upload([make_line(1, 行业="3383", 从业人员="约20人")], **office)
    token = make_token(office["organisation"], ["roster:import"])

    answer = client.get(
        f"/api/v1/programme/imports/{read.code}/rows",
        headers={"Authorization": token},
    ).json()

    (row,) = answer["items"]
    assert (row["name"], row["uscc"]) == (name_firm(1), make_code(1))
    assert (row["help_start"], row["help_start_precision"]) == ("2024-03-01", "day")
    assert (row["help_end"], row["help_end_precision"]) == ("2024-06-30", "day")
    assert row["changes"] == [
        {
            "kind": "record", "field": "industry_id", "period": "", "label": "行业",
            "old": "3340", "new": "3383", "old_text": "3340 金属丝绳及其制品制造",
            "new_text": "3383 金属制卫生器具制造",
        },
        {
            "kind": "value", "field": "employees", "period": "2024",
            "label": "2024年从业人员", "old": "20", "new": "~20", "old_text": "20人",
            "new_text": "约20人",
        },
    ]  # fmt: skip
    assert [
        (one["indicator"], one["period"], float(one["value"]), one["is_approximate"])
        for one in row["values"]
    ] == [
        ("employees", "2024", 20, True),
        ("revenue", "2023", 1_000_000, False),
        ("revenue", "2024", 1_200_000, False),
    ]


@pytest.mark.parametrize("rows", [2, 50])
def test_a_page_asks_as_many_queries_for_two_rows_as_for_fifty(
    rows, put_in, upload, office, django_assert_num_queries
):
    numbers = range(1, rows + 1)
    put_in([make_line(number) for number in numbers], **office)
    read = upload([make_line(number, 行业="3383") for number in numbers], **office)

    with django_assert_num_queries(17):
        page = selectors.list_rows_for(actor=office["actor"], code=read.code)
        describe_rows(page.items)

    assert [len(one.changes) for one in page.items] == [1] * rows
    assert {len(one.values) for one in page.items} == {3}


def test_the_button_counts_what_will_be_applied(client, upload, body_user):
    names = ["德清县完全不同童装厂", "德清县又一家童装厂"]
    read = upload([make_line(1), *(make_line(1, 企业名称=name) for name in names)])
    first, second = ImportRow.objects.filter(status="to_confirm").order_by("id")
    services.decide_row(row=first, decision="skip", actor=body_user)
    client.force_login(body_user)
    address = reverse("programme:import_detail", args=[read.code])
    assert "入库 1 行" in client.get(address).text

    services.decide_row(row=second, decision="same", actor=body_user)
    assert "入库 2 行" in client.get(address).text

    services.queue_applying(roster_import=read, actor=body_user)
    jobs.run_pending()
    assert ImportRow.objects.filter(is_applied=True).count() == 2
    assert reverse("programme:apply", args=[read.code]) not in client.get(address).text
