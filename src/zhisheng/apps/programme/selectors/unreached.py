"""Who has not handed in and was reached by no reminder: to be telephoned, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Length

from zhisheng.apps.accounts.choices import DispatchStatus
from zhisheng.apps.accounts.models import (
    ChannelOutage,
    ChannelRefusal,
    Membership,
    Message,
    Unit,
)
from zhisheng.apps.accounts.selectors import Actor, get_scope, map_unit_names
from zhisheng.apps.programme.choices import Unreached
from zhisheng.apps.programme.models import ReportingTask, TaskEntry
from zhisheng.apps.programme.permissions import ANSWERING
from zhisheng.apps.programme.selectors.moved import Moved, map_moved
from zhisheng.apps.programme.selectors.pages import PAGE, Page, paginate
from zhisheng.apps.programme.selectors.reaching import match_unreachable
from zhisheng.apps.programme.selectors.reminders import write_key
from zhisheng.apps.programme.selectors.reporting import find_own_unit, select_remindable
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.kit.errors import NotFoundError

# As many as an office telephones in a day or two; a sheet holds no more.
MOST_NUMBERS = 500
WITH_NUMBER, WITHOUT_NUMBER = "with", "without"
ON_THE_WAY = (
    DispatchStatus.WAITING, DispatchStatus.HANDED_OVER, DispatchStatus.RECEIVED
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToTelephone:
    """An entry that nobody could be reminded of, and the office in charge of it."""

    entry: TaskEntry
    reason: Unreached
    office: str
    # Where its enterprise went that the reader's office governs no more.
    moved: Moved | None = None


@dataclass(frozen=True, slots=True)
class UnreachedPage:
    """One page of those to telephone; ``counts`` are of all, by reason.

    ``shown`` counts those of the reason that is asked for, ``with_number`` those of them
    with a number that the office can see.
    ``sheets`` tells after which entry each sheet of the list begins; the first after none.
    """

    counts: Mapping[Unreached, int]
    shown: int
    with_number: int
    rows: tuple[ToTelephone, ...]
    next_after: int | None
    sheets: tuple[int | None, ...] = (None,)


def get_unreached_for(
    *,
    actor: Actor,
    task: ReportingTask,
    reason: str = "",
    phone: str = "",
    after: int | None = None,
    size: int = PAGE,
) -> UnreachedPage:
    """Return who below the own unit has to be telephoned, by the latest reminder."""
    unit = find_own_unit(actor, task)
    if unit is None:
        raise NotFoundError
    found = _select_unreached(task, unit)
    counts = _count(found)
    is_narrowed = reason in Unreached.values
    shown = found.filter(_why(reason)) if is_narrowed else found
    has_number = Q(pk__in=_select_with_number(task, actor).values("pk"))
    narrowed = shown
    if phone in {WITH_NUMBER, WITHOUT_NUMBER}:
        narrowed = shown.filter(has_number if phone == WITH_NUMBER else ~has_number)
    page = paginate(_sort(narrowed, after), size=size)
    return UnreachedPage(
        counts={one: counts[one.value] for one in Unreached if one.value in counts},
        shown=counts.get(reason, 0) if is_narrowed else sum(counts.values()),
        with_number=shown.filter(has_number).count(),
        rows=tuple(_name_offices(page, unit)),
        next_after=page.next_after,
        sheets=(None, *_list_sheet_ends(narrowed)),
    )


def get_phone_sheet_for(
    *,
    actor: Actor,
    task: ReportingTask,
    reason: str = "",
    phone: str = "",
    after: int | None = None,
) -> tuple[ToTelephone, ...]:
    """Return as many of those to telephone as one sheet holds."""
    found = get_unreached_for(
        actor=actor,
        task=task,
        reason=reason,
        phone=phone,
        after=after,
        size=MOST_NUMBERS,
    )
    return found.rows


def get_to_telephone_for(
    *, actor: Actor, task: ReportingTask, number: int
) -> ToTelephone:
    """Return one of those to telephone, by the number of its entry."""
    unit = find_own_unit(actor, task)
    if unit is None:
        raise NotFoundError
    found = _sort(_select_unreached(task, unit).filter(pk=number), None)
    one = next(_name_offices(paginate(found, size=1), unit), None)
    if one is None:
        raise NotFoundError
    return one


def _list_sheet_ends(shown: QuerySet[TaskEntry]) -> list[int]:
    """Return the last entry of each full sheet that another one follows."""
    if not shown.order_by("pk")[MOST_NUMBERS : MOST_NUMBERS + 1].exists():
        return []
    numbers = list(shown.order_by("-pk").values_list("pk", flat=True))
    return numbers[MOST_NUMBERS - 1 : -1 : MOST_NUMBERS]


def _count(found: QuerySet[Any]) -> dict[str, int]:
    counted = found.order_by().values("why").annotate(number=Count("pk"))
    return {one["why"]: one["number"] for one in counted}


def _sort(found: QuerySet[TaskEntry], after: int | None) -> QuerySet[TaskEntry]:
    rest = found.filter(pk__lt=after) if after else found
    return rest.select_related("enterprise", "organisation__unit", "task")


def _name_offices(page: Page, unit: Unit) -> Iterator[ToTelephone]:
    moved = map_moved(unit, [one.enterprise_id for one in page.items if one.enterprise])
    codes = [one.unit_path.strip("/").rpartition("/")[2] for one in page.items]
    names = map_unit_names(codes)
    for one, code in zip(page.items, codes, strict=True):
        gone = moved.get(one.enterprise_id)
        yield ToTelephone(one, Unreached(one.why), names.get(code, ""), gone)


def _select_unreached(task: ReportingTask, unit: Unit) -> QuerySet[TaskEntry]:
    """Mark what is outstanding with why its people were not reached; leave out the rest."""
    told = _select_latest(task)
    stuck = Q(dispatch__status=DispatchStatus.WAITING) & Q(
        dispatch__channel__in=ChannelOutage.objects.values("channel")
    )
    is_on_the_way = Q(dispatch__status__in=ON_THE_WAY) | Q(is_waiting=True)
    refusing = Q(recipient__in=ChannelRefusal.objects.values("user"))
    # Who read it inside the platform is reached whatever became of the text.
    reached = told.filter(Q(read_at__isnull=False) | (is_on_the_way & ~stuck))
    unsent = told.filter(dispatch=None)
    reason = Case(
        When(match_unreachable(), then=Value(Unreached.NO_ACCOUNT)),
        When(_answered_by(reached), then=Value("")),
        When(_answered_by(told.filter(stuck)), then=Value(Unreached.DOWN)),
        When(
            _answered_by(told.exclude(dispatch=None)),
            then=Value(Unreached.FAILED),
        ),
        When(_answered_by(unsent.filter(refusing)), then=Value(Unreached.REFUSED)),
        When(_answered_by(unsent), then=Value(Unreached.NO_ADDRESS)),
        default=Value(Unreached.NOT_REMINDED),
        output_field=CharField(),
    )
    return select_remindable(task, unit).annotate(why=reason).exclude(_why(""))


def _select_with_number(task: ReportingTask, actor: Actor) -> QuerySet[TaskEntry]:
    """Keep the entries with a number on record that an officer can see.

    The number itself is encrypted; whether there is one is not.
    """
    numbered = Enterprise.unscoped.alias(length=Length("contact_phone"))
    governed = build_governed_condition(get_scope(actor), actor)
    own = numbered.filter(governed, length__gt=0)
    has_number = Q(enterprise__in=own.values("pk"))
    has_number |= Q(organisation__unit__phone__gt="")
    return TaskEntry.objects.filter(has_number, task=task)


def _why(reason: str) -> Q:
    # Annotated, so no field of the model by which it could be asked in a typed way.
    is_so: dict[str, Any] = {"why": reason}
    return Q(**is_so)


def _select_latest(task: ReportingTask) -> QuerySet[Message]:
    """Return the latest reminder of each person: each office reminds on its own days."""
    told = Message.objects.filter(key__startswith=write_key(task, ""))
    later = told.filter(recipient=OuterRef("recipient"), key__gt=OuterRef("key"))
    return told.filter(~Exists(later))


def _answered_by(told: QuerySet[Message]) -> Q:
    """Match entries of which one of these notices went to who answers for them."""
    organisations = (
        Membership.objects.present()
        .filter(role__in=ANSWERING, user__in=told.values("recipient"))
        .values("organisation")
    )
    return Q(organisation__in=organisations) | Q(
        enterprise__organisation__in=organisations
    )
