"""Files of other systems: which there are, how they stand, which rows come back."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhisheng.apps.accounts.models import Organisation
from zhisheng.apps.accounts.selectors import (
    Actor,
    get_scope,
    is_platform,
    list_organisations_acted_for,
)
from zhisheng.apps.registry.choices import EXCHANGE_JOBS, TAKEN, ExchangeChange
from zhisheng.apps.registry.models import (
    Enterprise,
    ExchangeBatch,
    ExchangeRow,
    OutsideRecord,
)
from zhisheng.apps.registry.models.enterprises import build_governed_condition
from zhisheng.apps.registry.permissions import ROLES_BY_ACTION, Action
from zhisheng.kit.bulk import split
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.language import is_english
from zhisheng.reference.connectors import (
    Connector,
    Direction,
    Layout,
    find_version,
    load_connectors,
)
from zhisheng.reference.loader import Status, pick

# How far a layout was compared with an official text, as it is told.
STATUSES = (gettext_noop("示例"), gettext_noop("待核"))
BATCHES_SHOWN = 20
ROWS_SHOWN = 50
RECORDS_SHOWN = 100
IDS_PER_QUERY = 2_000


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """One page of batches or of rows; ``next_after`` leads on, 0 where it ends."""

    items: tuple[Any, ...]
    next_after: int


@dataclass(frozen=True, slots=True)
class OutsideView:
    """What another system told of an enterprise; answers by their layout's columns."""

    connector: Connector
    layout: Layout
    key: str
    as_of: date
    values: Mapping[str, str]


def list_layouts(direction: Direction, *, on: date) -> list[tuple[Connector, Layout]]:
    """Return the layouts of a direction that are in force on a day."""
    return [
        (connector, layout)
        for connector in pick(load_connectors(), on)
        for layout in connector.layouts
        if layout.direction is direction
    ]


def name_layout(connector: Connector, layout: Layout) -> str:
    """Return both names, and how far the layout was compared with an official one."""
    is_other = is_english()
    system = connector.english_name if is_other else connector.name
    table = layout.english_name if is_other else layout.name
    named = system if table == system else f"{system} · {table}"
    if connector.status is Status.CONFIRMED:
        return named
    return _("{layout}（{status}）").format(layout=named, status=_(connector.status))


def find_layout(batch: ExchangeBatch) -> tuple[Connector, Layout]:
    """Return the version of the layout by which a batch was read or written."""
    connector = find_version(batch.connector, batch.version)
    layout = connector.find_layout(batch.layout) if connector else None
    if connector is None or layout is None:
        raise NotFoundError
    return connector, layout


def list_exchanging_organisations_for(actor: Actor) -> QuerySet[Organisation]:
    """Return the offices in whose name the actor may exchange files."""
    return list_organisations_acted_for(actor, ROLES_BY_ACTION[Action.EXCHANGE])


def list_batches_for(*, actor: Actor, after: int | None = None) -> ExchangePage:
    batches = _visible_batches(actor).order_by("-pk")
    batches = batches.filter(pk__lt=after) if after else batches
    return _cut(batches, BATCHES_SHOWN)


def get_batch_for(*, actor: Actor, code: str) -> ExchangeBatch:
    found = _visible_batches(actor).filter(code=code).first()
    if found is None:
        raise NotFoundError
    return found


def get_batch(code: str) -> ExchangeBatch:
    """Return a batch for a job, which acts for nobody in particular."""
    return ExchangeBatch.objects.select_related("organisation", "file", "job").get(
        code=code
    )


def is_batch_stopped(batch: ExchangeBatch) -> bool:
    """Tell whether reading or applying ended without an outcome, as by a lost worker."""
    job = batch.job
    return batch.status in EXCHANGE_JOBS and (job is None or job.is_finished)


def count_exchange_rows(batch: ExchangeBatch) -> dict[str, int]:
    counted = batch.rows.order_by().values_list("status").annotate(number=Count("pk"))
    return dict(counted)


def has_rows_to_take(batch: ExchangeBatch) -> bool:
    return batch.rows.filter(status__in=TAKEN).exists()


def list_returned_rows(
    batch: ExchangeBatch, *, after: int | None = None
) -> ExchangePage:
    """Return one page of the rows that were not taken, in the order of the file."""
    rows = batch.rows.exclude(status__in=TAKEN).order_by("pk")
    return _cut(rows.filter(pk__gt=after) if after else rows, ROWS_SHOWN)


def list_changing_rows(
    batch: ExchangeBatch, *, change: str = "", after: int | None = None
) -> ExchangePage:
    """Return one page of the rows that change a record, in the order of the file."""
    rows = _select_changing(batch).select_related("enterprise").order_by("pk")
    rows = rows.filter(change=change) if change in ExchangeChange else rows
    return _cut(rows.filter(pk__gt=after) if after else rows, ROWS_SHOWN)


def count_changing_rows(batch: ExchangeBatch) -> dict[str, int]:
    counted = _select_changing(batch).order_by().values_list("change")
    return dict(counted.annotate(number=Count("pk")))


def _select_changing(batch: ExchangeBatch) -> QuerySet[ExchangeRow]:
    return batch.rows.filter(status__in=TAKEN).exclude(change="")


def iterate_returned_rows(batch: ExchangeBatch) -> Iterator[ExchangeRow]:
    rows = batch.rows.exclude(status__in=TAKEN).order_by("pk")
    yield from rows.iterator(chunk_size=2_000)


def select_governed_ids(actor: Actor | None) -> QuerySet[Any, Any]:
    """Select the ids of what the actor's offices govern; without an actor, of all."""
    found = Enterprise.unscoped.filter(merged_into=None)
    if actor is None or is_platform(actor):
        return found.values("pk")
    scope = get_scope(actor)
    if not scope.is_officer:
        return found.none().values("pk")
    return found.filter(build_governed_condition(scope, actor)).values("pk")


def find_governed_by_codes(
    codes: Collection[str], actor: Actor | None
) -> dict[str, int]:
    """Return the enterprise of each code, as far as the actor governs it."""
    found: dict[str, int] = {}
    for batch in split(codes, IDS_PER_QUERY):
        governed = Enterprise.unscoped.filter(
            uscc__among=batch, pk__in=select_governed_ids(actor)
        )
        found |= dict(governed.values_list("uscc", "pk"))
    return found


def list_outside_records(enterprise: Enterprise) -> list[OutsideView]:
    """Return what other systems told of it and of what was merged into it, newest first.

    Whoever asks has made sure that nothing of the enterprise is hidden from the reader.
    """
    own = Q(enterprise=enterprise) | Q(enterprise__merged_into=enterprise)
    records = OutsideRecord.objects.filter(own).select_related("batch")
    newest = records.order_by("-as_of", "connector", "layout", "key")
    return [
        OutsideView(*find_layout(one.batch), one.key, one.as_of, one.values)
        for one in newest[:RECORDS_SHOWN]
    ]


def _visible_batches(actor: Actor) -> QuerySet[ExchangeBatch]:
    batches = ExchangeBatch.objects.select_related(
        "organisation", "recipient", "file", "job", "created_by"
    )
    if is_platform(actor):
        return batches
    return batches.filter(organisation__in=list_exchanging_organisations_for(actor))


def _cut(rows: QuerySet[Any], size: int) -> ExchangePage:
    items = tuple(rows[: size + 1])
    is_more = len(items) > size
    return ExchangePage(items[:size], items[size - 1].pk if is_more else 0)
