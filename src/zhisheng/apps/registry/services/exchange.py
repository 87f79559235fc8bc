"""A file of another system comes in: kept once, its reading and applying queued."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.accounts.selectors import is_platform
from zhisheng.apps.registry.choices import EXCHANGE_JOBS, ExchangeStatus
from zhisheng.apps.registry.errors import (
    ExchangeNumberTakenError,
    ExchangeStateError,
    NothingToTakeError,
)
from zhisheng.apps.registry.models import ExchangeBatch
from zhisheng.apps.registry.permissions import Action, require
from zhisheng.apps.registry.selectors.exchange import (
    has_rows_to_take,
    is_batch_stopped,
    list_exchanging_organisations_for,
)
from zhisheng.kit import audit, files, jobs
from zhisheng.kit.bulk import hold_lock
from zhisheng.kit.codes import new_code
from zhisheng.kit.errors import FieldsRefusedError, ForbiddenError
from zhisheng.reference.connectors import (
    Connector,
    Direction,
    Layout,
    find_connector,
)
from zhisheng.ui.formats import format_date

# Other columns of the file are not read, but they stand in it: it is sealed and goes.
EXCHANGE_FILE = files.FileKind(
    name="exchange",
    allowed=files.SHEETS,
    max_bytes=64 * 1024 * 1024,
    retention_days=60,
    is_sealed=True,
    is_checked_apart=True,
)


@dataclass(frozen=True, slots=True)
class BatchTerms:
    """Which file it is: whose layout, its number there, and the day it tells of."""

    connector: str
    layout: str
    number: str
    as_of: date


@dataclass(frozen=True, slots=True)
class TakenFile:
    """The batch of a file; ``is_repeated`` where the same file had come before."""

    batch: ExchangeBatch
    is_repeated: bool = False


@transaction.atomic
def upload_exchange(
    source: File[bytes] | Path | bytes,
    *,
    original_name: str,
    terms: BatchTerms,
    organisation: Organisation,
    actor: User,
) -> TakenFile:
    """Keep a file and queue its reading; the same file again changes nothing."""
    require_exchanging(actor, organisation)
    connector, layout = check_exchange_terms(terms)
    hold_lock(f"registry.exchange:{organisation.code}")
    file = files.store(
        source,
        kind=EXCHANGE_FILE,
        original_name=original_name,
        organisation_code=organisation.code,
        actor=actor,
    )
    before = _find_before(terms, organisation, file.sha256)
    if before is not None:
        files.delete_file(file)
        _note_repeated(before, terms, actor)
        return TakenFile(before, is_repeated=True)
    batch = ExchangeBatch.objects.create(
        code=new_code("X"),
        connector=connector.code,
        layout=layout.code,
        version=connector.version,
        direction=Direction.INBOUND,
        number=terms.number,
        as_of=terms.as_of,
        organisation=organisation,
        file=file,
        sha256=file.sha256,
        created_by=actor,
    )
    note_exchange(batch, "uploaded", actor)
    queue_exchange(batch, actor)
    return TakenFile(batch)


def check_exchange_terms(terms: BatchTerms) -> tuple[Connector, Layout]:
    """Return the layout in force on the day; what is wrong is told beside its field."""
    connector = find_connector(terms.connector, terms.as_of)
    layout = connector.find_layout(terms.layout) if connector else None
    refusals = {}
    if terms.as_of > timezone.localdate():
        refusals["as_of"] = _("数据截止日期不能晚于今天。")
    elif connector is None or layout is None:
        refusals["as_of"] = _("这一天没有这个来源的格式，请核对日期。")
    if connector is None or layout is None or refusals:
        raise FieldsRefusedError(refusals)
    if layout.direction is not Direction.INBOUND:
        raise FieldsRefusedError({"layout": _("请选择来源。")})
    return connector, layout


@transaction.atomic
def queue_exchange_applying(*, batch: ExchangeBatch, actor: User) -> ExchangeBatch:
    """Queue the one transaction that takes the rows; asked twice, it happens once."""
    locked = lock_batch(batch)
    require_exchanging(actor, locked.organisation)
    if locked.status in {ExchangeStatus.APPLYING, ExchangeStatus.APPLIED}:
        return locked
    if locked.status != ExchangeStatus.PREVIEWED:
        raise ExchangeStateError(status=locked.get_status_display())
    if not has_rows_to_take(locked):
        raise NothingToTakeError
    locked.status = ExchangeStatus.APPLYING
    locked.save(update_fields=["status"])
    note_exchange(locked, "applying", actor)
    queue_exchange(locked, actor)
    return locked


@transaction.atomic
def retry_exchange(*, batch: ExchangeBatch, actor: User) -> ExchangeBatch:
    """Queue a reading or applying again that ended without an outcome."""
    locked = lock_batch(batch)
    require_exchanging(actor, locked.organisation)
    if not is_batch_stopped(locked):
        if locked.status in EXCHANGE_JOBS:
            return locked
        raise ExchangeStateError(status=locked.get_status_display())
    note_exchange(locked, "retried", actor)
    queue_exchange(locked, actor)
    return locked


@transaction.atomic
def fail_exchange(*, batch: ExchangeBatch, problem: str) -> None:
    """Keep why a file could not be read, for the person who uploaded it."""
    locked = lock_batch(batch)
    if locked.status not in {ExchangeStatus.UPLOADED, ExchangeStatus.READING}:
        return
    locked.status = ExchangeStatus.FAILED
    locked.problem = problem[:500]
    locked.save(update_fields=["status", "problem"])
    audit.record(
        action="registry.exchange_failed", subject=locked, new={"problem": problem}
    )


def require_exchanging(actor: User, organisation: Organisation) -> None:
    """Refuse whoever may not exchange files in the organisation's name."""
    if is_platform(actor):
        return
    require(actor, Action.EXCHANGE)
    own = list_exchanging_organisations_for(actor)
    if not own.filter(pk=organisation.pk).exists():
        raise ForbiddenError


def lock_batch(batch: ExchangeBatch) -> ExchangeBatch:
    locked = ExchangeBatch.objects.select_for_update(of=("self",))
    return locked.select_related("organisation", "file", "job").get(pk=batch.pk)


def note_exchange(batch: ExchangeBatch, step: str, actor: User | None) -> None:
    with audit.acting_for(batch.organisation.code):
        audit.record(
            action=f"registry.exchange_{step}",
            subject=batch,
            actor=actor,
            new={
                "connector": batch.connector,
                "layout": batch.layout,
                "number": batch.number,
                "as_of": batch.as_of.isoformat(),
            },
            rows_hash=batch.sha256,
        )


def queue_exchange(batch: ExchangeBatch, actor: User) -> None:
    """Queue a job of its own: a key would join one that still settles."""
    with audit.acting_for(batch.organisation.code):
        batch.job = jobs.enqueue(
            name=EXCHANGE_JOBS[ExchangeStatus(batch.status)],
            payload={"batch": batch.code},
            actor=actor,
        )
    batch.save(update_fields=["job"])


def _find_before(
    terms: BatchTerms, organisation: Organisation, sha256: str
) -> ExchangeBatch | None:
    """Return the batch of the same file; a number that names another one is refused."""
    batches = ExchangeBatch.objects.filter(
        organisation=organisation,
        connector=terms.connector,
        layout=terms.layout,
        direction=Direction.INBOUND,
    ).exclude(status=ExchangeStatus.FAILED)
    same = batches.select_related("organisation").filter(sha256=sha256).first()
    if same is not None:
        return same
    taken = batches.filter(number=terms.number).first()
    if taken is not None:
        day = format_date(timezone.localdate(taken.created_at))
        raise ExchangeNumberTakenError(number=terms.number, day=day)
    return None


def _note_repeated(batch: ExchangeBatch, terms: BatchTerms, actor: User) -> None:
    with audit.acting_for(batch.organisation.code):
        audit.record(
            action="registry.exchange_repeated",
            subject=batch,
            actor=actor,
            new={"number": terms.number, "as_of": terms.as_of.isoformat()},
        )
