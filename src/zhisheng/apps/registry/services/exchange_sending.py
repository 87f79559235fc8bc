"""A file for another system: made when it is asked for, on record, and not kept."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zhisheng.apps.accounts.models import Organisation, User
from zhisheng.apps.registry.choices import ExchangeStatus
from zhisheng.apps.registry.errors import NothingToSendError, TooManyRowsError
from zhisheng.apps.registry.models import ExchangeBatch
from zhisheng.apps.registry.selectors import EXPORT_LIMIT
from zhisheng.apps.registry.selectors.outbound import (
    iterate_outbound,
    list_recipients_for,
)
from zhisheng.apps.registry.services.exchange import require_exchanging
from zhisheng.kit import audit
from zhisheng.kit.codes import new_code
from zhisheng.kit.connectors import write_layout
from zhisheng.kit.errors import FieldsRefusedError
from zhisheng.reference.connectors import (
    Connector,
    Direction,
    Layout,
    find_connector,
)

CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class SendTerms:
    """Which file for which system; ``recipient`` where it rests on consent to somebody."""

    connector: str
    layout: str
    recipient: Organisation | None = None


@transaction.atomic
def send_exchange(
    target: BinaryIO, *, terms: SendTerms, organisation: Organisation, actor: User
) -> ExchangeBatch:
    """Write what may go out at this moment; who sent how many to whom is on record."""
    require_exchanging(actor, organisation)
    connector, layout = _check(terms, actor)
    rows = iterate_outbound(layout, recipient=terms.recipient, actor=actor)
    count = _write_rows(target, layout, rows)
    digest = _hash(target)
    code = new_code("X")
    batch = ExchangeBatch.objects.create(
        code=code,
        connector=connector.code,
        layout=layout.code,
        version=connector.version,
        direction=Direction.OUTBOUND,
        number=code,
        as_of=timezone.localdate(),
        organisation=organisation,
        recipient=terms.recipient if layout.consent else None,
        sha256=digest,
        status=ExchangeStatus.SENT,
        counts={"rows": count},
        created_by=actor,
    )
    with audit.acting_for(organisation.code):
        audit.record(
            action="registry.exchange_sent",
            subject=batch,
            actor=actor,
            new={
                "connector": connector.code,
                "recipient": batch.recipient.code if batch.recipient else "",
            },
            counts={"rows": count},
            rows_hash=digest,
        )
    return batch


def _check(terms: SendTerms, actor: User) -> tuple[Connector, Layout]:
    connector = find_connector(terms.connector, timezone.localdate())
    layout = connector.find_layout(terms.layout) if connector else None
    if connector is None or layout is None:
        raise FieldsRefusedError({"layout": _("请选择要送到哪里。")})
    if layout.direction is not Direction.OUTBOUND:
        raise FieldsRefusedError({"layout": _("请选择要送到哪里。")})
    if layout.consent and not _is_open(terms.recipient, actor):
        raise FieldsRefusedError({"recipient": _("请选择企业同意过的接收单位。")})
    return connector, layout


def _is_open(recipient: Organisation | None, actor: User) -> bool:
    known = list_recipients_for(actor)
    return recipient is not None and known.filter(pk=recipient.pk).exists()


def _write_rows(
    target: BinaryIO, layout: Layout, rows: Iterator[Mapping[str, str]]
) -> int:
    # What leaves is in the words of who receives it, whoever presses the button.
    with translation.override(settings.LANGUAGE_CODE):
        first = next(rows, None)
        if first is None:
            raise NothingToSendError
        kept = [first, *islice(rows, EXPORT_LIMIT)]
    if len(kept) > EXPORT_LIMIT:
        raise TooManyRowsError(limit=f"{EXPORT_LIMIT:,}")
    write_layout(target, layout, kept)
    return len(kept)


def _hash(target: BinaryIO) -> str:
    target.seek(0)
    digest = hashlib.sha256()
    while chunk := target.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()
