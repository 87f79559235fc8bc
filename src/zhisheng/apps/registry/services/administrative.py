"""What an administrative record tells of official fields, written as of its own day."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from zhisheng.apps.registry.models import Enterprise, EnterpriseVersion
from zhisheng.apps.registry.selectors.official import list_told, write_told
from zhisheng.apps.registry.selectors.told_changes import (
    CHANGES,
    DIRECTORY,
    ENDS,
    REGISTER,
    ToldState,
    find_told,
)
from zhisheng.apps.registry.services.attributes import ATTRIBUTES
from zhisheng.apps.registry.services.life_events import HappenedEvent, keep_events
from zhisheng.apps.registry.services.name_index import (
    forget_names,
    index_names,
    keep_former_names,
)
from zhisheng.kit import audit, bulk
from zhisheng.kit.connectors import Delivery, TakenRow, takes
from zhisheng.methods.linkage import name_key
from zhisheng.reference.connectors import write_source

BATCH = 1_000


@takes(*REGISTER)
@takes(*DIRECTORY)
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
    changed = [one for one in told if one.changes]
    renamed = {one.enterprise.pk for one in changed if "name" in one.changes}
    names = Enterprise.unscoped.filter(pk__in=renamed)
    # The index is cleared by the old names and filled by the new ones.
    forget_names(names)
    happened = _list_events(changed, delivery)
    _write_versions(changed, delivery)
    _write_current(told)
    index_names(names.values_list("pk", "name_key"))
    keep_former_names(
        (one.enterprise, one.old["name"]) for one in changed if "name" in one.old
    )
    actor: Any = delivery.actor
    count = keep_events(happened, source=_mark(delivery), actor=actor)
    return Counter(enterprises_updated=len(changed), life_events=count)


def _mark(delivery: Delivery) -> str:
    return write_source(delivery.connector.code, delivery.batch)


def _read(rows: Iterable[TakenRow], delivery: Delivery) -> list[ToldState]:
    answers = {row.enterprise_id: row.answers for row in rows}
    found = Enterprise.unscoped.select_for_update().filter(pk__in=answers)
    return find_told(
        found.order_by("pk"),
        answers,
        connector=delivery.connector.code,
        layout=delivery.layout,
        as_of=delivery.as_of,
    )


def _list_events(told: Iterable[ToldState], delivery: Delivery) -> list[HappenedEvent]:
    """Tell what happened: an end always, else what differs from an earlier record."""
    happened = []
    for one in told:
        end = ENDS.get(one.changes.get("status", ""))
        if end is not None:
            day = _find_day(one.answers, delivery, delivery.layout.happened)
            happened.append(
                HappenedEvent(one.enterprise, end, day, _pick(one, ("status",)))
            )
        dated = one.answers.get((delivery.layout.happened or ("",))[-1], "")
        before = list_told(one.enterprise)
        for kind, fields in CHANGES.items():
            is_real = bool(dated) or any(name in before for name in fields)
            touched = _pick(one, fields)
            if is_real and any(touched.values()):
                day = _find_day(one.answers, delivery, delivery.layout.happened[-1:])
                happened.append(HappenedEvent(one.enterprise, kind, day, touched))
    return happened


def _pick(one: ToldState, fields: Iterable[str]) -> dict[str, Any]:
    return {name: one.old[name] for name in fields if name in one.old}


def _find_day(
    answers: Mapping[str, str], delivery: Delivery, columns: Iterable[str]
) -> date:
    """Return the first day the row names, or else the day the file tells of."""
    named = (answers.get(column, "") for column in columns)
    text = next(filter(None, named), "")
    day = date.fromisoformat(text) if text else delivery.as_of
    return min(day, delivery.as_of)


def _write_versions(told: Sequence[ToldState], delivery: Delivery) -> None:
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
                source=_mark(delivery),
                recorded_by=actor,
                **{name: getattr(one.enterprise, name) for name in ATTRIBUTES},
            )
            for one in told
        ],
        batch_size=500,
    )


def _write_current(told: Sequence[ToldState]) -> None:
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
