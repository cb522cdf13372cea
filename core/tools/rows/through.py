"""The rows of a long list, one after the other, to be read and let go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from operator import itemgetter
from typing import Any

from django.db import connections
from django.db.models import JSONField, Model, QuerySet, signals
from django.db.models.base import ModelState
from django.db.models.sql.compiler import SQLCompiler

ROWS_AT_ONCE = 1000
KEPT = 2000  # related rows of a relation that are kept at hand


def read_through(rows: QuerySet[Model]) -> Iterator[Model]:
    """Yield rows as `iterator` does, for reading alone: a related row that many name is made once.

    Django makes a row field by field, and its region anew with each; for 25,000 facilities that took longer than all
    the rest of their file. What only Django can make (reverse relations, prefetched rows, models that wait for being
    made) is left to it.
    """
    query = rows.query
    if rows._prefetch_related_lookups or rows._known_related_objects or not _is_plain(rows.model):  # type: ignore[attr-defined]
        yield from rows.iterator(chunk_size=ROWS_AT_ONCE)
        return
    compiler: SQLCompiler = query.get_compiler(using=rows.db)
    in_server = not connections[rows.db].settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    found = compiler.execute_sql(chunked_fetch=in_server, chunk_size=ROWS_AT_ONCE)
    if found is None:
        return
    try:
        make = _Maker(compiler.klass_info, compiler, rows.db)
    except NotImplementedError:
        yield from rows.iterator(chunk_size=ROWS_AT_ONCE)
        return
    make.named |= compiler.annotation_col_map or {}
    make.convert(compiler, list(make.named.values()))
    yield from map(make.of, chain.from_iterable(found))


def _is_plain(model: type[Model]) -> bool:
    """Return whether a model takes rows as they come."""
    waits = signals.post_init.has_listeners(model) or signals.pre_init.has_listeners(model)
    above = (vars(kind) for kind in model.__mro__ if kind not in (Model, object))
    return not waits and not any("__init__" in own or "from_db" in own for own in above)


class _Maker:
    """Makes the rows of one model, and those related to them, of what the database answers."""

    def __init__(
        self, told: dict[str, Any], compiler: SQLCompiler, using: str, depth: int = 0
    ) -> None:
        self.model: type[Model] = told["model"]
        if told.get("reverse") or told.get("from_parent") or not _is_plain(self.model):
            raise NotImplementedError
        fields = {place: compiler.select[place][0].target for place in told["select_fields"]}
        # A list within a related row is read when somebody asks for it.
        self.named = {
            field.attname: place
            for place, field in fields.items()
            if not (depth and isinstance(field, JSONField))
        }
        self.key = self.named[self.model._meta.pk.attname]
        self.using, self.known = using, dict[object, Model]()
        self.related = [
            (one["local_setter"], _Maker(one, compiler, using, depth + 1))
            for one in told.get("related_klass_infos", [])
        ]
        self.convert(compiler, list(self.named.values()))

    def convert(self, compiler: SQLCompiler, places: list[int]) -> None:
        """Learn what the database's own values become."""
        found = compiler.get_converters([column[0] for column in compiler.select])
        here = {place: at for at, place in enumerate(places)}
        self.ways = [(here[at], *way) for at, way in found.items() if at in here]
        self.names, self.take = (
            list(self.named),
            itemgetter(*places, places[0]),
        )  # one alone is no tuple
        self.connection = compiler.connection

    def of(self, row: tuple[object, ...]) -> Model:
        values = list(self.take(row))[:-1]
        for at, ways, expression in self.ways:
            value = values[at]
            for way in ways:
                value = way(value, expression, self.connection)
            values[at] = value
        made = self.model.__new__(self.model)
        made.__dict__.update(zip(self.names, values, strict=True))
        state = made._state = ModelState()
        state.adding, state.db = False, self.using
        for put, maker in self.related:
            put(made, maker.shared(row))
        return made

    def shared(self, row: tuple[object, ...]) -> Model | None:
        """Return the related row, made once for all that name it; None for none."""
        key = row[self.key]
        if key is None:
            return None
        if (made := self.known.get(key)) is None:
            made = self.of(row)
            if len(self.known) < KEPT:
                self.known[key] = made
        return made
