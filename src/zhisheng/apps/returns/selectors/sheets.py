"""Sheets of values somebody uploaded: the organisation that did sees them."""

from django.db.models import QuerySet

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.returns.models import SheetImport
from zhisheng.apps.returns.permissions import Action, may
from zhisheng.kit.errors import NotFoundError


def list_sheet_imports_for(actor: Actor) -> QuerySet[SheetImport]:
    if not may(actor, Action.IMPORT_VALUES):
        return SheetImport.objects.none()
    return SheetImport.objects.filter(
        organisation_id__in=get_scope(actor).organisation_ids
    ).select_related("file", "uploaded_by")


def get_sheet_import_for(*, actor: Actor, code: str) -> SheetImport:
    found = list_sheet_imports_for(actor).filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found
