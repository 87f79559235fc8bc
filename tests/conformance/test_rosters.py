"""Every row of the messy rosters is read as people who know the business read it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from zhisheng.apps.places.services import (
    load_reference_industries,
    load_reference_regions,
)

pytestmark = pytest.mark.django_db
ROSTERS = tuple("abcdefgh")
VALUES = {
    "name": ("name",),
    "uscc": ("uscc",),
    "region": ("region",),
    "industry": ("industry",),
    "employees": ("employees",),
    "revenue_before_yuan": ("revenue_before", "revenue_before_yuan"),
    "revenue_after_yuan": ("revenue_after", "revenue_after_yuan"),
    "help_start": ("help_start",),
    "help_end": ("help_end",),
}


@pytest.fixture(scope="module")
def expected(cases_dir):
    folder = cases_dir / "messy"
    texts = (
        (folder / f"roster_{name}.expected.json").read_text(encoding="utf-8")
        for name in ROSTERS
    )
    return dict(zip(ROSTERS, map(json.loads, texts), strict=True))


@pytest.fixture(scope="module")
def reports(expected, cases_dir, tmp_path_factory, django_db_setup, django_db_blocker):
    """Read every roster by the command; no enterprise is on record."""
    folder = tmp_path_factory.mktemp("rosters")
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_regions()
        load_reference_industries()
        found = {
            name: read_report(
                cases_dir / "messy" / case["file"], folder / f"{name}.json"
            )
            for name, case in expected.items()
        }
        transaction.set_rollback(True)
    return found


def read_report(file, report):
    call_command(
        "import_roster", file, year=2024, dry_run=True, report=report, stdout=StringIO()
    )
    return json.loads(report.read_text(encoding="utf-8"))


def name_row(row):
    return row["sheet"], row["row"]


def judge(rows):
    return {name_row(row): (row["status"], row["reasons"]) for row in rows}


@pytest.mark.parametrize("name", ROSTERS)
def test_every_row_is_judged_as_expected(name, reports, expected):
    assert judge(reports[name]) == judge(expected[name]["rows"])
    assert len(reports[name]) == len(expected[name]["rows"])


@pytest.mark.parametrize("name", ROSTERS)
def test_every_value_of_a_usable_row_is_read_as_expected(name, reports, expected):
    found = {name_row(row): row for row in reports[name]}

    differing = {
        (*name_row(row), key): (found[name_row(row)][key], row[key])
        for row in expected[name]["rows"]
        if row["status"] in {"accepted", "warning"}
        for key, reasons in VALUES.items()
        if not set(reasons) & set(row["reasons"])
        and found[name_row(row)][key] != row[key]
    }
    assert differing == {}


def test_the_rosters_hold_every_status(expected):
    found = {row["status"] for case in expected.values() for row in case["rows"]}

    assert found == {"accepted", "warning", "refused", "to_confirm"}
