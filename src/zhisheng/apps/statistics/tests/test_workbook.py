"""The workbook as Excel reads it: exact values, types and formats."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override, pgettext
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from zhisheng.apps.accounts.models import User
from zhisheng.apps.programme.models import Engagement
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.statistics import services
from zhisheng.apps.statistics.models import Bulletin
from zhisheng.apps.statistics.services.quantities import (
    Quantity,
    measure_cell,
    measure_reading,
)

pytestmark = pytest.mark.django_db
HEADING = [
    "项目",
    "算法",
    "2023",
    "2024",
    "单位",
    "有数据的企业（家）",
    "应有数据的企业（家）",
    "缺失比例",
    "备注",
    "对象",
    "时段",
    "来源",
]
Row = tuple[Cell | MergedCell, ...]
Read = Callable[[Bulletin, str], Worksheet]


@pytest.fixture
def read_sheet() -> Read:
    def read(bulletin: Bulletin, name: str) -> Worksheet:
        document = services.make_document(bulletin=bulletin, kind="xlsx")
        return load_workbook(io.BytesIO(document.content))[name]

    return read


@pytest.fixture
def with_one_left(programme: list[Enterprise], officer_city: User) -> Bulletin:
    """Give a bulletin in which one enterprise of 桃城 was helped."""
    Engagement.objects.filter(enterprise__in=programme[9:]).delete()
    bulletin = services.draft_bulletin(area="131100", year=2024, actor=officer_city)
    return services.compute_bulletin(bulletin=bulletin, actor=officer_city)


def find_rows(sheet: Worksheet, name: str) -> list[Row]:
    return [row for row in sheet.iter_rows() if row[0].value == name]


def read_row(row: Row) -> list[Any]:
    return [cell.value for cell in row]


def test_counts_are_whole_numbers_with_their_unit_beside(
    released: Bulletin, read_sheet: Read
) -> None:
    sheet = read_sheet(released, "主要数字")
    assert read_row(sheet[1]) == HEADING

    (row,) = find_rows(sheet, "帮扶家次")
    assert read_row(row) == [
        "帮扶家次",
        None,
        0,
        12,
        "家次",
        11,
        11,
        0,
        None,
        "帮扶",
        "当年",
        "平台记录",
    ]
    assert [cell.data_type for cell in row[3:8]] == ["n", "s", "n", "n", "n"]
    assert row[3].number_format == "#,##0"
    assert row[7].number_format == "0.0#%"


def test_each_reading_of_a_change_has_its_own_row(
    released: Bulletin, read_sheet: Read
) -> None:
    rows = find_rows(read_sheet(released, "主要数字"), "年度营收平均增长")

    assert [read_row(row)[1:8] for row in rows] == [
        ["企业增长率的平均", "暂无数据", 0.1, "%", 11, 11, 0],
        ["总额的增长率", "暂无数据", 0.1, "%", 11, 11, 0],
        ["企业增长率的中位数", "暂无数据", 0.1, "%", 11, 11, 0],
    ]
    assert {row[3].number_format for row in rows} == {"+0.0%;-0.0%;0.0%"}


def test_parts_have_units_in_the_heading_and_hidden_cells_stay_words(
    with_one_left: Bulletin, read_sheet: Read
) -> None:
    sheet = read_sheet(with_one_left, "分地区")

    assert read_row(sheet[1]) == [
        "分组",
        "帮扶企业 2023（家）",
        "帮扶企业 2024（家）",
        "帮扶家次 2024（家次）",
        "营收增长 企业增长率的平均（%）",
        "营收增长 总额的增长率（%）",
    ]
    (row,) = find_rows(sheet, "桃城区")
    assert read_row(row)[1:] == [0, *["不显示"] * 4]
    assert [cell.data_type for cell in row] == ["s", "n", *["s"] * 4]


@pytest.mark.parametrize(
    ("cell", "unit", "display_unit", "expected"),
    [
        ({"value": "1234"}, "家", "", Quantity(Decimal(1234), "#,##0")),
        (
            {"value": "123456789"},
            "元",
            "万元",
            Quantity(Decimal("12345.6789"), "#,##0.00"),
        ),
        ({"value": "12.3"}, "%", "", Quantity(Decimal("0.123"), "0.0#%")),
        ({"low": "1000", "high": "2500"}, "家", "", "1,000–2,500家"),
        ({"state": "hidden"}, "家", "", "不显示"),
        ({"state": "missing"}, "家", "", "暂无数据"),
    ],
)
def test_a_cell_is_a_number_or_words(
    cell: dict[str, str], unit: str, display_unit: str, expected: Quantity | str
) -> None:
    shown = {"state": "shown", **cell}
    assert measure_cell(shown, unit=unit, display_unit=display_unit) == expected


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (
            {"unit": "ratio", "value": "-0.05", "count": 9},
            Quantity(Decimal("-0.05"), "+0.0%;-0.0%;0.0%"),
        ),
        (
            {"unit": "points", "value": "0.021", "count": 9},
            Quantity(Decimal("2.100"), "+0.0;-0.0;0.0"),
        ),
        ({"unit": "ratio", "value": None, "count": 9}, "无法计算"),
        ({"unit": "ratio"}, "不显示"),
    ],
)
def test_a_reading_is_a_number_or_words(
    reading: dict[str, Any], expected: Quantity | str
) -> None:
    cell = {"state": "shown", "readings": [{"key": "growth_of_total", **reading}]}
    assert measure_reading(cell, "growth_of_total") == expected


def test_no_column_of_a_breakdown_is_empty(
    released: Bulletin, read_sheet: Read
) -> None:
    for name in ("分地区", "分行业", "分规模"):
        sheet = read_sheet(released, name)
        assert sheet.max_column == 6
        assert None not in [cell.value for cell in sheet[2]], name


def test_growth_of_a_trade_has_mean_and_total(
    released: Bulletin, read_sheet: Read
) -> None:
    (row,) = find_rows(read_sheet(released, "分行业"), "金属制品业")

    assert read_row(row) == ["金属制品业", 0, 11, 12, 0.1, 0.1]


def test_a_unit_of_measure_is_no_organisation():
    with override("en"):
        assert pgettext("measure", "单位") == "Unit"
