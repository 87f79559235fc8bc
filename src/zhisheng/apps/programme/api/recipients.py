"""Who an open task asks, changed by its office."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from ninja import Router, Status

from zhisheng.apps.accounts.api import BearerToken, TokenRequest
from zhisheng.apps.accounts.choices import TokenScope
from zhisheng.apps.accounts.selectors import Actor
from zhisheng.apps.programme import selectors, services
from zhisheng.apps.programme.forms.recipients import TaskFilterForm
from zhisheng.apps.programme.schemas.filter_changes import read_filter
from zhisheng.apps.programme.schemas.tasks_api import (
    EndingIn,
    FilterChangeOut,
    RecipientsIn,
    RecipientsOut,
    WantedFilterIn,
)
from zhisheng.apps.programme.selectors.recipients import FilterChange
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.kit.field_errors import tell_unknown

if TYPE_CHECKING:
    from zhisheng.apps.programme.models import ReportingTask, TaskEntry

router = Router(tags=["programme"])
NARROWING = ("area", "industry", "enrolled_year", "level")


def find_entry_of_task(*, actor: Actor, code: str, number: int) -> "TaskEntry":
    task = selectors.get_managed_task_for(actor=actor, code=code)
    return selectors.get_entry_for(actor=actor, task=task, entry=number)


MANAGES = BearerToken(TokenScope.MANAGE_TASKS, selectors.get_managed_task_for)
MANAGES_ENTRY = BearerToken(TokenScope.MANAGE_TASKS, find_entry_of_task)


@router.post(
    "/tasks/{code}/recipients",
    response={201: RecipientsOut},
    summary="手工增加填报对象，必须写明理由（reason）",
    auth=MANAGES,
)
def add_recipients(
    request: TokenRequest, code: str, given: RecipientsIn
) -> Status[RecipientsOut]:
    """Add enterprises, bodies or units of the own area; all of them, or none."""
    added = services.add_recipients(
        task=request.found,
        codes=given.codes,
        reason=given.reason,
        actor=request.auth.user,
    )
    return Status(201, RecipientsOut(entries=[one.pk for one in added]))


@router.post(
    "/tasks/{code}/entries/{number}/take-out",
    response={204: None},
    summary="把没有填过的一份从任务里去掉，必须写明理由（reason）",
    auth=MANAGES_ENTRY,
)
def take_out(
    request: TokenRequest, code: str, number: int, given: EndingIn
) -> Status[None]:
    services.take_out_recipient(
        entry=request.found, reason=given.reason, actor=request.auth.user
    )
    return Status(204, None)


@router.post(
    "/tasks/{code}/filter",
    response={200: FilterChangeOut, 202: FilterChangeOut},
    summary="改填报对象的条件：先看数目，带上 seen 再发一次才改；有人要去掉就必须写明理由（reason）",
    auth=MANAGES,
)
def change_filter(
    request: TokenRequest, code: str, given: WantedFilterIn
) -> Status[FilterChangeOut]:
    """Tell what a filter would do; with ``seen`` as told before, queue the change."""
    task = request.found
    wanted = read_filter(_read(task, given))
    change = selectors.count_change(task, wanted)
    if given.seen is None:
        return Status(200, FilterChangeOut(**asdict(change)))
    services.queue_filter_change(
        task=task,
        wanted=wanted,
        seen=FilterChange(**given.seen.dict()),
        reason=given.reason,
        actor=request.auth.user,
    )
    return Status(202, FilterChangeOut(**asdict(change)))


def _read(task: "ReportingTask", given: WantedFilterIn) -> dict[str, object]:
    """Read a filter as the page does; what narrows nobody of the audience is refused."""
    form = TaskFilterForm(
        given.dict(),
        audience=task.audience,
        unit=task.unit,
        years=[year.year for year in selectors.list_years()],
    )
    told = [name for name in NARROWING if getattr(given, name)]
    refused = tell_unknown(name for name in told if name not in form.fields)
    if not form.is_valid() or refused:
        wrong = {name: str(texts[0]) for name, texts in form.errors.items()}
        raise FieldsRefusedError(wrong | refused)
    return form.cleaned_data
