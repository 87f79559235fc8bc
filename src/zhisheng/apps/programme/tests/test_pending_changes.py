"""The preview tells which values, helps and ledger entries on record a row would change."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportChange,
    ImportRow,
)
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.returns.models import Value, ValueChange
from zhisheng.apps.returns.tests.factories import ValueFactory
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
WIDE = (*HEADER, "帮扶方式", "主要问题", "提升意愿", "提升潜力")
NAMED = (*HEADER, "帮扶机构")


def list_changes(read, actor):
    """Return what each row would change, by its number in the sheet."""
    page = selectors.list_rows_for(actor=actor, code=read.code)
    return {
        item.row.row: [
            (one.kind, one.label, one.old_text, one.new_text) for one in item.changes
        ]
        for item in page.items
    }


def test_changed_values_are_told_with_year_and_unit(put_in, upload, office):
    before = make_line(1, 提升前营业收入="5亿", 提升后营业收入="6.2亿")
    put_in([before], **office)

    read = upload(
        [make_line(1, 从业人员="约25人", 提升前营业收入="5亿", 提升后营业收入="6.5亿")],
        **office,
    )

    assert list_changes(read, office["actor"]) == {
        2: [
            ("value", "2024年从业人员", "20人", "约25人"),
            ("value", "2024年营业收入", "6.2亿元", "6.5亿元"),
        ]
    }


@pytest.mark.parametrize(
    ("column", "old", "new", "told"),
    [
        ("提升后营业收入(万元)", "1.20001亿", "1.20002亿", ("120,001,000元", "120,002,000元")),
        ("废品率(提升后)", "5%", "5.04%", ("5.0%", "5.04%")),
        ("废品率(提升后)", "5%-15%", "5%-12%", ("5.0%至15.0%", "5.0%至12.0%")),
    ],
)  # fmt: skip
def test_old_and_new_always_look_different(
    column, old, new, told, put_in, upload, office
):
    header = [*HEADER[:8], column]
    put_in([[*make_line(1)[:8], old]], header=header, **office)

    read = upload([[*make_line(1)[:8], new]], header=header, **office)

    ((_kind, _label, *texts),) = list_changes(read, office["actor"])[2]
    assert tuple(texts) == told


def test_changed_helps_and_entries_are_told(put_in, upload, office):
    put_in([[*make_line(1), "标准解读", "废品多", "强", "中"]], header=WIDE, **office)

    line = make_line(1, 帮扶开始日期="2024年3月", 帮扶结束日期="2024-07-31")
    read = upload([[*line, "诊断", "返工多", "中", "中"]], header=WIDE, **office)

    assert list_changes(read, office["actor"]) == {
        2: [
            ("engagement", "帮扶开始日期", "2024年3月1日", "2024年3月"),
            ("engagement", "帮扶结束日期", "2024年6月30日", "2024年7月31日"),
            ("engagement", "帮扶方式", "标准解读", "诊断"),
            ("engagement", "问题", "废品多", "返工多"),
            ("enrolment", "提升意愿", "强", "中"),
        ]
    }


def test_a_method_of_another_kind_is_told_once(put_in, upload, office):
    put_in([[*make_line(1), "上门诊断", None, None, None]], header=WIDE, **office)

    read = upload(
        [[*make_line(1), "标准解读班", None, None, None]], header=WIDE, **office
    )

    assert list_changes(read, office["actor"]) == {
        2: [("engagement", "帮扶方式", "上门诊断", "标准解读班")]
    }


def test_what_a_row_repeats_or_says_of_a_new_enterprise_is_not_told(
    put_in, upload, office
):
    put_in([[*make_line(1), "诊断", "废品多", "强", "中"]], header=WIDE, **office)

    lines = [[*make_line(number), "诊断", "废品多", "强", "中"] for number in (1, 2)]
    read = upload(lines, header=WIDE, **office)

    assert list_changes(read, office["actor"]) == {2: [], 3: []}


def test_dates_that_contradict_what_is_on_record_are_not_told(put_in, upload, office):
    put_in([make_line(1)], **office)

    late = make_line(1, 帮扶开始日期="2024-08-01", 帮扶结束日期="仍在帮扶")
    read = upload([late], **office)

    assert list_changes(read, office["actor"]) == {2: []}


def test_an_office_sees_what_it_changes_of_the_body_its_sheet_names(
    put_in, upload, office, body_organisation, other_body_organisation
):
    named = [[*make_line(1), "示例甲认证有限公司"]]
    put_in(named, header=NAMED, **office)

    lines = [
        [*make_line(1, 提升后营业收入=150), "示例甲认证 有限公司"],
        [*make_line(1, 提升后营业收入=160), "示例乙认证有限公司"],
        [*make_line(1, 提升后营业收入=170), "从未见过的认证有限公司"],
    ]
    read = upload(lines, header=NAMED, **office)

    changed = ("value", "2024年营业收入", "120万元", "150万元")
    assert list_changes(read, office["actor"]) == {2: [changed], 3: [], 4: []}


def test_a_body_sees_what_it_told_itself_and_nothing_of_others(
    put_in, upload, office, other_body_user, other_body_organisation, body_user
):
    other = {"actor": other_body_user, "organisation": other_body_organisation}
    for told in (office, other):
        line = make_line(1, 提升后营业收入=500, 帮扶结束日期="2024-12-31")
        put_in([[*line, "标准解读", "", "强", ""]], header=WIDE, **told)
    again = [[*make_line(1, 行业="3383", 提升后营业收入=150), "诊断", "", "弱", ""]]

    first = upload(again, header=WIDE)
    assert list_changes(first, body_user) == {2: []}
    services.queue_applying(roster_import=first, actor=body_user)
    jobs.run_pending()

    line = make_line(1, 提升后营业收入=160, 帮扶结束日期="2024-07-31")
    second = upload([[*line, "诊断", "", "中", ""]], header=WIDE)
    assert list_changes(second, body_user) == {
        2: [
            ("value", "2024年营业收入", "150万元", "160万元"),
            ("engagement", "帮扶结束日期", "2024年6月30日", "2024年7月31日"),
        ]
    }


def test_an_office_sees_nothing_of_enterprises_elsewhere(put_in, upload, office):
    put_in([make_line(1)], **office)
    Enterprise.unscoped.update(region="320106", unit=None)
    body = Value.objects.values_list("declared_by", flat=True).first()
    assert body == office["organisation"].pk

    read = upload([make_line(1, 提升后营业收入=150)], **office)
    assert list_changes(read, office["actor"]) == {
        2: [("value", "2024年营业收入", "120万元", "150万元")]
    }

    Value.objects.update(declared_by=ValueFactory().declared_by)
    assert list_changes(read, office["actor"]) == {2: []}


def test_of_several_rows_the_one_that_counts_tells_it(put_in, upload, office):
    header = ("帮扶年度", *HEADER)
    put_in([[2024, *make_line(1)]], header=header, **office)

    lines = [
        [2023, *make_line(1, 提升前营业收入="", 提升后营业收入=90)],
        [2024, *make_line(1, 提升前营业收入=95, 提升后营业收入=150)],
    ]
    read = upload(lines, header=header, **office)

    told = list_changes(read, office["actor"])
    assert told == {
        2: [],
        3: [
            ("value", "2023年营业收入", "100万元", "95万元"),
            ("value", "2024年营业收入", "120万元", "150万元"),
        ],
    }


def test_applying_changes_just_what_was_told(put_in, upload, office):
    lines = [[*make_line(n), "诊断", "废品多", "强", "中"] for n in range(1, 5)]
    put_in(lines, header=WIDE, **office)
    changed = [
        [*make_line(1, 提升后营业收入=150), "诊断", "废品多", "弱", "中"],
        [*make_line(2, 从业人员="约30人"), "标准解读", "", "", ""],
        [*make_line(3, 帮扶开始日期="2024-02-01"), "诊断", "废品多", "强", "弱"],
        [*make_line(4), "诊断", "", "强", ""],
    ]
    read = upload(changed, header=WIDE, **office)
    told = list_changes(read, office["actor"])

    services.queue_applying(roster_import=read, actor=office["actor"])
    jobs.run_pending()

    kinds = [kind for row in told.values() for kind, *_rest in row]
    changes = ImportChange.objects.filter(roster_import=read)
    assert (kinds.count("value"), kinds.count("enrolment")) == (2, 2)
    assert ValueChange.objects.filter(source=read.code).count() == 2
    assert changes.filter(table="enrolment").count() == 2
    assert changes.filter(table="engagement").count() == 2
    assert told[3][1:] == [("engagement", "帮扶方式", "诊断", "标准解读")]
    assert told[4] == [
        ("engagement", "帮扶开始日期", "2024年3月1日", "2024年2月1日"),
        ("enrolment", "提升潜力", "中", "弱"),
    ]
    assert told[5] == []
    assert list_changes(read, office["actor"]) == {2: [], 3: [], 4: [], 5: []}


def test_what_an_earlier_application_of_the_import_wrote_stays(put_in, upload, office):
    put_in([make_line(1)], **office)
    read = upload([make_line(1, 提升后营业收入=150)], **office)
    services.queue_applying(roster_import=read, actor=office["actor"])
    jobs.run_pending()
    ImportRow.objects.filter(roster_import=read).update(is_applied=False)
    Value.objects.filter(source=read.code).update(value=Decimal(1))

    assert list_changes(read, office["actor"]) == {2: []}


def test_a_withdrawn_import_would_change_nothing(put_in, upload, office):
    put_in([make_line(1)], **office)
    done = put_in([make_line(1, 提升后营业收入=150)], **office)
    rows = ImportRow.objects.filter(roster_import=done)
    enterprise = rows.get().enterprise
    services.withdraw_roster(roster_import=done, actor=office["actor"])
    rows.update(enterprise=enterprise)

    assert list_changes(done, office["actor"]) == {2: []}


def test_the_call_gives_values_helps_and_entries(
    client, put_in, upload, office, make_token
):
    put_in([[*make_line(1), "诊断", "", "强", ""]], header=WIDE, **office)
    line = make_line(1, 从业人员="约30人", 帮扶开始日期="2024年2月")
    read = upload([[*line, "诊断", "", "弱", ""]], header=WIDE, **office)
    headers = {"Authorization": make_token(office["organisation"], ["roster:import"])}

    address = f"/api/v1/programme/imports/{read.code}/rows"
    (row,) = client.get(address, headers=headers).json()["items"]

    names = ("kind", "field", "period", "old", "new", "old_text", "new_text")
    assert [tuple(one[name] for name in names) for one in row["changes"]] == [
        ("value", "employees", "2024", "20", "~30", "20人", "约30人"),
        ("engagement", "started_on", "", "2024-03-01", "2024-02", "2024年3月1日",
         "2024年2月"),
        ("enrolment", "willingness", "", "strong", "weak", "强", "弱"),
    ]  # fmt: skip
    assert [one["label"] for one in row["changes"]] == [
        "2024年从业人员", "帮扶开始日期", "提升意愿",
    ]  # fmt: skip


def test_the_page_tells_them_in_one_list(client, put_in, upload, office):
    put_in([make_line(1)], **office)
    read = upload([make_line(1, 行业="3383", 提升后营业收入=150)], **office)
    client.force_login(office["actor"])
    address = reverse("programme:import_detail", args=[read.code])

    page = client.get(address).text
    english = client.get(address, headers={"Accept-Language": "en"}).text

    told = page[page.index("入库时会更新已有的记录：") :].partition("</ul>")[0]
    assert told.count("<li>") == 2
    assert "<strong>2024年营业收入</strong>：120万元 → 150万元" in told
    assert (
        "<strong>2024: Revenue</strong>: CNY 1.2 million → CNY 1.5 million" in english
    )


@pytest.mark.parametrize("rows", [2, 50])
def test_a_page_of_changes_asks_a_fixed_number_of_queries(
    rows, put_in, upload, office, body_organisation, django_assert_num_queries
):
    numbers = range(1, rows + 1)
    header = (*WIDE, "帮扶机构")
    end = ["弱", "弱", "示例甲认证有限公司"]
    lines = [[*make_line(n), "诊断", "", "强", *end[1:]] for n in numbers]
    put_in(lines, header=header, **office)
    changed = [
        [*make_line(n, 行业="3383", 从业人员=30), "标准解读", "", *end] for n in numbers
    ]
    read = upload(changed, header=header, **office)

    with django_assert_num_queries(19):
        page = selectors.list_rows_for(actor=office["actor"], code=read.code)

    assert [len(one.changes) for one in page.items] == [4] * rows


def test_ranges_are_written_with_both_ends(client, put_in, upload, office, make_token):
    header = [*HEADER, "废品率(提升后)"]
    put_in([[*make_line(1), "5%"]], header=header, **office)
    read = upload([[*make_line(1), "5%-15.5%"]], header=header, **office)
    headers = {"Authorization": make_token(office["organisation"], ["roster:import"])}

    address = f"/api/v1/programme/imports/{read.code}/rows"
    (row,) = client.get(address, headers=headers).json()["items"]

    (change,) = row["changes"]
    assert (change["old"], change["new"]) == ("5", "5..15.5")


def test_helps_of_other_years_and_bodies_stay_out_of_it(
    put_in, upload, office, last_year, body_organisation, other_body_organisation
):
    """Two rows name two years and two bodies; the other two helps on record stay."""
    header = ("帮扶年度", *NAMED)
    bodies = "示例甲认证有限公司", "示例乙认证有限公司"
    for body in bodies:
        for told in (2024, 2023):
            line = make_line(
                1, 帮扶开始日期=f"{told}-03-01", 帮扶结束日期=f"{told}-06-30"
            )
            put_in([[told, *line, body]], header=header, **office)
    assert Engagement.objects.count() == 4

    lines = [
        [2024, *make_line(1, 帮扶结束日期="2024-07-31"), bodies[0]],
        [
            2023,
            *make_line(1, 帮扶开始日期="2023-02-01", 帮扶结束日期="2023-06-30"),
            bodies[1],
        ],
    ]
    done = put_in(lines, header=header, **office)

    assert done.status == "applied"
    assert sorted(Engagement.objects.values_list("year", "started_on", "ended_on")) == [
        (2023, date(2023, 2, 1), date(2023, 6, 30)),
        (2023, date(2023, 3, 1), date(2023, 6, 30)),
        (2024, date(2024, 3, 1), date(2024, 6, 30)),
        (2024, date(2024, 3, 1), date(2024, 7, 31)),
    ]
    assert Enrolment.objects.count() == 2
