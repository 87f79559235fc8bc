"""Files of other systems as their pages tell them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhisheng.apps.registry.choices import (
    EXCHANGE_JOBS,
    FIELD_NAMES,
    TAKEN,
    ExchangeChange,
    ExchangeRowStatus,
    ExchangeStatus,
)
from zhisheng.apps.registry.models import ExchangeBatch, ExchangeRow
from zhisheng.apps.registry.selectors.exchange import (
    find_layout,
    is_batch_stopped,
    name_layout,
)
from zhisheng.apps.registry.selectors.reviews import name_codes
from zhisheng.kit.language import join_clauses, join_sentences, label_text
from zhisheng.reference.connectors import Direction, Layout
from zhisheng.ui.formats import format_date, format_moment
from zhisheng.ui.tables import Badge, Column, Row, Table

# What applying counted, in the order it is told.
COUNTED = ("records_added", "records_renewed", "enterprises_updated", "life_events")


@dataclass(frozen=True, slots=True)
class CountTile:
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """What some rows do to their records, and how many of them there are."""

    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """One file as its page tells it: what stands, what can be done next."""

    batch: ExchangeBatch
    name: str
    layout: Layout
    is_running: bool
    has_stopped: bool
    can_apply: bool
    has_returned: bool
    tiles: tuple[CountTile, ...]
    accepted: int
    told: str
    problem: str
    done: int
    total: int


def describe_batch(batch: ExchangeBatch) -> BatchSummary:
    connector, layout = find_layout(batch)
    job, counts = batch.job, batch.counts
    stopped = is_batch_stopped(batch)
    taken = _count_taken(batch)
    returned = [status for status in ExchangeRowStatus if status not in TAKEN]
    problem = _(job.error_message) if stopped and job else batch.problem
    return BatchSummary(
        batch=batch,
        name=name_layout(connector, layout),
        layout=layout,
        is_running=batch.status in EXCHANGE_JOBS and not stopped,
        has_stopped=stopped,
        can_apply=batch.status == ExchangeStatus.PREVIEWED and taken > 0,
        has_returned=any(counts.get(status) for status in returned),
        tiles=tuple(
            CountTile(str(status.label), counts.get(status, 0))
            for status in ExchangeRowStatus
        ),
        accepted=counts.get(ExchangeRowStatus.ACCEPTED, 0),
        told=_tell_applied(counts.get("applied", {})),
        problem=problem,
        done=job.progress_done if job else 0,
        total=(job.progress_total or 0) if job else 0,
    )


def tabulate_batches(batches: Iterable[ExchangeBatch]) -> Table:
    columns = (
        Column("name", _("来源")),
        Column("direction", _("方向")),
        Column("number", _("批次号")),
        Column("as_of", _("数据截至")),
        Column("status", _("状态")),
        Column("rows", _("行数"), is_number=True),
        Column("created_at", _("时间")),
    )
    return Table(columns, tuple(map(_batch_row, batches)), _("数据交换记录"))


def tabulate_returned(rows: Sequence[ExchangeRow], layout: Layout) -> Table:
    """Show what was not taken, in which row, with the cure."""
    columns = (
        Column("row", _("行")),
        Column("name", _("企业")),
        Column("status", _("结果")),
        Column("reason", _("原因和办法")),
    )
    return Table(
        columns,
        tuple(
            Row(
                (
                    f"{row.sheet}!{row.row}" if row.sheet else str(row.row),
                    row.name or row.answers.get(layout.code_column.code, "—"),
                    str(row.get_status_display()),
                    join_sentences(*(text for one in row.reasons for text in one[1:])),
                ),
                state="stop",
            )
            for row in rows
        ),
    )


def list_change_kinds(counts: Mapping[str, int], chosen: str) -> list[ChangeKind]:
    """Name what the rows change, the gravest first, with how many do."""
    return [
        ChangeKind(one.value, str(one.label), counts[one], one == chosen)
        for one in ExchangeChange
        if counts.get(one)
    ]


def tabulate_changes(rows: Sequence[ExchangeRow]) -> Table:
    """Show what applying changes of which record, from what to what."""
    names = name_codes(one for row in rows for one in _list_changes(row))
    columns = (
        Column("name", _("企业")),
        Column("row", _("行")),
        Column("change", _("变化")),
        Column("fields", _("改动")),
    )
    return Table(columns, tuple(_change_row(row, names) for row in rows))


def _change_row(row: ExchangeRow, names: Mapping[tuple[str, str], str]) -> Row:
    is_end = row.change == ExchangeChange.ENDED
    texts = (
        label_text(
            str(FIELD_NAMES[field]),
            f"{names.get((field, old), old) or '—'} → {names.get((field, new), new)}",
        )
        for field, old, new in _list_changes(row)
    )
    code = row.enterprise.code if row.enterprise else ""
    return Row(
        (
            row.enterprise.name if row.enterprise else row.name,
            f"{row.sheet}!{row.row}" if row.sheet else str(row.row),
            Badge(str(row.get_change_display()), "need" if is_end else "quiet"),
            join_clauses(texts),
        ),
        url=reverse("registry:detail", args=[code]) if code else "",
        state="need" if is_end else "",
    )


def _list_changes(row: ExchangeRow) -> list[tuple[str, str, str]]:
    return [(field, old, new) for field, (old, new) in row.changes.items()]


def _batch_row(batch: ExchangeBatch) -> Row:
    connector, layout = find_layout(batch)
    counts = batch.counts
    rows = sum(counts.get(status, 0) for status in ExchangeRowStatus)
    has_rows = batch.status == ExchangeStatus.PREVIEWED and _count_taken(batch) > 0
    waits = has_rows or is_batch_stopped(batch)
    is_inbound = batch.direction == Direction.INBOUND
    return Row(
        (
            name_layout(connector, layout),
            str(batch.get_direction_display()),
            batch.number,
            format_date(batch.as_of),
            Badge(_name_status(batch), "need" if waits else "quiet"),
            rows or counts.get("rows", 0),
            format_moment(batch.created_at),
        ),
        url=reverse("registry:exchange_batch", args=[batch.code]) if is_inbound else "",
        state="need" if waits else "",
    )


def _count_taken(batch: ExchangeBatch) -> int:
    return sum(batch.counts.get(status, 0) for status in TAKEN)


def _name_status(batch: ExchangeBatch) -> str:
    """Say how a batch stands; one without a row to take waits for nobody."""
    if is_batch_stopped(batch):
        return _("中断")
    if batch.status == ExchangeStatus.PREVIEWED and not _count_taken(batch):
        return _("已核对，没有可入库的行")
    return str(batch.get_status_display())


def _tell_applied(applied: dict[str, int]) -> str:
    words = {
        "records_added": _("新增记录 {count} 条"),
        "records_renewed": _("更新或核对过的记录 {count} 条"),
        "enterprises_updated": _("更新登记事项 {count} 家"),
        "life_events": _("记下企业变化 {count} 项"),
    }
    return join_clauses(
        words[name].format(count=applied[name]) for name in COUNTED if name in applied
    )
