"""What an administrative record says otherwise of enterprises, and may change of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from zhisheng.apps.registry.choices import (
    EnterpriseStatus,
    ExchangeChange,
    LifeEventKind,
)
from zhisheng.apps.registry.models import (
    Enterprise,
    EnterpriseVersion,
    OutsideRecord,
)
from zhisheng.apps.registry.selectors.official import COLUMNS, read_official
from zhisheng.apps.registry.selectors.standings import lies_elsewhere
from zhisheng.reference.connectors import Layout, find_connector, find_precedence
from zhisheng.reference.industries import find_section

# Connector and layout of the files that tell official fields.
REGISTER = ("enterprise-register", "entities")
DIRECTORY = ("small-micro-directory", "enterprises")
# The day of foundation is no version of anything.
CHANGING = frozenset(COLUMNS.values()) - {"established_on"}
ENDS = {
    EnterpriseStatus.CLOSED: LifeEventKind.CLOSED,
    EnterpriseStatus.REVOKED: LifeEventKind.LICENCE_REVOKED,
}
# What a difference of these fields is called in the life of an enterprise.
CHANGES = {
    LifeEventKind.RENAMED: ("name",),
    LifeEventKind.MOVED: ("region_id", "address"),
}


@dataclass(slots=True)
class ToldState:
    """One enterprise with what a record tells of it."""

    enterprise: Enterprise
    answers: Mapping[str, str]
    values: dict[str, Any]
    changes: dict[str, Any] = field(default_factory=dict)
    old: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the change is called before all else; empty where nothing changes."""
        if self.changes.get("status") in ENDS:
            return ExchangeChange.ENDED
        if "name" in self.changes:
            return ExchangeChange.RENAMED
        if self.changes.keys() & {"region_id", "address"}:
            return ExchangeChange.MOVED
        return ExchangeChange.OTHER if self.changes else ""


def find_told(
    enterprises: Iterable[Enterprise],
    answers: Mapping[int, Mapping[str, str]],
    *,
    connector: str,
    layout: Layout,
    as_of: date,
) -> list[ToldState]:
    """Find what differs and may be written: nothing later, nothing told from above.

    ``answers`` holds the row of each enterprise; each question is asked once for all.
    """
    told = [
        ToldState(one, answers[one.pk], read_official(layout, answers[one.pk]))
        for one in enterprises
    ]
    ids = [one.enterprise.pk for one in told]
    later = _list_changed_later(ids, as_of)
    above = _list_told_above(ids, connector, as_of)
    for one in told:
        _compare(one, later, above.get(one.enterprise.pk, set()))
    return told


def _compare(told: ToldState, later: Collection[int], kept: Collection[str]) -> None:
    is_late = told.enterprise.pk in later
    values = {} if is_late else told.values
    told.values = {name: value for name, value in values.items() if name not in kept}
    told.changes = {
        name: value
        for name, value in told.values.items()
        if name in CHANGING and _is_news(name, value, told.enterprise)
    }
    told.old = {name: getattr(told.enterprise, name) for name in told.changes}


def _is_news(name: str, value: Any, enterprise: Enterprise) -> bool:
    """Tell whether a value says another thing; a wider place or industry does not."""
    known = getattr(enterprise, name)
    if name == "region_id" and known:
        return lies_elsewhere(value, known) or _is_finer(value, known)
    if name == "industry_id" and known:
        return not (known.startswith(value) or find_section(known) == value)
    return bool(known != value)


def _is_finer(region: str, known: str) -> bool:
    return region != known and region.startswith(known.rstrip("0"))


def _list_changed_later(ids: Sequence[int], as_of: date) -> set[int]:
    """Return the enterprises whose change of a later day is on record.

    The day on which somebody merely wrote an enterprise down is no such change.
    """
    rule = find_precedence(timezone.localdate())
    later = EnterpriseVersion.objects.filter(enterprise__in=ids, valid_from__gt=as_of)
    return {
        pk
        for pk, source in later.values_list("enterprise_id", "source")
        if (rank := rule.find_rank(source)) is not None and rank.dates_changes
    }


def _list_told_above(
    ids: Sequence[int], connector: str, as_of: date
) -> dict[int, set[str]]:
    """Return which fields a connector of higher rank has told of each enterprise."""
    rule = find_precedence(timezone.localdate())
    above = [rank.code for rank in rule.list_above(connector)]
    records = OutsideRecord.objects.filter(enterprise__in=ids, connector__in=above)
    told: dict[int, set[str]] = {}
    for pk, code, layout_code, values in records.values_list(
        "enterprise_id", "connector", "layout", "values"
    ):
        known = find_connector(code, as_of)
        layout = known.find_layout(layout_code) if known else None
        if layout is not None:
            told.setdefault(pk, set()).update(read_official(layout, values))
    return told
