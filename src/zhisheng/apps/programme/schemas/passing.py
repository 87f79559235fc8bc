"""What is asked before everything that waits is passed: what happens, what stays, and why."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.programme.models import ReportingTask
from zhisheng.apps.programme.schemas.reporting import tell_left
from zhisheng.apps.programme.selectors.passing import Passing


@dataclass(frozen=True, slots=True)
class PassingPage:
    """Context of the question whether all that waits is passed."""

    task: ReportingTask
    number: int
    consequence: str
    # What stays and why; empty where nothing does.
    staying: str
    # Each of the first with its address.
    names: tuple[tuple[str, str], ...]
    rest: int
    seen_at: str


def ask_to_pass(
    task: ReportingTask, unit: Unit, passing: Passing, *, seen_at: str
) -> PassingPage:
    return PassingPage(
        task=task,
        number=passing.passed,
        consequence=_tell_consequence(task, unit, passing.passed),
        staying=tell_staying(passing),
        names=tuple(
            (one.name, reverse("programme:entry", args=[task.code, one.pk]))
            for one in passing.first
        ),
        rest=passing.rest,
        seen_at=seen_at,
    )


def _tell_consequence(task: ReportingTask, unit: Unit, number: int) -> str:
    if unit.code == task.unit_id:
        return _(
            "{number} 份通过后就定稿，填报的人会收到消息；定稿以后要改，须写明原因重新打开。"
        ).format(number=number)
    return _("{number} 份通过后转给{unit}审核，本单位不能再退回。").format(
        number=number, unit=unit.parent.name if unit.parent else task.unit.name
    )


def tell_staying(passing: Passing) -> str:
    """Tell what of what waits does not pass, and why; empty where all of it does."""
    told = tell_left(
        passing.held, own=passing.own, waiting=passing.own + passing.held.total
    )
    if not passing.remarked:
        return told
    more = _("{number} 份有批注没有发出，请先退回或者删掉批注。")
    return told + more.format(number=passing.remarked)
