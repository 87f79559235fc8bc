"""The cards of evaluations, plans and quality problems: one for each kind of work."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.desk.selectors import QualityDesk
from zhisheng.apps.improvement.choices import ProblemState
from zhisheng.apps.improvement.models import PlanTask, Problem
from zhisheng.apps.improvement.schemas.reasons import name_measure
from zhisheng.apps.maturity.choices import EvaluationStatus
from zhisheng.apps.maturity.models import Evaluation
from zhisheng.apps.maturity.selectors import get_model_of
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.schemas import name_topic
from zhisheng.kit.language import is_english, shorten
from zhisheng.reference.statements import Topic
from zhisheng.ui.cards import ActionCard
from zhisheng.ui.formats import format_date

MINUTES_PER_REVIEW = 20
MINUTES_PER_TASK = 2
MINUTES_PER_PROBLEM = 3
MINUTES_PER_STATEMENT = 1
LONGEST = 20


def list_quality_cards(desk: QualityDesk) -> Iterator[ActionCard]:
    """List what has a day first, then what waits for somebody else's patience."""
    if desk.problems:
        yield _go_on_with_problems(desk.problems)
    if desk.tasks:
        yield _do_tasks(desk.tasks)
    if desk.reviews:
        yield _review(desk.reviews)
    for enterprise, topics in desk.restated:
        yield _say_again(enterprise, topics)
    if desk.evaluation:
        yield _finish(desk.evaluation)


def _go_on_with_problems(problems: Sequence[Problem]) -> ActionCard:
    first = problems[0]
    is_one = len(problems) == 1
    if first.state == ProblemState.DONE:
        why = _("“{text}”的措施做完了，该看看有没有效。")
    else:
        why = _("“{text}”的措施由您负责，{day} 前做完。")
    return ActionCard(
        title=_("处理 {count} 个质量问题").format(count=len(problems)),
        why=why.format(
            text=shorten(first.text, LONGEST), day=format_date(first.due_on)
        ),
        url=reverse("improvement:problem", args=[first.code])
        if is_one
        else reverse("improvement:problems"),
        label=_("去处理"),
        minutes=len(problems) * MINUTES_PER_PROBLEM,
    )


def _do_tasks(tasks: Sequence[PlanTask]) -> ActionCard:
    first = tasks[0]
    return ActionCard(
        title=_("做提升计划里的 {count} 件事").format(count=len(tasks)),
        why=_("“{name}”{day} 前做完，做完了打个勾。").format(
            name=name_measure(first.measure), day=format_date(first.due_on)
        ),
        url=reverse("improvement:plan", args=[first.plan.code]),
        label=_("看计划"),
        minutes=len(tasks) * MINUTES_PER_TASK,
    )


def _review(count: int) -> ActionCard:
    return ActionCard(
        title=_("复核 {count} 家企业的质量评价").format(count=count),
        why=_("企业请您独立回答同样的题，再一起看差异。这是帮扶，不是检查。"),
        url=reverse("maturity:reviews"),
        label=_("去复核"),
        minutes=count * MINUTES_PER_REVIEW,
    )


def _say_again(enterprise: Enterprise, topics: Sequence[Topic]) -> ActionCard:
    first = topics[0]
    return ActionCard(
        title=_("再说一次 {count} 条申请认证的条件").format(count=len(topics)),
        why=_("{enterprise}以前说的（{topic}等）过了期限，不再算。").format(
            enterprise=enterprise.name, topic=name_topic(first)
        )
        if len(topics) > 1
        else _("{enterprise}以前说的“{topic}”过了期限，不再算。").format(
            enterprise=enterprise.name, topic=name_topic(first)
        ),
        url=reverse("maturity:conditions", args=[enterprise.code])
        if len(topics) > 1
        else reverse("maturity:state", args=[enterprise.code, first.code]),
        label=_("去说明"),
        minutes=len(topics) * MINUTES_PER_STATEMENT,
    )


def _finish(evaluation: Evaluation) -> ActionCard:
    model = get_model_of(evaluation)
    if evaluation.status == EvaluationStatus.RETURNED:
        why = _("专家请您补充，改好以后再提交。")
    else:
        why = _("填了一部分，都存着，可以接着填。")
    return ActionCard(
        title=_("接着评：{name}").format(
            name=model.english_name if is_english() else model.name
        ),
        why=why,
        url=reverse("maturity:resume", args=[evaluation.code]),
        label=_("接着填"),
        minutes=model.minutes,
    )
