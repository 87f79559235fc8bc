"""What came of a notice stays readable, without whom it was about."""

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.programme import services
from zhisheng.apps.programme.errors import NoticeRefusedError
from zhisheng.apps.programme.models import PublicNotice
from zhisheng.apps.programme.tests.notices import publish, reload
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
MONDAY, AFTER = "2024-03-04T09:00:00+08:00", "2024-03-12T09:00:00+08:00"
RESULT = "公示期内没有收到异议，按名单奖补。"
API = "/api/v1/programme/notices"


@pytest.fixture
def notice(county_unit, officer_county):
    with time_machine.travel(MONDAY, tick=False):
        return publish(county_unit, officer_county)


@pytest.fixture
def over(notice):
    with time_machine.travel(AFTER, tick=False):
        yield notice


@pytest.fixture
def concluded(over, officer_county):
    return services.conclude_notice(notice=over, result=RESULT, actor=officer_county)


def read(answer):
    return answer.content.decode()


def open_public(client, notice):
    return client.get(reverse("notices:notice", args=[notice.code]))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("请拨 13812345678。", "手机号码 138"),
        ("李红 110101199003074477 已撤回。", "身份证号码"),
        ("奖补打到账号 6222020200012345678。", "账号"),
    ],
)
@pytest.mark.parametrize("act", ["conclude", "withdraw"])
def test_a_result_holds_nothing_that_belongs_to_a_person(
    over, officer_county, client, text, told, act
):
    client.force_login(officer_county)
    typed = {"text": text} | ({"withdraw": "1"} if act == "withdraw" else {})
    answer = client.post(reverse("programme:close_notice", args=[over.code]), typed)

    assert answer.status_code == 422
    reason = answer.context["form"].errors["text"][0]
    assert reason.startswith(f"有不能公开的个人信息：{told}")
    assert reason.endswith("请删去。")
    assert text in read(answer)
    kept = reload(over)
    assert (kept.status, kept.result, kept.closed_at) == ("published", "", None)
    acts = ["programme.notice_concluded", "programme.notice_withdrawn"]
    assert not AuditEntry.objects.filter(action__in=acts).exists()


def test_the_service_refuses_it_too(over, officer_county):
    with pytest.raises(NoticeRefusedError) as caught:
        services.conclude_notice(
            notice=over, result="请拨 13812345678。", actor=officer_county
        )

    assert list(caught.value.refusals) == ["text"]


def test_until_it_is_written_the_page_says_where_it_will_be(over, client):
    answer = open_public(client, over)

    assert answer.status_code == 410
    assert answer["Cache-Control"] == "private, no-store"
    assert "发布单位写出结果以后，在这个网址能看到。" in read(answer)
    asked = client.get(f"{API}/{over.code}")
    assert (asked.status_code, asked["Cache-Control"]) == (410, "private, no-store")


def test_everybody_reads_the_result_and_nobodys_name(
    concluded, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):
        page = read(open_public(client, concluded))
        index = read(client.get(reverse("notices:index")))

    assert RESULT in page
    assert "2024年3月12日" in page
    assert "安平县示例丝网厂" not in page
    assert concluded.text not in page
    assert concluded.title in index


def test_who_would_object_is_led_to_the_result(concluded, client):
    address = reverse("notices:object", args=[concluded.code])

    assert client.get(address).url == reverse("notices:notice", args=[concluded.code])
    assert client.post(address, {"text": "有误"}).status_code == 409


def test_a_program_reads_it_too(concluded, client):
    shown = client.get(f"{API}/{concluded.code}").json()

    assert (shown["status"], shown["result"]) == ("archived", RESULT)
    assert shown["concluded_at"].startswith("2024-03-12")
    assert (shown["text"], shown["subjects"], shown["next_after"]) == ("", [], None)


def test_a_result_of_before_such_numbers_were_refused_is_not_shown(concluded, client):
    PublicNotice.objects.update(result="请拨 13812345678。")

    page = read(open_public(client, concluded))

    assert "13812345678" not in page
    assert "结果里有不能公开的个人信息，请向发布单位了解。" in page
    assert "13812345678" not in read(client.get(f"{API}/{concluded.code}"))


def test_what_was_withdrawn_is_gone(over, officer_county, client):
    services.withdraw_notice(notice=over, reason="名单有误", actor=officer_county)

    answer = open_public(client, over)

    assert answer.status_code == 410
    # Which it was and why it was taken down is told; what it said is not.
    assert (over.title in read(answer), "名单有误" in read(answer)) == (True, True)
    for gone in (over.text, over.basis, over.contact):
        assert gone not in read(answer)
    assert over.title not in read(client.get(reverse("notices:index")))
