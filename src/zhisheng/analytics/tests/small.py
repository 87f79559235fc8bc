"""Small snapshots for tests: rows of plain tuples become the files of a snapshot."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhisheng.analytics.tables import SCHEMAS
from zhisheng.reference.indicators import list_indicators

REGIONS = [
    ("130000", "河北省", "province", "division", "", False),
    ("131100", "衡水市", "city", "division", "130000", False),
    ("131102", "桃城区", "county", "division", "131100", False),
    ("131125", "安平县", "county", "division", "131100", False),
    ("139000", "省直辖县级行政区划", "city", "placeholder", "130000", False),
    ("139001", "示例市", "county", "division", "139000", False),
    ("330000", "浙江省", "province", "division", "", False),
    ("330100", "杭州市", "city", "division", "330000", False),
    ("330103", "下城区", "county", "division", "330100", True),
    ("330105", "拱墅区", "county", "division", "330100", False),
    ("330110", "余杭区", "county", "division", "330100", False),
    ("330113", "临平区", "county", "division", "330100", False),
    ("330199", "示例旧区", "county", "division", "330100", True),
    ("650000", "新疆维吾尔自治区", "province", "division", "", False),
    ("650100", "乌鲁木齐市", "city", "division", "650000", False),
]
CHANGES = [
    ("330103", "330105", date(2021, 4, 9)),
    ("330105", "330105", date(2021, 4, 9)),
    ("330199", "330110", date(2021, 4, 9)),
    ("330199", "330113", date(2021, 4, 9)),
]
INDUSTRIES = [
    ("33", "金属制品业", "C"),
    ("18", "纺织服装、服饰业", "C"),
    ("C", "制造业", "C"),
]


def make_values(rows: Sequence[tuple[int, str, str, str]]) -> list[tuple[Any, ...]]:
    """Turn (enterprise, indicator, period, number or 'low..high' or '~number')."""
    return [
        (enterprise, indicator, period, *read_number(text))
        for enterprise, indicator, period, text in rows
    ]


def read_number(text: str) -> tuple[Any, ...]:
    if ".." in text:
        low, high = text.split("..")
        return None, Decimal(low), Decimal(high), False
    return Decimal(text.removeprefix("~")), None, None, text.startswith("~")


def write_small(
    folder: Path, **tables: Sequence[tuple[Any, ...]]
) -> Mapping[str, Path]:
    """Write the tables given and the public ones; tables not given are empty."""
    rows: dict[str, Sequence[tuple[Any, ...]]] = {
        "regions": REGIONS,
        "region_changes": CHANGES,
        "industries": INDUSTRIES,
        "indicators": list_dictionary(),
        **tables,
    }
    paths = {}
    for name, schema in SCHEMAS.items():
        columns = list(zip(*rows.get(name, ()), strict=True)) or [()] * len(schema)
        arrays = [
            pa.array(column, field.type)
            for column, field in zip(columns, schema, strict=True)
        ]
        paths[name] = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), paths[name])
    return paths


def list_dictionary() -> list[tuple[Any, ...]]:
    return [
        (
            item.code,
            item.name,
            item.english_name,
            item.definition,
            item.unit,
            item.display_unit,
            str(item.period_kind),
            str(item.value_kind),
            str(item.population),
            item.source,
        )
        for item in list_indicators()
    ]
