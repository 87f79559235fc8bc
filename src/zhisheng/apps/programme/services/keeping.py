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
    ImportChange,
    ImportRow,
    KeptChange,
    RosterImport,
)
from zhisheng.apps.programme.services.applying import CHANGEABLE
from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.returns.models import Value
from zhisheng.kit.bulk import split

BATCH = 500
# Fields that are told under another one's name, or not by themselves.
TOLD_AS = {
    "started_precision": "started_on",
    "ended_precision": "ended_on",
    "size_basis": "size_class",
}


def list_kept_values(
    roster_import: RosterImport, ids: Iterable[int]
) -> Iterator[KeptChange]:
    for batch in split(ids, BATCH):
        values = Value.objects.filter(pk__in=batch).order_by("pk")
        rows = list(values.select_related("enterprise", "declared_by"))
        uploaders = _name_uploaders({value.source for value in rows})
        for value in rows:
            yield _build(
                roster_import,
                value.enterprise,
                KeptKind.VALUE,
                field=value.indicator_id,
                period=value.period,
                by=uploaders.get(value.source) or value.declared_by.name,
                at=value.recorded_at,
            )


def list_kept_engagements(
    roster_import: RosterImport, kept: Mapping[int, Collection[str]]
) -> Iterator[KeptChange]:
    """List helps with the fields that say something else than the import wrote.

    A help written on without another content is listed once, as a whole.
    """
    for batch in split(kept, BATCH):
        found = Engagement.objects.filter(pk__in=batch).order_by("pk")
        for engagement in found.select_related("enterprise", "helper"):
            by, at = _find_changer(roster_import, engagement)
            for field in _tell(kept[engagement.pk]) or [""]:
                yield _build(
                    roster_import,
                    engagement.enterprise,
                    KeptKind.ENGAGEMENT,
                    field=field,
                    period=str(engagement.year),
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
            for row in rows.order_by("-id")
        }
        for one in batch:
            row = made.get((one.enterprise_id, one.year, one.helper_id))
            changed[one.pk] = [
                name
                for name in CHANGEABLE
                if row is not None and getattr(one, name) != getattr(row, name)
            ]
    return changed


def list_kept_enrolments(
    roster_import: RosterImport, enrolments: Iterable[Enrolment]
) -> Iterator[KeptChange]:
    """List ledger entries an officer changed, or another help rests on."""
    for batch in split(enrolments, BATCH):
        names = name_organisations_of({one.recorded_by_id for one in batch})
        for enrolment in batch:
            is_changed = enrolment.recorded_by_id is not None
            yield _build(
                roster_import,
                enrolment.enterprise,
                KeptKind.ENROLMENT,
                reason=KeptReason.CHANGED if is_changed else KeptReason.USED,
                period=str(enrolment.year),
                by=names.get(enrolment.recorded_by_id or 0, ""),
                at=enrolment.updated_at if is_changed else None,
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
    return list(dict.fromkeys(TOLD_AS.get(field, field) for field in fields))


def _name_uploaders(sources: Collection[str]) -> dict[str, str]:
    imports = RosterImport.objects.filter(code__in=sources)
    return dict(imports.values_list("code", "organisation__name"))


def _find_changer(
    roster_import: RosterImport, engagement: Engagement
) -> tuple[str, datetime | None]:
    """Return who changed a help last: a person in the ledger, or a later roster."""
    later = (
        ImportChange.objects.filter(
            table="engagement",
            object_id=engagement.pk,
            roster_import__applied_at__gt=roster_import.applied_at,
        )
        .select_related("roster_import__organisation")
        .order_by("-roster_import__applied_at")
        .first()
    )
    later_at = later.roster_import.applied_at if later else None
    written_at = engagement.recorded_at
    if written_at is not None and (later_at is None or written_at > later_at):
        writer = engagement.recorded_by_id
        return name_organisations_of({writer}).get(writer or 0, ""), written_at
    return (later.roster_import.organisation.name if later else ""), later_at


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
