"""What the pages of an entry, of its table and of its lines have in common."""

from typing import TYPE_CHECKING

from django.urls import reverse

from zhisheng.apps.accounts.selectors import get_scope
from zhisheng.apps.programme import selectors
from zhisheng.apps.programme.choices import TaskStatus
from zhisheng.apps.programme.schemas.entry_rows import (
    RowsPart,
    list_row_tabs,
    list_rows_table,
)
from zhisheng.kit.http import UserRequest

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import TaskEntry


def find_entry(request: UserRequest, code: str, number: int) -> "TaskEntry":
    task = selectors.get_task_for(actor=request.user, code=code)
    return selectors.get_entry_for(actor=request.user, task=task, entry=number)


def read_version(request: UserRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def may_fill(request: UserRequest, found: "TaskEntry") -> bool:
    """Tell whether an entry lies open before somebody who may fill it in."""
    is_open = found.task.status == TaskStatus.OPEN
    if not is_open or found.waiting_at or found.is_final:
        return False
    governs = get_scope(request.user).covers_unit_path(found.unit_path)
    return governs or selectors.answers_for(request.user, found)


def describe_rows(
    request: UserRequest, found: "TaskEntry", *, view: str
) -> RowsPart | None:
    """Return what the page of an entry shows of its table, None without a table."""
    form = selectors.get_form(found.task)
    if not form.rows:
        return None
    after = request.GET.get("after", "")
    page = selectors.list_rows_of(
        found,
        view=view,
        after=int(after) if after.isdecimal() and len(after) < 10 else None,
    )
    counts = selectors.count_lines(found)
    unit = selectors.find_reviewing_unit(request.user, found)
    remarks = selectors.list_remarks_on(page.items, unit=unit)
    return RowsPart(
        table=list_rows_table(form, found, page.items, remarks),
        total=counts["total"],
        returned=counts["returned"],
        mended=counts["mended"],
        view=view,
        next_url=f"?view={view}&after={page.next_after}" if page.next_after else "",
        all_url=f"{reverse('programme:rows', args=[found.task.code, found.pk])}?view={view}",
        tabs=list_row_tabs(found, **counts, current=view),
    )
