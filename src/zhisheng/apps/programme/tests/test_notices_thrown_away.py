"""A draft of a notice is thrown away while somebody else still has its page open."""

import pytest

from zhisheng.apps.programme import services
from zhisheng.apps.programme.tests.notices import count_all, draft_notice, make_draft
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.errors import NotFoundError

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(county_unit, officer_county):
    return draft_notice(county_unit, officer_county)


@pytest.fixture
def stale(draft, officer_county):
    kept = type(draft).objects.get(pk=draft.pk)
    services.delete_notice(notice=draft, actor=officer_county)
    return kept


@pytest.mark.parametrize(
    ("service", "told"),
    [
        (services.delete_notice, {}),
        (services.publish_notice, {}),
        (services.update_notice, {"draft": make_draft(), "subjects": ()}),
        (services.add_subject, {"name": "甲", "region": "", "remark": ""}),
    ],
)
def test_what_is_gone_is_not_found(stale, officer_county, service, told):
    entries = AuditEntry.objects.count()
    with pytest.raises(NotFoundError):
        service(notice=stale, actor=officer_county, **told)
    assert (count_all(), AuditEntry.objects.count()) == ((0, 0, 0), entries)
