"""The pages on which an owner asks for a review and an expert answers and closes it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zhisheng.apps.accounts.tests.factories import OrganisationFactory
from zhisheng.apps.conftest import make_person
from zhisheng.apps.maturity import selectors, services
from zhisheng.apps.maturity.models import (
    Evaluation,
    EvaluationEvidence,
    Review,
    ReviewRemark,
)
from zhisheng.kit.files import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated(review, expert):
    services.save_ratings(review=review, answers={"incoming_check": 2}, actor=expert)
    return services.finish_rating(review=review, actor=expert)


def log_in(client, person):
    client.force_login(person)
    return client


def test_files_are_offered_where_there_are_any(client, rated, expert, evaluation):
    url = reverse("maturity:review", args=[rated.code])
    files = reverse("maturity:review_files", args=[rated.code, "incoming_check"])
    assert files not in log_in(client, expert).get(url).content.decode()

    EvaluationEvidence.objects.create(
        evaluation=evaluation,
        question="incoming_check",
        file=StoredFile.objects.create(
            size=1, path="files/a", retention_until=timezone.localdate()
        ),
    )
    assert files in client.get(url).content.decode()


def test_the_owner_chooses_who_looks_those_nearby_first(
    client, submitted, owner, expert
):
    far = OrganisationFactory.create(name="安徽示例协会", kind="association")
    make_person("专家远", far, "expert")
    near = expert.memberships.get().organisation
    url = reverse("maturity:ask_review", args=[submitted.code])
    type(near).objects.filter(pk=near.pk).update(region="130000")

    page = log_in(client, owner).get(url)

    choices = page.context["form"].fields["organisation"].choices
    assert [name for _code, name in choices] == ["示例质量协会", "安徽示例协会"]
    assert "诊断，是帮扶，不是检查，也不是认证审核。" in page.content.decode()
    sent = client.post(
        url, {"organisation": near.code, "until": timezone.localdate().isoformat()}
    )
    review = Review.objects.get()
    assert sent.url == reverse("maturity:review", args=[review.code])


@pytest.mark.parametrize("until", ["2020-01-01", "2999-01-01", "", "bald"])
def test_a_day_that_cannot_be_is_told_beside_its_field(
    client, submitted, owner, expert, until
):
    organisation = expert.memberships.get().organisation
    url = reverse("maturity:ask_review", args=[submitted.code])

    answer = log_in(client, owner).post(
        url, {"organisation": organisation.code, "until": until}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"until"}
    assert not Review.objects.exists()


def test_an_evaluation_that_is_not_submitted_leads_back(client, evaluation, owner):
    url = reverse("maturity:ask_review", args=[evaluation.code])

    answer = log_in(client, owner).get(url)

    assert answer.url == reverse("maturity:result", args=[evaluation.code])


def test_an_expert_is_led_to_the_first_open_question(client, review, expert):
    answer = log_in(client, expert).get(reverse("maturity:review", args=[review.code]))

    assert answer.url == reverse("maturity:rate", args=[review.code, 1])
    shown = client.get(answer.url).context["page"]
    # What the enterprise answered is not told before the expert has answered.
    assert shown.form.initial["incoming_check"] == ""
    assert shown.standing.answered == 0


def test_the_list_says_what_to_do(client, review, expert):
    page = log_in(client, expert).get(reverse("maturity:reviews"))

    (line,) = page.context["cards"]
    assert line.title == review.evaluation.enterprise.name
    assert (line.label, line.kind) == ("去作答", "need")


def test_answers_are_kept_and_closed_once_more_asked(client, review, expert):
    url = reverse("maturity:rate", args=[review.code, 1])
    form = log_in(client, expert).get(url).context["page"].form
    hidden = {field.html_name: field.value() or "" for field in form.hidden_fields()}
    client.post(url, {**hidden, "incoming_check": "2", "go": "next"})

    end = client.get(reverse("maturity:rate_end", args=[review.code]))
    assert end.context["open"] == 13
    assert selectors.map_answers(review.evaluation, review)["incoming_check"] == 2
    client.post(reverse("maturity:rate_end", args=[review.code]))

    page = client.get(reverse("maturity:review", args=[review.code])).context["page"]
    assert [(row.code, page.same) for row in page.rows] == [("incoming_check", 0)]


def test_the_enterprise_sees_nothing_of_the_answers_before(client, review, owner):
    page = log_in(client, owner).get(reverse("maturity:review", args=[review.code]))

    assert not page.context["page"].is_compared
    assert "独立作答" in page.content.decode()
    assert "答得不同" not in page.content.decode()


def test_a_remark_is_shown_to_both(client, rated, owner, expert):
    url = reverse("maturity:remark", args=[rated.code, "incoming_check"])
    log_in(client, owner).post(url, {"comment": "<b>记录</b>在车间"})

    text = (
        log_in(client, expert)
        .get(reverse("maturity:review", args=[rated.code]))
        .content.decode()
    )

    assert "厂长王强（企业自评）" in text
    assert "&lt;b&gt;记录&lt;/b&gt;在车间" in text
    assert client.post(url, {"comment": " "}).status_code == 422
    gone = reverse("maturity:remark", args=[rated.code, "gone"])
    assert client.post(gone, {"comment": "x"}).status_code == 404
    assert ReviewRemark.objects.count() == 1


def test_returning_needs_its_reason_confirming_does_not(client, rated, expert):
    back = reverse("maturity:return", args=[rated.code])
    refused = log_in(client, expert).post(back, {"comment": ""})
    assert refused.status_code == 422
    assert "退回请写明要企业补充什么。" in refused.content.decode()
    rated.evaluation.refresh_from_db()
    assert rated.evaluation.status == "submitted"

    client.post(reverse("maturity:confirm", args=[rated.code]), {"comment": ""})

    rated.evaluation.refresh_from_db()
    assert rated.evaluation.status == "confirmed"


def test_an_enterprise_that_has_begun_again_is_not_asked_to_mend(
    client, rated, owner, expert
):
    evaluation = rated.evaluation
    again = services.open_evaluation(
        enterprise=evaluation.enterprise, model=evaluation.model_code,
        on=timezone.localdate(), actor=owner,
    )  # fmt: skip

    back = reverse("maturity:return", args=[rated.code])
    refused = log_in(client, expert).post(back, {"comment": "请补进货记录"})

    told = "企业已经开始填下一次评价，这一次退不回去。请按现有的答案确认，要补充的写在说明里。"
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"comment": [told]}
    assert "请补进货记录" in refused.content.decode()
    evaluation.refresh_from_db()
    assert (evaluation.status, again.status) == ("submitted", "draft")
    assert not ReviewRemark.objects.exists()
    client.post(reverse("maturity:confirm", args=[rated.code]), {"comment": ""})
    evaluation.refresh_from_db()
    assert evaluation.status == "confirmed"


def test_the_result_tells_what_stands(client, rated, owner, expert):
    services.confirm_evaluation(review=rated, comment="", actor=expert)

    page = log_in(client, owner).get(
        reverse("maturity:result", args=[rated.evaluation.code])
    )

    shown = page.context["page"]
    assert shown.status == "专家已确认"
    assert shown.review.text == "示例质量协会已确认这次评价。"
    assert not shown.is_open


def test_the_enterprise_cannot_confirm_itself(client, rated, owner):
    for name in ("confirm", "return"):
        url = reverse(f"maturity:{name}", args=[rated.code])
        assert log_in(client, owner).post(url, {"comment": "x"}).status_code == 404
    rated.refresh_from_db()
    assert rated.status == "comparing"


def test_the_list_asks_as_much_of_ten_reviews_as_of_one(client, review, expert, owner):
    client.force_login(expert)
    asked = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("maturity:reviews"))
        asked.append(len(queries))
        for number in range(2, 11) if len(asked) == 1 else ():
            evaluation = Evaluation.objects.create(
                enterprise=review.evaluation.enterprise, model_code="household",
                model_version="2026.1", number=number, status="submitted",
            )  # fmt: skip
            Review.objects.create(
                evaluation=evaluation, organisation=review.organisation
            )
    assert len(page.context["cards"]) == 10
    assert asked[0] == asked[1] <= 8
