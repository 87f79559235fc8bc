"""Common problems: what officers of an area found alike, and what enterprises may use."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import (
    Actor,
    list_organisations_acted_for,
    list_units_for,
)
from zhisheng.apps.improvement.choices import CommonStatus
from zhisheng.apps.improvement.errors import NoAreaError
from zhisheng.apps.improvement.models import (
    CommonProblem,
    Problem,
    ProblemSearch,
    SolutionFile,
)
from zhisheng.apps.improvement.permissions import ROLES_BY_ACTION, Action, may, require
from zhisheng.apps.improvement.selectors.problems import list_own_problems_for
from zhisheng.apps.places.models import Industry
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import build_condition_of_unit
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.jobs import Job
from zhisheng.kit.jobs.models import OPEN_STATUSES

DIVISION_DIGITS = 2
MOST_TEXTS = 40_000
SEARCH_JOB = "improvement.find_common_problems"


@dataclass(frozen=True, slots=True)
class ProblemText:
    """What is grouped: a text, and whose it is."""

    problem_id: int
    enterprise_id: int
    text: str


def get_own_office_for(actor: Actor) -> Unit:
    """Return the unit an officer looks for common problems in."""
    require(actor, Action.GROUP_PROBLEMS)
    acting = list_organisations_acted_for(actor, ROLES_BY_ACTION[Action.GROUP_PROBLEMS])
    organisation = acting.exclude(unit=None).select_related("unit").first()
    if organisation is None or organisation.unit is None:
        raise NoAreaError
    return organisation.unit


def list_trades(office: Unit) -> Sequence[Industry]:
    """Return the divisions in which enterprises of an area have problems."""
    problems = _select_problems(office, "").order_by()
    codes = problems.values_list("enterprise__industry__code", flat=True).distinct()
    found = {str(code)[:DIVISION_DIGITS] for code in codes if code}
    return list(Industry.objects.filter(code__in=found).order_by("code"))


def list_searches_for(actor: Actor) -> QuerySet[ProblemSearch]:
    if not may(actor, Action.GROUP_PROBLEMS):
        return ProblemSearch.objects.none()
    units = list_units_for(actor).order_by().values("code")
    return ProblemSearch.objects.filter(office__in=units).select_related("office")


def get_search(code: str) -> ProblemSearch:
    """Return a search to the platform itself, as its job asks."""
    search = ProblemSearch.objects.select_related("office").filter(code=code).first()
    if search is None:
        raise NotFoundError
    return search


def is_searched(office: Unit, trade: str) -> bool:
    """Tell whether a search of an area and a trade waits or runs; a failed one does not."""
    begun = ProblemSearch.objects.filter(office=office, trade=trade, finished_at=None)
    codes = list(begun.values_list("code", flat=True))
    waiting = Job.objects.filter(name=SEARCH_JOB, status__in=OPEN_STATUSES)
    return waiting.filter(payload__search__in=codes).exists()


def list_common_problems_for(actor: Actor) -> QuerySet[CommonProblem]:
    """Return what was found in the officer's units, the largest first."""
    if not may(actor, Action.GROUP_PROBLEMS):
        return CommonProblem.objects.none()
    units = list_units_for(actor).order_by().values("code")
    return (
        CommonProblem.objects.filter(office__in=units)
        .select_related("office")
        .annotate(
            use_count=Count("uses", distinct=True),
            suggested_count=Count("suggested", distinct=True),
        )
        .order_by("-enterprise_count", "-pk")
    )


def get_common_problem_for(*, actor: Actor, code: str) -> CommonProblem:
    common = list_common_problems_for(actor).filter(code=code).first()
    if common is None:
        raise NotFoundError
    return common


def list_offered_solutions(problem: Problem) -> list[CommonProblem]:
    """Return the confirmed groups a problem belongs to that have a solution."""
    found = CommonProblem.objects.filter(
        problems=problem, status=CommonStatus.CONFIRMED
    ).order_by("-confirmed_at", "-pk")
    return [one for one in found if one.solution or one.measures or one.files.exists()]


def list_judged_groups(search: ProblemSearch) -> list[tuple[CommonProblem, set[int]]]:
    """Return what officers confirmed or dismissed before, with its problems."""
    judged = CommonProblem.objects.filter(
        office=search.office, trade=search.trade
    ).exclude(status=CommonStatus.FOUND)
    return [
        (one, set(one.problems.values_list("pk", flat=True)))
        for one in judged.order_by("pk")
    ]


def list_answered_ids(common: CommonProblem) -> set[int]:
    """Return the problems that are in a group or were declined for it."""
    joined = common.problems.values_list("pk", flat=True)
    return {*joined, *common.declined.values_list("pk", flat=True)}


def count_members(common: CommonProblem) -> tuple[int, int]:
    """Return how many enterprises and problems are in a group."""
    counted = common.problems.aggregate(
        enterprises=Count("enterprise", distinct=True), problems=Count("pk")
    )
    return counted["enterprises"], counted["problems"]


def count_suggested(common: CommonProblem) -> tuple[int, int]:
    """Return how many problems are suggested, and how many enterprises they would add."""
    others = common.suggested.exclude(
        enterprise__in=common.problems.values("enterprise")
    )
    return common.suggested.count(), others.values("enterprise").distinct().count()


def get_offered_for(
    *, actor: Actor, code: str, action: Action = Action.USE_SOLUTION
) -> tuple[CommonProblem, Enterprise]:
    """Return a confirmed group that a problem of the actor's enterprise belongs to."""
    own = list_own_problems_for(actor, action).filter(
        common_problems__code=code, common_problems__status=CommonStatus.CONFIRMED
    )
    problem = own.first()
    if problem is None:
        raise NotFoundError
    return CommonProblem.objects.get(code=code), problem.enterprise


def get_solution_file_for(*, actor: Actor, code: str, number: int) -> SolutionFile:
    """Return a file to an officer of the area or an enterprise with such a problem."""
    common = list_common_problems_for(actor).filter(code=code).first()
    if common is None:
        common, _enterprise = get_offered_for(actor=actor, code=code)
    found = common.files.select_related("file").filter(number=number).first()
    if found is None:
        raise NotFoundError
    return found


def list_texts(search: ProblemSearch) -> list[ProblemText]:
    """Return the latest texts of an area and trade to the job that groups them."""
    rows = _select_problems(search.office, search.trade).order_by("-pk")
    columns = ("pk", "enterprise_id", "text")
    return [ProblemText(*row) for row in rows.values_list(*columns)[:MOST_TEXTS]]


def has_used(common: CommonProblem, enterprise: Enterprise) -> bool:
    return common.uses.filter(enterprise=enterprise).exists()


def _select_problems(office: Unit, trade: str) -> QuerySet[Problem]:
    inside = Enterprise.unscoped.filter(
        build_condition_of_unit(office), merged_into=None
    )
    if trade:
        inside = inside.filter(industry__code__startswith=trade)
    return Problem.objects.filter(enterprise__in=inside)


def name_trades(codes: Collection[str]) -> dict[str, Industry]:
    return {one.code: one for one in Industry.objects.filter(code__in=codes)}
