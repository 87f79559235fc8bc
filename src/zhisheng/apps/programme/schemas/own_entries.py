"""What an office is shown above a task in which it has to fill in something itself."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.programme.models import TaskEntry
from zhisheng.apps.programme.selectors import find_last_day
from zhisheng.ui.cards import ActionCard
from zhisheng.ui.formats import format_due


def ask_to_fill_in(entry: TaskEntry | None) -> ActionCard | None:
    """Lead to the form, which is the office's own part of the task."""
    if entry is None:
        return None
    why = (
        _("审核时指出了要改的地方，改好再交。")
        if entry.is_returned
        else _("这项任务也要{name}填一份。").format(name=entry.name)
    )
    return ActionCard(
        title=_("本单位要填的"),
        why=why,
        url=reverse("programme:entry", args=[entry.task.code, entry.pk]),
        label=_("去改") if entry.is_returned else _("去填"),
        due=format_due(find_last_day(entry.task)),
    )
