from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from zhisheng.apps.accounts.choices import OrganisationKind
from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import (
    Actor,
    Scope,
    find_organisation,
    get_scope,
    is_platform,
    list_organisations_acted_for,
)
from zhisheng.apps.programme.choices import RUNNING, Decision, RowStatus, name_field
from zhisheng.apps.programme.errors import HelperUnknownError, show_reason
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportRow,
    ProgrammeYear,
    RosterImport,
)
from zhisheng.apps.programme.permissions import ALLOWED
from zhisheng.apps.registry.models import Enterprise
from zhisheng.apps.registry.selectors import EnterpriseChange, list_pending_changes
from zhisheng.kit.errors import NotFoundError

PAGE = 50
BADGES = {
    RowStatus.ACCEPTED: "done",
    RowStatus.WARNING: "action",
    RowStatus.REFUSED: "stop",
    RowStatus.TO_CONFIRM: "need",
}
APPLICABLE = (
    Q(status__in=[RowStatus.ACCEPTED, RowStatus.WARNING])
    | Q(status=RowStatus.TO_CONFIRM, decision__in=[Decision.SAME, Decision.NEW])
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One attribute of a known enterprise that a row would change."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowPreview:
    """A staging row as the preview shows it."""

    row: ImportRow
    changes: tuple[FieldChange, ...]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Return the reasons with the name of each field as people call it."""
        return [
            {**show_reason(reason), "label": name_field(str(reason["field"]))}
            for reason in self.row.reasons
        ]

    @property
    def badge_kind(self) -> str:
        return BADGES.get(RowStatus(self.row.status), "quiet")

    @property
    def can_decide(self) -> bool:
        row = self.row
        return (
            row.status == RowStatus.TO_CONFIRM
            and not row.decision
            and not row.is_applied
        )

    @property
    def asks_name(self) -> bool:
        return any(
            reason["field"] == "name" and reason["severity"] == "to_confirm"
            for reason in self.row.reasons
        )

    @property
    def may_be_new(self) -> bool:
        """Its code may belong to another enterprise; then a new one cannot have it."""
        by_name = any(candidate["by"] == "name" for candidate in self.row.candidates)
        return self.asks_name and (by_name or not self.row.uscc)


@dataclass(frozen=True, slots=True)
class Page:
    """One keyset page; `next_after` is the last key, None on the last page."""

    items: tuple[Any, ...]
    next_after: int | None


def list_years() -> list[ProgrammeYear]:
    return list(ProgrammeYear.objects.all())


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
    return _paginate(imports.filter(id__lt=after) if after else imports, size=20)


def list_rows_for(
    *, actor: Actor, code: str, status: str = "", after: int | None = None
) -> Page:
    """Return one page of staging rows with what they would change."""
    roster_import = get_import_for(actor=actor, code=code)
    rows = ImportRow.objects.filter(roster_import=roster_import).select_related(
        "enterprise"
    )
    if status:
        rows = rows.filter(status=status)
    if after:
        rows = rows.filter(id__gt=after)
    page = list(rows.order_by("id")[: PAGE + 1])
    changes = _list_changes(roster_import, page[:PAGE])
    previews = tuple(RowPreview(row, changes.get(row.pk, ())) for row in page[:PAGE])
    return Page(previews, page[PAGE - 1].pk if len(page) > PAGE else None)


def list_kept_for(*, actor: Actor, code: str, after: int | None = None) -> Page:
    """Return one page of what the withdrawal of an import left as it is."""
    kept = get_import_for(actor=actor, code=code).kept_changes.order_by("id")
    page = list((kept.filter(id__gt=after) if after else kept)[: PAGE + 1])
    return Page(tuple(page[:PAGE]), page[PAGE - 1].pk if len(page) > PAGE else None)


def list_changeable(roster_import: RosterImport) -> QuerySet[Enterprise]:
    """Return the enterprises whose record an import may change.

    An office changes what it governs; a body's roster adds helps and values but never
    changes a record, nor does its preview show what stands there.
    """
    uploader = roster_import.uploaded_by
    if uploader is not None and is_platform(uploader):
        return Enterprise.unscoped.all()
    is_office = roster_import.organisation.kind == OrganisationKind.UNIT
    if uploader is None or not is_office:
        return Enterprise.unscoped.none()
    return Enterprise.objects.visible_to(uploader)


def find_helper(code: str) -> Organisation | None:
    """Return the helping body a person named; nothing named means the own one."""
    if not code.strip():
        return None
    found = find_organisation(code_or_number=code.strip())
    if found is None:
        raise HelperUnknownError(code=code)
    return found


def get_row_for(*, actor: Actor, code: str, row_id: int) -> ImportRow:
    roster_import = get_import_for(actor=actor, code=code)
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
        roster_import=roster_import,
        status=RowStatus.TO_CONFIRM,
        decision="",
        is_applied=False,
    ).count()


def count_rows(roster_import: RosterImport) -> dict[str, int]:
    """Return how many rows have each status, and how many are answered or applied."""
    rows = ImportRow.objects.filter(roster_import=roster_import)
    counted = rows.values_list("status").annotate(number=Count("id")).order_by()
    return {
        **dict.fromkeys(RowStatus.values, 0),
        **dict(counted),
        "answered": rows.filter(status=RowStatus.TO_CONFIRM)
        .exclude(decision="")
        .count(),
        "applied": rows.filter(is_applied=True).count(),
    }


def iterate_marks(roster_import: RosterImport) -> Iterator[ImportRow]:
    """Yield the rows that come back to the uploader: refused, or not yet answered."""
    rows = ImportRow.objects.filter(
        Q(status=RowStatus.REFUSED) | Q(status=RowStatus.TO_CONFIRM, is_applied=False),
        roster_import=roster_import,
    )
    yield from rows.order_by("id").iterator(chunk_size=2000)


def list_ledger_for(*, actor: Actor, year: int, after: int | None = None) -> Page:
    """Return the ledger of a year within the actor's scope, newest entries first."""
    own = Q(helper__in=get_scope(actor).organisation_ids)
    reported = Engagement.objects.filter(own, year=year).values("enterprise")
    enrolments = Enrolment.objects.filter(
        Q(enterprise__in=Enterprise.objects.visible_to(actor))
        | Q(enterprise__in=reported),
        year=year,
    ).select_related("enterprise", "enterprise__region")
    page = _paginate(
        enrolments.filter(id__lt=after) if after else enrolments, size=PAGE
    )
    readable = set(
        Enterprise.objects.visible_to(actor)
        .filter(pk__in=[enrolment.enterprise_id for enrolment in page.items])
        .values_list("pk", flat=True)
    )
    for enrolment in page.items:
        enrolment.is_readable = enrolment.enterprise_id in readable
    # A body sees its own helps in the ledger, never those of another body.
    is_body = not get_scope(actor).is_officer
    _attach_engagements(page.items, year, own if is_body else Q())
    return page


def list_engagements_of(*, enterprise_code: str) -> list[Engagement]:
    """Return all helps of an enterprise the caller has already been let to see.

    What stands with records merged into it is its own.
    """
    return list(
        Engagement.objects.filter(_is_of(enterprise_code))
        .select_related("helper")
        .order_by("-year", "started_on", "id")
    )


def list_helpers() -> QuerySet[Organisation]:
    """Return the bodies an enterprise may choose from; none of them is recommended."""
    bodies = Organisation.objects.filter(
        kind=OrganisationKind.CERTIFICATION_BODY, is_active=True
    )
    return bodies.order_by("name")


def count_helped_for(*, actor: Actor, year: int) -> dict[str, int]:
    """Return enterprises (distinct) and helps of a year within the actor's scope."""
    visible = Enterprise.objects.visible_to(actor)
    engagements = Engagement.given.filter(year=year, enterprise__in=visible)
    return engagements.aggregate(
        enterprises=Count(
            Coalesce("enterprise__merged_into_id", "enterprise_id"), distinct=True
        ),
        helps=Count("id"),
    )


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
        condition |= Q(
            organisation__unit__path__gte=path, organisation__unit__path__lt=path + "~"
        )
    return condition


def _paginate(queryset: QuerySet[Any], *, size: int) -> Page:
    found = list(queryset.order_by("-id")[: size + 1])
    return Page(tuple(found[:size]), found[size - 1].pk if len(found) > size else None)


def _attach_engagements(enrolments: tuple[Enrolment, ...], year: int, shown: Q) -> None:
    by_enterprise: dict[int, list[Engagement]] = {}
    for engagement in Engagement.objects.filter(
        shown,
        year=year,
        enterprise__in=[enrolment.enterprise_id for enrolment in enrolments],
    ).select_related("helper"):
        by_enterprise.setdefault(engagement.enterprise_id, []).append(engagement)
    for enrolment in enrolments:
        enrolment.engagements_of_year = by_enterprise.get(  # type: ignore[attr-defined]
            enrolment.enterprise_id, []
        )


def _list_changes(
    roster_import: RosterImport, page: list[ImportRow]
) -> dict[int, tuple[FieldChange, ...]]:
    """Tell what applying would change, at the row that does: an enterprise's last one."""
    known = {row.enterprise_id for row in page if row.enterprise_id}
    staging = ImportRow.objects.filter(
        APPLICABLE,
        roster_import=roster_import,
        is_applied=False,
        enterprise__in=list_changeable(roster_import).filter(pk__in=known),
    )
    on = date(roster_import.year, 1, 1)
    pending = {one.enterprise_id: one for one in list_pending_changes(staging, on=on)}
    last = staging.order_by().values_list("enterprise").annotate(last=Max("pk"))
    return {
        pk: tuple(_show_change(pending[enterprise]))
        for enterprise, pk in last.filter(enterprise__in=list(pending))
    }


def _show_change(change: EnterpriseChange) -> Iterator[FieldChange]:
    for field, new in change.new.items():
        # The basis is told with the size class it explains.
        if field != "size_basis":
            yield FieldChange(name_field(field), change.old[field] or "", new)


def iterate_ledger_for(*, actor: Actor, year: int) -> Iterator[Enrolment]:
    """Yield the whole ledger of a year within the actor's scope, in keyset pages."""
    after: int | None = None
    while True:
        page = list_ledger_for(actor=actor, year=year, after=after)
        yield from page.items
        after = page.next_after
        if after is None:
            return


def get_current_year() -> int:
    """Return the newest programme year that has opened, else this calendar year."""
    today = timezone.localdate()
    newest = ProgrammeYear.objects.filter(opens_on__lte=today).first()
    return newest.year if newest else today.year


def get_latest_ledger_year() -> int:
    """Return the newest year with entries, for a ledger opened without a year.

    Entries of a year that has not opened never decide which ledger everybody sees.
    """
    current = get_current_year()
    entries = Enrolment.objects.filter(year__lte=current).order_by("-year")
    return entries.values_list("year", flat=True).first() or current


def get_enrolment(*, enterprise_code: str, year: int) -> Enrolment:
    """Return the ledger entry, else that of a merged record, else an unsaved one."""
    found = Enrolment.objects.filter(_is_of(enterprise_code), year=year)
    own_first = F("enterprise__merged_into").asc(nulls_first=True)
    return found.order_by(own_first, "pk").first() or Enrolment(year=year)


def _is_of(enterprise_code: str) -> Q:
    return Q(enterprise__code=enterprise_code) | Q(
        enterprise__merged_into__code=enterprise_code
    )


def get_enterprise_row_for(*, actor: Actor, code: str) -> Enterprise:
    found = Enterprise.objects.visible_to(actor).filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def get_own_enterprise_for(*, actor: Actor) -> Enterprise:
    scope = get_scope(actor)
    found = Enterprise.unscoped.filter(
        organisation_id__in=scope.organisation_ids
    ).first()
    if found is None:
        raise NotFoundError
    return found


def list_uploading_organisations_for(*, actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations in whose name the actor may upload rosters."""
    return list_organisations_acted_for(actor, ALLOWED["programme.import_roster"])
