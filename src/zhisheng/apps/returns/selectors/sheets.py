"""Sheets of values somebody uploaded: the organisation that did sees them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    list_organisations_acted_for,
)
from zhisheng.apps.returns.choices import JOBS
from zhisheng.apps.returns.models import SheetImport
from zhisheng.apps.returns.permissions import ROLES_BY_ACTION, Action, may
from zhisheng.apps.returns.selectors.values import KeptValue
from zhisheng.kit.errors import NotFoundError

KEPT_PAGE = 100


@dataclass(frozen=True, slots=True)
class KeptPage:
    """Some of the values a withdrawal left, and where the next ones begin."""

    items: tuple[KeptValue, ...]
    next_after: int | None


def list_sheet_imports_for(actor: Actor) -> QuerySet[SheetImport]:
    if not may(actor, Action.IMPORT_VALUES):
        return SheetImport.objects.none()
    return SheetImport.objects.filter(
        organisation_id__in=get_scope(actor).organisation_ids
    ).select_related("file", "uploaded_by", "organisation", "job")


def get_sheet_import_for(*, actor: Actor, code: str) -> SheetImport:
    found = list_sheet_imports_for(actor).filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def has_stopped(sheet_import: SheetImport) -> bool:
    """Tell whether a job ended without an outcome, as by a lost worker."""
    job = sheet_import.job
    return sheet_import.status in JOBS and (job is None or job.is_finished)


def list_kept_for(*, actor: Actor, code: str, after: int = 0) -> KeptPage:
    """Return the values the withdrawal of a sheet left, from a place in the list on."""
    return list_kept(get_sheet_import_for(actor=actor, code=code), after=after)


def list_kept(sheet: SheetImport, *, after: int = 0) -> KeptPage:
    kept = sheet.kept
    start = max(after, 0)
    end = start + KEPT_PAGE
    items = tuple(KeptValue(**one) for one in kept[start:end])
    return KeptPage(items, end if end < len(kept) else None)


def get_sheet_import(code: str) -> SheetImport:
    """Return a sheet for a job, which acts for nobody in particular."""
    found = SheetImport.objects.select_related("file", "organisation", "job")
    return found.get(code=code)


def list_importing_organisations_for(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations in whose name a person may upload values."""
    return list_organisations_acted_for(actor, ROLES_BY_ACTION[Action.IMPORT_VALUES])
