"""What is not known to be of who it is of: not checked yet, disputed, begun by oneself.

An office filled it in for them, or it came by a link that was handed over.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    Subquery,
    Value,
)
from django.db.models.lookups import Exact
from django.utils import timezone

from zhisheng.apps.accounts.choices import Role
from zhisheng.apps.accounts.models import Membership, Unit, User
from zhisheng.apps.accounts.selectors import Actor, get_scope, read_unit_code
from zhisheng.apps.programme.choices import EntryAct, EntryState, TaskStatus
from zhisheng.apps.programme.models import EntryStep, ReportingTask, TaskEntry

# How long an office waits for the check that somebody was asked for before it makes the
# entry final without one: from 2026-11-27 on, our own choice, as no rule prescribes it.
# The link that asks for the check lasts as long.
CHECK_TERM = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Held:
    """How many entries all that waits is passed without, by why.

    Of ``unasked`` ones nobody could be asked, so that no term ends the wait.
    """

    unchecked: int = 0
    disputed: int = 0
    unasked: int = 0

    @property
    def total(self) -> int:
        return self.unchecked + self.disputed + self.unasked


@dataclass(frozen=True, slots=True)
class Unchecked:
    """How many entries nobody they are of has found right, by how they came.

    Those ``watched`` are called wrong, of concern to the unit, and not held by it.
    """

    filled_for: int = 0
    by_link: int = 0
    watched: int = 0


@dataclass(frozen=True, slots=True)
class Disputed:
    """How many entries are called wrong, by the code of the task.

    Those ``elsewhere`` the own office filled in, and they lie with another one.
    """

    lying: Mapping[str, int] = field(default_factory=dict)
    elsewhere: Mapping[str, int] = field(default_factory=dict)


def select_unchecked(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what is not known to be of who it is of, who has not said that it is right."""
    unchecked = entries.filter(needs_check=True, confirmed_at=None)
    return unchecked.exclude(state=EntryState.UNFILLED)


def select_filled_for(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep of what is unchecked what an office filled in."""
    return select_unchecked(entries).filter(is_filled_for=True)


def select_by_link(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep of what is unchecked what came by a link that was handed over."""
    return select_unchecked(entries).filter(is_filled_for=False)


def sum_unchecked(entries: QuerySet[TaskEntry], unit: Unit) -> Unchecked:
    """Count what is unchecked, as a unit sees it, in one query."""
    by_link = Count("pk", filter=Q(is_filled_for=False))
    elsewhere = ~Q(task__unit=unit, waiting_at=unit.code)
    is_watched = Q(is_disputed=True) & _match_concerned(unit) & elsewhere
    found = select_unchecked(entries).aggregate(
        whole=Count("pk"), by_link=by_link, watched=Count("pk", filter=is_watched)
    )
    filled_for = found["whole"] - found["by_link"]
    return Unchecked(filled_for, found["by_link"], found["watched"])


def select_held(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep what its issuing office does not make final unasked.

    Who it is of says that it is wrong, which nobody has answered; or has not said
    anything, and their time for it is not over, or nobody could be asked.
    """
    return select_unchecked(entries).filter(_match_held(entries))


def _match_held(entries: QuerySet[TaskEntry]) -> Q:
    """Match of unchecked ``entries`` what is held at the last step."""
    since = timezone.now() - CHECK_TERM
    is_waited_for = Q(check_asked_at=None) | Q(check_asked_at__gt=since)
    # From the few answers there are, instead of asking for one of each entry in time.
    settled = select_settlings().filter(
        entry__in=entries.values("pk"), done_at__gte=F("entry__submitted_at")
    )
    is_settled = Q(pk__in=settled.values("entry"))
    is_last = Q(waiting_at=F("task__unit"))
    return is_last & (Q(is_disputed=True) | (is_waited_for & ~is_settled))


def select_watched(entries: QuerySet[TaskEntry], unit: Unit) -> QuerySet[TaskEntry]:
    """Keep what a unit holds, and what is disputed and of concern to it.

    It lies there, or its people filled it in and it lies elsewhere.
    """
    concerns = Q(is_disputed=True) & _match_concerned(unit)
    is_held = Q(task__unit=unit) & _match_held(entries)
    return select_unchecked(entries).filter(is_held | concerns)


def _match_concerned(unit: Unit) -> Q:
    is_final_there = Q(is_final=True, task__unit=unit)
    # An office above looks at a task as the one that issued it does.
    filled = Q(filled_office__in=unit.path.strip("/").split("/"))
    return Q(waiting_at=unit.code) | is_final_there | filled


def select_settlings() -> QuerySet[EntryStep]:
    """Keep the answers to objections of somebody known.

    What was objected by a link that was handed over anybody may have said: to answer it
    tells nothing of what its own people find.
    """
    objections = EntryStep.objects.filter(
        entry=OuterRef("entry"), act=EntryAct.DISPUTED, pk__lt=OuterRef("pk")
    )
    way = objections.order_by("-pk").values("link__address_masked")[:1]
    answers = EntryStep.objects.filter(act=EntryAct.SETTLED)
    is_known = Q(way=None) | Q(way__gt="")
    return answers.alias(way=Subquery(way)).filter(is_known)


def sum_held(entries: QuerySet[TaskEntry]) -> Held:
    """Count what is not made final unasked, by why."""
    disputed = Count("pk", filter=Q(is_disputed=True))
    unasked = Count("pk", filter=Q(is_disputed=False, check_asked_at=None))
    counted = select_held(entries).aggregate(
        whole=Count("pk"), disputed=disputed, unasked=unasked
    )
    asked = counted["whole"] - counted["disputed"] - counted["unasked"]
    return Held(asked, counted["disputed"], counted["unasked"])


def mark_objections(entries: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Tell of each entry of whom its objection is, or whether it was answered."""
    yes_or_no = BooleanField()
    return entries.annotate(
        is_settled=ExpressionWrapper(match_settled(), output_field=yes_or_no),
        is_unproven=ExpressionWrapper(match_unproven(), output_field=yes_or_no),
    )


def is_check_awaited(entry: TaskEntry) -> bool:
    """Tell whether it is held before somebody says whether an entry is right."""
    return select_held(
        TaskEntry.objects.filter(pk=entry.pk, is_disputed=False)
    ).exists()


def find_check_end(entry: TaskEntry) -> datetime | None:
    """Return until when the check of an entry is waited for, None if nobody was asked."""
    return entry.check_asked_at + CHECK_TERM if entry.check_asked_at else None


def is_settled(entry: TaskEntry) -> bool:
    """Tell whether the last objection of somebody known was answered."""
    return TaskEntry.objects.filter(match_settled(), pk=entry.pk).exists()


def match_settled(entry: str = "") -> Q:
    """Match entries, or what leads to one, whose last objection was answered."""
    # What was answered of an earlier handing in says nothing of this one.
    answers = select_settlings().filter(
        entry=OuterRef(entry.removesuffix("__") or "pk"),
        done_at__gte=OuterRef(f"{entry}submitted_at"),
    )
    unsaid = {"needs_check": True, "is_disputed": False, "confirmed_at": None}
    is_unsaid = Q(**{f"{entry}{name}": value for name, value in unsaid.items()})
    return is_unsaid & Q(Exists(answers))


def match_unproven(entry: str = "") -> Q:
    """Match entries, or what leads to one, that nobody known calls wrong."""
    objections = EntryStep.objects.filter(
        entry=OuterRef(entry.removesuffix("__") or "pk"), act=EntryAct.DISPUTED
    )
    way = objections.order_by("-pk").values("link__address_masked")[:1]
    return Q(**{f"{entry}is_disputed": True}) & Q(Exact(Subquery(way), Value("")))


def count_disputed_by_path(entries: QuerySet[TaskEntry]) -> Mapping[str, int]:
    """Return by the place of entries how many final ones their own people dispute."""
    disputed = select_unchecked(entries).filter(is_final=True, is_disputed=True)
    counted = disputed.values_list("unit_path").annotate(Count("pk")).order_by()
    return dict(counted)


def sum_disputed_for(actor: Actor) -> Disputed:
    """Count what is called wrong and lies with the actor's units, or was filled in there."""
    scope = get_scope(actor)
    codes = [read_unit_code(path) for path in scope.officer_unit_paths]
    if not codes:
        return Disputed()
    lies = Q(waiting_at__in=codes) | Q(is_final=True, task__unit__in=codes)
    disputed = select_unchecked(TaskEntry.objects.filter(is_disputed=True)).filter(
        lies | Q(filled_office__in=codes), task__status=TaskStatus.OPEN
    )
    counted = disputed.values_list(
        "task__code", "task__unit__path", "filled_office__path", "unit_path"
    ).annotate(whole=Count("pk"), lying=Count("pk", filter=lies))
    lying, elsewhere, own = Counter[str](), Counter[str](), scope.officer_unit_paths
    for code, top, office, place, whole, here in counted.order_by():
        lying[code] += here
        if office and _is_shown(own, top, office, place):
            elsewhere[code] += whole - here
    return Disputed(lying=+lying, elsewhere=+elsewhere)


def _is_shown(own: Iterable[str], top: str, office: str, place: str) -> bool:
    """Tell whether the page of a task shows what the ``office`` filled in for a ``place``.

    It shows the person the highest own unit that the task concerns.
    """
    inside = sorted(path for path in own if path.startswith(top))
    page = top if any(top.startswith(path) for path in own) else next(iter(inside), "")
    return bool(page) and page.startswith(office) and place.startswith(page)


def select_awaiting_check(own: QuerySet[TaskEntry]) -> QuerySet[TaskEntry]:
    """Keep the own entries that others filled in and one has not answered about."""
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
