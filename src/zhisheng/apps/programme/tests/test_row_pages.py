"""The table of an entry on its pages: typed, remarked, returned and mended line by line."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme.models import EntryRemark
from zhisheng.apps.programme.tests.entry_tables import ANPING, hand_in, line, upload
from zhisheng.apps.programme.tests.reporting import reload
from zhisheng.apps.registry.tests.factories import make_code

pytestmark = pytest.mark.django_db
TYPED = {"name": "安平县示例7丝网厂", "uscc": make_code(7), "region": ANPING}


@pytest.fixture
def entry(list_entry):
    return list_entry


@pytest.fixture
def handed(entry, body_user):
    upload(entry, body_user, [line(number) for number in range(1, 4)])
    return hand_in(entry, body_user)


@pytest.fixture
def open_as(client, entry):
    """Return a function that asks for a page of the entry as somebody."""

    def ask(user, name, *arguments, data=None, **query):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        numbers = [entry.task.code, entry.pk, *arguments]
        address = reverse(f"programme:{name}", args=numbers)
        if data is None:
            return client.get(address, query)
        version = {"version": reload(entry).version}
        return client.post(address, version | data, follow=True)

    return ask


def read(answer):
    return answer.content.decode()


def test_lines_are_typed_one_by_one(entry, body_user, open_as):
    assert 'href="#answers"' not in read(open_as(body_user, "entry"))
    answer = open_as(body_user, "new_row", data=TYPED | {"go": "more"})

    assert "已加上一行" in read(answer)
    assert answer.redirect_chain[-1][0].endswith("/table/new/")
    page = read(open_as(body_user, "entry"))
    assert "安平县示例7丝网厂" in page
    assert page.index('href="#answers"') < page.index("安平县示例7丝网厂")
    twice = open_as(body_user, "new_row", data=TYPED)
    assert twice.status_code == 422
    assert "第 1 行已经是这一家，请改那一行。" in read(twice)
    wrong = open_as(body_user, "row", 1, data=TYPED | {"uscc": "123"})
    assert wrong.status_code == 422
    assert 'value="123"' in read(wrong)
    assert reload(entry).rows.get().answers["uscc"] == make_code(7)
    assert "已去掉这一行" in read(open_as(body_user, "remove_row", 1, data={}))
    assert not reload(entry).rows.exists()


def test_remarks_on_lines_lead_to_the_mended_entry(
    handed, body_user, officer_nation, open_as
):
    form = read(open_as(officer_nation, "row", 2))
    assert "记下批注" in form
    assert "保存这一行" not in form
    for number, field, text in ((2, "revenue_before", "收入偏大"), (3, "", "请核对")):
        remark = {"field": field, "text": text}
        assert "批注已记下" in read(
            open_as(officer_nation, "remark_row", number, data=remark)
        )
    page = read(open_as(officer_nation, "entry"))
    assert "退回，发出 2 条批注" in page
    assert (
        reverse("programme:pass_entry", args=[handed.task.code, handed.pk]) not in page
    )
    listed = read(open_as(officer_nation, "return_entry"))
    assert "安平县示例2丝网厂 · 提升前营业收入（元）" in listed
    open_as(officer_nation, "return_entry", data={"text": ""})

    page = read(open_as(body_user, "entry"))
    assert "2 行要改" in page
    assert "提升前营业收入（元）：收入偏大" in page
    assert "安平县示例1丝网厂" not in page
    assert "改完表里的行就可以提交" in page
    cells = dict(reload(handed).rows.get(number=2).answers)
    saved = open_as(body_user, "row", 2, data=cells | {"revenue_before": "12万"})
    assert saved.redirect_chain[-1][0].endswith("/table/3/")
    assert "保存这一行" not in read(open_as(body_user, "row", 1))
    open_as(body_user, "entry", data={"go": "submit"})
    # One of the two remarks was left: that is asked about first.
    assert reload(handed).state == "unfilled"
    open_as(body_user, "entry", data={"go": "submit", "is_sure": "on"})

    assert reload(handed).state == "filled"
    page = read(open_as(officer_nation, "entry"))
    assert "1 条批注已改，1 条没有改，表里改了 1 行。 <a href=" in page
    assert '/?view=left">看没有改的名单</a>' in page
    assert "安平县示例3丝网厂" in page.partition("没有改的")[2]
    assert "1,200,000 → 120,000" in page


def test_several_lines_go_back_in_one_act(handed, officer_nation, open_as):
    asked = read(open_as(officer_nation, "return_entry"))
    assert "1 · 安平县示例1丝网厂" in asked
    nowhere = {"text": "请核对地址", "rows": ["1", "9"]}
    assert open_as(officer_nation, "return_entry", data=nowhere).status_code == 422

    sent = {"text": "请核对地址", "rows": ["1", "3"]}
    open_as(officer_nation, "return_entry", data=sent)

    remarks = EntryRemark.objects.order_by("row__number")
    assert [(one.row.number, one.text) for one in remarks] == [
        (1, "请核对地址"), (3, "请核对地址"),
    ]  # fmt: skip
    returned = reload(handed).rows.filter(is_returned=True).order_by("number")
    assert [one.number for one in returned] == [1, 3]


def test_a_remark_is_dropped_before_it_is_sent(handed, officer_nation, open_as):
    open_as(officer_nation, "remark_row", 2, data={"text": "请核对"})
    remark = EntryRemark.objects.get()

    answer = open_as(officer_nation, "drop_remark", remark.pk, data={})

    assert "批注已删掉" in read(answer)
    assert not EntryRemark.objects.exists()
    assert "请写明哪里要改" in read(
        open_as(officer_nation, "remark_row", 2, data={"text": ""})
    )


def test_a_long_table_is_shown_page_by_page(entry, body_user, open_as):
    upload(entry, body_user, [line(number) for number in range(1, 61)])

    first = read(open_as(body_user, "rows"))

    assert first.count("row-link") == 50
    assert "view=all&amp;after=50" in first
    assert (
        read(open_as(body_user, "rows", view="all", after=50)).count("row-link") == 10
    )
    assert open_as(body_user, "rows", after="x" * 99).status_code == 200
    assert "逐页查看全部" in read(open_as(body_user, "entry"))


def test_a_long_table_takes_no_more_queries(
    entry, body_user, open_as, django_assert_max_num_queries
):
    upload(entry, body_user, [line(number) for number in range(1, 51)])

    with django_assert_max_num_queries(37):
        assert read(open_as(body_user, "rows")).count("row-link") == 50


def test_an_empty_table_offers_a_first_line(entry, body_user, officer_nation, open_as):
    address = reverse("programme:new_row", args=[entry.task.code, entry.pk])

    assert address in read(open_as(body_user, "rows"))
    open_as(body_user, "new_row", data=TYPED)
    assert address not in read(open_as(body_user, "rows"))
