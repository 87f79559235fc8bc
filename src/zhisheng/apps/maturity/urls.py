from django.urls import path

from zhisheng.apps.maturity.views import (
    conditions,
    evaluating,
    evidence,
    inviting,
    officers,
    papers,
    reviewing,
)

app_name = "maturity"
urlpatterns = [
    path("", evaluating.index, name="index"),
    path("start/<str:enterprise>/<str:model>/", evaluating.start, name="start"),
    path("invite/<str:enterprise>/", inviting.invite, name="invite"),
    path("agreement/", officers.agreement, name="agreement"),
    path("agreement/<str:organisation>/", officers.agreement_of, name="agreement_of"),
    path("conditions/<str:enterprise>/", conditions.conditions, name="conditions"),
    path("conditions/<str:enterprise>/<str:topic>/", conditions.state, name="state"),
    path(
        "conditions/<str:enterprise>/<str:statement>/withdraw/",
        conditions.withdraw_statement,
        name="withdraw_statement",
    ),
    path("history/<str:enterprise>/", evaluating.history, name="history"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("reviews/<str:code>/", reviewing.review, name="review"),
    path("reviews/<str:code>/rate/<int:step>/", reviewing.rate, name="rate"),
    path("reviews/<str:code>/rated/", reviewing.rate_end, name="rate_end"),
    path("reviews/<str:code>/remark/<str:question>/", reviewing.remark, name="remark"),
    path(
        "reviews/<str:code>/files/<str:question>/",
        evidence.review_files,
        name="review_files",
    ),
    path("reviews/<str:code>/return/", reviewing.return_evaluation, name="return"),
    path("reviews/<str:code>/confirm/", reviewing.confirm_evaluation, name="confirm"),
    path(
        "reviews/<str:code>/withdraw/",
        reviewing.withdraw_review,
        name="withdraw_review",
    ),
    path(
        "reviews/<str:code>/papers/<str:kind>.<str:ending>",
        papers.review_paper,
        name="review_paper",
    ),
    path("evidence/<str:code>/", evidence.evidence_file, name="evidence_file"),
    path(
        "evidence/<str:code>/delete/", evidence.delete_evidence, name="delete_evidence"
    ),
    path("<str:code>/", evaluating.resume, name="resume"),
    path("<str:code>/fill/<int:step>/", evaluating.fill, name="fill"),
    path("<str:code>/evidence/<str:question>/", evidence.evidence, name="evidence"),
    path("<str:code>/result/", evaluating.result, name="result"),
    path("<str:code>/submit/", evaluating.submit, name="submit"),
    path("<str:code>/papers/<str:kind>.<str:ending>", papers.paper, name="paper"),
    path("<str:code>/ask/", reviewing.ask_review, name="ask_review"),
]
