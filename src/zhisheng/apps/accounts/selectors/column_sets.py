"""Saved choices of columns: those of the own organisations, and what is left of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from zhisheng.apps.accounts.errors import ColumnsMissingError
from zhisheng.apps.accounts.models import ColumnSet, Organisation
from zhisheng.apps.accounts.selectors.organisations import list_organisations_acted_for
from zhisheng.apps.accounts.selectors.scope import Actor
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.exporting import Export, ExportColumn, get_offer, list_offers

CODE_MARK = "L-"


@dataclass(frozen=True, slots=True)
class ChosenColumns:
    """The columns of an export in the wanted order; ``retired`` it has no longer."""

    columns: tuple[ExportColumn, ...]
    saved: ColumnSet | None = None
    retired: tuple[str, ...] = ()


def list_saving_organisations(actor: Actor, export: str) -> QuerySet[Organisation]:
    """Return the organisations for which the actor may take an export."""
    return list_organisations_acted_for(actor, get_offer(export).roles)


def list_column_sets_for(
    *, actor: Actor, export: str, form: str = ""
) -> list[ColumnSet]:
    organisations = list_saving_organisations(actor, export)
    found = ColumnSet.objects.filter(
        organisation__in=organisations, export=export, form=form
    )
    return list(found.select_related("organisation", "saved_by"))


def get_column_set_for(*, actor: Actor, code: str) -> ColumnSet:
    """Return a set of an organisation for which the actor may take that very export."""
    found = ColumnSet.objects.select_related("organisation").filter(code=code).first()
    known = {offer.name for offer in list_offers()}
    if found is None or found.export not in known:
        raise NotFoundError
    own = list_saving_organisations(actor, found.export)
    if not own.filter(pk=found.organisation_id).exists():
        raise NotFoundError
    return found


def choose_export_columns(
    *, actor: Actor, export: Export, wanted: Sequence[str]
) -> ChosenColumns:
    """Read what an address asks for: the code of a set, or columns one by one.

    A set opens nothing: only columns that the export has for this actor are taken.

    Raises
    ------
    NotFoundError
        If the set is nobody's of the actor's or belongs to another export.
    ColumnsMissingError
        If the export has none of the wanted columns.
    """
    saved = _find_saved(actor, export, wanted)
    known = {column.key: column for column in export.columns}
    if saved is not None:
        pairs = [(str(key), str(label)) for key, label in saved.columns]
        retired = tuple(label for key, label in pairs if key not in known)
        chosen = tuple(known[key] for key, _label in pairs if key in known)
    else:
        retired = ()
        chosen = tuple(known[key] for key in dict.fromkeys(wanted) if key in known)
    if not wanted:
        chosen = tuple(column for column in export.columns if column.is_usual)
    if not chosen:
        raise ColumnsMissingError
    return ChosenColumns(chosen, saved, retired)


def _find_saved(
    actor: Actor, export: Export, wanted: Sequence[str]
) -> ColumnSet | None:
    if len(wanted) != 1 or not wanted[0].startswith(CODE_MARK):
        return None
    saved = get_column_set_for(actor=actor, code=wanted[0])
    if (saved.export, saved.form) != (export.name, export.form):
        raise NotFoundError
    return saved
