"""The cards of the page where an evaluation is begun or gone on with."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.maturity.choices import EvaluationStatus
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.schemas.wording import (
    name_marked,
    name_span,
)
from zhisheng.kit.language import is_english
from zhisheng.reference.maturity import MaturityModel
from zhisheng.ui.cards import ActionCard

WAITING = {
    EvaluationStatus.DRAFT: gettext_noop("填了一部分，都存着。"),
    EvaluationStatus.RETURNED: gettext_noop("专家请您补充，改好以后再提交。"),
}


def build_card(
    model: MaturityModel, enterprise: str, latest: Evaluation | None
) -> ActionCard:
    purpose = model.english_purpose if is_english() else model.purpose
    start = reverse("maturity:start", args=[enterprise, model.code])
    if latest is None:
        return ActionCard(
            name_marked(model), purpose, start, _("开始"), "action", model.minutes
        )
    if latest.is_open:
        url = reverse("maturity:resume", args=[latest.code])
        told = WAITING[EvaluationStatus(latest.status)]
        return ActionCard(name_marked(model), _(told), url, _("接着填"), "need")
    told = _("上次结果：{grade}").format(
        grade=name_span(
            model, latest.lowest_grade or None, latest.highest_grade or None
        )
    )
    return ActionCard(name_marked(model), told, start, _("再评一次"), "done")
