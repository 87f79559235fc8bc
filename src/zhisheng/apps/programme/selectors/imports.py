"""Imports of rosters: how they stand, which rows they hold, what a withdrawal kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import (
    Actor,
    Scope,
    get_scope,
    is_platform,
    list_organisations_acted_for,
    match_below,
)
from zhisheng.apps.programme.choices import (
    RUNNING,
    Decision,
    ImportStatus,
    RowState,
    RowStatus,
    find_state,
)
from zhisheng.apps.programme.models import (
    ImportRow,
    RosterImport,
)
from zhisheng.apps.programme.permissions import ALLOWED
from zhisheng.apps.programme.selectors.pages import PAGE, Page, paginate
from zhisheng.apps.programme.selectors.people import select_people
from zhisheng.kit.errors import NotFoundError

# The rows that applying would put in now.
APPLICABLE = Q(is_applied=False) & (
    Q(status__in=[RowStatus.ACCEPTED, RowStatus.WARNING])
    | Q(status=RowStatus.TO_CONFIRM, decision__in=[Decision.SAME, Decision.NEW])
)
# Of such rows a reason is of this kind; nobody can write it into a cell, because in the
# text every quotation mark of theirs has a backslash before it.
CONTRADICTS = Q(kept_reasons__contains='"kind": "contradiction"')
# The rows of each state, as ``find_state`` tells it of one.
IN_STATE = {
    RowState.APPLIED: Q(is_applied=True),
    RowState.ANSWERED: Q(is_applied=False, status=RowStatus.TO_CONFIRM)
    & ~Q(decision__in=["", Decision.SKIP]),
    RowState.LEFT_OUT: Q(
        is_applied=False, status=RowStatus.TO_CONFIRM, decision=Decision.SKIP
    ),
    RowState.TO_CONFIRM: Q(is_applied=False, status=RowStatus.TO_CONFIRM, decision=""),
    RowState.REFUSED: Q(is_applied=False, status=RowStatus.REFUSED),
    RowState.WARNING: Q(is_applied=False, status=RowStatus.WARNING),
    RowState.ACCEPTED: Q(is_applied=False, status=RowStatus.ACCEPTED),
}


def get_import(code: str) -> RosterImport:
    """Return an import for a job, which acts for nobody in particular."""
    return RosterImport.objects.select_related("organisation", "helper", "file").get(
        code=code
    )


def get_import_for(*, actor: Actor, code: str) -> RosterImport:
    found = _visible_imports(actor).filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def list_imports_for(*, actor: Actor, after: int | None = None) -> Page:
    imports = _visible_imports(actor)
    return paginate(imports.filter(id__lt=after) if after else imports, size=20)


@dataclass(frozen=True, slots=True)
class ImportsAtHome:
    """The newest upload of one's own that waits for a person, and how many others do."""

    newest: RosterImport | None
    others: int
    has_any: bool


def find_waiting_imports_of(scope: Scope) -> ImportsAtHome:
    """Find the own upload to confirm; what others uploaded is theirs, and counted."""
    waiting = Q(status=ImportStatus.PREVIEWED)
    own = Q(organisation_id__in=scope.organisation_ids)
    visible = RosterImport.objects.filter(_in_scope(scope))
    found = visible.aggregate(
        newest=Max("pk", filter=waiting & own),
        others=Count("pk", filter=waiting & ~own),
        all=Count("pk"),
    )
    newest = found["newest"]
    return ImportsAtHome(
        visible.select_related("file").get(pk=newest) if newest else None,
        found["others"],
        bool(found["all"]),
    )


def list_kept_for(*, actor: Actor, code: str, after: int | None = None) -> Page:
    """Return one page of what the withdrawal of an import left as it is."""
    return list_kept(get_import_for(actor=actor, code=code), after=after)


def list_kept(roster_import: RosterImport, *, after: int | None = None) -> Page:
    kept = roster_import.kept_changes.order_by("id")
    page = list((kept.filter(id__gt=after) if after else kept)[: PAGE + 1])
    return Page(tuple(page[:PAGE]), page[PAGE - 1].pk if len(page) > PAGE else None)


def get_row_for(*, actor: Actor, code: str, row_id: int) -> ImportRow:
    return get_row(get_import_for(actor=actor, code=code), row_id)


def get_row(roster_import: RosterImport, row_id: int) -> ImportRow:
    row = ImportRow.objects.filter(roster_import=roster_import, pk=row_id).first()
    if row is None:
        raise NotFoundError
    return row


def has_stopped(roster_import: RosterImport) -> bool:
    """Tell whether the reading or applying ended without an outcome, as by a lost worker."""
    job = roster_import.job
    is_waiting = roster_import.status in RUNNING
    return is_waiting and (job is None or job.is_finished)


def count_open_rows(roster_import: RosterImport) -> int:
    return ImportRow.objects.filter(
        IN_STATE[RowState.TO_CONFIRM], roster_import=roster_import
    ).count()


def count_rows(roster_import: RosterImport) -> dict[str, int]:
    """Return how many rows stand where, and how many would be applied now; one query."""
    rows = ImportRow.objects.filter(roster_import=roster_import)
    groups = (
        rows.values_list("status", "decision", "is_applied")
        .annotate(number=Count("id"), applicable=Count("id", filter=APPLICABLE))
        .order_by()
    )
    counts = dict.fromkeys([*RowState.values, "applicable"], 0)
    for status, decision, is_applied, number, applicable in groups:
        counts[find_state(status, decision, is_applied=is_applied)] += number
        counts["applicable"] += applicable
    return counts


def iterate_marks(roster_import: RosterImport) -> Iterator[ImportRow]:
    """Yield the rows that come back to the uploader: refused, or not yet answered.

    With them those of which another row of the file says something else.
    """
    rows = _list_with_reasons(roster_import).filter(
        IN_STATE[RowState.REFUSED]
        | IN_STATE[RowState.TO_CONFIRM]
        | (IN_STATE[RowState.WARNING] & CONTRADICTS)
    )
    yield from rows.order_by("id").iterator(chunk_size=2000)


def count_contradicting(roster_import: RosterImport) -> int:
    """Return how many rows are told that another row of the file says something else."""
    return _list_with_reasons(roster_import).filter(CONTRADICTS).count()


def _list_with_reasons(roster_import: RosterImport) -> QuerySet[ImportRow]:
    rows = ImportRow.objects.filter(roster_import=roster_import)
    return rows.alias(kept_reasons=Cast("reasons", TextField()))


def list_uploading_organisations_for(*, actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations in whose name the actor may upload rosters."""
    return list_organisations_acted_for(actor, ALLOWED["programme.import_roster"])


def is_in_place_of(actor: Actor, roster_import: RosterImport) -> bool:
    """Tell whether the actor would act in place of the people who uploaded it."""
    organisation = roster_import.organisation
    if is_platform(actor):
        return False
    own = list_uploading_organisations_for(actor=actor)
    if own.filter(pk=organisation.pk).exists():
        return False
    return select_uploaders(organisation).exists()


def select_uploaders(organisation: Organisation) -> QuerySet[User]:
    """Return the people who upload rosters in an organisation's name."""
    roles = ALLOWED["programme.import_roster"]
    return select_people(Q(organisation=organisation), role__in=roles)


def _visible_imports(actor: Actor) -> QuerySet[RosterImport]:
    """Return an organisation's own uploads, for a unit also those of units below it."""
    scope = get_scope(actor)
    imports = RosterImport.objects.select_related(
        "organisation", "helper", "file", "job"
    )
    return imports.filter(_in_scope(scope)).order_by("-id")


def _in_scope(scope: Scope) -> Q:
    condition = Q(organisation_id__in=scope.organisation_ids)
    for path in scope.officer_unit_paths:
        condition |= match_below(path, "organisation__unit__path")
    return condition
