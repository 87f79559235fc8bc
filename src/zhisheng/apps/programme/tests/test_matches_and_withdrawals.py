"""Which rows are enterprises on record, and what a withdrawal takes back."""

from datetime import date
from decimal import Decimal

import pytest

from zhisheng.apps.accounts.tests.factories import BodyOrganisationFactory
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import ImportStateError
from zhisheng.apps.programme.models import (
    Engagement,
    ImportRow,
    MatchDecision,
)
from zhisheng.apps.programme.tests.recorded import describe_everything, list_values
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import jobs
from zhisheng.kit.tests.references import count_dangling

pytestmark = pytest.mark.django_db
EARLIER = {
    "帮扶开始日期": "2023-03-01",
    "帮扶结束日期": "2023-06-30",
    "提升后营业收入": 100,
}


def test_a_likely_match_is_asked_once_and_remembered(put_in, upload, body_user):
    known = make_enterprise(name="安平县华丰丝网厂", uscc="", address="安平县示例路1号")
    line = make_line(1, 企业名称="河北华丰丝网厂(安平)", 统一社会信用代码="")
    read = upload([line])
    row = ImportRow.objects.get(roster_import=read)
    assert (row.status, row.candidates[0]["code"]) == ("to_confirm", known.code)

    services.decide_row(
        row=row, decision="same", enterprise_code=known.code, actor=body_user
    )
    services.queue_applying(roster_import=read, actor=body_user)
    jobs.run_pending()

    assert Enterprise.unscoped.count() == 1
    assert Engagement.objects.get().enterprise == known
    again = upload([line])
    remembered = ImportRow.objects.get(roster_import=again)
    assert (remembered.status, remembered.decision) == ("warning", "same")
    assert remembered.enterprise == known
    assert MatchDecision.objects.count() == 1


@pytest.mark.parametrize(
    "name",
    ["河北省安平县华丰丝网厂", "河北省衡水市安平县华丰丝网厂", "安平华丰丝网厂"],
)
def test_a_name_with_more_or_less_of_its_region_is_asked(upload, name):
    known = make_enterprise(name="安平县华丰丝网厂", uscc="", address="")

    read = upload([make_line(1, 企业名称=name, 统一社会信用代码="")])

    row = ImportRow.objects.get(roster_import=read)
    assert (row.status, row.candidates[0]["code"]) == ("to_confirm", known.code)
    assert row.enterprise is None


def test_different_firms_are_never_merged_silently(put_in):
    put_in([make_line(1, 企业名称="安平县华丰丝网有限公司", 统一社会信用代码="")])

    done = put_in(
        [make_line(2, 企业名称="安平县桦峰丝网有限公司", 统一社会信用代码="")]
    )

    (known,) = Enterprise.unscoped.filter(name="安平县华丰丝网有限公司")
    assert Engagement.objects.filter(enterprise=known).count() == 1
    assert ImportRow.objects.get(roster_import=done).enterprise != known


def test_withdrawing_takes_back_what_was_made_and_changed(put_in, office):
    put_in([make_line(1)], **office)
    before = describe_everything()
    lines = [make_line(1, 行业="3383", 提升后营业收入=150), make_line(2)]
    done = put_in(lines, **office)
    assert describe_everything() != before

    services.withdraw_roster(roster_import=done, actor=office["actor"])

    assert describe_everything() == before
    assert selectors.get_import(done.code).status == "withdrawn"
    assert count_dangling() == {}


def test_withdrawing_keeps_and_counts_later_changes(put_in, body_user):
    put_in([make_line(1)])
    second = put_in([make_line(1, 提升后营业收入=150)])
    put_in([make_line(1, 提升后营业收入=170)])

    counts = services.withdraw_roster(roster_import=second, actor=body_user)

    assert counts["kept"] == 1
    enterprise = Enterprise.unscoped.get()
    assert list_values(enterprise)["revenue", "2024"] == (Decimal(1_700_000), False)


def test_a_withdrawn_import_cannot_be_applied_or_withdrawn_again(put_in, body_user):
    done = put_in([make_line(1)])
    services.withdraw_roster(roster_import=done, actor=body_user)
    before = describe_everything()

    with pytest.raises(ImportStateError):
        services.withdraw_roster(roster_import=done, actor=body_user)
    with pytest.raises(ImportStateError):
        services.queue_applying(roster_import=done, actor=body_user)

    assert describe_everything() == before


def test_one_code_with_two_names_is_asked_whatever_year_and_body(
    put_in, office, last_year, body_organisation
):
    BodyOrganisationFactory.create(name="示例丙认证有限公司")
    firsts = [
        make_enterprise(
            name=name_firm(number),
            uscc="",
            address="安平县示例路1号",
            valid_from=date(2023, 1, 1),
        )
        for number in (1, 2)
    ]
    header = ["帮扶年度", "帮扶机构", "地址", *HEADER]
    lines = [
        [
            2023,
            "示例甲认证有限公司",
            "安平县示例路1号",
            *make_line(1, **EARLIER),
        ],
        [
            2024,
            "示例丙认证有限公司",
            "安平县示例路1号",
            *make_line(2, 统一社会信用代码=make_code(1)),
        ],
    ]

    done = put_in(lines, header=header, **office)

    assert done.status == "applied"
    rows = ImportRow.objects.filter(roster_import=done).order_by("row")
    assert [row.status for row in rows] == ["accepted", "to_confirm"]
    assert [reason["field"] for reason in rows[1].reasons] == ["name"]
    for one in firsts:
        one.refresh_from_db()
    assert [one.uscc for one in firsts] == [make_code(1), ""]
