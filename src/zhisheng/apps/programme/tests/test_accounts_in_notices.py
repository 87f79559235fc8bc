"""A public notice holds no account number, neither of a person nor of a company."""

import pytest

from zhisheng.apps.programme.errors import NoticeRefusedError
from zhisheng.apps.programme.models import PublicNotice
from zhisheng.apps.programme.tests.notices import publish

pytestmark = pytest.mark.django_db


def test_the_account_of_a_company_is_refused(county_unit, officer_county):
    with pytest.raises(NoticeRefusedError) as refused:
        publish(
            county_unit, officer_county, text="开户账号13050166860800001234，现予公示。"
        )

    assert refused.value.refusals["text"] == (
        "有不能公开的个人信息：账号 130****34。请删去。"
    )
    assert not PublicNotice.objects.exists()
