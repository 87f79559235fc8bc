"""What evaluations hold of a person, and how long they are kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from zhisheng.apps.maturity.models import (
    Evaluation,
    EvaluationAnswer,
    EvaluationEvidence,
    ReviewRemark,
)
from zhisheng.apps.maturity.selectors import get_model_of
from zhisheng.kit.personal import PersonalPart, Row, tells, write_moment
from zhisheng.kit.retention import RetentionRule, delete_in_batches, erases

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

KEPT = timedelta(days=5 * 365)


@tells(
    PersonalPart(
        _("质量评价的回答"),
        _("知道是谁答的，答得不一样时好商量"),
        _("最后改动后 5 年"),
        ("maturity.Evaluation", "maturity.EvaluationAnswer"),
    )
)
def tell_answers(user: "_User") -> Iterator[Row]:
    answers = EvaluationAnswer.objects.filter(respondent_id=user.pk)
    for one in answers.select_related("evaluation__enterprise").order_by("-pk"):
        yield {
            _("企业"): one.evaluation.enterprise.name,
            _("评价"): get_model_of(one.evaluation).name,
            _("题号"): one.question,
            _("回答"): str(one.value),
            _("时间"): write_moment(one.answered_at),
        }


@tells(
    PersonalPart(
        _("质量评价的材料和复核时说的话"),
        _("说明答案的依据，和专家核对"),
        _("最后改动后 5 年"),
        ("maturity.EvaluationEvidence", "maturity.Review", "maturity.ReviewRemark"),
    )
)
def tell_reviews(user: "_User") -> Iterator[Row]:
    files = EvaluationEvidence.objects.filter(uploaded_by_id=user.pk)
    for one in files.select_related("evaluation__enterprise", "file").order_by("-pk"):
        yield {
            _("企业"): one.evaluation.enterprise.name,
            _("题号"): one.question,
            _("材料"): one.file.original_name,
            _("时间"): write_moment(one.uploaded_at),
        }
    remarks = ReviewRemark.objects.filter(author_id=user.pk)
    for said in remarks.select_related("review__evaluation__enterprise").order_by(
        "-pk"
    ):
        yield {
            _("企业"): said.review.evaluation.enterprise.name,
            _("题号"): said.question,
            _("说的话"): said.text,
            _("时间"): write_moment(said.written_at),
        }


@erases(RetentionRule("maturity.evaluations", _("质量评价"), _("最后改动后 5 年")))
def erase_evaluations(now: datetime) -> int:
    return delete_in_batches(Evaluation.objects.filter(updated_at__lt=now - KEPT))
