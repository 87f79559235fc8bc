"""Who may send files of other systems, how they come back, and how long rows stay."""

import itertools
import tempfile
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.registry import selectors, services
from zhisheng.apps.registry.models import (
    ExchangeBatch,
    ExchangeRow,
    OutsideRecord,
)
from zhisheng.apps.registry.tests.exchanging import (
    PENALTIES,
    get_office,
    reload,
    send,
    take,
    work,
)
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.kit.connectors import read_layout, write_blank_layout
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError, NotFoundError
from zhisheng.kit.sheets import read_workbook
from zhisheng.reference.connectors import load_connectors

pytestmark = pytest.mark.django_db
ONE, NOBODY = make_code(1), make_code(4)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def enterprises():
    return [make_enterprise(uscc=ONE, name="安平县示例甲丝网厂")]


def line(code, number="安市监处罚〔2026〕1号"):
    return f"某厂,{code},{number},标识不符合规定,2026-05-20,C\n"


def test_refused_rows_come_back_in_the_same_file(officer_county, enterprises):
    batch = send(officer_county, PENALTIES + line(ONE) + line(NOBODY)).batch
    work()

    content = services.mark_exchange(batch=reload(batch))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "marked.xlsx"
        path.write_bytes(content)
        sheet = openpyxl.load_workbook(path).active
    assert sheet["B3"].comment.text.startswith("名录里没有这个代码的企业")
    assert sheet["B2"].comment is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"as_of": date(2100, 1, 1)}, "as_of"),
        ({"as_of": date(2001, 1, 1)}, "as_of"),
        ({"layout": ("credit-publicity", "nothing")}, "as_of"),
        ({"layout": ("finance-platform", "enterprises")}, "layout"),
    ],
)
def test_wrong_terms_are_told_beside_their_field(officer_county, changes, field):
    with pytest.raises(FieldsRefusedError) as refused:
        send(officer_county, PENALTIES, **changes)

    assert list(refused.value.refusals) == [field]
    assert ExchangeBatch.objects.count() == 0


def test_only_an_officer_of_the_office_may_send(
    officer_county, officer_city, owner, enterprises
):
    for actor in (owner, officer_city):
        with pytest.raises(ForbiddenError):
            send(actor, PENALTIES, organisation=get_office(officer_county))

    batch = send(officer_county, PENALTIES + line(ONE)).batch
    work()
    with pytest.raises(ForbiddenError):
        services.queue_exchange_applying(batch=reload(batch), actor=officer_city)
    with pytest.raises(NotFoundError):
        selectors.get_batch_for(actor=officer_city, code=batch.code)


def test_staging_rows_go_with_their_file_and_records_stay(officer_county, enterprises):
    take(officer_county, PENALTIES + line(ONE))
    assert services.forget_exchange_rows() == 0
    long_ago = timezone.now() - timedelta(days=61)
    ExchangeBatch.objects.update(created_at=long_ago)

    assert services.forget_exchange_rows() == 1

    assert ExchangeRow.objects.count() == 0
    assert OutsideRecord.objects.count() == 1


def test_questions_do_not_grow_with_the_rows(
    officer_county, enterprises, django_assert_max_num_queries
):
    many = "".join(line(ONE, f"{number}号") for number in range(300))
    batch = send(officer_county, PENALTIES + many).batch

    with django_assert_max_num_queries(30):
        services.read_exchange(
            batch=reload(batch), actor=officer_county, report=lambda _done, _total: None
        )
    services.queue_exchange_applying(batch=reload(batch), actor=officer_county)
    with django_assert_max_num_queries(20):
        services.apply_exchange(batch=batch, actor=officer_county)

    assert OutsideRecord.objects.count() == 300


def test_a_file_is_sent_seen_and_taken_on_its_pages(
    client, officer_county, enterprises, tmp_path
):
    client.force_login(officer_county)
    path = tmp_path / "来文.csv"
    path.write_text(PENALTIES + line(ONE) + line(NOBODY), "utf-8-sig")
    typed = {
        "layout": "credit-publicity/penalties", "number": "2026-11", "as_of": "2026-11-01"
    }  # fmt: skip
    with path.open("rb") as file:
        sent = client.post(reverse("registry:exchange_upload"), {**typed, "file": file})
    batch = ExchangeBatch.objects.get()
    address = reverse("registry:exchange_batch", args=[batch.code])
    assert sent.url == address
    assert "等待核对" in client.get(address).text
    work()
    seen = client.get(address).text
    assert "入库 1 行" in seen
    assert "名录里没有这个代码的企业，或不在您的辖区。" in seen

    client.post(reverse("registry:exchange_apply", args=[batch.code]))
    work()

    assert "已入库：新增记录 1 条" in client.get(address).text
    marked = client.get(reverse("registry:exchange_marks", args=[batch.code]))
    assert "attachment" in marked["Content-Disposition"]
    with path.open("rb") as file:
        again = client.post(
            reverse("registry:exchange_upload"), {**typed, "file": file}, follow=True
        )
    assert "这个文件以前收过（批次号 2026-11），没有重复处理。" in again.text
    assert "2026-11" in client.get(reverse("registry:exchange")).text


def test_a_taken_number_and_a_day_to_come_are_told_beside_their_fields(
    client, officer_county, enterprises, tmp_path
):
    take(officer_county, PENALTIES + line(ONE))
    client.force_login(officer_county)
    path = tmp_path / "b.csv"
    path.write_text(PENALTIES + line(NOBODY), "utf-8-sig")
    for typed, told in (
        ({"number": "2026-11", "as_of": "2026-11-01"}, "已经用于另一个文件"),
        ({"number": "甲", "as_of": "2100-01-01"}, "数据截止日期不能晚于今天。"),
    ):
        with path.open("rb") as file:
            data = {"layout": "credit-publicity/penalties", **typed, "file": file}
            answer = client.post(reverse("registry:exchange_upload"), data)
        assert answer.status_code == 422
        assert told in answer.text
    assert ExchangeBatch.objects.count() == 1


def test_a_blank_sheet_of_a_layout_is_handed_out(client, officer_county):
    client.force_login(officer_county)
    known = reverse("registry:exchange_blank", args=["enterprise-register", "entities"])
    unknown = reverse("registry:exchange_blank", args=["enterprise-register", "none"])

    answer = client.get(known)
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert client.get(unknown).status_code == 404


@pytest.mark.parametrize(
    "layout",
    [one for connector in load_connectors() for one in connector.layouts],
    ids=lambda one: one.code,
)
def test_the_example_in_a_blank_sheet_is_passed_over(layout, tmp_path):
    path = tmp_path / "blank.xlsx"

    write_blank_layout(path, layout)

    rows = openpyxl.load_workbook(path).worksheets[0].values
    assert next(itertools.islice(rows, 1, 2))[0].startswith("示例")
    assert list(read_layout(read_workbook(path), layout)) == []
