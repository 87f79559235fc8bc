"""The sheet to telephone is asked for twice in one moment: each sheet is on record."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from zhisheng.apps.conftest import make_officer
from zhisheng.apps.programme.tests.reporting import (
    make_enterprises,
    open_now,
    plan_task,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.tests.at_once import run_at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a PostgreSQL server"
    ),
]


@pytest.fixture
def task(county_unit, officer_county, reference):
    make_enterprises(1, name="无账号", contact_name="王强", contact_phone="13900001234")
    return open_now(plan_task(county_unit, officer_county), officer_county)


def read_numbers(answer):
    content = io.BytesIO(b"".join(answer.streaming_content))
    rows = [*openpyxl.load_workbook(content).active.values]
    return [one for row in rows for one in row if one == "13900001234"]


def test_each_of_two_sheets_at_once_is_on_record(task, county_unit, officer_county):
    officers = [officer_county, make_officer("安平赵强", county_unit)]
    address = reverse("programme:unreached_sheet", args=[task.code])

    def ask(officer):
        client = Client()
        client.force_login(officer)
        return read_numbers(client.post(address))

    assert run_at_once(ask, officers) == [["13900001234"]] * 2

    sheets = AuditEntry.objects.filter(action="programme.numbers_revealed")
    assert [one.counts for one in sheets] == [{"numbers": 1}] * 2
    assert {one.actor for one in sheets} == {*officers}
    seen = AuditEntry.objects.filter(action="registry.contact_revealed")
    assert {one.actor for one in seen} == {*officers}
    assert seen.count() == 2


def test_two_taps_of_one_officer_are_two_sheets(task, officer_county):
    address = reverse("programme:unreached_sheet", args=[task.code])

    def tap(number):
        client = Client()
        client.force_login(officer_county)
        return read_numbers(client.post(address))

    assert run_at_once(tap, range(2)) == [["13900001234"]] * 2
    sheets = AuditEntry.objects.filter(action="programme.numbers_revealed")
    assert [one.counts for one in sheets] == [{"numbers": 1}] * 2
