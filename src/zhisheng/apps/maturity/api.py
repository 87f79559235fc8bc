"""Evaluations for programs: the own ones, and for offices how far reviewers agree."""

from django.utils import timezone
from ninja import Router

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.maturity import permissions, selectors, services
from zhisheng.apps.maturity.permissions import Action
from zhisheng.apps.maturity.schemas.agreement_api import (
    AgreementOut,
    write_agreement,
)
from zhisheng.apps.maturity.schemas.api import (
    AnswersIn,
    EvaluationIn,
    EvaluationPageOut,
    WholeEvaluationOut,
    write_evaluation,
    write_whole,
)

router = Router(tags=["maturity"])


def require_evaluating(*, actor: Actor) -> None:
    permissions.require(actor, Action.EVALUATE)


def require_watching(*, actor: Actor) -> None:
    permissions.require(actor, Action.SEE_AGREEMENT)


READING = BearerToken(TokenScope.READ_EVALUATIONS, require_evaluating)
READING_ONE = BearerToken(TokenScope.READ_EVALUATIONS, selectors.get_own_evaluation_for)
READING_AGREEMENT = BearerToken(TokenScope.READ_GRADES, require_watching)
WRITING = BearerToken(TokenScope.WRITE_EVALUATIONS, require_evaluating)
WRITING_ONE = BearerToken(
    TokenScope.WRITE_EVALUATIONS, selectors.get_own_evaluation_for
)


@router.get(
    "",
    response=EvaluationPageOut,
    summary="本企业的质量评价，先开始的在前",
    auth=READING,
)
def list_evaluations(request: TokenRequest, after: int = 0) -> EvaluationPageOut:
    page = selectors.page_own_evaluations_for(request.auth.user, after=after)
    items = [write_evaluation(one) for one in page.rows]
    return EvaluationPageOut(items=items, next_after=page.next_after)


@router.post(
    "",
    response=WholeEvaluationOut,
    summary="开始一次评价；同一种方法有没提交的，就返回那一次",
    auth=WRITING,
)
def begin_evaluation(request: TokenRequest, given: EvaluationIn) -> WholeEvaluationOut:
    actor = request.auth.user
    enterprise = selectors.get_own_enterprise_for(actor=actor, code=given.enterprise)
    evaluation = services.open_evaluation(
        enterprise=enterprise, model=given.model, on=timezone.localdate(), actor=actor
    )
    return write_whole(evaluation)


@router.get(
    "/agreement",
    response=AgreementOut,
    summary="监管部门：本地区专家复核和企业自评的一致程度，按单位和季度",
    auth=READING_AGREEMENT,
)
def list_agreement(request: TokenRequest) -> AgreementOut:
    return write_agreement(selectors.list_agreement_for(request.auth.user))


@router.get(
    "/{code}",
    response=WholeEvaluationOut,
    summary="一次评价：答案、得分的上下限、差距、复核",
    auth=READING_ONE,
)
def show_evaluation(request: TokenRequest, code: str) -> WholeEvaluationOut:
    return write_whole(request.found)


@router.post(
    "/{code}/answers",
    response=WholeEvaluationOut,
    summary="回答一题或几题；别人的答案留在旁边",
    auth=WRITING_ONE,
)
def answer_questions(
    request: TokenRequest, code: str, given: AnswersIn
) -> WholeEvaluationOut:
    """Keep the answers of this key; none of anybody else is overwritten.

    ``version`` is what was read before. What somebody else answered differently since
    is named in ``changed_since``: both answers stay, the latest counts.
    """
    evaluation = services.save_answers(
        evaluation=request.found, answers=given.read(), actor=request.auth.user
    )
    return write_whole(evaluation, sent=given)


@router.post(
    "/{code}/submit",
    response=WholeEvaluationOut,
    summary="提交评价；没答的题给出上下限",
    auth=WRITING_ONE,
)
def submit_evaluation(request: TokenRequest, code: str) -> WholeEvaluationOut:
    return write_whole(
        services.submit_evaluation(evaluation=request.found, actor=request.auth.user)
    )
