"""Before a file is applied, its page shows which records it changes, and how."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.registry.models import Enterprise, ExchangeRow
from zhisheng.apps.registry.tests.exchanging import ENTITIES, reload, send, take, work
from zhisheng.apps.registry.tests.factories import make_code, make_enterprise
from zhisheng.apps.registry.tests.test_administrative import (
    FIRST_DAY,
    REGISTER,
    entity,
)

pytestmark = pytest.mark.django_db
CODES = [make_code(number) for number in range(1, 6)]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def batch(officer_county):
    """Send a file of which each row does another thing, and have it looked through."""
    for number, code in enumerate(CODES):
        make_enterprise(
            uscc=code,
            name=f"安平县示例{number}厂",
            region_id="131125",
            address="甲路1号",
            valid_from=FIRST_DAY,
        )
    rows = (
        entity(CODES[0], 企业名称="安平县新名厂"),
        entity(CODES[1], 企业名称="安平县示例1厂", 登记地区="河北省衡水市桃城区"),
        entity(CODES[2], 企业名称="安平县示例2厂", 登记状态="注销", 注销日期="2026-05-01"),
        entity(CODES[3], 企业名称="安平县示例3厂", 主体类型="个体"),
        entity(CODES[4], 企业名称="安平县示例4厂", 住所="甲路1号"),
    )  # fmt: skip
    sent = send(officer_county, ENTITIES + "".join(rows), layout=REGISTER).batch
    work()
    return reload(sent)


def open_page(client, officer, batch, **query):
    client.force_login(officer)
    page = client.get(reverse("registry:exchange_batch", args=[batch.code]), query)
    return page.content.decode()


def test_each_row_that_changes_a_record_is_noted(batch):
    noted = ExchangeRow.objects.order_by("row").values_list("change", "changes")

    assert list(noted) == [
        ("renamed", {"name": ["安平县示例0厂", "安平县新名厂"]}),
        ("moved", {"region_id": ["131125", "131102"]}),
        ("ended", {"status": ["active", "closed"]}),
        ("other", {"legal_form": ["company", "household"]}),
        ("", {}),
    ]


def test_the_page_shows_them_in_words_before_anything_is_written(
    client, officer_county, batch
):
    page = open_page(client, officer_county, batch)

    assert "入库后会改动登记事项的行" in page
    assert "名称：安平县示例0厂 → 安平县新名厂" in page
    assert "登记地区：河北省衡水市安平县 → 河北省衡水市桃城区" in page
    assert "登记状态：存续 → 注销" in page
    assert "主体类型：公司 → 个体工商户" in page
    assert "注销或吊销 1" in page
    assert "安平县示例4厂" not in page
    assert not Enterprise.unscoped.filter(name="安平县新名厂").exists()


def test_one_kind_is_looked_at_alone(client, officer_county, batch):
    page = open_page(client, officer_county, batch, change="ended")

    assert "存续 → 注销" in page
    assert "安平县新名厂" not in page


def test_after_applying_the_page_says_what_was_changed(client, officer_county):
    make_enterprise(
        uscc=CODES[0], name="安平县示例0厂", region_id="131125", valid_from=FIRST_DAY
    )
    text = ENTITIES + entity(CODES[0], 企业名称="安平县新名厂")
    applied = take(officer_county, text, layout=REGISTER)

    page = open_page(client, officer_county, applied)

    assert "改动了登记事项的行" in page
    assert "安平县示例0厂 → 安平县新名厂" in page


def test_the_page_asks_the_same_number_of_queries_for_any_number_of_rows(
    client, officer_county, batch, django_assert_num_queries
):
    open_page(client, officer_county, batch)
    with CaptureQueriesContext(connection) as few:
        open_page(client, officer_county, batch)
    renamed = ExchangeRow.objects.get(change="renamed")
    ExchangeRow.objects.bulk_create(
        ExchangeRow(batch=batch, row=number, status="accepted", change="renamed",
                    changes=renamed.changes, enterprise_id=renamed.enterprise_id)
        for number in range(10, 40)
    )  # fmt: skip

    with django_assert_num_queries(len(few)):
        assert "更名 31" in open_page(client, officer_county, batch)
