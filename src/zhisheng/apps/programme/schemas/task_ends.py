"""What is asked before a task is ended or opened again."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.selectors import UnitProgress
from zhisheng.kit.language import join_sentences


@dataclass(frozen=True, slots=True)
class TaskQuestion:
    """What is about to happen to a task, with its consequence spelled out."""

    task: ReportingTask
    title: str
    consequence: str
    submit_label: str


def ask_to_close(task: ReportingTask, whole: UnitProgress) -> TaskQuestion:
    still_open = _("还有 {missing} 份没有交、{review} 份在审。").format(
        missing=whole.outstanding, review=whole.under_review
    )
    consequence = _(
        "结束以后不再接收填报和审核，没有交的人那里也不再提示；需要时可以重新打开。"
    )
    return TaskQuestion(
        task=task,
        title=_("结束这项任务？"),
        consequence=join_sentences(still_open, consequence),
        submit_label=_("结束任务"),
    )


def ask_to_reopen(task: ReportingTask) -> TaskQuestion:
    return TaskQuestion(
        task=task,
        title=_("重新打开这项任务？"),
        consequence=_("没有交的又可以填报，在审的又可以审核；截止日期不变。"),
        submit_label=_("重新打开"),
    )
