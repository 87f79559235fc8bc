"""What the office that gave a task out is told when one above changes whom it asks."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.apps.programme.selectors.people import select_people


def tell_issuer_of_taken_out(task: ReportingTask, name: str, actor: User) -> int:
    title = _("{unit}把“{name}”移出了“{task}”，原因请看增减记录。")
    return _tell(task, title, {"name": name}, actor)


def tell_issuer_of_added(
    task: ReportingTask, added: Sequence[TaskEntry], actor: User
) -> int:
    if len(added) == 1:
        title = _("{unit}把“{name}”加进了“{task}”，原因请看增减记录。")
        return _tell(task, title, {"name": added[0].name}, actor)
    title = _("{unit}给“{task}”增加了 {number} 份，原因请看增减记录。")
    return _tell(task, title, {"number": str(len(added))}, actor)


def tell_issuer_of_filter(task: ReportingTask, actor: User | None) -> int:
    title = _("{unit}改了“{task}”的填报条件，增减了谁请看增减记录。")
    return _tell(task, title, {}, actor)


def _tell(
    task: ReportingTask, title: str, said: dict[str, str], actor: User | None
) -> int:
    """Tell the officers of the task's office, unless one of that office did it."""
    unit = find_acting_office(actor, task.unit) if actor else None
    if unit is None or unit == task.unit:
        return 0
    notice = Notice(
        template="todo",
        title=title,
        key=f"recipients:{task.code}:{timezone.now().isoformat()}",
        link=reverse("programme:recipient_changes", args=[task.code]),
        data={"task": task.name, "unit": unit.name, **said},
    )
    officers = select_people(Q(organisation__unit=task.unit_id), role=Role.OFFICER)
    return send_notice(notice=notice, recipients=officers, actor=actor)
