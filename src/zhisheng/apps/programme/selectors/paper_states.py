"""Which entries stand on the paper of an office, and what it says of the others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.programme.choices import Audience, EntryAct, EntryState
from zhisheng.apps.programme.models import EntryStep, ReportingTask, TaskEntry
from zhisheng.apps.programme.selectors.audiences import level_of
from zhisheng.apps.programme.selectors.reporting import select_of_unit

# Papers are Chinese whoever prints them.
PASSED, OWN, DRAFT, RETURNED = "已审核", "本单位填报", "未提交", "已退回"
REOPENED, UNREVIEWED, PASSED_BY = "重新打开", "未审核", "本单位未审"
# Pages say these as well, in the language of who reads.
WAITING = {
    EntryState.STATION: gettext_noop("待所审"),
    EntryState.COUNTY: gettext_noop("待县审"),
    EntryState.CITY: gettext_noop("待市审"),
    EntryState.PROVINCE: gettext_noop("待省审"),
    EntryState.NATION: gettext_noop("待总局审"),
}
# What is said about an entry while it lies where it is; every other act moves it.
STAYING = (
    EntryAct.CONFIRMED, EntryAct.DISPUTED, EntryAct.SETTLED, EntryAct.TAKEN_OVER,
)  # fmt: skip


class Standing(NamedTuple):
    """Where an entry lies, as far as a paper tells."""

    state: str
    is_returned: bool
    is_final: bool
    waiting_at: str
    unit_path: str
    is_reopened: bool


STANDING = Standing._fields[:-1]


@dataclass(frozen=True, slots=True)
class PaperCounts:
    """How many entries of an office stand where; ``passed`` go on its paper.

    ``waiting`` has the level whose turn it is. ``returned`` are not handed in again and
    not among the ``missing``; ``rest`` goes on the paper only where that is asked for.
    """

    passed: int = 0
    final: int = 0
    reopened: int = 0
    returned: int = 0
    missing: int = 0
    unchecked: int = 0
    by_link: int = 0
    disputed: int = 0
    waiting: Mapping[EntryState, int] = field(default_factory=dict)
    rest: int = 0

    @property
    def under_review(self) -> int:
        return sum(self.waiting.values())


def list_codes_above(unit: Unit) -> list[str]:
    return unit.path.strip("/").split("/")[:-1]


def match_passed(task: ReportingTask, unit: Unit) -> Q:
    """Match what an office passed or states itself, of the issuing one what is final.

    What was mended goes straight back to who returned it: nobody has passed that yet.
    """
    above = Q(waiting_at__in=list_codes_above(unit))
    reviewed = ~Q(state__in=[EntryState.UNFILLED, EntryState.FILLED])
    if task.audience == Audience.UNITS:
        reviewed |= Q(unit_path=unit.path)
    return Q(is_final=True) | above & reviewed & ~Q(find_reopening())


def find_reopening(entry: str = "pk") -> Exists:
    """Tell whether the last that moved an entry was that it was opened again."""
    later = EntryStep.objects.filter(entry=OuterRef("entry"), pk__gt=OuterRef("pk"))
    last = EntryStep.objects.filter(
        ~Exists(later.exclude(act__in=STAYING)),
        entry=OuterRef(entry),
        act=EntryAct.REOPENED,
    )
    return Exists(last)


def was_taken_back() -> Exists:
    """Tell of a step whether the entry was returned or opened again since."""
    taken_back = EntryStep.objects.filter(
        entry=OuterRef("entry"),
        act__in=[EntryAct.RETURNED, EntryAct.REOPENED],
        pk__gt=OuterRef("pk"),
    )
    return Exists(taken_back)


def select_handed_in(task: ReportingTask, unit: Unit) -> QuerySet[TaskEntry]:
    """Keep what was handed in at least once; what came back says what it said then."""
    never = Q(state=EntryState.UNFILLED, is_returned=False)
    return select_of_unit(task, unit).exclude(never)


def select_rest(task: ReportingTask, unit: Unit) -> QuerySet[TaskEntry]:
    """Keep what was handed in and the office has not passed, or not as it is now."""
    return select_handed_in(task, unit).exclude(match_passed(task, unit))


def count_contents(task: ReportingTask, unit: Unit) -> PaperCounts:
    """Count what goes on an office's paper and what does not, in four queries."""
    entries = select_of_unit(task, unit)
    open_checks = Q(needs_check=True, confirmed_at=None)
    open_checks &= ~Q(state=EntryState.UNFILLED)
    unsaid = open_checks & Q(is_disputed=False)
    back = Q(state=EntryState.UNFILLED, is_returned=True)
    told = entries.aggregate(
        final=Count("pk", filter=Q(is_final=True)),
        returned=Count("pk", filter=back),
        missing=Count("pk", filter=Q(state=EntryState.UNFILLED, is_returned=False)),
        unchecked=Count("pk", filter=unsaid & Q(is_filled_for=True)),
        by_link=Count("pk", filter=unsaid & Q(is_filled_for=False)),
        disputed=Count("pk", filter=open_checks & Q(is_disputed=True)),
    )
    rest = select_rest(task, unit).count()
    waiting = _count_waiting(entries.exclude(waiting_at=""))
    reopened = entries.filter(find_reopening(), waiting_at=task.unit_id).count()
    handed = told["final"] + told["returned"] + sum(waiting.values())
    return PaperCounts(
        passed=handed - rest, reopened=reopened, waiting=waiting, rest=rest, **told
    )


def _count_waiting(entries: QuerySet[TaskEntry]) -> dict[EntryState, int]:
    counted = entries.values_list("waiting_at").annotate(Count("pk")).order_by()
    numbers = dict(counted)
    found: dict[EntryState, int] = {}
    for code, level in find_levels(numbers).items():
        found[level] = found.get(level, 0) + numbers[code]
    return {level: found[level] for level in WAITING if level in found}


def find_levels(codes: Iterable[str]) -> dict[str, EntryState]:
    """Return of units by code the level that passes there."""
    units = Unit.objects.filter(code__among=sorted({*codes} - {""}))
    return {unit.code: level_of(unit) for unit in units}


def plan_naming(
    task: ReportingTask, unit: Unit | None, waiting_at: Iterable[str]
) -> Callable[[Standing], tuple[str, bool]]:
    """Return a function that names where an entry stands, and whether it was passed.

    Of an entry's own paper there is no ``unit``: it was passed once it is final.
    """
    levels = find_levels(waiting_at)
    above = {*list_codes_above(unit)} if unit is not None else set()

    def name(one: Standing) -> tuple[str, bool]:
        if one.is_final:
            return PASSED, True
        if one.state == EntryState.UNFILLED:
            return RETURNED if one.is_returned else DRAFT, False
        level = levels.get(one.waiting_at)
        turn = WAITING[level] if level else ""
        if one.is_reopened:
            return f"{REOPENED}，{turn}", False
        is_above = one.waiting_at in above
        if one.state != EntryState.FILLED:
            return (PASSED, True) if is_above else (turn, False)
        if is_above and unit and _is_own(task, unit, one):
            return OWN, True
        return f"{PASSED_BY if is_above else UNREVIEWED}，{turn}", False

    return name


def _is_own(task: ReportingTask, unit: Unit, one: Standing) -> bool:
    return task.audience == Audience.UNITS and one.unit_path == unit.path
