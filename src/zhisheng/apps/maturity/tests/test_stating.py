"""An owner answers what only the enterprise knows, and the conditions follow."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from zhisheng.apps.maturity import selectors, services
from zhisheng.apps.registry import services as registry
from zhisheng.apps.registry.choices import EnterpriseStatus
from zhisheng.apps.registry.models import Statement
from zhisheng.apps.registry.selectors import get_topic
from zhisheng.kit import facts

pytestmark = pytest.mark.django_db
STOPPED = "registry.ordered_to_stop"
FAILED = "registry.sampling_failure"
OWN_CAUSE = "certificates.stopped_for_own_cause"
OTHERS = {
    "licences": ("maturity.licences_in_order", True),
    "own_certificate_stopped": (OWN_CAUSE, False),
    "body_lost_approval": ("certificates.body_lost_approval", False),
    "ordered_to_stop": (STOPPED, False),
    "dishonesty_list": ("registry.on_dishonesty_list", False),
    "major_accident": ("registry.major_accident_stop", False),
    "sampling_failure": (FAILED, False),
    "other": ("certificates.other_conditions_met", True),
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def address(enterprise):
    def name(topic="ordered_to_stop"):
        return reverse("maturity:state", args=[enterprise.code, topic])

    return name


@pytest.fixture
def check(page, enterprise):
    """Return a function that reads the page of the conditions."""

    def read():
        answer = page.get(reverse("maturity:conditions", args=[enterprise.code]))
        return answer.context["page"]

    return read


def find_line(shown, code):
    return next(line for line in shown.lines if line.code == code)


def say(enterprise, actor, topic, **answers):
    return registry.make_statement(
        enterprise=enterprise,
        topic=get_topic(topic),
        answers={name.replace("__", "."): one for name, one in answers.items()},
        actor=actor,
    )


def test_what_is_said_decides_and_leads_back(page, check, address, enterprise):
    before = check()
    line = find_line(before, "ordered_to_stop")
    assert (line.state, line.action_url) == ("unknown", address())
    assert (before.open_count, before.next_url) == (8, address("licences"))
    assert (
        "去说明"
        in page.get(
            reverse("maturity:conditions", args=[enterprise.code])
        ).content.decode()
    )

    answer = page.post(address(), {STOPPED: "no"}, follow=True)

    url = reverse("maturity:conditions", args=[enterprise.code])
    assert answer.redirect_chain == [(f"{url}#ordered_to_stop", 302)]
    assert "记下了。这一条现在：满足。" in answer.content.decode()
    line = find_line(answer.context["page"], "ordered_to_stop")
    assert (line.state, line.action_label) == ("met", "改说明")
    assert line.fact == (
        "现在有没有被责令停产停业整顿：没有（企业自述，2026年3月2日，今天）"
    )
    assert answer.context["page"].open_count == 7


def test_all_that_is_open_can_be_said(page, check, address):
    for topic, (fact, value) in OTHERS.items():
        page.post(address(topic), {fact: "yes" if value else "no"})

    shown = check()
    assert [line.state for line in shown.lines if line.state != "met"] == ["unknown"]
    assert find_line(shown, "system_running").action_label == "去自查"
    assert (shown.open_count, shown.next_url) == (0, "")


def test_a_day_decides_where_something_happened(page, check, address):
    told = {OWN_CAUSE: "yes", f"{OWN_CAUSE}_on": ""}
    page.post(address("own_certificate_stopped"), told)
    line = find_line(check(), "own_certificate_stopped")
    assert line.state == "unknown"
    assert line.fact.endswith("还不知道：证书哪天被暂停或撤销")

    for day, state in [("2025-03-03", "unmet"), ("2025-03-02", "met")]:
        told[f"{OWN_CAUSE}_on"] = day
        page.post(address("own_certificate_stopped"), told)
        assert find_line(check(), "own_certificate_stopped").state == state


def test_the_page_tells_what_each_answer_leads_to(page, address):
    shown = page.get(address("sampling_failure")).context["page"]

    assert shown.follows == (
        "答“没有”：这一条就满足。",
        "答“有过”：还要看下面的答案。按抽查通知整改，复查合格以后再申请。",
    )
    assert page.get(address()).context["page"].follows[1] == (
        "答“有”：这一条就不满足。整改完、恢复生产以后再申请。"
    )


def test_the_words_stay_marked_as_ours_and_not_compared(page, address):
    text = page.get(address()).content.decode()

    assert "CNCA-QMS-01:2025" in text
    assert "还没有和原文逐字核对" in text
    assert "问法和期限是本平台定的" in text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, FAILED),
        ({FAILED: "maybe"}, FAILED),
        ({FAILED: "yes", f"{FAILED}_on": "2026-03-03"}, f"{FAILED}_on"),
        ({FAILED: "yes", f"{FAILED}_on": "0000-99-99"}, f"{FAILED}_on"),
        ({FAILED: "no", "note": "长" * 301}, "note"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    page, address, sent, field
):
    answer = page.post(address("sampling_failure"), sent)

    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == [field]
    assert not Statement.objects.exists()


def test_a_day_typed_before_the_mind_was_changed_is_left_out(page, address):
    page.post(address("sampling_failure"), {FAILED: "no", f"{FAILED}_on": "2026-02-01"})

    assert Statement.objects.get().answers == {FAILED: False}


def test_what_is_too_old_is_asked_again_with_what_was_said(page, check, address, clock):
    page.post(address(), {STOPPED: "no"})
    clock.move_to(datetime(2026, 9, 2, 4, tzinfo=UTC))
    # A session does not last that long.
    page.force_login(Statement.objects.get().stated_by)

    line = find_line(check(), "ordered_to_stop")
    assert (line.state, line.action_label) == ("unknown", "再说一次")
    assert line.cure.startswith("上次是 2026年3月2日 说的，满 6 个月了，请再说一次。")
    form = page.get(address()).context["form"]
    assert form.initial == {STOPPED: "no"}

    page.post(address(), {STOPPED: "no"})
    assert find_line(check(), "ordered_to_stop").state == "met"


def test_the_age_of_what_was_said_is_told(page, check, address, clock, owner):
    page.post(address(), {STOPPED: "no"})

    for day, age in [
        (datetime(2026, 3, 3, 4, tzinfo=UTC), "昨天"),
        (datetime(2026, 3, 31, 4, tzinfo=UTC), "29 天前"),
        (datetime(2026, 4, 2, 4, tzinfo=UTC), "1 个月前"),
        (datetime(2026, 6, 1, 4, tzinfo=UTC), "2 个月前"),
    ]:
        clock.move_to(day)
        page.force_login(owner)
        fact = find_line(check(), "ordered_to_stop").fact
        assert fact.endswith(f"（企业自述，2026年3月2日，{age}）")


def test_what_was_said_is_taken_back(page, check, address, enterprise):
    page.post(address(), {STOPPED: "yes"})
    assert find_line(check(), "ordered_to_stop").state == "unmet"
    url = page.get(address()).context["page"].withdraw_url

    page.post(url)

    assert find_line(check(), "ordered_to_stop").state == "unknown"
    shown = page.get(address())
    assert shown.context["page"].withdraw_url == ""
    assert shown.context["form"].initial == {}
    assert "2026年3月2日 由厂长王强收回，不再算" in shown.content.decode()


def test_what_was_replaced_is_not_taken_back(page, address, enterprise, clock):
    page.post(address(), {STOPPED: "yes"})
    url = page.get(address()).context["page"].withdraw_url
    clock.shift(60)
    page.post(address(), {STOPPED: "no"})

    answer = page.post(url, follow=True)

    assert "要收回的是最新的那一次" in answer.content.decode()
    assert not Statement.objects.exclude(withdrawn_at=None).exists()


def test_a_worker_reads_the_conditions_and_says_nothing(
    client, worker, enterprise, address
):
    client.force_login(worker)
    shown = client.get(reverse("maturity:conditions", args=[enterprise.code]))

    labels = {line.action_label for line in shown.context["page"].lines}
    assert labels == {"", "去自查"}
    assert shown.context["page"].next_url == ""
    assert client.get(address()).status_code == 404
    assert client.post(address(), {STOPPED: "no"}).status_code == 404
    assert not Statement.objects.exists()


def test_a_proxy_says_it_and_is_named(client, proxy, enterprise, address):
    client.force_login(proxy)

    client.post(address(), {STOPPED: "no"})

    assert "厂长沈芳（授权代办）" in client.get(address()).content.decode()


def test_an_enterprise_that_is_no_more_is_not_asked(
    page, check, enterprise, owner, address
):
    enterprise.status = EnterpriseStatus.CLOSED
    enterprise.save()

    assert {line.action_label for line in check().lines} == {"", "去自查"}
    answer = page.post(address(), {STOPPED: "no"})
    assert answer.status_code == 422
    assert "已经注销或吊销" in answer.content.decode()
    assert not Statement.objects.exists()


def test_an_unknown_topic_is_not_found(page, address):
    assert page.get(address("nothing")).status_code == 404


def test_a_record_that_counts_first_is_told_and_stays(
    page, check, address, enterprise, monkeypatch
):
    """No app tells of orders to stop yet; one that will comes first."""
    monkeypatch.setattr(facts, "_sources", {**facts._sources})
    record = facts.Told(value=True, source="enterprise-register", on=date(2025, 1, 2))

    @facts.provides(facts.FactType(STOPPED, "停产", bool), is_shared=True)
    def tell(_ids, _on):
        return {STOPPED: {enterprise.pk: record}}

    page.post(address(), {STOPPED: "no"})

    line = find_line(check(), "ordered_to_stop")
    told = "现在有没有被责令停产停业整顿：有（市场主体登记，2025年1月2日，14 个月前）"
    assert (line.state, line.fact) == ("unmet", told)
    shown = page.get(address())
    assert shown.context["page"].stands == (told,)
    assert "这里先按更可靠的记录算" in shown.content.decode()


def test_of_a_self_check_and_a_statement_the_newer_counts(enterprise, owner, clock):
    begun = services.open_evaluation(
        enterprise=enterprise,
        model="readiness-19001",
        on=date(2026, 3, 2),
        actor=owner,
    )
    services.save_answers(evaluation=begun, answers={"law_listed": True}, actor=owner)
    services.submit_evaluation(evaluation=begun, actor=owner)
    clock.shift(24 * 3600)

    say(enterprise, owner, "licences", maturity__licences_in_order=False)

    found = selectors.read_readiness(enterprise, date(2026, 3, 3))
    assert found.known["maturity.licences_in_order"] is False
    before = selectors.read_readiness(enterprise, date(2026, 3, 2))
    assert before.known["maturity.licences_in_order"] is True


def test_the_page_is_english_for_who_reads_english(page, address):
    page.post(address("sampling_failure"), {FAILED: "no"})

    text = page.get(
        address("sampling_failure"), headers={"accept-language": "en"}
    ).content.decode()

    assert "Did a product you want certified ever fail national sampling?" in text
    assert "If you answer “No”: this condition is met." in text
    assert "This is what counts now" in text
