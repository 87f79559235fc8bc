"""Choices of columns are saved for the whole organisation, changed and deleted on record."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.errors import (
    ColumnSetChangedError,
    ColumnSetNameError,
    ColumnSetNameTakenError,
    ColumnSetVersionError,
    ColumnsMissingError,
    ColumnUnknownError,
    TooManyColumnsError,
    TooManyColumnSetsError,
)
from zhisheng.apps.accounts.models import ColumnSet, Organisation, User
from zhisheng.apps.accounts.selectors import (
    get_column_set_for,
    list_saving_organisations,
)
from zhisheng.kit import audit
from zhisheng.kit.errors import ForbiddenError, NotFoundError
from zhisheng.kit.exporting import Export
from zhisheng.kit.language import join_words
from zhisheng.ui.formats import format_moment

LONGEST_NAME = 60
MOST_COLUMNS = 200
MOST_SETS = 50


@transaction.atomic
def save_column_set(
    *,
    organisation: Organisation,
    export: Export,
    name: str,
    columns: Sequence[str],
    replaced: ColumnSet | None = None,
    version: int | None = None,
    actor: User,
) -> ColumnSet:
    """Save which columns, in which order; ``replaced`` is the set that is changed.

    ``version`` is the one that was seen of it, by default the one it was read with.
    """
    _require_own(organisation, export, actor)
    pairs = _read_columns(export, columns)
    # Two people save at once: neither the bound nor a name nor a change is passed by.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    kept = ColumnSet.objects.filter(
        organisation=organisation, export=export.name, form=export.form
    )
    if replaced is None:
        found = ColumnSet(
            organisation=organisation, export=export.name, form=export.form
        )
        before: dict[str, object] = {}
        _require_room(kept)
    else:
        found = _take(kept, replaced, version)
        before = _describe(found)
        found.version += 1
    found.name = _read_name(name)
    _require_free(kept.exclude(pk=found.pk), found.name)
    found.columns, found.saved_by, found.saved_at = pairs, actor, timezone.now()
    found.save()
    audit.record(
        action="accounts.column_set_saved",
        subject=found,
        actor=actor,
        old=before,
        new=_describe(found),
    )
    return found


@transaction.atomic
def delete_column_set(
    *, column_set: ColumnSet, version: int | None = None, actor: User
) -> None:
    """Delete a set as it was seen; its address leads nowhere from then on."""
    own = get_column_set_for(actor=actor, code=column_set.code)
    Organisation.objects.select_for_update().get(pk=own.organisation_id)
    found = _take(ColumnSet.objects.all(), column_set, version)
    audit.record(
        action="accounts.column_set_deleted",
        subject=found,
        actor=actor,
        old=_describe(found),
    )
    found.delete()


def _require_own(organisation: Organisation, export: Export, actor: User) -> None:
    own = list_saving_organisations(actor, export.name)
    if not own.filter(pk=organisation.pk).exists():
        raise ForbiddenError


def _read_name(name: str) -> str:
    text = " ".join(name.split())
    if not 0 < len(text) <= LONGEST_NAME:
        raise ColumnSetNameError(most=LONGEST_NAME)
    return text


def _read_columns(export: Export, columns: Sequence[str]) -> list[list[str]]:
    wanted = list(dict.fromkeys(columns))
    if not wanted:
        raise ColumnsMissingError
    if len(wanted) > MOST_COLUMNS:
        raise TooManyColumnsError(most=MOST_COLUMNS, count=len(wanted))
    labels = {column.key: column.label for column in export.columns}
    if unknown := [key[:40] for key in wanted if key not in labels]:
        raise ColumnUnknownError(columns=join_words(unknown[:10]))
    return [[key, labels[key]] for key in wanted]


def _take(kept: QuerySet[ColumnSet], seen: ColumnSet, version: int | None) -> ColumnSet:
    """Return the set to change, unless others deleted or changed it since it was seen."""
    found = kept.filter(code=seen.code).first()
    if found is None:
        raise NotFoundError
    known = seen.version if version is None else version
    if not 0 < known <= found.version:
        raise ColumnSetVersionError(version=known, now=found.version)
    if known < found.version:
        raise ColumnSetChangedError(
            name=found.name,
            person=found.saved_by.name if found.saved_by else _("同事"),
            moment=format_moment(found.saved_at),
        )
    return found


def _require_room(kept: QuerySet[ColumnSet]) -> None:
    if kept.count() >= MOST_SETS:
        raise TooManyColumnSetsError(most=MOST_SETS)


def _require_free(others: QuerySet[ColumnSet], name: str) -> None:
    if others.filter(name=name).exists():
        raise ColumnSetNameTakenError(name=name)


def _describe(found: ColumnSet) -> dict[str, object]:
    return {
        "export": found.export,
        "form": found.form,
        "name": found.name,
        "columns": [key for key, _label in found.columns],
    }
