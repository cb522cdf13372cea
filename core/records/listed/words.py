"""Lists of words that records name by a code: the house starts them, the Secretariat goes on with them on pages.

A code is what is stored, imported, filtered by and written into tables; its words, its place and how long it is in use
are a row. What is no longer in use is not offered any more, and stays readable wherever it was chosen.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from typing_extensions import override as overrides

from core.access import Key, ReferenceQuerySet
from core.records.records import Record
from core.tools.formats import Words
from core.tools.partial_dates import PartialDateField

MOST_LETTERS = 20
# Where a word stands that the house starts with: others come before those that mean "none of these".
FIRST, LAST = 1, 900

_lists: dict[str, KeptList] = {}
# Seconds the rows are kept in a process: a page asks for them dozens of times, and they change some times a year.
KEPT_FOR = 5.0
_read: tuple[float, list[ListedWord]] | None = None


def forget() -> None:
    """Read the rows anew when they are next asked for."""
    hold(None)


def hold(rows: list[ListedWord] | None) -> None:
    """Keep these as the rows of all lists for a while; None: those of the database, when they are next asked for."""
    global _read
    _read = None if rows is None else (time.monotonic(), rows)


def _rows() -> list[ListedWord]:
    if _read is None or time.monotonic() - _read[0] > KEPT_FOR:
        try:
            hold(list(ListedWord.objects.all()))  # in the order of its Meta
        except DatabaseError:  # before its table is made
            return []
    assert _read is not None
    return _read[1]


def list_names() -> list[tuple[str, Words]]:
    """Return the name of every list with its words."""
    return [(one.name, one.label) for one in _lists.values()]


def list_named(name: str) -> KeptList | None:
    return _lists.get(name)


class ListedWord(Record):
    """A word of a list: what a code is called in either language, where it stands, and how long it is in use."""

    list = models.CharField(_("list"), max_length=20, choices=list_names)
    code = models.SlugField(
        _("code"),
        max_length=MOST_LETTERS,
        blank=True,
        help_text=_(
            "What tables and stored records name it by. Left empty it is made of the name."
        ),
    )
    label_id = models.CharField(_("name (Indonesian)"), max_length=80)
    label_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100, blank=True)
    valid_from = PartialDateField(_("in use from"))
    valid_to = PartialDateField(
        _("in use until"),
        help_text=_("From the day after it is no longer offered; records that name it keep it."),
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("list", "order", Lower("label_id"), "pk")
        verbose_name = _("word of a list")
        verbose_name_plural = _("lists of words")
        constraints = [
            models.UniqueConstraint(
                "list", "code", name="core_listed_word_once",
                violation_error_message=_("This list has a word with this code already."),
            ),
            models.UniqueConstraint(
                "list", Lower("label_id"), condition=models.Q(archived_at__isnull=True),
                name="core_listed_word_once_by_name",
                violation_error_message=_("This list has this word already."),
            ),
            models.CheckConstraint(
                name="core_listed_word_has_a_code", condition=~models.Q(code=""),
            ),
        ]  # fmt: skip

    @overrides
    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        return reverse("core:listed-word-detail", args=[self.pk])

    @property
    def word(self) -> str:
        """The word in the reader's language; in Indonesian where there is no other."""
        return (self.label_en if (get_language() or "").startswith("en") else "") or self.label_id

    @property
    def is_retired(self) -> bool:
        """Return whether it is offered no more, or not yet."""
        today = timezone.localdate().isoformat()
        is_over = self.valid_to and self.valid_to < today[: len(self.valid_to)]
        return bool(self.archived_at or is_over or self.valid_from[:10] > today)

    @property
    def is_bound(self) -> bool:
        """Return whether something hangs on the code: it may be renamed, never retired."""
        kept = list_named(self.list)
        return bool(kept and self.code in kept.bound)

    @overrides
    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        self.code = self.code or slugify(self.label_id)[:MOST_LETTERS].strip("-")
        super().clean_fields(exclude=exclude)

    @overrides
    def clean(self) -> None:
        super().clean()
        if not self.code:
            raise ValidationError({"label_id": _("Write the name in letters or digits.")})
        if self.valid_to and self.is_bound:
            raise ValidationError({"valid_to": BOUND})
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from[: len(self.valid_to)]:  # fmt: skip
            raise ValidationError({"valid_to": _("The end lies before the beginning.")})

    @overrides
    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)
        forget()

    @classmethod
    @overrides
    def why_not_archived(cls, rows: Sequence[Record]) -> dict[Key, str]:
        return {row.pk: str(BOUND) for row in rows if isinstance(row, cls) and row.is_bound}


BOUND = _("The system counts by this word: it can be renamed, but stays in use.")


class KeptList:
    """The words of one list. `starts`: what the house starts with; `bound`: codes something hangs on; `last`: codes
    that stand behind all others; `without`: codes of the list that are left out here.
    """

    def __init__(
        self, name: str, label: Words, starts: type[models.TextChoices], *,
        bound: Iterable[str] = (), last: Iterable[str] = (), without: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self.name, self.label, self.starts = name, label, starts
        self.bound, self.last, self.without = frozenset(bound), tuple(last), frozenset(without)
        _lists.setdefault(name, self)

    def __deepcopy__(self, memo: object) -> KeptList:
        return self  # a form of each page copies its fields

    def but(self, *codes: str) -> KeptList:
        """Return the same list without some codes."""
        return KeptList(
            self.name, self.label, self.starts, bound=self.bound, last=self.last, without=codes
        )

    @property
    def rows(self) -> list[ListedWord]:
        """Return the rows of the list, in their order; [] where none was loaded yet."""
        return [row for row in _rows() if row.list == self.name and row.code not in self.without]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return (code, word) of every word there ever was, in the reader's language."""
        known: dict[str, str] = {row.code: row.word for row in self.rows}
        for code, word in self.first_words:
            known.setdefault(code, word)
        return list(known.items())

    @property
    def first_words(self) -> list[tuple[str, str]]:
        """Return (code, word) of what the house started with."""
        return [(one, str(word)) for one, word in self.starts.choices if one not in self.without]

    @property
    def retired(self) -> set[str]:
        """Return the codes that are offered no more."""
        return {row.code for row in self.rows if row.is_retired}

    @property
    def stamp(self) -> tuple[object, ...]:
        """Return what is another one as soon as a word changed."""
        return tuple((row.pk, row.version, row.is_retired) for row in self.rows)

    def pairs(self) -> list[tuple[str, str]]:
        return self.choices

    def load(self) -> None:
        """Write the words the house starts with where they are not yet; what somebody changed stays."""
        known = set(ListedWord.objects.filter(list=self.name).values_list("code", flat=True))
        for number, code in enumerate(self.starts.values):
            if code in known:
                continue
            words = {}
            for language in ("id", "en"):
                with override(language):
                    words[f"label_{language}"] = str(self.starts(code).label)
            order = (LAST if code in self.last else FIRST) + number
            ListedWord(list=self.name, code=code, order=order, **words).save()


def load() -> None:
    """Load the words of every list."""
    for one in _lists.values():
        one.load()
