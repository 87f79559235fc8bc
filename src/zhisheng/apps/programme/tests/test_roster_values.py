"""What a cell of a roster may say: ranges, kinds of help, and years that were opened."""

from decimal import Decimal

import pytest

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import ImportRow, ImportValue
from zhisheng.apps.programme.selectors import show_reason
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line
from zhisheng.apps.returns.models import Value
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db


def tell():
    return [
        (one["field"], one["severity"], show_reason(one)["message"] + show_reason(one)["cure"])
        for one in ImportRow.objects.get().reasons
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["50-100", "50-100万元", "50万-100万", "50万元至100万元"]
)
def test_a_range_of_money_stays_a_range(text, upload, body_user):
    read = upload([make_line(1, 提升后营业收入=text)])
    ends = (None, Decimal(500_000), Decimal(1_000_000))

    assert read.counts == {"accepted": 1}
    staged = ImportValue.objects.filter(indicator_code="revenue", period="2024")
    assert staged.values_list("value", "low", "high").get() == ends
    services.queue_applying(roster_import=read, actor=body_user)
    jobs.run_pending()
    kept = Value.objects.filter(indicator_id="revenue", period="2024")
    assert kept.values_list("value", "low", "high").get() == ends


def test_a_range_with_the_larger_amount_first_is_refused(upload):
    read = upload([make_line(1, 提升后营业收入="100-50")])

    assert read.counts == {"refused": 1}


def test_a_range_below_zero_is_no_revenue(upload):
    upload([make_line(1, 提升后营业收入="-100~-50")])

    assert [one[:2] for one in tell()] == [("revenue_after", "refused")]


def test_a_range_of_people_is_asked_for_as_one_counted_number(upload):
    upload([make_line(1, 从业人员="10-20")])

    assert tell() == [
        (
            "employees",
            "refused",
            "“10-20”是一个范围，此处需要一个确定的数。请按实际清点填写一个数；没有统计的请留空。",
        )
    ]


@pytest.mark.parametrize("word", ["瞎帮", "电话"])
def test_an_unknown_kind_of_help_is_warned_of(word, upload):
    upload([[*make_line(1), word]], header=[*HEADER, "帮扶方式"])

    assert tell() == [
        (
            "method",
            "warning",
            f"“{word}”看不出是哪一种帮扶，种类按未填处理。"
            "请改填其中一种：公开宣贯、标准解读、诊断、咨询、代做内审。",
        )
    ]
    row = ImportRow.objects.get()
    assert (row.status, row.method, row.help_kind) == ("warning", word, "")
    assert row.reasons[0]["column"] == len(HEADER) + 1


@pytest.mark.parametrize(
    "word", ["专家会诊", "集中培训", "一企一策", "线上辅导", "诊断"]
)
def test_a_known_way_or_kind_of_help_is_accepted(word, upload):
    read = upload([[*make_line(1), word]], header=[*HEADER, "帮扶种类"])

    assert read.counts == {"accepted": 1}


def test_only_years_that_were_opened_are_taken(upload, last_year):
    days = {"帮扶开始日期": "", "帮扶结束日期": ""}
    years = enumerate((2022, 2023, 2024, 2025))
    lines = [[year, *make_line(number, **days)] for number, year in years]

    upload(lines, header=["帮扶年度", *HEADER])

    rows = ImportRow.objects.order_by("id")
    assert [row.status for row in rows] == [
        "refused",
        "accepted",
        "accepted",
        "refused",
    ]
    assert [show_reason(row.reasons[-1])["message"] for row in (rows[0], rows[3])] == [
        "没有 2022 年度的提升行动。", "没有 2025 年度的提升行动。",
    ]  # fmt: skip
    assert show_reason(rows[0].reasons[-1])["cure"] == (
        "请核对年度；已设立的年度：2023、2024。"
    )
