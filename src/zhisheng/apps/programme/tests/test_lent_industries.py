"""A roster without industries says how large a known enterprise is all the same."""

from datetime import date

import pytest

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import ImportRow
from zhisheng.apps.programme.tests.workbooks import HEADER, make_code, make_line
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
WITHOUT = [name for name in HEADER if not name.startswith("行业")]


def make_short_line(number=1, **changes):
    cells = dict(zip(HEADER, make_line(number, **changes), strict=True))
    return [cells[name] for name in WITHOUT]


@pytest.fixture
def known(year):
    return make_enterprise(
        name=make_line(1)[0],
        uscc=make_code(1),
        region_id="131125",
        industry_id="3340",
        size_class="micro",
        valid_from=date(2023, 1, 1),
    )


def test_the_industry_on_record_settles_the_size(known, put_in, office):
    put_in([make_short_line(从业人员=77, 提升后营业收入=950)], header=WITHOUT, **office)

    row = ImportRow.objects.get()
    assert (row.industry_code, row.size_class) == ("", "small")
    known.refresh_from_db()
    assert (known.industry_id, known.size_class) == ("3340", "small")
    assert known.size_basis["row"] == row.size_basis["row"]


def test_a_new_enterprise_without_an_industry_stays_unknown(year, put_in, office):
    put_in(
        [make_short_line(2, 从业人员=77, 提升后营业收入=950)], header=WITHOUT, **office
    )

    assert ImportRow.objects.get().size_class == "unknown"
    assert Enterprise.unscoped.get().size_class == "unknown"


def test_a_body_is_lent_nothing(known, put_in, body_user):
    put_in([make_short_line(从业人员=77, 提升后营业收入=950)], header=WITHOUT)

    assert ImportRow.objects.get().size_class == "unknown"
    known.refresh_from_db()
    assert known.size_class == "micro"


@pytest.mark.parametrize(("recorded", "left"), [("", "unknown"), ("3340", "small")])
def test_a_size_goes_with_the_industry_it_was_judged_by(
    known, put_in, office, recorded, left
):
    """What was on record before stays; what the withdrawn roster wrote is lent no more."""
    known.industry_id = recorded or None
    known.size_class = "unknown"
    known.save()
    facts = {"从业人员": 77, "提升后营业收入": 950}
    first = put_in([make_line(1, **facts)], **office)
    put_in([make_short_line(**facts)], header=WITHOUT, **office)

    services.withdraw_roster(roster_import=first, actor=office["actor"])

    known.refresh_from_db()
    assert (known.industry_id, known.size_class) == (recorded or None, left)
