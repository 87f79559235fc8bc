"""A look-up in a long list, which travels as one value and not as thousands."""

import json
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, IntegerField, Lookup
from django.db.models.sql.compiler import SQLCompiler


@CharField.register_lookup
@IntegerField.register_lookup
class Among(Lookup[Any]):
    """``name__among=[...]``: like ``in``, the same on PostgreSQL and SQLite."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        field = self.lhs.output_field
        return [field.get_prep_value(value) for value in self.rhs]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*params, self.rhs]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        listed = "(SELECT value FROM json_each(%s))"
        return f"{left} IN {listed}", [*params, json.dumps(self.rhs)]
