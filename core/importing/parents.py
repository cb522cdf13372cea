"""Sheets of what hangs on a record of a region, and cells that name one of a few known records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import ScopedQuerySet, only_region
from core.importing.cells.text import Line
from core.importing.columns import SheetField
from core.importing.rows import Raw, Row
from core.importing.sheets import Sheet, part
from core.land.regions import search_key
from core.people.users import User
from core.records.review import why_locked


class Known(Line):
    """One of a few known records, by any of its words. `rows` of a user, `words` of a record; the first is shown."""

    width = 30

    def __init__(
        self, rows: Callable[[User], Iterable[Any]], words: Callable[[Any], Iterable[str]]
    ) -> None:
        self.rows, self.words = rows, words
        self.by_key: dict[str, Any] = {}
        self.shown: list[str] = []

    @override
    def prepare(self, user: User) -> None:
        self.by_key, self.shown = {}, []
        for row in self.rows(user):
            words = [str(word) for word in self.words(row) if word]
            self.shown.append(words[0])
            for word in words:
                self.by_key.setdefault(search_key(word), row)

    @override
    def clean(self, value: Raw) -> object:
        text = self.text(value)
        found = self.by_key.get(search_key(text))
        if found is None:
            listed = ", ".join(self.shown[:12]) + (" …" if len(self.shown) > 12 else "")
            raise ValidationError(
                __("“%(value)s” is not in the list. Choose one of: %(words)s.")
                % {"value": text[:60], "words": listed}
            )
        return found

    @override
    def render(self, value: object) -> str:
        return next((str(word) for word in self.words(value) if word), "") if value else ""

    @override
    def choices(self) -> list[tuple[str, str]]:
        return [(word, word) for word in self.shown]


class CodedSheet(Sheet[Row]):
    """A sheet of a list the Secretariat keeps, whose rows have a code of their own."""

    natural_key = ("code",)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(code__in=[row.values.get("code") for row in rows])


class ParentSheet(Sheet[Row]):
    """A sheet of records under one of a region. `parent`: the attribute that leads there; a file names it by its region
    and, where a region has several, by `beside`: other columns, and the path of each from the parent.
    """

    parent: ClassVar[str]
    parent_region: ClassVar[str] = "region"
    beside: ClassVar[Mapping[str, str]] = {}

    @override
    def needed(self) -> list[SheetField]:
        has_own = only_region(self.user)
        return [field for field in super().needed() if not (has_own and field.name == self.parent)]

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related(f"{self.parent}__{self.parent_region}")

    def parents(self) -> ScopedQuerySet:
        """Return the records that rows of this user can hang on."""
        field: Any = self.model._meta.get_field(self.parent)
        found: ScopedQuerySet = field.related_model._default_manager.visible_to(self.user).current()
        return found

    @override
    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.id is None and (own := only_region(self.user)):
                row.values.setdefault(self.parent, own)
        regions = {row.values[self.parent] for row in rows if self.parent in row.values}
        known: dict[str, list[Any]] = defaultdict(list)
        path = self.parent_region
        for one in self.parents().filter(**{f"{path}__in": regions}).select_related(path):
            known[_at(one, path).pk].append(one)
        for row in rows:
            if self.parent not in row.values:
                continue
            region = row.values.pop(self.parent)
            stated = {
                path: row.values[name] for name, path in self.beside.items() if name in row.values
            }
            fits = [
                one
                for one in known[region]
                if all(part(_at(one, path)) == part(value) for path, value in stated.items())
            ]
            if len(fits) == 1:
                row.values[self.parent] = fits[0]
            elif fits and row.id is None:
                row.fault(
                    __("This region has several; say more of the one that is meant."), self.parent
                )
            elif not fits:
                self.lacks(row, region)

    def lacks(self, row: Row, region: str) -> None:
        """Deal with a row that has nothing to hang on."""
        field: Any = self.model._meta.get_field(self.parent)
        words = __("There is no %(what)s here yet; enter it first.")
        row.fault(words % {"what": field.verbose_name}, self.parent)

    def why_closed(self, parent: Any) -> str:
        """Return the sentence that says why nothing new hangs on a parent; "" where it may."""
        return why_locked(parent)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        parents = [row.values[self.parent].pk for row in rows if self.parent in row.values]
        return self.visible().filter(**{f"{self.parent}__in": parents})

    @override
    def decide(self, row: Row) -> None:
        parent = row.values.get(self.parent)
        if row.is_new and parent is not None and (reason := self.why_closed(parent)):
            row.fault(reason)
        super().decide(row)


class NamedSheet(Sheet[Row]):
    """A sheet of records under one that is named by its own words. `parent`: the attribute that leads there; `named`:
    the columns that name it, the first one surely said, and the path of each from the parent.
    """

    parent: ClassVar[str]
    named: ClassVar[Mapping[str, str]]

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related(self.parent)

    def parents(self) -> ScopedQuerySet:
        """Return the records that rows of this user can hang on."""
        field: Any = self.model._meta.get_field(self.parent)
        found: ScopedQuerySet = field.related_model._default_manager.visible_to(self.user).current()
        return found

    @override
    def read(self, rows: Sequence[Row]) -> None:
        first, path = next(iter(self.named.items()))
        known: dict[object, list[Any]] = defaultdict(list)
        stated = {part(row.values[first]) for row in rows if row.values.get(first)}
        for one in self.parents().alias(folded=Lower(path)).filter(folded__in=stated):
            known[part(_at(one, path))].append(one)
        for row in rows:
            said = {way: row.values.get(name) for name, way in self.named.items()}
            row.values.pop(self.parent, None)
            if not said[path]:
                continue
            fits = [
                one
                for one in known[part(said[path])]
                if all(part(_at(one, way)) == part(value) for way, value in said.items() if value)
            ]
            if len(fits) == 1:
                row.values[self.parent] = fits[0]
            elif not fits:
                words = __("There is no %(what)s here yet; enter it first.")
                field: Any = self.model._meta.get_field(self.parent)
                row.fault(words % {"what": field.verbose_name}, first)
            elif row.id is None:
                row.fault(__("Several bear this name; say more of the one that is meant."), first)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        parents = [row.values[self.parent].pk for row in rows if self.parent in row.values]
        return self.visible().filter(**{f"{self.parent}__in": parents})


def _at(obj: object, path: str) -> Any:
    for name in path.split("__"):
        obj = getattr(obj, name)
    return obj
