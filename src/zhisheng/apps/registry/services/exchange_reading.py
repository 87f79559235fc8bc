"""Reading fills staging rows: whose each one is, and why it is not taken."""

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import User
from zhisheng.apps.registry.choices import (
    TAKEN,
    ConsentPurpose,
    ExchangeRowStatus,
    ExchangeStatus,
)
from zhisheng.apps.registry.models import (
    Enterprise,
    ExchangeBatch,
    ExchangeRow,
    OutsideRecord,
)
from zhisheng.apps.registry.selectors.exchange import (
    count_exchange_rows,
    find_governed_by_codes,
    find_layout,
    iterate_returned_rows,
)
from zhisheng.apps.registry.selectors.outbound import list_consented_ids
from zhisheng.apps.registry.selectors.told_changes import (
    DIRECTORY,
    REGISTER,
    find_told,
)
from zhisheng.apps.registry.services.exchange_contradictions import (
    StagedRow,
    list_accepted,
    names_one_enterprise,
    refuse_contradictions,
    tell_same_day,
)
from zhisheng.kit import audit, files
from zhisheng.kit.bulk import copy_rows, reserve_ids, split, uncollected
from zhisheng.kit.connectors import FileRow, mark_file, read_layout
from zhisheng.kit.errors import NotFoundError
from zhisheng.kit.jobs import Fence
from zhisheng.kit.language import join_sentences
from zhisheng.kit.sheets import NoRowsError, Told, Workbook, read_workbook
from zhisheng.reference.connectors import Layout
from zhisheng.ui.formats import format_date

Report = Callable[[int, int], None]
ROWS_PER_CHUNK = 1_000
# As many lines as a cell can name.
MOST_LINES = 10
COLUMNS = (
    "id", "batch_id", "sheet", "row", "status", "reasons", "name", "key", "answers",
    "enterprise_id", "changes", "change",
)  # fmt: skip


@dataclass(slots=True)
class FirstRow:
    """Where a record is told first in the file, and the lines that say otherwise."""

    sheet: str
    number: int
    column: int
    heading: str
    digest: int
    others: list[int] = field(default_factory=list)


Seen = dict[tuple[int, str], FirstRow]


def read_exchange(
    *,
    batch: ExchangeBatch,
    actor: User | None,
    report: Report,
    fence: Fence = transaction.atomic,
) -> Counter[str]:
    """Read a file into staging rows; a second reading starts anew."""
    with fence():
        if not _hold(batch):
            return Counter()
        batch.rows.all()._raw_delete(batch.rows.db)
        batch.status = ExchangeStatus.READING
        batch.save(update_fields=["status"])
    layout = find_layout(batch)[1]
    workbook = _open(batch)
    total = sum(len(sheet.rows) for sheet in workbook.sheets)
    counts: Counter[str] = Counter()
    seen: Seen = {}
    with uncollected():
        for chunk in split(read_layout(workbook, layout), ROWS_PER_CHUNK):
            rows = _find_out(chunk, batch, layout, actor, seen)
            with fence():
                if not _hold(batch):
                    return Counter()
                _stage(rows, batch)
            counts.update(row.status for row in rows)
            report(counts.total(), total)
    if not counts:
        raise NoRowsError
    with fence():
        if not _hold(batch):
            return Counter()
        _refuse_contradicted(batch, seen)
        counts = Counter(count_exchange_rows(batch))
        _finish(batch, counts)
    return counts


def mark_exchange(*, batch: ExchangeBatch) -> bytes:
    """Return the file itself with the rows that were not taken marked."""
    layout = find_layout(batch)[1]
    if batch.file is None:
        raise NotFoundError
    with tempfile.TemporaryDirectory() as folder:
        source = files.copy_to(batch.file, Path(folder) / "source")
        out = Path(folder) / "marked.xlsx"
        mark_file(
            source,
            _tell(iterate_returned_rows(batch)),
            layout=layout,
            workbook=read_workbook(source),
            out=out,
            rows=batch.rows.count(),
        )
        return out.read_bytes()


def _tell(rows: Iterable[ExchangeRow]) -> Iterator[Told]:
    for row in rows:
        for column, reason, cure in row.reasons:
            yield row.sheet or None, row.row, column, join_sentences(reason, cure)


def _hold(batch: ExchangeBatch) -> bool:
    """Lock the batch; false once it no longer waits for the reading of this job."""
    waiting = ExchangeBatch.objects.filter(
        pk=batch.pk,
        job=batch.job_id,
        status__in=[ExchangeStatus.UPLOADED, ExchangeStatus.READING],
    )
    return waiting.select_for_update().first() is not None


def _open(batch: ExchangeBatch) -> Workbook:
    if batch.file is None:
        raise NoRowsError
    with tempfile.TemporaryDirectory() as folder:
        return read_workbook(files.copy_to(batch.file, Path(folder) / "file"))


def _find_out(
    chunk: Sequence[FileRow],
    batch: ExchangeBatch,
    layout: Layout,
    actor: User | None,
    seen: Seen,
) -> list[StagedRow]:
    """Tell of each row whose it is; each question is asked once for all rows."""
    rows = [
        StagedRow(read, key=read.answers.get(layout.key_column.code, "")[:80])
        for read in chunk
    ]
    for row in rows:
        if row.read.refusals:
            row.status = ExchangeRowStatus.REFUSED
            row.refusals = list(row.read.refusals)
    _find_enterprises(list_accepted(rows), layout, actor)
    _require_consents(list_accepted(rows), layout)
    refuse_contradictions(list_accepted(rows), batch, layout)
    _refuse_repeated(list_accepted(rows), layout, seen)
    _compare(list_accepted(rows), batch, layout)
    _note_changes([row for row in rows if row.status in TAKEN], batch, layout)
    return rows


def _find_enterprises(
    rows: Collection[StagedRow], layout: Layout, actor: User | None
) -> None:
    code = layout.code_column.code
    found = find_governed_by_codes({row.read.answers[code] for row in rows}, actor)
    for row in rows:
        row.enterprise_id = found.get(row.read.answers[code])
        if row.enterprise_id is None:
            row.refuse(
                ExchangeRowStatus.UNKNOWN,
                layout,
                _("名录里没有这个代码的企业，或不在您的辖区。"),
                _("不会自动新建企业；确需列入名录的，请先登记，再作为新的批次上传。"),
            )


def _require_consents(rows: Collection[StagedRow], layout: Layout) -> None:
    """Refuse rows of enterprises that did not agree, where consent is the basis."""
    if not layout.consent:
        return
    ids = {row.enterprise_id for row in rows if row.enterprise_id}
    agreed = list_consented_ids(ids, ConsentPurpose(layout.consent))
    for row in rows:
        if row.enterprise_id not in agreed:
            row.refuse(
                ExchangeRowStatus.REFUSED,
                layout,
                _("企业没有同意这项用途，不能收下。"),
                _("请企业在“我的同意”里办理，或删去这一行。"),
            )


def _refuse_repeated(rows: Iterable[StagedRow], layout: Layout, seen: Seen) -> None:
    """Refuse a record told again; one told otherwise makes the first wait as well."""
    for row in rows:
        # The same certificate of another enterprise is the same record told otherwise.
        whose = 0 if names_one_enterprise(layout) else row.enterprise_id or 0
        known = seen.get((whose, row.key))
        if known is None:
            seen[whose, row.key] = _keep_first(row, layout)
        elif known.digest == _digest(row):
            # That row is taken, or has itself to be mended: this one never again.
            reason = _("和第 {row} 行是同一条记录，以那一行为准。")
            row.refuse(
                ExchangeRowStatus.REFUSED,
                layout,
                reason.format(row=known.number),
                _("这一行不用再传。"),
            )
        else:
            known.others.append(row.read.number)
            row.refuse(
                ExchangeRowStatus.REFUSED, layout, *_tell_contradiction([known.number])
            )


def _keep_first(row: StagedRow, layout: Layout) -> FirstRow:
    told = row.read.refuse(layout.key_column, "")
    return FirstRow(
        (row.read.sheet or "")[:60],
        row.read.number,
        told.column,
        told.heading,
        _digest(row),
    )


def _digest(row: StagedRow) -> int:
    return hash(tuple(sorted(row.read.answers.items())))


def _tell_contradiction(lines: Sequence[int]) -> tuple[str, str]:
    told = "、".join(map(str, lines[:MOST_LINES]))
    reason = _("和第 {rows} 行说的是同一条记录，内容却不一样；这几行都没有收。")
    return reason.format(rows=told), _("请核实哪一行对，只留那一行，再上传。")


def _refuse_contradicted(batch: ExchangeBatch, seen: Seen) -> None:
    """Take back the first of lines that contradict each other, staged by then."""
    contradicted = {(one.sheet, one.number): one for one in seen.values() if one.others}
    for chunk in split(contradicted.values(), ROWS_PER_CHUNK):
        found = batch.rows.filter(row__in=[one.number for one in chunk])
        touched = [row for row in found if (row.sheet, row.row) in contradicted]
        for row in touched:
            first = contradicted[row.sheet, row.row]
            row.status = ExchangeRowStatus.REFUSED
            row.reasons = [[first.column, *_tell_contradiction(first.others)]]
            row.changes, row.change = {}, ""
        ExchangeRow.objects.bulk_update(
            touched, ["status", "reasons", "changes", "change"], batch_size=500
        )


def _compare(rows: Collection[StagedRow], batch: ExchangeBatch, layout: Layout) -> None:
    """Refuse what is older than what stands; tell what says nothing new."""
    known = {
        (enterprise, key): (as_of, values)
        for enterprise, key, as_of, values in OutsideRecord.objects.filter(
            connector=batch.connector,
            layout=batch.layout,
            enterprise__in={row.enterprise_id for row in rows},
        ).values_list("enterprise_id", "key", "as_of", "values")
    }
    for row in rows:
        as_of, values = known.get((row.enterprise_id or 0, row.key), (None, {}))
        if as_of is not None and as_of > batch.as_of:
            reason = _(
                "比已有记录旧：已有的截至 {known}，这个文件截至 {told}。"
            ).format(known=format_date(as_of), told=format_date(batch.as_of))
            row.refuse(
                ExchangeRowStatus.OLDER, layout, reason, _("不用改；请用新的文件。")
            )
        elif as_of is not None and values == row.read.answers:
            row.status = ExchangeRowStatus.SAME
        elif as_of == batch.as_of:
            row.refuse(ExchangeRowStatus.REFUSED, layout, *tell_same_day(batch.as_of))


def _note_changes(
    rows: Iterable[StagedRow], batch: ExchangeBatch, layout: Layout
) -> None:
    """Tell what each row would change of the record, before anybody applies it."""
    if (batch.connector, batch.layout) not in {REGISTER, DIRECTORY}:
        return
    by_id = {row.enterprise_id: row for row in rows if row.enterprise_id}
    told = find_told(
        Enterprise.unscoped.filter(pk__in=by_id),
        {pk: row.read.answers for pk, row in by_id.items()},
        connector=batch.connector,
        layout=layout,
        as_of=batch.as_of,
    )
    for one in told:
        row = by_id[one.enterprise.pk]
        row.change = one.kind
        row.changes = {
            name: [str(one.old[name] or ""), str(value or "")]
            for name, value in one.changes.items()
        }


def _stage(rows: Sequence[StagedRow], batch: ExchangeBatch) -> None:
    identifiers = reserve_ids(ExchangeRow, len(rows))
    copy_rows(
        ExchangeRow,
        COLUMNS,
        (_as_tuple(row, pk, batch) for row, pk in zip(rows, identifiers, strict=True)),
    )


def _as_tuple(row: StagedRow, pk: int, batch: ExchangeBatch) -> tuple[Any, ...]:
    read = row.read
    reasons = [[one.column, one.reason, one.cure] for one in row.refusals]
    return (
        pk, batch.pk, (read.sheet or "")[:60], read.number, row.status, reasons,
        read.answers.get("name", "")[:120], row.key, read.answers, row.enterprise_id,
        row.changes, row.change,
    )  # fmt: skip


def _finish(batch: ExchangeBatch, counts: Counter[str]) -> None:
    batch.status = ExchangeStatus.PREVIEWED
    batch.counts = {str(status): number for status, number in counts.items()}
    batch.read_at = timezone.now()
    batch.problem = ""
    batch.save(update_fields=["status", "counts", "read_at", "problem"])
    audit.record(
        action="registry.exchange_read", subject=batch, counts=dict(batch.counts)
    )
