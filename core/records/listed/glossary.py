"""What the words of the trade mean, in both languages; the Secretariat keeps them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ReferenceQuerySet
from core.records import reference
from core.records.records import Record


class Term(Record):
    """A word or an abbreviation, and what it means to whoever never heard it."""

    word_id = models.CharField(_("term in Indonesian"), max_length=80)
    word_en = models.CharField(_("term in English"), max_length=80, blank=True)
    meaning_id = models.TextField(_("meaning in Indonesian"), max_length=600)
    meaning_en = models.TextField(_("meaning in English"), max_length=600, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = (Lower("word_id"), "pk")
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(
                Lower("word_id"),
                condition=Q(archived_at__isnull=True),
                name="core_term_once",
                violation_error_message=_("This term is recorded already."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        return reverse("core:term-detail", args=[self.pk])

    @property
    def word(self) -> str:
        """The term in the reader's language; in Indonesian where there is no other."""
        return self._in_language("word")

    @property
    def meaning(self) -> str:
        return self._in_language("meaning")

    def _in_language(self, name: str) -> str:
        own = getattr(self, f"{name}_en") if get_language() == "en" else ""
        return own or str(getattr(self, f"{name}_id"))


def load() -> None:
    """Load the words of the house; what the Secretariat wrote since stays."""
    for row in reference.rows("terms.csv"):
        key = {"word_id": row.pop("word_id")}
        reference.put(Term, key, dict(row))
