"""A roster of an office against what the register told: kept, and named on the row."""

import pytest

from zhisheng.apps.accounts.models import Membership
from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.tests.workbooks import (
    HEADER,
    make_code,
    make_line,
    name_firm,
)
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(year):
    one = make_enterprise(
        name=name_firm(1), uscc=make_code(1), industry_id="3311", address=""
    )
    Enterprise.unscoped.filter(pk=one.pk).update(
        administrative_fields=",industry_id,name,"
    )
    one.versions.update(valid_from="2020-01-01")
    return one


def send(upload, officer, body):
    organisation = Membership.objects.get(user=officer).organisation
    return upload([make_line(1)], actor=officer, organisation=organisation)


def test_the_row_names_what_is_kept_and_applying_keeps_it(
    upload, known, officer_county, body_organisation
):
    assert "行业" in HEADER
    read = send(upload, officer_county, body_organisation)

    row = ImportRow.objects.get(roster_import=read)
    assert row.enterprise == known
    kept = [one for one in row.reasons if one["kind"] == "record"]
    assert [(one["field"], one["severity"], one["message"]) for one in kept] == [
        ("industry", "warning", "行业以登记机关的记录为准，不按表中的改。")
    ]
    services.queue_applying(roster_import=read, actor=officer_county)
    jobs.run_pending()
    known.refresh_from_db()
    assert known.industry_id == "3311"


def test_without_a_record_the_roster_is_taken(
    upload, known, officer_county, body_organisation
):
    Enterprise.unscoped.update(administrative_fields="")
    read = send(upload, officer_county, body_organisation)

    row = ImportRow.objects.get(roster_import=read)
    assert [one for one in row.reasons if one["kind"] == "record"] == []
    services.queue_applying(roster_import=read, actor=officer_county)
    jobs.run_pending()
    known.refresh_from_db()
    assert known.industry_id == row.industry_code != "3311"
