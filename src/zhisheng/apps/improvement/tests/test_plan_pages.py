"""The owner's way from the result of an evaluation to what is ticked, and who looks on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.conftest import make_bureau, make_officer
from zhisheng.apps.improvement import services
from zhisheng.apps.improvement.models import Plan, PlanTask
from zhisheng.apps.improvement.tests.plans import TERMS, TODAY, evaluate
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db
GOOD = {
    "budget": "3000元",
    "staff_days": "4 天",
    "ends_on": f"{TODAY + timedelta(days=179)}",
}


@pytest.fixture
def page(client, owner):
    client.force_login(owner)
    return client


def url(name, *args):
    return reverse(f"improvement:{name}", args=args)


def read(answer):
    return " ".join(answer.content.decode().split())


def test_the_result_of_an_evaluation_leads_to_a_plan(page, evaluation):
    text = read(page.get(reverse("maturity:result", args=[evaluation.code])))

    assert f'href="{url("start", evaluation.code)}"' in text
    start = page.get(url("start", evaluation.code))
    assert start.context["form"].initial["budget"] == 3_000
    assert start.context["form"].initial["staff_days"] == 4


def test_three_answers_make_a_plan(page, evaluation):
    answer = page.post(url("start", evaluation.code), GOOD)

    plan = Plan.objects.get()
    assert answer.url == url("plan", plan.code)
    assert (plan.budget_yuan, plan.staff_days_a_month) == (3_000, 4)
    shown = page.get(answer.url).context["page"]
    assert shown.first_title == "这个月先做三件事"
    assert len(shown.first) == 3
    assert (shown.grade_before, shown.grade_after) == ("初步系统", "持续改进")
    assert shown.left_out.count + len(shown.rows) == 58
    assert all(row.why.endswith("。") for row in (*shown.rows, *shown.left_out.rows))


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("budget", "-5", "不能是负数。没有就填 0。"),
        ("budget", "很多", "“很多”不是数字。"),
        ("budget", "2亿", "超过 1000 万元了。请核对一下，这里的单位是元。"),
        ("staff_days", "-1", "不能是负数。没有就填 0。"),
        ("staff_days", "3-5", "请填一个数字，例如 3000。"),
        ("staff_days", "1000", "一个月 300 天以上"),
        ("ends_on", f"{TODAY}", "太近了，来不及做。"),
        ("ends_on", f"{TODAY + timedelta(days=2000)}", "太远了"),
    ],
)
def test_nonsense_is_told_beside_its_question_and_stays(
    page, evaluation, field, typed, told
):
    answer = page.post(url("start", evaluation.code), {**GOOD, field: typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert told in answer.context["form"].errors[field][0]
    assert f'value="{typed}"' in answer.content.decode()
    assert not Plan.objects.exists()


def test_limits_that_allow_nothing_are_told_with_the_cure(page, evaluation):
    answer = page.post(
        url("start", evaluation.code), {**GOOD, "budget": "0", "staff_days": "0"}
    )

    assert answer.status_code == 422
    assert "这样做不成。改一处就行：每个月多抽 1 天人手。" in read(answer)


def test_pin_exclude_and_free_again(page, plan):
    def wish(measure, wanted):
        page.post(url("wish", plan.code), {"measure": measure, "wish": wanted})
        plan.refresh_from_db()
        return plan.pinned, plan.excluded

    assert wish("tool-5s", "pin") == (["tool-5s"], [])
    assert "tool-5s" in [one["measure"] for one in plan.outcome["chosen"]]
    assert wish("tool-5s", "exclude") == ([], ["tool-5s"])
    assert wish("tool-5s", "free") == ([], [])


def test_a_wish_that_fits_nowhere_is_told_and_changes_nothing(page, plan):
    before = plan.outcome

    answer = page.post(
        url("wish", plan.code), {"measure": "equipment-visual-check", "wish": "pin"}
    )

    assert answer.status_code == 422
    assert "这样做不成。" in answer.context["page"].problem
    assert "多准备 " in answer.context["page"].problem
    plan.refresh_from_db()
    assert (plan.pinned, plan.outcome) == ([], before)


def test_an_unknown_wish_is_not_found(page, plan):
    for sent in ({"measure": "tool-5s", "wish": "maybe"}, {}):
        assert page.post(url("wish", plan.code), sent).status_code == 404
    assert page.post(url("variants", plan.code), {"aim": "luck"}).status_code == 404


def test_variants_are_worked_out_and_one_is_taken(page, plan):
    found = page.get(url("variants", plan.code)).context["variants"]

    assert [(one.aim, one.is_current) for one in found] == [
        ("best", True),
        ("cheapest", False),
        ("fastest", False),
    ]
    assert found[1].grade == "有效系统"
    assert "要几处一起改：" in found[2].problem
    page.post(url("variants", plan.code), {"aim": "cheapest"})
    plan.refresh_from_db()
    assert (plan.aim, plan.outcome["grade_after"]) == ("cheapest", "effective")


def test_agree_then_tick_and_the_grade_moves(page, plan):
    seen = page.get(url("plan", plan.code)).context["page"].seen

    answer = page.post(url("agree", plan.code), {"seen": seen}, follow=True)

    shown = answer.context["page"]
    assert (shown.progress.done, shown.progress.grade) == (0, "初步系统")
    assert not shown.rights.may_change
    for row in shown.rows:
        page.post(url("tick_task", plan.code, row.number), {"done": "1"})
    shown = page.get(url("plan", plan.code)).context["page"]
    assert shown.progress.done == shown.progress.total == len(shown.rows)
    assert (shown.progress.grade, shown.first) == ("持续改进", ())


def test_what_was_not_seen_is_not_agreed_on(page, plan):
    stale = page.post(url("agree", plan.code), {"seen": "2026-01-01T00:00:00+00:00"})
    assert stale.status_code == 422
    assert "您看的时候，计划被重新算过了。" in stale.context["page"].problem
    for nonsense in ("", "yesterday", "2026-13-01T00:00:00+00:00", "2026-01-01T00:00"):
        answer = page.post(url("agree", plan.code), {"seen": nonsense})
        assert answer.status_code == 404
    assert not PlanTask.objects.exists()


def test_a_task_is_given_a_person_and_days(page, agreed):
    address = url("assign_task", agreed.code, 1)
    form = page.get(address).context["form"]
    assert [label for _, label in form.fields["responsible"].choices] == [
        "还没定",
        "厂长王强",
    ]
    sent = {
        "responsible_name": "老李",
        "starts_on": f"{TODAY}",
        "due_on": f"{TODAY + timedelta(days=9)}",
    }
    wrong = page.post(address, {**sent, "due_on": f"{TODAY - timedelta(days=1)}"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["due_on"] == ["做完的日子不能早于开始的日子。"]

    page.post(address, sent)

    row = page.get(url("plan", agreed.code)).context["page"].rows[0]
    assert (row.responsible, row.due_on) == ("老李", TODAY + timedelta(days=9))


def test_a_new_evaluation_offers_a_new_plan_and_the_old_one_stays(
    page, agreed, enterprise, owner
):
    later = evaluate(enterprise, owner, final_check=4)

    (group,) = page.get(url("plans")).context["groups"]
    assert [card.title for card in group.cards] == [
        "正在做的计划",
        "按新的评价再做一份",
    ]
    shown = page.get(url("plan", agreed.code)).context["page"]
    assert shown.newer == url("start", later.code)
    page.post(url("start", later.code), GOOD)
    draft = Plan.objects.get(number=2)
    page.post(url("agree", draft.code), {"seen": draft.made_at.isoformat()})
    (group,) = page.get(url("plans")).context["groups"]
    assert group.older == (("第 1 版", url("plan", agreed.code)),)
    assert page.get(url("plan", agreed.code)).status_code == 200


def test_a_worker_reads_and_ticks_but_does_not_plan(client, worker, agreed):
    client.force_login(worker)

    rights = client.get(url("plan", agreed.code)).context["page"].rights

    assert (rights.may_tick, rights.may_assign, rights.may_change) == (
        True,
        False,
        False,
    )
    assert client.get(url("assign_task", agreed.code, 1)).status_code == 404


def test_an_officer_of_the_region_reads_what_is_agreed_on(
    client, officer_county, city_unit, plan, owner
):
    client.force_login(officer_county)
    assert client.get(url("plan", plan.code)).status_code == 404
    services.agree_plan(plan=plan, seen=plan.made_at, actor=owner)

    (row,) = client.get(url("plans")).context["watched"].table.rows
    assert row.cells[:4] == (
        plan.enterprise.name,
        "从初步系统到持续改进",
        0,
        len(plan.outcome["chosen"]),
    )
    text = read(client.get(row.url))
    assert '<form method="post" action="/improvement/' not in text
    client.force_login(make_officer("桃城何军", make_bureau("131102", city_unit)))
    assert client.get(url("plans")).context["watched"].table.rows == ()
    assert client.get(url("plan", plan.code)).status_code == 404


def test_the_list_costs_the_same_for_many(
    client, officer_county, stranger_owner, agreed, stranger_organisation
):
    client.force_login(officer_county)
    client.get(url("plans"))
    before = count_queries(client)
    other = make_enterprise(organisation=stranger_organisation, region_id="131125")
    plan = services.make_plan(
        evaluation=evaluate(other, stranger_owner), terms=TERMS, actor=stranger_owner
    )
    services.agree_plan(plan=plan, seen=plan.made_at, actor=stranger_owner)

    assert count_queries(client) == before


def count_queries(client):
    with CaptureQueriesContext(connection) as queries:
        client.get(url("plans"))
    return len(queries)
