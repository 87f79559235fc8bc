"""Read a workbook as the importer does, without a database."""

from dataclasses import replace

import openpyxl
import pytest

from zhisheng.apps.programme.errors import NoTableError
from zhisheng.apps.programme.selectors import Sender
from zhisheng.apps.programme.services import iterate_rows, make_context
from zhisheng.apps.programme.sheets import (
    list_tables,
    mark_repeated,
    read_rows,
    report_row,
)
from zhisheng.apps.programme.tests.workbooks import make_code, name_firm
from zhisheng.kit.sheets import NoRowsError, read_workbook

RED, AMBER = "FFFFC7CE", "FFFFEB9C"
FIRST = {
    "status": "accepted",
    "reasons": [],
    "name": name_firm(1),
    "uscc": make_code(1),
    "region": "131125",
    "industry": "3340",
    "employees": 20,
    "revenue_before_yuan": 1_000_000,
    "revenue_after_yuan": 1_200_000,
    "help_start": "2024-03-01",
    "help_end": "2024-06-30",
}


def read_all(path, *, year=2024, area=()):
    workbook = read_workbook(path)
    context = replace(make_context(year=year, organisation=None), area_codes=area)
    seen: dict = {}
    found = []
    for table in list_tables(workbook, year=year):
        for rows in read_rows(table, context, epoch1904=workbook.uses_1904_dates):
            mark_repeated(rows, seen)
            found += rows
    return found


def report_all(path, **options):
    return [report_row(row) for row in read_all(path, **options)]


def judge(reports):
    return [(row["row"], row["status"], row["reasons"]) for row in reports]


def pick(report, expected):
    return {key: report[key] for key in expected}


def refuse(path):
    """Return why the rows of a workbook cannot be listed."""
    context = make_context(year=2024, organisation=None)
    with pytest.raises((NoTableError, NoRowsError)) as caught:
        list(
            iterate_rows(read_workbook(path), context, sender=Sender(None), helper=None)
        )
    return caught.value


def read_marks(path, colours=(RED, AMBER)):
    """Return the coloured cells with the first sentence of what is said there."""
    (page,) = openpyxl.load_workbook(path).worksheets
    return {
        cell.coordinate: cell.comment.text.partition("。")[0]
        for row in page.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in colours
    }
