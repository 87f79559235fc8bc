"""What comes of objections to a notice that is taken down: given back, or still answered."""

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.models import Objection
from zhisheng.apps.programme.services import Statement
from zhisheng.apps.programme.tests.notices import object_to, publish

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = "2024-03-04T09:00:00+08:00", "2024-03-05T09:00:00+08:00"
TITLE = "2024年质量认证奖补名单公示"


@pytest.fixture
def notice(county_unit, officer_county):
    """Publish a notice on Monday; objected to and taken down on Tuesday."""
    with time_machine.travel(MONDAY, tick=False):
        published = publish(county_unit, officer_county)
    with time_machine.travel(TUESDAY, tick=False):
        object_to(published, Statement(text="第二家也没有。"))
        return services.withdraw_notice(
            notice=published, reason="名单有误", actor=officer_county
        )


def test_an_objection_to_what_was_withdrawn_is_given_back(client, notice):
    address = reverse("notices:object", args=[notice.code])
    said = {"text": "第一家<b>没有证书。", "name": "", "contact": ""}

    answer, empty = client.post(address, said), client.post(address, {})

    page = answer.content.decode()
    assert answer.status_code == empty.status_code == 410
    assert "您写的没有发出，可以复制：" in page
    assert ">第一家&lt;b&gt;没有证书。</textarea>" in page
    assert f"“{TITLE}”已于 2024年3月5日 由安平县市场监督管理局撤下" in page
    assert reverse("desk:complaint") in page
    assert "<textarea" not in empty.content.decode()
    assert [one.text for one in Objection.objects.all()] == ["第二家也没有。"]


def test_what_was_withdrawn_waits_for_answers_and_for_no_result(
    client, notice, officer_county
):
    client.force_login(officer_county)

    page = client.get(reverse("programme:notice", args=[notice.code])).content.decode()

    assert "公示已撤下，不用写结果；还有 1 件异议没有答复，答复仍有期限。" in page
    assert "全部答复以后才能写公示结果" not in page
