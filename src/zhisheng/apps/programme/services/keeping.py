"""What a withdrawal leaves as it is: which enterprise, what of it, who changed it, when.

Who is the organisation, not the person: whoever uploaded a roster may ask there, and
those who may see the record find the person in its history.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from zhisheng.apps.accounts.selectors import name_organisations_of
from zhisheng.apps.programme.choices import KeptKind, KeptReason
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportRow,
    KeptChange,
    RosterImport,
)
from zhisheng.apps.programme.selectors import CHANGEABLE
from zhisheng.apps.programme.services.chains import TakenOut, list_last_changes
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.returns import selectors as returns_selectors
from zhisheng.kit.bulk import split

BATCH = 500
KINDS: dict[str, tuple[Any, KeptKind]] = {
    "engagement": (Engagement, KeptKind.ENGAGEMENT),
    "enrolment": (Enrolment, KeptKind.ENROLMENT),
}
# Fields that are told under another one's name, or not by themselves.
TOLD_AS = {
    "started_precision": "started_on",
    "ended_precision": "ended_on",
    "size_basis": "size_class",
}


def list_kept_values(
    roster_import: RosterImport, ids: Iterable[int]
) -> Iterator[KeptChange]:
    for batch in split(returns_selectors.list_kept_values(ids), BATCH):
        uploaders = _name_uploaders({value.source for value in batch})
        for value in batch:
            yield KeptChange(
                roster_import=roster_import,
                enterprise_code=value.enterprise_code,
                enterprise_name=value.enterprise_name,
                kind=KeptKind.VALUE,
                reason=KeptReason.CHANGED,
                field=value.indicator,
                period=value.period,
                changed_by=(uploaders.get(value.source) or value.changed_by)[:120],
                changed_at=datetime.fromisoformat(value.changed_at),
            )


def list_kept_rows(
    roster_import: RosterImport, table: str, kept: Mapping[int, Collection[str]]
) -> Iterator[KeptChange]:
    """List helps or ledger entries with the fields that say something newer.

    What was written on without another content is listed once, as a whole.
    """
    model, kind = KINDS[table]
    for batch in split(kept, BATCH):
        rows = model.objects.filter(pk__in=batch).order_by("pk")
        found = list(rows.select_related("enterprise"))
        changers = _find_changers(roster_import, table, found)
        for row in found:
            by, at = changers[row.pk]
            for field in _tell(kept[row.pk]) or [""]:
                yield _build(
                    roster_import,
                    row.enterprise,
                    kind,
                    reason=KeptReason.CHANGED if at else KeptReason.USED,
                    field=field,
                    period=str(row.year),
                    by=by,
                    at=at,
                )


def compare_with_rows(
    roster_import: RosterImport, engagements: Iterable[Engagement]
) -> dict[int, list[str]]:
    """Return which fields of helps the import made differ from what its rows say."""
    changed = {}
    for batch in split(engagements, BATCH):
        rows = ImportRow.objects.filter(
            roster_import=roster_import,
            is_applied=True,
            enterprise__in=[one.enterprise_id for one in batch],
        )
        # Of rows that tell of the same help the first one made it.
        made = {
            (row.enterprise_id, row.year, row.helper_id): row
            for row in rows.order_by("-step", "-id")
        }
        for one in batch:
            row = made.get((one.enterprise_id, one.year, one.helper_id))
            changed[one.pk] = [
                name
                for name in CHANGEABLE
                if row is not None and getattr(one, name) != getattr(row, name)
            ]
    return changed


def list_overtaken_records(
    roster_import: RosterImport, changes: Iterable[TakenOut]
) -> Iterator[KeptChange]:
    """List fields of enterprises that later imports changed."""
    for batch in split((one for one in changes if one.overtaken), BATCH):
        found = Enterprise.unscoped.in_bulk([one.object_id for one in batch])
        for one in batch:
            if one.object_id not in found:
                continue
            enterprise = found[one.object_id]
            told = {TOLD_AS.get(k, k): later for k, later in one.overtaken.items()}
            for field, later in told.items():
                yield _build(
                    roster_import,
                    enterprise,
                    KeptKind.RECORD,
                    field=field,
                    by=later.roster_import.organisation.name,
                    at=later.roster_import.applied_at,
                )


def list_kept_records(
    roster_import: RosterImport,
    kept: Iterable[Any],
    new: Mapping[int, Mapping[str, Any]],
) -> Iterator[KeptChange]:
    """List enterprises used elsewhere by now, and fields changed since."""
    for batch in split(kept, BATCH):
        found = Enterprise.unscoped.in_bulk([one.enterprise_id for one in batch])
        changers = _find_versions(roster_import, batch, new)
        names = name_organisations_of(
            {version.recorded_by_id for version in changers.values()}
        )
        for one in batch:
            enterprise = found[one.enterprise_id]
            if one.reason == "referred":
                kind = KeptKind.RECORD
                yield _build(roster_import, enterprise, kind, reason=KeptReason.USED)
            for field in _tell(one.fields):
                version = changers.get((enterprise.pk, field))
                yield _build(
                    roster_import,
                    enterprise,
                    KeptKind.RECORD,
                    field=field,
                    by=names.get(version.recorded_by_id or 0, "") if version else "",
                    at=version.recorded_at if version else None,
                )


def _build(
    roster_import: RosterImport,
    enterprise: Enterprise,
    kind: KeptKind,
    *,
    reason: KeptReason = KeptReason.CHANGED,
    field: str = "",
    period: str = "",
    by: str = "",
    at: datetime | None = None,
) -> KeptChange:
    return KeptChange(
        roster_import=roster_import,
        enterprise_code=enterprise.code,
        enterprise_name=enterprise.name,
        kind=kind,
        reason=reason,
        field=field,
        period=period,
        changed_by=by[:120],
        changed_at=at,
    )


def _tell(fields: Collection[str]) -> list[str]:
    told = dict.fromkeys(TOLD_AS.get(field, field) for field in fields)
    # The kind of a help is read from its method and told with it.
    if "method" in told:
        told.pop("help_kind", None)
    return list(told)


def _name_uploaders(sources: Collection[str]) -> dict[str, str]:
    imports = RosterImport.objects.filter(code__in=sources)
    return dict(imports.values_list("code", "organisation__name"))


def _find_changers(
    roster_import: RosterImport, table: str, rows: Collection[Any]
) -> dict[int, tuple[str, datetime | None]]:
    """Return who changed each row last: a person in the ledger, or a later roster."""
    rosters = list_last_changes(roster_import, table, [row.pk for row in rows])
    names = name_organisations_of({row.recorded_by_id for row in rows})
    changers: dict[int, tuple[str, datetime | None]] = {}
    for row in rows:
        later = rosters.get(row.pk)
        later_at = later.roster_import.applied_at if later else None
        written_at = get_written_at(row)
        if written_at is not None and (later_at is None or written_at > later_at):
            changers[row.pk] = names.get(row.recorded_by_id or 0, ""), written_at
        else:
            by = later.roster_import.organisation.name if later else ""
            changers[row.pk] = by, later_at
    return changers


def get_written_at(row: Engagement | Enrolment) -> datetime | None:
    """Return when a person last wrote on a row; rosters leave these times alone."""
    if isinstance(row, Engagement):
        return row.recorded_at
    return row.updated_at if row.recorded_by_id else None


def _find_versions(
    roster_import: RosterImport,
    kept: Collection[Any],
    new: Mapping[int, Mapping[str, Any]],
) -> dict[tuple[int, str], EnterpriseVersion]:
    """Return the last version that gave each kept field another value."""
    fields = {one.enterprise_id: one.fields for one in kept if one.fields}
    values = {
        (pk, name): new[pk][name] for pk, names in fields.items() for name in names
    }
    found: dict[tuple[int, str], EnterpriseVersion] = {}
    later = EnterpriseVersion.objects.filter(
        enterprise__in=fields, recorded_at__gt=roster_import.applied_at
    )
    for version in later.order_by("pk"):
        for name in fields[version.enterprise_id]:
            key = (version.enterprise_id, name)
            if getattr(version, name) != values[key]:
                values[key] = getattr(version, name)
                found[version.enterprise_id, TOLD_AS.get(name, name)] = version
    return found
