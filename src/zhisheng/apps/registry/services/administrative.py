"""What an administrative record tells of official fields, written as of its own day."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from zhisheng.apps.registry.choices import EnterpriseStatus, LifeEventKind
from zhisheng.apps.registry.models import (
    Enterprise,
    EnterpriseVersion,
    OutsideRecord,
)
from zhisheng.apps.registry.selectors.official import (
    list_told,
    read_official,
    write_told,
)
from zhisheng.apps.registry.selectors.standings import lies_elsewhere
from zhisheng.apps.registry.services.attributes import ATTRIBUTES
from zhisheng.apps.registry.services.life_events import HappenedEvent, keep_events
from zhisheng.apps.registry.services.name_index import forget_names, index_names
from zhisheng.kit import audit, bulk
from zhisheng.kit.connectors import Delivery, TakenRow, takes
from zhisheng.methods.linkage import name_key
from zhisheng.reference.connectors import find_connector, find_precedence
from zhisheng.reference.industries import find_section

BATCH = 1_000
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
class _Told:
    """One enterprise with what the record tells of it."""

    enterprise: Enterprise
    row: TakenRow
    values: dict[str, Any]
    changes: dict[str, Any] = field(default_factory=dict)
    old: dict[str, Any] = field(default_factory=dict)


@takes("enterprise-register", "entities")
@takes("small-micro-directory", "enterprises")
def take_official_fields(delivery: Delivery) -> Mapping[str, int]:
    """Write official fields of known enterprises; each question is asked once a batch."""
    counts = Counter(enterprises_updated=0, life_events=0)
    for rows in bulk.split(delivery.rows(), BATCH):
        counts.update(_take(rows, delivery))
    audit.record(
        action="registry.official_fields_told",
        actor=delivery.actor,
        new={"batch": delivery.batch, "connector": delivery.connector.code},
        counts=dict(counts),
    )
    return counts


def _take(rows: Sequence[TakenRow], delivery: Delivery) -> Counter[str]:
    told = _read(rows, delivery)
    _compare(told, delivery)
    changed = [one for one in told if one.changes]
    renamed = {one.enterprise.pk for one in changed if "name" in one.changes}
    names = Enterprise.unscoped.filter(pk__in=renamed)
    # The index is cleared by the old names and filled by the new ones.
    forget_names(names)
    happened = _list_events(changed, delivery)
    _write_versions(changed, delivery)
    _write_current(told)
    index_names(names.values_list("pk", "name_key"))
    actor: Any = delivery.actor
    count = keep_events(happened, source=delivery.connector.name, actor=actor)
    return Counter(enterprises_updated=len(changed), life_events=count)


def _read(rows: Iterable[TakenRow], delivery: Delivery) -> list[_Told]:
    by_id = {row.enterprise_id: row for row in rows}
    found = Enterprise.unscoped.select_for_update().filter(pk__in=by_id).order_by("pk")
    return [
        _Told(one, by_id[one.pk], read_official(delivery.layout, by_id[one.pk].answers))
        for one in found
    ]


def _compare(told: Sequence[_Told], delivery: Delivery) -> None:
    """Find what differs and may be written: nothing later, nothing told from above."""
    ids = [one.enterprise.pk for one in told]
    later = _list_changed_later(ids, delivery.as_of)
    above = _list_told_above(ids, delivery)
    for one in told:
        if one.enterprise.pk in later:
            one.values = {}
        kept = above.get(one.enterprise.pk, set())
        one.values = {k: v for k, v in one.values.items() if k not in kept}
        one.changes = {
            name: value
            for name, value in one.values.items()
            if name in ATTRIBUTES and _is_news(name, value, one.enterprise)
        }
        one.old = {name: getattr(one.enterprise, name) for name in one.changes}


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


def _list_told_above(ids: Sequence[int], delivery: Delivery) -> dict[int, set[str]]:
    """Return which fields a connector of higher rank has told of each enterprise."""
    rule = find_precedence(timezone.localdate())
    above = [rank.code for rank in rule.list_above(delivery.connector.code)]
    records = OutsideRecord.objects.filter(enterprise__in=ids, connector__in=above)
    told: dict[int, set[str]] = {}
    for pk, code, layout_code, values in records.values_list(
        "enterprise_id", "connector", "layout", "values"
    ):
        connector = find_connector(code, delivery.as_of)
        layout = connector.find_layout(layout_code) if connector else None
        if layout is not None:
            told.setdefault(pk, set()).update(read_official(layout, values))
    return told


def _list_events(told: Iterable[_Told], delivery: Delivery) -> list[HappenedEvent]:
    """Tell what happened: an end always, else what differs from an earlier record."""
    happened = []
    for one in told:
        end = ENDS.get(one.changes.get("status", ""))
        if end is not None:
            day = _find_day(one.row, delivery, delivery.layout.happened)
            happened.append(
                HappenedEvent(one.enterprise, end, day, _pick(one, ("status",)))
            )
        dated = one.row.answers.get((delivery.layout.happened or ("",))[-1], "")
        before = list_told(one.enterprise)
        for kind, fields in CHANGES.items():
            is_real = bool(dated) or any(name in before for name in fields)
            touched = _pick(one, fields)
            if is_real and any(touched.values()):
                day = _find_day(one.row, delivery, delivery.layout.happened[-1:])
                happened.append(HappenedEvent(one.enterprise, kind, day, touched))
    return happened


def _pick(one: _Told, fields: Iterable[str]) -> dict[str, Any]:
    return {name: one.old[name] for name in fields if name in one.old}


def _find_day(row: TakenRow, delivery: Delivery, columns: Iterable[str]) -> date:
    """Return the first day the row names, or else the day the file tells of."""
    named = (row.answers.get(column, "") for column in columns)
    text = next(filter(None, named), "")
    day = date.fromisoformat(text) if text else delivery.as_of
    return min(day, delivery.as_of)


def _write_versions(told: Sequence[_Told], delivery: Delivery) -> None:
    """Add the state as of the day; it is the last one even beside a first entry."""
    ids = [one.enterprise.pk for one in told]
    versions = EnterpriseVersion.objects.filter(enterprise__in=ids).order_by()
    newest = dict(
        versions.values_list("enterprise_id").annotate(newest=Max("valid_from"))
    )
    actor: Any = delivery.actor
    for one in told:
        for name, value in one.changes.items():
            setattr(one.enterprise, name, value)
    EnterpriseVersion.objects.bulk_create(
        [
            EnterpriseVersion(
                enterprise=one.enterprise,
                valid_from=max(
                    delivery.as_of, newest.get(one.enterprise.pk, delivery.as_of)
                ),
                source=delivery.connector.code,
                recorded_by=actor,
                **{name: getattr(one.enterprise, name) for name in ATTRIBUTES},
            )
            for one in told
        ],
        batch_size=500,
    )


def _write_current(told: Sequence[_Told]) -> None:
    """Make the state current, and name the fields that were told."""
    now = timezone.now()
    for one in told:
        enterprise = one.enterprise
        enterprise.name_key = name_key(enterprise.name)
        day = one.values.get("established_on")
        enterprise.established_on = day or enterprise.established_on
        official = {name for name in one.values if name in ATTRIBUTES}
        enterprise.administrative_fields = write_told(list_told(enterprise) | official)
        enterprise.updated_at = now
    columns = (
        "name", "name_key", "legal_form", "status", "region_id", "address", "industry_id",
        "established_on", "administrative_fields", "updated_at",
    )  # fmt: skip
    bulk.update_rows(
        Enterprise,
        columns,
        [
            [*(getattr(one.enterprise, name) for name in columns), one.enterprise.pk]
            for one in told
        ],
    )
