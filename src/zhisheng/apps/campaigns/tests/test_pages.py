"""The pages of a campaign: drafted, opened, answered, read, taken along."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.campaigns.choices import Answer
from zhisheng.apps.campaigns.models import Campaign, CampaignInvitation
from zhisheng.apps.campaigns.tests.campaigns import add_step, answer, create, open_now
from zhisheng.apps.registry.tests.factories import EnterpriseFactory
from zhisheng.kit import jobs
from zhisheng.kit.audit import AuditEntry

pytestmark = pytest.mark.django_db
FORM = {
    "name": "丝网质量月",
    "words": "一起把质量管起来。",
    "basis": "县局工作方案",
    "unit": "U131125",
    "industry": "3340",
}


@pytest.fixture
def visit(client):
    def open_as(user, name, *args, data=None, query=""):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        url = reverse(f"campaigns:{name}", args=args) + query
        return client.get(url) if data is None else client.post(url, data)

    return open_as


@pytest.fixture
def opened(campaign, officer_county):
    return open_now(campaign, officer_county)


def test_an_officer_drafts_opens_and_ends(visit, enterprise, officer_county):
    assert visit(officer_county, "new").status_code == 200
    made = visit(officer_county, "new", data=FORM)
    campaign = Campaign.objects.get()
    assert made.url == reverse("campaigns:campaign", args=[campaign.code])
    assert campaign.conditions["industry"] == "3340"

    html = visit(officer_county, "campaign", campaign.code).content.decode()
    assert "1 家企业" in html
    assert "还没有排步骤" in html
    held_on = timezone.localdate() + timedelta(days=2)
    step = {"kind": "online", "held_on": held_on, "text": "课", "link": "example.cn"}
    assert (
        visit(officer_county, "add_step", campaign.code, data=step).status_code == 302
    )
    assert campaign.steps.get().link == "https://example.cn"

    visit(officer_county, "open", campaign.code, data={})
    html = visit(officer_county, "campaign", campaign.code).content.decode()
    assert "正在邀请企业" in html
    assert visit(officer_county, "progress", campaign.code).status_code == 204
    jobs.run_pending()
    assert visit(officer_county, "progress", campaign.code)["HX-Refresh"] == "true"
    html = visit(officer_county, "campaign", campaign.code).content.decode()
    assert "邀请 1 家，0 家答应参加，0 家这次不参加，1 家还没答复。" in html
    assert html.count("还不知道") >= 2

    assert visit(officer_county, "close", campaign.code, data={}).status_code == 422
    visit(officer_county, "close", campaign.code, data={"reason": "办完了"})
    assert Campaign.objects.get().status == "closed"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "长" * 61},
        {"unit": "U000000"},
        {"area": "330502"},
        {"enrolled_year": "甲"},
        {"industry": "没有这个行业"},
    ],
)
def test_a_bad_draft_is_shown_again(visit, officer_county, changes):
    answered = visit(officer_county, "new", data=FORM | changes)

    assert answered.status_code == 422
    assert Campaign.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"held_on": "2020-01-01"},
        {"held_on": "明天"},
        {"place": "", "link": ""},
        {"link": "javascript:alert(1)"},
        {"kind": "party"},
    ],
)
def test_a_bad_step_is_shown_again(visit, campaign, officer_county, changes):
    step = {
        "kind": "offline",
        "held_on": timezone.localdate(),
        "text": "动员",
        "place": "三楼",
    }
    answered = visit(officer_county, "add_step", campaign.code, data=step | changes)

    assert answered.status_code == 422
    assert campaign.steps.count() == 1


def test_the_owner_answers_on_the_phone(visit, opened, owner):
    invitation = CampaignInvitation.objects.get()
    where = (opened.code, invitation.pk)
    led = visit(owner, "campaign", opened.code)
    assert led.url == reverse("campaigns:invitation", args=where)
    html = visit(owner, "invitation", *where).content.decode()
    assert "自愿参加；不参加没有任何影响。" in html
    assert "县局三楼会议室" in html
    assert reverse("maturity:index") not in html.split("<main")[1]

    visit(owner, "answer", *where, data={"answer": "yes"})
    html = visit(owner, "invitation", *where).content.decode()
    assert reverse("programme:helpers") in html.split("<main")[1]

    refused = visit(owner, "answer", *where, data={"answer": "no"})
    assert refused.status_code == 422
    assert "请选一个原因。" in refused.content.decode()
    invitation.refresh_from_db()
    assert invitation.answer == "yes"
    visit(owner, "answer", *where, data={"answer": "no", "reason": "no_time"})
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.reason) == ("no", "no_time")


def test_an_ended_campaign_says_so_and_asks_nothing(visit, opened, owner):
    Campaign.objects.update(
        status="closed", closed_at=timezone.now(), closing_reason="办完了"
    )
    where = (opened.code, CampaignInvitation.objects.get().pk)

    html = visit(owner, "invitation", *where).content.decode()
    assert "原因：办完了" in html
    assert 'name="answer"' not in html
    assert visit(owner, "answer", *where, data={"answer": "yes"}).status_code == 422
    assert CampaignInvitation.objects.get().answer == ""


def test_somebody_elses_campaign_is_not_there(
    visit, opened, stranger_owner, expert, worker, body_user
):
    number = CampaignInvitation.objects.get().pk
    for person in (stranger_owner, expert, worker, body_user):
        assert visit(person, "campaign", opened.code).status_code == 404
        assert visit(person, "invitation", opened.code, number).status_code == 404
        assert visit(person, "enterprises", opened.code).status_code == 404
        assert visit(person, "export", opened.code).status_code == 404
    assert visit(expert, "index").status_code == 403


def test_a_lower_office_reads_and_does_not_write(
    visit, enterprise, city_unit, officer_city, officer_county
):
    made = create(city_unit, officer_city)
    add_step(made, officer_city)
    assert visit(officer_county, "campaign", made.code).status_code == 404
    open_now(made, officer_city)

    html = visit(officer_county, "campaign", made.code).content.decode()
    assert "提醒一次" not in html
    answered = visit(officer_county, "close", made.code, data={"reason": "不办"})
    assert answered.status_code == 403
    assert Campaign.objects.get().status == "open"


def test_lists_ask_the_same_number_of_times(visit, opened, officer_county):
    def count_queries():
        with CaptureQueriesContext(connection) as context:
            visit(officer_county, "enterprises", opened.code, query="?view=invited")
        return len(context)

    count_queries()
    few = count_queries()
    CampaignInvitation.objects.bulk_create(
        CampaignInvitation(campaign=opened, enterprise=one)
        for one in EnterpriseFactory.create_batch(70)
    )

    assert count_queries() == few
    html = visit(officer_county, "enterprises", opened.code).content.decode()
    assert html.count('<th scope="row">') == 50
    assert "before=" in html
    for query in ("?view=nonsense", "?before=x", "?before=99999999999999999999"):
        answered = visit(officer_county, "enterprises", opened.code, query=query)
        assert answered.status_code == 200


def test_what_is_seen_is_taken_along(visit, opened, owner, officer_county):
    answer(owner, Answer.NO, reason="other", text="=1+1")

    figures = read_book(visit(officer_county, "export", opened.code))
    assert figures[0][1:3] == [
        ("邀请", 1, "邀请的企业", 1, "100.0%", figures[0][1][5]),
        ("答应参加", 0, "邀请的企业", 1, "0.0%", figures[0][2][5]),
    ]
    assert figures[0][5][1] == "还不知道"
    assert figures[1][5] == ("其他", 1, 0)
    (rows,) = read_book(
        visit(officer_county, "export_list", opened.code, query="?view=no")
    )
    assert rows[1][:4] == (
        "安平县示例丝网厂",
        "河北省衡水市安平县",
        "这次不参加",
        "其他：=1+1",
    )
    assert AuditEntry.objects.filter(action="campaigns.exported").count() == 2


def read_book(response):
    content = b"".join(response.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(sheet.values) for sheet in book.worksheets]


def test_home_pages_tell_of_it(client, opened, owner, officer_county):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert "邀请您参加“丝网质量月”" in client.get(reverse("desk:home")).content.decode()
    client.force_login(
        officer_county, backend="django.contrib.auth.backends.ModelBackend"
    )
    html = client.get(reverse("desk:home") + "?all=1").content.decode()
    assert "本周有活动：丝网质量月" in html

    answer(owner)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert "丝网质量月" not in client.get(reverse("desk:home")).content.decode()


def test_the_api_tells_offices(client, opened, owner, officer_county, make_token):
    answer(owner)
    organisation = officer_county.memberships.get().organisation
    headers = {"Authorization": make_token(organisation, ["campaigns:read"])}

    (listed,) = client.get("/api/v1/campaigns/", headers=headers).json()["items"]
    told = client.get(f"/api/v1/campaigns/{opened.code}/funnel", headers=headers).json()

    assert (listed["code"], listed["status"]) == (opened.code, "open")
    assert [(one["stage"], one["number"], one["base"]) for one in told["stages"]] == [
        ("invited", 1, 1), ("yes", 1, 1), ("evaluated", 0, 1),
        ("planned", 0, 1), ("helped", None, 1), ("certified", None, 1),
    ]  # fmt: skip
    assert told["steps"][0]["place"] == "县局三楼会议室"
