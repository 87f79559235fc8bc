"""What applying the rows of an import would change, each change at the row that makes it.

The rows are chosen by the rules of applying; only what the uploader may see is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from zhisheng.apps.accounts.selectors import map_unit_names
from zhisheng.apps.places.selectors import map_industry_names, map_region_names
from zhisheng.apps.programme.choices import (
    ANSWERABLE,
    HelpKind,
    KeptKind,
    Strength,
    name_field,
)
from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportRow,
    RosterImport,
)
from zhisheng.apps.programme.selectors.imports import APPLICABLE
from zhisheng.apps.programme.selectors.pending_entries import (
    DATE_PAIRS,
    DATES,
    PendingEntry,
    list_pending_enrolments,
    list_pending_helps,
)
from zhisheng.apps.programme.selectors.senders import Sender, find_changeable
from zhisheng.apps.programme.selectors.wording import (
    write_pair,
    write_plain,
    write_plain_date,
)
from zhisheng.apps.registry.choices import LegalForm, SizeClass
from zhisheng.apps.registry.selectors import EnterpriseChange, list_pending_changes
from zhisheng.apps.returns.selectors import PendingValue, list_pending_values
from zhisheng.ui.formats import format_dated

LABELS: Mapping[str, Any] = {
    "legal_form": LegalForm,
    "size_class": SizeClass,
    "help_kind": HelpKind,
    "willingness": Strength,
    "potential": Strength,
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Something on record that a row would change.

    ``kind`` is one of ``KeptKind``; ``period`` is that of a value. ``old`` and ``new``
    are for programs, ``old_text`` and ``new_text`` what people call it.
    """

    kind: str
    field: str
    label: str
    old: str
    new: str
    old_text: str
    new_text: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """What the regions, industries and units of a page of rows are called."""

    regions: Mapping[str, str]
    industries: Mapping[str, str]
    units: Mapping[str, str]

    def name_region(self, code: str) -> str:
        return self.regions.get(code, code)

    def name_industry(self, code: str) -> str:
        return f"{code} {self.industries.get(code, '')}".strip()

    def name_unit(self, code: str) -> str:
        return self.units.get(code, code)


@dataclass(frozen=True, slots=True)
class Pending:
    """What the rows of a page would change, by the id of the row."""

    records: Mapping[int, EnterpriseChange]
    others: Mapping[int, Sequence[FieldChange]]

    def show(self, row: ImportRow, names: PlaceNames) -> tuple[FieldChange, ...]:
        record = _show_record(self.records.get(row.pk), names)
        return (*record, *self.others.get(row.pk, ()))


def list_pending(roster_import: RosterImport, rows: Sequence[ImportRow]) -> Pending:
    """Tell what applying would change of the enterprises of these rows; few queries."""
    known = {row.enterprise_id for row in rows if row.enterprise_id}
    if not known or roster_import.status not in ANSWERABLE:
        return Pending({}, {})
    staging = ImportRow.objects.filter(
        APPLICABLE, roster_import=roster_import, enterprise__in=known
    ).order_by()
    governed = Q(enterprise__in=find_changeable(Sender.of(roster_import), known))
    others: defaultdict[int, list[FieldChange]] = defaultdict(list)
    for pk, change in _list_others(roster_import, staging, governed):
        others[pk].append(change)
    records = _list_records(roster_import, staging.filter(governed))
    return Pending(records, others)


def name_places(
    rows: Iterable[ImportRow], changes: Iterable[EnterpriseChange]
) -> PlaceNames:
    regions = [row.region_code for row in rows]
    industries = [row.industry_code for row in rows]
    units = {row.unit_code for row in rows}
    for change in changes:
        for side in (change.old, change.new):
            regions.append(side.get("region_id") or "")
            industries.append(side.get("industry_id") or "")
            units.add(side.get("unit_id") or "")
    return PlaceNames(
        map_region_names(set(regions)),
        map_industry_names(set(industries)),
        map_unit_names(units - {""}),
    )


def stage_values(rows: QuerySet[ImportRow], *, declared_by: str) -> QuerySet[ImportRow]:
    """Return each value of the rows, as ``declared_by`` told it.

    From the rows to their values: one join, where values of chosen rows need two.
    """
    told = Q(values__value__isnull=False) | Q(values__low__isnull=False)
    return rows.filter(told).annotate(
        indicator_code=F("values__indicator_code"),
        period=F("values__period"),
        value=F("values__value"),
        low=F("values__low"),
        high=F("values__high"),
        is_approximate=F("values__is_approximate"),
        declared_by_id=F(declared_by),
    )


def _list_records(
    roster_import: RosterImport, staging: QuerySet[ImportRow]
) -> dict[int, EnterpriseChange]:
    """Tell what applying would change, at the row that does: an enterprise's last one."""
    on = date(roster_import.year, 1, 1)
    pending = {one.enterprise_id: one for one in list_pending_changes(staging, on=on)}
    last = staging.values_list("enterprise").annotate(last=Max("pk"))
    return {
        pk: pending[enterprise]
        for enterprise, pk in last.filter(enterprise__in=list(pending))
    }


def _list_others(
    roster_import: RosterImport, staging: QuerySet[ImportRow], governed: Q
) -> Iterator[tuple[int, FieldChange]]:
    """Tell of values, helps and ledger entries, as far as the uploader may see them.

    What was told in the name of its own organisation it may see always, the ledger of
    an enterprise it helped in the year as well.
    """
    own = roster_import.organisation_id
    told = staging.filter(governed | Q(helper=own))
    helped = Engagement.objects.filter(
        enterprise=OuterRef("enterprise"), year=OuterRef("year"), helper=own
    )
    values = list_pending_values(
        stage_values(told, declared_by="helper_id"),
        source=roster_import.code,
        enterprise="enterprise_id",
        priority="values__pk",
    )
    for value in values:
        yield value.staged_id, _show_value(value)
    helps = list_pending_helps(told, Engagement.objects.all())
    for help_ in helps:
        for change in _show_entry(KeptKind.ENGAGEMENT, help_):
            yield help_.row.pk, change
    entries = staging.filter(governed | Exists(helped))
    for entry in list_pending_enrolments(
        roster_import, entries, Enrolment.objects.all()
    ):
        for change in _show_entry(KeptKind.ENROLMENT, entry):
            yield entry.row.pk, change


def _show_record(
    change: EnterpriseChange | None, names: PlaceNames
) -> Iterator[FieldChange]:
    if change is None:
        return
    for field, new in change.new.items():
        # The basis is told with the size class it explains.
        if field == "size_basis":
            continue
        old = change.old[field] or ""
        yield FieldChange(
            kind=KeptKind.RECORD,
            field=field,
            label=name_field(field),
            old=old,
            new=new,
            old_text=_word(field, old, names),
            new_text=_word(field, new, names),
        )


def _show_value(pending: PendingValue) -> FieldChange:
    old_text, new_text = write_pair(pending.indicator, pending.old, pending.new)
    return FieldChange(
        kind=KeptKind.VALUE,
        field=pending.indicator,
        period=pending.period,
        label=name_field(f"{pending.indicator}_{pending.period}"),
        old=write_plain(pending.old),
        new=write_plain(pending.new),
        old_text=old_text,
        new_text=new_text,
    )


def _show_entry(kind: str, pending: PendingEntry[Any]) -> Iterator[FieldChange]:
    """Tell what changes of a help or a ledger entry; a date with how exact it is."""
    for field, precision in DATE_PAIRS:
        if {field, precision} & {*pending.new}:
            yield _show_date(kind, pending, field, precision)
    for field, new in pending.new.items():
        # The kind is read from the method and told with it, as the method is written.
        if field in DATES or (field == "help_kind" and "method" in pending.new):
            continue
        old = getattr(pending.entry, field)
        yield FieldChange(
            kind=kind,
            field=field,
            label=name_field(field),
            old=old,
            new=new,
            old_text=_word(field, old),
            new_text=_word(field, new),
        )


def _show_date(
    kind: str, pending: PendingEntry[Any], field: str, precision: str
) -> FieldChange:
    names = (field, precision)
    old = [getattr(pending.entry, name) for name in names]
    new = [pending.new.get(name, known) for name, known in zip(names, old, strict=True)]
    return FieldChange(
        kind=kind,
        field=field,
        label=name_field(field),
        old=write_plain_date(*old),
        new=write_plain_date(*new),
        old_text=format_dated(*old),
        new_text=format_dated(*new),
    )


def _word(field: str, value: str, names: PlaceNames | None = None) -> str:
    if names and field == "region_id":
        return names.name_region(value)
    if names and field == "industry_id":
        return names.name_industry(value)
    if names and field == "unit_id":
        return names.name_unit(value)
    if field in LABELS and value:
        return str(LABELS[field](value).label)
    return value
