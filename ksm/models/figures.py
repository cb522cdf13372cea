"""Figures that a document states, kept as stated and never added to our own counts."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from core.tools import formats
from core.tools.partial_dates import PartialDateField, display, not_before
from ksm.models.about import About, AboutQuerySet, about_one


class FactTopic(models.TextChoices):
    REGISTRY = "registry", _("Facilities and groups")
    MONITORING = "monitoring", _("Monitoring")
    ALLIANCE = "alliance", _("Alliance")
    FINANCE = "finance", _("Finance")
    STRATEGY = "ssk", _("Sanitation strategy (SSK)")
    ACCESS = "access", _("Access to sanitation and SPM")


class Currency(models.TextChoices):
    RUPIAH = "IDR", _("Rupiah (Rp)")
    DOLLAR = "USD", _("US dollar")
    EURO = "EUR", _("Euro")
    AUSTRALIAN = "AUD", _("Australian dollar")
    YEN = "JPY", _("Yen")


class DatedFactQuerySet(AboutQuerySet):
    def of_series(self, code: str) -> Self:
        """Return the series of one indicator, oldest first; undated ones lead."""
        return self.filter(code=code).order_by("as_of", "pk")

    def newest_first(self) -> Self:
        """Return the figures by the day or the end of the period they hold for; undated ones last."""
        return self.order_by(Greatest("as_of", "period_to", "period_from").desc(), "-pk")

    def known_by(self, at: dt.date) -> Self:
        """Return the figures of a day, or of a period that had begun; without either, what was entered by then."""
        iso = at.isoformat()
        begun = Q(period_from__gt="", period_from__lte=iso)
        begun |= Q(period_from="", period_to__gt="", period_to__lte=iso)
        undated = Q(period_from="", period_to="", created_at__date__lte=at)
        return self.filter(Q(as_of__gt="", as_of__lte=iso) | Q(as_of="") & (begun | undated))

    def in_year(self, year: int) -> Self:
        """Return the figures of a day in a year, and of a period that touches it."""
        begun = Q(period_from__lte=f"{year}-12-31") & ~Q(period_from="")
        lasts = Q(period_to="") & Q(period_from__startswith=str(year)) | Q(period_to__gte=str(year))
        return self.filter(Q(as_of__startswith=str(year)) | begun & lasts)


class DatedFact(About, Record):
    """A figure a source states (domain §12.27–28): as of a day (how it stood) or of a period (what happened in it).

    Published totals do not equal a list of ours: no total of the system is derived from these.
    """

    topic = models.CharField(_("topic"), max_length=12, choices=FactTopic.choices)
    code = models.SlugField(
        _("series"),
        max_length=60,
        blank=True,
        help_text=_("The same short word on figures that form one series, e.g. “akkopsi-members”."),
    )
    subject = models.CharField(
        _("what was counted"),
        max_length=250,
        help_text=_("As the source words it, e.g. “communal treatment plants (IPAL komunal)”."),
    )
    area = models.CharField(
        _("part of the area"),
        max_length=120,
        blank=True,
        help_text=_("Where the figure covers less or more than the region, e.g. a district."),
    )
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3, null=True, blank=True)
    value_to = models.DecimalField(
        _("up to"), max_digits=16, decimal_places=3, null=True, blank=True,
        help_text=_("The other end of a range."),
    )  # fmt: skip
    value_text = models.CharField(
        _("value as written"),
        max_length=120,
        blank=True,
        help_text=_("For what is no number, e.g. “more than 15,000”."),
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=Currency.choices, blank=True, help_text=_("Of money only.")
    )  # fmt: skip
    sample_size = models.PositiveIntegerField(
        _("out of"),
        null=True,
        blank=True,
        help_text=_("117 of 146: here 146; of a share, how many were looked at."),
    )

    is_planned = models.BooleanField(
        _("planned, not reached yet"), default=False, help_text=_("A target or a plan of the source.")
    )  # fmt: skip
    period_from = PartialDateField(
        _("period from"), help_text=_("For what happened in a time; “as of” is for how it stood.")
    )
    period_to = PartialDateField(_("period to"), help_text=_("“2016” in both is the year 2016."))
    other_sources = models.TextField(
        _("other sources"), blank=True, help_text=_("Who else states the same, one per line.")
    )

    objects = DatedFactQuerySet.as_manager()

    class Meta:
        ordering = ("-as_of", "-pk")
        verbose_name = _("dated figure")
        verbose_name_plural = _("dated figures")
        constraints = [
            about_one("ksm_datedfact"),
            models.CheckConstraint(
                name="ksm_datedfact_range_in_order",
                condition=Q(value_to__isnull=True)
                | Q(value__isnull=False, value_to__gt=F("value")),
                violation_error_message=_("The range ends below its beginning."),
            ),
            models.CheckConstraint(
                name="ksm_datedfact_in_order",
                condition=not_before("period_to", "period_from"),
                violation_error_message=_("It would end before it began."),
            ),
            models.CheckConstraint(
                name="ksm_datedfact_has_value",
                condition=Q(value__isnull=False) | ~Q(value_text=""),
                violation_error_message=_("Give the value as a number or as written."),
            ),
            models.CheckConstraint(
                name="ksm_datedfact_has_source",
                condition=~Q(source="") | ~Q(source_url=""),
                violation_error_message=_("Say which document states this."),
            ),
        ]
        indexes = [
            models.Index(fields=("as_of", "id"), name="ksm_datedfact_by_date"),
            models.Index(fields=("code", "as_of"), name="ksm_datedfact_series"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.subject}: {self.value_words}"

    def get_absolute_url(self) -> str:
        return reverse("ksm:dated-fact-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        # A change, a balance or a removal can lie below zero; what is counted cannot.
        is_count = not self.currency and self.unit != "%"
        if is_count and self.value is not None and self.value < 0:
            raise ValidationError({"value": _("A count cannot be negative.")})

    @property
    def value_words(self) -> str:
        """The value as people read it: “120–130 KSM”, “117 of 146 desa”, “74%”, “Rp2.500”; “(planned)” where so."""
        ends = [formats.number(end) for end in (self.value, self.value_to) if end is not None]
        text = self.value_text or "–".join(ends)
        if self.currency:
            sign = "Rp" if self.currency == Currency.RUPIAH else f"{self.currency} "
            text = f"{sign}{text}" if not self.value_text else text
        of = "" if self.sample_size is None else formats.number(self.sample_size)
        if self.unit == "%":
            words = f"{text}%" + (__(" (of %(count)s)") % {"count": of} if of else "")
        else:
            words = __("%(part)s of %(whole)s") % {"part": text, "whole": of} if of else text
            words = f"{words} {self.unit}".strip()
        return __("%(value)s (planned)") % {"value": words} if self.is_planned else words

    @property
    def when_words(self) -> str:
        """The day it holds for (“as of April 2015”) or the time it tells of (“in 2016”); "" where nothing is said."""
        start, end = display(self.period_from), display(self.period_to)
        found = []
        if start == end != "":
            found.append(__("in %(time)s") % {"time": start})
        elif start and end:
            found.append(f"{start}–{end}")
        elif start:
            found.append(__("from %(time)s") % {"time": start})
        elif end:
            found.append(__("until %(time)s") % {"time": end})
        if self.as_of:
            found.append(__("as of %(date)s") % {"date": display(self.as_of)})
        return ", ".join(found)
