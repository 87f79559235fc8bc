"""What offices filled in for others: not checked yet, disputed, begun by oneself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Unit, User
from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.programme.choices import EntryAct, EntryState, TaskStatus
from zhisheng.apps.programme.models import EntryStep, ReportingTask, TaskEntry

# How long an office waits for the check of what it filled in for somebody before it makes
# it final without one: from 2026-11-27 on, our own choice, as no rule prescribes it. The
# link that asks for the check lasts as long.
CHECK_TERM = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Held:
    """How many entries all that waits is passed without, by why."""

    unchecked: int = 0
    disputed: int = 0

    @property
    def total(self) -> int:
        return self.unchecked + self.disputed


def select_unchecked(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what was filled in for somebody who has not said that it is right."""
    unchecked = entries.filter(is_filled_for=True, confirmed_at=None)
    return unchecked.exclude(state=EntryState.UNFILLED)


def count_unchecked(entries: QuerySet[TaskEntry]) -> int:
    return select_unchecked(entries).count()


def select_held(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what its issuing office does not make final unasked.

    Somebody was filled in for and says that it is wrong, which nobody has answered; or
    has not said anything, and their time for it is not over.
    """
    waiting = select_unchecked(entries).filter(waiting_at=F("task__unit"))
    in_time = Q(submitted_at__gt=timezone.now() - CHECK_TERM)
    # From the few answers there are, instead of asking for one of each entry in time.
    settled = select_settlings().filter(
        entry__in=entries.values("pk"), done_at__gte=F("entry__submitted_at")
    )
    is_settled = Q(pk__in=settled.values("entry"))
    return waiting.filter(Q(is_disputed=True) | (in_time & ~is_settled))


def select_settlings() -> QuerySet[EntryStep]:
    """Keep the answers to objections."""
    return EntryStep.objects.filter(act=EntryAct.SETTLED)


def sum_held(entries: QuerySet[TaskEntry]) -> Held:
    """Count what is not made final unasked, by why."""
    disputed = Count("pk", filter=Q(is_disputed=True))
    counted = select_held(entries).aggregate(whole=Count("pk"), disputed=disputed)
    return Held(counted["whole"] - counted["disputed"], counted["disputed"])


def mark_settled(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Tell of each entry whether an objection to it was answered and not made again."""
    return entries.annotate(
        is_settled=ExpressionWrapper(match_settled(), output_field=BooleanField())
    )


def is_check_awaited(entry: TaskEntry) -> bool:
    """Tell whether somebody still has time to say whether an entry is right."""
    return select_held(
        TaskEntry.objects.filter(pk=entry.pk, is_disputed=False)
    ).exists()


def find_check_end(entry: TaskEntry) -> datetime | None:
    """Return until when the check of an entry is waited for."""
    return entry.submitted_at + CHECK_TERM if entry.submitted_at else None


def match_settled(entry: str = "") -> Q:
    """Match entries, or what leads to one, whose last objection was answered."""
    # What was answered of an earlier handing in says nothing of this one.
    answers = select_settlings().filter(
        entry=OuterRef(entry.removesuffix("__") or "pk"),
        done_at__gte=OuterRef(f"{entry}submitted_at"),
    )
    unsaid = {"is_filled_for": True, "is_disputed": False, "confirmed_at": None}
    is_unsaid = Q(**{f"{entry}{name}": value for name, value in unsaid.items()})
    return is_unsaid & Q(Exists(answers))


def count_disputed_by_path(entries: QuerySet[TaskEntry]) -> Mapping[str, int]:
    """Return by the place of entries how many final ones their own people dispute."""
    disputed = select_unchecked(entries).filter(is_final=True, is_disputed=True)
    counted = disputed.values_list("unit_path").annotate(Count("pk")).order_by()
    return dict(counted)


def count_disputed_by_task_for(actor: Actor) -> dict[str, int]:
    """Return by task how many disputed entries lie with the actor's own units."""
    codes = [
        path.rstrip("/").rpartition("/")[2]
        for path in get_scope(actor).officer_unit_paths
    ]
    if not codes:
        return {}
    disputed = select_unchecked(TaskEntry.objects.filter(is_disputed=True)).filter(
        Q(waiting_at__in=codes) | Q(is_final=True, task__unit__in=codes),
        task__status=TaskStatus.OPEN,
    )
    counted = disputed.values_list("task__code").annotate(Count("pk")).order_by()
    return dict(counted)


def select_awaiting_check(own: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep the own entries that an office filled in and one has not answered about."""
    asked = select_unchecked(own).filter(is_disputed=False)
    return asked.filter(task__status=TaskStatus.OPEN)


def has_own_draft(entry: TaskEntry) -> bool:
    """Tell whether its own people have typed into an entry and not handed it in."""
    return entry.is_own_draft and (bool(entry.answers) or entry.rows.exists())


def has_colleagues(unit: Unit, actor: User) -> bool:
    """Tell whether a unit has another reviewer than the actor."""
    reviewers = Membership.objects.filter(
        organisation__unit=unit, role=Role.OFFICER, ended_at=None, user__is_active=True
    )
    return reviewers.exclude(user=actor).exclude(user__is_machine=True).exists()


def select_own_fillings(
    entries: QuerySet[TaskEntry], actor: User
) -> QuerySet[TaskEntry]:
    """Keep what the actor filled in for others."""
    return entries.filter(is_filled_for=True, filled_by=actor)


def count_own_fillings(
    task: ReportingTask, unit: Unit, actor: User, *, counts_held: bool = True
) -> int:
    """Count what waits at a unit and a colleague of the actor has to review.

    What is held anyway is counted unless ``counts_held`` is off.
    """
    waiting = TaskEntry.objects.filter(task=task, waiting_at=unit.code)
    if not counts_held:
        held = select_held(TaskEntry.objects.filter(task=task))
        waiting = waiting.exclude(pk__in=held.values("pk"))
    number = select_own_fillings(waiting, actor).count()
    return number if number and has_colleagues(unit, actor) else 0


def sum_below(path: str, counts: Mapping[str, int]) -> int:
    below: Iterable[int] = (
        number for one, number in counts.items() if one.startswith(path)
    )
    return sum(below)
