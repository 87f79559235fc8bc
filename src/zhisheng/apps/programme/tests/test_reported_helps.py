"""The same list sent by two offices is not counted twice without a word."""

import pytest

from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.tests.workbooks import HEADER, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(city_unit, officer_city):
    return {
        "actor": officer_city,
        "organisation": city_unit.organisations.get(kind="unit"),
    }


def test_an_office_is_told_that_another_reported_the_help(upload, put_in, office, city):
    put_in([make_line(1)], **office)

    read = upload([make_line(1), make_line(2)], **city)

    first, second = ImportRow.objects.filter(roster_import=read).order_by("row")
    assert (first.status, second.status) == ("warning", "accepted")
    (reason,) = first.reasons
    assert reason["message"].startswith("{year} 年“{names}”已经报过")
    assert reason["data"]["year"] == "2024"
    assert office["organisation"].name in reason["data"]["names"]


def test_a_named_body_and_the_own_second_upload_are_no_double(
    upload, put_in, office, city, body_organisation
):
    put_in([make_line(1)], **office)

    again = upload([make_line(1)], **office)
    named = upload(
        [[*make_line(1), body_organisation.name]],
        header=(*HEADER, "帮扶机构"),
        **city,
    )

    for read in (again, named):
        assert [row.reasons for row in read.rows.all()] == [[]]
