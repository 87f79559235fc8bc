"""Good cases as the enterprise, the offices above it and everybody see them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from zhisheng.analytics.areas import CORPS, NATION
from zhisheng.apps.accounts.choices import UnitKind
from zhisheng.apps.accounts.models import Unit
from zhisheng.apps.accounts.selectors import Actor, Page, Scope, get_scope
from zhisheng.apps.improvement.choices import CaseState
from zhisheng.apps.improvement.models import CasePhoto, GoodCase, Plan, Problem
from zhisheng.apps.improvement.permissions import ROLES_BY_ACTION, Action, may
from zhisheng.apps.improvement.selectors.enterprises import select_own_records_for
from zhisheng.apps.improvement.selectors.problem_gaps import list_gaps_of
from zhisheng.apps.places.models import Region
from zhisheng.apps.places.selectors import match_industry_subtree
from zhisheng.apps.programme.choices import EntryState, NoticeKind, NoticeStatus
from zhisheng.apps.programme.models import PublicNotice
from zhisheng.apps.programme.selectors import has_subject_of
from zhisheng.apps.programme.selectors.acting import find_acting_office
from zhisheng.apps.programme.selectors.audiences import level_of
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.models.enterprises import (
    build_governed_condition,
    match_region,
)
from zhisheng.apps.registry.selectors import (
    find_office_at_or_above,
    select_record_ids,
)
from zhisheng.kit.errors import NotFoundError

PAGE_ROWS = 50
MOST_OFFERED = 3
TOP_LEVELS = frozenset({EntryState.PROVINCE, EntryState.NATION})
# How the code of a city, a province or the nation ends.
WIDER = "00"
SELECTED = (CaseState.SELECTED, CaseState.PUBLISHED)


def list_own_cases_for(
    actor: Actor, action: Action = Action.SEE_OWN_CASES
) -> QuerySet[GoodCase]:
    """Return the cases of the actor's enterprises, the latest first."""
    own = select_own_records_for(actor, action)
    return _join(GoodCase.objects.filter(enterprise__in=own)).order_by("-pk")


def list_reported_cases_for(actor: Actor) -> QuerySet[GoodCase]:
    """Return what enterprises an officer governs handed in and did not take back."""
    return _select_reported(actor, get_scope(actor))


def _select_reported(actor: Actor, scope: Scope) -> QuerySet[GoodCase]:
    if not scope.has_role(*ROLES_BY_ACTION[Action.REVIEW_CASES]):
        return GoodCase.objects.none()
    governed = build_governed_condition(scope, actor)
    seen = Enterprise.unscoped.filter(governed, merged_into=None)
    reported = GoodCase.objects.filter(enterprise__in=select_record_ids(seen)).exclude(
        state__in=[CaseState.DRAFT, CaseState.WITHDRAWN]
    )
    return _join(reported).order_by("-pk")


def page_reported_cases_for(actor: Actor, *, before: int = 0) -> Page[GoodCase]:
    return _page(list_reported_cases_for(actor), before)


def get_case_for(*, actor: Actor, code: str) -> GoodCase:
    """Return a case of the own enterprise, or one that was handed in to the actor."""
    for found in (list_own_cases_for(actor), list_reported_cases_for(actor)):
        case = found.filter(code=code).first()
        if case is not None:
            return case
    raise NotFoundError


def get_reported_case_for(*, actor: Actor, code: str) -> GoodCase:
    case = list_reported_cases_for(actor).filter(code=code).first()
    if case is None:
        raise NotFoundError
    return case


def get_own_case_for(
    *, actor: Actor, code: str, action: Action = Action.WRITE_CASE
) -> GoodCase:
    case = list_own_cases_for(actor, action).filter(code=code).first()
    if case is None:
        raise NotFoundError
    return case


def may_write_case(actor: Actor, case: GoodCase) -> bool:
    own = list_own_cases_for(actor, Action.WRITE_CASE)
    return own.filter(pk=case.pk).exists()


def may_review_case(actor: Actor, case: GoodCase) -> bool:
    """Tell whether the actor sits in the office a case lies at, or in one above it."""
    office = case.office
    return (
        office is not None
        and may(actor, Action.REVIEW_CASES)
        and get_scope(actor).covers_unit_path(office.path)
    )


def is_acting_on(actor: Actor, case: GoodCase) -> bool:
    """Tell whether what the actor decides would be in the place of an office below."""
    office = case.office
    return office is not None and find_acting_office(actor, office) != office


def may_announce_case(actor: Actor, case: GoodCase) -> bool:
    """Tell whether the actor sits in the very office that selected a case."""
    office = case.office
    return (
        office is not None
        and may(actor, Action.REVIEW_CASES)
        and office.path in get_scope(actor).officer_unit_paths
    )


def stands_in_notice(case: GoodCase) -> bool:
    """Tell whether a case still stands in a notice that was not taken down."""
    notice = case.notice
    return (
        notice is not None
        and notice.status != NoticeStatus.WITHDRAWN
        and has_subject_of(notice, case.code)
    )


def list_case_drafts_for(actor: Actor) -> QuerySet[PublicNotice]:
    """Return the drafts of notices of the actor's own offices that take another case."""
    return PublicNotice.objects.filter(
        unit__path__in=get_scope(actor).officer_unit_paths,
        kind=NoticeKind.CASE,
        status=NoticeStatus.DRAFT,
    ).order_by("-pk")


def list_waiting_ids(cases: Iterable[GoodCase], actor: Actor) -> set[int]:
    """Return which cases wait for the very office of an officer, not for one below."""
    shown = [case.pk for case in cases]
    return set(_select_waiting(actor).filter(pk__in=shown).values_list("pk", flat=True))


def count_waiting_cases_for(actor: Actor) -> int:
    """Count the cases that wait for the very offices of an officer."""
    return _select_waiting(actor).count()


def _select_waiting(actor: Actor) -> QuerySet[GoodCase]:
    """Select what is to be decided, and what was selected and waits for no notice."""
    is_shown = Q(notice__status__in=[NoticeStatus.DRAFT, NoticeStatus.PUBLISHED])
    chosen = Q(state=CaseState.SELECTED) & (Q(notice=None) | ~is_shown)
    scope = get_scope(actor)
    reported = _select_reported(actor, scope).order_by()
    mine = reported.filter(office__path__in=scope.officer_unit_paths)
    return mine.filter(Q(state=CaseState.REVIEWED) | chosen)


def get_case_photo_for(*, actor: Actor, code: str, number: int) -> CasePhoto:
    return _get_photo(get_case_for(actor=actor, code=code), number)


def get_public_photo(*, code: str, number: int) -> CasePhoto:
    return _get_photo(get_public_case(code), number)


def list_public_cases(*, trade: str = "", region: str = "") -> QuerySet[GoodCase]:
    """Return what everybody may read: trade and region are codes with all below."""
    cases = GoodCase.objects.filter(state=CaseState.PUBLISHED)
    if trade:
        is_of_trade = match_industry_subtree(trade, field="enterprise__industry")
        cases = cases.filter(is_of_trade)
    if region:
        cases = cases.filter(_match_area(region, "enterprise__"))
        if not region.endswith(WIDER):
            # In which county an unnamed enterprise sits is not told.
            cases = cases.filter(is_named=True)
    return _join(cases).order_by("-pk")


def page_public_cases(
    *, trade: str = "", region: str = "", before: int = 0
) -> Page[GoodCase]:
    """Return a page of public cases with their figures, the latest first."""
    found = list_public_cases(trade=trade, region=region)
    return _page(found.prefetch_related("figures"), before)


def get_public_case(code: str) -> GoodCase:
    case = list_public_cases().filter(code=code).first()
    if case is None:
        raise NotFoundError
    return case


def list_fitting_cases(*, model: str, criteria: Sequence[str]) -> list[GoodCase]:
    """Return public cases that closed one of these gaps, the latest first."""
    fitting = list_public_cases().filter(model_code=model, criterion__in=criteria)
    return list(fitting[:MOST_OFFERED])


def list_cases_for_problem(problem: Problem) -> list[GoodCase]:
    evaluation = problem.evaluation
    if evaluation is None or not problem.criterion:
        return []
    return list_fitting_cases(model=evaluation.model_code, criteria=[problem.criterion])


def list_cases_for_plan(plan: Plan) -> list[GoodCase]:
    """Return public cases that closed a gap of the evaluation a plan was made from."""
    if plan.evaluation is None:
        return []
    gaps = list_gaps_of(plan.evaluation)
    return list_fitting_cases(
        model=plan.model_code, criteria=[gap.criterion for gap in gaps]
    )


def find_office_above(unit: Unit) -> Unit | None:
    return find_office_at_or_above(unit.parent) if unit.parent else None


def is_top_office(unit: Unit) -> bool:
    """Tell whether an office selects instead of recommending upward."""
    return level_of(unit) in TOP_LEVELS or find_office_above(unit) is None


def select_published(year: int) -> QuerySet[Any, Any]:
    """Select a row per case that is public: its enterprise and the year it became so.

    A record merged into another counts as that other one.
    """
    owner = Coalesce("enterprise__merged_into_id", "enterprise_id")
    public = GoodCase.objects.filter(
        state=CaseState.PUBLISHED, published_at__year__lte=year
    )
    return (
        public.annotate(owner=owner, year=ExtractYear("published_at"))
        .order_by("owner", "year", "pk")
        .values_list("owner", "year")
    )


def count_selected_for(actor: Actor, year: int) -> int:
    """Return how many cases of an officer's area were selected in a year and still are."""
    reported = list_reported_cases_for(actor).order_by()
    return reported.filter(state__in=SELECTED, selected_at__year=year).count()


def _match_area(area: str, prefix: str = "") -> Q:
    """Match enterprises of a bulletin's area; ``prefix`` leads to the enterprise."""
    if area == NATION:
        return Q()
    if area == CORPS:
        return Q((f"{prefix}unit__kind", UnitKind.CORPS))
    region = Region.objects.filter(code=area).first()
    if region is None:
        raise NotFoundError
    return match_region(region.prefix, prefix)


def _get_photo(case: GoodCase, number: int) -> CasePhoto:
    photo = case.photos.select_related("file").filter(number=number).first()
    if photo is None:
        raise NotFoundError
    return photo


def _page(cases: QuerySet[GoodCase], before: int) -> Page[GoodCase]:
    """Cut a page of what is sorted by when it was written, the latest first."""
    older = cases.filter(pk__lt=before) if before else cases
    rows = list(older[: PAGE_ROWS + 1])
    next_before = rows[PAGE_ROWS - 1].pk if len(rows) > PAGE_ROWS else None
    return Page(tuple(rows[:PAGE_ROWS]), next_before)


def _join(cases: QuerySet[GoodCase]) -> QuerySet[GoodCase]:
    return cases.select_related(
        "enterprise__industry",
        "enterprise__region__parent",
        "enterprise__merged_into",
        "office",
        "notice",
    )
