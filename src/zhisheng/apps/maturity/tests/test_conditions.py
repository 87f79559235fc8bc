"""The ten conditions: what facts say, what is open, and whom to ask."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from zhisheng.apps.maturity import selectors, services
from zhisheng.apps.registry.tests.factories import make_enterprise
from zhisheng.kit import facts
from zhisheng.kit.errors import NotFoundError

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 27)
NAMES = [
    "maturity.system_running_months",
    "maturity.internal_audit_held",
    "maturity.management_review_held",
    "maturity.licences_in_order",
]
READY = {
    "months_running": 4,
    "audit_done": ("planned", "able", "complete"),
    "review_done": ("planned",),
    "law_listed": True,
}


@pytest.fixture
def page(client, owner, enterprise):
    """Return a function that asks for the page in a language."""
    client.force_login(owner)

    def get(language="zh-hans"):
        url = reverse("maturity:conditions", args=[enterprise.code])
        return client.get(url, headers={"accept-language": language})

    return get


@pytest.fixture
def tell(enterprise, owner):
    """Return a function that submits a self-check of readiness with some answers."""

    def submit(**answers):
        begun = services.open_evaluation(
            enterprise=enterprise, model="readiness-19001", on=DAY, actor=owner
        )
        services.save_answers(evaluation=begun, answers=answers, actor=owner)
        return services.submit_evaluation(evaluation=begun, actor=owner)

    return submit


def read_told(enterprise, on=None):
    table = facts.ask(NAMES, [enterprise.pk], on or timezone.localdate())
    return [table.get(name, enterprise.pk) for name in NAMES]


def test_a_self_check_that_was_submitted_is_told(enterprise, tell):
    tell(**READY)

    assert read_told(enterprise) == [4, True, False, True]


def test_what_was_not_answered_or_not_submitted_is_not_known(enterprise, owner, tell):
    assert read_told(enterprise) == [facts.NOT_KNOWN] * 4
    draft = services.open_evaluation(
        enterprise=enterprise, model="readiness-19001", on=DAY, actor=owner
    )
    services.save_answers(evaluation=draft, answers=READY, actor=owner)
    assert read_told(enterprise) == [facts.NOT_KNOWN] * 4

    services.save_answers(evaluation=draft, answers={"law_listed": False}, actor=owner)
    services.submit_evaluation(evaluation=draft, actor=owner)
    # A no may only mean that the list is missing.
    assert read_told(enterprise) == [4, True, False, facts.NOT_KNOWN]


def test_the_latest_self_check_by_the_day_counts(enterprise, tell):
    first = tell(months_running=1)
    first.submitted_at = timezone.now() - datetime.timedelta(days=30)
    first.save(update_fields=["submitted_at"])
    tell(months_running=3)
    today = timezone.localdate()

    assert read_told(enterprise)[0] == 3
    assert read_told(enterprise, today - datetime.timedelta(days=10))[0] == 1
    assert (
        read_told(enterprise, today - datetime.timedelta(days=40))[0] is facts.NOT_KNOWN
    )


def test_a_confirmed_answer_of_an_expert_comes_first(enterprise, tell, ask, expert):
    review = ask(tell(**READY))
    answers = {"months_running": 2, "audit_done": None}
    services.save_ratings(review=review, answers=answers, actor=expert)
    services.finish_rating(review=review, actor=expert)
    assert read_told(enterprise) == [4, True, False, True]

    services.confirm_evaluation(review=review, comment="", actor=expert)
    assert read_told(enterprise) == [2, True, False, True]


def test_many_enterprises_are_asked_at_once(
    enterprise, tell, django_assert_num_queries
):
    tell(**READY)
    others = [make_enterprise().pk for _ in range(5)]

    # Two of them for what enterprises state, which tells of licences as well.
    with django_assert_num_queries(5):
        facts.ask(NAMES, [enterprise.pk, *others], timezone.localdate())


def test_the_page_says_what_is_met_and_what_is_open(page, tell):
    tell(**READY)
    shown = page().context["page"]

    assert shown.summary == "满足 2 条，不满足 1 条，还不清楚 7 条"
    assert [line.state for line in shown.lines] == [
        "met",
        "met",
        "unmet",
        *["unknown"] * 7,
    ]
    assert shown.lines[0].fact == "登记状态：存续"
    today = date_format(timezone.localdate())
    assert shown.lines[2].fact == (
        "体系运行了几个月：4 个月；做没做过完整的内审：是；做没做过管理评审：否"
        f"（企业自述，{today}，今天）"
    )
    assert shown.lines[2].cure.startswith("照体系文件做满三个月")
    assert shown.lines[6].fact == "还不知道：在不在严重违法失信名单上"
    assert "信用中国" in shown.lines[6].cure
    assert shown.lines[9].cure == "申请前请认证机构把对您这一行的其他要求写给您。"


def test_what_the_self_check_would_tell_leads_there(page, enterprise):
    lines = page().context["page"].lines
    check = reverse("maturity:start", args=[enterprise.code, "readiness-19001"])

    assert [line.action_label for line in lines] == [
        "", "去说明", "去自查", *["去说明"] * 7,
    ]  # fmt: skip
    assert lines[2].action_url == check
    assert lines[2].fact == (
        "还不知道：体系运行了几个月、做没做过完整的内审、做没做过管理评审"
    )
    # One sentence for three questions of the same self-check.
    assert lines[2].cure == (
        "在“申请 GB/T 19001-2016 认证准备情况自查”里答运行月数、内审和管理评审这三题，"
        "答完提交。"
    )


def test_the_page_says_where_the_conditions_come_from(page):
    text = page().content.decode()

    assert "《质量管理体系认证规则》 CNCA-QMS-01:2025 第 5.1.2 条" in text
    assert "还没有和原文逐字核对" in text
    assert "由认证机构按规则定" in text


def test_the_page_is_english_for_who_reads_english(page):
    answer = page("en")
    shown = answer.context["page"]

    assert shown.summary == "1 met, 0 not met, 9 not known yet"
    assert shown.lines[0].rule == (
        "The enterprise is lawfully registered and the registration is valid"
    )
    assert "Not known yet: whether you are under an order to stop work" in (
        answer.content.decode()
    )


def test_the_page_is_reached_from_the_index_and_from_the_result(
    page, client, tell, evaluation, enterprise
):
    page()
    url = reverse("maturity:conditions", args=[enterprise.code])
    results = [
        client.get(reverse("maturity:result", args=[one.code])).content.decode()
        for one in (tell(**READY), evaluation)
    ]

    assert url in client.get(reverse("maturity:index")).content.decode()
    assert [url in text for text in results] == [True, False]


def test_there_is_no_page_before_the_rules_hold(enterprise):
    with pytest.raises(NotFoundError):
        selectors.read_readiness(enterprise, datetime.date(2025, 12, 31))
