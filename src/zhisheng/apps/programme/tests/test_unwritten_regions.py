"""A region that only the code of an enterprise tells is never told as the sheet's."""

from datetime import date

import pytest

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.tests.workbooks import make_code, make_line, name_firm
from zhisheng.apps.registry.tests.factories import GrantFactory, make_enterprise

pytestmark = pytest.mark.django_db
CODE = make_code(2, region="330502")
WUXING = "浙江省湖州市吴兴区"
GUESSED = f"没有填写所在地，暂按信用代码的登记地{WUXING}处理。"


@pytest.fixture
def known(year):
    """Return an enterprise that stands elsewhere than its code was given."""
    return make_enterprise(name=name_firm(2), uscc=CODE, valid_from=date(2023, 1, 1))


def tell(read, actor):
    page = selectors.list_rows_for(actor=actor, code=read.code)
    return [
        (one.row.status, [message["message"] for message in one.messages])
        for one in page.items
    ]


def write(**changes):
    return make_line(2, 统一社会信用代码=CODE, 所在地="", **changes)


def test_a_body_whose_row_is_judged_again(known, upload, body_user, body_organisation):
    GrantFactory(
        enterprise=known, viewer=body_organisation, fields=["region", "industry"]
    )
    read = upload([write(行业="不存在的行业某某")])
    row = ImportRow.objects.get()
    assert (row.status, row.region_code, row.region_named) == ("refused", "330502", "")

    services.decide_row(
        row=row, decision="industry", place_code="3340", actor=body_user
    )

    answered = "“不存在的行业某某”按本单位的答复作：3340 金属丝绳及其制品制造。"
    assert tell(read, body_user) == [("warning", [GUESSED, answered])]


def test_an_office_whose_row_is_judged_again(known, upload, office):
    read = upload([write(行业="不存在的行业某某")], **office)

    services.decide_row(
        row=ImportRow.objects.get(),
        decision="industry",
        place_code="3340",
        actor=office["actor"],
    )

    check_left_to_the_record(read, office)


def test_an_office_that_says_which_enterprise_it_is(known, upload, office):
    read = upload([write(企业名称="德清县完全不同童装厂")], **office)
    row = ImportRow.objects.get()
    assert (row.status, row.region_code) == ("to_confirm", "330502")

    services.decide_row(
        row=row, decision="same", enterprise_code=known.code, actor=office["actor"]
    )

    check_left_to_the_record(read, office)


def check_left_to_the_record(read, office):
    row = ImportRow.objects.get()
    assert (row.status, row.region_code, row.region_named) == ("warning", "131125", "")
    ((status, messages),) = tell(read, office["actor"])
    assert status == "warning"
    assert "没有填写到县（市、区），按名录中的河北省衡水市安平县处理。" in messages
    assert not any("表中写的是" in message for message in messages)


def test_a_region_the_sheet_writes_is_kept_as_written(year, upload, office):
    upload([make_line(1)], **office)

    assert ImportRow.objects.get().region_named is None
