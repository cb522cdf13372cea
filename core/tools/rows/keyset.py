"""Long lists page by key, not by offset: the thousandth page costs what the first one costs.

A page is asked for by the sort values of the row it follows (or precedes), as a signed word in the
address. First the keys of one page are read, with nothing but what sorts; then those few rows with all
that the columns show. A key that was touched, or belongs to another sort, means the first page.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connections
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import OrderBy
from typing_extensions import override

from core.tools.counting import count_rows
from core.tools.rows.page_keys import AFTER, BEFORE, LAST, read_key, write_key
from core.tools.rows.spread import Spread
from core.tools.rows.through import read_through
from core.tools.rows.values import value_class


@value_class
class KeyPage:
    """One page: its rows, where they stand (1-based; 0 where there are none) and the ways on ("" = none)."""

    object_list: list[object]
    start: int
    total: int
    is_exact: bool
    previous_key: str = ""
    next_key: str = ""
    last_key: str = ""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)

    @property
    def end(self) -> int:
        return self.start + len(self.object_list) - 1 if self.object_list else 0

    @property
    def has_other_pages(self) -> bool:
        return bool(self.previous_key or self.next_key)


@value_class
class _Key:
    alias: str
    expression: object
    descending: bool
    nullable: bool
    name: str


class _Row(Func):
    """(a, b) > (1, 2): the one comparison that walks an index over both columns."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, left: Sequence[Any], right: Sequence[Any], sign: str) -> None:
        super().__init__(*left, *right)
        self.half, self.sign = len(left), sign

    @override
    def as_sql(self, compiler: Any, connection: object, **extra: object) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts, params = [], []
        for source in self.get_source_expressions():
            sql, given = compiler.compile(source)
            parts.append(sql)
            params.extend(given)
        left, right = ", ".join(parts[: self.half]), ", ".join(parts[self.half :])
        return f"({left}) {self.sign} ({right})", params


def page_by_key(
    rows: QuerySet[Any],
    *,
    order: Sequence[Any],
    key: str,
    size: int,
    shown: QuerySet[Any] | None = None,
    spread: Spread | None = None,
) -> KeyPage:
    """Return one page of the rows. `order`: order_by arguments ("-name", expressions), () for the
    queryset's own; `key`: what an earlier page gave, "" for the first page; `shown`: the same rows with
    what the page shows of them, where that is more than `rows` has; `spread`: where they lie, so that
    nothing is counted and a page is sought where it lies.

    Every row comes exactly once while nothing changes, whatever repeats or is missing in the sort.
    At most three queries (four where a great count is not known yet).
    """
    keys = _keys(rows, order or rows.query.order_by or rows.model._meta.ordering)
    total, is_exact = (spread.total, True) if spread else count_rows(rows)
    word = _signature(keys)
    kind, start, values = read_key(key, word, len(keys))
    counted = total if is_exact else 0
    found, more, backwards = _take(rows, keys, kind, values, size, counted, spread)
    if kind and (not found or (kind == BEFORE and not more and len(found) < size)):
        # Nothing there any more, or the beginning is reached within the page: it is the first page.
        kind, start = "", 1
        found, more, backwards = _take(rows, keys, "", [], size, 0, spread)
    has_next = (kind in (BEFORE,)) if backwards else more
    has_previous = more if backwards else kind == AFTER
    first = _position(kind, start, len(found), total, has_next, has_previous, is_exact)
    return KeyPage(
        _load(rows if shown is None else shown, [line[0] for line in found]),
        first if found else 0,
        max(total, first + len(found) - 1) if found else total,
        is_exact,
        previous_key=write_key(BEFORE, word, first - 1, found[0][1:]) if has_previous else "",
        next_key=write_key(AFTER, word, first + len(found), found[-1][1:]) if has_next else "",
        last_key=write_key(LAST, word, 0, []) if has_next else "",
    )


def follow(
    rows: QuerySet[Any], *, order: Sequence[Any], key: str, size: int
) -> tuple[list[Any], str]:
    """Return the next rows, in order, and the word that asks for those after them ("" at the end).

    For whoever reads a list through to its end: one query a page, and a word that was touched, or belongs to another
    sort, is no first page, which would be read for ever. Raises ValueError for it.
    """
    keys = _keys(rows, order or rows.query.order_by or rows.model._meta.ordering)
    word = _signature(keys)
    kind, start, values = read_key(key, word, len(keys)) if key else ("", 1, [])
    if key and kind != AFTER:
        raise ValueError(key)
    found = rows.annotate(**{key.alias: key.expression for key in keys})
    if key:
        found = found.filter(_beyond(keys, values, False, connections[rows.db]))
    found = found.order_by(*[f"{'-' if key.descending else ''}{key.alias}" for key in keys])
    page = list(read_through(found[: size + 1]))
    if len(page) <= size:
        return page, ""
    last = [getattr(page[size - 1], key.alias) for key in keys]
    return page[:size], write_key(AFTER, word, start + size, last)


# --- Keys -----------------------------------------------------------------------


def _keys(rows: QuerySet[Any], order: Iterable[Any]) -> list[_Key]:
    """Return the sort as keys that tell any two rows apart; what follows a unique column says nothing."""
    found: list[_Key] = []
    for item in [*order, "pk"]:
        descending = False
        if isinstance(item, str):
            name, descending = item.lstrip("-+"), item.startswith("-")
            expression: object = F(name)
            nullable, unique = _facts(rows, name)
        else:
            expression = item.expression if isinstance(item, OrderBy) else item
            descending = isinstance(item, OrderBy) and item.descending
            if isinstance(expression, F):
                name = expression.name  # type: ignore[attr-defined]
                nullable, unique = _facts(rows, name)
            else:
                name, nullable, unique = repr(expression), True, False
        if any(name == key.name for key in found):
            continue
        found.append(_Key(f"key{len(found)}", expression, descending, nullable, name))
        if unique and not nullable:
            break
    return found


def _facts(rows: QuerySet[Any], name: str) -> tuple[bool, bool]:
    """Return whether the path can be null and whether it is unique in the rows themselves."""
    if name in rows.query.annotations:
        return True, False
    model: Any = rows.model
    nullable, steps = False, name.split("__")
    for index, step in enumerate(steps):
        if step == "pk":
            return nullable, index == 0
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return True, False
        nullable = nullable or getattr(field, "null", True)
        if len(steps) == 1:
            return nullable, getattr(field, "unique", False)
        model = field.related_model
        if model is None:
            break
    return nullable, False


def _signature(keys: list[_Key]) -> int:
    return zlib.crc32(repr([(key.name, key.descending) for key in keys]).encode())


# --- Reading --------------------------------------------------------------------


def _take(
    rows: QuerySet[Any],
    keys: list[_Key],
    kind: str,
    values: list[Any],
    size: int,
    total: int,
    spread: Spread | None = None,
) -> tuple[list[tuple[Any, ...]], bool, bool]:
    """Return (pk, sort values …) of one page in order, whether more lie beyond, and if read backwards."""
    backwards = kind in (BEFORE, LAST)
    wanted = (total % size or size) if kind == LAST and total else size
    lean = rows.prefetch_related(None).annotate(**{key.alias: key.expression for key in keys})
    if kind in (AFTER, BEFORE):
        lean = lean.filter(_beyond(keys, values, backwards, connections[rows.db]))
    lean = lean.order_by(
        *[f"{'-' if key.descending != backwards else ''}{key.alias}" for key in keys]
    )
    lean = lean.values_list("pk", *[key.alias for key in keys])
    found, sure = [], 1
    if spread and keys[0].name == spread.path:
        falls = keys[0].descending != backwards
        here, sure = spread.around(values[0] if values else None, falls, wanted + 1)
        found = list(lean.filter(**{f"{spread.path}__in": here})[: wanted + 1])
    if len(found) < sure:  # nothing is known, or changed this moment
        found = list(lean[: wanted + 1])
    more = len(found) > wanted
    found = found[:wanted]
    return (found[::-1] if backwards else found), more, backwards


def _beyond(keys: list[_Key], values: list[object], backwards: bool, connection: Any) -> Any:
    """Return the condition "comes after these values in the sort" (before them, read backwards)."""
    ways = {key.descending != backwards for key in keys}
    if len(keys) > 1 and len(ways) == 1 and not any(key.nullable for key in keys):
        sign = "<" if ways.pop() else ">"
        return Q(_Row([F(key.alias) for key in keys], [Value(value) for value in values], sign))
    nulls_largest = connection.features.nulls_order_largest
    condition = Q()
    same = Q()
    for key, value in zip(keys, values, strict=True):
        falling = key.descending != backwards
        nulls_after = nulls_largest != falling
        if value is None:
            step = None if nulls_after else Q(**{f"{key.alias}__isnull": False})
            equal = Q(**{f"{key.alias}__isnull": True})
        else:
            step = Q(**{f"{key.alias}__{'lt' if falling else 'gt'}": value})
            if key.nullable and nulls_after:
                step |= Q(**{f"{key.alias}__isnull": True})
            equal = Q(**{key.alias: value})
        if step is not None:
            condition |= same & step
        same &= equal
    first, value = keys[0], values[0]
    if value is None or not condition:
        return condition or Q(pk__in=[])
    # Said once more for the index: nothing before the first column's value comes into question.
    falling = first.descending != backwards
    bound = Q(**{f"{first.alias}__{'lte' if falling else 'gte'}": value})
    if first.nullable and nulls_largest != falling:
        bound |= Q(**{f"{first.alias}__isnull": True})
    return bound & condition


def _load(rows: QuerySet[Any], pks: list[Any]) -> list[Any]:
    if not pks:
        return []
    found = {row.pk: row for row in rows.order_by().filter(pk__in=pks)}
    return [found[pk] for pk in pks if pk in found]


def _position(
    kind: str,
    start: int,
    length: int,
    total: int,
    has_next: bool,
    has_previous: bool,
    is_exact: bool,
) -> int:
    """Return where the first row of the page stands; the ends of the list are known for sure."""
    if not has_previous:
        return 1
    if not has_next and (is_exact or kind == LAST):
        return max(1, total - length + 1)
    return max(1, start - length + 1) if kind == BEFORE else max(1, start)
