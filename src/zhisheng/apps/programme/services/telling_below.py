"""What the offices below are told when another filter changes whom a task asks."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.people import select_people


def list_places(entries: QuerySet[TaskEntry]) -> set[str]:
    """Return the paths of the units under which entries stand."""
    return set(entries.order_by().values_list("unit_path", flat=True).distinct())


def tell_offices_of_filter(
    task: ReportingTask, places: Iterable[str], actor: User | None
) -> int:
    """Tell every office between a task's own and the places, once however many changed."""
    if not task.has_begun:
        return 0
    codes = {code for place in places for code in _list_codes_below(task, place)}
    notice = Notice(
        template="todo",
        title=_("“{task}”改了填报条件，您这里的填报对象有增减，原因请看增减记录。"),
        key=f"filter:{task.code}:{timezone.now().isoformat()}",
        link=reverse("programme:recipient_changes", args=[task.code]) + "?view=all",
        data={"task": task.name},
    )
    whose = Q(organisation__unit__code__among=sorted(codes))
    officers = select_people(whose, role=Role.OFFICER)
    # Who did it knows.
    others = officers.exclude(pk=actor.pk) if actor else officers
    return send_notice(notice=notice, recipients=others, actor=actor)


def _list_codes_below(task: ReportingTask, place: str) -> list[str]:
    """Return the codes of the units on the way from the task's own to a place."""
    return place.removeprefix(task.unit.path).strip("/").split("/")
