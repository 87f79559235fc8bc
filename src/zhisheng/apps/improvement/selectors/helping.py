"""What officers look at of the help in their area: figures, and visits that cannot be."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.utils import timezone

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.improvement.choices import VisitFinding
from zhisheng.apps.improvement.models import (
    Helper,
    HelpOrder,
    HelpOrderStep,
    HelpVisit,
)
from zhisheng.apps.improvement.permissions import Action, require
from zhisheng.apps.improvement.selectors.orders import list_watched_orders_for
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.apps.registry.selectors import select_record_ids
from zhisheng.methods.help_orders import (
    ANSWERING,
    ASKING,
    Act,
    Request,
    Step,
    list_requests,
)
from zhisheng.methods.itineraries import Clash, Visit, find_clashes
from zhisheng.methods.near_copies import Copy, find_copies
from zhisheng.methods.standardisation import Adjusted, Case, adjust
from zhisheng.reference.help import find_terms

# All pairs of texts are compared, so the latest so many.
MOST_VISITS = 2_000
MOST_ORDERS = 5_000
SHOWN = 100
# What fewer cases make up is not shown of a body.
LEAST_CASES = 5
DIVISION_DIGITS = 2
QUESTIONS = 3
SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class DoubtfulVisits:
    """Pairs of visits with what makes them doubtful."""

    visits: dict[str, HelpVisit]
    clashes: tuple[Clash, ...]
    copies: tuple[tuple[HelpVisit, HelpVisit, float], ...]


@dataclass(frozen=True, slots=True)
class BodyFigures:
    """One body; what has too few cases is None."""

    name: str
    taken_up: Adjusted | None
    satisfaction: Adjusted | None
    days_to_close: float | None
    closed_count: int


@dataclass(frozen=True, slots=True)
class HelpingFigures:
    """The area as a whole and body by body; shares are from 0 to 1, marks from 1 to 5."""

    within_days: int
    order_count: int
    taken_up: float | None
    taken_up_base: int
    days_to_close: float | None
    closed_count: int
    satisfaction: float | None
    review_count: int
    bodies: tuple[BodyFigures, ...]


def find_doubtful_visits_for(actor: Actor, on: date) -> DoubtfulVisits:
    """Return what cannot be, or was copied, among the latest visits of the own area."""
    require(actor, Action.WATCH_ORDERS)
    visits = _list_visits(actor)
    clashes = find_clashes(
        [_place(one) for one in visits], find_terms(on).travel_hours.as_steps()
    )
    copies = find_copies([_read_notes(one) for one in visits])
    by_key = {str(one.pk): one for one in visits}
    latest = sorted(clashes, key=lambda one: _begin(by_key[one.second]), reverse=True)
    elsewhere = [one for one in copies if _is_elsewhere(visits, one)]
    elsewhere.sort(key=lambda one: (one.second, one.first), reverse=True)
    return DoubtfulVisits(
        by_key,
        tuple(latest[:SHOWN]),
        tuple(_pair(visits, one) for one in elsewhere[:SHOWN]),
    )


def count_helping_for(actor: Actor, now: datetime) -> HelpingFigures:
    """Return the figures of the own area from its latest orders."""
    require(actor, Action.WATCH_ORDERS)
    orders = list(
        list_watched_orders_for(actor).select_related(
            "enterprise", "helper__organisation", "review"
        )[:MOST_ORDERS]
    )
    within = timedelta(days=find_terms(timezone.localdate(now)).taken_up_days)
    due = [one for one in orders if one.accepted_at or one.ordered_at + within <= now]
    done = [one for one in orders if one.done_at]
    reviewed = [one for one in orders if hasattr(one, "review")]

    def is_prompt(one: HelpOrder) -> float:
        return float(
            bool(one.accepted_at and one.accepted_at - one.ordered_at <= within)
        )

    return HelpingFigures(
        within_days=within.days,
        order_count=len(orders),
        taken_up=_mean(due, is_prompt),
        taken_up_base=len(due),
        days_to_close=_median_days(done),
        closed_count=len(done),
        satisfaction=_mean(reviewed, _mark),
        review_count=len(reviewed),
        bodies=_list_bodies(_list_answers(orders, within, now), done, reviewed),
    )


def _list_answers(
    orders: Sequence[HelpOrder], within: timedelta, now: datetime
) -> list[Case]:
    """Return each time somebody was asked, so that who lets time pass counts as well.

    What was sent less than the time ago and is not answered counts for nobody yet.
    """
    steps = HelpOrderStep.objects.filter(
        order__in=[one.pk for one in orders], act__in=[*ASKING, *ANSWERING, Act.CANCEL]
    ).select_related("helper__organisation")
    told: defaultdict[int, list[Step]] = defaultdict(list)
    for one in steps.order_by("pk"):
        name = _name_organisation(one.helper)
        told[one.order_id].append(Step(one.act, one.state, name, one.done_at))
    return [
        Case(asked.helper, _name_mix(order), float(_is_prompt(asked, within)))
        for order in orders
        for asked in list_requests(told[order.pk], _name_body(order))
        if asked.helper and (asked.answered_at or asked.sent_at + within <= now)
    ]


def _is_prompt(asked: Request, within: timedelta) -> bool:
    taken = asked.answered_at if asked.is_accepted else None
    return taken is not None and taken - asked.sent_at <= within


def _list_bodies(
    answers: Sequence[Case],
    done: Sequence[HelpOrder],
    reviewed: Sequence[HelpOrder],
) -> tuple[BodyFigures, ...]:
    taken = {one.body: one for one in adjust(answers, LEAST_CASES)}
    marks = {one.body: one for one in adjust(_list_cases(reviewed, _mark), LEAST_CASES)}
    closed: dict[str, list[HelpOrder]] = {}
    for one in done:
        closed.setdefault(_name_body(one), []).append(one)
    names = {name for name in {*taken, *marks, *closed} if name}
    return tuple(
        BodyFigures(
            name,
            taken.get(name),
            marks.get(name),
            _median_days(closed.get(name, []), "sent_at"),
            len(closed.get(name, [])),
        )
        for name in sorted(names)
        if name in taken or name in marks or len(closed[name]) >= LEAST_CASES
    )


def _list_cases(
    orders: Sequence[HelpOrder], value: Callable[[HelpOrder], float]
) -> list[Case]:
    """Return the cases by kind of help and trade; who has no helper yet is nobody's."""
    return [
        Case(_name_body(one), _name_mix(one), value(one))
        for one in orders
        if one.helper is not None
    ]


def _name_body(order: HelpOrder) -> str:
    return _name_organisation(order.helper)


def _name_organisation(helper: Helper | None) -> str:
    if helper is None:
        return ""
    return helper.organisation.name if helper.organisation else helper.name


def _name_mix(order: HelpOrder) -> tuple[str, str]:
    industry = order.enterprise.industry_id or ""
    return order.help_kind, industry[:DIVISION_DIGITS]


def _mark(order: HelpOrder) -> float:
    told = order.review
    return (told.is_useful + told.is_clear + told.is_prompt) / QUESTIONS


def _mean(
    orders: Sequence[HelpOrder], value: Callable[[HelpOrder], float]
) -> float | None:
    if len(orders) < LEAST_CASES:
        return None
    return sum(map(value, orders)) / len(orders)


def _median_days(
    orders: Sequence[HelpOrder], since: str = "ordered_at"
) -> float | None:
    """Return the days until an order was done: of a body since it was asked itself."""
    spans: list[timedelta] = [
        one.done_at - getattr(one, since) for one in orders if one.done_at
    ]
    if len(spans) < LEAST_CASES:
        return None
    return median(span.total_seconds() for span in spans) / SECONDS_PER_DAY


def _list_visits(actor: Actor) -> list[HelpVisit]:
    governed = build_governed_condition(get_scope(actor), actor)
    seen = Enterprise.unscoped.filter(governed, merged_into=None)
    visits = HelpVisit.objects.filter(
        order__enterprise__in=select_record_ids(seen), helper__isnull=False
    )
    # What an office found not to be so was asked about already.
    visits = visits.exclude(finding=VisitFinding.NOT_AS_WRITTEN)
    latest = visits.select_related(
        "order__enterprise__merged_into", "helper", "written_by"
    ).order_by("-pk")
    return sorted(latest[:MOST_VISITS], key=lambda one: one.pk)


def _place(visit: HelpVisit) -> Visit:
    enterprise = visit.order.enterprise.surviving
    return Visit(
        key=str(visit.pk),
        helper=_name_visitor(visit),
        enterprise=str(enterprise.pk),
        region=enterprise.region_id or "",
        starts=_begin(visit),
        ends=datetime.combine(visit.visited_on, visit.ends_at),
    )


def _name_visitor(visit: HelpVisit) -> str:
    """Tell visitors apart: an organisation may send two people to two works at once."""
    person = (visit.helper and visit.helper.user_id) or visit.written_by_id
    return f"user:{person}" if person else f"visit:{visit.pk}"


def _begin(visit: HelpVisit) -> datetime:
    return datetime.combine(visit.visited_on, visit.starts_at)


def _read_notes(visit: HelpVisit) -> str:
    """Read both notes without the name of the works, which differs in a copy."""
    return f"{visit.looked_at}{visit.advice}".replace(visit.order.enterprise.name, "")


def _is_elsewhere(visits: Sequence[HelpVisit], copy: Copy) -> bool:
    """Tell whether a copy is of another enterprise: the own one may be told again."""
    first, second = visits[copy.first], visits[copy.second]
    return first.order.enterprise.surviving != second.order.enterprise.surviving


def _pair(
    visits: Sequence[HelpVisit], copy: Copy
) -> tuple[HelpVisit, HelpVisit, float]:
    return visits[copy.first], visits[copy.second], copy.similarity
