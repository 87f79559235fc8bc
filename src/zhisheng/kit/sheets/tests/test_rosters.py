"""The reference rosters are read cell by cell as their expected values say."""

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from zhisheng.kit.sheets.cells import fill_merged
from zhisheng.kit.sheets.errors import ValueRefusedError
from zhisheng.kit.sheets.headers import ColumnSpec, find_table
from zhisheng.kit.sheets.reading import read_workbook
from zhisheng.kit.sheets.row_kinds import list_rows
from zhisheng.kit.sheets.values import (
    parse_code,
    parse_count,
    parse_date,
    parse_money,
    parse_period,
    parse_text,
)

CASES = Path(
    os.environ.get("ZHISHENG_CASES", Path(__file__).parents[6] / "shared" / "cases")
)
MESSY = CASES / "messy"
pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not MESSY.is_dir(), reason=f"no reference cases in {CASES}"),
]
ROSTERS = sorted(
    path.name.split(".")[0] for path in MESSY.glob("roster_*.expected.json")
)

COLUMNS = (
    ColumnSpec("name", ("企业名称", "单位名称", "帮扶企业", "企业全称")),
    ColumnSpec("uscc", patterns=(r".*信用代码", "机构代码")),
    ColumnSpec(
        "employees", patterns=(r"(从业|员工|职工)?人(员|数)|员工规模|.*人数|员工数",)
    ),
    ColumnSpec("help", ("帮扶起止时间", "帮扶期间", "起止日期")),
    ColumnSpec("help_start", patterns=(r"(帮扶)?(开始|起)(日期|时间)?",)),
    ColumnSpec("help_end", patterns=(r"(帮扶)?(结束|止|完成)(日期|时间)?",)),
    ColumnSpec(
        "revenue_before",
        patterns=(r".*前.*(收入|营收).*|收入(提升)?前|营业收入提升前|上年营业额",),
    ),
    ColumnSpec(
        "revenue_after",
        patterns=(r".*后.*(收入|营收).*|收入(提升)?后|营业收入提升后|本年营业额",),
    ),
    ColumnSpec("county", patterns=(r".*县.*|所在地|行政区划",)),
)


def read_value(read, *arguments, **options):
    try:
        return read(*arguments, **options).value
    except ValueRefusedError:
        return None


def read_record(table, row, number):
    def cell(name):
        match = table.columns.get(name)
        return None if match is None else row[match.index]

    record = {
        "row": number,
        "name": read_value(parse_text, cell("name")),
        "uscc": read_value(parse_code, cell("uscc")),
        "employees": read_value(parse_count, cell("employees")),
        "help_start": read_value(parse_date, cell("help_start"), end=False),
        "help_end": read_value(parse_date, cell("help_end"), end=True),
    }
    period = read_value(parse_period, cell("help"))
    if period is not None:
        record |= {"help_start": period.start, "help_end": period.end}
    for name in ("revenue_before", "revenue_after"):
        unit = table.columns[name].unit or Decimal(1)
        record[f"{name}_yuan"] = read_value(parse_money, cell(name), default_unit=unit)
    return record


@pytest.mark.parametrize("roster", ROSTERS)
def test_every_row_is_read_where_it_stands(roster):
    expected = json.loads((MESSY / f"{roster}.expected.json").read_text("utf-8"))
    book = read_workbook(MESSY / expected["file"])
    records = {}
    for sheet in book.sheets:
        table = find_table(fill_merged(sheet), columns=COLUMNS)
        if table is not None:
            for number, row, kind in list_rows(table):
                if kind == "data":
                    records[sheet.name, number] = read_record(table, row, number)

    assert sorted(records, key=str) == sorted(
        ((row["sheet"], row["row"]) for row in expected["rows"]), key=str
    )
    for row in expected["rows"]:
        record = records[row["sheet"], row["row"]]
        if row["status"] == "refused":
            continue
        for name, value in record.items():
            wanted = row.get(name)
            if name.startswith("help_") and wanted:
                wanted = date.fromisoformat(wanted)
            is_doubted = any(name.startswith(reason) for reason in row["reasons"])
            if wanted is not None and not is_doubted:
                assert value == wanted, (row, record)


def test_every_roster_has_a_case():
    assert len(ROSTERS) >= 8
