"""The typed tables of a snapshot; whoever writes or reads one keeps to these."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

Connection: TypeAlias = "ibis.backends.duckdb.Backend"

AMOUNT = pa.decimal128(20, 4)
_TEXT = pa.string()
_NUMBER = pa.int64()
_YEAR = pa.int16()


def _make_schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


_MEASURED: Mapping[str, pa.DataType] = {
    "indicator": _TEXT,
    "period": _TEXT,
    "value": AMOUNT,
    "low": AMOUNT,
    "high": AMOUNT,
    "is_approximate": pa.bool_(),
}

SCHEMAS: Mapping[str, pa.Schema] = MappingProxyType(
    {
        # One row per enterprise that was not merged into another; `enterprise` is an
        # opaque number, names and codes stay in the records.
        "enterprises": _make_schema(
            enterprise=_NUMBER,
            region_code=_TEXT,
            industry_code=_TEXT,
            size_class=_TEXT,
            unit_path=_TEXT,
            is_corps=pa.bool_(),
            status=_TEXT,
        ),
        "engagements": _make_schema(
            enterprise=_NUMBER,
            year=_YEAR,
            helper=_NUMBER,
            help_kind=_TEXT,
            is_confirmed=pa.bool_(),
        ),
        "enrolments": _make_schema(
            enterprise=_NUMBER, year=_YEAR, is_selected=pa.bool_()
        ),
        # The effective value of an indicator; a range has low and high and no value.
        "values": _make_schema(enterprise=_NUMBER, **_MEASURED),
        # Totals reported for an area; `standing` 1 is the one that counts.
        "area_values": _make_schema(
            subject_kind=_TEXT,
            subject_code=_TEXT,
            **_MEASURED,
            document=_TEXT,
            standing=pa.int32(),
        ),
        "bodies": _make_schema(helper=_NUMBER, kind=_TEXT),
        # One row per submitted evaluation and side (`self`, `expert`); `place` of `times`
        # counts those of an enterprise by one model. Open answers give a grade two ends.
        # Where the enterprise belongs stands here too: joining it would take most of
        # the time.
        "evaluations": _make_schema(
            enterprise=_NUMBER,
            model=_TEXT,
            side=_TEXT,
            place=pa.int32(),
            times=pa.int32(),
            lowest=_TEXT,
            highest=_TEXT,
            first_lowest=_TEXT,
            first_highest=_TEXT,
            region_code=_TEXT,
            industry_code=_TEXT,
            is_corps=pa.bool_(),
        ),
        # One row per solved quality problem, with the year in which it was closed.
        "problems": _make_schema(enterprise=_NUMBER, year=_YEAR),
        # One row per good case that everybody may read, with the year it was published.
        "cases": _make_schema(enterprise=_NUMBER, year=_YEAR),
        "regions": _make_schema(
            code=_TEXT,
            name=_TEXT,
            level=_TEXT,
            kind=_TEXT,
            parent_code=_TEXT,
            is_former=pa.bool_(),
        ),
        "region_changes": _make_schema(
            old_code=_TEXT, new_code=_TEXT, effective_on=pa.date32()
        ),
        "industries": _make_schema(code=_TEXT, name=_TEXT, section=_TEXT),
        "indicators": _make_schema(
            code=_TEXT,
            name=_TEXT,
            english_name=_TEXT,
            definition=_TEXT,
            unit=_TEXT,
            display_unit=_TEXT,
            period_kind=_TEXT,
            value_kind=_TEXT,
            population=_TEXT,
            source=_TEXT,
        ),
    }
)


# What snapshots of before lack; there it is empty.
LATER = frozenset({"evaluations", "problems", "cases"})


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one snapshot, open in one engine."""

    connection: Connection
    enterprises: "ir.Table"
    engagements: "ir.Table"
    enrolments: "ir.Table"
    values: "ir.Table"
    area_values: "ir.Table"
    bodies: "ir.Table"
    evaluations: "ir.Table"
    problems: "ir.Table"
    cases: "ir.Table"
    regions: "ir.Table"
    region_changes: "ir.Table"
    industries: "ir.Table"
    indicators: "ir.Table"


def open_tables(paths: Mapping[str, Path], *, only: Collection[str] = ()) -> Tables:
    """Open the Parquet files of a snapshot in an embedded engine.

    Parameters
    ----------
    paths : Mapping[str, Path]
        The file of each table of ``SCHEMAS``.
    only : Collection[str]
        The tables that will be read; the others stay empty. None named is all.

    Raises
    ------
    KeyError
        If a table to read is missing that every snapshot has.
    """
    # Loaded on use: every start of the program would pay a second for it.
    import ibis

    connection = ibis.duckdb.connect()
    opened = {
        name: connection.read_parquet(paths[name], table_name=name)
        for name in only or SCHEMAS
        if name in paths or name not in LATER
    }
    for name in SCHEMAS.keys() - opened.keys():
        opened[name] = ibis.memtable(SCHEMAS[name].empty_table())
    if "is_confirmed" not in opened["engagements"].columns:
        # A snapshot of before enterprises were asked.
        opened["engagements"] = opened["engagements"].mutate(
            is_confirmed=ibis.literal(value=False)
        )
    return Tables(connection, **opened)
