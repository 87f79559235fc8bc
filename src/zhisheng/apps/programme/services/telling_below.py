"""What the offices below are told when it changes whom a task asks there."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import User
from zhisheng.apps.accounts.services import Notice, send_notice
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.people import select_answering, select_people


def list_places(entries: QuerySet[TaskEntry]) -> set[str]:
    """Return the paths of the units under which entries stand."""
    return set(entries.order_by().values_list("unit_path", flat=True).distinct())


def tell_offices_of_filter(
    task: ReportingTask, places: Iterable[str], actor: User | None
) -> int:
    """Tell every office between a task's own and the places, once however many changed."""
    title = _("“{task}”改了填报条件，您这里的填报对象有增减，原因请看增减记录。")
    officers = _select_officers(task, places)
    return _tell(task, title, {}, officers, actor)


def tell_offices_of_added(
    task: ReportingTask, added: Sequence[TaskEntry], actor: User
) -> int:
    """Tell the offices over who was added by hand; who is asked is told of that."""
    title = _("“{task}”在您这里增加了填报对象，原因请看增减记录。")
    said = {}
    if len(added) == 1:
        title = _("“{task}”加了您这里的“{name}”来填报，原因请看增减记录。")
        said = {"name": added[0].name}
    entries = TaskEntry.objects.filter(pk__among=[one.pk for one in added])
    return _tell(task, title, said, _select_others(task, entries), actor)


def tell_offices_of_taken_out(
    task: ReportingTask, chosen: QuerySet[TaskEntry], name: str, actor: User
) -> int:
    """Tell the offices over who was taken out by hand."""
    title = _("“{task}”不再要您这里的“{name}”填报，原因请看增减记录。")
    return _tell(task, title, {"name": name}, _select_others(task, chosen), actor)


def _select_others(task: ReportingTask, entries: QuerySet[TaskEntry]) -> QuerySet[User]:
    """Return the officers over entries without those who are asked themselves."""
    asked = select_answering(entries).values("pk")
    return _select_officers(task, list_places(entries)).exclude(pk__in=asked)


def _select_officers(task: ReportingTask, places: Iterable[str]) -> QuerySet[User]:
    codes = {code for place in places for code in _list_codes_below(task, place)}
    whose = Q(organisation__unit__code__among=sorted(codes))
    return select_people(whose, role=Role.OFFICER)


def _tell(
    task: ReportingTask,
    title: str,
    said: dict[str, str],
    officers: QuerySet[User],
    actor: User | None,
) -> int:
    if not task.has_begun:
        return 0
    notice = Notice(
        template="todo",
        title=title,
        key=f"recipients-below:{task.code}:{timezone.now().isoformat()}",
        link=reverse("programme:recipient_changes", args=[task.code]) + "?view=all",
        data={"task": task.name, **said},
    )
    # Who did it knows.
    others = officers.exclude(pk=actor.pk) if actor else officers
    return send_notice(notice=notice, recipients=others, actor=actor)


def _list_codes_below(task: ReportingTask, place: str) -> list[str]:
    """Return the codes of the units on the way from the task's own to a place."""
    return place.removeprefix(task.unit.path).strip("/").split("/")
