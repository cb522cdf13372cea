"""Months in which nobody expects an answer: the fast, August; silence does not count in them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CharField, F, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ReferenceQuerySet
from core.records.records import Record
from core.tools.rows.joined import Joined

LONGEST_DAYS = 100


class QuietQuerySet(ReferenceQuerySet):
    def as_text(self) -> Coalesce:
        """Return all of them as one text for a column beside other rows: “2027-02-08/2027-03-09;…”."""
        one = Concat(Cast("starts_on", CharField()), Value("/"), Cast("ends_on", CharField()))
        rows: Any = self.filter(archived_at__isnull=True).order_by()
        joined = rows.values(all=Value(1)).annotate(text=Joined(one)).values("text")
        return Coalesce(Subquery(joined), Value(""), output_field=CharField())


class QuietPeriod(Record):
    """A time from a day to a day, both included, kept by the Secretariat."""

    name = models.CharField(_("name"), max_length=80, help_text=_("E.g. “Ramadan 2027”."))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = QuietQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "pk")
        verbose_name = _("quiet time")
        verbose_name_plural = _("quiet times")
        constraints = [
            models.UniqueConstraint(
                fields=("name",),
                condition=Q(archived_at__isnull=True),
                name="agreements_quiet_once",
                violation_error_message=_("This quiet time is entered already."),
            ),
            models.CheckConstraint(
                name="agreements_quiet_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agreements:quiet-period-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and (self.ends_on - self.starts_on).days > LONGEST_DAYS:
            raise ValidationError({"ends_on": _("A quiet time lasts at most 100 days.")})
