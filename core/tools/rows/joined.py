"""Values of a group put together into one text, as both databases can."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, CharField
from django.db.models.sql.compiler import SQLCompiler
from typing_extensions import override


class Joined(Aggregate):
    """Texts with semicolons between them; None of no row."""

    function = "string_agg"
    template = "%(function)s(%(expressions)s, ';')"
    output_field = CharField()

    @override
    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: object
    ) -> tuple[str, tuple[str | int, ...]]:
        sql, values = self.as_sql(compiler, connection, function="group_concat", **extra)
        return sql, tuple(values)
