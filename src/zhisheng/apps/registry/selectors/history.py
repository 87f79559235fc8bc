"""What was recorded of an enterprise when, and what it was on a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.selectors import Actor, get_scope
from zhisheng.apps.registry.models import (
    ChangeProposal,
    Enterprise,
    EnterpriseAttributes,
    EnterpriseVersion,
    LifeEvent,
)
from zhisheng.apps.registry.selectors.records import pick_enterprise_for
from zhisheng.apps.registry.selectors.views import show_rows
from zhisheng.kit import bulk

ATTRIBUTES = tuple(
    field.attname for field in EnterpriseAttributes._meta.get_fields() if field.concrete
)
NAMES = ("enterprise_id", "valid_from", *ATTRIBUTES)
ENTERPRISES_PER_QUERY = 2_000


@dataclass(frozen=True, slots=True)
class Attributes:
    """The state of an enterprise on a day; ``valid_from`` is when it was so first."""

    enterprise_id: int
    valid_from: date
    name: str
    uscc: str
    legal_form: str
    status: str
    region_id: str | None
    address: str
    business_region_id: str | None
    business_address: str
    industry_id: str | None
    unit_id: str | None
    size_class: str
    size_basis: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of the timeline: what changed from what to what, by whom."""

    on: date
    label: str
    changes: tuple[tuple[str, str, str], ...]
    source: str
    recorded_by: str


def get_attributes(enterprise: Enterprise, *, on: date) -> Attributes | None:
    """Return the state on a day; before the first recorded day, the first state."""
    return list_attributes([enterprise.pk], on=on).get(enterprise.pk)


def list_attributes(
    enterprise_ids: Sequence[int], *, on: date
) -> dict[int, Attributes]:
    """Return the state of many enterprises on a day."""
    found: dict[int, Attributes] = {}
    for batch in bulk.split(enterprise_ids, ENTERPRISES_PER_QUERY):
        versions = EnterpriseVersion.objects.filter(enterprise__in=batch)
        rows = versions.order_by("enterprise_id", "valid_from", "pk")
        for row in rows.values_list("enterprise_id", "valid_from", *ATTRIBUTES):
            attributes = Attributes(**dict(zip(NAMES, row, strict=True)))
            if attributes.enterprise_id not in found or attributes.valid_from <= on:
                found[attributes.enterprise_id] = attributes
    return found


def list_founding_days(enterprise_ids: Sequence[int]) -> dict[int, date]:
    """Return the days on which those enterprises were founded of which it is known."""
    found: dict[int, date] = {}
    for batch in bulk.split(enterprise_ids, ENTERPRISES_PER_QUERY):
        known = Enterprise.unscoped.filter(pk__in=batch).exclude(established_on=None)
        found |= {
            pk: day for pk, day in known.values_list("pk", "established_on") if day
        }
    return found


def list_history_for(*, actor: Actor, code: str) -> list[HistoryEntry]:
    """Return the timeline, newest first; only to those from whom nothing is hidden."""
    enterprise = pick_enterprise_for(actor=actor, code=code)
    (row,) = show_rows([enterprise], get_scope(actor))
    if row.hidden:
        return []
    offices = _name_offices(enterprise)
    entries = [
        replace(
            entry, recorded_by=f"{entry.recorded_by}{offices.get(entry.source, '')}"
        )
        for entry in (*_tell_versions(enterprise), *_tell_events(enterprise))
    ]
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _name_offices(enterprise: Enterprise) -> dict[str, str]:
    """Name by source the office that let a change pass, and in whose place."""
    passed = ChangeProposal.objects.filter(enterprise=enterprise).exclude(
        office_name=""
    )
    return {
        f"proposal:{one.code}": _("（{office}代{unit}）").format(
            office=one.office_name, unit=one.acted_for_name
        )
        if one.acted_for_name
        else _("（{office}）").format(office=one.office_name)
        for one in passed
    }


def _tell_versions(enterprise: Enterprise) -> Iterator[HistoryEntry]:
    before: EnterpriseVersion | None = None
    related = ("region", "business_region", "industry", "unit", "recorded_by")
    for version in enterprise.versions.select_related(*related):
        changes = _compare(before, version) if before else ()
        if before is None or changes:
            yield HistoryEntry(
                on=version.valid_from,
                label="" if before else _("首次登记"),
                changes=changes,
                source=version.source,
                recorded_by=str(version.recorded_by or ""),
            )
        before = version


def _compare(
    before: EnterpriseVersion, after: EnterpriseVersion
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (name, _show(before, name), _show(after, name))
        for name in ATTRIBUTES
        if name != "size_basis" and getattr(before, name) != getattr(after, name)
    )


def _show(version: EnterpriseVersion, name: str) -> str:
    display = getattr(version, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    return str(getattr(version, name.removesuffix("_id")) or "")


def _tell_events(enterprise: Enterprise) -> Iterator[HistoryEntry]:
    own = Q(enterprise=enterprise)
    events = LifeEvent.objects.filter(own).select_related("recorded_by")
    for event in events:
        yield HistoryEntry(
            on=event.happened_on,
            label=event.get_kind_display(),
            changes=(),
            source=event.source,
            recorded_by=str(event.recorded_by or ""),
        )
