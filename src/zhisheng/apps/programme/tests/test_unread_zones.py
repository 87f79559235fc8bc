"""A zone that the statistical divisions do not hold is read as its city, and told."""

import pytest

from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.tests.workbooks import make_line

pytestmark = pytest.mark.django_db


def test_a_zone_nobody_counts_is_told(upload):
    upload([make_line(1, 所在地="河北省衡水市工业新区"), make_line(2)])

    first, second = ImportRow.objects.order_by("id")

    assert (first.status, first.region_code) == ("warning", "131100")
    assert [(one["field"], one["severity"]) for one in first.reasons] == [
        ("region", "warning")
    ]
    assert selectors.show_reason(first.reasons[0])["message"] == (
        "统计用区划里没有“工业新区”，按“河北省衡水市”处理。"
    )
    assert (second.status, second.region_code) == ("accepted", "131125")


def test_a_county_the_city_does_not_have_is_refused(upload):
    upload([make_line(1, 所在地="河北省衡水市不存在县")])

    row = ImportRow.objects.get()

    assert (row.status, row.region_code) == ("refused", "")
    assert [one["field"] for one in row.reasons] == ["region"]
