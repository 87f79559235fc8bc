"""The page of an enterprise's ledger entry."""

import pytest
from django.urls import reverse

from zhisheng.apps.programme.tests.workbooks import make_line
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.tests.factories import GrantFactory

pytestmark = pytest.mark.django_db


def test_the_entry_shows_dates_as_exactly_as_they_were_given(client, put_in, body_user):
    put_in([make_line(1, 帮扶开始日期="2024年3月", 帮扶结束日期="2024-06-30")])
    enterprise = Enterprise.unscoped.get()
    GrantFactory.create(
        enterprise=enterprise, viewer=body_user.memberships.get().organisation
    )
    client.force_login(body_user)

    page = client.get(reverse("programme:enrol", args=[enterprise.code]))

    assert " · 2024年3月–2024年6月30日" in page.content.decode()
