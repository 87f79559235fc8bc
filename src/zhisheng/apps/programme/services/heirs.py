"""Other applied rosters that tell of what a withdrawn one tells of.

A thing said twice is written once. What another roster says as well must stay when the
first one is withdrawn, as that other roster says it; the roster it goes to is the heir.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db.models import QuerySet

from zhisheng.apps.programme.models import (
    Engagement,
    Enrolment,
    ImportRow,
    RosterImport,
)
from zhisheng.apps.programme.selectors import CHANGEABLE, LEDGER_CHANGEABLE
from zhisheng.apps.programme.services.entries import plain
from zhisheng.apps.registry.choices import SizeClass
from zhisheng.apps.registry.selectors import STAGED
from zhisheng.methods.size_class import DEFINITION

Key = tuple[int | None, ...]
# Field of the thing → column of a staging row.
COLUMNS: dict[str, Mapping[str, str]] = {
    "engagement": {name: name for name in CHANGEABLE},
    "enrolment": {name: name for name in LEDGER_CHANGEABLE},
    "enterprise": {
        "name": "name",
        **STAGED,
        "contact_name": "contact_name",
        "contact_phone": "contact_phone",
    },
}
# What an enterprise holds where a staging row is silent.
UNSAID = {
    "region_id": None,
    "industry_id": None,
    "unit_id": None,
    "size_class": SizeClass.UNKNOWN.value,
}
UNSIZED: Mapping[str, Any] = {
    "size_class": SizeClass.UNKNOWN.value,
    "size_basis": {"definition": DEFINITION, "row": ""},
}


def key_of(item: ImportRow | Engagement | Enrolment, table: str) -> Key:
    """Return what two rows share that tell of one enterprise, entry or help."""
    key: Key = (item.enterprise_id,)
    if table != "enterprise":
        key += (item.year,)
    if table == "engagement" and not isinstance(item, Enrolment):
        key += (item.helper_id,)
    return key


@dataclass(frozen=True, slots=True)
class Words:
    """What the withdrawn roster's rows say of a thing, and what its heirs' rows do."""

    own: Sequence[ImportRow]
    heirs: Sequence[ImportRow]

    @property
    def heir(self) -> RosterImport:
        return self.heirs[0].roster_import

    def list_own(self, table: str) -> dict[str, Any]:
        """Return what the withdrawn roster made the thing say, by field.

        The first row makes a help or an enterprise; every row speaks of an entry.
        """
        rows = self.own if table == "enrolment" else self.own[:1]
        return {name: _get_last(rows, name, table) for name in COLUMNS[table]}

    def say(self, name: str, table: str, *, but: int | None = None) -> Any:
        """Return the first thing an heir says of a field, or what it holds unsaid."""
        sayers = self.without_lent() if name in UNSIZED else self
        rows = [row for row in sayers.heirs if row.roster_import_id != but]
        values = [_get(row, name, table) for row in rows]
        unsaid = UNSIZED.get(name, _get(ImportRow(), name, table))
        return next((value for value in values if value != unsaid), unsaid)

    def without_lent(self) -> Self:
        """Leave out heirs whose size was judged by the industry another one wrote."""
        return replace(self, heirs=[row for row in self.heirs if row.industry_code])

    def only(self, imports: Collection[int]) -> Self | None:
        """Return the words with these rosters' rows for heirs, if there are any."""
        rows = [row for row in self.heirs if row.roster_import_id in imports]
        return replace(self, heirs=rows) if rows else None

    def find_later(self, name: str, table: str, value: Any) -> RosterImport | None:
        """Return the first roster applied since that says a value again."""
        applied_at = self.own[0].roster_import.applied_at
        for row in self.heirs:
            at = row.roster_import.applied_at
            is_later = at is not None and applied_at is not None and at > applied_at
            if is_later and plain(_get(row, name, table)) == value:
                return row.roster_import
        return None


def _get_last(rows: Sequence[ImportRow], name: str, table: str) -> Any:
    unsaid = _get(ImportRow(), name, table)
    values = [_get(row, name, table) for row in reversed(rows)]
    return next((value for value in values if value != unsaid), unsaid)


def _get(row: ImportRow, name: str, table: str) -> Any:
    """Return what a row says of a field, as the thing itself holds it."""
    value = getattr(row, COLUMNS[table][name])
    return UNSAID[name] if value == "" and name in UNSAID else value


@dataclass(frozen=True, slots=True)
class Heirs:
    """Rows that tell of the same enterprises; their ids by enterprise, read as needed."""

    own: Mapping[int, list[int]]
    others: Mapping[int, list[int]]

    @classmethod
    def find(cls, roster_import: RosterImport) -> Self:
        applied = ImportRow.objects.filter(is_applied=True).exclude(enterprise=None)
        own = applied.filter(roster_import=roster_import)
        others = applied.exclude(roster_import=roster_import)
        told = others.filter(enterprise__in=own.order_by().values("enterprise"))
        by_enterprise = _group(told)
        return cls(_group(own) if by_enterprise else {}, by_enterprise)

    def read(self, enterprises: Iterable[int], table: str) -> dict[Key, Words]:
        """Return what is said of the things of some enterprises, where heirs say it."""
        inherited = [pk for pk in enterprises if pk in self.others]
        own: defaultdict[Key, list[ImportRow]] = defaultdict(list)
        for row in _read_rows(self.own, inherited).order_by("step", "pk"):
            own[key_of(row, table)].append(row)
        heirs: defaultdict[Key, list[ImportRow]] = defaultdict(list)
        rows = _read_rows(self.others, inherited)
        for row in rows.order_by("roster_import__applied_at", "pk"):
            heirs[key_of(row, table)].append(row)
        return {key: Words(own[key], heirs[key]) for key in own if key in heirs}


def _group(rows: QuerySet[ImportRow]) -> dict[int, list[int]]:
    grouped: defaultdict[int, list[int]] = defaultdict(list)
    for enterprise, pk in rows.order_by().values_list("enterprise_id", "pk").iterator():
        grouped[enterprise].append(pk)
    return dict(grouped)


def _read_rows(
    ids: Mapping[int, list[int]], enterprises: Iterable[int]
) -> QuerySet[ImportRow]:
    wanted = [pk for enterprise in enterprises for pk in ids[enterprise]]
    rows = ImportRow.objects.filter(pk__in=wanted)
    return rows.select_related("roster_import__organisation")
