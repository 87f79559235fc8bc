"""Tasks and their entries: what an office sees of those below it, what one has to fill in."""

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    list_units_below,
    list_units_for,
    match_below,
)
from zhisheng.apps.programme.choices import Audience, EntryState, TaskStatus
from zhisheng.apps.programme.errors import TaskStateError
from zhisheng.apps.programme.models import EntryStep, ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.acting import mark_turn
from zhisheng.apps.programme.selectors.checks import (
    Held,
    Unchecked,
    mark_objections,
    select_awaiting_check,
    sum_held,
    sum_unchecked,
)
from zhisheng.apps.programme.selectors.entry_views import (
    select_outstanding,
    select_view,
)
from zhisheng.apps.programme.selectors.finding import (
    EVERYBODY,
    Wanted,
    match_wanted,
)
from zhisheng.apps.programme.selectors.given_tasks import (
    list_tasks_for,
    select_own,
)
from zhisheng.apps.programme.selectors.overtaken import find_overtaking
from zhisheng.apps.programme.selectors.pages import PAGE, Page, paginate
from zhisheng.apps.programme.selectors.reaching import (
    count_unreachable,
    mark_unreachable,
)
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.reference.forms import FormSpec, restore_form


def get_task_for(*, actor: Actor, code: str) -> ReportingTask:
    found = list_tasks_for(actor).filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def get_managed_task_for(*, actor: Actor, code: str) -> ReportingTask:
    """Return a task for who answers for the office that gave it out."""
    task = get_task_for(actor=actor, code=code)
    if find_own_unit(actor, task) is None:
        raise NotFoundError
    if not get_scope(actor).covers_unit_path(task.unit.path):
        raise ForbiddenError
    return task


def get_draft_for(*, actor: Actor, code: str) -> ReportingTask:
    """Return a task that its office can still change."""
    task = get_managed_task_for(actor=actor, code=code)
    if task.status != TaskStatus.DRAFT:
        raise TaskStateError(status=task.get_status_display())
    return task


def get_task(code: str) -> ReportingTask:
    """Return a task for a job."""
    return ReportingTask.objects.select_related("unit", "job").get(code=code)


def has_stopped_opening(task: ReportingTask) -> bool:
    """Tell whether the opening ended without an outcome, as by a lost worker."""
    is_waiting = task.status == TaskStatus.OPENING
    return is_waiting and (task.job is None or task.job.is_finished)


def get_form(task: ReportingTask) -> FormSpec:
    """Return the form of a task as it was when the task was made."""
    return restore_form(task.form_data)


def find_own_unit(actor: Actor, task: ReportingTask) -> Unit | None:
    """Return the actor's highest unit that the task concerns, None for others."""
    paths = get_scope(actor).officer_unit_paths
    top = task.unit.path
    inside = sorted(path for path in paths if path.startswith(top))
    above = any(top.startswith(path) for path in paths)
    if above:
        return task.unit
    if not inside:
        return None
    return list_units_for(actor).filter(path=inside[0]).first()


def select_of_unit(task: ReportingTask, unit: Unit) -> QuerySet[TaskEntry]:
    """Keep the entries of a unit and all below it."""
    return TaskEntry.objects.filter(match_below(unit.path, "unit_path"), task=task)


def list_entries_below(
    *,
    task: ReportingTask,
    unit: Unit,
    view: str,
    wanted: Wanted = EVERYBODY,
    after: int | None = None,
) -> Page:
    """Return one page of the entries below a unit that the caller has been let to see.

    They stand in the order of the roster.
    """
    found = select_wanted(task, unit, wanted)
    entries = select_view(found, unit, view)
    if after:
        entries = entries.filter(id__gt=after)
    whose = entries.select_related("task", "enterprise", "organisation")
    marked = mark_objections(mark_turn(mark_unreachable(whose)))
    page = list(marked.order_by("id")[: PAGE + 1])
    return Page(tuple(page[:PAGE]), page[PAGE - 1].pk if len(page) > PAGE else None)


def get_entry_for(*, actor: Actor, task: ReportingTask, entry: int) -> TaskEntry:
    """Return an entry that lies below the actor's unit or is of the actor's own."""
    unit = find_own_unit(actor, task)
    visible = Q(pk__in=select_own(actor).values("pk"))
    if unit is not None:
        visible |= match_below(unit.path, "unit_path")
    found = TaskEntry.objects.filter(visible, task=task, pk=entry).select_related(
        "task__unit",
        "task__responsible",
        "organisation",
        "enterprise",
        "filled_by",
        "typed_by",
    )
    entry_found = found.first()
    if entry_found is None:
        raise NotFoundError
    return entry_found


def find_reviewing_unit(actor: Actor, entry: TaskEntry) -> Unit | None:
    """Return the actor's unit at which an entry of an open task waits, if there is one."""
    is_waiting = entry.waiting_at and entry.task.status == TaskStatus.OPEN
    return _find_reviewing(actor, entry) if is_waiting else None


def get_reviewing_unit_for(*, actor: Actor, entry: TaskEntry) -> Unit:
    """Return the unit at which an entry waits, for who may act for it.

    An office that governs it is told where it went meanwhile.
    """
    unit = _find_reviewing(actor, entry)
    if unit is None:
        governs = find_own_unit(actor, entry.task) is not None
        overtaking = find_overtaking(entry) if governs else None
        raise overtaking or NotFoundError
    return unit


def count_untold(task: ReportingTask, numbers: Collection[int]) -> int:
    """Count the entries named of which nobody with an account would be told."""
    return count_unreachable(task.entries.filter(pk__in=numbers))


def select_remindable(task: ReportingTask, unit: Unit) -> QuerySet[TaskEntry]:
    """Keep what others have to hand in: an office needs no reminder of its own part."""
    outstanding = select_outstanding(select_of_unit(task, unit))
    if task.audience == Audience.UNITS:
        outstanding = outstanding.exclude(organisation__unit=unit)
    return outstanding


def count_to_remind(task: ReportingTask, unit: Unit) -> int:
    """Count what is outstanding below a unit and others are reminded of."""
    return select_remindable(task, unit).count()


def count_unreachable_below(task: ReportingTask, unit: Unit) -> int:
    """Count what is outstanding below a unit and nobody can be reminded of."""
    return count_unreachable(select_remindable(task, unit))


def count_waiting(task: ReportingTask, unit: Unit, wanted: Wanted = EVERYBODY) -> int:
    waiting = TaskEntry.objects.filter(task=task)
    if wanted != EVERYBODY:
        waiting = select_wanted(task, unit, wanted)
    return waiting.filter(waiting_at=unit.code).count()


def count_held(task: ReportingTask, unit: Unit, wanted: Wanted = EVERYBODY) -> Held:
    """Count what a unit does not make final unasked; none where others have the last word."""
    if unit.code != task.unit_id:
        return Held()
    return sum_held(select_wanted(task, unit, wanted))


def sum_unchecked_below(
    task: ReportingTask, unit: Unit, wanted: Wanted = EVERYBODY
) -> Unchecked:
    """Count what nobody it is of has found right, by how it came."""
    return sum_unchecked(select_wanted(task, unit, wanted), unit)


def get_unit_of(unit: Unit, code: str) -> Unit:
    """Return a unit below one that the caller acts for, or that one itself."""
    found = list_units_below(unit).filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def list_own_entries_for(*, actor: Actor) -> QuerySet[TaskEntry]:
    """Return what the actor's organisations have to fill in, what is due first on top."""
    own = select_own(actor).exclude(task__status=TaskStatus.DRAFT)
    return own.select_related("task__unit").order_by("task__due_on", "id")


def list_own_page_for(
    actor: Actor, *, is_due: bool = False, after: int | None = None
) -> Page:
    """Return one page of what the actor has to fill in, the latest first."""
    own = list_due_entries_for(actor) if is_due else list_own_entries_for(actor=actor)
    found = mark_objections(own).select_related("task", "enterprise", "organisation")
    return paginate(found.filter(id__lt=after) if after else found, size=PAGE)


def list_steps_of(entry: TaskEntry) -> QuerySet[EntryStep]:
    """Return the way of an entry that the caller has been let to see."""
    named = ("unit", "acted_for", "done_by", "link__made_by")
    return entry.steps.select_related(*named).order_by("id")


def iterate_rows_of(entry: TaskEntry) -> Iterator[dict[str, str]]:
    """Yield the answers of all lines of an entry that the caller has been let to see."""
    answers = entry.rows.order_by("number").values_list("answers", flat=True)
    yield from answers.iterator(chunk_size=2_000)


def list_asked_entries_for(actor: Actor) -> QuerySet[TaskEntry]:
    """Return what the actor has to hand in, now or from a later day on."""
    open_ones = list_own_entries_for(actor=actor).filter(task__status=TaskStatus.OPEN)
    return select_outstanding(open_ones)


def list_due_entries_for(actor: Actor) -> QuerySet[TaskEntry]:
    """Return what the actor has to hand in now, what is due first on top."""
    return list_asked_entries_for(actor).filter(
        task__opens_on__lte=timezone.localdate()
    )


def list_entries_to_check_for(actor: Actor) -> QuerySet[TaskEntry]:
    """Return what an office filled in for the actor, who has not answered yet."""
    return select_awaiting_check(list_own_entries_for(actor=actor))


def list_past_entries_for(actor: Actor) -> QuerySet[TaskEntry]:
    """Return what the actor handed in and what nobody asks for any more, latest first."""
    own = list_own_entries_for(actor=actor)
    is_due = Q(task__status=TaskStatus.OPEN, state=EntryState.UNFILLED)
    return own.exclude(is_due).order_by("-id")


def answers_for(actor: Actor, entry: TaskEntry) -> bool:
    """Tell whether an entry is the actor's own to fill in."""
    return select_own(actor).filter(pk=entry.pk).exists()


def select_wanted(
    task: ReportingTask, unit: Unit, wanted: Wanted
) -> QuerySet[TaskEntry]:
    return match_wanted(select_of_unit(task, wanted.unit or unit), wanted)


def _find_reviewing(actor: Actor, entry: TaskEntry) -> Unit | None:
    return list_units_for(actor).filter(code=entry.waiting_at).first()
