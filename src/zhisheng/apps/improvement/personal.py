"""What plans, problems and cases hold of a person, and how long they are kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from zhisheng.apps.improvement.choices import (
    CaseAct,
    CaseState,
    OrderAct,
    ProblemAct,
)
from zhisheng.apps.improvement.models import (
    CaseStep,
    CertifierChoice,
    GoodCase,
    Helper,
    HelpOrder,
    HelpOrderStep,
    Plan,
    PlanTask,
    Problem,
    ProblemStep,
)
from zhisheng.kit.personal import PersonalPart, Row, tells, write_moment
from zhisheng.kit.retention import RetentionRule, delete_in_batches, erases
from zhisheng.reference.measures import get_measure

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

KEPT = timedelta(days=5 * 365)


@tells(
    PersonalPart(
        _("提升计划里的任务"),
        _("知道哪件事由谁做，到期好提醒"),
        _("最后改动后 5 年"),
        ("improvement.Plan", "improvement.PlanTask"),
    )
)
def tell_tasks(user: "_User") -> Iterator[Row]:
    tasks = PlanTask.objects.filter(responsible_id=user.pk)
    for one in tasks.select_related("plan__enterprise").order_by("-pk"):
        yield {
            _("企业"): one.plan.enterprise.name,
            _("要做的事"): get_measure(one.measure).name,
            _("截止日期"): f"{one.due_on:%Y-%m-%d}",
            _("做完时间"): write_moment(one.done_at),
        }


@tells(
    PersonalPart(
        _("处理过的质量问题"),
        _("知道哪一步是谁做的，到期好提醒，也好请另一个人验证"),
        _("最后改动后 5 年"),
        (
            "improvement.Problem",
            "improvement.ProblemStep",
            "improvement.ProblemFile",
            "improvement.ProblemCause",
            "improvement.SolutionUse",
        ),
    )
)
def tell_problems(user: "_User") -> Iterator[Row]:
    steps = ProblemStep.objects.filter(done_by_id=user.pk)
    for one in steps.select_related("problem__enterprise").order_by("-pk"):
        yield {
            _("企业"): one.problem.enterprise.name,
            _("问题"): one.problem.text,
            _("做了什么"): str(ProblemAct(one.act).label),
            _("说明"): one.text,
            _("时间"): write_moment(one.done_at),
        }


@tells(
    PersonalPart(
        _("写过和审阅过的优良案例"),
        _("知道案例是谁写的、谁推荐的，有结果好告诉您"),
        _("公开期间，撤回或最后改动后 5 年"),
        (
            "improvement.GoodCase",
            "improvement.CaseStep",
            "improvement.CasePhoto",
        ),
    )
)
def tell_cases(user: "_User") -> Iterator[Row]:
    steps = CaseStep.objects.filter(done_by_id=user.pk)
    for one in steps.select_related("case__enterprise").order_by("-pk"):
        yield {
            _("企业"): one.case.enterprise.name,
            _("案例"): one.case.title,
            _("做了什么"): str(CaseAct(one.act).label),
            _("说明"): one.text,
            _("时间"): write_moment(one.done_at),
        }


@tells(
    PersonalPart(
        _("帮扶名册和帮扶单子"),
        _("知道谁能帮、谁在帮，请企业确认和评价"),
        _("单子最后改动后、离开名册后 5 年"),
        (
            "improvement.Helper",
            "improvement.HelpOrder",
            "improvement.HelpOrderStep",
            "improvement.HelpVisit",
            "improvement.HelpReview",
            "improvement.CertifierChoice",
        ),
    )
)
def tell_orders(user: "_User") -> Iterator[Row]:
    for entry in Helper.objects.filter(user_id=user.pk).order_by("-pk"):
        yield {
            _("企业"): "",
            _("做了什么"): gettext("登在帮扶名册里"),
            _("说明"): entry.name,
            _("时间"): write_moment(entry.created_at),
        }
    steps = HelpOrderStep.objects.filter(done_by_id=user.pk)
    for one in steps.select_related("order__enterprise").order_by("-pk"):
        yield {
            _("企业"): one.order.enterprise.name,
            _("做了什么"): str(OrderAct(one.act).label),
            _("说明"): one.text,
            _("时间"): write_moment(one.done_at),
        }

    choices = CertifierChoice.objects.filter(chosen_by_id=user.pk)
    for choice in choices.select_related("enterprise", "certifier").order_by("-pk"):
        yield {
            _("企业"): choice.enterprise.name,
            _("做了什么"): gettext("选了认证机构"),
            _("说明"): choice.certifier.name,
            _("时间"): write_moment(choice.chosen_at),
        }


@erases(
    RetentionRule(
        "improvement.certifier_choices", _("选过的认证机构"), _("改选或取消后 5 年")
    )
)
def erase_choices(now: datetime) -> int:
    ended = CertifierChoice.objects.filter(ended_at__lt=now - KEPT)
    return delete_in_batches(ended)


@erases(
    RetentionRule("improvement.cases", _("没有公开的优良案例"), _("最后改动后 5 年"))
)
def erase_cases(now: datetime) -> int:
    hidden = GoodCase.objects.exclude(state=CaseState.PUBLISHED)
    return delete_in_batches(hidden.filter(updated_at__lt=now - KEPT))


@erases(RetentionRule("improvement.help_orders", _("帮扶单子"), _("最后改动后 5 年")))
def erase_orders(now: datetime) -> int:
    return delete_in_batches(HelpOrder.objects.filter(updated_at__lt=now - KEPT))


@erases(RetentionRule("improvement.helpers", _("帮扶名册"), _("离开名册后 5 年")))
def erase_helpers(now: datetime) -> int:
    left = Helper.objects.filter(is_active=False, updated_at__lt=now - KEPT)
    return delete_in_batches(left)


@erases(RetentionRule("improvement.problems", _("质量问题"), _("最后改动后 5 年")))
def erase_problems(now: datetime) -> int:
    return delete_in_batches(Problem.objects.filter(updated_at__lt=now - KEPT))


@erases(RetentionRule("improvement.plans", _("提升计划"), _("最后改动后 5 年")))
def erase_plans(now: datetime) -> int:
    return delete_in_batches(Plan.objects.filter(updated_at__lt=now - KEPT))
