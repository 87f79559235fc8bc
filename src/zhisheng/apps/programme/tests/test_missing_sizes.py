"""A row of unknown size says which facts would settle it, and so does the enterprise."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.schemas import describe_rows
from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.apps.registry.models import Enterprise

pytestmark = pytest.mark.django_db
# With less revenue it would be a micro enterprise, however many people it has.
UNCOUNTED = {"从业人员": "", "提升后营业收入": 950}
CURE = "请监管部门或帮扶机构在帮扶名单里补上，再导入一次，就会重新划分。"


def read_size(read):
    (view,) = describe_rows(selectors.list_rows(read).items)
    return dict(view.more)["企业规模"].text


@pytest.mark.parametrize(
    ("cells", "missing", "words"),
    [
        (UNCOUNTED, ["employees"], "从业人员"),
        (
            {"从业人员": "", "提升前营业收入": "", "提升后营业收入": ""},
            ["employees", "revenue_yuan"],
            "从业人员、营业收入",
        ),
        ({"行业": ""}, ["industry_code"], "行业"),
    ],
)
def test_the_preview_names_what_is_missing(upload, cells, missing, words):
    read = upload([make_line(1, **cells)])

    assert ImportRow.objects.get().size_basis["missing"] == missing
    assert read_size(read) == f"资料不足，还缺{words}，请在表里补上"


def test_a_known_size_names_nothing(upload):
    read = upload([make_line(1)])

    assert set(ImportRow.objects.get().size_basis) == {"definition", "row"}
    assert read_size(read) == "微型"


def test_the_enterprise_names_what_is_missing(client, put_in, office, officer_county):
    put_in([make_line(1, **UNCOUNTED)], **office)
    one = Enterprise.unscoped.get()
    client.force_login(officer_county)

    page = client.get(reverse("registry:detail", args=[one.code])).content.decode()

    assert "划分时还缺：从业人员。" in page
    assert CURE in page


def test_an_older_record_names_what_it_may_be(client, put_in, office, officer_county):
    put_in([make_line(1, **UNCOUNTED)], **office)
    Enterprise.unscoped.update(size_basis={"row": ""})
    one = Enterprise.unscoped.get()
    client.force_login(officer_county)

    page = client.get(reverse("registry:detail", args=[one.code])).content.decode()

    assert "还缺从业人员、营业收入或行业，暂不能划分。" in page
    assert CURE in page
