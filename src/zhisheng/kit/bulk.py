"""Set-based writing, the same on PostgreSQL and SQLite: one statement for many rows."""

import gc
from collections.abc import (
    Collection,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar, cast

import numpy as np
from django.core.exceptions import EmptyResultSet, FieldError
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Field, Model, Q, QuerySet
from django.utils import timezone
from numpy.typing import NDArray

from zhisheng.kit.copy_text import lay_out

T = TypeVar("T")
# Callable defaults that may be the same on every row of one statement.
SHARED_DEFAULTS = (dict, list, timezone.now)
BINARY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
BINARY_TRAILER = b"\xff\xff"
ROWS_PER_CHUNK = 100_000
ROWS_PER_WRITE = 1_000


def insert_from(
    model: type[Model],
    queryset: QuerySet[Any, Any],
    columns: Mapping[str, str],
    *,
    ignore_conflicts: bool = False,
) -> int:
    """Insert what a queryset selects; ``columns`` maps the model's fields to its values.

    Fields not named get their default, empty text or, for ``auto_now``, this moment;
    a field whose default is made anew for each row has to be named.
    """
    connection = connections[router.db_for_write(model)]
    fields = {_get_field(model, name): source for name, source in columns.items()}
    constants = _list_constants(model, fields, connection)
    try:
        select, params = _compile(queryset, fields.values(), connection)
    except EmptyResultSet:
        return 0
    quote = connection.ops.quote_name
    targets = ", ".join(quote(_column(field)) for field in (*fields, *constants))
    sources = ", ".join(
        (*(quote(_alias(i)) for i in range(len(fields))), *["%s"] * len(constants))
    )
    # `WHERE 1 = 1` keeps SQLite from reading ON CONFLICT as a join condition.
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({targets}) "  # noqa: S608 - quoted names
        f"SELECT {sources} FROM ({select}) AS picked WHERE 1 = 1"
        + (" ON CONFLICT DO NOTHING" if ignore_conflicts else "")
    )
    return _execute(connection, sql, (*constants.values(), *params))


def insert_meeting(
    model: type[Model],
    queryset: QuerySet[Any, Any],
    columns: Mapping[str, str],
    alone: Q,
) -> int:
    """Insert what is not there yet; rows that ``alone`` selects surely are not.

    Looking each row up before it is inserted costs as much as inserting it.
    """
    return insert_from(model, queryset.filter(alone), columns) + insert_from(
        model, queryset.exclude(alone), columns, ignore_conflicts=True
    )


def update_from(
    model: type[Model],
    queryset: QuerySet[Any, Any],
    *,
    on: Mapping[str, str],
    columns: Mapping[str, str],
) -> int:
    """Update each row of ``model`` whose ``on`` fields equal a selected row's values."""
    connection = connections[router.db_for_write(model)]
    try:
        select, params = _compile(
            queryset, (*on.values(), *columns.values()), connection
        )
    except EmptyResultSet:
        return 0
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    matches = " AND ".join(
        f"{table}.{quote(_column(_get_field(model, name)))} = picked.{quote(_alias(i))}"
        for i, name in enumerate(on)
    )
    changes = ", ".join(
        f"{quote(_column(_get_field(model, name)))} = picked.{quote(_alias(i))}"
        for i, name in enumerate(columns, start=len(on))
    )
    sql = f"UPDATE {table} SET {changes} FROM ({select}) AS picked WHERE {matches}"  # noqa: S608 - quoted names
    return _execute(connection, sql, params)


def copy_rows(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Append rows by COPY (PostgreSQL) or one prepared statement (SQLite).

    Values stand in the order of ``columns`` and are Python values of the fields, as
    one would assign them to an instance; foreign keys are named with ``_id``.
    """
    connection = connections[router.db_for_write(model)]
    fields = [_get_field(model, name) for name in columns]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    targets = ", ".join(quote(_column(field)) for field in fields)
    if connection.vendor == "postgresql":
        return _copy(connection, f"COPY {table} ({targets}) FROM STDIN", fields, rows)
    marks = ", ".join(["%s"] * len(fields))
    prepared = _prepare_rows(rows, fields, connection)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({targets}) VALUES ({marks})",  # noqa: S608 - quoted names
            cast("Sequence[Any]", prepared),
        )
        return max(int(cursor.rowcount), 0)


def update_rows(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Write columns of rows that exist, by one prepared statement; the id stands last."""
    connection = connections[router.db_for_write(model)]
    fields = [_get_field(model, name) for name in columns]
    key = _get_field(model, "id")
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(_column(field))} = %s" for field in fields)
    prepared = list(_prepare_rows(rows, [*fields, key], connection))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {changes} "  # noqa: S608 - quoted names
            f"WHERE {quote(_column(key))} = %s",
            prepared,
        )
        return max(int(cursor.rowcount), 0)


def copy_integers(
    model: type[Model], columns: Sequence[str], table: NDArray[np.int64]
) -> int:
    """Append rows of big integers, shape (rows, columns), without a Python object each."""
    connection = connections[router.db_for_write(model)]
    if connection.vendor != "postgresql":
        return copy_rows(model, columns, _iterate(table))
    quote = connection.ops.quote_name
    targets = ", ".join(quote(_column(_get_field(model, name))) for name in columns)
    statement = (
        f"COPY {quote(model._meta.db_table)} ({targets}) FROM STDIN (FORMAT BINARY)"
    )
    with connection.cursor() as cursor, connection.wrap_database_errors:
        with cursor.cursor.copy(statement) as copy:
            copy.write(BINARY_HEADER)
            for start in range(0, len(table), ROWS_PER_CHUNK):
                copy.write(_pack(table[start : start + ROWS_PER_CHUNK]))
            copy.write(BINARY_TRAILER)
        return len(table)


@contextmanager
def uncollected() -> Generator[None]:
    """Spare a load the search for garbage: it makes many objects and no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def split(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut a stream into lists of at most ``size`` items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _compile(
    queryset: QuerySet[Any, Any],
    sources: Collection[str],
    connection: BaseDatabaseWrapper,
) -> tuple[str, tuple[Any, ...]]:
    aliases = {_alias(i): F(source) for i, source in enumerate(sources)}
    picked = queryset.annotate(**aliases).values_list(*aliases)
    sql, params = picked.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


def _alias(position: int) -> str:
    return f"picked_{position}"


def _get_field(model: type[Model], name: str) -> Field[Any, Any]:
    for field in model._meta.concrete_fields:
        if name in {field.name, field.attname}:
            return field
    raise FieldError(f"{model._meta.label} has no column {name}")


def _column(field: Field[Any, Any]) -> str:
    if field.column is None:
        raise FieldError(f"{field.name} has no column")
    return field.column


def _list_constants(
    model: type[Model],
    named: Collection[Field[Any, Any]],
    connection: BaseDatabaseWrapper,
) -> dict[Field[Any, Any], Any]:
    return {
        field: field.get_db_prep_save(_default_of(field), connection)
        for field in model._meta.concrete_fields
        if field not in named and not field.primary_key
    }


def _default_of(field: Field[Any, Any]) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    default = field.default if field.has_default() else None
    if callable(default) and default not in SHARED_DEFAULTS:
        raise FieldError(f"{field.name} has a default per row: name it in columns")
    return field.get_default()


def _execute(connection: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return max(int(cursor.rowcount), 0)


def _prepare_rows(
    rows: Iterable[Sequence[Any]],
    fields: Sequence[Field[Any, Any]],
    connection: BaseDatabaseWrapper,
) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, row, strict=True)
        ]


def _copy(
    connection: BaseDatabaseWrapper,
    statement: str,
    fields: Sequence[Field[Any, Any]],
    rows: Iterable[Sequence[Any]],
) -> int:
    with connection.cursor() as cursor, connection.wrap_database_errors:
        with cursor.cursor.copy(statement) as copy:
            for batch in split(rows, ROWS_PER_WRITE):
                copy.write(lay_out(batch, fields, connection))
        return int(cursor.cursor.rowcount)


def _iterate(table: NDArray[np.int64]) -> Iterator[list[int]]:
    for start in range(0, len(table), ROWS_PER_CHUNK):
        yield from table[start : start + ROWS_PER_CHUNK].tolist()


def _pack(table: NDArray[np.int64]) -> bytes:
    """Lay rows out as COPY's binary format: field count, then length and value of each."""
    width = table.shape[1]
    layout = [("count", ">i2")]
    for i in range(width):
        layout += [(f"length_{i}", ">i4"), (f"value_{i}", ">i8")]
    packed = np.empty(len(table), dtype=layout)
    packed["count"] = width
    for i in range(width):
        packed[f"length_{i}"] = 8
        packed[f"value_{i}"] = table[:, i]
    return packed.tobytes()


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """Take ids for rows that other rows of the same load have to name.

    The ids are gone from the sequence whether or not anything is inserted with them.
    """
    connection = connections[router.db_for_write(model)]
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) "
                "FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), key, count],
            )
            return [row[0] for row in cursor.fetchall()]
        last = _advance_sqlite_sequence(cursor, table, count)
        return list(range(last - count + 1, last + 1))


def _advance_sqlite_sequence(cursor: Any, table: str, count: int) -> int:
    """Raise the number that AUTOINCREMENT goes on from; return it."""
    advance = "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq"
    cursor.execute(advance, [count, table])
    found = cursor.fetchone()
    if found is None:
        cursor.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count]
        )
    return int(found[0]) if found else count


def hold_lock(name: str, *, is_shared: bool = False) -> None:
    """Hold a named lock until the transaction ends; SQLite's write lock serves as well.

    Those who share it keep only those out who do not.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        act = f"pg_advisory_xact_lock{'_shared' if is_shared else ''}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {act}(hashtext(%s))", [name])


def allow_memory() -> None:
    """Let PostgreSQL sort and join in memory until the transaction ends."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64MB'")


def refresh_statistics(*tables: type[Model]) -> None:
    """Tell PostgreSQL how full tables are that a load has just filled.

    Without it the planner takes them for empty and joins row by row.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return
    names = ", ".join(
        connection.ops.quote_name(table._meta.db_table) for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
