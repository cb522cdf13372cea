"""Words the whole room shares: fields of work, what became of an activity."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records.listed import KeptList
from core.tools.formats import Words


class Field(models.TextChoices):
    """Fields (bidang) of a chapter's work (domain §8.2): what the list starts with."""

    INSTITUTION = "kelembagaan", _("Institutional")
    TECHNICAL = "teknis", _("Technical")
    FINANCE = "keuangan", _("Financial")
    HEALTH = "kampanye", _("Health campaign")
    SOCIAL = "sosial", _("Social")
    CAPACITY = "kapasitas", _("Capacity building")
    ADVOCACY = "advokasi", _("Advocacy")


FIELDS = KeptList("field", _("Fields of work"), Field)


class Stop(models.TextChoices):
    """An activity that does not go on, with a reason."""

    POSTPONED = "tertunda", _("Postponed")
    CANCELLED = "batal", _("Cancelled")


class Status(models.TextChoices):
    """What became of an activity: derived from its progress, unless it was stopped."""

    NOT_STARTED = "belum", _("Not started")
    RUNNING = "berjalan", _("Running")
    DONE = "selesai", _("Done")
    POSTPONED = Stop.POSTPONED.value, Stop.POSTPONED.label
    CANCELLED = Stop.CANCELLED.value, Stop.CANCELLED.label


MONTHS = [
    (1, _("January")),
    (2, _("February")),
    (3, _("March")),
    (4, _("April")),
    (5, _("May")),
    (6, _("June")),
    (7, _("July")),
    (8, _("August")),
    (9, _("September")),
    (10, _("October")),
    (11, _("November")),
    (12, _("December")),
]
FIRST_YEAR, LAST_YEAR = 2000, 2100


def quantity(label: Words, help_text: Words = "") -> models.DecimalField:
    """Return a field for what is aimed at or reached, in the unit beside it; empty where nobody knows."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)], help_text=help_text,
    )  # fmt: skip
