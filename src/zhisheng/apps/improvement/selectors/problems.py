"""Problems as the enterprise, whom it lets in, and the officers of its region see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone

from zhisheng.apps.accounts.models import Membership, User
from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    list_members,
    list_organisations_acted_for,
)
from zhisheng.apps.improvement.choices import ProblemState
from zhisheng.apps.improvement.models import Problem, ProblemCause, ProblemFile
from zhisheng.apps.improvement.permissions import ROLES_BY_ACTION, Action, may
from zhisheng.apps.improvement.selectors.enterprises import (
    list_own_enterprises_for,
    select_own_records_for,
)
from zhisheng.apps.registry.models import Enterprise, Grant
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.apps.registry.selectors import select_record_ids
from zhisheng.kit.errors import NotFoundError

# What a grant calls the problems of an enterprise.
GRANTED_FIELD = "problems"
WATCHED_SHOWN = 50
# Solved ones an own list goes back to; a proxy answers for many enterprises.
SOLVED_LISTED = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """What an officer knows of one problem: whose, where from and how far, no text."""

    id: int
    enterprise_name: str
    source: str
    state: str
    reported_on: date
    recurrences: int


def find_same_problem(told: Mapping[str, Any], *, since: datetime) -> Problem | None:
    """Return a problem that was reported with the same words just now, and not touched."""
    fresh = Problem.objects.filter(
        state=ProblemState.REPORTED, reported_at__gte=since, recurrences=0
    )
    return fresh.filter(**told).order_by("pk").first()


def list_own_problems_for(
    actor: Actor, action: Action = Action.SEE_OWN_PROBLEMS
) -> QuerySet[Problem]:
    """Return the problems of the actor's enterprises, open ones first."""
    own = select_own_records_for(actor, action)
    return _order(Problem.objects.filter(enterprise__in=own))


def list_listed_problems_for(actor: Actor) -> list[Problem]:
    """Return all own problems that are open, and the latest of those that are solved."""
    own = list_own_problems_for(actor)
    solved = own.filter(state=ProblemState.CLOSED)
    return [*own.exclude(state=ProblemState.CLOSED), *solved[:SOLVED_LISTED]]


def list_shared_problems_for(actor: Actor) -> QuerySet[Problem]:
    """Return the problems of enterprises that let the actor's organisation see them."""
    acting = list_organisations_acted_for(
        actor, ROLES_BY_ACTION[Action.READ_SHARED_PROBLEMS]
    )
    grants = Grant.live.filter(viewer__in=acting.order_by().values("pk"))
    # SQLite cannot ask for a member of a list; a viewer has few grants of this kind.
    letting_in = [
        enterprise
        for enterprise, fields in grants.values_list("enterprise_id", "fields")
        if GRANTED_FIELD in fields
    ]
    standing = Enterprise.unscoped.filter(pk__in=letting_in, merged_into=None)
    return _order(Problem.objects.filter(enterprise__in=select_record_ids(standing)))


def get_problem_for(*, actor: Actor, code: str) -> Problem:
    """Return a problem of the own enterprise, or of one that lets the actor see it."""
    for found in (list_own_problems_for(actor), list_shared_problems_for(actor)):
        problem = found.filter(code=code).first()
        if problem is not None:
            return problem
    raise NotFoundError


def get_own_problem_for(*, actor: Actor, code: str) -> Problem:
    problem = list_own_problems_for(actor).filter(code=code).first()
    if problem is None:
        raise NotFoundError
    return problem


def may_change(actor: Actor, problem: Problem) -> bool:
    own = list_own_problems_for(actor, Action.WORK_ON_PROBLEM)
    return own.filter(pk=problem.pk).exists()


def get_problem_file_for(*, actor: Actor, code: str, number: int) -> ProblemFile:
    problem = get_problem_for(actor=actor, code=code)
    found = problem.files.select_related("file").filter(number=number).first()
    if found is None:
        raise NotFoundError
    return found


def get_own_enterprise_for(*, actor: Actor, code: str, action: Action) -> Enterprise:
    enterprise = list_own_enterprises_for(actor, action).filter(code=code).first()
    if enterprise is None:
        raise NotFoundError
    return enterprise


def list_causes(problem: Problem) -> Sequence[ProblemCause]:
    return list(problem.causes.order_by("number"))


def list_people_of(enterprise: Enterprise) -> list[User]:
    """Return the people of an enterprise, each once."""
    organisation = enterprise.surviving.organisation
    members = list_members(organisation) if organisation else ()
    return list({member.user_id: member.user for member in members}.values())


def is_head_of(actor: Actor, problem: Problem) -> bool:
    roles = ROLES_BY_ACTION[Action.CLOSE_PROBLEM]
    owner = problem.enterprise.surviving.organisation_id
    return get_scope(actor).holds(owner, roles)


def list_doer_ids(problem: Problem) -> set[int]:
    """Return who carried the action out or was named for it."""
    return {pk for pk in (problem.done_by_id, problem.responsible_id) if pk}


def has_other_person(problem: Problem) -> bool:
    """Tell whether the firm has anybody of its own who did not carry the action out."""
    own = Membership.objects.present().filter(
        organisation=problem.enterprise.surviving.organisation_id,
        role__in=("owner", "worker"),
        user__is_active=True,
        user__is_machine=False,
    )
    return own.exclude(user__in=list_doer_ids(problem)).exists()


def list_watched_problems_for(actor: Actor) -> list[Watched]:
    """Return the latest problems of the enterprises an officer governs, without texts."""
    rows = (
        _select_watched(actor)
        .order_by("-pk")
        .values_list(
            "pk", "enterprise__name", "source", "state", "reported_at", "recurrences"
        )[:WATCHED_SHOWN]
    )
    return [
        Watched(pk, name, source, state, timezone.localdate(at), count)
        for pk, name, source, state, at, count in rows
    ]


def count_watched_problems_for(actor: Actor) -> Mapping[str, int]:
    """Return how many problems an officer's enterprises have, by state."""
    states = _select_watched(actor).order_by().values_list("state")
    return dict(states.annotate(Count("pk")))


def select_solved(year: int) -> QuerySet[Any, Any]:
    """Select a row per solved problem up to a year: its enterprise and its year.

    Solved is what was verified, closed and has not come back since. A record merged
    into another counts as that other one.
    """
    owner = Coalesce("enterprise__merged_into_id", "enterprise_id")
    closed = Problem.objects.filter(
        state=ProblemState.CLOSED, closed_at__year__lte=year
    )
    return (
        closed.annotate(owner=owner, year=ExtractYear("closed_at"))
        .order_by("owner", "year", "pk")
        .values_list("owner", "year")
    )


def list_due_actions(today: date, ahead: timedelta) -> QuerySet[Problem]:
    """Return problems whose action is due soon or overdue."""
    return Problem.objects.filter(
        state=ProblemState.PLANNED, due_on__lte=today + ahead
    ).select_related("enterprise")


def list_due_verifications(today: date) -> QuerySet[Problem]:
    """Return problems whose action was done long enough ago to see whether it helped."""
    return Problem.objects.filter(
        state=ProblemState.DONE, verify_from__lte=today
    ).select_related("enterprise")


def _select_watched(actor: Actor) -> QuerySet[Problem]:
    if not may(actor, Action.WATCH_PROBLEMS):
        return Problem.objects.none()
    governed = build_governed_condition(get_scope(actor), actor)
    seen = Enterprise.unscoped.filter(governed, merged_into=None)
    return Problem.objects.filter(enterprise__in=select_record_ids(seen))


def _order(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """Put what is open first, what is due soonest before the rest."""
    is_closed = Case(
        When(Q(state=ProblemState.CLOSED), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return problems.select_related("enterprise__merged_into", "responsible").order_by(
        is_closed, "-reported_at", "-pk"
    )
