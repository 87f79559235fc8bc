"""Which reason it is stands with it; rows staged before it did are understood too."""

from datetime import date

import pytest
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.sheets import Reason
from zhisheng.apps.programme.tests.workbooks import (
    gulou,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db
WUXING = "浙江省湖州市吴兴区"
DOUBT = "“{text}”里没有字号，可能不是全称。"


@pytest.fixture
def known(year):
    return make_enterprise(
        name=name_firm(1), uscc=make_code(1), valid_from=date(2023, 1, 1)
    )


def tell_kinds(row):
    row.refresh_from_db()
    return [one.get("kind", "") for one in row.reasons]


def make_older(row):
    """Take away what rows staged by an earlier version do not have."""
    row.reasons = [
        {key: value for key, value in one.items() if key != "kind"}
        for one in row.reasons
    ]
    row.save(update_fields=["reasons"])


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ({"所在地": WUXING}, ["move"]),
        ({"企业名称": "安平县别名丝网厂"}, ["code"]),
    ],
)
def test_a_question_says_which_it_is(known, upload, office, line, kinds):
    upload([make_line(1, **line)], **office)
    row = ImportRow.objects.get()

    assert tell_kinds(row) == kinds
    make_older(row)
    assert tell_kinds(row) == [""]
    restored = [Reason.restore(one).kind for one in row.reasons]
    # Whether it is the one of its code needs to be known at once only.
    assert restored == ["identity" if one == "code" else one for one in kinds]


def test_a_row_that_may_be_another_of_its_file_says_so(upload, office):
    line = make_line(2, 企业名称=name_firm(1), 统一社会信用代码=None)
    upload([make_line(1), line], **office)
    row = ImportRow.objects.get(uscc="")

    assert tell_kinds(row) == ["", "identity"]
    make_older(row)
    assert [Reason.restore(one).kind for one in row.reasons] == ["", "identity"]


def test_what_stays_on_record_is_known_again(year, upload, office):
    make_enterprise(name=name_firm(1), uscc=make_code(1), region_id="330502")
    upload([make_line(1)], **office)
    row = ImportRow.objects.get()

    assert tell_kinds(row) == ["record"]
    make_older(row)
    assert [Reason.restore(one).kind for one in row.reasons] == ["record"]


def test_a_move_staged_before_is_asked_and_answered_once(known, upload, office):
    upload([make_line(1, 所在地=WUXING)], **office)
    row = ImportRow.objects.get()
    make_older(row)

    services.decide_row(
        row=row, decision="region", place_code="330502", actor=office["actor"]
    )

    assert tell_kinds(row) == ["move"]
    assert [one["severity"] for one in row.reasons] == ["answered"]


@pytest.mark.usefixtures("gulou_regions")
@pytest.mark.parametrize("is_older", [False, True])
def test_a_doubt_about_a_name_outlasts_the_answer_about_its_place(
    upload, body_user, is_older
):
    upload([gulou(企业名称="丝网厂", 统一社会信用代码=None)])
    row = ImportRow.objects.get()
    if is_older:
        make_older(row)

    services.decide_row(
        row=row, decision="region", place_code="350102", actor=body_user
    )

    row.refresh_from_db()
    assert row.status == "to_confirm"
    assert {(one["field"], one["severity"], one["message"]) for one in row.reasons} == {
        ("uscc", "warning", "没有统一社会信用代码，将按名称、地区和地址比对。"),
        ("name", "to_confirm", DOUBT),
        ("region", "answered", "“{text}”按本单位的答复作：{name}。"),
    }


@pytest.mark.parametrize("place", ["330502", "131125"])
def test_an_applied_answer_about_a_move_tells_how_it_is_taken_back(
    client, known, upload, office, place
):
    read = upload([make_line(1, 所在地=WUXING)], **office)
    row = ImportRow.objects.get()
    services.decide_row(
        row=row, decision="region", place_code=place, actor=office["actor"]
    )
    client.force_login(office["actor"])
    address = reverse("programme:import_detail", args=[read.code])
    told = "这个答复不能单独改"
    assert told not in client.get(address).text

    services.queue_applying(roster_import=read, actor=office["actor"])
    jobs.run_pending()

    page = client.get(address).text
    assert page.count(told) == 1
    way_back = reverse("programme:withdraw", args=[read.code])
    assert f'<a href="{way_back}">撤回这次导入</a>' in page
    assert client.get(way_back).status_code == 200
