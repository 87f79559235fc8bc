"""Encrypt again under the newest key whatever an older one still holds."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, cast

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast

from zhisheng.kit import audit, crypto

ROWS_PER_BATCH = 500
# Column, rows looked at so far, rows encrypted again so far.
Report = Callable[[str, int, int], None]


def rotate_keys(*, report: Report) -> tuple[Counter[str], Counter[str]]:
    """Return for each column how many rows were taken over and how many nothing opens.

    Every batch is a transaction and what stands under the newest key is left alone, so
    a run that was broken off is simply started again.
    """
    renewed: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for model, name in list_encrypted_columns():
        column = f"{model._meta.label}.{name}"
        seen, renewed[column] = 0, 0
        for batch_seen, batch_renewed, batch_lost in _rotate_column(model, name):
            seen += batch_seen
            renewed[column] += batch_renewed
            lost[column] += batch_lost
            report(column, seen, renewed[column])
    audit.record(
        action="kit.keys_rotated",
        new={"lost": {column: count for column, count in lost.items() if count}},
        counts=dict(renewed),
    )
    return renewed, +lost


def list_encrypted_columns() -> Iterator[tuple[type[Model], str]]:
    """Return every encrypted column of every app, each once."""
    for model in apps.get_models():
        if model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, crypto.EncryptedTextField):
                yield model, field.name


def _rotate_column(model: type[Model], name: str) -> Iterator[tuple[int, int, int]]:
    """Yield of each batch how many rows it had, took over and could not open."""
    last: Any = None
    while True:
        with transaction.atomic():
            rows = _lock_batch(model, name, last)
            renewed, lost = _renew(model, name, rows)
        if not rows:
            return
        yield len(rows), renewed, lost
        last = rows[-1][0]


def _lock_batch(model: type[Model], name: str, last: Any) -> list[tuple[Any, str]]:
    """Return key and token of the next rows; cast, so that no key opens them yet."""
    rows: QuerySet[Any] = model._base_manager.annotate(token=Cast(name, TextField()))
    rows = rows.exclude(token="").order_by("pk").select_for_update()
    if last is not None:
        rows = rows.filter(pk__gt=last)
    return list(rows.values_list("pk", "token")[:ROWS_PER_BATCH])


def _renew(
    model: type[Model], name: str, rows: list[tuple[Any, str]]
) -> tuple[int, int]:
    """Write the older tokens anew: saving encrypts. What no key opens stays as it is."""
    opened: list[Model] = []
    lost = 0
    field = cast("crypto.EncryptedTextField", model._meta.get_field(name))
    columns = [name, *(field.index or ())[:1]]
    for pk, token in rows:
        if crypto.is_under_newest_key(token):
            continue
        try:
            opened.append(model(pk=pk, **_open(field, token)))
        except crypto.UndecipherableError:
            lost += 1
    model._base_manager.bulk_update(opened, columns, batch_size=ROWS_PER_BATCH)
    return len(opened), lost


def _open(field: crypto.EncryptedTextField, token: str) -> dict[str, str]:
    """Return the columns to write: the text, and its blind index if it has one."""
    text = crypto.decrypt(token)
    if field.index is None:
        return {field.name: text}
    column, purpose = field.index
    return {field.name: text, column: crypto.blind_index(text, purpose=purpose)}
