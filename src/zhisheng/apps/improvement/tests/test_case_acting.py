"""An office above decides on a case in place of the one whose step it is: 代办."""

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.accounts.models import Message
from zhisheng.apps.improvement import errors
from zhisheng.apps.improvement.models import CaseStep, GoodCase
from zhisheng.apps.improvement.tests.cases import (
    announce,
    begin,
    decide,
    submit,
    version_of,
)
from zhisheng.apps.improvement.tests.test_case_notices import AFTER
from zhisheng.apps.improvement.tests.walking import last_entry
from zhisheng.apps.programme import services as programme
from zhisheng.apps.programme.errors import (
    ActingReasonLongError,
    ActingReasonMissingError,
)
from zhisheng.kit.audit import AuditEntry
from zhisheng.kit.problems import describe

pytestmark = pytest.mark.django_db
WHY = "省局来函，请总局代办"


def write_down():
    rows = [list(one.objects.order_by("pk").values()) for one in (GoodCase, CaseStep)]
    return rows, AuditEntry.objects.count(), Message.objects.count()


def told(person):
    found = Message.objects.filter(recipient=person).order_by("pk")
    return [one.title.format(**one.data) for one in found]


def read_steps(case):
    return list(
        case.steps.values_list("act", "office_name", "acted_for_name", "acting_reason")
    )[-1]


@pytest.fixture
def handed_in(enterprise, owner, county_unit):
    return submit(begin(enterprise, owner), owner)


@pytest.mark.parametrize(
    ("reason", "error"),
    [(" ", ActingReasonMissingError), ("代" * 301, ActingReasonLongError)],
)
def test_nobody_decides_for_an_office_below_without_a_reason(
    handed_in, selected, officer_city, officer_nation, reason, error
):
    before = write_down()

    for case, act, actor in (
        (handed_in, "recommend", officer_city),
        (handed_in, "return", officer_nation),
        (selected, "publish", officer_nation),
    ):
        with pytest.raises(error):
            decide(case, act, actor, "数要再核", acting_reason=reason)

    assert write_down() == before


def test_the_history_names_who_acted_for_whom_and_that_office_is_told(
    handed_in, owner, officer_county, officer_city, officer_nation, officer_province
):
    decide(handed_in, "recommend", officer_city, acting_reason="县局搬家")
    recommended = read_steps(handed_in)
    decide(handed_in, "recommend", officer_city)
    decide(handed_in, "select", officer_nation, acting_reason=WHY)

    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.office.code) == ("selected", "U130000")
    assert recommended == (
        "recommend", "衡水市市场监督管理局", "安平县市场监督管理局", "县局搬家"
    )  # fmt: skip
    assert read_steps(handed_in) == (
        "select", "国家市场监督管理总局", "河北省市场监督管理局", WHY
    )  # fmt: skip
    assert last_entry().new == {
        "state": "selected", "act": "select", "office": "U000000", "acting_reason": WHY
    }  # fmt: skip
    title = f"优良案例“{handed_in.title}”由"
    assert told(officer_county)[-1] == (
        f"{title}衡水市市场监督管理局代您单位办理了。原因：县局搬家"
    )
    assert told(officer_province)[-1] == (
        f"{title}国家市场监督管理总局代您单位办理了。原因：{WHY}"
    )
    assert told(owner)[-1] == f"您报送的案例“{handed_in.title}”被选为优良案例了。"


def test_who_acts_for_the_office_publishes_after_its_notice_alone(
    selected, officer_nation, officer_province
):
    before = write_down()
    with pytest.raises(errors.CaseNoticeError) as refused:
        decide(selected, "publish", officer_nation, acting_reason=WHY)
    assert write_down() == before
    assert describe(refused.value) == (
        "这个案例还在公示环节：还没有公示，代“河北省市场监督管理局”公开前要由它先公示。"
        "公示办完、写了结果，才能公开案例。"
    )


def test_after_the_notice_it_may(selected, up, officer_nation, officer_province):
    with pytest.raises(errors.CaseNoticeError):
        decide(selected, "publish", officer_nation, acting_reason=WHY)
    with time_machine.travel(AFTER, tick=False):
        programme.conclude_notice(notice=up, result="无异议。", actor=officer_province)
        decide(selected, "publish", officer_nation, acting_reason=WHY)

    selected.refresh_from_db()
    assert selected.state == "published"
    assert read_steps(selected)[:3] == (
        "publish", "国家市场监督管理总局", "河北省市场监督管理局"
    )  # fmt: skip


def test_the_page_says_whose_step_it_is_and_asks_why(
    client, handed_in, officer_county, officer_city
):
    page = reverse("improvement:case", args=[handed_in.code])
    url = reverse("improvement:decide_case", args=[handed_in.code])
    data = {"act": "recommend", "version": version_of(handed_in)}
    client.force_login(officer_county)
    own = client.get(page).content.decode()
    client.force_login(officer_city)
    acting = client.get(page).content.decode()
    before = write_down()
    refused = client.post(url, data)

    assert "为什么代办" not in own
    assert "这个案例轮到“安平县市场监督管理局”办。" in acting
    assert refused.status_code == 422
    assert write_down() == before
    assert client.post(url, {**data, "acting_reason": "县局搬家"}).url == page
    shown = client.get(page).content.decode()
    assert "推荐到上一级（代办，代安平县市场监督管理局）" in shown
    assert "代办原因：县局搬家" in shown


def test_publishing_for_the_office_is_offered_with_its_notice_only(
    client, selected, officer_nation, officer_province
):
    page = reverse("improvement:case", args=[selected.code])

    def offers(person):
        client.force_login(person)
        return 'value="publish"' in client.get(page).content.decode()

    assert (offers(officer_nation), offers(officer_province)) == (False, True)
    programme.publish_notice(
        notice=announce(selected, officer_province), actor=officer_province
    )
    assert offers(officer_nation)
