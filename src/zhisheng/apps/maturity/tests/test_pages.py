"""The owner's way: choose, answer step by step, come back, see the result."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhisheng.apps.accounts.tests.factories import EnterpriseOrganisationFactory
from zhisheng.apps.maturity import selectors, services
from zhisheng.apps.maturity.models import Evaluation, EvaluationAnswer
from zhisheng.apps.maturity.tests.posting import post
from zhisheng.apps.registry.tests.factories import make_enterprise

pytestmark = pytest.mark.django_db


def test_the_index_offers_the_quickest_model_first(page, enterprise):
    answer = page.get(reverse("maturity:index"))

    ((shown, cards),) = answer.context["groups"]
    assert shown == enterprise
    assert [(card.title, card.minutes) for card in cards] == [
        ("个体户和小作坊 15 分钟自查（示例）", 15),
        ("申请 GB/T 19001-2016 认证准备情况自查（示例）", 30),
        ("质量管理五级自我评价（示例）", 35),
        ("小微企业质量管理成熟度（四档示例）", 40),
    ]


def test_the_index_asks_as_much_of_ten_enterprises_as_of_one(
    page,
    enterprise,
    evaluation,
    owner,
):
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 3}, actor=owner
    )
    submitted = services.submit_evaluation(evaluation=evaluation, actor=owner)
    asked = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            answer = page.get(reverse("maturity:index"))
        asked.append(len(queries))
        for _number in range(9 * (len(asked) == 1)):
            organisation = EnterpriseOrganisationFactory.create()
            owner.memberships.create(organisation=organisation, role="owner")
            firm = make_enterprise(organisation=organisation)
            Evaluation.objects.create(
                enterprise=firm, model_code="household", model_version="2026.1",
                number=1, status="submitted", lowest_grade=submitted.lowest_grade,
                highest_grade=submitted.highest_grade,
            )  # fmt: skip
    assert len(answer.context["groups"]) == 10
    assert asked[0] == asked[1] <= 8
    told = {cards[0].why for _firm, cards in answer.context["groups"]}
    assert len(told) == 1
    assert "上次结果：" in told.pop()
    assert not any('"result"' in one["sql"] for one in queries.captured_queries)


def test_the_first_question_stands_at_once_with_why_it_is_asked(page, enterprise):
    url = reverse("maturity:start", args=[enterprise.code, "household"])

    text = page.get(url).content.decode()

    assert "料送到了，您怎么查？" in text
    assert "工作资料，自愿填报；不填不影响您办任何事" in text
    assert "示例：本平台自己编写，不是国家或行业标准" in text
    assert "放照片或文件" not in text
    assert Evaluation.objects.count() == 0


def test_the_first_answer_begins_the_evaluation_once(page, enterprise):
    url = reverse("maturity:start", args=[enterprise.code, "household"])
    typed = {"incoming_check": "2", "was-incoming_check": ""}

    kept = page.post(url, typed, headers={"HX-Request": "true"})
    assert "已答 1 题" in kept.content.decode()
    answer = page.post(url, {**typed, "was-storage_ways": "", "go": "next"})

    begun = Evaluation.objects.get()
    assert answer.url == reverse("maturity:fill", args=[begun.code, 2])
    assert selectors.map_answers(begun) == {"incoming_check": 2}
    again = page.get(url, follow=True)
    assert again.redirect_chain == [
        (reverse("maturity:resume", args=[begun.code]), 302),
        (
            f"{reverse('maturity:fill', args=[begun.code, 1])}#question-storage_ways",
            302,
        ),
    ]


def test_who_does_not_get_on_sees_whom_to_call(page, evaluation, county_unit):
    county_unit.phone = "0318-700 0000、0318-7000001"
    county_unit.save()
    url = reverse("maturity:result", args=[evaluation.code])
    assert 'href="tel:03187000000"' in page.get(url).content.decode()


def test_a_step_is_kept_and_the_next_one_follows(page, evaluation):
    answer = post(
        page, evaluation, 1, incoming_check="3", storage_ways=["dry"], go="next"
    )

    assert answer.url == reverse("maturity:fill", args=[evaluation.code, 2])
    assert selectors.map_answers(evaluation) == {
        "incoming_check": 3,
        "storage_ways": ("dry",),
    }


def test_an_autosave_answers_with_where_it_stands(page, evaluation):
    answer = post(
        page, evaluation, 1, incoming_check="3", headers={"HX-Request": "true"}
    )

    text = " ".join(answer.content.decode().split())
    assert "已答 1 题，共 14 题" in text
    assert "初步系统 到 领先型 之间" in text
    assert "已保存" in text


def test_one_answer_is_kept_by_itself(page, evaluation):
    """What is in hand when the page is closed goes out alone; the rest is left."""
    post(page, evaluation, 3, reject_count="4", go="later")
    url = reverse("maturity:fill", args=[evaluation.code, 3])
    shown = page.get(url).context["page"].form
    alone = {"made_at": shown["made_at"].value(), "was-uses_gauges": "", "go": "keep"}

    answer = page.post(url, alone | {"uses_gauges": "no"})

    assert answer.status_code == 200
    assert selectors.map_answers(evaluation) == {
        "reject_count": 4,
        "uses_gauges": "no",
    }


def test_who_comes_back_is_where_the_first_question_is_open(page, evaluation):
    post(page, evaluation, 1, incoming_check="3", storage_ways=["nothing"], go="later")

    answer = page.get(reverse("maturity:resume", args=[evaluation.code]))

    assert answer.url == reverse("maturity:fill", args=[evaluation.code, 2])
    assert selectors.map_answers(evaluation)["storage_ways"] == ()


def test_a_wrong_answer_is_told_beside_its_question_and_stays(page, evaluation):
    answer = post(page, evaluation, 3, reject_count="很多", go="next")

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "请填 0 到 100 之间的数字，例如 3。" in text
    assert 'value="很多"' in text
    assert not EvaluationAnswer.objects.exists()


def test_a_scope_question_leaves_out_what_does_not_concern(page, evaluation):
    url = reverse("maturity:fill", args=[evaluation.code, 3])
    before = [q.code for q in page.get(url).context["page"].form.questions]

    post(page, evaluation, 3, uses_gauges="no", go="later")

    after = [q.code for q in page.get(url).context["page"].form.questions]
    assert [code for code in before if code not in after] == ["gauge_care"]


def test_only_what_was_changed_on_a_page_is_an_answer_of_its_person(
    page, evaluation, worker
):
    """A page that was open while somebody else answered takes nothing back."""
    url = reverse("maturity:fill", args=[evaluation.code, 1])
    stale = page.get(url).context["page"].form
    hidden = {field.html_name: field.value() or "" for field in stale.hidden_fields()}
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 4}, actor=worker
    )

    page.post(url, {**hidden, "storage_ways": ["dry"], "go": "later"})

    assert selectors.map_answers(evaluation) == {
        "incoming_check": 4,
        "storage_ways": ("dry",),
    }
    assert EvaluationAnswer.objects.filter(question="incoming_check").count() == 1


def test_what_is_changed_back_on_a_page_counts(page, evaluation):
    url = reverse("maturity:fill", args=[evaluation.code, 1])
    post(page, evaluation, 1, incoming_check="2", go="later")
    shown = page.get(url).context["page"].form
    hidden = {field.html_name: field.value() or "" for field in shown.hidden_fields()}

    page.post(url, {**hidden, "incoming_check": "3"}, headers={"HX-Request": "true"})
    page.post(url, {**hidden, "incoming_check": "2"}, headers={"HX-Request": "true"})

    assert selectors.map_answers(evaluation)["incoming_check"] == 2


def test_what_another_person_answered_is_shown_beside_it(page, evaluation, worker):
    post(page, evaluation, 1, incoming_check="2", go="later")
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 4}, actor=worker
    )

    rows = (
        page.get(reverse("maturity:fill", args=[evaluation.code, 1]))
        .context["page"]
        .rows
    )

    (told,) = rows[0].others
    assert told.startswith("厂长王强的回答不同：")


def test_the_result_names_three_things_to_begin_with(page, evaluation):
    post(page, evaluation, 1, incoming_check="3", storage_ways=["dry"], go="next")

    answer = page.get(reverse("maturity:result", args=[evaluation.code]))

    shown = answer.context["page"]
    assert len(shown.first_steps) == 3
    assert all(gap.actions for gap in shown.first_steps)
    assert len(shown.open_steps) == 3
    assert "不是标准，也不是认证" in answer.content.decode()


def test_what_nobody_answered_is_not_the_weakest(page, evaluation):
    post(page, evaluation, 1, incoming_check="1", storage_ways=["nothing"], go="next")
    url = reverse("maturity:result", args=[evaluation.code])

    shown = page.get(url).context["page"]

    levels = [gap.level for gap in (*shown.first_steps, *shown.later_steps)]
    assert levels[:3] == ["1.0 级", "1.0 级", "还不清楚"]
    assert set(levels[2:]) == {"还不清楚"}
    assert [(row.name, row.values) for row in shown.chart.series] == [
        ("这一次，最低", (1.0, 1.0, 1.0, 1.0)),
        ("这一次，最高", (1.0, 5.0, 5.0, 5.0)),
    ]
    assert shown.chart.finding == "最弱的是进料：1.0 级。"
    post(page, evaluation, 1, incoming_check="3", go="next")
    shown = page.get(url).context["page"]
    assert shown.chart.finding == "还有问题没有回答，说不准哪方面最弱。"


def test_where_all_are_alike_none_is_the_weakest(page, evaluation, owner):
    model = selectors.get_model_of(evaluation)
    services.save_answers(evaluation=evaluation, answers=best(model), actor=owner)

    shown = page.get(reverse("maturity:result", args=[evaluation.code])).context["page"]

    assert shown.chart.finding == "各方面一样：5.0 级。"
    assert [row.name for row in shown.chart.series] == ["这一次"]


def best(model):
    """Answer every question with its best level."""
    answers = {"reject_count": 0, "first_piece": True}
    for one in model.questions:
        if one.kind == "rubric":
            answers[one.code] = 5
        elif one.kind == "several":
            answers[one.code] = tuple(option.code for option in one.options)
        elif one.kind == "scope":
            answers[one.code] = "yes"
    return answers


def test_a_submitted_evaluation_is_read_only_and_the_next_is_compared(
    page, evaluation, enterprise
):
    post(page, evaluation, 1, incoming_check="3", go="next")
    answer = page.post(reverse("maturity:submit", args=[evaluation.code]))
    assert answer.url == reverse("maturity:result", args=[evaluation.code])
    fill = page.get(reverse("maturity:fill", args=[evaluation.code, 1]))
    assert fill.url == reverse("maturity:result", args=[evaluation.code])

    page.post(reverse("maturity:start", args=[enterprise.code, "household"]))
    again = Evaluation.objects.get(number=2)
    shown = page.get(reverse("maturity:result", args=[again.code])).context["page"]

    (told,) = shown.earlier
    assert told.startswith("第一次（2026年")
    assert told.endswith("）：初步系统 到 领先型 之间，1.2–4.8 分")


def test_others_find_nothing(client, evaluation, stranger_owner, officer_county):
    client.force_login(stranger_owner)
    for name, args in (("resume", []), ("fill", [1]), ("result", [])):
        url = reverse(f"maturity:{name}", args=[evaluation.code, *args])
        assert client.get(url).status_code == 404
    client.force_login(officer_county)
    assert client.get(reverse("maturity:index")).status_code == 403


def test_a_step_costs_few_queries(page, evaluation, django_assert_max_num_queries):
    url = reverse("maturity:fill", args=[evaluation.code, 1])
    page.get(url)

    with django_assert_max_num_queries(14):
        page.get(url)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"made_at": "2026-01-01T00:00:00"}, 302),
        ({"made_at": "2026-02-30T00:00:00+08:00"}, 302),
        ({"incoming_check": "9" * 5_000}, 422),
    ],
)
def test_what_no_page_sends_is_refused_or_left_out(
    client, evaluation, owner, sent, status
):
    services.save_answers(
        evaluation=evaluation, answers={"incoming_check": 3}, actor=owner
    )
    client.force_login(owner)
    step = find_step_of(evaluation, "incoming_check")
    url = reverse("maturity:fill", args=[evaluation.code, step])

    response = client.post(
        url, {"was-incoming_check": "3", "incoming_check": "3"} | sent
    )

    assert response.status_code == status
    assert selectors.map_answers(evaluation) == {"incoming_check": 3}


def find_step_of(evaluation, question):
    model = selectors.get_model_of(evaluation)
    return 1 + next(
        place
        for place, part in enumerate(model.dimensions)
        for criterion in part.criteria
        for one in criterion.questions
        if one.code == question
    )
