"""A term that reaches beyond the announced days off, until it settles."""

from datetime import date

import pytest
import time_machine

from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.errors import NoticeProvisionalError
from zhisheng.apps.programme.models import PublicNotice
from zhisheng.apps.programme.tests.notices import publish, reload
from zhisheng.kit.audit import AuditEntry
from zhisheng.methods import working_days
from zhisheng.reference.calendar import WorkCalendar, load_calendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def provisional(county_unit, officer_county, monkeypatch):
    """Publish at the end of the last year whose days off are announced."""
    known = load_calendar()
    years = known.announced_years - {2025, 2026}
    monkeypatch.setattr(
        working_days,
        "load_calendar",
        lambda: WorkCalendar(years, known.days_off, known.working_weekends),
    )
    with time_machine.travel("2024-12-27T09:00:00+08:00", tick=False):
        notice = publish(county_unit, officer_county)
    return PublicNotice.objects.get(pk=notice.pk)


def test_a_term_beyond_the_calendar_is_provisional(provisional, officer_county):
    assert provisional.is_provisional
    with time_machine.travel("2025-02-03T09:00:00+08:00"):
        today = date(2025, 2, 3)
        assert list(selectors.list_current_notices(on=today)) == [provisional]
        with pytest.raises(NoticeProvisionalError, match="2025 年的放假安排"):
            services.conclude_notice(
                notice=provisional, result="按名单奖补。", actor=officer_county
            )
        assert services.settle_terms() == 0
        assert reload(provisional).is_provisional


def test_the_front_page_says_that_it_is_provisional(client, provisional):
    with time_machine.travel("2024-12-30T09:00:00+08:00"):
        page = client.get("/").content.decode()

    assert "暂定公示到 2025年1月6日" in page


def test_a_provisional_term_settles_once_the_days_off_are_announced(
    provisional, monkeypatch
):
    PublicNotice.objects.update(ends_on=date(2025, 1, 3))
    monkeypatch.setattr(working_days, "load_calendar", load_calendar)

    assert services.settle_terms() == 1

    settled = reload(provisional)
    # New Year's Day is off: five working days end on 6 January.
    assert (settled.ends_on, settled.is_provisional) == (date(2025, 1, 6), False)
    entry = AuditEntry.objects.get(action="programme.terms_settled")
    assert entry.counts == {"terms": 1}
    assert services.settle_terms() == 0


def test_a_term_that_was_announced_is_never_shortened(provisional, monkeypatch):
    PublicNotice.objects.update(ends_on=date(2025, 1, 9))
    monkeypatch.setattr(working_days, "load_calendar", load_calendar)

    services.settle_terms()

    assert reload(provisional).ends_on == date(2025, 1, 9)
